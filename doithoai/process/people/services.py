"""Verbs on units, persons and seats."""

from datetime import date, datetime

from django.db import transaction

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.people.models import TERRITORIES, Person, Seat, Succession, Unit


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
    name = nfc(name)
    if not name:
        raise Refused("Đơn vị cần có tên.")
    unit = Unit.objects.create(
        name=name,
        name_fold=fold(name),
        level=level,
        code=code,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        is_home=is_home,
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.territory = unit if level in TERRITORIES or parent is None else parent.territory
    unit.save(update_fields=["path", "territory"])
    events.record(unit, "found", by=by, now=now)
    return unit


@transaction.atomic
def succeed(old: Unit, new: Unit, *, on: date, basis: str, by: Actor, now: datetime) -> Succession:
    """Record that `new` took over from `old` on a day."""
    succession, made = Succession.objects.get_or_create(old=old, new=new, on=on, defaults={"basis": basis})
    if made:
        events.record(old, "succeed", by=by, now=now, note=basis, data={"new": new.pk, "on": on.isoformat()})
    return succession


@transaction.atomic
def hire(username: str, full_name: str, password: str | None, *, by: Actor, now: datetime) -> Person:
    """Enter a person who can sign in."""
    if Person.objects.filter(username=username.strip().lower()).exists():
        raise Refused(f"Tên đăng nhập “{username}” đã có người dùng.")
    person = Person.objects.create_person(username, nfc(full_name), password)
    events.record(person, "hire", by=by, now=now)
    return person


@transaction.atomic
def seat(person: Person, unit: Unit, role: str, *, by: Actor, now: datetime, valid_from: date | None = None) -> Seat:
    """Give a person a role in a unit from a day on."""
    seated = Seat.objects.create(person=person, unit=unit, role=role, valid_from=valid_from or clock.day_of(now))
    events.record(seated, "seat", by=by, now=now, data={"role": role, "unit": unit.pk})
    return seated
