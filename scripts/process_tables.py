"""Write the tables of docs/ that are read from the code, or say which of them have fallen behind.

`--write` puts them between their marks, `--check` (and tests/test_docs.py) compares. Nobody edits them by hand.
"""

import argparse
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from django.urls import URLPattern, get_resolver
from django.utils.translation import gettext, override

from config.env import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"(<!-- from the code: (?P<name>\w+) -->\n).*?(\n<!-- end -->)", re.DOTALL)
_SOURCE = re.compile(r" \((?:design|domain|trust|shared/data/README|glossary)[.:][^)]*\)")

# What each role is there for, in one line; the rules say exactly what it may do, the addresses what it may open.
ROLES = {
    "collector": "brings the voices of the own village, by form or by file",
    "clerk": "receives opinions; the only one who can read who wrote",
    "coordinator": "sorts, joins, gives work and dates, prepares and runs meetings, keeps everything from being forgotten",
    "officer": "answers what was given to the own unit; never sees who wrote",
    "approver": "reads, returns or approves answers of the own unit, never one the same person wrote in",
    "chair": "starts and concludes meetings, answers on the spot, decides what no unit would take",
    "supervisor": "the Fatherland Front: reads what happens in the territory, never who wrote",
    "leader": "reads figures and cases of the territory",
    "administrator": "units, seats, settings; no contents",
}

# What a reader can run into: in Vietnamese, in English, where the number stands in the code, how it is said.
LIMITS = (
    ("Tệp của thôn", "A village's file", "process.intake.channels.sheet.guard:MAX_BYTES", "bytes"),
    ("Tệp đó sau khi giải nén", "The same, unpacked", "process.intake.channels.sheet.guard:MAX_EXPANDED", "bytes"),
    ("Số dòng đọc trong một trang tính", "Rows read in one sheet", "process.intake.channels.sheet.grid:MAX_ROWS", ""),
    ("Số cột", "Columns", "process.intake.channels.sheet.grid:MAX_COLUMNS", ""),
    ("Bộ nhớ khi đọc tệp", "Memory while a file is read", "process.intake.channels.sheet.child:MEMORY", "bytes"),
    ("Thời gian máy khi đọc tệp", "Processor time for it", "process.intake.channels.sheet.child:CPU_SECONDS", "s"),
    ("Ý kiến gửi trên trang, ngắn nhất", "Opinion sent online, at least", "process.intake.rules:FORM_SHORTEST", "chars"),
    ("Ý kiến gửi trên trang, dài nhất", "Opinion sent online, at most", "process.intake.rules:FORM_LONGEST", "chars"),
    ("Ý kiến nhập tại quầy hoặc từ tệp", "Opinion from counter or file", "process.intake.rules:LONGEST", "chars"),
    ("Số dòng một lần gửi khi nhập ngoại tuyến", "Rows in one post, offline page", "process.intake.rules:ROWS_IN_A_BATCH", ""),
    ("Một thư điện tử", "An e-mail", "process.intake.channels.mail.reader:MAX_BYTES", "bytes"),
    ("Một tệp kèm thư điện tử", "A file with an e-mail", "process.intake.channels.mail.files:MAX_FILE", "bytes"),
    ("Số tệp giữ của một thư", "Files kept of one e-mail", "process.intake.channels.mail.files:MAX_FILES", ""),
    ("Một lần gọi API", "One call of the API", "doors.api.problems:MAX_BODY", "bytes"),
    ("Số lần gọi một phút của một khóa", "Calls a minute of one key", "process.intake.keys:PER_MINUTE", ""),
    ("Số lần gọi một ngày của một khóa", "Calls a day of one key", "process.intake.keys:PER_DAY", ""),
    ("Số vấn đề tách từ một ý kiến", "Matters from one opinion", "process.triage.services:LARGEST_NUMBER_OF_PARTS", ""),
    ("Mỗi phần của câu trả lời", "Each part of an answer", "process.answer.forms:LONGEST", "chars"),
    ("Lời nhận xét khi đánh giá", "Comment with a rating", "doors.portal.forms:RateForm.base_fields.comment.max_length", "chars"),
    ("Hạn trả lời khi không ai đặt hạn khác", "Date due when nobody sets one", "process.assignment.deadlines:DEFAULT_DAYS", "days"),
    ("Báo sắp đến hạn trước", "Marked due soon before", "process.assignment.deadlines:SOON_DAYS", "days"),
    ("Số lần trả lại, rồi chủ trì quyết", "Returns, then the chair", "process.assignment.rules:RETURNS_BEFORE_THE_CHAIR_DECIDES", ""),
    ("Số dòng trên một trang danh sách", "Rows on one page of a list", "ground.core.paging:SIZE", ""),
    ("In lại biên nhận tại quầy trong", "Collector can reprint a receipt for", "process.intake.rules:RECEIPT_STAYS", "time"),
    ("Người được mời một cuộc", "Guests of a meeting", "process.programme.attending:MOST_GUESTS", ""),
    ("Dòng trong một lần mời", "Lines in one invitation", "process.programme.inviting_forms:MOST_LINES", ""),
    ("Người trong một lần bốc thăm", "People in one lot", "process.programme.drawing:MOST_PEOPLE", ""),
    ("Việc chuẩn bị của một cuộc", "Tasks of a meeting", "process.programme.preparing:MOST_TASKS", ""),
    ("Chủ đề của một cuộc", "Topics of a meeting", "process.programme.preparing:MOST_TOPICS", ""),
    ("Phiếu chữ ký của một yêu cầu", "Signature sheets of a request", "process.programme.requesting:MOST_SHEETS", ""),
    ("Số mã tra cứu sai từ một mạng", "Wrong follow-up codes from a network", "doors.portal.throttle:MOST", ""),
    ("… trong khoảng", "… within", "doors.portal.throttle:WINDOW", "time"),
    ("Lời nhắn giữa đơn vị và người gửi", "A message through the relay", "process.assignment.relay:LONGEST", "chars"),
    ("Số lời nhắn mỗi ngày, mỗi phía", "Messages a day, each side", "process.assignment.relay:MOST_A_DAY", ""),
    ("Yêu cầu về dữ liệu, dài nhất", "A request about data, at most", "process.intake.rights:LONGEST", "chars"),
    ("Số yêu cầu về dữ liệu chờ cùng lúc", "Requests about data open at once", "process.intake.rights:OPEN_AT_MOST", ""),
    ("Số ý kiến hiện khi tìm theo số điện thoại", "Opinions found by a phone number", "process.intake.opening:FOUND_AT_MOST", ""),
    ("Số lần sai mật khẩu", "Wrong passwords", "config.settings:AXES_FAILURE_LIMIT", ""),
    ("… thì khóa trong", "… lock the name for", "config.settings:AXES_COOLOFF_TIME", "hours"),
    ("Một tin báo, chờ máy kia nhiều nhất", "One notice, waiting for the other side", "ground.notices.line:SECONDS", "s"),
    ("Tin báo đang gửi được giữ", "A notice being sent is held for", "ground.notices.outbox:LEASE", "time"),
    ("Giữ địa chỉ của tin không gửi được", "Address kept of a notice given up", "ground.notices.outbox:ADDRESS_KEPT", "time"),
    ("Mật khẩu, ngắn nhất", "Password, at least", "config.settings:AUTH_PASSWORD_VALIDATORS.0.OPTIONS.min_length", "chars"),
    ("Phiên làm việc", "A staff session", "config.settings:SESSION_COOKIE_AGE", "s"),
    ("Một lần gửi, không kể tệp", "One post, files apart", "config.settings:DATA_UPLOAD_MAX_MEMORY_SIZE", "bytes"),
    ("Số ô trong một lần gửi", "Fields in one post", "config.settings:DATA_UPLOAD_MAX_NUMBER_FIELDS", ""),
)  # fmt: skip


