"""Search: what people type, in whatever spelling, over what they may see. Best first, each hit with why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from doithoai.ground.core import codes
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import ranking, retrieval, vocabulary
from doithoai.ground.index.engine import well_formed
from doithoai.ground.index.models import Entry
from doithoai.ground.index.nearness import Near, nearness
from doithoai.ground.index.query import Query, understand
from doithoai.ground.index.ranking import Line, Why
from doithoai.ground.index.registry import GAZETTEER, HEADS, SOURCES, Shown, Source
from doithoai.ground.index.retrieval import Scope
from doithoai.ground.index.variety import spread
from doithoai.ground.language import terms
from doithoai.ground.language.names import parts_of

PUBLIC = "public"
# Of the candidates, so many are looked at with their whole text.
LOOKED_AT = 32
# And so many by where the words stand in them.
NEARER = 96
UNSEEN = Near(0.0, frozenset())
# A scope that more of all entries have than this is not worth asking the engine for.
WIDE = 0.6
# What was found fits badly below this: the words are doubted once more.
BAD_FIT = 0.6
# The doubted words are what was meant when what they find fits so much better.
BETTER = 0.05


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
    matched: frozenset[str] = frozenset()
    shown: Shown | None = None
    proposed: bool = False
    voices: int = 1

    @property
    def snippet(self) -> tuple[tuple[str, bool], ...]:
        """The piece of the text that holds most of the found words: (words, whether found)."""
        return ranking.snippet(self.shown.text, self.matched) if self.shown else ()


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
    badly = not found.hits or found.hits[0].score < BAD_FIT
    if badly or _is_odd(query, found.hits[0], counts):
        doubted = understand(text, counts, again=True)
        if doubted.parts != query.parts:
            second = _search(doubted, seat, wanted, limit)
            better = second.hits and (not found.hits or second.hits[0].score > found.hits[0].score + BETTER)
            if better and (badly or not _lacking(doubted, second.hits[0])):
                return second
    return found


def _lacking(query: Query, hit: Hit) -> set[str]:
    """Return the telling words of a query that a hit has not."""
    return {word for word in query.words if word not in hit.matched} - terms.stop_words()


def _is_odd(query: Query, best: Hit, counts: vocabulary.Counts) -> bool:
    """Say whether the best hit lacks a word that stands beside its neighbour nowhere: it may be a slip."""
    lacking = _lacking(query, best)
    return any(pair.term not in counts.df and not lacking.isdisjoint(pair.term.split("_")) for pair in query.pairs)


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
            return Hit(kind, parsed[1], 1.0, (Why(ranking.CODE, shown.code),), shown=shown)
    return None


def scope_of(seat: Any, wanted: Filters, counts: vocabulary.Counts) -> Scope:
    """Return the groups of terms that every hit must have: where the seat looks, and the filters that are terms."""
    groups: list[tuple[str, ...]] = []
    kinds = wanted.kinds or tuple(SOURCES)
    if seat == PUBLIC:
        groups.append(("p:1",))
    elif seat is not OPERATOR:
        ids = {pk for kind in kinds if (pk := SOURCES[kind].scope(seat)) is not None}
        groups.append(tuple(f"u:{pk}" for pk in sorted(ids)))
    if wanted.kinds:
        groups.append(tuple(f"k:{kind}" for kind in wanted.kinds))
    if wanted.units:
        groups.append(tuple(f"u:{pk}" for pk in wanted.units))
    if wanted.field:
        groups.append((f"f:{wanted.field}",))
    if there := Somewhere.of(wanted.place):
        groups.append(there.terms())
    share = 1.0
    kept = []
    for group in groups:
        part = min(1.0, sum(counts.share(term) for term in group))
        share = min(share, max(part, 1 / counts.total))
        if group and part < WIDE:
            kept.append(group)
    return Scope(tuple(kept), share)


@dataclass(frozen=True, slots=True)
class Row:
    """What is read of an entry to judge it."""

    pk: int
    kind: str
    ref: int
    place: str
    reading: str


Judged = tuple[float, int, Row, Line]


def rows_of(ids: list[int], wanted: Filters) -> list[Row]:
    """Return the entries among these that pass the filters."""
    asked = Q()
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
    if asked:
        ids = list(Entry.objects.filter(asked, pk__in=ids).values_list("pk", flat=True))
    # The kind is looked at here: asked for it, SQLite would walk through everything of the kind.
    return [row for row in _fetched(ids) if not wanted.kinds or row.kind in wanted.kinds]


def _fetched(ids: list[int]) -> list[Row]:
    """Read entries by their numbers; by hand, because the ORM takes longer over the numbers than the database."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        numbers = ",".join(map(str, ids))
        cursor.execute(f"SELECT id, kind, ref, place, reading FROM index_entry WHERE id IN ({numbers})")  # noqa: S608
        return [Row(*row) for row in cursor.fetchall()]


