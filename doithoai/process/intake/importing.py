"""Bring a village's file into the register: preview it, then take all good rows in one transaction."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.ground.core import codes, events, vault
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.events import Event, subject_of
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.intake import rules
from doithoai.process.intake.channels.sheet.reader import read_file
from doithoai.process.intake.channels.sheet.shapes import Problem, Row, SheetReading, SheetRefused
from doithoai.process.intake.models import Channel, CollectionRound, Contact, ImportedFile, Opinion
from doithoai.process.intake.services import Sender, Where, prepare
from doithoai.process.people import territory
from doithoai.process.people.models import Role, Unit
from doithoai.process.people.queries import villages_of
from doithoai.process.people.rules import role_in
from doithoai.process.programme.models import Meeting

OTHER_VILLAGE = gettext_noop("Dòng này của thôn khác. Ông/bà chỉ nhập ý kiến của thôn mình.")


@dataclass(frozen=True)
class Imported:
    """What an import did: opinions found, opinions that were new."""

    file: ImportedFile | None
    reading: SheetReading
    added: int


def read(content: bytes, name: str) -> SheetReading:
    """Read an untidy file in the limited child process. Raises Refused with a sentence for the person who sent it."""
    try:
        return read_file(content, name)
    except SheetRefused as problem:
        raise Refused(str(problem)) from None


def upload(
    content: bytes,
    name: str,
    *,
    unit: Unit,
    by: Actor,
    now: datetime,
    meeting: Meeting | None = None,
    village: str = "",
    reading: SheetReading | None = None,
) -> ImportedFile:
    """Keep a file sealed together with what the reader found, for the preview. Nothing is in the register yet."""
    if not rules.brings_in(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không nhập ý kiến cho đơn vị này."))
    # Before the transaction: reading may take seconds, and on SQLite everybody else's writes would wait for it.
    reading = own_rows(reading or read(content, name), by)
    with transaction.atomic():
        return _keep(content, name, reading, unit=unit, meeting=meeting, village=village, by=by, now=now)


def _keep(
    content: bytes,
    name: str,
    reading: SheetReading,
    *,
    unit: Unit,
    meeting: Meeting | None,
    village: str,
    by: Actor,
    now: datetime,
) -> ImportedFile:
    digest = hashlib.sha256(content).hexdigest()
    file = ImportedFile.objects.create(
        unit=unit,
        meeting=meeting,
        village=nfc(village)[:200],
        name=nfc(name)[-200:],
        sha256=digest,
        sealed=vault.seal(content, about=f"file:{digest}"),
        reading=vault.seal(json.dumps(reading.to_dict()).encode(), about=f"reading:{digest}"),
        uploaded_by_id=by.actor_seat,
        uploaded_at=now,
        opinions=len(reading.rows),
        refused=len(reading.refused),
    )
    events.record(file, "upload", by=by, now=now, data={"sha256": digest})
    return file


def reading_of(file: ImportedFile) -> SheetReading:
    """Return what the reader found in an uploaded file."""
    return SheetReading.from_dict(json.loads(vault.open_sealed(file.reading, about=f"reading:{file.sha256}")))


# "Thôn Đông", "thon dong" and "Đông" are one village to whoever fills in the own village's sheet.
_KINDS = re.compile(r"^(?:(?:thon|xom|ban|buon|lang|ap|khom|khu pho|khu|to dan pho|tdp|to)\b[\s.]*)+")


# A part of an address that names a unit: from the hamlet upwards, never a house, a street or an alley.
_AREA = re.compile(
    r"^(?:thon|xom|ban|buon|lang|ap|khom|khu pho|to dan pho|tdp|to|xa|phuong|thi tran|dac khu|huyen|quan|thi xa"
    r"|thanh pho|tp|tinh)\b[\s.]*"
)


def own_rows(reading: SheetReading, by: Any) -> SheetReading:
    """Refuse a collector's rows that name another village than the own; whoever else imports brings all villages."""
    if not role_in(by, Role.COLLECTOR):
        return reading
    own = _KINDS.sub("", by.unit.name_fold)
    others = [row for row in reading.rows if row.village and _KINDS.sub("", fold(row.village)) != own]
    if not others:
        return reading
    problems = [Problem(row.sheet, row.row, "", OTHER_VILLAGE, row.village) for row in others]
    strange = {id(row) for row in others}
    return replace(
        reading,
        rows=[row for row in reading.rows if id(row) not in strange],
        refused=[*reading.refused, *problems],
    )


