"""The verbs of the agenda: ask for a newer sketch, put in or leave out a topic, take the proposal over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import Conflict, NotAllowed, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.process.hall import gathering
from doithoai.process.hall.models import AgendaDraft, TopicSketch
from doithoai.process.people.models import Unit
from doithoai.process.programme import preparing, rules
from doithoai.process.programme.models import Meeting, Topic
from doithoai.process.triage.models import Matter

# So many voices are gathered while the page waits (under a second); more wait for the clock.
AT_ONCE = 300
SHORTEST, LONGEST = 1, preparing.MOST_TOPICS
# An overruling list longer than this is no overruling.
MOST_KEYS = 60


@dataclass(frozen=True)
class Pick:
    """A proposed topic as it is taken over: with the title and the reason the office gives it."""

    key: str
    title: str
    reason: str


def make(unit: Unit, meeting: Meeting | None, *, now: datetime) -> TopicSketch:
    """Gather now and keep the sketch. What was asked for meanwhile is asked for still."""
    today = clock.day_of(now)
    period = gathering.period_of(unit, meeting, today)
    data = gathering.sketch(period, today)
    facts = {"data": data, "made_at": now, "opinions": sum(len(voices) for voices in data["homes"].values())}
    with transaction.atomic():
        sketch, _made = TopicSketch.objects.get_or_create(unit=unit, meeting=meeting)
        lock(sketch)
        if sketch.made_at is None or sketch.made_at <= now:
            for name, value in facts.items():
                setattr(sketch, name, value)
        if sketch.asked_at is not None and sketch.asked_at <= now:
            sketch.asked_at = None
        sketch.save()
    return sketch


def ask(meeting: Meeting, *, by: Actor, now: datetime) -> bool:
    """Ask for a newer sketch. Returns whether it is made already: a large gathering waits for the clock."""
    if not rules.runs_or_chairs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    period = gathering.period_of(meeting.unit, meeting, clock.day_of(now))
    few = period.opinions().order_by()[: AT_ONCE + 1].count() <= AT_ONCE
    with transaction.atomic():
        sketch, _made = TopicSketch.objects.get_or_create(unit_id=meeting.unit_id, meeting=meeting)
        TopicSketch.objects.filter(pk=sketch.pk).update(asked_at=now)
        events.record(meeting, "ask_sketch", by=by, now=now)
    if few:
        make(meeting.unit, meeting, now=now)
    return few


@transaction.atomic
def arrange(
    meeting: Meeting,
    *,
    by: Actor,
    now: datetime,
    put_in: str = "",
    leave_out: str = "",
    free: str = "",
    length: int | None = None,
    floor: str = "",
) -> AgendaDraft:
    """Overrule the proposal: a topic in, out or free again; how many; what villages and promises count.

    Coordinator or chair. The draft stays, so that what the chair says is what the coordinator sees.
    """
    _may_arrange(meeting, by)
    draft, _made = AgendaDraft.objects.get_or_create(meeting=meeting, defaults={"changed_at": now})
    lock(draft)
    known = {topic["key"] for topic in _data_of(meeting)["topics"]}
    for key in (put_in, leave_out, free):
        if key and key not in known:
            raise Refused(_("Chủ đề này không còn trong bảng. Hãy tải lại trang."))
    draft.put_in = _without(draft.put_in, put_in, leave_out, free) + ([put_in] if put_in else [])
    draft.left_out = _without(draft.left_out, put_in, leave_out, free) + ([leave_out] if leave_out else [])
    if length is not None:
        if not SHORTEST <= length <= LONGEST:
            raise Refused(_("Số chủ đề từ %(least)d đến %(most)d.") % {"least": SHORTEST, "most": LONGEST})
        draft.length = length
    if floor:
        if floor not in AgendaDraft.Floor.values:
            raise Refused(_("Xin chọn một cách cân nhắc trong danh sách."))
        draft.floor = floor
    if len(draft.put_in) > draft.length:
        raise Refused(_("Đã đưa vào đủ %(n)d chủ đề. Hãy tăng số chủ đề, hoặc bỏ bớt.") % {"n": draft.length})
    if len(draft.put_in) + len(draft.left_out) > MOST_KEYS:
        raise Refused(_("Đã chỉnh quá nhiều chủ đề. Hãy bỏ bớt chỉnh sửa."))
    draft.changed_at = now
    draft.save()
    facts = {"put_in": draft.put_in, "left_out": draft.left_out, "length": draft.length, "floor": draft.floor}
    events.record(meeting, "arrange_agenda", by=by, now=now, data=facts)
    return draft


def _without(keys: list[str], *gone: str) -> list[str]:
    return [key for key in keys if key not in gone]


def _may_arrange(meeting: Meeting, by: Actor) -> None:
    if not rules.runs_or_chairs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if meeting.state not in preparing.PREPARED:
        raise WrongState(_("Cuộc này đang diễn ra, đã xong hoặc đã hủy: không chuẩn bị thêm được nữa."))


def _data_of(meeting: Meeting) -> dict[str, Any]:
    sketch = gathering.of_meeting(meeting)
    if sketch is None:
        raise Refused(_("Chưa gom ý kiến thành chủ đề. Hãy bấm “Tính” trước."))
    data: dict[str, Any] = sketch.data
    return data


@transaction.atomic
def adopt(meeting: Meeting, picks: list[Pick], *, seen: datetime | None, by: Actor, now: datetime) -> list[Topic]:
    """Put the proposed topics on the meeting, each with its figures. All of them or none.

    `seen`: when the sketch was made from which the reader decided; a newer one must be looked at first.
    """
    sketch = gathering.of_meeting(meeting)
    if sketch is None or sketch.made_at != seen:
        raise Conflict(_("Số liệu vừa được tính lại. Xin xem lại trước khi chọn."))
    topics = {topic["key"]: topic for topic in sketch.data["topics"]}
    if not picks:
        raise Refused(_("Chưa chọn chủ đề nào."))
    if any(pick.key not in topics for pick in picks):
        raise Refused(_("Chủ đề này không còn trong bảng. Hãy tải lại trang."))
    homes = {voice: home for home, voices in sketch.data["homes"].items() for voice in voices}
    return [
        preparing.choose_topic(
            meeting,
            title=pick.title,
            reason=pick.reason,
            evidence=figures_of(topics[pick.key], homes, sketch.data["since"]),
            by=by,
            now=now,
        )
        for pick in picks
    ]


def figures_of(topic: dict[str, Any], homes: dict[int, str], since: str) -> dict[str, Any]:
    """Return the figures that stand beside a topic from the day it is chosen."""
    states = [Matter.State.OPEN, Matter.State.ASSIGNED]
    owed = Matter.objects.filter(pk__in=topic["matters"], state__in=states, result="").count()
    return {
        "key": topic["key"],
        "field": topic["field"],
        "opinions": len(topic["voices"]),
        "villages": len({homes[voice] for voice in topic["voices"]} - {gathering.NOWHERE}),
        "unanswered": owed,
        "late_promises": len(topic["broken"]),
        "raised_before": topic["old"],
        "answered_before": topic["answered"],
        "since": since,
    }
