"""A matter's history as read from the event book: labels and seats, never names."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from doithoai.ground.core import dates, events
from doithoai.ground.core.models import Event
from doithoai.process.assignment import queries
from doithoai.process.assignment.flow import ASSIGNMENT, PROMISE
from doithoai.process.assignment.panels import PANELS
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter

LABELS = {
    ("triage.matter", "open"): noop("Ghi thành vấn đề"),
    ("triage.matter", "raise"): noop("Thêm một ý kiến cùng nêu"),
    ("triage.matter", "join"): noop("Gộp vào vấn đề khác"),
    ("triage.matter", "separate"): noop("Tách khỏi vấn đề đã gộp"),
    ("triage.matter", "split_off"): noop("Tách một ý kiến thành vấn đề riêng"),
    ("triage.matter", "reword"): noop("Sửa cách ghi"),
    ("triage.matter", "confirm_receipt"): noop("Cơ quan kia đã nhận"),
    ("triage.matter", "rate"): noop("Người gửi đánh giá"),
    ("triage.matter", "decide_reopening"): noop("Quyết định về đề nghị mở lại"),
    ("assignment.assignment", "give"): noop("Giao đơn vị chủ trì"),
    ("assignment.assignment", "extend"): noop("Gia hạn"),
    ("assignment.promise", "promise"): noop("Ghi cam kết"),
    ("assignment.promise", "move"): noop("Dời ngày cam kết"),
    **{("triage.matter", move.verb): move.label for move in MATTER.moves.values()},
    **{("assignment.assignment", move.verb): move.label for move in ASSIGNMENT.moves.values()},
    **{("assignment.promise", move.verb): move.label for move in PROMISE.moves.values()},
}
# One act writes two lines (the matter moves, the work begins or ends); the reader needs one of them.
ECHOES = {
    ("triage.matter", "assign"),
    ("triage.matter", "give_back"),
    ("triage.matter", "answer"),
    ("assignment.assignment", "finish"),
}
TONES = {"answer": "good", "publish": "good", "close": "good", "return": "warn", "extend": "warn", "reopen": "warn"}


def of(matter: Matter) -> list[dict[str, Any]]:
    """Return the lines of the timeline, newest first, ready for the `timeline` macro."""
    things = [*queries.all_of(matter), *queries.promises_of(matter)]
    labels = dict(LABELS)
    for panel in PANELS:
        things += panel.things(matter)
        labels.update(panel.labels)
    wanted = Q(subject=events.subject_of(matter), subject_id=matter.pk)
    for thing in things:
        wanted |= Q(subject=events.subject_of(thing), subject_id=thing.pk)
    lines: list[Event] = []
    for event in Event.objects.filter(wanted).order_by("-id"):
        echo = (event.subject, event.verb) in ECHOES
        # Twenty saves of one draft in a row are one line.
        again = lines and event.verb == "draft" == lines[-1].verb and event.actor == lines[-1].actor
        if not (echo or again):
            lines.append(event)
    return [_line(event, labels) for event in lines]


def _line(event: Event, labels: dict[tuple[str, str], str]) -> dict[str, Any]:
    label = labels.get((event.subject, event.verb))
    return {
        "title": _(label) if label else _("Việc khác"),
        "at": f"{dates.fmt_datetime(event.at)} · {event.actor}",
        "text": event.note,
        "tone": TONES.get(event.verb, "neutral"),
    }
