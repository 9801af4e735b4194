"""Verbs on units, persons and seats. Whoever acts is an administrator of the territory, or the machine itself."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.people import queries, rules
from doithoai.process.people.models import TERRITORIES, Level, Person, Role, Seat, Succession, Unit

# No letter or figure that is read as another one: no 0 o, 1 l i.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
DISTRICTS_ENDED = date(2025, 6, 30)
NAMED = 10
# What later stages know of a unit's open business: each returns the lines that stand in the way of closing it. They
# put themselves here when the program starts, so that this stage need not know them.
STILL_OPEN: list[Callable[[Unit], list[str]]] = []


def _demand(by: Actor, unit: Unit | None = None) -> None:
    if not rules.may_administer(by, unit):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))


def _lock(unit: Unit) -> Unit:
    """Take the unit's row, so that closing it, seating in it and ending its seats go one after the other."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


@transaction.atomic
def found_unit(
    name: str,
    level: str,
    *,
    by: Actor,
    now: datetime,
    parent: Unit | None = None,
    code: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_home: bool = False,
) -> Unit:
    """Enter a unit. Its path and territory follow from its parent."""
    _demand(by, parent)
    if parent is None and not rules.is_machine(by):
        raise NotAllowed(_("Đơn vị mới phải trực thuộc một đơn vị trong địa bàn."))
    name, code = nfc(name).strip(), code.strip()
    if not name:
        raise Refused(_("Đơn vị cần có tên."))
    _check_new_unit(name, level, parent, code, valid_from, valid_to)
    unit = Unit(
        name=name,
        name_fold=fold(name)[:200],
        level=level,
        code=code,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        is_home=is_home,
    )
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:
        if not code:
            raise
        raise Refused(_taken(code)) from None
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.territory = unit if level in TERRITORIES or parent is None else parent.territory
    unit.save(update_fields=["path", "territory"])
    events.record(unit, "found", by=by, now=now)
    return unit


def _taken(code: str) -> str:
    return _("Mã “%(code)s” đang dùng cho một đơn vị khác.") % {"code": code}


def _check_new_unit(
    name: str, level: str, parent: Unit | None, code: str, valid_from: date | None, valid_to: date | None
) -> None:
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if level == Level.DISTRICT and (valid_to is None or valid_to > DISTRICTS_ENDED):
        raise Refused(_("Cấp huyện kết thúc ngày 30/6/2025: xin ghi ngày kết thúc không sau ngày đó."))
    if code and Unit.objects.filter(code=code, valid_to=None).exists():
        raise Refused(_taken(code))
    if parent is None:
        return
    _lock(parent)
    if level not in rules.BELOW[parent.level]:
        names = {"level": Level(level).label, "parent": parent.name}
        raise Refused(_("“%(level)s” không thể trực thuộc %(parent)s.") % names)
    if parent.valid_to and (valid_to is None or valid_to > parent.valid_to):
        raise Refused(
            _("%(parent)s kết thúc ngày %(day)s: đơn vị trực thuộc không thể kéo dài hơn.")
            % {"parent": parent.name, "day": fmt_date(parent.valid_to)}
        )
    if valid_to is None and Unit.objects.filter(parent=parent, name=name, level=level, valid_to=None).exists():
        raise Refused(_("%(parent)s đã có “%(name)s”.") % {"parent": parent.name, "name": name})


@transaction.atomic
def close_unit(
    unit: Unit, *, on: date, by: Actor, now: datetime, successors: Iterable[Unit] = (), basis: str = ""
) -> None:
    """End a unit with a day, its last one, and record who takes over from the day after."""
    _demand(by, unit)
    found = _lock(unit)
    if found.valid_to is not None and found.valid_to < clock.day_of(now):
        raise WrongState(_("Đơn vị này đã kết thúc ngày %(day)s.") % {"day": fmt_date(found.valid_to)})
    if found.is_home:
        raise Refused(_("Hệ thống này được cài đặt cho đơn vị này: không kết thúc được."))
    if found.valid_from and on < found.valid_from:
        raise Refused(_("Đơn vị có từ ngày %(day)s: ngày cuối phải từ ngày đó.") % {"day": fmt_date(found.valid_from)})
    held = [f"{s.person.full_name}: {s.get_role_display()}" for s in queries.seats_held_after(found, on)[:NAMED]]
    if held:
        raise Refused(_("Sau ngày đó vẫn còn người giữ vị trí. Hãy kết thúc các vị trí này trước:"), held)
    below = [child.name for child in queries.children_of(found).exclude(valid_to__lte=on).order_by("id")[:NAMED]]
    if below:
        raise Refused(_("Sau ngày đó vẫn còn đơn vị trực thuộc. Hãy kết thúc các đơn vị này trước:"), below)
    business = [line for ask in STILL_OPEN for line in ask(found)]
    if business:
        raise Refused(_("Đơn vị này còn việc mở. Hãy bàn giao hoặc giải quyết trước:"), business[:NAMED])
    unit.valid_to = found.valid_to = on
    found.save(update_fields=["valid_to"])
    events.record(unit, "close", by=by, now=now, note=basis, data={"on": on.isoformat()})
    for new in successors:
        succeed(unit, new, on=on + timedelta(days=1), basis=basis, by=by, now=now)


