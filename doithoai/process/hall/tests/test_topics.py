"""Topics are chosen with the figures of the day beside them."""

from datetime import date, timedelta

import pytest
import time_machine

from doithoai.process.assignment.models import Promise
from doithoai.process.hall import evidence
from doithoai.process.intake import services as intake
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting, Topic
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(commune, now):
    """Return a function that takes an opinion on a day and sorts it into fields."""

    def tell(*fields, days_ago=0, meeting=None):
        at = now - timedelta(days=days_ago)
        words = f"Việc {fields} ngày {days_ago}, xin xem giúp."
        opinion = intake.receive(commune.unit, words, channel="counter", by=commune.clerk, now=at, meeting=meeting)
        parts = [Part(opinion.text, field=field) for field in fields]
        return triage.triage(opinion, parts, by=commune.coordinator, now=at)

    return tell


def _meeting(commune, now, day, state="planned"):
    held = programme.plan(
        commune.unit, kind="periodic", title=f"Họp {day}", held_on=day, by=commune.coordinator, now=now
    )
    Meeting.objects.filter(pk=held.pk).update(state=state)
    return Meeting.objects.get(pk=held.pk)


def test_the_figures_are_those_counted_by_hand(commune, stranger, told, now):
    before = _meeting(commune, now, date(2026, 11, 10), "collecting")
    _meeting(commune, now, date(2026, 11, 15), "cancelled")
    coming = _meeting(commune, now, date(2026, 12, 28))
    (old,) = told("transport", days_ago=20, meeting=before)
    Meeting.objects.filter(pk=before.pk).update(state="concluded")
    told("transport", "transport", "land", days_ago=3)
    told("transport", days_ago=1)
    Promise.objects.create(
        matter=old, unit=commune.agency, made_by="x", text="x", due=date(2026, 11, 20), first_due=date(2026, 11, 20),
        made_at=now,
    )  # fmt: skip
    rows = {row.field: row for row in evidence.evidence_for(coming, date(2026, 11, 21))}
    assert evidence.since_for(coming) == date(2026, 11, 10)
    transport, land = rows["transport"], rows["land"]
    # Two voices since the 10th (one of them raised it twice); four matters still owed, one promise late, one meeting.
    assert (transport.opinions, transport.unanswered, transport.late, transport.earlier) == (2, 4, 1, 1)
    assert (land.opinions, land.unanswered, land.late, land.earlier) == (1, 1, 0, 0)
    assert rows["health"].is_empty
    assert next(iter(evidence.evidence_for(coming, date(2026, 11, 21)))).field == "transport"
    elsewhere = _meeting(stranger, now, date(2026, 12, 28))
    assert all(row.is_empty for row in evidence.evidence_for(elsewhere, date(2026, 11, 21)))


def test_the_evidence_costs_the_same_for_one_and_for_many(commune, told, now, django_assert_num_queries):
    coming = _meeting(commune, now, date(2026, 12, 28))
    with django_assert_num_queries(5):
        evidence.evidence_for(coming, date(2026, 11, 21))
    for _n in range(5):
        told("transport", "land")
    with django_assert_num_queries(5):
        evidence.evidence_for(coming, date(2026, 11, 21))


def test_a_topic_keeps_the_figures_of_the_day_it_was_chosen(commune, told, now):
    coming = _meeting(commune, now, date(2026, 12, 28))
    told("transport")
    client, there = signed_in(commune.coordinator), f"/lam-viec/cuoc/{coming.code}/chu-de"
    with time_machine.travel(now, tick=False):
        assert client.post(there, {"title": "Đường ƯỠNG", "field": "transport", "reason": "Nhiều"}).status_code == 302
        told("transport")
        assert Topic.objects.get().evidence == {
            "field": "transport",
            "opinions": 1,
            "unanswered": 1,
            "late_promises": 0,
            "earlier_meetings": 0,
            "since": "",
        }
        again = client.post(there, {"title": "đường ưỡng", "field": "", "reason": "Nữa"})
        assert again.status_code == 422
        assert "đã được chọn" in again.content.decode()
        for bad in ({"title": ""}, {"reason": " "}, {"field": "x"}, {"title": "a\x00b"}, {"title": "x" * 301}):
            facts = {"title": "Nước", "field": "", "reason": "Thiếu", **bad}
            assert client.post(there, facts).status_code == 422
        assert client.post(f"{there}/1/bo", {"reason": ""}).status_code == 422
        assert client.post(f"{there}/7/bo", {"reason": "x"}).status_code == 404
        assert client.post(f"{there}/1/bo", {"reason": "Đã xong"}).status_code == 302
    assert not Topic.objects.exists()


def test_only_the_coordinator_chooses_and_the_front_reads(commune, now):
    coming = _meeting(commune, now, date(2026, 12, 28))
    there = f"/lam-viec/cuoc/{coming.code}/chu-de"
    facts = {"title": "Nước", "field": "", "reason": "Thiếu"}
    assert signed_in(commune.supervisor).get(there).status_code == 200
    for role in ("supervisor", "chair", "clerk"):
        assert signed_in(commune.seats[role]).post(there, facts).status_code == 403
    assert signed_in(commune.officer).post(there, facts).status_code == 404
    assert not Topic.objects.exists()
