"""The verbs on rules and the calendar: a place sets its own numbers and days, each with what they rest on."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Conflict, NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.people.models import Unit
from doithoai.process.people.rules import is_machine
from doithoai.process.regulation import profiles, queries, rules
from doithoai.process.regulation.models import CalendarDay, Override
from doithoai.process.regulation.profiles import Limit, Rule

_DAY = timedelta(days=1)
# The greatest number that still means something; anything else is at most a thousand.
_GREATEST = {"percent": 100, "per_week": 7, "per_month": 31, "day_of_month": 31, "per_year": 366, "calendar_day": 3650}


def _demand(by: Actor, place: Unit) -> None:
    if not rules.may_set(by, place):
        raise NotAllowed(_("Chỉ điều phối viên và quản trị của đơn vị được đặt quy định và lịch."))


def _basis(text: str) -> str:
    basis = nfc(text).strip()
    if not basis:
        raise Refused(_("Cần ghi căn cứ: số, ngày và tên văn bản của đơn vị."))
    return basis[:300]


def _settable(rule_id: str) -> Rule:
    rule = profiles.rule(rule_id)
    if rule is None:
        raise Refused(_("Không có quy định “%(rule)s”.") % {"rule": rule_id[:40]})
    if rule.guidance:
        raise Refused(_("Quy định này chỉ để hướng dẫn, không đặt riêng được."))
    return rule


def _makes_sense(limit: Limit, value: int) -> bool:
    if limit.unit == "month_day":
        month, day = divmod(value, 100)
        return 1 <= month <= 12 and 1 <= day <= (29, 30, 31)[0 if month == 2 else 1 if month in {4, 6, 9, 11} else 2]
    return 1 <= value <= _GREATEST.get(limit.unit, 1000)


def _check_number(rule: Rule, place: Unit, value: int, on: date) -> None:
    """Refuse a number that means nothing, or that asks less than established law, or than what is set from above."""
    if rule.limit is None:
        raise Refused(_("Quy định này không có con số để đặt."))
    if not _makes_sense(rule.limit, value):
        raise Refused(_("Con số này không hợp lệ với quy định."))
    if not rule.binding:
        return
    asked = queries.merged(rule, value)
    held = [rule.limit, *queries.set_above(place, rule, on)]
    for other in held:
        if asked and not asked.stricter(other):
            raise Refused(_laxer(other) % {"n": other.value})


def _laxer(limit: Limit) -> str:
    if limit.op == "at_least" and limit.unit != "percent":
        return _("Quy định đã xác lập chỉ được đặt chặt hơn: không nhỏ hơn %(n)d.")
    if limit.op in {"at_least", "at_most"}:
        return _("Quy định đã xác lập chỉ được đặt chặt hơn: không lớn hơn %(n)d.")
    return _("Quy định đã xác lập chỉ được đặt chặt hơn; con số hiện nay là %(n)d.")


@transaction.atomic
def override(
    place: Unit,
    rule_id: str,
    *,
    value: int | None,
    basis: str,
    valid_from: date,
    by: Actor,
    now: datetime,
    valid_to: date | None = None,
    off: bool = False,
    reason: str = "",
) -> Override:
    """Set a place's own number for a rule, or that it is not applied here, for a time and with its document.

    Established law may only be made stricter and never switched off; a unit's own settings are free.
    """
    _demand(by, place)
    rule = _settable(rule_id)
    lock(place)
    if valid_to and valid_to < valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if off and rule.binding:
        raise Refused(_("Quy định đã xác lập không thể bỏ, chỉ được đặt chặt hơn."))
    if not off:
        if value is None:
            raise Refused(_("Xin ghi con số mới."))
        _check_number(rule, place, value, valid_from)
    made = Override.objects.create(
        place=place,
        rule=rule.id,
        value=None if off else value,
        off=off,
        basis=_basis(basis),
        reason=nfc(reason).strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        by_seat_id=by.actor_seat,
        recorded_at=now,
    )
    data = {"place": place.pk, "rule": rule.id, "value": made.value, "off": off, "from": valid_from.isoformat()}
    events.record(made, "override", by=by, now=now, data=data)
    return made


@transaction.atomic
def end_override(made: Override, *, on: date, by: Actor, now: datetime) -> None:
    """End a setting after the day `on`. Time that is past stays as it was judged.

    A setting that has not begun, or begins today, is withdrawn when `on` lies before it; the event book keeps it.
    """
    _demand(by, made.place)
    lock(made)
    today = clock.day_of(now)
    if made.valid_to and made.valid_to <= on:
        raise Refused(_("Thiết lập này đã kết thúc ngày %(day)s.") % {"day": fmt_date(made.valid_to)})
    data = {"place": made.place_id, "rule": made.rule, "value": made.value, "on": on.isoformat()}
    if on < made.valid_from:
        if made.valid_from < today:
            raise Refused(_("Thiết lập này đã có hiệu lực: chỉ ghi được ngày kết thúc từ hôm nay."))
        events.record(made, "withdraw_override", by=by, now=now, data=data)
        made.delete()
        return
    if on < today:
        raise Refused(_("Ngày kết thúc không thể ở quá khứ: việc đã qua được đánh giá theo thiết lập này."))
    made.valid_to = on
    made.save(update_fields=["valid_to"])
    events.record(made, "end_override", by=by, now=now, data=data)


@transaction.atomic
def set_day(
    place: Unit | None, day: date, *, works: bool, name: str, basis: str, by: Actor, now: datetime
) -> CalendarDay:
    """Say that a day works or rests otherwise than the calendar says. `place=None`: everywhere (the machine only)."""
    if place is None:
        if not is_machine(by):
            raise NotAllowed(_("Chỉ máy chủ được đặt lịch cho mọi đơn vị."))
    else:
        _demand(by, place)
        lock(place)
    name = nfc(name).strip()
    if not name:
        raise Refused(_("Xin ghi tên ngày: vì sao nghỉ hoặc làm việc."))
    there = CalendarDay.objects.filter(place=place, day=day).first()
    if there:
        said = _("Ngày %(day)s đã được đặt: %(name)s. Hãy bỏ thiết lập đó trước.")
        raise Conflict(said % {"day": fmt_date(day), "name": there.name}, theirs=there)
    if place is not None and queries.calendar_for(place).works(day) == works:
        said = _("Ngày %(day)s vốn đã làm việc.") if works else _("Ngày %(day)s vốn đã là ngày nghỉ.")
        raise Refused(said % {"day": fmt_date(day)})
    made = CalendarDay.objects.create(
        place=place,
        day=day,
        works=works,
        name=name[:200],
        basis=_basis(basis),
        by_seat_id=by.actor_seat,
        recorded_at=now,
    )
    data = {"place": place.pk if place else None, "day": day.isoformat(), "works": works}
    events.record(made, "set_day", by=by, now=now, data=data)
    return made


@transaction.atomic
def unset_day(made: CalendarDay, *, by: Actor, now: datetime) -> None:
    """Take a day's setting back: the shipped calendar holds again. Dates already given stay as they were given."""
    if made.place:
        _demand(by, made.place)
    elif not is_machine(by):
        raise NotAllowed(_("Chỉ máy chủ được đặt lịch cho mọi đơn vị."))
    lock(made)
    data = {"place": made.place_id, "day": made.day.isoformat(), "works": made.works}
    events.record(made, "unset_day", by=by, now=now, data=data)
    made.delete()
