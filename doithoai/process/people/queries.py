"""Find units, seats."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fold import fold
from doithoai.process.people.models import TERRITORIES, Level, Person, Role, Seat, Unit
from doithoai.process.people.rules import NOT_DELEGATED


def seats_of(person: Person, on: date) -> QuerySet[Seat]:
    """Return the seats a person holds on a day, with their units; a delegated one only while its source is held."""
    source_held = Q(delegated_from__valid_to__isnull=True) | Q(delegated_from__valid_to__gte=on)
    source_held &= Q(delegated_from__valid_from__lte=on, delegated_from__person__is_active=True)
    return (
        Seat.objects.filter(person=person, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .filter(Q(delegated_from__isnull=True) | source_held)
        .select_related("unit", "person")
        .order_by("id")
    )


def home_unit() -> Unit:
    """Return the place this installation works for. Raises Refused when `doithoai init` has not run."""
    unit = Unit.objects.filter(is_home=True).first()
    if unit is None:
        raise Refused(_("Chưa có đơn vị nào. Hãy chạy: doithoai init"))
    return unit


def below(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def receiving_units(on: date) -> QuerySet[Unit]:
    """Return the communes and provinces that take opinions on a day, home first: only where somebody receives them."""
    receivers = Seat.objects.filter(
        unit=OuterRef("pk"), role__in=[Role.CLERK, Role.COORDINATOR], valid_from__lte=on
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return (
        Unit.objects.filter(Exists(receivers), level__in=[Level.PROVINCE, Level.COMMUNE])
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .order_by("-is_home", "name")
    )


def villages_of(unit: Unit) -> QuerySet[Unit]:
    """Return the villages of a commune."""
    return Unit.objects.filter(parent=unit, level=Level.VILLAGE).order_by("name")


def agencies_for(unit: Unit) -> QuerySet[Unit]:
    """Return the bodies to which a matter of this place may be given: its own, and those of places above and below."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    return (
        Unit.objects.filter(level__in=[Level.AGENCY, Level.PARTY])
        .filter(Q(territory_id__in=above) | Q(territory__path__startswith=unit.path))
        .select_related("territory")
        .order_by("-territory__path", "name")
    )


def find_unit(text: str, on: date | None = None) -> Unit:
    """Find a place by code or name, with or without diacritics. Raises Refused when none or several fit.

    Old and new places often share a name, and today's often keep the code of one of before: of several the one that
    existed `on` that day is meant, else the one that goes on under this code, else the one this installation works for.
    """
    found = list(Unit.objects.filter(Q(code=text) & ~Q(code="") | Q(name_fold=fold(text)), level__in=TERRITORIES)[:9])
    if len(found) > 1 and on is not None:
        found = [unit for unit in found if unit.exists_on(on)] or found
    if len(found) > 1:
        going_on = [unit for unit in found if unit.code == text and unit.valid_to is None]
        found = going_on or [unit for unit in found if unit.is_home] or found
    if not found:
        raise Refused(_("Không có đơn vị nào tên “%(name)s”.") % {"name": text})
    if len(found) > 1:
        several = _("Có nhiều đơn vị tên “%(name)s”: hãy dùng mã đơn vị.") % {"name": text}
        raise Refused(several, [f"{u.code or '-'}: {u}" for u in found])
    return found[0]


def _open_after(day: date) -> Q:
    """Not ended by the end of that day."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def units_of(seat: Seat) -> QuerySet[Unit]:
    """Return the units an administrator's seat looks after: the own place and everything below."""
    return below(seat.place).select_related("parent", "territory")


def children_of(unit: Unit) -> QuerySet[Unit]:
    """Return the units directly below, each with the number of those below it."""
    return Unit.objects.filter(parent=unit).annotate(below=Count("children"))


def has_bodies(unit: Unit) -> bool:
    """Say whether a place has bodies of its own that go on."""
    return Unit.objects.filter(parent=unit, level__in=[Level.AGENCY, Level.PARTY, Level.FRONT], valid_to=None).exists()


def line_above(unit: Unit, place: Unit) -> list[Unit]:
    """Return the units from a place down to the unit's parent."""
    above = [int(part) for part in unit.path.removeprefix(place.path).strip("/").split("/") if part]
    found = Unit.objects.in_bulk(above[:-1]) if len(above) > 1 else {}
    return [place, *(found[pk] for pk in above[:-1])] if above else []


