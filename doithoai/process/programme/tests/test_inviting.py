"""Guests: invited, named under seal, answering by the letter's code, ticked at the door."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.programme import attending, guests, services
from doithoai.process.programme.attending import Guest
from doithoai.process.programme.models import Attendee, Kind, Meeting
from tests.client import signed_in

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Văn ỬNG ẪM"


@pytest.fixture
def meeting(commune, now):
    return services.plan(
        commune.unit, kind=Kind.PERIODIC, title="Đối thoại", held_on=date(2026, 12, 28), by=commune.coordinator, now=now
    )


@pytest.fixture
def here(commune, now):
    return {"by": commune.clerk, "now": now}


def _named(meeting, here):
    (row,) = attending.invite(meeting, [Guest("Khách mời đích danh, Thôn Đông", NAME)], kind="person", **here)
    return row


def test_a_private_name_stands_nowhere_but_under_its_seal(meeting, commune, here):
    row = _named(meeting, here)
    assert NAME.encode() not in bytes(row.sealed)
    assert guests.name_of(Attendee.objects.get(pk=row.pk)) == NAME
    assert NAME not in str(list(Attendee.objects.values())) + str(list(Event.objects.values()))
    # A seal put on another row does not open.
    (other,) = attending.invite(meeting, [Guest("Khác", "Ai Đó")], kind="person", **here)
    other.sealed = row.sealed
    with pytest.raises(Exception, match=f"attendee:{other.key}"):
        guests.name_of(other)


@pytest.mark.parametrize("role", ["chair", "supervisor", "leader"])
def test_who_reads_the_list_does_not_read_names(meeting, commune, here, role):
    row = _named(meeting, here)
    page = signed_in(commune.seats[role]).get(f"/lam-viec/cuoc/{meeting.code}/dai-bieu").content.decode()
    assert "Khách mời đích danh, Thôn Đông" in page
    assert NAME not in page
    assert guests.names_for(commune.seats[role], meeting, [row]) == {}
    assert guests.names_for(commune.coordinator, meeting, [row]) == {row.pk: NAME}


def test_nobody_is_invited_twice(meeting, here):
    roles = [Guest("Bí thư chi bộ"), Guest("BÍ THƯ CHI BỘ"), Guest("Trưởng thôn")]
    assert len(attending.invite(meeting, roles, kind="role", **here)) == 2
    with pytest.raises(Refused, match="Không có ai mới"):
        attending.invite(meeting, roles, kind="role", **here)
    _named(meeting, here)
    with pytest.raises(Refused, match="Không có ai mới"):
        _named(meeting, here)
    assert list(meeting.attendees.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_the_secret_stands_in_no_table(meeting, here):
    row = _named(meeting, here)
    code = guests.code_of(row)
    assert re.fullmatch(r"[0-9]{16}", code)
    assert guests.by_code(code).pk == row.pk
    assert guests.by_code("0" * 16) is None
    assert code not in str(list(Attendee.objects.values()))


def test_an_answer_can_be_changed_until_the_day(meeting, now, here):
    row = _named(meeting, here)
    attending.reply(row, "yes", now=now)
    attending.reply(row, "no", now=now + timedelta(hours=1))
    assert (guests.counts_of(meeting).yes, guests.counts_of(meeting).no, guests.counts_of(meeting).waiting) == (0, 1, 0)
    lines = list(Event.objects.filter(subject="programme.attendee").values_list("from_state", "to_state"))
    assert lines == [("none", "yes"), ("yes", "no")]
    with pytest.raises(Refused):
        attending.reply(row, "maybe", now=now)
    day_after = now + timedelta(days=38)
    with pytest.raises(WrongState):
        attending.reply(row, "yes", now=day_after)
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    with pytest.raises(WrongState):
        attending.reply(row, "yes", now=now)


def test_only_the_place_invites(meeting, commune, stranger, now):
    for seat in (commune.chair, commune.officer, commune.supervisor, stranger.clerk, stranger.coordinator):
        with pytest.raises(NotAllowed):
            attending.invite(meeting, [Guest("Ai")], kind="role", by=seat, now=now)
        with pytest.raises(NotAllowed):
            attending.tick(meeting, {}, by=seat, now=now)
    assert not Attendee.objects.exists()


def test_a_withdrawn_letter_opens_nothing(meeting, here):
    row = _named(meeting, here)
    code = guests.code_of(row)
    with pytest.raises(Refused):
        attending.uninvite(row, reason="", **here)
    attending.uninvite(row, reason="Mời nhầm", **here)
    assert guests.by_code(code) is None
    assert Event.objects.get(verb="uninvite").data == {"number": 1}


def test_two_people_ticking_do_not_undo_each_other(meeting, commune, here, now):
    a, b, c = attending.invite(meeting, [Guest("A"), Guest("B"), Guest("C")], kind="role", **here)
    Meeting.objects.filter(pk=meeting.pk).update(state="live")
    # Both open the same page; one ticks A, the other B: neither sees the other's tick, neither takes it back.
    attending.tick(meeting, {a.pk: (None, True)}, **here)
    attending.tick(meeting, {b.pk: (None, True), a.pk: (True, True)}, **here)
    attending.tick(meeting, {a.pk: (True, True), b.pk: (True, True), c.pk: (None, False)}, **here)
    came = dict(meeting.attendees.values_list("label", "came"))
    assert came == {"A": True, "B": True, "C": False}
    assert guests.counts_of(meeting).came == 2


def test_ticks_of_another_meeting_are_not_taken(meeting, commune, here, now):
    (mine,) = attending.invite(meeting, [Guest("A")], kind="role", **here)
    other = services.plan(
        commune.unit, kind="thematic", title="Khác", held_on=date(2026, 11, 21), by=commune.coordinator, now=now
    )
    attending.tick(other, {mine.pk: (None, True)}, **here)
    assert Attendee.objects.get(pk=mine.pk).came is None


def test_nobody_is_ticked_before_the_day(meeting, here):
    with pytest.raises(WrongState, match="Chưa đến ngày họp"):
        attending.tick(meeting, {}, **here)


def test_the_pages_invite_print_and_tick(meeting, commune, now):
    client, there = signed_in(commune.clerk), f"/lam-viec/cuoc/{meeting.code}"
    with time_machine.travel(now, tick=False):
        assert (
            client.post(f"{there}/dai-bieu", {"kind": "person", "lines": f"{NAME}; thôn đông\n\n"}).status_code == 302
        )
        row = Attendee.objects.get()
        assert (row.village, row.label) == (commune.village, "Khách mời đích danh, thôn đông")
        for bad in (
            {},
            {"kind": "lot", "lines": "A"},
            {"kind": "role", "lines": " \n "},
            {"kind": "role", "lines": "x" * 181},
        ):
            assert client.post(f"{there}/dai-bieu", bad).status_code == 422
        many = client.post(f"{there}/dai-bieu", {"kind": "role", "lines": "\n".join(f"Chức {n}" for n in range(501))})
        assert "tối đa 500 dòng" in many.content.decode()
        letters = client.get(f"{there}/dai-bieu/giay-moi").content.decode()
        assert NAME in letters
        assert attending.code_on_paper(row) in letters
        assert "<svg" in letters
        assert NAME in client.get(f"{there}/dai-bieu/in").content.decode()
        assert client.post(f"{there}/dai-bieu/1", {"reason": ""}).status_code == 422
        assert client.get(f"{there}/dai-bieu/{10**20}").status_code == 404
    with time_machine.travel(now + timedelta(days=37), tick=False):
        client = signed_in(commune.clerk)
        done = client.post(f"{there}/diem-danh", {"row": [f"{row.pk}.", "x.1", f"{'9' * 40}."], "came": [str(row.pk)]})
        assert done.status_code == 302
        assert Attendee.objects.get().came is True


def test_a_thousand_letters_are_printed_in_parts(meeting, commune, here):
    attending.invite(meeting, [Guest(f"Chức danh {n}") for n in range(230)], kind="role", **here)
    client, there = signed_in(commune.clerk), f"/lam-viec/cuoc/{meeting.code}/dai-bieu/in"
    first = client.get(there).content.decode()
    assert "Chức danh 199" in first
    assert "Chức danh 200" not in first
    assert "Chức danh 229" in client.get(f"{there}?tu=201").content.decode()
    for odd in ("0", "-1", "9" * 60, "x", ""):
        assert client.get(there, {"tu": odd}).status_code == 200


def test_more_than_the_most_guests_are_refused_whole(meeting, here, monkeypatch):
    monkeypatch.setattr(attending, "MOST_GUESTS", 3)
    with pytest.raises(Refused, match="tối đa 3"):
        attending.invite(meeting, [Guest(str(n)) for n in range(4)], kind="role", **here)
    assert not Attendee.objects.exists()
