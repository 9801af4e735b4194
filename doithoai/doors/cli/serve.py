"""`doithoai serve`: the web server and, beside it, the clock. Static files are laid out anew when they changed."""

import argparse
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces

from doithoai.doors.cli import output
from doithoai.doors.cli.init import pending_migrations
from doithoai.ground.core.errors import Refused

APPLICATION = "config.wsgi:application"
CLOCK = (sys.executable, "-m", "doithoai", "tick", "--loop", "--with-parent")
RESTARTS_AFTER = 3.0


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    if pending_migrations():
        raise Refused(_("Cơ sở dữ liệu chưa được tạo hoặc chưa cập nhật. Hãy chạy: doithoai init"))
    lay_out_static()
    # One thread a process: threads wait for each other's turn while one holds SQLite's write lock. On 2 cores
    # 3 processes of 1 thread took 179 submissions a second, 2 of 4 threads 63 (measured, docs/benchmarks.md).
    workers = args.workers or (os.cpu_count() or 1) + 1
    connection.close()
    server = Granian(
        APPLICATION,
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=args.threads,
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,
    )
    host = f"[{args.host}]" if ":" in args.host else args.host
    output.note(
        _("Đối Thoại đang chạy tại http://%(host)s:%(port)d (Ctrl+C để dừng)") % {"host": host, "port": args.port}
    )
    with ticking(not args.no_tick):
        server.serve()
    return 0


@contextmanager
def ticking(wanted: bool) -> Iterator[None]:
    """Keep `doithoai tick --loop` running as a child as long as the block lasts; one that died is started again."""
    over = threading.Event()
    child: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            # `close_fds=False` lets subprocess use posix_spawn. Its other way waits for a pipe to close which a web
            # worker forked at that moment has inherited and never closes: a clock that died was then not started again.
            child[:] = [subprocess.Popen([*CLOCK, str(os.getpid())], stdin=subprocess.DEVNULL, close_fds=False)]
            child[0].wait()
            over.wait(RESTARTS_AFTER)

    keeper = threading.Thread(target=keep, daemon=True)
    if wanted:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for process in child:
            process.terminate()
        if wanted:
            # A notice on its way is let go of within its ten seconds; what is cut off is sent again, under the same id.
            keeper.join(timeout=12)


def _state_of_sources() -> str:
    """Return a mark that changes when any static file changes."""
    mark = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            about = Path(storage.path(name)).stat()
            mark.update(f"{name}\x1f{about.st_size}\x1f{about.st_mtime_ns}\x1e".encode())
    return mark.hexdigest()


def lay_out_static() -> bool:
    """Collect static files when they are not those of this program version. Returns whether it was needed."""
    stamp, state = Path(settings.STATIC_ROOT) / ".stamp", _state_of_sources()
    if stamp.is_file() and stamp.read_text() == state:
        return False
    output.note(_("Đang chuẩn bị tệp giao diện…"))
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    return True
