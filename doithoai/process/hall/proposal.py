"""The proposed agenda as a page shows it: each topic with why, in whose words, and what leaving it out would cost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doithoai.ground.language import personal
from doithoai.process.hall import gathering
from doithoai.process.hall.agenda import Agenda, Choice, Gathering, Left, Price, choose, chosen_instead, price
from doithoai.process.hall.models import AgendaDraft, TopicSketch
from doithoai.process.intake.queries import visible_to
from doithoai.process.programme.guests import topics_of
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Field, Matter, Raising

# Topics that were not chosen, shown with what putting them in would cost.
OFFERED = 6
NAMED_VILLAGES = 4


def _voices(voices: int, villages: int) -> str:
    """Say how many speak and from how many villages; those who named none are not "of 0 villages"."""
    if not villages:
        return _("%(n)s ý kiến, không ghi thôn, tổ.") % {"n": many(voices)}
    return _("%(n)s ý kiến của %(v)s thôn, tổ.") % {"n": many(voices), "v": many(villages)}


@dataclass(frozen=True)
class Said:
    """Some words of a voice, word for word, and where they stand."""

    code: str
    text: str
    village: str


@dataclass(frozen=True)
class Card:
    """One topic on the page."""

    key: str
    title: str
    field: str
    reasons: list[str]
    price: str
    choice: Choice
    facts: dict[str, Any]
    said: list[Said]
    promises: list[Matter]
    standing: bool

    @property
    def reason(self) -> str:
        """The reason offered for the programme."""
        return " ".join(self.reasons[:3])


@dataclass(frozen=True)
class Offer:
    """One topic that was not chosen: what it would add, and what putting it in costs."""

    key: str
    title: str
    field: str
    left: Left
    price: str


@dataclass(frozen=True)
class Proposal:
    """The whole page: the agenda beside what only counting would give, and what nobody speaks for."""

    sketch: TopicSketch
    draft: AgendaDraft
    agenda: Agenda
    cards: list[Card]
    offers: list[Offer]
    left_out: list[Offer]
    voices: int
    villages: int
    promises: int
    silent: list[str]
    broken: list[Matter]
    plain_voices: int
    plain_villages: int
    plain_promises: int
    topics: int
    names: dict[str, str] = field(repr=False, default_factory=dict)


def many(n: int) -> str:
    """Return a number as it is printed here: 1.204."""
    return f"{n:,}".replace(",", ".")


def percent(part: int, whole: int) -> int:
    """Return the share in whole percent, rounded half up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def agenda_of(meeting: Meeting, sketch: TopicSketch) -> tuple[Gathering, AgendaDraft, Agenda, list[str]]:
    """Return the agenda as it stands: topics already on the meeting first, then what the chair said, then the choice."""
    draft = gathering.draft_of(meeting)
    known = {topic["key"] for topic in sketch.data["topics"]}
    standing = [key for topic in topics_of(meeting) if (key := topic.evidence.get("key", "")) in known]
    length = max(draft.length, len(standing))
    pool = gathering.gathering_of(sketch.data, draft.floor, length, [*standing, *draft.put_in, *draft.left_out])
    agenda = choose(pool, length, put_in=[*standing, *draft.put_in], left_out=draft.left_out)
    return pool, draft, agenda, standing


def proposal_for(meeting: Meeting, seat: Any, *, priced: bool = True) -> Proposal | None:
    """Return what the page of the agenda shows to a seat; None while nothing was gathered.

    `priced`: with what each topic costs, and the topics that were not chosen; a printed sheet has room for neither.
    """
    sketch = gathering.of_meeting(meeting)
    if sketch is None:
        return None
    pool, draft, agenda, standing = agenda_of(meeting, sketch)
    by_key = {topic["key"]: topic for topic in sketch.data["topics"]}
    offered = [left for left in agenda.left if left.left_out] + [
        left for left in agenda.left if left.adds and not left.left_out
    ][:OFFERED]
    offered = offered if priced else []
    shown = [by_key[key] for key in [*agenda.keys, *(left.key for left in offered)]]
    titles = gathering.titles_of([by_key[key] for key in pool.candidates], visible_to(seat))
    names = gathering.names_of(sketch.data["homes"])
    words = words_of([piece for key in agenda.keys for piece in by_key[key]["said"]], seat)
    broken = Matter.objects.in_bulk([pk for topic in shown for pk in topic["broken"]] + sorted(agenda.broken))
    teller = _Teller(pool, draft, agenda, standing, by_key, titles, names, priced)
    largest = pool.union(pool.largest(len(agenda.keys)))
    cards = [teller.card(choice, words, broken) for choice in agenda.choices]
    offers = [teller.offer(left) for left in offered]
    return Proposal(
        sketch=sketch,
        draft=draft,
        agenda=agenda,
        cards=cards,
        offers=[one for one in offers if not one.left.left_out],
        left_out=[one for one in offers if one.left.left_out],
        voices=len(pool.voices),
        villages=len(pool.names),
        promises=len(pool.promises),
        silent=[names.get(key, "") for key in agenda.silent_villages],
        broken=[broken[pk] for pk in sorted(agenda.broken) if pk in broken],
        plain_voices=pool.count(largest),
        plain_villages=len(pool.villages_in(largest)),
        plain_promises=len(pool.promises_in(largest)),
        topics=len(sketch.data["topics"]),
        names=names,
    )


