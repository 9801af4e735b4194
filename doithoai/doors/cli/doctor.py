"""`doithoai doctor`: every setting explained, every doubt named. Never shows a secret."""

import argparse
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils.translation import gettext as _

from config.env import VARIABLES
from doithoai.doors.cli import output
from doithoai.doors.cli.init import pending_migrations
from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_datetime
from doithoai.ground.notices.line import Unsent
from doithoai.ground.notices.mail import MailServer
from doithoai.ground.notices.models import Job, Notice
from doithoai.ground.notices.webhook import Gateway
from doithoai.process.people.models import Role, Seat, Unit

# A notice that could not leave for so long means that the clock does not run, or that nobody sees its trouble.
LATE = timedelta(hours=1)
SECRET = ("DOITHOAI_WEBHOOK_SECRET", "DOITHOAI_SECRET_KEY", "DOITHOAI_VAULT_KEY")
# What keeps the book and the citizens' words as they were written.
TRIGGERS = frozenset({"event_no_update", "event_no_delete", "opinion_words_stay", "opinion_no_delete"})
LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing looked at: how it stands, and what to do when it is wrong."""

    name: str
    ok: bool
    state: str
    fix: str = ""


def run(args: argparse.Namespace) -> int:
    """Look at everything; 1 when something is wrong."""
    variables = [
        {"name": v.name, "state": _state_of(v.name), "default": v.default, "meaning": v.meaning} for v in VARIABLES
    ]
    checks = [
        check
        for look in (_disk, _database, _safety, _migrations, _triggers, _people, _ways_out, _outbox)
        for check in _try(look)
    ]
    ok = all(check.ok for check in checks)
    if args.json:
        output.document({"ok": ok, "variables": variables, "checks": [asdict(check) for check in checks]})
    else:
        _print(variables, checks)
    return 0 if ok else 1


def _state_of(name: str) -> str:
    """Say how a variable is set, without telling a secret."""
    value = os.environ.get(name)
    if name in SECRET:
        unset = _("mặc định") if name == "DOITHOAI_WEBHOOK_SECRET" else _("lấy từ tệp khóa (không hiện)")
        return _("đặt trong môi trường (không hiện)") if value else unset
    if value is None:
        return _("mặc định")
    # Addresses carry a name and a password; where they lead is all that is told.
    if name.endswith("_URL"):
        parts = urlsplit(value)
        # A gateway's path is often its password.
        path = "" if name == "DOITHOAI_WEBHOOK_URL" else parts.path
        return f"{parts.scheme}://{parts.hostname or ''}{path}"
    return value


def _try(look: Callable[[], list[Check]]) -> list[Check]:
    try:
        return look()
    except (DatabaseError, OSError) as trouble:
        return [Check(look.__name__.strip("_"), False, type(trouble).__name__, _("Sửa mục cơ sở dữ liệu trước."))]


def _disk() -> list[Check]:
    free = shutil.disk_usage(settings.ENV.home).free
    return [Check("disk", free >= LEAST_FREE, _("còn %(n)d MB") % {"n": free // 2**20}, _("Cần ít nhất 500 MB trống."))]


def _database() -> list[Check]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as trouble:
        return [Check("database", False, type(trouble).__name__, _("Kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu."))]
    return [Check("database", True, connection.vendor)]


def _safety() -> list[Check]:
    """On a power cut nothing acknowledged may be lost: WAL with FULL on SQLite, synchronous_commit on PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0])
            cursor.execute("PRAGMA synchronous")
            full = int(cursor.fetchone()[0]) >= 2
            state = f"journal_mode={mode}, synchronous={'FULL' if full else 'NORMAL'}"
            return [Check("durability", mode == "wal" and full, state, _("Cần WAL và synchronous=FULL."))]
        cursor.execute("SHOW synchronous_commit")
        commit = str(cursor.fetchone()[0])
        cursor.execute("SHOW fsync")
        fsync = str(cursor.fetchone()[0])
    state = f"synchronous_commit={commit}, fsync={fsync}"
    return [Check("durability", commit != "off" and fsync == "on", state, _("Bật synchronous_commit và fsync."))]


def _migrations() -> list[Check]:
    steps = pending_migrations()
    return [Check("migrations", not steps, _("còn %(n)d bước") % {"n": steps}, _("Chạy: doithoai init"))]


def _triggers() -> list[Check]:
    ask = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        missing = sorted(TRIGGERS - {row[0] for row in cursor.fetchall()})
    state = _("thiếu %(names)s") % {"names": ", ".join(missing)} if missing else _("đủ %(n)d") % {"n": len(TRIGGERS)}
    return [Check("triggers", not missing, state, _("Lời của người dân đang không được bảo vệ: gọi hỗ trợ kỹ thuật."))]


def _people() -> list[Check]:
    home = Unit.objects.filter(is_home=True).first()
    admins = Seat.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True).count()
    return [
        Check("home_unit", home is not None, home.name if home else _("chưa có"), _("Chạy: doithoai init")),
        Check("administrators", admins > 0, str(admins), _("Chạy: doithoai init")),
    ]


def _ways_out() -> list[Check]:
    """Knock at the mail server and the message gateway; nothing is sent, no password is told."""
    found = []
    ways = (("mail", settings.SMTP_URL, MailServer), ("webhook", settings.WEBHOOK_URL, Gateway))
    for name, address, way in ways:
        if not address:
            found.append(Check(name, True, _("chưa cài: không gửi tin bằng cách này")))
            continue
        try:
            with way() as peer:
                peer.probe()
        except Unsent as trouble:
            found.append(Check(name, False, str(trouble), _("Kiểm tra địa chỉ, mật khẩu, chứng thư và tường lửa.")))
        else:
            found.append(Check(name, True, _("nối được")))
    return found


def _outbox() -> list[Check]:
    """Say what waits and whether the clock runs: a notice due for an hour says that it does not."""
    now = clock.now()
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    late = waiting.filter(next_at__lte=now - LATE).exists()
    last = Job.objects.aggregate(last=Max("last_run"))["last"]
    state = _("chờ gửi %(waiting)d, không gửi được %(lost)d, việc theo giờ chạy lần cuối: %(last)s") % {
        "waiting": waiting.count(),
        "lost": Notice.objects.filter(state=Notice.State.GIVEN_UP).count(),
        "last": fmt_datetime(last) or _("chưa chạy"),
    }
    return [Check("outbox", not late, state, _("Chạy doithoai serve, hoặc doithoai tick --loop trên một máy."))]


def _print(variables: list[dict[str, str]], checks: list[Check]) -> None:
    output.say(output.bold(_("Cài đặt (biến môi trường)")))
    for variable in variables:
        output.say(f"  {variable['name']}: {variable['state']}")
        output.say(f"      {variable['meaning']}. {_('Mặc định')}: {variable['default'] or _('trống')}")
    output.say(output.bold(_("Kiểm tra")))
    for check in checks:
        sign = _("ổn") if check.ok else _("SAI")
        output.say(f"  [{sign}] {check.name}: {check.state}" + ("" if check.ok else f". {check.fix}"))
