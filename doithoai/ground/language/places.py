"""The gazetteer: which communes of today a place or a name can mean, by today's names and those before the mergers of 2025."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from doithoai.ground.language.names import parts_of

# A name borne by more communes than this tells nothing without its province.
MOST = 40
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names (folded, without "xã", "huyện"…) and the national codes they can mean.

    `communes`: today's code of the communes of that name, and the heirs of an old commune of that name; `districts`: the
    communes of today that follow it; `provinces`: two digits, of today; `province_of`: the province of a commune.
    """

    communes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    districts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    provinces: Mapping[str, str] = field(default_factory=dict)
    province_of: Mapping[str, str] = field(default_factory=dict)

    def keys_of(self, place: str) -> frozenset[str]:
        """Return the communes a given place means and their provinces, as narrow as its parts say; empty when unknown."""
        return self._narrowed(parts_of(place))

    def asked(self, place: str) -> frozenset[str]:
        """Return the communes somebody asks for, by names of before or after the mergers, with or without their kind.

        Wider than `keys_of`, which must be sure: "Vĩnh Bảo, Hải Phòng" asks for a district of before. A province is
        asked for only where nothing smaller is.
        """
        parts: list[str] = []
        for part in reversed(parts_of(place)):
            kind, _colon, bare = part.partition(":")
            if kind == "tinh" and bare not in self.provinces:
                inside = any(above.startswith("huyen:") for above in parts)
                kind = "huyen" if bare in self.districts and not (inside and bare in self.communes) else "xa"
            parts.append(f"{kind}:{bare}")
        codes = self._narrowed(tuple(parts))
        return frozenset(code for code in codes if code in self.province_of) or codes

    def keys(self, names: Collection[str], place: str = "") -> frozenset[str]:
        """Return what the given place and the names of the text can mean, the names narrowed by the place."""
        given = self.keys_of(place) if place else _NONE
        scope = given or self._narrowed(tuple(name for name in names if name.startswith("tinh:")))
        found = set(given)
        for name in names:
            kind, _colon, bare = name.rpartition(":")
            if kind in ("", "xa") or scope:
                found |= self._inside(self.communes.get(bare, _NONE), scope, sure=kind == "xa")
            if kind == "huyen":
                found |= self._inside(self.districts.get(bare, _NONE), scope, sure=True)
            if kind in ("", "tinh", "huyen") and bare in self.provinces and not scope:
                found.add(self.provinces[bare])
        return frozenset(found)

    def knows(self, name: str) -> bool:
        """Say whether a folded name is that of a commune, a district or a province."""
        return name in self.communes or name in self.districts or name in self.provinces

    def _inside(self, codes: frozenset[str], scope: frozenset[str], *, sure: bool) -> frozenset[str]:
        """Return those of the codes that lie in the scope; without a scope only what is sure, and not borne by too many."""
        if not codes:
            return _NONE
        if scope:
            near = frozenset(code for code in codes if code in scope or self.province_of.get(code) in scope)
            return near or (codes if sure and len(codes) <= MOST else _NONE)
        return codes if len(codes) <= MOST else _NONE

    def _narrowed(self, parts: tuple[str, ...]) -> frozenset[str]:
        by_kind: dict[str, list[str]] = {"tinh": [], "huyen": [], "xa": []}
        for part in parts:
            kind, _colon, bare = part.partition(":")
            by_kind.setdefault(kind, []).append(bare)
        provinces = frozenset(self.provinces[bare] for bare in by_kind["tinh"] if bare in self.provinces)
        wide = frozenset().union(*(self.districts.get(bare, _NONE) for bare in by_kind["huyen"]))
        wide = self._of(wide, provinces)
        small = frozenset().union(*(self.communes.get(bare, _NONE) for bare in by_kind["xa"]))
        small = self._of(small, provinces)
        # The lowest level that agrees with what stands above it.
        codes = (small & wide if small & wide else small) if small else wide
        if len(codes) > MOST and not provinces:
            return _NONE
        return codes | provinces | frozenset(self.province_of[code] for code in codes if len(codes) <= MOST)

    def _of(self, codes: frozenset[str], provinces: frozenset[str]) -> frozenset[str]:
        if not provinces:
            return codes
        return frozenset(code for code in codes if self.province_of.get(code) in provinces)
