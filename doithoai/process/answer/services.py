"""The verbs of answering. What senders do afterwards (rating, 'not solved') is in verdicts.py."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.ground.core import clock, events
from doithoai.ground.core.errors import Conflict, NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.answer import checks, rules
from doithoai.process.answer.flow import ANSWER
from doithoai.process.answer.models import PARTS, Answer, AnswerAuthor, AnswerVersion
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as work
from doithoai.process.intake import telling
from doithoai.process.people.models import Seat
from doithoai.process.triage import queries as triage
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter, Result

REASONS = {
    "no_result": gettext_noop("Chưa chọn kết quả."),
    "no_reply": gettext_noop("Phần trả lời trực tiếp còn trống hoặc quá ngắn."),
    "resolved_without_evidence": gettext_noop("“Đã giải quyết xong” cần bằng chứng hoặc số văn bản."),
    "resolving_without_future_date": gettext_noop("“Đang giải quyết” cần việc sẽ làm và ngày xong ở tương lai."),
    "noted_but_something_was_asked": gettext_noop(
        "“Tiếp thu, ghi nhận” chỉ dùng cho góp ý, không dùng khi người dân hỏi hoặc đề nghị."
    ),
    "work_without_date_or_owner": gettext_noop("Việc sẽ làm phải có đơn vị làm và ngày xong."),
    "no_basis": gettext_noop("Chưa nêu căn cứ hoặc điều đã kiểm tra."),
    "empty_formula": gettext_noop("Câu chung chung, không có ngày và người làm."),
    "personal_data": gettext_noop("Sắp công khai thông tin riêng của một người."),
    "person_named": gettext_noop("Sắp công khai tên một người. Chỉ nêu tên khi cần."),
    "question_left_open": gettext_noop("Câu hỏi này có vẻ chưa được trả lời."),
}


def parts_of(answer: Answer) -> dict:
    """Return the parts of an answer by name."""
    return {name: getattr(answer, name) for name in PARTS}


def check(answer: Answer, *, today: date) -> list[checks.Finding]:
    """Return what the checker finds in an answer."""
    return checks.findings(
        parts_of(answer), kind=answer.matter.kind, asked=answer.matter.text, today=today, title=answer.matter.title
    )


def _clean(parts: dict) -> dict:
    clean = {name: parts.get(name) if name == "action_due" else nfc(parts.get(name) or "") for name in PARTS}
    if clean["result"] and clean["result"] not in Result.values:
        raise Refused(_("Kết quả không hợp lệ."))
    return clean


@transaction.atomic
def draft(matter: Matter, parts: dict, *, by: Seat, now: datetime, version: int | None = None) -> Answer:
    """Write or go on writing the answer of this round. `version` is what the writer saw; another save raises Conflict."""
    lock(matter)
    answer = Answer.objects.filter(matter=matter, round=matter.round).order_by("-id").select_for_update().first()
    given = assignments.current(matter)
    if answer is None:
        if given is None:
            raise Refused(_("Vấn đề này chưa được giao cho đơn vị nào."))
        answer = Answer(matter=matter, round=matter.round, unit=given.lead, author=by, created_at=now, version=0)
    elif given is not None and _passes_on(answer, given.lead_id):
        # The work went to another unit: it goes on with what the first one wrote, and asks for approval anew.
        answer.unit, answer.state = given.lead, Answer.State.DRAFT
    if not rules.drafts(by, answer):
        raise NotAllowed(_("Vị trí của ông/bà không soạn trả lời này."))
    if answer.state != Answer.State.DRAFT:
        raise Refused(_("Dự thảo đã trình hoặc đã công khai, không sửa được nữa."))
    if answer.pk and version is not None and version != answer.version:
        raise Conflict(_("Có người vừa lưu bản khác. Xin so hai bản rồi lưu lại."), theirs=answer)
    for name, value in _clean(parts).items():
        setattr(answer, name, value)
    answer.author, answer.version = by, answer.version + 1
    answer.save()
    AnswerAuthor.objects.get_or_create(answer=answer, seat=by)
    events.record(answer, "draft", by=by, now=now, to_state=answer.state, data={"version": answer.version})
    return answer


def _passes_on(answer: Answer, lead: int) -> bool:
    return answer.unit_id != lead and answer.corrects_id is None and answer.state != Answer.State.PUBLISHED


def _refuse_taken_away(answer: Answer) -> None:
    """A unit whose assignment was withdrawn or given to another must not answer any more."""
    if answer.corrects_id is not None or answer.kind == Answer.Kind.SPOKEN:
        return
    given = assignments.current(answer.matter)
    if given is None or given.lead_id != answer.unit_id:
        raise Refused(_("Việc này đã rút lại hoặc giao cho đơn vị khác."))


def _keep_version(answer: Answer, *, by: Seat, now: datetime) -> None:
    parts = {
        name: (value.isoformat() if isinstance(value, date) else value) for name, value in parts_of(answer).items()
    }
    AnswerVersion.objects.get_or_create(
        answer=answer, number=answer.version, defaults={"parts": parts, "by_seat": by, "at": now}
    )


def _refuse_gaps(answer: Answer, *, now: datetime) -> None:
    gaps = [REASONS[found.code] for found in check(answer, today=clock.day_of(now)) if found.blocks]
    if gaps:
        raise Refused(_("Trả lời chưa đủ."), details=[_(gap) for gap in gaps])


@transaction.atomic
def submit(answer: Answer, *, by: Seat, now: datetime) -> None:
    """Ask for approval. An answer with a gap that the rules forbid is refused with the list."""
    ANSWER.move(answer, "submit", by=by, now=now)
    _refuse_taken_away(answer)
    _refuse_gaps(answer, now=now)
    _keep_version(answer, by=by, now=now)
    answer.submitted_at, answer.return_reason = now, ""
    answer.save(update_fields=["submitted_at", "return_reason"])


@transaction.atomic
def return_to_author(answer: Answer, *, reason: str, by: Seat, now: datetime) -> None:
    """Send an answer back with the reason."""
    ANSWER.move(answer, "return", by=by, now=now, note=nfc(reason))
    answer.return_reason = nfc(reason)
    answer.save(update_fields=["return_reason"])


@transaction.atomic
def approve(answer: Answer, *, version: int, by: Seat, now: datetime, override_reason: str = "") -> None:
    """Approve the version that was read. What the checker still warns of needs the approver's reason."""
    lock(answer)
    if version != answer.version:
        raise Conflict(_("Bản trình đã thay đổi sau khi ông/bà mở. Xin đọc lại bản mới."), theirs=answer)
    ANSWER.move(answer, "approve", by=by, now=now)
    _refuse_taken_away(answer)
    _refuse_gaps(answer, now=now)
    warned = any(not found.hint for found in check(answer, today=clock.day_of(now)))
    if warned and not nfc(override_reason):
        raise Refused(_("Còn điểm cần lưu ý: hãy trả lại, hoặc ghi lý do vẫn duyệt."))
    answer.approved_by, answer.approved_at, answer.override_reason = by, now, nfc(override_reason)
    answer.save(update_fields=["approved_by", "approved_at", "override_reason"])


