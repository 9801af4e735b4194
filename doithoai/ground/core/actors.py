"""Who acts: a seat of an office, a citizen with a code, or the program itself."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """What the event book needs to know of whoever acts."""

    @property
    def actor_seat(self) -> int | None:
        """The seat's id, or None for a citizen or the program."""

    @property
    def actor_label(self) -> str:
        """Role and unit as of the act; never a citizen's name."""


@dataclass(frozen=True)
class _Named:
    actor_label: str
    actor_seat: int | None = None
    role: str = ""
    unit_id: int | None = None


CITIZEN = _Named("Người gửi ý kiến", role="citizen")
GUEST = _Named("Người được mời", role="guest")
SYSTEM = _Named("Hệ thống", role="system")
# Whoever holds the machine's command line: brings in files, founds the first unit; never answers or approves.
OPERATOR = _Named("Quản trị (dòng lệnh)", role="operator")


def machine(label: str, unit_id: int) -> Actor:
    """Return another program that brings things into the register of one place (a mailbox, a key's system)."""
    return _Named(label, role="machine", unit_id=unit_id)