def wake(home: str) -> None:
    """Start Django with settings of its own, so that neither data nor keys of this machine are touched."""
    os.environ["DOITHOAI_MODE"], os.environ["DOITHOAI_HOME"] = "test", home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table as Markdown."""
    cells = [heads, tuple("---" for _ in heads), *(tuple(c.replace("|", "\\|") for c in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def first_line(thing: Any) -> str:
    """Return the one sentence that a function says about itself, without its note where the design says so."""
    return _SOURCE.sub("", (inspect.getdoc(thing) or "").split("\n")[0])


def model_named(name: str) -> Any:
    """Return the model class of a machine."""
    (model,) = [m for m in apps.get_models() if m.__name__ == name and m._meta.app_label in settings.STAGES]
    return model


def rooms(name: str) -> Iterator[tuple[str, Any]]:
    """Every stage that has this room, in the order of the road, with the module."""
    for stage in settings.STAGES:
        if (ROOT / "doithoai" / "process" / stage / f"{name}.py").is_file():
            yield stage, import_module(f"doithoai.process.{stage}.{name}")


def machines() -> Iterator[Any]:
    """Every table of moves."""
    kind = import_module("doithoai.ground.core.flow").Flow
    for _stage, module in rooms("flow"):
        yield from (value for value in vars(module).values() if isinstance(value, kind))


def choices() -> Iterator[tuple[str, type[Choices]]]:
    """Every closed list of words of the process, with the place where it stands."""
    for stage, module in rooms("models"):
        own = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == module.__name__]
        inner = [v for holder in own for v in vars(holder).values() if inspect.isclass(v)]
        for found in (*own, *inner):
            if issubclass(found, Choices):
                yield f"{stage}.models.{found.__qualname__}", found


def moves_tables() -> str:
    """Draw each machine and list its moves."""
    parts = []
    for flow in machines():
        model = model_named(flow.name)
        drawn = [f"    [*] --> {model._meta.get_field(flow.field).default}"]
        rows = []
        for move in flow.moves.values():
            drawn += [f"    {source} --> {move.target}: {move.verb}" for source in move.sources]
            note = "yes" if move.needs_note else ""
            sources = ", ".join(f"`{s}`" for s in move.sources)
            rows.append(
                (f"`{move.verb}`", gettext(move.label), sources, f"`{move.target}`", first_line(move.who), note)
            )
        moved = {s for move in flow.moves.values() for s in (*move.sources, move.target)}
        rest = [f"`{s}` ({gettext(model.State(s).label)})" for s in model.State.values if s not in moved]
        told = f"\n\nNo move leads here yet: {', '.join(rest)}." if rest else ""
        diagram = "\n".join(("```mermaid", "stateDiagram-v2", *drawn, "```"))
        heads = ("verb", "on the button", "from", "to", "who", "reason needed")
        parts.append(f"### {flow.name}\n\n{diagram}\n\n{table(heads, rows)}{told}")
    return "\n\n".join(parts)


def roles_table() -> str:
    """List the roles that a seat can have."""
    role = import_module("doithoai.process.people.models").Role
    return table(("role", "Vietnamese", "is there for"), [(f"`{r.value}`", str(r.label), ROLES[r.value]) for r in role])


def settings_table() -> str:
    """List every environment variable."""
    return table(
        ("Biến", "Mặc định", "Ý nghĩa"),
        [(f"`{v.name}`", f"`{v.default}`" if v.default else "(trống)", v.meaning) for v in VARIABLES],
    )


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Every address with its name and its view, as the Vietnamese reader sees it."""

    def walk(patterns: list[Any], prefix: str, space: str) -> Iterator[tuple[str, str, Any]]:
        for pattern in patterns:
            where = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield where, space + (pattern.name or ""), pattern.callback
            else:
                yield from walk(pattern.url_patterns, where, f"{pattern.namespace}:" if pattern.namespace else space)

    yield from walk(get_resolver().url_patterns, "/", "")


