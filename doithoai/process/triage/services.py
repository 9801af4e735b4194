"""The verbs of triage. Joining and separating matters is in joining.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doithoai.ground.core import events, vault
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import CHUNK
from doithoai.ground.index import entries
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import telling
from doithoai.process.intake.models import Contact, Opinion
from doithoai.process.people.models import Seat
from doithoai.process.triage import rules
from doithoai.process.triage.flow import MATTER, OBJECTION, OPINION
from doithoai.process.triage.models import (
    Field,
    GroupMember,
    GroupProposal,
    Matter,
    MatterDecision,
    MatterKind,
    Objection,
    Raising,
    SealOpening,
)
from doithoai.process.triage.parting import LARGEST_NUMBER_OF_PARTS


@dataclass(frozen=True)
class Part:
    """One matter in a statement: the words of it, and either an existing matter to raise or what the new one is."""

    excerpt: str
    matter: Matter | None = None
    title: str = ""
    field: str = ""
    kind: str = MatterKind.PETITION
    text: str = ""
    place: str = ""
    # The number (from 1) of an earlier part of the same statement that speaks of the same matter.
    like: int = 0


def title_of(text: str) -> str:
    """Return the first words of a part as a title (at most 120 characters, cut at a word)."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119].rsplit(" ", 1)[0] + "…"


def _new_matter(opinion: Opinion, part: Part, *, by: Actor, now: datetime) -> Matter:
    title, text = nfc(part.title), nfc(part.text) or nfc(part.excerpt)
    if part.field not in Field.values:
        raise Refused(_("Mỗi vấn đề cần có lĩnh vực."))
    if part.kind not in MatterKind.values:
        raise Refused(_("Loại ý kiến không hợp lệ."))
    matter = Matter.objects.create(
        unit_id=opinion.unit_id,
        meeting_id=opinion.meeting_id,
        title=(title or text.split("\n")[0])[:200],
        text=text,
        field=part.field,
        kind=part.kind,
        place=nfc(part.place or opinion.village or opinion.place)[:300],
        opened_at=now,
    )
    events.record(matter, "open", by=by, now=now, to_state=matter.state)
    return matter


def _checked_target(matter: Matter, opinion: Opinion, *, by: Actor) -> Matter:
    """Return the matter to raise, re-read: it must belong to the same place and still wait for its answer or carry one."""
    target = Matter.objects.select_for_update().get(pk=matter.pk)
    if not rules.triages(by, target) or target.unit_id != opinion.unit_id:
        raise NotAllowed(_("Vấn đề này không thuộc đơn vị của ông/bà."))
    if target.joined_into_id or target.state in {Matter.State.REFERRED, Matter.State.CLOSED}:
        raise Refused(_("Vấn đề %(code)s không còn nhận thêm ý kiến.") % {"code": target.code})
    return target


def _check_excerpt(excerpt: str, opinion: Opinion) -> None:
    """Refuse an excerpt that is not the sender's own words: the desk writes its wording beside, never in their mouth."""
    spoken = " ".join(nfc(excerpt).split())
    if not spoken:
        raise Refused(_("Mỗi vấn đề cần phần lời của người nêu."))
    if spoken not in " ".join(opinion.text.split()):
        raise Refused(
            _("Phần lời trích phải đúng nguyên văn của người nêu. Cách ghi của cơ quan xin để ở ô tiêu đề."),
            details=[spoken[:200]],
        )


@transaction.atomic
def triage(opinion: Opinion, parts: list[Part], *, by: Actor, now: datetime) -> list[Matter]:
    """Say which matters an opinion raises: one or several, new ones or such as stand already."""
    if not 1 <= len(parts) <= LARGEST_NUMBER_OF_PARTS:
        raise Refused(_("Một ý kiến cần từ 1 đến %(n)d vấn đề.") % {"n": LARGEST_NUMBER_OF_PARTS})
    for part in parts:
        _check_excerpt(part.excerpt, opinion)
    OPINION.move(opinion, "triage", by=by, now=now, data={"parts": len(parts)})
    hold_matters({part.matter.pk for part in parts if part.matter is not None})
    matters: list[Matter] = []
    for number, part in enumerate(parts, start=1):
        if 0 < part.like < number:
            matter = matters[part.like - 1]
        elif part.matter is not None:
            matter = _checked_target(part.matter, opinion, by=by)
            events.record(matter, "raise", by=by, now=now, data={"opinion": opinion.pk})
        else:
            matter = _new_matter(opinion, part, by=by, now=now)
        Raising.objects.create(opinion=opinion, matter=matter, number=number, excerpt=nfc(part.excerpt))
        matters.append(matter)
    return matters


