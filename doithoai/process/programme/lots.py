"""The verbs of drawing by lot: first the way is announced, then the number comes out, then it is drawn."""

import hashlib
import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme import attending, drawing, guests, rules
from doithoai.process.programme.attending import Guest
from doithoai.process.programme.drawing import CannotDraw
from doithoai.process.programme.models import Attendee, Lot, LotPlan, Meeting

_DIGITS = re.compile(r"[0-9]{2,20}")


def lines_of(text: str) -> list[str]:
    """Return the persons of a numbered list, one a line: the first line is number 1."""
    return [" ".join(line.split()) for line in nfc(text).split("\n") if line.strip()]


def fingerprint(lines: list[str]) -> str:
    """Return the SHA-256 of a list as `sha256sum` gives it for a file of these lines, each ended by a line break."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def drawn_label(village: str) -> str:
    """Return how the list of guests names whoever is drawn in a village, up to the number; kept as said."""
    with override(settings.LANGUAGE_CODE):
        return _("%(village)s, số") % {"village": village[:180]} + " "


@transaction.atomic
def announce_lot(
    meeting: Meeting,
    *,
    places: list[dict[str, Any]],
    seats: int,
    source: str,
    number_on: date,
    by: Seat,
    now: datetime,
    reason: str = "",
) -> LotPlan:
    """Fix how a lot is drawn: villages with sizes ({"village", "size", "list"}), seats, and the number that will decide.

    The number must come out on a later day, so that nobody can have chosen what fits it.
    """
    _hold(meeting, by)
    if not nfc(source):
        raise Refused(_("Xin ghi sẽ dùng con số nào, ví dụ giải đặc biệt xổ số miền Bắc."))
    if number_on <= clock.day_of(now):
        raise Refused(_("Con số phải có sau ngày công bố cách bốc thăm: hãy chọn một ngày từ ngày mai."))
    if number_on > meeting.held_on:
        raise Refused(_("Con số phải có trước hoặc đúng ngày họp."))
    if guests.open_plan(meeting) is not None:
        raise WrongState(_("Cách bốc thăm đã công bố và chưa bốc. Hãy tải lại trang."))
    if guests.lots_of(meeting) and not nfc(reason):
        raise Refused(_("Đã bốc thăm một lần: cần ghi vì sao bốc lại. Lần trước vẫn được công khai."))
    _try(places, seats)
    plan = LotPlan.objects.create(
        meeting=meeting,
        source=nfc(source)[:200],
        number_on=number_on,
        seats=seats,
        places=sorted(places, key=lambda place: place["village"]),
        reason=nfc(reason),
        announced_at=now,
        by_seat=by,
    )
    data = {"plan": plan.pk, "seats": seats, "number_on": number_on.isoformat()}
    events.record(meeting, "announce_lot", by=by, now=now, note=plan.reason, data=data)
    return plan


@transaction.atomic
def draw(meeting: Meeting, *, number: str, by: Seat, now: datetime) -> Lot:
    """Draw with the number that has come out. The seed is the meeting's code, a stroke, the digits: nothing to choose."""
    _hold(meeting, by)
    plan = guests.open_plan(meeting)
    if plan is None:
        raise WrongState(_("Chưa công bố cách bốc thăm, hoặc đã bốc rồi. Hãy tải lại trang."))
    if clock.day_of(now) < plan.number_on:
        raise WrongState(_("Con số chỉ có từ ngày %(day)s.") % {"day": fmt_date(plan.number_on)})
    digits = re.sub(r"[\s.]", "", number)
    if not _DIGITS.fullmatch(digits):
        raise Refused(_("Con số chỉ gồm chữ số, từ 2 đến 20 chữ số."))
    seed = f"{meeting.code}/{digits}"
    sizes = {place["village"]: place["size"] for place in plan.places}
    given = drawing.seats_of(seed, sizes, plan.seats)
    drawn = drawing.draw(seed, sizes.items(), plan.seats)
    lot = Lot.objects.create(
        meeting=meeting,
        seed=seed,
        method=drawing.METHOD,
        drawn=[{"village": v, "size": sizes[v], "seats": given[v], "drawn": numbers} for v, numbers in drawn],
        drawn_at=now,
        by_seat=by,
        plan=plan,
    )
    villages = {unit.name: unit for unit in Unit.objects.filter(parent=meeting.unit, name__in=sizes)}
    people = [Guest(drawn_label(v) + str(n), village=villages.get(v)) for v, numbers in drawn for n in numbers]
    attending.add(meeting, people, kind=Attendee.Kind.LOT, now=now, lot=lot)
    events.record(meeting, "draw_lot", by=by, now=now, data={"lot": lot.pk, "plan": plan.pk, "seats": plan.seats})
    return lot


@transaction.atomic
def name_drawn(lot: Lot, *, village: str, people: str, by: Actor, now: datetime) -> int:
    """Seal the names of a village's drawn numbers from its numbered list; the list itself is not kept.

    The list must be the one whose fingerprint was announced, so that nobody is moved to a winning number afterwards.
    """
    meeting = lot.meeting
    _hold(meeting, by)
    row = next((row for row in lot.drawn if row["village"] == village), None)
    if row is None:
        raise Refused(_("Không có thôn này trong lần bốc thăm."))
    lines = lines_of(people)
    if len(lines) != row["size"]:
        raise Refused(
            _("Danh sách có %(found)d dòng, đã công bố %(size)d người.") % {"found": len(lines), "size": row["size"]}
        )
    announced = next((p["list"] for p in lot.plan.places if p["village"] == village), "") if lot.plan else ""
    if announced and fingerprint(lines) != announced:
        raise Refused(_("Danh sách này khác danh sách đã niêm phong khi công bố (dù chỉ một chữ hay một dòng)."))
    # Whoever was drawn stays on the list, in the order of the drawing.
    slots = [(place["village"], number) for place in lot.drawn for number in place["drawn"]]
    named = []
    for guest, (place, number) in zip(lot.attendees.order_by("number"), slots, strict=True):
        if place == village:
            guest.sealed = attending.sealed_name(guest.key, lines[number - 1])
            named.append(guest)
    Attendee.objects.bulk_update(named, ["sealed"])
    events.record(meeting, "name_drawn", by=by, now=now, data={"lot": lot.pk, "names": len(named)})
    return len(named)


def _try(places: list[dict[str, Any]], seats: int) -> None:
    """Refuse what could not be drawn: every village that takes part must come to a seat."""
    sizes = [(place["village"], place["size"]) for place in places]
    try:
        drawing.draw("", sizes, seats)
    except CannotDraw as wrong:
        sentences = {
            "name": _("Tên thôn không được để trống hoặc có dấu “|”."),
            "twice": _("Thôn “%(village)s” có hai lần.") % {"village": wrong.village},
            "size": _("Số người của thôn “%(village)s” chưa đúng.") % {"village": wrong.village},
            "seats": _("Số ghế phải từ 1 đến tổng số người."),
            "people": _("Bốc thăm được tối đa %(n)d người.") % {"n": drawing.MOST_PEOPLE},
        }
        raise Refused(sentences[wrong.reason]) from None
    villages = [village for village, size in sizes if size]
    if seats < len(villages):
        raise Refused(_("Cần ít nhất %(n)d ghế để thôn nào cũng có người.") % {"n": len(villages)})


def _hold(meeting: Meeting, by: Actor) -> None:
    lock(meeting)
    if not rules.runs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if meeting.state not in guests.ANSWERABLE:
        raise WrongState(_("Cuộc này đang diễn ra, đã xong hoặc đã hủy: không bốc thăm được nữa."))
