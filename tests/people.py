"""A commune for tests: anna sends, bo works here, cy is from elsewhere."""

from dataclasses import dataclass, field
from datetime import date, datetime

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Role, Seat, Unit

FROM = date(2010, 1, 1)


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


def make_commune(name: str, *, now: datetime, is_home: bool = False, parent: Unit | None = None) -> Commune:
    """Found a commune through the program's own verbs."""

    def unit(label: str, level: str, above: Unit | None, home: bool = False) -> Unit:
        return people.found_unit(label, level, by=SYSTEM, now=now, parent=above, valid_from=FROM, is_home=home)

    place = unit(name, Level.COMMUNE, parent, is_home)
    commune = Commune(
        unit=place,
        village=unit("Thôn Đông", Level.VILLAGE, place),
        other_village=unit("Thôn Đoài", Level.VILLAGE, place),
        agency=unit("Phòng Kinh tế", Level.AGENCY, place),
        other_agency=unit("Phòng Văn hóa - Xã hội", Level.AGENCY, place),
        front=unit("Ủy ban MTTQ", Level.FRONT, place),
    )
    bodies = {
        Role.COLLECTOR: commune.village,
        Role.OFFICER: commune.agency,
        Role.APPROVER: commune.agency,
        Role.SUPERVISOR: commune.front,
    }
    for role in Role.values:
        commune.seats[role] = seat(f"{role}-{place.pk}", bodies.get(Role(role), place), role, now=now)
    commune.seats["other_officer"] = seat(f"officer2-{place.pk}", commune.other_agency, Role.OFFICER, now=now)
    commune.seats["second_clerk"] = seat(f"clerk2-{place.pk}", place, Role.CLERK, now=now)
    return commune


def seat(username: str, unit: Unit, role: str, *, now: datetime) -> Seat:
    """Seat a new person who signs in without a password (tests force the session)."""
    person = people.hire(username, f"Người {username}", None, by=SYSTEM, now=now)
    return people.seat(person, unit, role, by=SYSTEM, now=now, valid_from=FROM)
