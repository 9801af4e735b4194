"""The national catalogue: today's provinces and communes, and what the places until 2025-06-30 became. Facts, no tables."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from doithoai.ground.language.fold import fold

DATA = Path(__file__).resolve().parent / "data"
# Nghị quyết 202/2025/QH15 and Luật 72/2025/QH15: the district level ended, 34 provinces and 3,321 communes began.
REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
BASIS = "Sắp xếp đơn vị hành chính, bỏ cấp huyện từ 01/7/2025 (Nghị quyết 202/2025/QH15)"
FOUND = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A place of today: national code (2 digits: province, 5: commune), full name, kind, the province's code."""

    code: str
    name: str
    kind: str
    province: str


@dataclass(frozen=True, slots=True)
class Past:
    """A place until 2025-06-30; `above` is the code of the district or province it was in."""

    code: str
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Heir:
    """A commune of today that took over an old one, wholly or a part of it."""

    code: str
    whole: bool


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        yield from rows


@lru_cache(maxsize=1)
def _provinces() -> dict[str, Place]:
    return {code: Place(code, name, kind, code) for code, name, kind in _rows("provinces-2025-07-01.csv")}


@lru_cache(maxsize=1)
def _communes() -> dict[str, Place]:
    return {row[0]: Place(*row) for row in _rows("communes-2025-07-01.csv")}


@lru_cache(maxsize=1)
def _past_provinces() -> dict[str, Past]:
    return {row[0]: Past(*row) for row in _rows("provinces-until-2025-06-30.csv")}


@lru_cache(maxsize=1)
def _past_districts() -> dict[str, Past]:
    return {row[0]: Past(*row) for row in _rows("districts-until-2025-06-30.csv")}


@lru_cache(maxsize=1)
def _by_district() -> dict[str, tuple[Past, ...]]:
    found: dict[str, list[Past]] = defaultdict(list)
    for row in _rows("communes-until-2025-06-30.csv"):
        found[row[2]].append(Past(*row))
    return {district: tuple(communes) for district, communes in found.items()}


@lru_cache(maxsize=1)
def _heirs() -> dict[str, tuple[Heir, ...]]:
    found: dict[str, list[Heir]] = defaultdict(list)
    for old, new, share in _rows("successions-2025-07-01.csv"):
        found[old].append(Heir(new, share == "whole"))
    return {old: tuple(heirs) for old, heirs in found.items()}


@lru_cache(maxsize=1)
def _faces() -> tuple[tuple[str, Place], ...]:
    """Return every place of today with its comparable name, provinces first."""
    return tuple((fold(place.name), place) for place in (*_provinces().values(), *_communes().values()))


def provinces() -> tuple[Place, ...]:
    """Return the 34 provinces of today, by code."""
    return tuple(_provinces().values())


def province(code: str) -> Place | None:
    """Return the province with this national code of 2 digits."""
    return _provinces().get(code)


def commune(code: str) -> Place | None:
    """Return the commune, ward or special zone with this national code of 5 digits."""
    return _communes().get(code)


def communes_of(province_code: str) -> tuple[Place, ...]:
    """Return the communes of a province of today, by code."""
    return tuple(place for place in _communes().values() if place.province == province_code)


def search(text: str) -> list[Place]:
    """Find places of today by code or by words of the name, with or without diacritics; exact names first, at most 20."""
    words = fold(text)
    if not words:
        return []
    if words.isdigit():
        return [place for place in (province(words), commune(words)) if place]
    hits = [(name, place) for name, place in _faces() if words in name]
    hits.sort(key=lambda hit: (hit[0].partition(" ")[2] != words and hit[0] != words, not hit[0].endswith(words)))
    return [place for _name, place in hits[:FOUND]]


def past_provinces() -> tuple[Past, ...]:
    """Return the 63 provinces until 2025-06-30; `above` is the code of today's province."""
    return tuple(_past_provinces().values())


def past_province(code: str) -> Past | None:
    """Return the province that had this code until 2025-06-30."""
    return _past_provinces().get(code)


def past_district(code: str) -> Past | None:
    """Return the district that had this code of 3 digits until 2025-06-30."""
    return _past_districts().get(code)


def districts_of(past_province_code: str) -> tuple[Past, ...]:
    """Return the districts of a province of before, by code."""
    return tuple(place for place in _past_districts().values() if place.above == past_province_code)


def past_communes_of(district_code: str) -> tuple[Past, ...]:
    """Return the communes of a district of before, by code."""
    return _by_district().get(district_code, ())


def goes_on(past: Past) -> bool:
    """Say whether a province of before goes on today under its name, others merged into it."""
    return _provinces()[past.above].name == past.name


def heirs_of(past_commune_code: str) -> tuple[Heir, ...]:
    """Return the communes of today that took over an old commune, wholly or in part."""
    return _heirs().get(past_commune_code, ())


def heirs_of_district(code: str) -> tuple[str, ...]:
    """Return the codes of the communes that follow a district: those that kept the code of one of its communes.

    Five island districts had no communes; each is followed by the special zone of its name.
    """
    kept = tuple(place.code for place in past_communes_of(code) if commune(place.code))
    if kept:
        return kept
    island = _past_districts()[code].name.removeprefix("Huyện ")
    return tuple(place.code for place in _communes().values() if place.name == f"Đặc khu {island}")


def successors_of(province_name: str, district: str = "", commune_name: str = "") -> list[Place]:
    """Return what a place of before became, by its old names with or without diacritics; [] when the names are unknown."""
    of = next((past for past in past_provinces() if fold(past.name) == fold(province_name)), None)
    if of is None:
        return []
    if not district:
        return [_provinces()[of.above]]
    inside = next((past for past in districts_of(of.code) if fold(past.name) == fold(district)), None)
    if inside is None:
        return []
    if not commune_name:
        return [_communes()[code] for code in heirs_of_district(inside.code)]
    named = (past for past in past_communes_of(inside.code) if fold(past.name) == fold(commune_name))
    return [_communes()[heir.code] for past in named for heir in heirs_of(past.code)]
