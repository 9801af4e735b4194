"""Search: what people type, in whatever spelling, over what they may see. Best first, each hit with why."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from doithoai.ground.core import codes
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import ranking, retrieval, vocabulary
from doithoai.ground.index.models import Entry
from doithoai.ground.index.query import Query, understand
from doithoai.ground.index.ranking import Fit, Why
from doithoai.ground.index.registry import HEADS, PLACE_NAMES, SOURCES, Shown, Source
from doithoai.ground.index.retrieval import Scope
from doithoai.ground.language.reading import Reading

PUBLIC = "public"
# Of the candidates, so many are looked at with their whole text.
LOOKED_AT = 60
# A scope that more of all entries have than this is not worth asking the engine for.
WIDE = 0.6
# What was found fits badly below this: the words are doubted once more.
BAD_FIT = 0.72


@dataclass(frozen=True)
class Filters:
    """What a hit must be besides having the words."""

    kinds: tuple[str, ...] = ()
    place: str = ""
    field: str = ""
    since: datetime | None = None
    until: datetime | None = None
    units: tuple[int, ...] = ()
    state: str = ""
    result: str = ""


@dataclass(frozen=True)
class Hit:
    """One thing found: how well it fits, why, and its text with the found words marked."""

    kind: str
    ref: int
    score: float
    why: tuple[Any, ...] = ()
    snippet: tuple[tuple[str, bool], ...] = ()
    shown: Shown | None = None
    proposed: bool = False
    voices: int = 1


@dataclass(frozen=True)
class Found:
    """What a search found. `corrected`: the query as it was understood, when a shown hit was found by that."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    capped: bool = False
    corrected: str = ""


def search(
    text: str,
    *,
    seat: Any,
    kinds: Collection[str] = (),
    place: str = "",
    field: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    unit: int | Collection[int] | None = None,
    state: str = "",
    result: str = "",
    limit: int = 20,
) -> Found:
    """Find what a seat (or OPERATOR: everything but what is sealed) may see, best first."""
    units = () if unit is None else (unit,) if isinstance(unit, int) else tuple(unit)
    wanted = Filters(tuple(k for k in kinds if k in SOURCES), place, field, since, until, units, state, result)
    direct = _by_code(text, seat, wanted)
    if direct:
        return Found([direct], 1)
    counts = vocabulary.counts()
    query = understand(text, counts)
    if not query.parts:
        return Found()
    found = _search(query, seat, wanted, limit)
    if not found.hits or found.hits[0].score < BAD_FIT:
        doubted = understand(text, counts, again=True)
        if doubted.parts != query.parts:
            second = _search(doubted, seat, wanted, limit)
            if second.hits and (not found.hits or second.hits[0].score > found.hits[0].score + 0.05):
                return second
    return found


def public_search(text: str, **filters: Any) -> Found:
    """Find published matters and answers, for anybody."""
    return search(text, seat=PUBLIC, **filters)


def visible(source: Source, seat: Any) -> QuerySet[Any]:
    """Return the things of one kind that may be found by this seat, the operator or the public."""
    if seat is OPERATOR:
        return source.everything()
    if seat == PUBLIC:
        return source.public() if source.public else source.everything().none()
    return source.visible(seat)


def _by_code(text: str, seat: Any, wanted: Filters) -> Hit | None:
    """Return the thing whose code was typed, when the seat may see it."""
    for kind, source in SOURCES.items():
        parsed = codes.parse_said(text, source.prefix) if source.prefix else None
        if parsed is None or (wanted.kinds and kind not in wanted.kinds):
            continue
        if not visible(source, seat).filter(pk=parsed[1]).exists():
            continue
        shown = source.shown([parsed[1]]).get(parsed[1])
        if shown and shown.code == codes.said(source.prefix, *parsed):
            piece = ranking.snippet(shown.text, frozenset())
            return Hit(kind, parsed[1], 1.0, (Why(ranking.CODE, shown.code),), piece, shown)
    return None


def scope_of(seat: Any, wanted: Filters, counts: vocabulary.Counts) -> Scope:
    """Return the groups of terms that every hit must have: where the seat looks, and the filters that are terms."""
    groups: list[tuple[str, ...]] = []
    kinds = wanted.kinds or tuple(SOURCES)
    if seat == PUBLIC:
        groups.append(("p:1",))
    elif seat is not OPERATOR:
        ids = {SOURCES[kind].scope(seat) for kind in kinds}
        groups.append(tuple(f"u:{pk}" for pk in sorted(ids - {None})))
    if wanted.kinds:
        groups.append(tuple(f"k:{kind}" for kind in wanted.kinds))
    if wanted.units:
        groups.append(tuple(f"u:{pk}" for pk in wanted.units))
    if wanted.field:
        groups.append((f"f:{wanted.field}",))
    share = 1.0
    kept = []
    for group in groups:
        part = min(1.0, sum(counts.share(term) for term in group))
        share = min(share, max(part, 1 / counts.total))
        if group and part < WIDE:
            kept.append(group)
    return Scope(tuple(kept), share)