def _keys(rows: list[Row], unit: Unit, meeting: Meeting | None, village: str) -> list[str]:
    """Return one key a row: who, where, what, and the how-manieth of equals, so that a file read twice adds nothing."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        parts = [
            str(unit.pk),
            str(meeting.pk if meeting else ""),
            fold(row.village or village),
            fold(row.sender),
            row.text,
        ]
        identity = "\x1f".join(parts)
        seen[identity] += 1
        keys.append(codes.keyed_hash("import", f"{identity}\x1f{seen[identity]}"))
    return keys


def keys_of(file: ImportedFile) -> list[str]:
    """Return the keys under which the rows of a file stand in the register."""
    return _keys(reading_of(file).rows, file.unit, file.meeting, file.village)


def known_keys(keys: list[str]) -> set[str]:
    """Return which of these keys stand in the register already."""
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        known.update(Opinion.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
    return known


def count_new(reading: SheetReading, *, unit: Unit, meeting: Meeting | None, village: str = "") -> int:
    """Say how many rows of a reading are not in the register yet."""
    keys = _keys(reading.rows, unit, meeting, village)
    return len(set(keys) - known_keys(keys))


@transaction.atomic
def take(
    reading: SheetReading, *, unit: Unit, by: Actor, now: datetime, meeting: Meeting | None = None, village: str = ""
) -> int:
    """Take all good rows into the register, all or none. Returns how many were new."""
    if not rules.brings_in(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không nhập ý kiến cho đơn vị này."))
    reading = own_rows(reading, by)
    keys = _keys(reading.rows, unit, meeting, village)
    known = known_keys(keys)
    fresh = [(key, row) for key, row in zip(keys, reading.rows, strict=True) if key not in known]
    places = _places(fresh, reading, unit=unit, meeting=meeting, village=village, by=by, now=now)
    built = [
        prepare(
            unit,
            row.text,
            channel=Channel.VILLAGE,
            now=now,
            key=key,
            raw=row.raw.encode(errors="surrogatepass"),
            meeting=meeting,
            where=replace(places[fold(row.village or village)], place=row.place or area_of(row.address)),
            sender=Sender(name=row.sender, phone=row.phone, address=row.address),
            said_on=row.said_on or reading.held_on,
            collector=by.actor_seat,
        )
        for key, row in fresh
    ]
    _store(built, by=by, now=now)
    return len(built)


# Provinces that ended before the catalogue of 2025 begins; people still write them.
_OLDER_PROVINCES = frozenset({"thua thien hue", "ha tay"})


@lru_cache(maxsize=1)
def _named_areas() -> frozenset[str]:
    """Return the folded names of all communes and provinces, today's and those before the mergers, without heads."""
    named: list[territory.Place | territory.Past] = [*territory.provinces(), *territory.past_provinces()]
    for province in territory.provinces():
        named += territory.communes_of(province.code)
    for past in territory.past_provinces():
        for district in territory.districts_of(past.code):
            named += [district, *territory.past_communes_of(district.code)]
    return _OLDER_PROVINCES | frozenset(_AREA.sub("", fold(one.name).replace(" - ", " ")) for one in named)


def area_of(address: str) -> str:
    """Return what an address says of the place, without saying where somebody lives: units, no house and no street."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n]", address)]
    kept = [part for part in parts if _AREA.match(fold(part)) or fold(part).replace(" - ", " ") in _named_areas()]
    return nfc(", ".join(kept))[:300]


def _places(
    fresh: list[tuple[str, Row]],
    reading: SheetReading,
    *,
    unit: Unit,
    meeting: Meeting | None,
    village: str,
    by: Actor,
    now: datetime,
) -> dict[str, Where]:
    """Open one collection round a village named in the file and return where its voices come from."""
    names = {fold(row.village or village): row.village or village for _key, row in fresh}
    # A collector's rows are all of the own village, however the sheet spells it.
    own = by.unit if role_in(by, Role.COLLECTOR) else None  # type: ignore[attr-defined]
    known = dict.fromkeys(names, own) if own else {v.name_fold: v for v in villages_of(unit)}
    places = {}
    for folded, name in names.items():
        collected = CollectionRound.objects.create(
            unit=unit,
            meeting=meeting,
            village=nfc(name)[:200],
            village_unit=known.get(folded),
            held_on=reading.held_on,
            # A head-count given once for a file of several villages belongs to none of them.
            attendance=reading.attendance if len(names) == 1 else None,
            collector_id=by.actor_seat,
            recorded_at=now,
        )
        places[folded] = Where(village=name, village_unit=known.get(folded), round=collected)
    return places


def _store(built: list[tuple[Opinion, Contact | None]], *, by: Actor, now: datetime) -> None:
    Opinion.objects.bulk_create([opinion for opinion, _contact in built], batch_size=200)
    contacts = []
    for opinion, contact in built:
        if contact:
            contact.opinion = opinion
            contacts.append(contact)
    Contact.objects.bulk_create(contacts, batch_size=200)
    Event.objects.bulk_create(
        [
            Event(
                at=now,
                verb="receive",
                subject=subject_of(opinion),
                subject_id=opinion.pk,
                seat_id=by.actor_seat,
                actor=by.actor_label[:300],
                to_state=opinion.state,
                data={"channel": opinion.channel},
            )
            for opinion, _contact in built
        ],
        batch_size=200,
    )


@transaction.atomic
def import_file(file: ImportedFile, *, by: Actor, now: datetime) -> ImportedFile:
    """Import an uploaded file after its preview. Pressing twice adds nothing."""
    file = ImportedFile.objects.select_for_update(of=("self",)).select_related("unit", "meeting").get(pk=file.pk)
    added = take(reading_of(file), unit=file.unit, meeting=file.meeting, village=file.village, by=by, now=now)
    if file.imported_at is None:
        file.imported_at = now
    file.added += added
    file.save(update_fields=["imported_at", "added"])
    events.record(file, "import", by=by, now=now, data={"added": added})
    return file
