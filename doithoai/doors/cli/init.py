"""`doithoai init`: tables, the place this installation works for, its first administrator. Running it again is safe."""

import argparse
import getpass
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import Refused
from doithoai.process.assignment import competences
from doithoai.process.people import services as people
from doithoai.process.people import territories
from doithoai.process.people.models import Level, Person, Role, Seat, Unit

DEFAULT_NAME, DEFAULT_ADMIN = "Đơn vị của tôi", "quantri"
# One person alone must be able to run a small commune; more seats are given later, and these can be ended.
FIRST_SEATS = (Role.ADMINISTRATOR, Role.CLERK, Role.COORDINATOR)


def pending_migrations() -> int:
    """Return how many steps the database is behind the program."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def run(args: argparse.Namespace) -> int:
    """Make what is missing, change nothing that is there, say both."""
    asks = not args.no_input and not args.json and sys.stdin.isatty() and not args.password_stdin
    steps = pending_migrations()
    if steps:
        output.note(_("Đang tạo bảng dữ liệu…"))
        call_command("migrate", interactive=False, verbosity=0)
    now = clock.now()
    with transaction.atomic():
        found = (
            _by_code(args, asks=asks, now=now) if args.commune or args.province else _by_name(args, asks=asks, now=now)
        )
    _print({"migrations": steps, **found}, as_json=args.json)
    return 0


def _by_name(args: argparse.Namespace, *, asks: bool, now: datetime) -> dict[str, Any]:
    """Found a place by whatever name it is given, with one person who can do everything."""
    unit, founded = _unit(args, asks=asks, now=now)
    return {
        "unit": unit.name,
        "unit_founded": founded,
        **_administrator(args, unit, FIRST_SEATS, asks=asks, now=now),
    }


def _by_code(args: argparse.Namespace, *, asks: bool, now: datetime) -> dict[str, Any]:
    """Take a place from the national catalogue and give it its usual bodies, seats and fields, as far as it lacks them."""
    unit, founded = _catalogued(args, now=now)
    home = territories.settle(unit, by=OPERATOR, now=now) or unit.is_home
    if founded and not home:
        output.note(_("Máy này vẫn làm việc cho đơn vị đã có; %(name)s được thêm vào.") % {"name": unit.name})
    bodies, new_bodies = territories.furnish(unit, by=OPERATOR, now=now)
    fields = competences.lay(unit, by=OPERATOR, now=now)
    # One person alone must be able to run a place whose seats are given later.
    first = FIRST_SEATS if args.no_seats else FIRST_SEATS[:1]
    admin = _administrator(args, unit, first, asks=asks, now=now) if home else {}
    issued = [] if args.no_seats else territories.staff(unit, bodies, by=OPERATOR, now=now)
    return {
        "unit": unit.name,
        "code": unit.code,
        "unit_founded": founded,
        "bodies": new_bodies,
        "fields": fields,
        "admin": None,
        "admin_seated": False,
        "password": None,
        **admin,
        "accounts": [
            {
                "username": one.seat.person.username,
                "role": one.seat.role,
                "seat": str(Role(one.seat.role).label),
                "unit": one.seat.unit.name,
                "password": one.password,
            }
            for one in issued
        ],
    }


def _catalogued(args: argparse.Namespace, *, now: datetime) -> tuple[Unit, bool]:
    code = args.commune or args.province
    level = Level.COMMUNE if args.commune else Level.PROVINCE
    known = Unit.objects.filter(code=code, level=level, valid_to=None).first()
    if known is not None:
        return known, False
    load = territories.load_commune if args.commune else territories.load_province
    return load(code, by=OPERATOR, now=now), True


def _unit(args: argparse.Namespace, *, asks: bool, now: datetime) -> tuple[Unit, bool]:
    home = Unit.objects.filter(is_home=True).first()
    if home is not None:
        if args.name and args.name.strip() != home.name:
            output.note(_("Đơn vị đã có là “%(name)s”; tên mới không được dùng.") % {"name": home.name})
        return home, False
    name = args.name or (asks and input(_("Tên đơn vị [%(name)s]: ") % {"name": DEFAULT_NAME}).strip()) or DEFAULT_NAME
    if len(name) > 200 or len(args.code) > 20:
        raise Refused(_("Tên đơn vị tối đa 200 ký tự, mã tối đa 20 ký tự."))
    made = people.found_unit(name, args.level, by=OPERATOR, now=now, code=args.code, is_home=True)
    return made, True


def _administrator(
    args: argparse.Namespace, unit: Unit, roles: Sequence[str], *, asks: bool, now: datetime
) -> dict[str, Any]:
    """Seat the first administrator. Somebody who holds or held that seat, here or above, stays as they are."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    seats = Seat.objects.filter(role=Role.ADMINISTRATOR, unit_id__in=above)
    held = seats.select_related("person").order_by("id").first()
    if held is not None:
        return {"admin": held.person.username, "admin_seated": False, "password": None}
    typed = args.admin or (
        asks and input(_("Tên đăng nhập của quản trị [%(name)s]: ") % {"name": DEFAULT_ADMIN}).strip()
    )
    username = (typed or DEFAULT_ADMIN).lower()
    if not username.replace(".", "").replace("-", "").replace("_", "").isalnum() or len(username) > 60:
        raise Refused(_("Tên đăng nhập chỉ gồm chữ, số, dấu chấm, gạch; tối đa 60 ký tự."))
    person, printed = Person.objects.filter(username=username).first(), None
    if person is None:
        password, printed = _password(args, asks=asks)
        person = people.hire(username, username, password, by=OPERATOR, now=now)
    for role in roles:
        people.seat(person, unit, role, by=OPERATOR, now=now)
    return {"admin": username, "admin_seated": True, "password": printed}