def addresses_table() -> str:
    """List every address with its guard."""
    rows = []
    for where, name, view in addresses():
        guard = view.guard
        who = "everyone" if guard == "public" else ", ".join(guard) if guard != ("any",) else "any seat"
        rows.append((f"`{where}`", f"`{name}`", who, first_line(view)))
    return table(("address", "name", "who may open it", "what it does"), rows)


def words_table() -> str:
    """List every closed list of words, except states, which the glossary explains one by one."""
    rows = [
        (f"`{where}`", first_line(words), "; ".join(f"`{c.value}` {c.label}" for c in words if c.value))
        for where, words in choices()
        if not where.endswith(".State")
    ]
    return table(("where", "what", "words"), rows)


def value_at(where: str) -> Any:
    """Return the constant that `module:name.attribute.key.0` names; modules other than config stand below doithoai."""
    module, _, path = where.partition(":")
    value: Any = import_module(module if module.startswith("config.") else f"doithoai.{module}")
    for step in path.split("."):
        inside = isinstance(value, dict | list)
        value = value[int(step) if step.isdigit() else step] if inside else getattr(value, step)
    return value


def said(value: Any, unit: str) -> str:
    """Say a number so that both languages read it alike: thousands by a thin space."""
    if isinstance(value, timedelta) and value.days:
        return f"{value.days} ngày / days"
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds()) // 60} min"
    if unit == "bytes":
        return f"{value // 2**20} MB" if value >= 2**20 else f"{value // 2**10} kB"
    if unit == "hours":
        return f"{round(value * 60)} min"
    if unit == "s" and value >= 3600:
        return f"{value // 3600} h"
    word = {"s": " s", "chars": " ký tự / characters", "days": " ngày / days"}.get(unit, "")
    return f"{value:,}".replace(",", "\u202f") + word


def limits_table() -> str:
    """List the limits with their present value."""
    rows = [(vi, en, said(value_at(where), unit), f"`{where}`") for vi, en, where, unit in LIMITS]
    return table(("Giới hạn", "Limit", "", "in the code"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "moves": moves_tables,
    "roles": roles_table,
    "settings": settings_table,
    "addresses": addresses_table,
    "words": words_table,
    "limits": limits_table,
}


def renewed(text: str) -> str:
    """Return a page with every marked table as the code has it now."""
    with override("vi"):
        return MARK.sub(lambda found: f"{found[1]}\n{TABLES[found['name']]()}\n{found[3]}", text)


def pages() -> list[Path]:
    """Every page that carries a mark."""
    written = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in written if MARK.search(page.read_text()))


def main() -> int:
    """Write, or compare and name what has fallen behind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true", help="put the tables into docs/")
    way.add_argument("--check", action="store_true", help="exit 1 when a table is not what the code says")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory(prefix="doithoai-docs-") as home:
        wake(home)
        new = {page: renewed(page.read_text()) for page in pages()}
    behind = [page for page, text in new.items() if text != page.read_text()]
    for page in behind:
        if write:
            page.write_text(new[page])
        sys.stdout.write(f"{'written' if write else 'behind the code'}: {page.relative_to(ROOT)}\n")
    return 0 if write else int(bool(behind))


if __name__ == "__main__":
    sys.exit(main())
