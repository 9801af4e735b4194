"""A sender says "my matter is another": the desk separates it or answers; a second refusal is for the Front."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import joining, objecting, queries, services
from doithoai.process.triage.models import Matter, MatterDecision, Objection
from doithoai.process.triage.parting import own_part
from doithoai.process.triage.services import Part
from doithoai.process.triage.tests.test_grouping import ROAD, ROAD_TOO, hear
from tests.client import signed_in

pytestmark = pytest.mark.django_db
OTHER = "Việc của tôi là cống trước cổng trường, không phải mặt đường."
DUE = date(2026, 12, 6)


@pytest.fixture
def two(commune, now):
    """Two voices in one matter."""
    first, second = hear(commune, now, ROAD), hear(commune, now, f"{ROAD_TOO} Cống trước cổng trường bị tắc lâu ngày.")
    (matter,) = services.triage(first, [Part(ROAD, field="transport")], by=commune.coordinator, now=now)
    services.triage(second, [Part(second.text, matter=matter)], by=commune.coordinator, now=now)
    return matter, first, second


def follow(opinion, **more):
    answer = Client().post(reverse("follow"), {"code": opinion.secret, **more})
    return answer.status_code, answer.content.decode()


def test_the_follow_page_tells_others_without_naming_them_and_the_own_part(two):
    _matter, first, second = two
    _status, body = follow(second)
    assert "Cùng 1 ý kiến khác" in body
    assert "Phần riêng của ông/bà" in body and "Cống trước cổng trường bị tắc lâu ngày." in body
    assert first.code not in body and first.secret not in body and "Thôn Đoài" not in body
    _status, mine = follow(first)
    assert "Phần riêng của ông/bà" not in mine and "Cống trước cổng trường" not in mine


def test_objecting_once_waits_for_the_coordinator(commune, now, two):
    matter, _first, second = two
    raising = second.raisings.get()
    assert "Việc của tôi khác" in follow(second)[1]
    status, body = follow(second, objection=raising.pk, words="Bé")
    assert status == 422 and "ít nhất" in body
    status, body = follow(second, objection=raising.pk, words=OTHER)
    assert status == 200 and OTHER in body and "Đang chờ xem việc gộp" in body
    assert follow(second, objection=raising.pk, words=OTHER)[0] == 422
    said = Objection.objects.get()
    assert (said.opinion, said.matter, said.state) == (second, matter, "waiting")
    client = signed_in(commune.coordinator)
    assert OTHER in client.get(reverse("triage:objections")).content.decode()
    assert OTHER in client.get(reverse("desk:home")).content.decode()
    page = client.get(reverse("triage:objection", args=[said.pk])).content.decode()
    assert OTHER in page and "Canary" not in page and "0987612345" not in page


@pytest.mark.parametrize("which", ["", "0", "x", "9" * 30, "-1"])
def test_an_objection_to_what_is_not_ones_own_is_refused(two, which):
    _matter, first, second = two
    assert follow(second, objection=which or first.raisings.get().pk, words=OTHER)[0] == 422
    assert not Objection.objects.exists()


def test_separating_keeps_the_clock_and_tells_the_sender(commune, now, two):
    from doithoai.process.assignment import services as work

    matter, _first, second = two
    work.assign(matter, lead=commune.agency, due=DUE, basis="Kết luận", by=commune.coordinator, now=now)
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    client = signed_in(commune.coordinator)
    assert client.post(reverse("triage:objection", args=[said.pk]), {"do": "separate"}).status_code == 302
    own = second.raisings.get().matter
    assert own != matter and (own.due, own.opened_at) == (DUE, matter.opened_at)
    said.refresh_from_db()
    assert said.state == "separated"
    assert queries.refused_for(second) == {matter.pk}
    _status, body = follow(second)
    assert "Đã tách riêng" in body and "Cùng 1 ý kiến khác" not in body


def test_an_answered_matter_gives_the_voice_an_answer_of_its_own(commune, now, two):
    matter, _first, second = two
    Matter.objects.filter(pk=matter.pk).update(state="answered", result="explained", answered_at=now)
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    own = objecting.separate(said, by=commune.coordinator, now=now)
    assert (own.state, own.result, own.due) == ("open", "", None)
    matter.refresh_from_db()
    assert (matter.state, matter.result) == ("answered", "explained")


def test_a_joined_matter_stands_by_itself_again(commune, now):
    first, second = hear(commune, now, ROAD), hear(commune, now, ROAD_TOO)
    one, other = (
        services.triage(voice, [Part(voice.text, field="transport")], by=commune.coordinator, now=now)[0]
        for voice in (first, second)
    )
    joining.join(other, one, by=commune.coordinator, now=now)
    leads = objecting.object_to(first, first.raisings.get(), OTHER, now=now)
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    assert objecting.separate(said, by=commune.coordinator, now=now) == other
    other.refresh_from_db()
    assert other.joined_into is None
    assert objecting.separate(leads, by=commune.coordinator, now=now) == one


def test_refused_once_the_sender_may_insist_and_refused_twice_the_front_sees(commune, now, two):
    _matter, _first, second = two
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    client = signed_in(commune.coordinator)
    page = reverse("triage:objection", args=[said.pk])
    assert client.post(page, {"do": "keep", "reason": ""}).status_code == 422
    assert client.post(page, {"do": "keep", "reason": "Cùng một đoạn đường"}).status_code == 302
    _status, body = follow(second)
    assert "Cùng một đoạn đường" in body and "Đề nghị xem lại lần nữa" in body
    watcher = signed_in(commune.supervisor)
    assert second.code not in watcher.get(reverse("triage:objections")).content.decode()
    assert follow(second, objection=said.raising_id, words="Vẫn là chỗ khác, xin xem lại.")[0] == 200
    assert client.post(page, {"do": "keep", "reason": "Đã xem tại chỗ"}).status_code == 302
    assert second.code in watcher.get(reverse("triage:objections")).content.decode()
    assert watcher.get(page).status_code == 200
    assert watcher.post(page, {"do": "separate"}).status_code == 404
    said.refresh_from_db()
    assert (said.state, said.reason, said.last_reason) == ("kept_twice", "Cùng một đoạn đường", "Đã xem tại chỗ")
    assert "Đề nghị xem lại lần nữa" not in follow(second)[1]
    assert second.code in watcher.get(reverse("desk:home")).content.decode()


def test_two_coordinators_the_second_sees_what_the_first_did(commune, now, two):
    _matter, _first, second = two
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    objecting.separate(said, by=commune.coordinator, now=now)
    late = signed_in(commune.coordinator).post(
        reverse("triage:objection", args=[said.pk]), {"do": "keep", "reason": "Lý do gõ dở"}
    )
    assert late.status_code == 409 and "Lý do gõ dở" in late.content.decode()


def test_undoing_the_sorting_settles_the_objection(commune, now, two):
    _matter, _first, second = two
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    services.undo_triage(second, by=commune.coordinator, now=now)
    said.refresh_from_db()
    assert (said.state, said.raising) == ("separated", None)
    body = signed_in(commune.coordinator).get(reverse("triage:opinion", args=[second.code])).content.decode()
    assert OTHER in body


def test_who_stands_alone_has_nothing_to_object_to(commune, now):
    one = hear(commune, now, ROAD)
    services.triage(one, [Part(ROAD, field="transport")], by=commune.coordinator, now=now)
    with pytest.raises(Refused):
        objecting.object_to(one, one.raisings.get(), OTHER, now=now)
    assert "Việc của tôi khác" not in follow(one)[1]


def test_only_the_own_voice_and_the_own_place(commune, stranger, now, two):
    _matter, first, second = two
    with pytest.raises(NotAllowed):
        objecting.object_to(first, second.raisings.get(), OTHER, now=now)
    said = objecting.object_to(second, second.raisings.get(), OTHER, now=now)
    for seat in (stranger.coordinator, commune.clerk, commune.officer, commune.supervisor):
        with pytest.raises(NotAllowed):
            objecting.separate(said, by=seat, now=now)
        with pytest.raises(NotAllowed):
            objecting.keep(said, reason="x", by=seat, now=now)
    assert MatterDecision.objects.count() == 0
    assert Opinion.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("Đường hỏng nặng. Xin lắp thêm đèn chiếu sáng ở ngã ba.", "Xin lắp thêm đèn chiếu sáng ở ngã ba."),
        ("Đường hỏng nặng, xin sửa.", ""),
        ("", ""),
        ("!!! ???\n\n", ""),
    ],
)
def test_the_part_only_one_voice_raised(words, own):
    assert own_part(words, "Đường hỏng nặng, nhiều ổ gà, xin sửa đường.") == own
