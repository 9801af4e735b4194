"""The verbs of a grouped gathering: begin it, confirm or reject a proposal, take one voice out, and undo each of these.

A group is confirmed whole or not at all. Where a statement holds several matters it is sorted once all its parts are
decided; until then it waits, and nothing of it is lost.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.core.flow import CHUNK, lock
from doithoai.ground.language.fold import nfc
from doithoai.process.intake.models import ImportedFile, Opinion
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import deciding, rules, services
from doithoai.process.triage.flow import GROUP
from doithoai.process.triage.joining import TAKES_OTHERS
from doithoai.process.triage.models import Field, Grouping, GroupMember, GroupProposal, Matter, MatterKind, Raising
from doithoai.process.triage.services import Part

UNDER_WAY = (Grouping.Progress.WAITING, Grouping.Progress.RUNNING)
# So many voices of a refused group are kept as examples of what is not the same.
LEARNED_FROM = 20
S = GroupProposal.State


@dataclass(frozen=True)
class Wording:
    """How the desk writes the new matter down; the voices' own words stay as they are."""

    title: str = ""
    field: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Confirmed:
    """What confirming did: the matter, and how many voices were sorted, wait for their other parts, went elsewhere."""

    matter: Matter | None
    sorted: int
    waiting: int
    elsewhere: int


@transaction.atomic
def begin(
    unit: Unit, *, by: Seat, now: datetime, meeting: Meeting | None = None, file: ImportedFile | None = None
) -> Grouping:
    """Ask for all waiting voices of a meeting, a file or a place to be grouped; the clock does it. Asked twice it is one."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    if not rules.groups(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    same = Grouping.objects.filter(unit=unit, meeting=meeting, file=file, progress__in=UNDER_WAY).first()
    if same is not None:
        return same
    grouping = Grouping.objects.create(unit=unit, meeting=meeting, file=file, asked_by=by, asked_at=now)
    events.record(grouping, "ask_grouping", by=by, now=now)
    return grouping


@transaction.atomic
def word(proposal: GroupProposal, wording: Wording, *, by: Actor, now: datetime) -> None:
    """Change how the new matter will be written down, before it is confirmed."""
    lock(proposal)
    if not rules.triages(by, proposal):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if proposal.state != S.PROPOSED:
        raise WrongState(_("Có người vừa làm nhóm này trước. Hãy tải lại trang."))
    if wording.field not in {"", *Field.values} or wording.kind not in {"", *MatterKind.values}:
        raise Refused(_("Lĩnh vực hoặc loại không hợp lệ."))
    proposal.title = nfc(wording.title)[:200]
    proposal.field, proposal.kind = wording.field or proposal.field, wording.kind or proposal.kind
    proposal.save(update_fields=["title", "field", "kind"])


@transaction.atomic
def confirm(proposal: GroupProposal, *, by: Seat, now: datetime, act: str = "") -> Confirmed:
    """Make one matter of a group, or add its voices to the matter it was found to be about. Whole or not at all."""
    held = _hold_all(proposal)
    GROUP.move(proposal, "confirm", by=by, now=now)
    live = {member.opinion_id for member in _live(proposal)}
    opinions = [opinion for opinion in held if opinion.pk in live]
    if not opinions:
        raise Refused(_("Nhóm này không còn ý kiến nào."))
    # Also where a matter stands already: it may be closed before the last part of these voices is decided.
    if proposal.field not in Field.values:
        raise Refused(_("Chọn lĩnh vực cho nhóm này."))
    GroupProposal.objects.filter(pk=proposal.pk).update(matter=_taker(proposal))
    here = [opinion for opinion in opinions if opinion.state == Opinion.State.RECEIVED]
    done, waiting, elsewhere = *_settle_all(here, proposal, by=by, now=now), len(opinions) - len(here)
    if elsewhere == len(opinions):
        raise Refused(_("Các ý kiến của nhóm này đã được phân loại ở nơi khác."))
    proposal.refresh_from_db(fields=["matter"])
    proposal.decided_by, proposal.decided_at, proposal.act = by, now, act
    proposal.save(update_fields=["decided_by", "decided_at", "act"])
    return Confirmed(proposal.matter, done, waiting, elsewhere)


def _live(proposal: GroupProposal) -> list[GroupMember]:
    return list(GroupMember.objects.filter(proposal=proposal, taken_out=False).order_by("place"))


def _lock_voices(proposal: GroupProposal) -> list[Opinion]:
    """Lock all voices of a proposal, in the order of their numbers and before the proposal itself.

    Two groups with common voices then wait for each other in turn: sorting a voice also writes into its other groups.
    """
    keys = GroupMember.objects.filter(proposal=proposal).values("opinion")
    return list(Opinion.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _hold_all(proposal: GroupProposal) -> list[Opinion]:
    """Lock all voices of a proposal, then what sorting them or undoing it touches: in the order undoing one by hand has."""
    voices = _lock_voices(proposal)
    services.hold([voice.pk for voice in voices])
    return voices


def _taker(proposal: GroupProposal) -> Matter | None:
    """Return the matter that stands already and takes this group's voices: the one made of it, or the one it was found like."""
    for found in (proposal.matter, proposal.into):
        if found is None:
            continue
        head = found.head
        if head.state in TAKES_OTHERS and head.joined_into_id is None:
            return head
    return None


