"""The verbs of preparing a meeting: who prepares what by when, with which locality, about which topics."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.people.models import Level, Unit
from doithoai.process.programme import rules
from doithoai.process.programme.flow import TASK
from doithoai.process.programme.models import DIALOGUES, Meeting, Task, Topic
from doithoai.process.regulation.queries import calendar_for

# As long as a meeting is prepared.
PREPARED = (Meeting.State.PLANNED, Meeting.State.ANNOUNCED, Meeting.State.COLLECTING, Meeting.State.READY)
MOST_TASKS = 100
MOST_TOPICS = 20


@dataclass(frozen=True)
class Step:
    """One task of the standard set: which unit, what, and the last day for it."""

    unit: Unit
    what: str
    due: date


def standard_steps(meeting: Meeting) -> list[Step]:
    """Return the usual tasks of a meeting with their last days (domain.md 1.2 and 2.3: local settings, not law).

    Only the notice of a dialogue, 7 days before, is law (Luật TCCQĐP 2025, Điều 43 khoản 2).
    """
    place, day = meeting.unit, meeting.held_on
    bodies = list(
        Unit.objects.filter(territory=place, level__in=[Level.AGENCY, Level.FRONT], parent=place).order_by("name", "id")
    )
    bodies = [body for body in bodies if body.exists_on(day)]
    front = next((body for body in bodies if body.level == Level.FRONT), place)
    draft = calendar_for(place).add(day, -3)

    def before(days: int) -> date:
        return day - timedelta(days=days)

    # The words are stored as they are said here, whatever language the page is shown in.
    steps = [Step(place, gettext_noop("Ban hành kế hoạch tổ chức"), before(15))]
    if meeting.kind in DIALOGUES:
        steps += [
            Step(place, gettext_noop("Khóa lấy ý kiến ở thôn, tổ dân phố"), before(10)),
            Step(front, gettext_noop("Tổng hợp ý kiến của Nhân dân, gửi văn phòng"), before(7)),
            Step(place, gettext_noop("Thông báo thời gian, nơi họp, nội dung, cách tham dự"), before(7)),
        ]
    steps += [
        Step(place, gettext_noop("Gửi giấy mời"), before(5)),
        Step(place, gettext_noop("Chuẩn bị nơi họp, âm thanh, tài liệu"), before(1)),
    ]
    if meeting.kind in DIALOGUES:
        agencies = [body for body in bodies if body.level == Level.AGENCY]
        steps += [
            Step(agency, gettext_noop("Dự thảo trả lời các ý kiến thuộc phần việc"), draft) for agency in agencies
        ]
    return sorted(steps, key=lambda step: step.due)


@transaction.atomic
def propose_tasks(meeting: Meeting, *, by: Actor, now: datetime) -> list[Task]:
    """Add the usual tasks that are not there yet; a second press adds nothing. None begins its life overdue."""
    _prepare(meeting, by)
    known = set(meeting.tasks.values_list("unit_id", "what"))
    today, added = clock.day_of(now), []
    for step in standard_steps(meeting):
        if (step.unit.pk, step.what) in known:
            continue
        due = max(step.due, min(today, meeting.held_on))
        note = _("Theo lịch thường lệ: %(day)s.") % {"day": fmt_date(step.due)} if due != step.due else ""
        added.append(Task(meeting=meeting, unit=step.unit, what=step.what, due=due, note=note, created_at=now))
    for task in added:
        task.save()
    events.record(meeting, "propose_tasks", by=by, now=now, data={"tasks": len(added)})
    return added


@transaction.atomic
def add_task(meeting: Meeting, *, unit: Unit, what: str, due: date, by: Actor, now: datetime) -> Task:
    """Give a unit something to prepare, never without its day."""
    _prepare(meeting, by)
    _check_unit(meeting, unit, due)
    if not nfc(what):
        raise Refused(_("Xin ghi việc cần chuẩn bị."))
    if due > meeting.held_on:
        raise Refused(_("Hạn chuẩn bị phải trước hoặc đúng ngày họp."))
    if meeting.tasks.filter(unit=unit, what=nfc(what)[:300], state=Task.State.OPEN).exists():
        raise Refused(_("Việc này đã giao cho đơn vị này."))
    if meeting.tasks.count() >= MOST_TASKS:
        raise Refused(_("Một cuộc có tối đa %(n)d việc chuẩn bị.") % {"n": MOST_TASKS})
    task = Task.objects.create(meeting=meeting, unit=unit, what=nfc(what)[:300], due=due, created_at=now)
    events.record(task, "give", by=by, now=now, to_state=task.state, data=_figures(task))
    return task


@transaction.atomic
def finish_task(task: Task, *, by: Actor, now: datetime, note: str = "") -> None:
    """Say that what was to be prepared is ready."""
    TASK.move(task, "finish", by=by, now=now, note=nfc(note), data=_figures(task))
    task.done_at, task.note = now, nfc(note) or task.note
    task.save(update_fields=["done_at", "note"])


@transaction.atomic
def drop_task(task: Task, *, reason: str, by: Actor, now: datetime) -> None:
    """Give up a task, with the reason."""
    TASK.move(task, "drop", by=by, now=now, note=nfc(reason), data=_figures(task))
    task.note = nfc(reason)
    task.save(update_fields=["note"])


@transaction.atomic
def take_up_task(task: Task, *, by: Actor, now: datetime) -> None:
    """Open a task again that was done or dropped."""
    TASK.move(task, "take_up", by=by, now=now, data=_figures(task))
    task.done_at = None
    task.save(update_fields=["done_at"])


@transaction.atomic
def move_task(task: Task, *, unit: Unit, due: date, by: Actor, now: datetime) -> None:
    """Give an open task another day or another unit."""
    lock(task)
    if not rules.runs_task(by, task):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if task.state != Task.State.OPEN:
        raise WrongState(_("Việc này đã xong hoặc đã bỏ. Hãy tải lại trang."))
    if unit.pk != task.unit_id:
        _check_unit(task.meeting, unit, due)
    if due > task.meeting.held_on:
        raise Refused(_("Hạn chuẩn bị phải trước hoặc đúng ngày họp."))
    before = _figures(task)
    task.unit, task.due = unit, due
    task.save(update_fields=["unit", "due"])
    events.record(task, "move", by=by, now=now, data={"from": before, "to": _figures(task)})


@transaction.atomic
def choose_locality(meeting: Meeting, *, locality: Unit | None, reason: str, by: Actor, now: datetime) -> None:
    """Say with which locality the place talks, and why this one; None takes the choice back."""
    _prepare(meeting, by)
    if locality and (locality.pk == meeting.unit_id or not locality.path.startswith(meeting.unit.path)):
        raise Refused(_("%(unit)s không thuộc địa bàn này.") % {"unit": locality.name})
    if locality and not locality.exists_on(meeting.held_on):
        raise Refused(_("%(unit)s không còn (hoặc chưa có) vào ngày này.") % {"unit": locality.name})
    if locality and not nfc(reason):
        raise NoteNeeded(_("Cần ghi vì sao chọn địa bàn này."))
    meeting.locality, meeting.locality_reason = locality, nfc(reason) if locality else ""
    meeting.save(update_fields=["locality", "locality_reason"])
    events.record(
        meeting,
        "choose_locality",
        by=by,
        now=now,
        note=meeting.locality_reason,
        data={"locality": locality.pk if locality else None},
    )


@transaction.atomic
def choose_topic(
    meeting: Meeting, *, title: str, reason: str, evidence: dict[str, Any], by: Actor, now: datetime
) -> Topic:
    """Put a topic on a meeting with its reason. `evidence`: the figures that stood beside it, computed by a later stage."""
    _prepare(meeting, by)
    title, reason = nfc(title).strip()[:300], nfc(reason).strip()
    if not title:
        raise Refused(_("Xin ghi tên chủ đề."))
    if not reason:
        raise NoteNeeded(_("Cần ghi vì sao chọn chủ đề này."))
    standing = list(meeting.topics.values_list("title", flat=True))
    if fold(title) in {fold(other) for other in standing}:
        raise Refused(_("Chủ đề này đã được chọn."))
    if len(standing) >= MOST_TOPICS:
        raise Refused(_("Một cuộc có tối đa %(n)d chủ đề.") % {"n": MOST_TOPICS})
    last = meeting.topics.aggregate(last=Max("number"))["last"] or 0
    topic = Topic.objects.create(meeting=meeting, number=last + 1, title=title, reason=reason, evidence=evidence)
    events.record(meeting, "choose_topic", by=by, now=now, note=reason, data={"topic": topic.number, **evidence})
    return topic


@transaction.atomic
def drop_topic(topic: Topic, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a topic off a meeting; what it was and why stays in the event book."""
    meeting = topic.meeting
    _prepare(meeting, by)
    if not nfc(reason):
        raise NoteNeeded(_("Cần ghi rõ lý do."))
    gone, _rows = Topic.objects.filter(pk=topic.pk).delete()
    if not gone:
        raise WrongState(_("Chủ đề này vừa được người khác bỏ."))
    note = f"{topic.title}: {nfc(reason)}"
    events.record(meeting, "drop_topic", by=by, now=now, note=note, data={"topic": topic.number})


def _figures(task: Task) -> dict[str, Any]:
    return {"meeting": task.meeting_id, "unit": task.unit_id, "due": task.due.isoformat()}


def _prepare(meeting: Meeting, by: Actor) -> None:
    """Hold the meeting and refuse whoever does not run it, or what comes too late."""
    lock(meeting)
    if not rules.runs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if meeting.state not in PREPARED:
        raise WrongState(_("Cuộc này đang diễn ra, đã xong hoặc đã hủy: không chuẩn bị thêm được nữa."))


def _check_unit(meeting: Meeting, unit: Unit, due: date) -> None:
    if not unit.path.startswith(meeting.unit.path):
        raise Refused(_("%(unit)s không thuộc địa bàn này.") % {"unit": unit.name})
    if not unit.exists_on(due):
        raise Refused(_("%(unit)s không còn (hoặc chưa có) vào ngày này.") % {"unit": unit.name})
