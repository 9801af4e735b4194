"""The gazetteer of the language floor, made from the national catalogue: names of today, and what old names lead to."""

from collections import defaultdict
from functools import lru_cache

from doithoai.ground.language.fold import fold
from doithoai.ground.language.places import Gazetteer
from doithoai.process.people import territory

# Names that people still use and the last list before the mergers no longer holds.
_ALSO = {
    "thua thien hue": "46",
    "ba ria vung tau": "79",
    "ba ria": "79",
    "vung tau": "79",
    "sai gon": "79",
    "dac lac": "66",
}
_KINDS = ("thi tran", "thi xa", "thanh pho", "dac khu", "xa", "phuong", "huyen", "quan", "tinh")


def _bare(name: str) -> str:
    """Return a name as people say it: without its kind, comparable ("Thị trấn Trảng Bom" -> "trang bom")."""
    folded = fold(name)
    for kind in _KINDS:
        if folded.startswith(f"{kind} "):
            return folded.removeprefix(f"{kind} ")
    return folded


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, made once: about 10,000 names of communes, 700 of districts, 63 of provinces."""
    communes: dict[str, set[str]] = defaultdict(set)
    districts: dict[str, set[str]] = defaultdict(set)
    province_of: dict[str, str] = {}
    provinces = {_bare(past.name): past.above for past in territory.past_provinces()}
    provinces |= _ALSO
    for province in territory.provinces():
        provinces[_bare(province.name)] = province.code
        for commune in territory.communes_of(province.code):
            communes[_bare(commune.name)].add(commune.code)
            province_of[commune.code] = province.code
    for past in territory.past_provinces():
        for district in territory.districts_of(past.code):
            name = _bare(district.name)
            districts[name].update(territory.heirs_of_district(district.code))
            for old in territory.past_communes_of(district.code):
                heirs = {heir.code for heir in territory.heirs_of(old.code)}
                communes[_bare(old.name)] |= heirs
                districts[name] |= heirs
    return Gazetteer(
        {name: frozenset(codes) for name, codes in communes.items()},
        {name: frozenset(codes) for name, codes in districts.items()},
        provinces,
        province_of,
    )