def triage_alike(
    opinions: Sequence[Opinion], excerpts: Sequence[str], matter: Matter, *, by: Actor, now: datetime
) -> None:
    """Let many voices of one part each raise a matter that stands: what `triage` does, in a few statements for all.

    A group of thousands must not hold everybody else's writes for a minute. The voices are locked and were read in this
    transaction; all belong to one place.
    """
    if not opinions:
        return
    for opinion, excerpt in zip(opinions, excerpts, strict=True):
        _check_excerpt(excerpt, opinion)
    sorted_ = OPINION.move_many(opinions, "triage", by=by, now=now, data={"parts": 1})
    target = _checked_target(matter, opinions[0], by=by)
    if any(opinion.unit_id != target.unit_id for opinion in opinions):
        raise NotAllowed(_("Vấn đề này không thuộc đơn vị của ông/bà."))
    lines = []
    for opinion, line in zip(opinions, sorted_, strict=True):
        lines += [line, events.line(target, "raise", by=by, now=now, data={"opinion": opinion.pk})]
    events.record_many(lines)
    Raising.objects.bulk_create(
        [
            Raising(opinion=opinion, matter=target, number=1, excerpt=nfc(excerpt))
            for opinion, excerpt in zip(opinions, excerpts, strict=True)
        ],
        batch_size=500,
    )


