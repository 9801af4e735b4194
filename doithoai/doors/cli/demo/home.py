"""The home commune: its units and seats, and the year it lives through, told backwards from today."""

from dataclasses import dataclass
from datetime import date, datetime

from doithoai.doors.cli.demo import home_past, home_present, neighbours
from doithoai.doors.cli.demo.cast import SignIn, province, seat
from doithoai.doors.cli.demo.play import Crew, Desk
from doithoai.ground.core import clock, codes
from doithoai.ground.core.actors import OPERATOR
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Role, Seat, Unit

NAME = "Xã Bình Minh"
PROVINCE = "33"
VILLAGES = ("Thôn Đông", "Thôn Đoài", "Thôn Hương", "Thôn Phú Lễ", "Thôn Yên Trung")
BODIES = (
    ("vp", "Văn phòng HĐND và UBND xã Bình Minh", Level.AGENCY),
    ("kt", "Phòng Kinh tế xã Bình Minh", Level.AGENCY),
    ("vhxh", "Phòng Văn hóa - Xã hội xã Bình Minh", Level.AGENCY),
    ("tthc", "Trung tâm Phục vụ hành chính công xã Bình Minh", Level.AGENCY),
    ("vpdu", "Văn phòng Đảng ủy xã Bình Minh", Level.PARTY),
    ("xdd", "Ban Xây dựng Đảng xã Bình Minh", Level.PARTY),
    ("mttq", "Ủy ban MTTQ Việt Nam xã Bình Minh", Level.FRONT),
)
DEPARTMENTS = (("sxd", "Sở Xây dựng tỉnh Hưng Yên"), ("snn", "Sở Nông nghiệp và Môi trường tỉnh Hưng Yên"))
SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class Player:
    """Somebody who can sign in: name, role and the short name of the body ('' = the commune itself)."""

    username: str
    full_name: str
    role: Role
    body: str = ""


PLAYERS = (
    Player("quantri", "Nguyễn Quang Trị", Role.ADMINISTRATOR),
    Player("dieuphoi", "Trần Thu Phương", Role.COORDINATOR),
    Player("tiepnhan", "Lê Minh Tiếp", Role.CLERK),
    Player("truongthon", "Phạm Văn Đông", Role.COLLECTOR, "Thôn Đông"),
    Player("truongthon2", "Hoàng Thị Hương", Role.COLLECTOR, "Thôn Hương"),
    Player("canbo", "Vũ Đức Cần", Role.OFFICER, "kt"),
    Player("duyet", "Đặng Hồng Duyệt", Role.APPROVER, "kt"),
    Player("canbo2", "Bùi Thị Văn", Role.OFFICER, "vhxh"),
    Player("duyet2", "Đỗ Xuân Hội", Role.APPROVER, "vhxh"),
    Player("canbo3", "Ngô Thành Công", Role.OFFICER, "tthc"),
    Player("duyet3", "Lý Thu Dịch", Role.APPROVER, "tthc"),
    Player("canbo4", "Phan Văn Đường", Role.OFFICER, "sxd"),
    Player("duyet4", "Hồ Sĩ Xây", Role.APPROVER, "sxd"),
    Player("chutri", "Nguyễn Thị Bình", Role.CHAIR),
    Player("mattran", "Trịnh Đoàn Kết", Role.SUPERVISOR, "mttq"),
    Player("lanhdao", "Đinh Văn Minh", Role.LEADER),
)


def exists() -> bool:
    """Say whether the home commune of the demonstration stands."""
    return Unit.objects.filter(is_home=True, name=NAME).exists()


def follow_code() -> str:
    """Return the follow-up code of one answered and rated opinion, or '' when it is not there."""
    sample = Opinion.objects.filter(key=home_past.FOLLOW_KEY).first()
    return codes.in_fours(sample.secret) if sample else ""


def sign_ins() -> list[SignIn]:
    """Return who can sign in to the home commune."""
    names = [player.username for player in PLAYERS]
    seats = {
        s.person.username: s for s in Seat.objects.filter(person__username__in=names).select_related("person", "unit")
    }
    return [SignIn.of(seats[name]) for name in names if name in seats]


def found(*, now: datetime) -> tuple[Unit, dict[str, Unit]]:
    """Found the commune below its province, with villages and bodies; return it and the bodies by short name."""
    above = province(PROVINCE, now=now)
    commune = people.found_unit(NAME, Level.COMMUNE, by=OPERATOR, now=now, parent=above, valid_from=SINCE, is_home=True)
    below = {
        name: people.found_unit(name, Level.VILLAGE, by=OPERATOR, now=now, parent=commune, valid_from=SINCE)
        for name in VILLAGES
    }
    for short, name, level in BODIES:
        below[short] = people.found_unit(name, level, by=OPERATOR, now=now, parent=commune, valid_from=SINCE)
    for short, name in DEPARTMENTS:
        below[short] = people.found_unit(name, Level.AGENCY, by=OPERATOR, now=now, parent=above, valid_from=SINCE)
    return commune, below


def seat_everybody(commune: Unit, below: dict[str, Unit], *, now: datetime) -> dict[str, Seat]:
    """Seat the players; the administrator comes first and seats the others, but none of the province's."""
    seats: dict[str, Seat] = {}
    departments = dict(DEPARTMENTS)
    for player in PLAYERS:
        seats[player.username] = seat(
            player.username,
            player.full_name,
            below.get(player.body, commune),
            player.role,
            now=now,
            valid_from=SINCE,
            by=OPERATOR if player.body in departments else seats.get("quantri", OPERATOR),
        )
    return seats


def play(*, founded_at: datetime) -> list[str]:
    """Found the commune, let it live until today; return the sign-in names."""
    commune, below = found(now=founded_at)
    seats = seat_everybody(commune, below, now=founded_at)
    crew = Crew(
        unit=commune,
        coordinator=seats["dieuphoi"],
        chair=seats["chutri"],
        clerk=seats["tiepnhan"],
        desks={
            body: Desk(below[body], seats[f"canbo{n}"], seats[f"duyet{n}"])
            for body, n in (("kt", ""), ("vhxh", 2), ("tthc", 3), ("sxd", 4))
        },
        chair_name="Chủ tịch UBND xã Nguyễn Thị Bình",
        villages={name: below[name] for name in VILLAGES},
        collectors={"Thôn Đông": seats["truongthon"], "Thôn Hương": seats["truongthon2"]},
    )
    today = clock.today()
    home_past.play_it(crew, today=today)
    home_present.play_it(crew, today=today)
    neighbours.play_the_year(crew, today=today, founded_at=founded_at)
    return list(seats)
