"""What happened to one opinion, as its sender may read it: units and dates, never an officer's name."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.dates import fmt_date, fmt_datetime
from doithoai.ground.core.models import Event
from doithoai.process.answer.models import Answer, Rating, Reopening
from doithoai.process.assignment.models import Assignment, Promise, Referral
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import ContactOpening, Opinion
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter, Objection
from doithoai.process.triage.parting import own_part

GIVEN_BACK = Assignment.State.RETURNED
Item = dict[str, Any]


@dataclass
class Strand:
    """One matter the opinion raised, and what was done about it. `matter` is the one whose answer counts."""

    matter: Matter
    own: Matter
    excerpt: str
    assignments: list[Assignment] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    reopened: list[Event] = field(default_factory=list)
    rating: Rating | None = None
    asked: Reopening | None = None
    form: Any = None
    raising: int = 0
    # How many other voices get the same answer.
    others: int = 0
    objection: Objection | None = None
    object_form: Any = None

    @property
    def joined(self) -> bool:
        """Say whether the matter follows another."""
        return self.own.pk != self.matter.pk

    @property
    def own_part(self) -> str:
        """Return what only this voice said about a matter that others raised too ('' when all of it is in the joint text)."""
        return own_part(self.excerpt, f"{self.matter.title} {self.matter.text}") if self.others else ""

    @property
    def may_object(self) -> bool:
        """Say whether the sender can say that the own matter is another: others stand with it, and nothing was said yet."""
        return self.others > 0 and self.objection is None

    @property
    def may_insist(self) -> bool:
        """Say whether the sender can answer the desk's reason once more."""
        return self.objection is not None and self.objection.state == Objection.State.KEPT

    @property
    def assignment(self) -> Assignment | None:
        """Return the work as it stands now."""
        return self.assignments[-1] if self.assignments else None

    @property
    def may_rate(self) -> bool:
        """Say whether there is an answer of this round to judge."""
        return self.matter.state in {Matter.State.ANSWERED, Matter.State.CLOSED}

    def timeline(self) -> list[Item]:
        """Return what was done, oldest first."""
        told = [*self._given(), *self._answered(), *self._afterwards()]
        return [item for _moment, item in sorted(told, key=lambda pair: pair[0])]

    def _given(self) -> list[tuple[Any, Item]]:
        told = []
        for work in self.assignments:
            extension = getattr(work, "extension", None)
            due = extension.old_due if extension else work.due
            words = _("Hạn %(day)s. Căn cứ: %(basis)s") % {"day": fmt_date(due), "basis": work.basis}
            title = _("Giao %(unit)s trả lời") % {"unit": work.lead.name}
            told.append((work.given_at, _item(work.given_at, title, words, "info", "arrow-right")))
            if extension:
                title = _("Gia hạn đến %(day)s") % {"day": fmt_date(extension.new_due)}
                told.append((extension.at, _item(extension.at, title, extension.reason, "warn", "clock")))
        for sent in self.referrals:
            title = _("Chuyển tới %(body)s") % {"body": sent.body}
            told.append((sent.at, _item(sent.at, title, sent.reason, "info", "send")))
        return told

    def _answered(self) -> list[tuple[Any, Item]]:
        told = []
        for answer in self.answers:
            title = (
                _("Đính chính trả lời") if answer.corrects_id else _("%(unit)s trả lời") % {"unit": answer.unit.name}
            )
            item = _item(answer.published_at, title, answer.correction_reason, "good", "check")
            told.append((answer.published_at, item))
        return told

    def _afterwards(self) -> list[tuple[Any, Item]]:
        told = [(e.at, _item(e.at, _("Mở lại để giải quyết tiếp"), e.note, "warn", "undo")) for e in self.reopened]
        if self.rating:
            title = _("Ông/bà đánh giá %(n)d trên 5") % {"n": self.rating.score}
            told.append((self.rating.at, _item(self.rating.at, title, "", "gold", "star")))
        if self.asked:
            words = self.asked.decision or _("Mặt trận Tổ quốc được báo để xem lại.")
            told.append(
                (
                    self.asked.asked_at,
                    _item(self.asked.asked_at, _("Ông/bà báo chưa giải quyết"), words, "warn", "flag"),
                )
            )
        return told + self._objected()

    def _objected(self) -> list[tuple[Any, Item]]:
        said = self.objection
        if said is None:
            return []
        told = [(said.made_at, _item(said.made_at, _("Ông/bà báo việc của mình khác"), said.words, "warn", "flag"))]
        if said.insisted_at:
            told.append(
                (said.insisted_at, _item(said.insisted_at, _("Ông/bà đề nghị xem lại"), said.more, "warn", "flag"))
            )
        if said.decided_at and said.state == Objection.State.SEPARATED:
            told.append((said.decided_at, _item(said.decided_at, _("Đã tách riêng"), "", "good", "split")))
        elif said.decided_at and said.state != Objection.State.INSISTED:
            words = said.last_reason or said.reason
            told.append((said.decided_at, _item(said.decided_at, _("Vẫn trả lời chung. Lý do"), words, "info", "join")))
        return told


