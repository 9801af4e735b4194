"""What each role has to do next: one function a role, bounded queries, no table is ever counted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from doithoai.doors.desk import blocks
from doithoai.doors.desk.blocks import Block, Item, block
from doithoai.ground.core.dates import fmt_date
from doithoai.process.answer import queries as answers
from doithoai.process.answer.models import Answer, AnswerAuthor, Rating, Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment.models import Assignment
from doithoai.process.assignment.rules import RETURNS_BEFORE_THE_CHAIR_DECIDES
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.people.models import Role, Seat, Unit
from doithoai.process.people.queries import below
from doithoai.process.programme import queries as programme
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter, Objection


def _opinion(opinion: Opinion) -> Item:
    about = " · ".join(
        filter(None, [str(Channel(opinion.channel).label), opinion.village, fmt_date(opinion.received_at)])
    )
    return Item(opinion.excerpt, reverse("intake:opinion", args=[opinion.code]), opinion.code, about)


def _to_triage(opinion: Opinion) -> Item:
    item = _opinion(opinion)
    return Item(item.text, reverse("triage:opinion", args=[opinion.code]), item.code, item.about)


def _file(file: Any) -> Item:
    about = _("%(n)d ý kiến đọc được, %(bad)d dòng không nhận") % {"n": file.opinions, "bad": file.refused}
    return Item(file.name, reverse("intake:file", args=[file.pk]), fmt_date(file.uploaded_at), about)


def _matter_page(matter: Matter) -> str:
    return reverse("assignment:matter", args=[matter.code])


def _matter(matter: Matter) -> Item:
    about = " · ".join(filter(None, [matter.get_field_display(), matter.place, fmt_date(matter.opened_at)]))
    return Item(matter.title, _matter_page(matter), matter.code, about, matter.due)


def _late(assignment: Assignment) -> Item:
    matter = assignment.matter
    return Item(matter.title, _matter_page(matter), matter.code, assignment.lead.name, assignment.due, "bad")


def _reopening(asked: Reopening) -> Item:
    about = _("Người gửi báo chưa giải quyết, %(day)s") % {"day": fmt_date(asked.asked_at)}
    return Item(asked.matter.title, _matter_page(asked.matter), asked.matter.code, about, tone="warn")


def _meeting_for(seat: Seat) -> Callable[[Meeting], Item]:
    def draw(meeting: Meeting) -> Item:
        moves = [move for move in MEETING.open_to(seat, meeting) if move.verb != "cancel"]
        step = _("Việc tiếp theo: %(move)s") % {"move": _(moves[0].label)} if moves else meeting.get_state_display()
        name = "hall:register" if moves and moves[0].verb in {"conclude", "close"} else "programme:meeting"
        about = f"{fmt_date(meeting.held_on)} · {step}"
        return Item(meeting.title, reverse(name, args=[meeting.code]), meeting.code, about)

    return draw


def _opinions(seat: Seat) -> QuerySet[Opinion]:
    return intake.visible_to(seat).defer("raw", "sealed", "text", "public_reason")


def _files(seat: Seat) -> Block:
    return block(
        _("Tệp chờ xác nhận nhập"),
        _("Xem và nhập tệp"),
        _("Không có tệp nào đang chờ."),
        intake.files_of(seat).filter(imported_at=None).order_by("-id"),
        _file,
    )


def _latest(seat: Seat, title: str, empty: str) -> Block:
    rows = _opinions(seat).order_by("-received_at", "-id")
    return block(title, "", empty, rows, _opinion, reverse("intake:register"))


def _late_block(rows: QuerySet[Assignment]) -> Block:
    rows = rows.defer("matter__text")
    return block(_("Quá hạn trả lời"), _("Xem và đôn đốc"), _("Không có việc nào quá hạn."), rows, _late)


def _late_in_territory(seat: Seat, today: date) -> QuerySet[Assignment]:
    return (
        Assignment.objects.filter(
            state__in=assignments.OPEN, due__lt=today, matter__unit__path__startswith=seat.place.path
        )
        .select_related("matter", "lead")
        .order_by("due", "id")
    )


def _objection(said: Objection) -> Item:
    about = _("%(state)s, từ %(day)s") % {"state": said.get_state_display(), "day": fmt_date(said.made_at)}
    words = said.more or said.words
    shown = words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + "…"
    return Item(shown, reverse("triage:objection", args=[said.pk]), said.opinion.code, about, tone="warn")


def _objections(rows: QuerySet[Objection], title: str, verb: str) -> Block:
    empty = _("Không có người gửi nào phản đối việc gộp.")
    return block(title, verb, empty, rows, _objection, reverse("triage:objections"))


def _reopenings(seat: Seat, verb: str) -> Block:
    rows = answers.reopenings_open(seat).defer("matter__text")
    return block(_("Người dân báo chưa giải quyết"), verb, _("Không có đề nghị xem lại nào."), rows, _reopening)


def _meetings(seat: Seat) -> Block:
    rows = (
        programme.visible_to(seat)
        .exclude(state__in=[Meeting.State.CLOSED, Meeting.State.CANCELLED])
        .order_by("held_on", "id")
    )
    return block(
        _("Cuộc đối thoại"),
        _("Mở cuộc đối thoại"),
        _("Chưa có cuộc nào sắp tới."),
        rows,
        _meeting_for(seat),
        reverse("programme:list"),
    )


def collector(seat: Seat, today: date) -> list[Block]:
    """The voices of the own village."""
    return [
        _files(seat),
        _latest(seat, _("Ý kiến của thôn đã nhập"), _("Chưa có ý kiến nào. Hãy nhập từng ý kiến hoặc tải tệp lên.")),
        _meetings(seat),
    ]


def clerk(seat: Seat, today: date) -> list[Block]:
    """What came in and what waits to be imported."""
    return [
        _files(seat),
        _latest(seat, _("Ý kiến mới tiếp nhận"), _("Chưa tiếp nhận ý kiến nào.")),
        _meetings(seat),
    ]


def coordinator(seat: Seat, today: date) -> list[Block]:
    """Triage, give, decide, urge, prepare."""
    waiting = _opinions(seat).filter(state=Opinion.State.RECEIVED).order_by("received_at", "id")
    to_give = triage.of_place(seat).filter(state=Matter.State.OPEN, joined_into=None).defer("text")
    return [
        block(
            _("Chờ phân loại, cũ nhất trước"),
            _("Phân loại"),
            _("Đã phân loại hết ý kiến."),
            waiting,
            _to_triage,
            reverse("triage:queue"),
        ),
        block(
            _("Chờ giao việc"),
            _("Giao việc"),
            _("Mọi vấn đề đã có đơn vị phụ trách."),
            to_give.order_by("opened_at", "id"),
            _matter,
            reverse("assignment:matters"),
        ),
        _objections(triage.objections_open(seat), _("Người gửi nói việc của mình khác"), _("Xem việc gộp")),
        _reopenings(seat, _("Xem xét mở lại")),
        _late_block(assignments.overdue_of_place(seat.territory_id, today)),
        _meetings(seat),
    ]


def _given(assignment: Assignment) -> Item:
    matter = assignment.matter
    new = assignment.state == Assignment.State.GIVEN
    url = _matter_page(matter) if new else reverse("answer:edit", args=[matter.code])
    step = _("Mới giao: nhận việc hoặc trả lại") if new else _("Đã nhận: soạn trả lời")
    return Item(matter.title, url, matter.code, step, assignment.due)


def _returned(answer: Answer) -> Item:
    about = _("Lý do trả lại: %(reason)s") % {"reason": answer.return_reason[:160]}
    url = reverse("answer:edit", args=[answer.matter.code])
    return Item(answer.matter.title, url, answer.matter.code, about, answer.matter.due, "warn")


def _returned_block(seat: Seat) -> Block:
    rows = answers.visible_to(seat).filter(state=Answer.State.DRAFT).exclude(return_reason="")
    return block(
        _("Dự thảo bị trả lại"),
        _("Sửa dự thảo"),
        _("Không có dự thảo nào bị trả lại."),
        rows.defer("matter__text").order_by("submitted_at", "id"),
        _returned,
    )


def _given_block(seat: Seat) -> Block:
    rows = assignments.queue_of(seat).defer("matter__text", "note")
    return block(
        _("Việc được giao, gần hạn trước"),
        _("Làm việc này"),
        _("Hết việc: không có vấn đề nào chờ đơn vị trả lời."),
        rows,
        _given,
        reverse("assignment:matters"),
    )


def officer(seat: Seat, today: date) -> list[Block]:
    """Answer what is given, the returned first."""
    return [_returned_block(seat), _given_block(seat)]


def _review(answer: Answer) -> Item:
    own = getattr(answer, "own", False)
    about = _("Ông/bà có soạn dự thảo này: cần người khác duyệt") if own else answer.author.unit.name
    url = reverse("answer:review", args=[answer.pk])
    return Item(answer.matter.title, url, answer.matter.code, about, answer.matter.due)


def approver(seat: Seat, today: date) -> list[Block]:
    """Approve, publish, then the unit's own work."""
    own = AnswerAuthor.objects.filter(answer=OuterRef("pk"), seat__person_id=seat.person_id)
    waiting = (
        answers.review_queue(seat).defer("matter__text").annotate(own=Exists(own)).order_by("own", "submitted_at", "id")
    )
    ready = (
        answers.visible_to(seat).filter(state=Answer.State.APPROVED).defer("matter__text").order_by("approved_at", "id")
    )
    return [
        block(
            _("Chờ duyệt"),
            _("Đọc và duyệt"),
            _("Không có dự thảo nào chờ duyệt."),
            waiting,
            _review,
            reverse("answer:reviews"),
        ),
        block(_("Đã duyệt, chờ công khai"), _("Công khai"), _("Không có trả lời nào chờ công khai."), ready, _review),
        _given_block(seat),
    ]