def _search(query: Query, seat: Any, wanted: Filters, limit: int) -> Found:
    counts = vocabulary.counts()
    ids, unknown = retrieval.for_query(query, counts, scope_of(seat, wanted, counts))
    query = query.without(unknown)
    there = Somewhere.of(wanted.place)
    judged: list[Judged] = []
    for row in rows_of(ids, wanted):
        line = Line.of(row.reading, row.place)
        if query.phrases and not ranking.has_phrases(query, line.words, row.place):
            continue
        if there and not there.has(row, line):
            continue
        score = ranking.score_of(query, line)
        if score >= ranking.ENOUGH:
            judged.append((score, row.pk, row, line))
    judged.sort(key=lambda one: (-one[0], -one[1]))
    looked_at = max(LOOKED_AT, 2 * limit)
    judged, near = _nearer(query, judged)
    seen = _first_visible(judged, seat, looked_at)
    hits = collapse(_look(query, seen, near))
    hits = spread([(hit.score, near.get((hit.kind, hit.ref), UNSEEN).said, hit) for hit in hits])
    shown = hits[:limit]
    capped = len(judged) > looked_at or len(ids) >= retrieval.CANDIDATES
    return Found(shown, len(hits), capped=capped, corrected=_as_understood(query, shown))


def _nearer(query: Query, judged: list[Judged]) -> tuple[list[Judged], dict[tuple[str, int], Near]]:
    """Judge the best once more by where the words stand, and let different things come first; return how they stand."""
    near = {(row.kind, row.ref): nearness(query, line) for _score, _pk, row, line in judged[:NEARER]}
    ranked = [(score - near[row.kind, row.ref].lost, pk, row, line) for score, pk, row, line in judged[:NEARER]]
    ranked.sort(key=lambda one: (-one[0], -one[1]))
    first = spread([(one[0], near[one[2].kind, one[2].ref].said, one) for one in ranked])
    return [*first, *judged[NEARER:]], near


def _first_visible(judged: list[Judged], seat: Any, most: int) -> list[tuple[float, Row, Line]]:
    """Return the best of these that the seat may see; further ones are asked about only when too many were hidden."""
    seen: list[tuple[float, Row, Line]] = []
    for start in range(0, len(judged), 2 * most):
        some = judged[start : start + 2 * most]
        allowed = visible_refs([row for _score, _pk, row, _line in some], seat)
        seen += [(score, row, line) for score, _pk, row, line in some if (row.kind, row.ref) in allowed]
        if len(seen) >= most:
            break
    return seen[:most]


def _as_understood(query: Query, shown: Sequence[Hit]) -> str:
    """Return the query with the words for which a shown hit has another one; '' when none does.

    Only what the reader sees: a word that hidden texts alone hold must not be hinted at.
    """
    read = dict(pair for hit in shown for why in hit.why for pair in why.pairs if why.code == ranking.CORRECTED)
    return " ".join(read.get(word, word) for word in query.typed) if read else ""


def visible_refs(entries: Sequence[Row], seat: Any) -> set[tuple[str, int]]:
    """Return which of these the seat may see. One query a kind."""
    allowed: set[tuple[str, int]] = set()
    for kind in {entry.kind for entry in entries} & set(SOURCES):
        refs = [entry.ref for entry in entries if entry.kind == kind]
        seen = visible(SOURCES[kind], seat).filter(pk__in=refs).order_by().values_list("pk", flat=True)
        allowed |= {(kind, ref) for ref in seen}
    return allowed


def _look(query: Query, seen: list[tuple[float, Row, Line]], near: dict[tuple[str, int], Near]) -> list[Hit]:
    """Judge the best once more with their whole text: the same marks, and the piece to show."""
    texts: dict[tuple[str, int], Shown] = {}
    for kind in {row.kind for _score, row, _line in seen}:
        refs = [row.ref for _score, row, _line in seen if row.kind == kind]
        texts |= {(kind, ref): shown for ref, shown in SOURCES[kind].shown(refs).items()}
    hits = []
    for score, row, line in seen:
        shown = texts.get((row.kind, row.ref))
        if shown is None:
            continue
        fit = ranking.explain(query, line, score, near.get((row.kind, row.ref), UNSEEN).halves)
        score = ranking.as_typed(query, line, score, f"{shown.title} {shown.text} {row.place}")
        hits.append(Hit(row.kind, row.ref, round(min(score, 1.0), 4), fit.why, fit.matched, shown=shown))
    return sorted(hits, key=lambda hit: -hit.score)


def collapse(hits: list[Hit]) -> list[Hit]:
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


@dataclass(frozen=True)
class Somewhere:
    """A place that was asked for: its codes in the catalogue (an old name has those of its heirs), and how it is said."""

    codes: frozenset[str]
    said: tuple[str, ...]

    @classmethod
    def of(cls, place: str) -> "Somewhere | None":
        """Read a typed place; None when nothing is asked for."""
        parts = [part.rpartition(":")[2] for part in parts_of(place[:200])]
        if not parts:
            return None
        codes = GAZETTEER[0]().asked(place[:200]) if GAZETTEER else frozenset()
        return cls(codes, tuple(parts))

    def terms(self) -> tuple[str, ...]:
        """Return the terms of which an entry there has one."""
        words = self.said[0].split()
        named = f"{words[0]}_{words[1]}" if len(words) > 1 else words[0]
        return (*(f"g:{code}" for code in sorted(self.codes)), *well_formed([named]))

    def has(self, row: Row, line: Line) -> bool:
        """Say whether an entry is there: by the catalogue, or because its place or its words name all that was typed."""
        places = row.reading.split("|", 3)[2].split(";")
        if not self.codes.isdisjoint(places):
            return True
        given = {part.rpartition(":")[2] for part in parts_of(row.place)}
        return all(name in given or f" {name} " in line.words for name in self.said)