def _item(at: Any, title: str, text: str, tone: str, icon: str) -> Item:
    return {"at": fmt_datetime(at), "title": title, "text": text, "tone": tone, "icon": icon}


def _by_matter(rows: Any) -> dict[int, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.matter_id].append(row)
    return grouped


def strands_of(opinion: Opinion) -> list[Strand]:
    """Return what an opinion raised with all that was done: as many queries for thirty matters as for one."""
    raisings = triage.matters_of(opinion)
    keys = {raising.matter.head.pk for raising in raisings}
    if not keys:
        return []
    work = _by_matter(
        Assignment.objects.filter(matter__in=keys)
        .exclude(state=GIVEN_BACK)
        .select_related("lead", "extension")
        .order_by("id")
    )
    answers = _by_matter(
        Answer.objects.filter(matter__in=keys, state=Answer.State.PUBLISHED)
        .select_related("unit")
        .order_by("-published_at", "-id")
    )
    promises = _by_matter(Promise.objects.filter(matter__in=keys).select_related("unit").order_by("id"))
    referrals = _by_matter(Referral.objects.filter(matter__in=keys).order_by("id"))
    ratings = _by_matter(Rating.objects.filter(opinion=opinion, matter__in=keys).order_by("round"))
    asked = _by_matter(Reopening.objects.filter(opinion=opinion, matter__in=keys).order_by("round"))
    again = defaultdict(list)
    for event in Event.objects.filter(subject="triage.matter", subject_id__in=keys, verb="reopen").order_by("id"):
        again[event.subject_id].append(event)
    others, objections = triage.other_voices(opinion, keys), triage.objections_of(opinion)
    strands = []
    for raising in raisings:
        head = raising.matter.head
        strand = Strand(head, raising.matter, raising.excerpt, work[head.pk], answers[head.pk], promises[head.pk])
        strand.raising, strand.objection = raising.pk, objections.get(raising.pk)
        strand.others = others.get(head.pk, 0)
        strand.referrals, strand.reopened = referrals[head.pk], again[head.pk]
        strand.rating = next((r for r in ratings[head.pk] if r.round == head.round), None)
        strand.asked = next((a for a in reversed(asked[head.pk])), None)
        strands.append(strand)
    return strands


def opening_of(opinion: Opinion) -> list[Item]:
    """Return the first lines of the story: received, sorted, set aside or handed over."""
    lines = [_item(opinion.received_at, _("Đã tiếp nhận"), "", "good", "inbox")]
    titles = {
        "triage": (_("Đã phân loại"), "good", "list"),
        "set_aside": (_("Không xử lý, có nêu lý do"), "warn", "info"),
        "hand_over": (_("Đã hướng dẫn, chuyển cơ quan có thẩm quyền"), "info", "send"),
        "withdraw": (_("Ông/bà đã rút ý kiến"), "neutral", "undo"),
        "erase_identity": (_("Đã xóa danh tính của ông/bà"), "neutral", "lock"),
        "undo_triage": (_("Phân loại lại"), "neutral", "undo"),
        "reprint_receipt": (_("Giấy biên nhận có mã đã được in lại"), "warn", "print"),
        "take_back": (_("Xem xét trở lại"), "neutral", "undo"),
    }
    for event in events.of(opinion).filter(verb__in=titles):
        title, tone, icon = titles[event.verb]
        lines.append(_item(event.at, title, "", tone, icon))
    return lines


def openings_of(opinion: Opinion) -> list[ContactOpening]:
    """Return the times two persons opened who the sender is: the sender reads when and why."""
    return [one for one in intake.openings_of(opinion) if one.opened_at is not None]


def moves_of(promises: list[Promise]) -> dict[int, list[Event]]:
    """Return, for each promise whose date moved, when and why."""
    moved = [promise.pk for promise in promises if promise.moved]
    if not moved:
        return {}
    found = defaultdict(list)
    for event in Event.objects.filter(Q(subject="assignment.promise"), subject_id__in=moved, verb="move").order_by(
        "id"
    ):
        found[event.subject_id].append(event)
    return found
