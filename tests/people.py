"""A commune for tests: anna sends, bo works here, cy is from elsewhere."""

from dataclasses import dataclass, field
from datetime import date, datetime

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.language.fold import fold
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Person, Role, Seat, Unit

FROM = date(2010, 1, 1)
# Beginning with "!": no password opens it.
NO_PASSWORD = "!tests"


@dataclass
class Commune:
    """A commune with its bodies and one seat of every role (two approvers)."""

    unit: Unit
    village: Unit
    other_village: Unit
    agency: Unit
    other_agency: Unit
    front: Unit
    seats: dict[str, Seat] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Seat:
        try:
            return self.__dict__["seats"][role]
        except KeyError:
            raise AttributeError(role) from None


BODIES = (
    ("village", "Thôn Đông", Level.VILLAGE),
    ("other_village", "Thôn Đoài", Level.VILLAGE),
    ("agency", "Phòng Kinh tế", Level.AGENCY),
    ("other_agency", "Phòng Văn hóa - Xã hội", Level.AGENCY),
    ("front", "Ủy ban MTTQ", Level.FRONT),
)
SITS_IN = {Role.COLLECTOR: "village", Role.OFFICER: "agency", Role.APPROVER: "agency", Role.SUPERVISOR: "front"}


def make_commune(name: str, *, now: datetime, is_home: bool = False, parent: Unit | None = None) -> Commune:
    """Found a commune and staff it with six statements: every test starts here, and the verbs have tests of their own."""
    place = people.found_unit(name, Level.COMMUNE, by=SYSTEM, now=now, parent=parent, valid_from=FROM, is_home=is_home)
    bodies = Unit.objects.bulk_create(
        Unit(name=label, name_fold=fold(label), level=level, parent=place, valid_from=FROM)
        for _attribute, label, level in BODIES
    )
    for body in bodies:
        body.path = f"{place.path}{body.pk}/"
        body.territory = body if body.level == Level.VILLAGE else place
    Unit.objects.bulk_update(bodies, ["path", "territory"])
    commune = Commune(unit=place, **{key: body for (key, _l, _v), body in zip(BODIES, bodies, strict=True)})
    wanted = [(str(role), role, getattr(commune, SITS_IN.get(Role(role), "unit"))) for role in Role.values]
    wanted += [("other_officer", Role.OFFICER, commune.other_agency), ("second_clerk", Role.CLERK, place)]
    persons = Person.objects.bulk_create(
        Person(username=f"{key}-{place.pk}", full_name=f"Người {key}-{place.pk}", password=NO_PASSWORD)
        for key, _role, _unit in wanted
    )
    seats = Seat.objects.bulk_create(
        Seat(person=person, unit=unit, role=role, valid_from=FROM)
        for person, (_key, role, unit) in zip(persons, wanted, strict=True)
    )
    commune.seats.update({key: held for (key, _role, _unit), held in zip(wanted, seats, strict=True)})
    return commune


def seat(username: str, unit: Unit, role: str, *, now: datetime) -> Seat:
    """Seat a new person who signs in without a password (tests force the session)."""
    person = people.hire(username, f"Người {username}", None, by=SYSTEM, now=now)
    return people.seat(person, unit, role, by=SYSTEM, now=now, valid_from=FROM)