@transaction.atomic
def succeed(old: Unit, new: Unit, *, on: date, basis: str, by: Actor, now: datetime) -> Succession:
    """Record that `new` took over from `old` on a day."""
    _demand(by, old)
    _demand(by, new)
    if old.pk == new.pk:
        raise Refused(_("Đơn vị không thể kế thừa chính mình."))
    succession, made = Succession.objects.get_or_create(old=old, new=new, on=on, defaults={"basis": basis})
    if made:
        events.record(old, "succeed", by=by, now=now, note=basis, data={"new": new.pk, "on": on.isoformat()})
    return succession


@transaction.atomic
def hire(
    username: str,
    full_name: str,
    password: str | None,
    *,
    by: Actor,
    now: datetime,
    must_change_password: bool = False,
) -> Person:
    """Enter a person who can sign in."""
    _demand(by)
    full_name = nfc(full_name).strip()
    if not full_name:
        raise Refused(_("Xin ghi họ và tên."))
    try:
        with transaction.atomic():
            person = Person.objects.create_person(username, full_name, password, must_change_password)
    except IntegrityError:
        raise Refused(_("Tên đăng nhập “%(name)s” đã có người dùng.") % {"name": username.strip()}) from None
    events.record(person, "hire", by=by, now=now)
    return person


@transaction.atomic
def rename(person: Person, full_name: str, *, by: Actor, now: datetime) -> None:
    """Write a person's name as it is; accounts made by a template have none yet."""
    _demand_person(person, by, now)
    full_name = nfc(full_name).strip()
    if not full_name:
        raise Refused(_("Xin ghi họ và tên."))
    person.full_name = full_name
    person.save(update_fields=["full_name"])
    events.record(person, "rename", by=by, now=now)


@transaction.atomic
def take_on(
    username: str,
    full_name: str,
    unit: Unit,
    role: str,
    *,
    by: Actor,
    now: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[Seat, str]:
    """Enter a person with a first seat. Returns the seat and the one-time password, which is kept nowhere."""
    password = _one_time()
    person = hire(username, full_name, password, by=by, now=now, must_change_password=True)
    return seat(person, unit, role, by=by, now=now, valid_from=valid_from, valid_to=valid_to), password


@transaction.atomic
def seat(
    person: Person,
    unit: Unit,
    role: str,
    *,
    by: Actor,
    now: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Seat:
    """Give a person a role in a unit from a day on, until a planned last day or without end."""
    _demand(by, unit)
    start = valid_from or clock.day_of(now)
    if valid_to is not None and valid_to < start:
        raise Refused(_("Ngày cuối phải từ ngày đầu trở đi."))
    unit = _lock(unit)
    if unit.level not in rules.SEATED_IN[role]:
        where = ", ".join(str(level.label) for level in rules.SEATED_IN[role])
        raise Refused(_("“%(role)s” chỉ ở: %(where)s.") % {"role": Role(role).label, "where": where})
    # The machine also enters what was: seats in places that ended long ago.
    if not rules.is_machine(by) and not (unit.exists_on(start) and unit.valid_to is None):
        raise Refused(_("Đơn vị không hoạt động, hoặc sắp kết thúc, từ ngày %(day)s.") % {"day": fmt_date(start)})
    if not person.is_active:
        raise Refused(_("Tài khoản này đang khóa. Hãy mở lại tài khoản trước."))
    own = Seat.objects.filter(person=person, unit=unit, role=role, delegated_from=None)
    if queries.overlapping(own, start, valid_to).exists():
        raise Refused(_("Người này đã giữ vị trí này."))
    seated = Seat.objects.create(person=person, unit=unit, role=role, valid_from=start, valid_to=valid_to)
    events.record(seated, "seat", by=by, now=now, data={"role": role, "unit": unit.pk})
    return seated


@transaction.atomic
def end_seat(seat: Seat, *, on: date, by: Actor, now: datetime) -> None:
    """End a seat: from this day on it is not held. The row stays, because events and answers name it."""
    _demand(by, seat.unit)
    _lock(seat.place)
    seat.refresh_from_db(fields=["valid_from", "valid_to"])
    last = on - timedelta(days=1)
    if seat.valid_to is not None and seat.valid_to < clock.day_of(now):
        raise WrongState(_("Vị trí này đã kết thúc ngày %(day)s.") % {"day": fmt_date(seat.valid_to)})
    if on < seat.valid_from:
        raise Refused(
            _("Vị trí này giữ từ ngày %(day)s: không thể thôi giữ sớm hơn.") % {"day": fmt_date(seat.valid_from)}
        )
    if seat.role == Role.ADMINISTRATOR and not rules.from_above(by, seat.place):
        others = queries.lasting_administrators(seat.place, on).exclude(pk=seat.pk)
        if not others.exists():
            raise Refused(_("Đây là quản trị cuối cùng của địa bàn. Hãy giao vị trí quản trị cho người khác trước."))
    stop(seat, last, by=by, now=now)


def stop(seat: Seat, last: date, *, by: Actor, now: datetime) -> None:
    """End a seat with its last day, and with it what was delegated from it. Whoever calls has checked and locked."""
    seat.valid_to = last
    seat.save(update_fields=["valid_to"])
    events.record(seat, "end_seat", by=by, now=now, data={"from": (last + timedelta(days=1)).isoformat()})
    for delegated in seat.delegated_to.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last)):
        stop(delegated, last, by=by, now=now)