def _rows(ids: list[int], wanted: Filters) -> list[Entry]:
    """Return the entries among these that pass the filters, in the same order."""
    asked = Q(pk__in=ids)
    if wanted.kinds:
        asked &= Q(kind__in=wanted.kinds)
    for name in ("field", "state", "result"):
        if value := getattr(wanted, name):
            asked &= Q(**{name: value})
    if wanted.since:
        asked &= Q(at__gte=wanted.since)
    if wanted.until:
        asked &= Q(at__lt=wanted.until)
    if wanted.units:
        below = Q()
        for pk in wanted.units:
            below |= Q(path__contains=f"/{pk}/")
        asked &= below
    rows = {entry.pk: entry for entry in Entry.objects.filter(asked)}
    return [rows[pk] for pk in ids if pk in rows]


def _search(query: Query, seat: Any, wanted: Filters, limit: int) -> Found:
    counts = vocabulary.counts()
    ids = retrieval.for_query(query, counts, scope_of(seat, wanted, counts))
    places = _place_names(wanted.place)
    judged: list[tuple[float, int, Entry, Fit]] = []
    for entry in _rows(ids, wanted):
        reading = Reading.of_stored(entry.reading)
        if query.phrases and not ranking.has_phrases(query, reading.words, entry.place):
            continue
        if places and not _in_place(places, entry, reading):
            continue
        fit = ranking.fit(query, reading.words, reading.concepts, entry.place)
        if fit.coverage >= ranking.ENOUGH:
            judged.append((fit.score, entry.pk, entry, fit))
    judged.sort(key=lambda one: (-one[0], -one[1]))
    allowed = visible_refs([entry for _score, _pk, entry, _fit in judged], seat)
    seen = [(entry, fit) for _score, _pk, entry, fit in judged if (entry.kind, entry.ref) in allowed]
    hits = collapse(_look(query, seen[: max(LOOKED_AT, 2 * limit)]), seat)
    shown = hits[:limit]
    corrected = ""
    if any(why.code == ranking.CORRECTED for hit in shown for why in hit.why):
        corrected = " ".join(query.words)
    return Found(shown, len(hits), capped=len(hits) > limit or len(ids) >= retrieval.CANDIDATES, corrected=corrected)


def visible_refs(entries: list[Entry], seat: Any) -> set[tuple[str, int]]:
    """Return which of these the seat may see. One query a kind."""
    allowed: set[tuple[str, int]] = set()
    for kind in {entry.kind for entry in entries} & set(SOURCES):
        refs = [entry.ref for entry in entries if entry.kind == kind]
        seen = visible(SOURCES[kind], seat).filter(pk__in=refs).order_by().values_list("pk", flat=True)
        allowed |= {(kind, ref) for ref in seen}
    return allowed


def _look(query: Query, seen: list[tuple[Entry, Fit]]) -> list[Hit]:
    """Judge the best once more with their whole text: the same marks, and the piece to show."""
    texts: dict[tuple[str, int], Shown] = {}
    for kind in {entry.kind for entry, _fit in seen}:
        refs = [entry.ref for entry, _fit in seen if entry.kind == kind]
        texts |= {(kind, ref): shown for ref, shown in SOURCES[kind].shown(refs).items()}
    hits = []
    for entry, fit in seen:
        shown = texts.get((entry.kind, entry.ref))
        if shown is None:
            continue
        marks = ranking.same_marks(query, f"{shown.title} {shown.text} {shown.place}")
        score = round(fit.score * (0.96 + 0.04 * marks if query.marked else 1.0), 4)
        piece = ranking.snippet(shown.text, fit.matched)
        hits.append(Hit(entry.kind, entry.ref, min(score, 1.0), fit.why, piece, shown))
    return sorted(hits, key=lambda hit: -hit.score)


def collapse(hits: list[Hit], seat: Any) -> list[Hit]:
    """Let one hit stand for a matter and its voices: the matter where it was found too, else the best voice."""
    heads: dict[tuple[str, int], tuple[str, int]] = {}
    for kind, head_of in HEADS.items():
        refs = [hit.ref for hit in hits if hit.kind == kind]
        heads |= {(kind, ref): head for ref, head in head_of(refs).items()} if refs else {}
    groups: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        own = (hit.kind, hit.ref)
        head = heads.get(own, own)
        groups.setdefault(heads.get(head, head), []).append(hit)
    return [_one_of(head, group) for head, group in groups.items()]


def _one_of(head: tuple[str, int], group: list[Hit]) -> Hit:
    best = next((hit for hit in group if (hit.kind, hit.ref) == head), group[0])
    voices = sum(hit.kind == "opinion" for hit in group)
    return replace(best, score=group[0].score, voices=voices) if len(group) > 1 else best


def _place_names(place: str) -> list[str]:
    """Return the folded names under which a place can stand: its own, those of its heirs and of what it took over."""
    return PLACE_NAMES[0](place) if place.strip() and PLACE_NAMES else [place] if place.strip() else []


def _in_place(places: list[str], entry: Entry, reading: Reading) -> bool:
    line = f" {' '.join(reading.words)} "
    given = {part.rpartition(":")[2] for part in ranking.parts_of(entry.place)}
    return any(name in given or f" {name} " in line for name in places)
