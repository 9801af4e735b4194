"""Logs as JSON lines with an allow-list of fields: no text, no name, no address, no query string can slip in."""

import contextvars
import json
import logging
from datetime import UTC, datetime
from types import TracebackType

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


class JsonFormatter(logging.Formatter):
    """Print time, level, logger, the constant message, and where an exception came from; never its values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | list[str]] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            # The format string is ours; its arguments may hold a citizen's words, so they are left out.
            "message": str(record.msg)[:300] if record.name.startswith("doithoai") else record.name,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _where(trace: TracebackType | None) -> list[str]:
    """Return file:line of each step of a traceback, without source lines or values."""
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rsplit('/site-packages/')[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return steps[-12:]