def _password(args: argparse.Namespace, *, asks: bool) -> tuple[str, str | None]:
    """Return the password and, when it was made here, the same to be printed this once."""
    if args.password_stdin:
        given = sys.stdin.readline(1000).rstrip("\r\n")
    else:
        given = getpass.getpass(_("Mật khẩu (để trống: máy tự tạo): ")) if asks else ""
        if not given:
            made = "-".join(secrets.token_hex(3) for _n in range(4))
            return made, made
    try:
        validate_password(given)
    except ValidationError as problem:
        raise Refused(_("Mật khẩu chưa dùng được."), list(problem.messages)) from None
    return given, None


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    added = ("migrations", "unit_founded", "admin_seated", "bodies", "fields", "accounts")
    changed = any(found.get(what) for what in added)
    if as_json:
        output.document({**found, "changed": changed})
        return
    if not changed:
        output.say(_("Hệ thống đã sẵn sàng từ trước. Không có gì thay đổi."))
    output.say(_("Đơn vị: %(name)s") % {"name": found["unit"]})
    if "bodies" in found:
        output.say(
            _("Cơ quan mới: %(n)d; lĩnh vực mới có đầu mối: %(m)d") % {"n": found["bodies"], "m": found["fields"]}
        )
    if found["admin"]:
        output.say(_("Quản trị: %(name)s") % {"name": found["admin"]})
    if found["password"]:
        output.say(_("Mật khẩu (chỉ hiện lần này): %(password)s") % {"password": found["password"]})
    _print_accounts(found.get("accounts", []))
    if changed:
        output.say(_("Chạy tiếp: doithoai serve"))


def _print_accounts(accounts: list[dict[str, str]]) -> None:
    if not accounts:
        return
    output.say(output.bold(_("Tài khoản mới. Mật khẩu dùng một lần, chỉ hiện lần này:")))
    heading = (_("Tên đăng nhập"), _("Mật khẩu"), _("Vị trí"), _("Đơn vị"))
    rows = [(one["username"], one["password"], one["seat"], one["unit"]) for one in accounts]
    for line in output.columns([heading, *rows]):
        output.say("  " + line)
