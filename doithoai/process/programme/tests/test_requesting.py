"""Voters who ask for a meeting: counted sheet by sheet, the threshold exact, no way out once it is reached."""

from datetime import date

import pytest
import time_machine

from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.programme import requesting, services, standing
from doithoai.process.programme.models import Electorate, Kind, Meeting, VoterRequest
from tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(commune, now):
    return {"by": commune.clerk, "now": now}


@pytest.fixture
def request_(commune, here):
    requesting.record_electorate(commune.unit, voters=8500, on=date(2026, 3, 15), source="Danh sách cử tri", **here)
    return requesting.open_request(commune.unit, subject="Đường làng", received_on=date(2026, 11, 2), **here)


def _sheet(request, voters, here, **more):
    return requesting.add_sheet(request, voters=voters, received_on=date(2026, 11, 10), **{**here, **more})


def test_the_threshold_is_the_rule_of_the_day_in_whole_voters(request_, here):
    _sheet(request_, 849, here)
    at = standing.of(request_)
    assert (at.reached, at.needed, at.missing, at.share, at.percent) == (False, 850, 1, "9,9", 10)
    assert "Điều 43 khoản 1" in at.basis
    _sheet(request_, 1, here)
    assert (standing.of(request_).reached, standing.of(request_).share) == (True, "10,0")


def test_a_later_count_does_not_move_the_threshold(request_, commune, here):
    _sheet(request_, 850, here)
    requesting.record_electorate(commune.unit, voters=9000, on=date(2026, 11, 12), source="Công an xã", **here)
    assert standing.of(request_).reached
    later = requesting.open_request(commune.unit, subject="Nước", received_on=date(2026, 11, 15), **here)
    assert standing.of(later).needed == 900


def test_without_an_electorate_nothing_is_reached(commune, here):
    asked = requesting.open_request(commune.unit, subject="Đường", received_on=date(2026, 11, 2), **here)
    _sheet(asked, 5000, here)
    at = standing.of(asked)
    assert (at.reached, at.electorate, at.share) == (False, None, "")
    # The first number known after the request counts then.
    requesting.record_electorate(commune.unit, voters=8500, on=date(2026, 11, 12), source="Công an xã", **here)
    assert standing.of(asked).reached


def test_what_the_law_demands_cannot_be_declined(request_, commune, here, now):
    _sheet(request_, 850, here)
    with pytest.raises(Refused, match="không từ chối được"):
        requesting.decline(request_, reason="Bận", by=commune.coordinator, now=now)
    assert VoterRequest.objects.get().state == "open"


def test_declining_needs_a_reason_and_ends_the_counting(request_, commune, here, now):
    _sheet(request_, 12, here)
    with pytest.raises(NotAllowed):
        requesting.decline(request_, reason="Chưa đủ", **here)
    with pytest.raises(NoteNeeded):
        requesting.decline(request_, reason=" ", by=commune.coordinator, now=now)
    requesting.decline(request_, reason="Đã trả lời bằng văn bản", by=commune.coordinator, now=now)
    assert standing.reason_of(request_) == "Đã trả lời bằng văn bản"
    with pytest.raises(WrongState):
        _sheet(request_, 900, here)


def test_a_meeting_answers_a_request(request_, commune, stranger, here, now):
    lead = {"by": commune.coordinator, "now": now}
    early = services.plan(commune.unit, kind=Kind.AD_HOC, title="Sớm", held_on=date(2026, 11, 1), **lead)
    with pytest.raises(Refused, match="trước khi cử tri"):
        requesting.meet(request_, early, **lead)
    foreign = services.plan(
        stranger.unit, kind=Kind.AD_HOC, title="Lạ", held_on=date(2026, 12, 1), by=stranger.coordinator, now=now
    )
    with pytest.raises(Refused):
        requesting.meet(request_, foreign, **lead)
    held = services.plan(commune.unit, kind=Kind.AD_HOC, title="Đột xuất", held_on=date(2026, 12, 1), **lead)
    requesting.meet(request_, held, **lead)
    assert (request_.state, request_.meeting) == ("met", held)
    with pytest.raises(WrongState):
        requesting.meet(request_, held, **lead)