def chair(seat: Seat, today: date) -> list[Block]:
    """Decide what no unit would take, lead the meetings, see who is late."""
    sent_back = Q(assignments__state=Assignment.State.RETURNED, assignments__round=F("round"))
    disputed = (
        triage.of_place(seat)
        .filter(state=Matter.State.OPEN, joined_into=None)
        .annotate(returns=Count("assignments", filter=sent_back))
        .filter(returns__gte=RETURNS_BEFORE_THE_CHAIR_DECIDES)
        .defer("text")
        .order_by("opened_at", "id")
    )
    return [
        block(
            _("Bị trả lại 3 lần: cần người chủ trì quyết định"),
            _("Quyết định đơn vị phụ trách"),
            _("Không có vấn đề nào cần ông/bà quyết định."),
            disputed,
            _matter,
        ),
        _meetings(seat),
        _late_block(assignments.overdue_of_place(seat.territory_id, today)),
        _reopenings(seat, _("Xem xét mở lại")),
    ]


def _rating(rating: Rating) -> Item:
    about = _("%(n)d trên 5 sao, %(day)s") % {"n": rating.score, "day": fmt_date(rating.at)}
    return Item(rating.matter.title, _matter_page(rating.matter), rating.matter.code, about, tone="warn")


def supervisor(seat: Seat, today: date) -> list[Block]:
    """Late, disputed and badly judged answers of the territory."""
    low = (
        Rating.objects.filter(matter__unit__path__startswith=seat.place.path, score__lte=2)
        .select_related("matter")
        .defer("matter__text", "comment")
        .order_by("-id")
    )
    return [
        _reopenings(seat, _("Xem xét")),
        _objections(triage.objections_refused_twice(seat), _("Gộp bị người gửi phản đối hai lần"), _("Xem")),
        _late_block(_late_in_territory(seat, today)),
        block(_("Đánh giá thấp"), _("Xem câu trả lời"), _("Chưa có đánh giá 1 hoặc 2 sao."), low, _rating),
    ]