@transaction.atomic
def publish(answer: Answer, *, by: Seat, now: datetime) -> None:
    """Make an approved answer public: the matter is answered, the work done, what was announced becomes a promise."""
    ANSWER.move(answer, "publish", by=by, now=now)
    _refuse_taken_away(answer)
    _settle(answer, by=by, now=now)


def _settle(answer: Answer, *, by: Seat, now: datetime) -> None:
    answer.published_at = now
    answer.save(update_fields=["published_at"])
    matter = answer.matter
    lock(matter)
    if answer.corrects_id is None:
        MATTER.move(matter, "answer", by=by, now=now)
        given = assignments.current(matter)
        if given is not None:
            work.finish(given, by=by, now=now)
        matter.answered_at = now
    matter.result = answer.result
    matter.published_at = matter.published_at or now
    matter.save(update_fields=["result", "answered_at", "published_at"])
    happened = "answered" if answer.corrects_id is None else "corrected"
    telling.tell_all(triage.raised_by(matter), happened, now=now, once=f"answer:{answer.pk}")
    if answer.action_due and not _repeats_promise(answer):
        work.promise(
            matter,
            unit=answer.unit,
            made_by=answer.said_by or answer.action_by,
            text=answer.action,
            due=answer.action_due,
            by=by,
            now=now,
        )


def _repeats_promise(answer: Answer) -> bool:
    """A correction that leaves the announced work as it was promises nothing twice."""
    first = answer.corrects
    return first is not None and (first.action, first.action_due) == (answer.action, answer.action_due)


@transaction.atomic
def answer_on_the_spot(matter: Matter, parts: dict, *, said_by: str, by: Seat, now: datetime) -> Answer:
    """Record what a leader answered in the hall. It was said before everyone, so the register's keeper publishes it."""
    lock(matter)
    if not nfc(said_by):
        raise Refused(_("Cần ghi người đã trả lời."))
    if matter.joined_into_id or matter.state not in {Matter.State.OPEN, Matter.State.ASSIGNED}:
        raise Refused(_("Vấn đề này đã trả lời hoặc đã gộp."))
    if Answer.objects.filter(matter=matter, round=matter.round).exists():
        raise Refused(_("Vấn đề này đang có dự thảo trả lời: hãy hoàn tất dự thảo đó."))
    answer = Answer(
        matter=matter,
        round=matter.round,
        kind=Answer.Kind.SPOKEN,
        unit=matter.unit,
        author=by,
        said_by=nfc(said_by)[:200],
        created_at=now,
        **_clean(parts),
    )
    if not rules.records_spoken(by, answer):
        raise NotAllowed(_("Vị trí của ông/bà không ghi biên bản của cuộc này."))
    _refuse_gaps(answer, now=now)
    answer.save()
    AnswerAuthor.objects.create(answer=answer, seat=by)
    _keep_version(answer, by=by, now=now)
    ANSWER.move(answer, "record_spoken", by=by, now=now)
    _settle(answer, by=by, now=now)
    return answer


@transaction.atomic
def start_correction(answer: Answer, *, reason: str, by: Seat, now: datetime) -> Answer:
    """Begin to correct a published answer: a new draft that goes the same way; both stay readable."""
    lock(answer)
    if answer.state != Answer.State.PUBLISHED or not rules.drafts(by, answer):
        raise NotAllowed(_("Vị trí của ông/bà không đính chính trả lời này."))
    if not nfc(reason) or Answer.objects.filter(corrects=answer).exists():
        raise Refused(_("Cần lý do đính chính, và mỗi bản chỉ có một bản đính chính."))
    correction = Answer(
        matter=answer.matter,
        round=answer.round,
        unit=answer.unit,
        author=by,
        created_at=now,
        corrects=answer,
        correction_reason=nfc(reason),
        **parts_of(answer),
    )
    correction.save()
    AnswerAuthor.objects.create(answer=correction, seat=by)
    events.record(correction, "correct", by=by, now=now, note=nfc(reason), data={"corrects": answer.pk})
    return correction