def test_a_sheet_is_counted_once_and_struck_with_a_reason(request_, here):
    first = _sheet(request_, 100, here, reference="P1")
    with pytest.raises(Refused, match="đã được cộng"):
        _sheet(request_, 50, here, reference="P1")
    with pytest.raises(Refused, match="nhiều hơn tổng số"):
        _sheet(request_, 8401, here)
    for voters, day in ((0, date(2026, 11, 10)), (5, date(2026, 11, 1)), (5, date(2026, 11, 22))):
        with pytest.raises(Refused):
            requesting.add_sheet(request_, voters=voters, received_on=day, **here)
    with pytest.raises(NoteNeeded):
        requesting.strike_sheet(first, reason="", **here)
    requesting.strike_sheet(first, reason="Cộng nhầm", **here)
    with pytest.raises(WrongState):
        requesting.strike_sheet(first, reason="Cộng nhầm", **here)
    assert VoterRequest.objects.get().voters == 0
    assert Event.objects.get(verb="strike_sheet").data == {"sheet": first.pk, "voters": 100}


def test_only_the_own_place_counts_and_only_it_is_seen(request_, commune, stranger, now):
    for seat in (stranger.clerk, commune.chair, commune.supervisor, commune.officer, commune.administrator):
        with pytest.raises(NotAllowed):
            requesting.open_request(commune.unit, subject="X", received_on=date(2026, 11, 2), by=seat, now=now)
        with pytest.raises(NotAllowed):
            _sheet(request_, 1, {"by": seat, "now": now})
    assert not standing.visible_to(stranger.coordinator).exists()
    assert not standing.visible_to(commune.officer).exists()
    assert standing.visible_to(commune.supervisor).exists()


def test_the_desk_says_that_a_meeting_must_be_held(request_, commune, here):
    home = "/lam-viec/"
    assert "đã đủ ngưỡng" not in signed_in(commune.coordinator).get(home).content.decode()
    _sheet(request_, 1234, here)
    for role in ("coordinator", "chair", "supervisor"):
        page = signed_in(commune.seats[role]).get(home).content.decode()
        assert "14,5 % cử tri: phải tổ chức hội nghị" in page


def test_the_pages_count_and_say_what_is_wrong(commune, now):
    client, there = signed_in(commune.coordinator), "/lam-viec/cu-tri"
    with time_machine.travel(now, tick=False):
        count = {"verb": "count", "voters": "8.500", "on": "15/03/2026", "source": "Danh sách ƯỠNG"}
        for field, value in (
            ("voters", "x"),
            ("voters", "9" * 40),
            ("voters", "0"),
            ("on", "15/03/2027"),
            ("source", ""),
        ):
            page = client.post(there, {**count, field: value})
            assert page.status_code == 422
        assert client.post(there, count).status_code == 302
        ask = {"verb": "ask", "subject": "Đường làng ẪM", "received_on": "02/11/2026"}
        where = client.post(there, ask)["Location"]
        sheet = {"verb": "sheet", "voters": "1 234", "received_on": "10/11/2026", "village": "Thôn Đông"}
        assert client.post(where, {**sheet, "voters": "-3"}).status_code == 422
        assert client.post(where, sheet).status_code == 302
        page = client.get(where).content.decode()
        assert "1.234 / 8.500 cử tri = 14,5 %: đã đủ 10 %" in page
        assert 'value="decline"' not in page
        assert client.post(where, {"verb": "decline", "reason": "Không"}).status_code == 422
        assert client.post(where, {"verb": "strike", "sheet": "9" * 17, "reason": "x"}).status_code == 404
        assert client.post(where, {"verb": "meet", "meeting": ""}).status_code == 422
        held = services.plan(
            commune.unit, kind="ad_hoc", title="Đột xuất", held_on=date(2026, 12, 1), by=commune.coordinator, now=now
        )
        assert client.post(where, {"verb": "meet", "meeting": held.pk}).status_code == 302
        assert held.code in client.get(where).content.decode()
    assert (Electorate.objects.get().voters, Meeting.objects.get()) == (8500, held)
