"""`doithoai demo`: a commune at work and five places of the past, played through the program's own verbs."""

import argparse
import sys
import time
from dataclasses import asdict

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.doors.cli import arguments, output
from doithoai.doors.cli.demo import home
from doithoai.doors.cli.demo.cast import PASSWORD, SignIn, let_in
from doithoai.doors.cli.demo.places import PLACES
from doithoai.doors.cli.init import pending_migrations
from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.process.people.models import Unit

HOME = "home"
SCENARIOS = (HOME, *PLACES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `doithoai demo`."""
    parser.add_argument("--scenario", choices=SCENARIOS, metavar="MÃ", help=f"chỉ nạp một: {', '.join(SCENARIOS)}")
    parser.add_argument("--no-serve", action="store_true", help="nạp xong thì dừng, không chạy máy chủ")
    parser.add_argument("--json", action="store_true", help="in đúng một văn bản JSON ra stdout")
    arguments.serving(parser)


def run(args: argparse.Namespace) -> int:
    """Fill the register with what is missing of the demonstration, print the sign-ins. Serving is the caller's."""
    if settings.ENV.mode not in {"demo", "test"}:
        raise Refused(
            _(
                "Dữ liệu trình diễn có mật khẩu ai cũng biết nên không được nạp vào hệ thống thật. Hãy đặt DOITHOAI_MODE=demo."
            )
        )
    if pending_migrations():
        output.note(_("Đang tạo bảng dữ liệu…"))
        call_command("migrate", interactive=False, verbosity=0)
    started = time.perf_counter()
    added = fill([args.scenario] if args.scenario else list(SCENARIOS))
    _print(added, time.perf_counter() - started, as_json=args.json)
    sys.stdout.flush()
    return 0


def fill(scenarios: list[str]) -> list[str]:
    """Play the scenarios that the register does not hold yet, each whole or not at all; return their names."""
    _refuse_a_real_register()
    added = []
    for name in scenarios:
        output.progress(_("Đang nạp %(name)s…") % {"name": name})
        with transaction.atomic():
            if not _exists(name):
                let_in(_play(name))
                added.append(name)
    output.progress_done()
    return added


def _refuse_a_real_register() -> None:
    stranger = Unit.objects.filter(is_home=True).exclude(name=home.NAME).first()
    if stranger is not None:
        raise Refused(
            _("Cơ sở dữ liệu này đang là của “%(name)s”: không nạp dữ liệu trình diễn vào đó.")
            % {"name": stranger.name}
        )


def _exists(name: str) -> bool:
    return home.exists() if name == HOME else PLACES[name].exists()


def _play(name: str) -> list[str]:
    return home.play(founded_at=clock.now()) if name == HOME else PLACES[name].play(founded_at=clock.now())


def sign_ins() -> list[SignIn]:
    """Return everybody who can sign in to the demonstration."""
    return [*home.sign_ins(), *(line for place in PLACES.values() for line in place.sign_ins())]


def _print(added: list[str], seconds: float, *, as_json: bool) -> None:
    lines = sign_ins()
    if as_json:
        output.document(
            {
                "added": added,
                "password": PASSWORD,
                "follow_code": home.follow_code(),
                "sign_ins": [asdict(line) for line in lines],
            }
        )
        return
    if added:
        output.note(_("Đã nạp %(names)s trong %(s).1f giây.") % {"names": ", ".join(added), "s": seconds})
    output.say(output.bold(_("Đăng nhập trình diễn (chỉ để thử, không dùng cho hệ thống thật)")))
    output.say(_("Mật khẩu chung: %(password)s") % {"password": PASSWORD})
    heading = (_("Tên đăng nhập"), _("Vị trí"), _("Đơn vị"), _("Họ tên"))
    for line in output.columns([heading, *((s.username, s.role, s.unit, s.full_name) for s in lines)]):
        output.say("  " + line)
    if code := home.follow_code():
        output.say(_("Mã tra cứu của một ý kiến mẫu: %(code)s") % {"code": code})