def leader(seat: Seat, today: date) -> list[Block]:
    """Three numbers and who is late."""
    waiting = _opinions(seat).filter(state=Opinion.State.RECEIVED).order_by("received_at", "id")
    return [
        _late_block(_late_in_territory(seat, today)),
        _reopenings(seat, _("Xem")),
        block(
            _("Ý kiến chờ phân loại"), "", _("Không có ý kiến nào chờ."), waiting, _opinion, reverse("intake:register")
        ),
    ]


def _own_unit(unit: Unit) -> Item:
    return Item(unit.name, reverse("people:unit", args=[unit.pk]), unit.get_level_display())


def _sitting(seat: Seat) -> Item:
    url = reverse("people:person", args=[seat.person_id])
    return Item(seat.person.full_name, url, seat.get_role_display(), seat.unit.name)


def administrator(seat: Seat, today: date) -> list[Block]:
    """Which roles nobody holds, who sits where, which places and bodies there are."""
    place = seat.place
    here = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    held = Seat.objects.filter(here, unit__path__startswith=place.path, valid_from__lte=today).select_related(
        "person", "unit"
    )
    taken = set(held.order_by().values_list("role", flat=True).distinct())
    units = below(place).order_by("path")
    take_on = reverse("people:take_on")
    empty = [role for role in Role if role not in taken]
    missing = [Item(str(r.label), f"{take_on}?vai-tro={r}", _("Còn trống")) for r in empty]
    full = _("Mọi vai trò đã có người giữ.")
    return [
        Block(_("Vị trí còn trống"), _("Giao vị trí này"), full, missing[: blocks.SHOWN], str(len(missing))),
        block(
            _("Người đang giữ vị trí"),
            "",
            _("Chưa có ai."),
            held.order_by("unit__path", "id"),
            _sitting,
            reverse("people:persons"),
        ),
        block(_("Đơn vị"), "", _("Chưa có đơn vị."), units, _own_unit, reverse("people:units")),
    ]


QUEUES: dict[str, Callable[[Seat, date], list[Block]]] = {
    Role.COLLECTOR: collector,
    Role.CLERK: clerk,
    Role.COORDINATOR: coordinator,
    Role.OFFICER: officer,
    Role.APPROVER: approver,
    Role.CHAIR: chair,
    Role.SUPERVISOR: supervisor,
    Role.LEADER: leader,
    Role.ADMINISTRATOR: administrator,
}


def of(seat: Seat, today: date) -> list[Block]:
    """Return the blocks of a seat's role."""
    return QUEUES[seat.role](seat, today)
