"""A group of many voices is confirmed and undone in a number of statements that does not grow with it, as one by one."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.ground.core.errors import Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import grouping, services
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import GroupMember, Matter, Raising
from doithoai.process.triage.services import Part
from doithoai.process.triage.tests.test_grouping import LIGHT, ROAD, everything, hear, laid, meeting

__all__ = ["meeting"]
pytestmark = pytest.mark.django_db


def many(commune, now, meeting, count):
    voices = [hear(commune, now, f"{ROAD} Lần thứ {n}.", meeting) for n in range(count)]
    (proposal,) = laid(commune, now, meeting, [(voice, 1, "") for voice in voices])
    return voices, proposal


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return len(asked)


def test_statements_do_not_grow_with_the_voices(commune, now, meeting):
    by = commune.coordinator
    counts = []
    for size in (3, 40):
        _voices, proposal = many(commune, now, meeting, size)
        confirm = statements(lambda p=proposal: grouping.confirm(p, by=by, now=now))
        undo = statements(lambda p=proposal: grouping.undo_confirm(p, by=by, now=now))
        counts.append((confirm, undo))
    # The first may ask what is remembered afterwards.
    assert all(few >= lots for few, lots in zip(*counts, strict=True))
    assert max(counts[1]) < 60


def test_every_voice_is_sorted_written_down_and_put_back(commune, now, meeting):
    by = commune.coordinator
    voices, proposal = many(commune, now, meeting, 12)
    before, book = everything(), Event.objects.latest("pk").pk
    done = grouping.confirm(proposal, by=by, now=now)
    assert (done.sorted, done.waiting, done.elsewhere) == (12, 0, 0)
    raisings = Raising.objects.filter(matter=done.matter)
    assert {one.opinion_id: one.excerpt for one in raisings} == {voice.pk: voice.text for voice in voices}
    assert dict(GroupMember.objects.values_list("opinion", "raising")) == {r.opinion_id: r.pk for r in raisings}
    assert set(Opinion.objects.values_list("state", flat=True)) == {Opinion.State.TRIAGED}
    said = Counter(Event.objects.filter(pk__gt=book).values_list("verb", flat=True))
    # The one that made the matter did not join it; one line of the proposal itself.
    assert said == {"triage": 12, "raise": 11, "open": 1, "confirm": 1}
    triaged = Event.objects.filter(verb="triage", subject_id=voices[-1].pk).get()
    assert (triaged.from_state, triaged.to_state, triaged.data) == ("received", "triaged", {"parts": 1})
    grouping.undo_confirm(proposal, by=by, now=now)
    assert everything() == before


def test_a_voice_of_two_parts_and_one_sorted_by_hand_stay_what_they_are(commune, now, meeting):
    by = commune.coordinator
    voices = [hear(commune, now, f"{ROAD} Lần thứ {n}.", meeting) for n in range(5)]
    double = hear(commune, now, f"{ROAD} {LIGHT}", meeting)
    road, light = laid(commune, now, meeting, [*((v, 1, "") for v in voices), (double, 1, ROAD)], [(double, 2, LIGHT)])
    (stands,) = services.triage(voices[0], [Part(voices[0].text, title="Đường", field="transport")], by=by, now=now)
    road.into = stands
    road.save(update_fields=["into"])
    before = everything()
    done = grouping.confirm(road, by=by, now=now)
    assert (done.matter, done.sorted, done.waiting, done.elsewhere) == (stands, 4, 1, 1)
    assert GroupMember.objects.get(opinion=voices[0]).raising is None
    grouping.confirm(light, by=by, now=now)
    assert {one.excerpt for one in Raising.objects.filter(opinion=double)} == {ROAD, LIGHT}
    grouping.undo_confirm(light, by=by, now=now)
    grouping.undo_confirm(road, by=by, now=now)
    assert everything() == before
    assert Raising.objects.get().opinion == voices[0]


def test_a_matter_that_others_raise_stays_and_one_that_was_given_forbids_it(commune, now, meeting):
    by = commune.coordinator
    voices, proposal = many(commune, now, meeting, 4)
    matter = grouping.confirm(proposal, by=by, now=now).matter
    other = hear(commune, now, f"{ROAD} Thêm.", meeting)
    services.triage(other, [Part(other.text, matter=matter)], by=by, now=now)
    grouping.undo_confirm(proposal, by=by, now=now)
    assert list(Raising.objects.values_list("opinion", flat=True)) == [other.pk]
    grouping.confirm(proposal, by=by, now=now)
    services.undo_triage(other, by=by, now=now)
    stands = Matter.objects.get()
    MATTER.move(stands, "refer", by=by, now=now, note="Không thuộc thẩm quyền")
    after = everything()
    with pytest.raises(Refused):
        grouping.undo_confirm(proposal, by=by, now=now)
    assert everything() == after


def test_one_voice_that_may_not_be_sorted_stops_all(commune, now, meeting):
    by = commune.coordinator
    voices, _proposal = many(commune, now, meeting, 3)
    (matter,) = services.triage(voices[0], [Part(voices[0].text, title="Đường", field="transport")], by=by, now=now)
    words = [voice.text for voice in voices]
    before = everything()
    with pytest.raises(WrongState):
        services.triage_alike([voices[1], voices[0]], words[1::-1], matter, by=by, now=now)
    assert everything() == before
    services.triage_alike(voices[2:], words[2:], matter, by=by, now=now)
    assert voices[2].state == Opinion.State.TRIAGED
