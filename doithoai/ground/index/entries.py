"""Write and remove entries: the row, its words and the vocabulary change together."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from django.db import transaction

from doithoai.ground.index.engine import engine, well_formed
from doithoai.ground.index.models import Entry, Mark, Word
from doithoai.ground.index.registry import GAZETTEER, Document
from doithoai.ground.language import names
from doithoai.ground.language.reading import Reading, read

CHUNK = 400
# Raised when the terms of a reading are made otherwise: what was indexed before is then built anew.
VERSION = "5"
# A name that can mean more places than this tells none.
MOST_PLACES = 12
FOLLOWS = "events"
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=50_000)
def place_terms(place: str) -> tuple[str, ...]:
    """Return the terms of a typed place: the words of its names without heads ("xã", "huyện"), and their pairs."""
    found: dict[str, None] = {}
    for part in names.parts_of(place):
        words = [_NOT_A_LETTER.sub("", word) for word in part.rpartition(":")[2].split()]
        found.update(dict.fromkeys(words))
        found.update(dict.fromkeys(f"{a}_{b}" for a, b in pairwise(words)))
    return tuple(well_formed(found))


def terms_of(entry: Entry, reading: Reading) -> list[str]:
    """Return everything an entry is found by: its words, its place, its kind, field and the units it belongs to."""
    scope = [f"u:{pk}" for pk in (*entry.path.strip("/").split("/"), *entry.also.split()) if pk]
    scope += [f"k:{entry.kind}"]
    if entry.field:
        scope.append(f"f:{entry.field}")
    if entry.public:
        scope.append("p:1")
    scope += [f"g:{key}" for key in sorted(reading.places)[:MOST_PLACES]]
    return well_formed([*reading.terms(), *place_terms(entry.place), *scope])


def digest_of(document: Document) -> str:
    """Return a short hash of what is read of a document."""
    return blake2b(f"{document.place}\x1f{document.text}".encode(errors="replace"), digest_size=8).hexdigest()


def entry_of(document: Document, known: Entry | None = None, prepared: Mapping[str, str] | None = None) -> Entry:
    """Return the entry of a document, not saved.

    Its text is read unless `known`, the entry so far, or `prepared` (readings by digest) holds the reading.
    """
    digest = digest_of(document)
    reading = (prepared or {}).get(digest) or (known.reading if known and known.digest == digest else "")
    reading = reading or reading_of(document.text, document.place).stored()
    return Entry(
        kind=document.kind,
        ref=document.ref,
        unit=document.unit,
        path=document.path[:200],
        also=" ".join(map(str, document.also))[:200],
        public=document.public,
        at=document.at,
        field=document.field,
        state=document.state,
        result=document.result,
        place=_with_area(document)[:400],
        digest=digest,
        reading=reading,
    )


def reading_of(text: str, place: str) -> Reading:
    """Return what a text given for a place says, places told by the catalogue."""
    return read(text, place, GAZETTEER[0]() if GAZETTEER else None)


def _with_area(document: Document) -> str:
    """Return the place as given and the unit it belongs to, by which people look for it too."""
    place = " ".join(document.place.split())
    return ", ".join(part for part in (place, document.area) if part) if document.area not in place else place


CHANGING = [field.name for field in Entry._meta.concrete_fields if field.name not in {"id", "kind", "ref"}]


def lock_index() -> None:
    """Let one writer at a time change entries: whoever forgets waits until a batch is in, and then removes it too."""
    Mark.objects.get_or_create(name=FOLLOWS, defaults={"version": ""})
    Mark.objects.select_for_update().get(name=FOLLOWS)


def put_all(documents: Iterable[Document]) -> int:
    """Write these documents into the index; one that stands there already is replaced. Returns how many."""
    given = list(documents)
    with transaction.atomic():
        lock_index()
        put_locked(given)
    return len(given)


def put_locked(documents: Sequence[Document], prepared: Mapping[str, str] | None = None) -> None:
    """Write entries, new or changed, with their words. Call inside a transaction, after `lock_index`."""
    known = _known(documents)
    fresh, changed = [], []
    for document in documents:
        old = known.get((document.kind, document.ref))
        entry = entry_of(document, old, prepared)
        if old is None:
            fresh.append(entry)
        elif any(getattr(old, name) != getattr(entry, name) for name in CHANGING):
            entry.pk = old.pk
            changed.append((old, entry))
    _drop_words([old for old, _new in changed])
    Entry.objects.bulk_update([new for _old, new in changed], CHANGING, batch_size=CHUNK)
    Entry.objects.bulk_create(fresh, batch_size=CHUNK)
    written = [(entry.pk, terms_of(entry, Reading.of_stored(entry.reading))) for entry in fresh]
    written += [(entry.pk, terms_of(entry, Reading.of_stored(entry.reading))) for _old, entry in changed]
    engine().add(written)
    _learn_words({term for _pk, terms in written for term in terms if is_syllable(term)})


def _known(documents: Sequence[Document]) -> dict[tuple[str, int], Entry]:
    found: dict[tuple[str, int], Entry] = {}
    for kind in {document.kind for document in documents}:
        refs = [document.ref for document in documents if document.kind == kind]
        for start in range(0, len(refs), CHUNK):
            for entry in Entry.objects.filter(kind=kind, ref__in=refs[start : start + CHUNK]):
                found[kind, entry.ref] = entry
    return found


def is_syllable(term: str) -> bool:
    """Say whether a term is one word (and no pair, concept or scope)."""
    return "_" not in term and ":" not in term


def _learn_words(syllables: Collection[str]) -> None:
    fresh = sorted(syllables)
    for start in range(0, len(fresh), CHUNK):
        some = fresh[start : start + CHUNK]
        known = set(Word.objects.filter(term__in=some).values_list("term", flat=True))
        new = [Word(term=term) for term in some if term not in known]
        if new:
            Word.objects.bulk_create(new, ignore_conflicts=True)


def _drop_words(entries: Sequence[Entry]) -> set[str]:
    rows = [(entry.pk, terms_of(entry, Reading.of_stored(entry.reading))) for entry in entries]
    if rows:
        engine().drop(rows)
    return {term for _pk, terms in rows for term in terms if is_syllable(term)}


def remove(kind: str, refs: Collection[int]) -> int:
    """Take these things out of the index, and out of the vocabulary the words that only they had. Returns how many."""
    refs = list(refs)
    removed = 0
    with transaction.atomic():
        lock_index()
        for start in range(0, len(refs), CHUNK):
            entries = list(Entry.objects.filter(kind=kind, ref__in=refs[start : start + CHUNK]))
            if not entries:
                continue
            theirs = _drop_words(entries)
            Entry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
            rare = Word.objects.filter(term__in=theirs, df__lte=CHUNK).values_list("term", flat=True)
            gone = set(rare)
            gone -= engine().has(gone)
            Word.objects.filter(term__in=gone).delete()
            removed += len(entries)
    return removed


def forget(kind: str, ref: int) -> None:
    """Remove one thing at once. Call inside the verb that seals or withdraws it: both happen or neither."""
    remove(kind, [ref])