def _settle_all(opinions: list[Opinion], proposal: GroupProposal, *, by: Seat, now: datetime) -> tuple[int, int]:
    """Sort these voices of a group. Returns how many were sorted and how many wait for their other parts.

    The first voice of one part makes the matter; all others of one part follow it together, in a few statements.
    """
    members = GroupMember.objects.filter(
        grouping=proposal.grouping_id, opinion__in=GroupMember.objects.filter(proposal=proposal).values("opinion")
    )
    parts = Counter(members.values_list("opinion", flat=True))
    done, made = 0, False
    following = []
    for opinion in opinions:
        alone = parts[opinion.pk] == 1
        if alone and made:
            following.append(opinion)
        else:
            made = made or alone
            done += _settle(opinion, proposal.grouping, by=by, now=now)
    if following:
        proposal.refresh_from_db(fields=["matter"])
        _follow(following, proposal, by=by, now=now)
    return done + len(following), len(opinions) - done - len(following)


def _follow(opinions: list[Opinion], proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Let voices of one part raise the matter that a group has become."""
    matter = _taker(proposal)
    assert matter is not None, "the first voice has made it in this transaction"
    said = dict(GroupMember.objects.filter(proposal=proposal).values_list("opinion", "excerpt"))
    excerpts = [said[opinion.pk] or opinion.text for opinion in opinions]
    services.triage_alike(opinions, excerpts, matter, by=by, now=now)
    raised = Raising.objects.filter(opinion=OuterRef("opinion"), number=1).values("pk")[:1]
    for start in range(0, len(opinions), CHUNK):
        some = opinions[start : start + CHUNK]
        GroupMember.objects.filter(proposal=proposal, opinion__in=some).update(raising=Subquery(raised))


def _settle(opinion: Opinion, grouping: Grouping, *, by: Seat, now: datetime) -> bool:
    """Sort a voice if all its parts are decided. Says whether it was."""
    members = list(
        GroupMember.objects.filter(grouping=grouping, opinion=opinion)
        .select_related("proposal", "proposal__matter__joined_into", "proposal__into__joined_into")
        .order_by("part")
    )
    if any(member.taken_out or member.proposal.state != S.CONFIRMED for member in members):
        return False
    first: dict[int, int] = {}
    parts = []
    for number, member in enumerate(members, start=1):
        parts.append(_part(member, opinion, like=first.setdefault(member.proposal_id, number), number=number))
    matters = services.triage(opinion, parts, by=by, now=now)
    raised = {raising.number: raising.pk for raising in opinion.raisings.all()}
    for number, (member, matter) in enumerate(zip(members, matters, strict=True), start=1):
        GroupMember.objects.filter(pk=member.pk).update(raising_id=raised[number])
        if member.proposal.matter_id != matter.pk:
            GroupProposal.objects.filter(pk=member.proposal_id).update(matter=matter)
    return True


def _part(member: GroupMember, opinion: Opinion, *, like: int, number: int) -> Part:
    proposal, words = member.proposal, member.excerpt or opinion.text
    if like < number:
        return Part(words, like=like)
    taker = _taker(proposal)
    if taker is not None:
        return Part(words, matter=taker)
    text = telling_words(proposal) or words
    title = proposal.title or services.title_of(text)
    return Part(words, title=title, field=proposal.field, kind=proposal.kind, text=text)


def telling_words(proposal: GroupProposal) -> str:
    """Return the words of the most telling voice, which name the new matter until the desk writes a title ('' if sealed)."""
    first = next(iter(_pairs(proposal)), None)
    return (first.excerpt or first.opinion.text) if first else ""


@transaction.atomic
def undo_confirm(proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Put every voice of a confirmed group back where it was. Refused once the matter was given, joined or answered."""
    # All its voices are held before it is read which were sorted: another group may be sorting one at this moment.
    voices = _hold_all(proposal)
    GROUP.move(proposal, "undo_confirm", by=by, now=now)
    raised = GroupMember.objects.filter(proposal=proposal, raising__isnull=False).values_list("opinion_id", flat=True)
    sorted_here = set(raised)
    _unsort([opinion for opinion in voices if opinion.pk in sorted_here], proposal, by=by, now=now)
    GroupProposal.objects.filter(pk=proposal.pk).update(decided_by=None, decided_at=None, act="", matter=None)
    proposal.refresh_from_db()


def _unsort(opinions: list[Opinion], proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Put voices back among the waiting: those that raise one matter alone together, the others one by one."""
    raised: dict[int, list[Matter]] = {opinion.pk: [] for opinion in opinions}
    of_group = GroupMember.objects.filter(proposal=proposal).values("opinion")
    for raising in Raising.objects.filter(opinion__in=of_group).select_related("matter"):
        if raising.opinion_id in raised:
            raised[raising.opinion_id].append(raising.matter)
    together: dict[Matter, list[Opinion]] = {}
    for opinion in opinions:
        if len(raised[opinion.pk]) == 1:
            together.setdefault(raised[opinion.pk][0], []).append(opinion)
        else:
            services.undo_triage(opinion, by=by, now=now, held=True)
    for matter, voices in together.items():
        services.undo_triage_alike(voices, matter, by=by, now=now)


@transaction.atomic
def reject(proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Say that these voices are not one matter: each waits to be sorted by itself. Kept, so that the machine learns."""
    _lock_voices(proposal)
    GROUP.move(proposal, "reject", by=by, now=now)
    proposal.decided_by, proposal.decided_at = by, now
    proposal.save(update_fields=["decided_by", "decided_at"])
    pairs = _pairs(proposal)
    for member in pairs[1 : LEARNED_FROM + 1]:
        first = pairs[0]
        if member.opinion_id != first.opinion_id and _waits(member) and _waits(first):
            _note_apart(member, first, by=by, now=now)


def _pairs(proposal: GroupProposal) -> list[GroupMember]:
    live = GroupMember.objects.filter(proposal=proposal, taken_out=False)
    return list(live.select_related("opinion").defer("opinion__raw", "opinion__sealed").order_by("place"))


def _waits(member: GroupMember) -> bool:
    return member.opinion.state == Opinion.State.RECEIVED


def _note_apart(member: GroupMember, first: GroupMember, *, by: Seat, now: datetime) -> None:
    deciding.note_apart(member.opinion, first.opinion, excerpt=member.excerpt, score=member.score, by=by, now=now)


@transaction.atomic
def take_up(proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Undo a rejection."""
    _lock_voices(proposal)
    GROUP.move(proposal, "take_up", by=by, now=now)
    proposal.decided_by, proposal.decided_at = None, None
    proposal.save(update_fields=["decided_by", "decided_at"])
    members = _pairs(proposal)
    if members:
        deciding.forget_apart([member.opinion_id for member in members[1:]], members[0].opinion)


@transaction.atomic
def take_out(member: GroupMember, *, by: Seat, now: datetime) -> None:
    """Take one voice out of a proposal: it waits to be sorted by itself."""
    proposal = _open_proposal(member, by)
    if member.taken_out:
        raise WrongState(_("Ý kiến này đã được lấy ra."))
    _set_out(member, proposal, True)
    events.record(proposal, "take_out", by=by, now=now, data={"opinion": member.opinion_id, "part": member.part})
    telling = next((other for other in _pairs(proposal) if other.opinion_id != member.opinion_id), None)
    if telling is not None:
        _note_apart(member, telling, by=by, now=now)


@transaction.atomic
def put_back(member: GroupMember, *, by: Seat, now: datetime) -> None:
    """Undo `take_out`."""
    proposal = _open_proposal(member, by)
    if not member.taken_out:
        raise WrongState(_("Ý kiến này đang ở trong nhóm."))
    _set_out(member, proposal, False)
    events.record(proposal, "put_back", by=by, now=now, data={"opinion": member.opinion_id, "part": member.part})
    telling = next((other for other in _pairs(proposal) if other.opinion_id != member.opinion_id), None)
    if telling is not None:
        deciding.forget_apart([member.opinion_id], telling.opinion)


def _open_proposal(member: GroupMember, by: Seat) -> GroupProposal:
    proposal = member.proposal
    _lock_voices(proposal)
    lock(proposal)
    if not rules.triages(by, proposal):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if proposal.state != S.PROPOSED:
        raise WrongState(_("Có người vừa làm nhóm này trước. Hãy tải lại trang."))
    lock(member)
    return proposal


def _set_out(member: GroupMember, proposal: GroupProposal, out: bool) -> None:
    member.taken_out = out
    member.save(update_fields=["taken_out"])
    proposal.size += -1 if out else 1
    proposal.save(update_fields=["size"])


@transaction.atomic
def not_into(proposal: GroupProposal, *, by: Seat, now: datetime) -> None:
    """Say that a group is not about the matter it was found like: it becomes a matter of its own."""
    _lock_voices(proposal)
    lock(proposal)
    if not rules.triages(by, proposal):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if proposal.state != S.PROPOSED or proposal.into is None:
        raise WrongState(_("Có người vừa làm nhóm này trước. Hãy tải lại trang."))
    matter, proposal.into = proposal.into, None
    proposal.save(update_fields=["into"])
    events.record(proposal, "not_into", by=by, now=now, data={"matter": matter.pk})
    for member in _pairs(proposal)[:1]:
        deciding.note_different(member.opinion, matter, excerpt=member.excerpt, score=member.score, by=by, now=now)
