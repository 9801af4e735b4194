"""The gazetteer: which places a name can mean, today's and those before the mergers of 2025."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Keys of places by folded name; an old name leads to the keys of its heirs."""

    by_name: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def keys(self, names: Collection[str], place: str = "") -> frozenset[str]:
        """Return the keys that these names can mean."""
        found: set[str] = set()
        for name in names:
            found |= self.by_name.get(name.rpartition(":")[2], frozenset())
        return frozenset(found)