def words_of(pieces: Iterable[list[int]], seat: Any) -> dict[tuple[int, ...], Said]:
    """Return words by their place (voice, raising, start, end), as far as the seat may read them. Two queries."""
    wanted = [tuple(piece) for piece in pieces]
    voices = visible_to(seat).filter(pk__in={piece[0] for piece in wanted}, state__in=gathering.SPOKEN)
    readable = {voice.pk: voice for voice in voices.only("pk", "text", "village", "received_at", "unit", "meeting")}
    raised = dict(Raising.objects.filter(pk__in={piece[1] for piece in wanted} - {0}).values_list("pk", "excerpt"))
    found = {}
    for piece in wanted:
        voice, raising, *span = piece
        if voice in readable:
            text = raised.get(raising) or readable[voice].text
            text = text[slice(*span)] if span else text
            if text and not personal.find(text):
                found[piece] = Said(readable[voice].code, text, readable[voice].village)
    return found


@dataclass(frozen=True)
class _Teller:
    """Puts figures into sentences."""

    pool: Gathering
    draft: AgendaDraft
    agenda: Agenda
    standing: list[str]
    by_key: dict[str, dict[str, Any]]
    titles: dict[str, str]
    names: dict[str, str]
    priced: bool

    def title(self, key: str) -> str:
        return self.titles.get(key) or _("Chủ đề chưa có tên")

    def card(self, choice: Choice, words: dict[tuple[int, ...], Said], broken: dict[int, Matter]) -> Card:
        topic = self.by_key[choice.key]
        return Card(
            key=choice.key,
            title=self.title(choice.key),
            field=field_name(topic["field"]),
            reasons=self._reasons(choice, topic),
            price=self._price_without(choice) if self.priced and choice.key not in self.standing else "",
            choice=choice,
            facts=topic,
            said=[words[tuple(piece)] for piece in topic["said"] if tuple(piece) in words],
            promises=[broken[pk] for pk in topic["broken"] if pk in broken],
            standing=choice.key in self.standing,
        )

    def offer(self, left: Left) -> Offer:
        topic = self.by_key[left.key]
        return Offer(left.key, self.title(left.key), field_name(topic["field"]), left, self._price_with(left))

    def _reasons(self, choice: Choice, topic: dict[str, Any]) -> list[str]:
        told = [_voices(choice.voices, len(choice.villages))]
        if choice.new < choice.voices:
            told.append(_("%(n)s ý kiến trong đó chưa chủ đề nào ở trên nói tới.") % {"n": many(choice.new)})
        if choice.only_villages:
            told.append(_("Chỉ chủ đề này nói tới %(names)s.") % {"names": self._villages(choice.only_villages)})
        if choice.promises:
            told.append(_("%(n)s việc đã hứa mà chưa giữ đúng hẹn.") % {"n": many(len(choice.promises))})
        if topic["old"]:
            told.append(
                _("%(old)s ý kiến nhắc lại việc đã nêu trước kỳ này, %(answered)s về việc đã từng được trả lời.")
                % {"old": many(topic["old"]), "answered": many(topic["answered"])}
            )
        if choice.for_floor:
            told.append(_("Chọn vì thôn nhỏ hoặc lời hứa: chỉ đếm ý kiến thì không có chủ đề này."))
        if choice.key in self.draft.put_in:
            told.append(_("Được đưa vào theo ý chủ trì."))
        return told

    def _villages(self, keys: Iterable[str]) -> str:
        named = [self.names.get(key, "") for key in keys]
        more = len(named) - NAMED_VILLAGES
        shown = ", ".join(named[:NAMED_VILLAGES])
        return _("%(names)s và %(n)s nơi khác") % {"names": shown, "n": many(more)} if more > 0 else shown

    def _price_without(self, choice: Choice) -> str:
        put_in = [*self.standing, *(key for key in self.draft.put_in if key != choice.key)]
        length = max(self.draft.length, len(self.standing))
        after = chosen_instead(self.pool, length, put_in=put_in, left_out=[*self.draft.left_out, choice.key])
        instead = [self.title(key) for key in after if key not in self.agenda.keys]
        return self._told(price(self.pool, self.agenda.keys, after), instead)

    def _price_with(self, left: Left) -> str:
        put_in = [*self.standing, *self.draft.put_in, left.key]
        length = max(self.draft.length, len(self.standing))
        if len(put_in) > length:
            return _("Hết chỗ: hãy tăng số chủ đề hoặc bỏ một chủ đề đã đưa vào.")
        left_out = [key for key in self.draft.left_out if key != left.key]
        after = chosen_instead(self.pool, length, put_in=put_in, left_out=left_out)
        gone = [self.title(key) for key in self.agenda.keys if key not in after]
        return self._told(price(self.pool, self.agenda.keys, after), [], gone)

    def _told(self, cost: Price, instead: list[str], gone: Iterable[str] = ()) -> str:
        told = []
        if cost.lost:
            told.append(
                ngettext(
                    "%(n)s ý kiến của %(v)s thôn, tổ không được nói tới nữa.",
                    "%(n)s ý kiến của %(v)s thôn, tổ không được nói tới nữa.",
                    cost.lost,
                )
                % {"n": many(cost.lost), "v": many(cost.lost_villages)}
            )
        if cost.silenced:
            told.append(_("Không còn chủ đề nào nói tới %(names)s.") % {"names": self._villages(cost.silenced)})
        if cost.promises:
            told.append(_("%(n)s lời hứa lỡ hẹn không được nhắc.") % {"n": many(cost.promises)})
        if cost.gained:
            told.append(_("Thêm được %(n)s ý kiến khác.") % {"n": many(cost.gained)})
        named = "”, “".join(title for title in instead if title)
        left = "”, “".join(title for title in gone if title)
        told += [_("Thay bằng “%(title)s”.") % {"title": named}] if named else []
        told += [_("Nhường chỗ: “%(title)s”.") % {"title": left}] if left else []
        return " ".join(told) or _("Không mất ý kiến nào.")


def field_name(code: str) -> str:
    """Return what a field is called; '' for none."""
    return str(Field(code).label) if code in Field.values else ""
