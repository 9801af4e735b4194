"""The verbs of voters who ask for a meeting: count the signature sheets against the electorate, hold it or say why not."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.people.models import Unit
from doithoai.process.programme import rules, standing
from doithoai.process.programme.flow import VOTER_REQUEST
from doithoai.process.programme.models import Electorate, Meeting, RequestSheet, VoterRequest

MOST_VOTERS = 10_000_000
MOST_SHEETS = 2000


@transaction.atomic
def record_electorate(unit: Unit, *, voters: int, on: date, source: str, by: Actor, now: datetime) -> Electorate:
    """Record how many voters a place had on a day and where the number comes from; earlier numbers stay."""
    row = Electorate(unit=unit, voters=voters, on=on, recorded_at=now, by_seat_id=by.actor_seat)
    if not rules.registers_voters(by, row):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if not 1 <= voters <= MOST_VOTERS:
        raise Refused(_("Số cử tri phải từ 1 đến 10.000.000."))
    if on > clock.day_of(now):
        raise Refused(_("Ngày của số liệu không thể ở tương lai."))
    if not nfc(source):
        raise Refused(_("Xin ghi nguồn số liệu, ví dụ danh sách cử tri bầu cử."))
    row.source = nfc(source)[:300]
    row.save()
    events.record(row, "record", by=by, now=now, data={"voters": voters, "on": on.isoformat()})
    return row


@transaction.atomic
def open_request(
    unit: Unit, *, subject: str, received_on: date, by: Actor, now: datetime, reference: str = ""
) -> VoterRequest:
    """Register that voters of a place ask for a meeting."""
    request = VoterRequest(unit=unit, received_on=received_on, recorded_at=now)
    if not rules.registers_voters(by, request):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if received_on > clock.day_of(now):
        raise Refused(_("Ngày nhận không thể ở tương lai."))
    if not nfc(subject):
        raise Refused(_("Xin ghi cử tri yêu cầu họp về việc gì."))
    request.subject, request.reference = nfc(subject)[:300], nfc(reference)[:200]
    request.save()
    events.record(request, "register", by=by, now=now, to_state=request.state)
    return request


@transaction.atomic
def add_sheet(
    request: VoterRequest,
    *,
    voters: int,
    received_on: date,
    by: Actor,
    now: datetime,
    village: str = "",
    reference: str = "",
) -> RequestSheet:
    """Count one sheet of signatures: how many voters, from which village, when. No names are kept."""
    _hold(request, by)
    if voters < 1:
        raise Refused(_("Số cử tri phải từ 1 trở lên."))
    if not request.received_on <= received_on <= clock.day_of(now):
        raise Refused(_("Ngày nhận phiếu phải từ ngày nhận yêu cầu đến hôm nay."))
    number = nfc(reference)[:200]
    if number and request.sheets.filter(reference=number).exists():
        raise Refused(_("Phiếu số “%(number)s” đã được cộng.") % {"number": number})
    if request.sheets.count() >= MOST_SHEETS:
        raise Refused(_("Một yêu cầu có tối đa %(n)d phiếu.") % {"n": MOST_SHEETS})
    electorate = standing.electorate_for(request)
    if electorate and request.voters + voters > electorate.voters:
        raise Refused(_("Cộng cả phiếu này thì nhiều hơn tổng số cử tri. Hãy xem lại con số."))
    sheet = RequestSheet.objects.create(
        request=request,
        village=nfc(village)[:200],
        voters=voters,
        received_on=received_on,
        reference=number,
        recorded_at=now,
    )
    _count(request)
    events.record(request, "add_sheet", by=by, now=now, data={"sheet": sheet.pk, "voters": voters})
    return sheet


@transaction.atomic
def strike_sheet(sheet: RequestSheet, *, reason: str, by: Actor, now: datetime) -> None:
    """Take back a sheet that was counted by mistake; the event book keeps its figures and the reason."""
    request = sheet.request
    _hold(request, by)
    if not nfc(reason):
        raise NoteNeeded(_("Cần ghi rõ lý do."))
    gone, _rows = RequestSheet.objects.filter(pk=sheet.pk).delete()
    if not gone:
        raise WrongState(_("Phiếu này vừa được người khác bỏ."))
    _count(request)
    data = {"sheet": sheet.pk, "voters": sheet.voters}
    events.record(request, "strike_sheet", by=by, now=now, note=nfc(reason), data=data)


@transaction.atomic
def meet(request: VoterRequest, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Answer a request with a meeting, planned for it or standing already."""
    if meeting.unit_id != request.unit_id or meeting.state == Meeting.State.CANCELLED:
        raise Refused(_("Hãy chọn một cuộc của đơn vị, chưa bị hủy."))
    if meeting.held_on < request.received_on:
        raise Refused(_("Cuộc này họp trước khi cử tri yêu cầu."))
    VOTER_REQUEST.move(request, "meet", by=by, now=now, data={"meeting": meeting.pk, "voters": request.voters})
    request.meeting = meeting
    request.save(update_fields=["meeting"])


@transaction.atomic
def decline(request: VoterRequest, *, reason: str, by: Actor, now: datetime) -> None:
    """Say publicly why no meeting is held. Impossible once enough voters ask: then the law leaves no choice (DLG-02)."""
    lock(request)
    if standing.of(request).reached:
        raise Refused(_("Đã đủ số cử tri theo luật: phải tổ chức hội nghị, không từ chối được."))
    VOTER_REQUEST.move(request, "decline", by=by, now=now, note=nfc(reason), data={"voters": request.voters})


def _hold(request: VoterRequest, by: Actor) -> None:
    lock(request)
    if not rules.registers_voters(by, request):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if request.state != VoterRequest.State.OPEN:
        raise WrongState(_("Yêu cầu này đã có kết quả nên không cộng phiếu nữa. Hãy tải lại trang."))


def _count(request: VoterRequest) -> None:
    request.voters = request.sheets.aggregate(all=Sum("voters"))["all"] or 0
    request.save(update_fields=["voters"])
