"""The command line: `doithoai <noun or verb>`. Arguments are read before Django wakes; only the named command loads."""

import os
import sys
from importlib import import_module

import django
from django.db.utils import Error as DatabaseTrouble

from config.env import BadSetting
from config.env import read as read_environment
from doithoai.doors.cli import arguments, output
from doithoai.ground.core.errors import Refused

DONE, WRONG, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 found wrong or refused, 2 unusable arguments."""
    # The database file, uploads and keys hold what citizens wrote: nobody else on this machine reads them.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["demo"]:
        # Who asks for the demonstration means the demonstration mode, unless the machine says it is a real one.
        os.environ.setdefault("DOITHOAI_MODE", "demo")
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough (`| head`): what was asked is done, nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(given: list[str]) -> int:
    if arguments.brings_its_own(given):
        _wake()
    args = arguments.read(given)
    try:
        read_environment()
    except BadSetting as problem:
        output.complain(str(problem))
        return WRONG if args.command == "doctor" else UNUSABLE
    _wake()
    try:
        code = import_module(arguments.module_of(args.command)).run(args)
        if args.command == "demo" and code == DONE and not args.no_serve:
            return import_module(arguments.module_of("serve")).run(args)
        return code
    except Refused as refusal:
        output.complain(refusal.message, refusal.details)
        return WRONG
    except DatabaseTrouble as trouble:
        output.complain(_database_sentence(trouble))
        return WRONG


def _wake() -> None:
    django.setup()


def _database_sentence(trouble: DatabaseTrouble) -> str:
    """Say what to do about a database that does not answer as it should."""
    words = str(trouble)
    if "no such table" in words or "no such column" in words or "does not exist" in words:
        return "Cơ sở dữ liệu chưa được tạo hoặc chưa cập nhật. Hãy chạy: doithoai init"
    if "locked" in words:
        return "Cơ sở dữ liệu đang bận. Hãy đợi ít giây rồi chạy lại; chưa có gì được lưu."
    return f"Không dùng được cơ sở dữ liệu ({type(trouble).__name__}). Hãy xem: doithoai doctor"
