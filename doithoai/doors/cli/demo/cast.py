"""Who plays: units of then and now, the seats that act, and the sign-ins of the demonstration."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from doithoai.doors.cli.demo.play import Crew, Desk
from doithoai.ground.core.actors import OPERATOR, Actor
from doithoai.ground.language.fold import fold
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Person, Role, Seat, Unit

PASSWORD = "doi-thoai-2026"  # noqa: S105 - printed on purpose; the demo refuses to run on a production register
REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
RESOLUTION = "Sắp xếp đơn vị hành chính, bỏ cấp huyện từ 01/7/2025"


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


def province(name: str, code: str, *, now: datetime) -> Unit:
    """Return a province that goes on today, founding it the first time it is named."""
    known = Unit.objects.filter(name_fold=fold(name), level=Level.PROVINCE, valid_to=None).first()
    return known or people.found_unit(name, Level.PROVINCE, by=OPERATOR, now=now, code=code)


def old_place(name: str, level: str, parent: Unit | None, *, now: datetime, valid_from: date | None = None) -> Unit:
    """Found a place that ended with the reform of 2025."""
    return people.found_unit(name, level, by=OPERATOR, now=now, parent=parent, valid_from=valid_from, valid_to=LAST_DAY)


def became(old: Unit, heirs: list[Unit], *, now: datetime) -> None:
    """Record what a place became on the day of the reform."""
    for heir in heirs:
        people.succeed(old, heir, on=REFORM, basis=RESOLUTION, by=OPERATOR, now=now)


def heirs_of(old: Unit, names: dict[str, str], parent: Unit, *, now: datetime) -> None:
    """Found today's communes with their national codes and record that they follow the old place."""
    new = [
        people.found_unit(name, Level.COMMUNE, by=OPERATOR, now=now, parent=parent, code=code, valid_from=REFORM)
        for name, code in names.items()
    ]
    became(old, new, now=now)


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