def hold_matters(keys: Collection[int]) -> None:
    """Lock matters in the order of their numbers: whoever holds several holds them in one order, so none blocks another."""
    list(Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def hold(opinions: Collection[int]) -> None:
    """Lock what sorting these voices, or undoing it, will touch; the voices themselves are held already.

    One order for all who do this: voices, then the proposals with these voices or of their matters, then the matters,
    each by their numbers. A matter that vanishes is taken off every proposal that names it.
    """
    own = GroupProposal.objects.filter(pk__in=GroupMember.objects.filter(opinion__in=opinions).values("proposal"))
    named = set(Raising.objects.filter(opinion__in=opinions).values_list("matter", flat=True))
    for one in own.select_related("matter", "into"):
        named.update(matter.head.pk for matter in (one.matter, one.into) if matter is not None)
    touched = GroupProposal.objects.filter(Q(pk__in=own.values("pk")) | Q(matter__in=named) | Q(into__in=named))
    list(touched.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    hold_matters(named)


@transaction.atomic
def undo_triage(opinion: Opinion, *, by: Actor, now: datetime, held: bool = False) -> None:
    """Put an opinion back among the waiting. Matters that only it raised disappear; answered ones forbid it.

    What its sender had against being put together is settled by this: it stands with nobody any more. `held`: the
    caller has called `hold` for many voices at once.
    """
    OPINION.move(opinion, "undo_triage", by=by, now=now)
    if not held:
        hold([opinion.pk])
    _settle_objections([opinion.pk], by=by, now=now)
    raisings = list(Raising.objects.filter(opinion=opinion).select_related("matter", "matter__joined_into"))
    for raising in raisings:
        matter = Matter.objects.select_for_update().get(pk=raising.matter_id)
        if not Raising.objects.filter(matter=matter).exclude(opinion=opinion).exists():
            _check_without_past(matter)
    Raising.objects.filter(opinion=opinion).delete()
    for raising in raisings:
        _vanish_if_alone(raising.matter, opinion.pk, by=by, now=now)


def undo_triage_alike(opinions: Sequence[Opinion], matter: Matter, *, by: Actor, now: datetime) -> None:
    """Put many voices that raise this one matter alone back among the waiting: `undo_triage` in a few statements for all.

    The caller has called `hold` for them and read them in this transaction.
    """
    if not opinions:
        return
    events.record_many(OPINION.move_many(opinions, "undo_triage", by=by, now=now))
    keys = [opinion.pk for opinion in opinions]
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        _settle_objections(some, by=by, now=now)
        Raising.objects.filter(opinion__in=some, matter=matter).delete()
    if not Raising.objects.filter(matter=matter).exists():
        _check_without_past(matter)
    _vanish_if_alone(matter, keys[-1], by=by, now=now)


def _settle_objections(opinions: Collection[int], *, by: Actor, now: datetime) -> None:
    """What senders had against being put together is settled: they stand with nobody any more."""
    open_objections = [Objection.State.WAITING, Objection.State.INSISTED]
    for objection in Objection.objects.filter(opinion__in=opinions, state__in=open_objections).order_by("pk"):
        OBJECTION.move(objection, "separate", by=by, now=now)
        Objection.objects.filter(pk=objection.pk).update(decided_at=now)


def _check_without_past(matter: Matter) -> None:
    """Refuse to let a matter vanish that was once given or referred: its past must stay readable."""
    if events.of(matter).filter(verb__in=MATTER.moves).exists() or matter.joined.exists():
        raise Refused(
            _("Không hoàn tác được: vấn đề %(code)s đã giao, đã gộp hoặc đã trả lời.") % {"code": matter.code}
        )


def _vanish_if_alone(matter: Matter, last: int, *, by: Actor, now: datetime) -> None:
    """Take a matter away that no voice raises any more; `last`: the voice that was the last."""
    if not Raising.objects.filter(matter=matter).exists():
        events.record(matter, "vanish", by=by, now=now, from_state=matter.state, data={"opinion": last})
        entries.forget("matter", matter.pk)
        Matter.objects.filter(pk=matter.pk).delete()


@transaction.atomic
def set_aside(opinion: Opinion, *, reason: str, by: Actor, now: datetime) -> None:
    """Say publicly why an opinion is not processed. It stays in the register and on the sheet."""
    OPINION.move(opinion, "set_aside", by=by, now=now, note=nfc(reason))
    opinion.public_reason = nfc(reason)
    opinion.save(update_fields=["public_reason"])
    telling.tell(opinion, "updated", now=now, once=f"set_aside:{now.isoformat()}")


@transaction.atomic
def take_back(opinion: Opinion, *, reason: str, by: Actor, now: datetime) -> None:
    """Bring a set-aside opinion back among the waiting."""
    OPINION.move(opinion, "take_back", by=by, now=now, note=nfc(reason))
    opinion.public_reason = ""
    opinion.save(update_fields=["public_reason"])


@transaction.atomic
def hand_over(opinion: Opinion, *, kind: str, to: str, by: Actor, now: datetime) -> None:
    """Guide a complaint or denunciation to the competent body; it is not processed and nothing of it is published.

    The words and contact of a denunciation are sealed at once (Luật Tố cáo 2018, Điều 9, 47, 56: bí mật người tố cáo).
    """
    if kind not in {Opinion.Handed.COMPLAINT, Opinion.Handed.DENUNCIATION}:
        raise Refused(_("Chọn khiếu nại hoặc tố cáo."))
    if not nfc(to):
        raise Refused(_("Cần ghi cơ quan có thẩm quyền tiếp nhận."))
    OPINION.move(opinion, "hand_over", by=by, now=now, data={"kind": kind})
    opinion.handed, opinion.handed_to = kind, nfc(to)[:300]
    changed = ["handed", "handed_to"]
    if kind == Opinion.Handed.DENUNCIATION:
        opinion.sealed = vault.seal(opinion.text.encode(), about=f"opinion:{opinion.key}")
        opinion.raw, opinion.text, opinion.excerpt, opinion.public_name = b"", "", "", ""
        entries.forget("opinion", opinion.pk)
        changed += ["sealed", "raw", "text", "excerpt", "public_name"]
        GroupMember.objects.filter(opinion=opinion).update(excerpt="")
        GroupProposal.objects.filter(members__opinion=opinion).exclude(title="").update(title="")
        MatterDecision.objects.filter(opinion=opinion).update(excerpt="")
        telling.stop(opinion)
    else:
        telling.tell(opinion, "updated", now=now, once="complaint")
    opinion.save(update_fields=changed)


@transaction.atomic
def ask_to_open(opinion: Opinion, *, reason: str, by: Seat, now: datetime) -> SealOpening:
    """First of two seats: ask to open sealed words for the transfer slip."""
    if not rules.opens_seal(by, opinion) or opinion.sealed is None:
        raise NotAllowed(_("Vị trí của ông/bà không được mở nội dung niêm phong."))
    if not nfc(reason):
        raise Refused(_("Cần ghi rõ lý do."))
    opening = SealOpening.objects.create(opinion=opinion, asked_by=by, asked_at=now, reason=nfc(reason))
    events.record(opinion, "ask_to_open", by=by, now=now, note=nfc(reason))
    return opening


@transaction.atomic
def open_seal(opening: SealOpening, *, by: Seat, now: datetime) -> tuple[str, str]:
    """Second of two persons: open once. Returns the words and the sealed sender's facts as JSON ('' when none)."""
    opening = SealOpening.objects.select_for_update().select_related("opinion", "asked_by").get(pk=opening.pk)
    opinion = opening.opinion
    if not rules.opens_seal(by, opinion) or opening.asked_by.stands_for & by.stands_for:
        raise NotAllowed(_("Cần hai người khác nhau cùng mở nội dung niêm phong."))
    if opening.opened_at is not None:
        raise Refused(_("Phiếu này đã được mở và in một lần."))
    opening.opened_by, opening.opened_at = by, now
    opening.save(update_fields=["opened_by", "opened_at"])
    events.record(opinion, "open_seal", by=by, now=now, data={"asked_by": opening.asked_by_id})
    words = vault.open_sealed(opinion.sealed or b"", about=f"opinion:{opinion.key}").decode()
    contact = Contact.objects.filter(opinion=opinion).first()
    return words, vault.open_sealed(contact.sealed, about=f"contact:{opinion.key}").decode() if contact else ""


@transaction.atomic
def reword(matter: Matter, *, title: str, text: str, field: str, kind: str, by: Actor, now: datetime) -> None:
    """Correct the desk's own wording, field or kind of a matter. The citizen's words are never touched."""
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    if not rules.triages(by, matter):
        raise NotAllowed(_("Vị trí của ông/bà không được sửa vấn đề này."))
    if field not in Field.values or kind not in MatterKind.values or not nfc(title) or not nfc(text):
        raise Refused(_("Cần đủ tiêu đề, nội dung, lĩnh vực và loại."))
    matter.title, matter.text, matter.field, matter.kind = nfc(title)[:200], nfc(text), field, kind
    matter.save(update_fields=["title", "text", "field", "kind"])
    events.record(matter, "reword", by=by, now=now, data={"field": field, "kind": kind})


@transaction.atomic
def close(matter: Matter, *, by: Actor, now: datetime) -> None:
    """End an answered matter."""
    MATTER.move(matter, "close", by=by, now=now)