def _demand_person(person: Person, by: Actor, now: datetime) -> list[Seat]:
    """Return the open seats of a person whom this administrator looks after alone: who works elsewhere is not theirs."""
    seats = list(queries.open_seats(person, clock.day_of(now)))
    if rules.is_machine(by):
        return seats
    _demand(by)
    if not isinstance(by, Seat) or not queries.persons_of(by).filter(pk=person.pk).exists():
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    if by.person_id == person.pk:
        raise Refused(_("Ông/bà không làm việc này với tài khoản của chính mình."))
    if not all(rules.may_administer(by, seat.unit) for seat in seats):
        raise Refused(_("Người này còn giữ vị trí ở địa bàn khác: quản trị ở đó hoặc cấp trên mới làm được việc này."))
    return seats


@transaction.atomic
def deactivate(person: Person, *, by: Actor, now: datetime) -> None:
    """Lock a person out from this moment; the seats still held end today. Every open session ends with it."""
    seats = _demand_person(person, by, now)
    if not person.is_active:
        raise WrongState(_("Tài khoản này đã khóa."))
    for held in seats:
        end_seat(held, on=max(clock.day_of(now), held.valid_from), by=by, now=now)
    person.is_active = False
    person.save(update_fields=["is_active"])
    events.record(person, "deactivate", by=by, now=now)


@transaction.atomic
def readmit(person: Person, *, by: Actor, now: datetime) -> str:
    """Unlock a person. Returns a one-time password; seats are given anew."""
    _demand_person(person, by, now)
    if person.is_active:
        raise WrongState(_("Tài khoản này đang dùng được."))
    person.is_active = True
    password = _issue(person)
    events.record(person, "readmit", by=by, now=now)
    return password


@transaction.atomic
def reset_password(person: Person, *, by: Actor, now: datetime) -> str:
    """Give a person a one-time password, returned here and kept nowhere. Every open session ends."""
    _demand_person(person, by, now)
    if not person.is_active:
        raise WrongState(_("Tài khoản này đang khóa. Hãy mở lại tài khoản trước."))
    password = _issue(person)
    events.record(person, "reset_password", by=by, now=now)
    return password


@transaction.atomic
def change_password(person: Person, new: str, *, by: Actor, now: datetime) -> None:
    """Set the person's own choice. Whoever calls has checked the current password; other sessions end."""
    if getattr(by, "person_id", None) != person.pk:
        raise NotAllowed(_("Mỗi người chỉ đổi mật khẩu của chính mình."))
    if person.check_password(new):
        raise Refused(_("Mật khẩu mới phải khác mật khẩu đang dùng."))
    if person.username in new.lower():
        raise Refused(_("Mật khẩu mới không được chứa tên đăng nhập."))
    try:
        validate_password(new, person)
    except ValidationError as problem:
        raise Refused(_("Mật khẩu mới chưa dùng được."), [_why(error) for error in problem.error_list]) from None
    person.set_password(new)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    events.record(person, "change_password", by=by, now=now)


def _why(error: ValidationError) -> str:
    """Say in our words what Django's validator found."""
    if error.code == "password_too_short":
        return _("Mật khẩu cần ít nhất %(n)d ký tự.") % {"n": (error.params or {})["min_length"]}
    if error.code == "password_too_common":
        return _("Mật khẩu này nhiều người dùng, dễ bị đoán.")
    return str(error.messages[0])


def _one_time() -> str:
    """Make a password that can be read aloud: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _n in range(4)) for _group in range(4))


def _issue(person: Person) -> str:
    password = _one_time()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password", "is_active"])
    return password
