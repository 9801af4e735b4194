"""Find units, seats."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fold import fold
from doithoai.process.people.models import TERRITORIES, Level, Person, Role, Seat, Unit


def seats_of(person: Person, on: date) -> QuerySet[Seat]:
    """Return the seats a person holds on a day, with their units."""
    return (
        Seat.objects.filter(person=person, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .select_related("unit", "person")
        .order_by("id")
    )


def home_unit() -> Unit:
    """Return the place this installation works for. Raises Refused when `doithoai init` has not run."""
    unit = Unit.objects.filter(is_home=True).first()
    if unit is None:
        raise Refused("Chưa có đơn vị nào. Hãy chạy: doithoai init")
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


def find_unit(text: str) -> Unit:
    """Find a place by code or name, with or without diacritics. Raises Refused when none or several fit."""
    found = list(Unit.objects.filter(Q(code=text) & ~Q(code="") | Q(name_fold=fold(text)), level__in=TERRITORIES)[:3])
    if not found:
        raise Refused(f"Không có đơn vị nào tên “{text}”.")
    if len(found) > 1:
        raise Refused(f"Có nhiều đơn vị tên “{text}”: hãy dùng mã đơn vị.", [f"{u.code or '-'}: {u}" for u in found])
    return found[0]
