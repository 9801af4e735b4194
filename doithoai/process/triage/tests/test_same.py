"""Likely same matters on the triage page: with reasons, put in by one press, refused for good, without script."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from doithoai.ground.index.following import catch_up
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import deciding, services
from doithoai.process.triage.models import MatterDecision
from doithoai.process.triage.services import Part
from doithoai.process.triage.tests.test_grouping import LIGHT, ROAD, ROAD_TOO, hear
from tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(commune, now):
    """A matter about the road, in the index, with other matters around it."""
    first = hear(commune, now, ROAD)
    (matter,) = services.triage(first, [Part(ROAD, field="transport")], by=commune.coordinator, now=now)
    for n, text in enumerate(
        (LIGHT, "Chợ xã bẩn, rác không ai dọn.", "Xin cấp sổ đỏ cho hộ dân thôn Đoài đã chờ lâu.")
    ):
        voice = hear(commune, now, f"{text} Lần {n}.")
        services.triage(voice, [Part(voice.text, field="other")], by=commune.coordinator, now=now)
    catch_up(now=now)
    return matter


def page(opinion):
    return reverse("triage:opinion", args=[opinion.code])


def row(text, **more):
    return {"n": "1", "p0-excerpt": text, "p0-kind": "petition", **more}


def test_a_row_shows_the_same_matter_and_why_and_takes_it_by_one_press(commune, now, road):
    voice = hear(commune, now, ROAD_TOO)
    client = signed_in(commune.coordinator)
    body = client.get(page(voice)).content.decode()
    assert f'value="into-0-{road.code}"' in body
    assert "cùng đường Nam Cao" in body
    taken = client.post(page(voice), row(ROAD_TOO, do=f"into-0-{road.code}")).content.decode()
    assert f'value="{road.code}" checked' in taken
    done = client.post(page(voice), row(ROAD_TOO, do="save", **{"p0-into": road.code}))
    assert done.status_code == 302
    assert voice.raisings.get().matter == road


def test_a_refused_proposal_is_kept_and_not_made_again(commune, now, road):
    voice = hear(commune, now, ROAD_TOO)
    client = signed_in(commune.coordinator)
    typed = row(ROAD_TOO, do=f"differ-0-{road.code}", **{"p0-title": "Tôi gõ dở"})
    body = client.post(page(voice), typed).content.decode()
    assert "Tôi gõ dở" in body
    assert f"into-0-{road.code}" not in body
    decision = MatterDecision.objects.get()
    assert (decision.opinion, decision.matter, decision.verdict, decision.by_seat) == (
        voice, road, "different", commune.coordinator,
    )  # fmt: skip
    assert decision.score
    assert f"into-0-{road.code}" not in client.get(page(voice)).content.decode()
    voice.refresh_from_db()
    assert voice.state == Opinion.State.RECEIVED


@pytest.mark.parametrize(
    "act", ["into-", "into-9-x", "into-0-VD-2026-999999", "into-²-x", "same-x", "differ-0-x", "differ-"]
)
def test_absurd_acts_change_nothing(commune, now, road, act):
    voice = hear(commune, now, ROAD_TOO)
    answer = signed_in(commune.coordinator).post(page(voice), row(ROAD_TOO, do=act))
    assert answer.status_code in {200, 404}
    assert not MatterDecision.objects.exists()


def test_another_place_neither_sees_nor_refuses(commune, stranger, now, road):
    voice = hear(stranger, now, ROAD_TOO)
    client = signed_in(stranger.coordinator)
    assert road.code not in client.get(page(voice)).content.decode()
    assert client.post(page(voice), row(ROAD_TOO, do=f"differ-0-{road.code}")).status_code == 404


def test_the_queue_marks_what_may_be_the_same_outside_the_request(commune, now, road, django_assert_max_num_queries):
    voices = [hear(commune, now, f"{ROAD_TOO} Lần {n}.") for n in range(6)]
    client = signed_in(commune.coordinator)
    queue = reverse("triage:queue")
    plain = client.get(queue).content.decode()
    assert "có thể trùng VD" not in plain and 'hx-trigger="load"' in plain
    marks = client.get(queue, {"trung": "1"}).content.decode()
    assert marks.count(f"có thể trùng {road.code}") == len(voices)
    with django_assert_max_num_queries(14):
        client.get(queue, {"trung": "1"})
    deciding.differ(voices[0], road, by=commune.coordinator, now=now)
    cache.clear()
    again = client.get(queue, {"trung": "1"}).content.decode()
    assert again.count(f"có thể trùng {road.code}") == len(voices) - 1