def heirs_for(unit: Unit, day: date) -> QuerySet[Unit]:
    """Return the units that can take over from this one after a day: its neighbours of the same level."""
    return (
        Unit.objects.filter(_open_after(day), parent_id=unit.parent_id, level=unit.level)
        .exclude(pk=unit.pk)
        .order_by("name_fold", "id")
    )


def units_to_seat_in(place: Unit, on: date, also: Unit | None = None) -> QuerySet[Unit]:
    """Return where an administrator seats people: the own bodies, the places directly below, and one named unit."""
    return (
        Unit.objects.filter(Q(territory=place) | Q(parent=place) | Q(pk=also.pk if also else None))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .order_by("level", "name_fold", "id")
    )


def seats_below(place: Unit) -> QuerySet[Seat]:
    """Return every seat, held or ended, in a place and below it."""
    return Seat.objects.filter(unit__path__startswith=place.path).select_related("unit", "person")


def seats_held_after(unit: Unit, day: date) -> QuerySet[Seat]:
    """Return the seats in exactly this unit that are or will be held after a day."""
    return (
        Seat.objects.filter(_open_after(day), unit=unit)
        .exclude(valid_to__lt=F("valid_from"))
        .select_related("person", "unit")
        .order_by("id")
    )


def persons_of(seat: Seat) -> QuerySet[Person]:
    """Return whoever holds or held a seat in an administrator's territory, with those seats as `here`."""
    mine = seats_below(seat.place)
    here = mine.order_by("-valid_from", "-id")
    return Person.objects.filter(Exists(mine.filter(person=OuterRef("pk")))).prefetch_related(
        Prefetch("seats", queryset=here, to_attr="here")
    )


def open_seats(person: Person, on: date) -> QuerySet[Seat]:
    """Return the seats a person holds on a day or will hold later, with their units and places."""
    return (
        Seat.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), person=person)
        .exclude(valid_to__lt=F("valid_from"))
        .select_related("unit", "unit__territory", "person")
        .order_by("id")
    )


def overlapping(seats: QuerySet[Seat], start: date, end: date | None) -> QuerySet[Seat]:
    """Return those of these seats that are held on some day from `start` to `end` (None: for ever)."""
    found = seats.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start)).exclude(valid_to__lt=F("valid_from"))
    return found if end is None else found.filter(valid_from__lte=end)


def delegations_of(seat: Seat) -> QuerySet[Seat]:
    """Return the seats that were delegated from this one, newest first."""
    return Seat.objects.filter(delegated_from=seat).select_related("person", "unit").order_by("-valid_from", "-id")


def lent_seats(seat: Seat) -> QuerySet[Seat]:
    """Return what whoever acts from this seat may end: what was lent from it, and itself when it is lent."""
    return Seat.objects.filter(Q(delegated_from=seat) | Q(pk=seat.pk, delegated_from__isnull=False)).select_related(
        "unit"
    )


def delegations_below(place: Unit) -> QuerySet[Seat]:
    """Return every delegated seat in a place and below it, with the seat and person it stands for."""
    return seats_below(place).filter(delegated_from__isnull=False).select_related("delegated_from__person")


def lendable_in(place: Unit, on: date) -> QuerySet[Seat]:
    """Return the seats of exactly this place that are held on a day and could be lent."""
    held = overlapping(Seat.objects.filter(unit__territory=place, delegated_from=None), on, on)
    return held.exclude(role__in=NOT_DELEGATED).select_related("unit", "person").order_by("role", "unit_id", "id")


def colleagues_of(seat: Seat, on: date) -> QuerySet[Person]:
    """Return the other persons who hold a seat of their own in this seat's place: to one of them it can be delegated."""
    here = overlapping(Seat.objects.filter(person=OuterRef("pk"), delegated_from=None), on, on)
    return (
        Person.objects.filter(Exists(here.filter(unit__territory=seat.place)), is_active=True)
        .exclude(pk=seat.person_id)
        .order_by("full_name", "id")
    )


def lasting_administrators(place: Unit, on: date) -> QuerySet[Seat]:
    """Return the administrators of exactly this place on a day, whose seats have no end."""
    return Seat.objects.filter(
        unit__territory=place,
        role=Role.ADMINISTRATOR,
        person__is_active=True,
        valid_from__lte=on,
        valid_to__isnull=True,
    )
