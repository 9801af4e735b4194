"""Who plays: units of then and now, the seats that act, and the sign-ins of the demonstration."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from doithoai.doors.cli.demo.play import Crew, Desk
from doithoai.ground.core.actors import OPERATOR, Actor
from doithoai.process.people import services as people
from doithoai.process.people import territories, territory
from doithoai.process.people.models import Level, Person, Role, Seat, Unit

REFORM = territory.REFORM
PASSWORD = "doi-thoai-2026"  # noqa: S105 - printed on purpose; the demo refuses to run on a production register


@dataclass(frozen=True)
class SignIn:
    """One line of the table that the demonstration prints."""

    username: str
    full_name: str
    role: str
    unit: str

    @classmethod
    def of(cls, seat: Seat) -> "SignIn":
        """Make the line of a seat."""
        return cls(seat.person.username, seat.person.full_name, str(Role(seat.role).label), seat.unit.name)


def province(code: str, *, now: datetime) -> Unit:
    """Return a province of today by its national code; all 34 are entered the first time one is named."""
    territories.load_provinces(by=OPERATOR, now=now)
    return Unit.objects.get(level=Level.PROVINCE, code=code, valid_to=None)


def past_province(code: str, *, now: datetime) -> Unit:
    """Return a province that ended with the reform of 2025 and is followed by one of today."""
    return territories.load_past_province(code, by=OPERATOR, now=now)


def past_district(code: str, *, now: datetime) -> Unit:
    """Return a district that ended with the reform of 2025, its communes below it and those of today after it."""
    return territories.load_past_district(code, by=OPERATOR, now=now)


def seat(
    username: str, full_name: str, unit: Unit, role: str, *, now: datetime, valid_from: date, by: Actor = OPERATOR
) -> Seat:
    """Seat somebody who cannot sign in yet."""
    person = people.hire(username, full_name, None, by=by, now=now)
    return people.seat(person, unit, role, by=by, now=now, valid_from=valid_from)


def let_in(usernames: list[str]) -> None:
    """Let these people sign in with the demo password, hashed once because the hash is slow on purpose."""
    Person.objects.filter(username__in=usernames).update(password=make_password(PASSWORD))


def crew_of_then(unit: Unit, slug: str, desks: dict[str, Unit], *, now: datetime, since: date, chair_name: str) -> Crew:
    """Seat a place of the past: coordinator, chair, clerk, and officer with approver in each body that answers."""

    def put(role: str, label: str, body: Unit, suffix: str = "") -> Seat:
        return seat(f"{role}{suffix}.{slug}", f"{label} {body.name}", body, role, now=now, valid_from=since)

    return Crew(
        unit=unit,
        coordinator=put(Role.COORDINATOR, "Điều phối viên", unit),
        chair=put(Role.CHAIR, "Chủ trì", unit),
        clerk=put(Role.CLERK, "Thư ký", unit),
        desks={
            name: Desk(
                body,
                put(Role.OFFICER, "Chuyên viên", body, f"-{name}"),
                put(Role.APPROVER, "Lãnh đạo", body, f"-{name}"),
            )
            for name, body in desks.items()
        },
        chair_name=chair_name,
    )


def bodies(parent: Unit, names: dict[str, str], *, now: datetime, level: str = Level.AGENCY) -> dict[str, Unit]:
    """Found the bodies of a place, by short name; they end when it ends."""
    return {
        short: people.found_unit(
            name, level, by=OPERATOR, now=now, parent=parent, valid_from=parent.valid_from, valid_to=parent.valid_to
        )
        for short, name in names.items()
    }
