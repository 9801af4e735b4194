"""Codes people say aloud, and the secret that opens one's own opinion."""

import hashlib
import hmac
import re

from django.conf import settings

_SAID = re.compile(r"\s*([A-Za-zĐđ]{2})\s*[- ]?\s*(\d{4})\s*[- ]?\s*(\d{1,12})\s*")


def said(prefix: str, year: int, number: int, width: int = 6) -> str:
    """Return a public code such as VD-2026-000123. The number is the row's own key, so no counter is ever contended."""
    return f"{prefix}-{year}-{number:0{width}d}"


def parse_said(text: str, prefix: str) -> tuple[int, int] | None:
    """Read a public code as typed ('vd 2026 123'). Returns (year, number), or None when it is not one of this prefix."""
    # Longer is no code, and spaces by the thousand would make the pattern crawl.
    match = _SAID.fullmatch(text) if len(text) <= 40 else None
    if not match or match[1].upper() != prefix:
        return None
    number = int(match[3])
    return (int(match[2]), number) if number < 2**62 else None


def _mac(purpose: str, value: str) -> bytes:
    return hmac.new(settings.VAULT_KEY.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).digest()


def secret_for(key: str, purpose: str = "follow") -> str:
    """Return the 16-digit code that belongs to a random key: an opinion's follow-up code, or an invitation's.

    Derived, not stored: a repeated post gives the same receipt, and the database alone opens nothing.
    """
    return f"{int.from_bytes(_mac(purpose, key)[:16], 'big') % 10**16:016d}"


def secret_index(code: str) -> str:
    """Return what is stored to find an opinion by its follow-up code: a keyed hash, useless without the key."""
    return _mac("index", code).hex()


def clean_secret(text: str) -> str | None:
    """Return the 16 digits of a typed code (spaces, dots and dashes allowed), or None."""
    digits = re.sub(r"[\s.\-–]", "", text)
    return digits if re.fullmatch(r"[0-9]{16}", digits) else None


def in_fours(code: str) -> str:
    """Return the code as people read it: 1234 5678 9012 3456."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def keyed_hash(purpose: str, value: str) -> str:
    """Return a hash that nobody without the key can recompute from guessed names or words (64 hex digits)."""
    return _mac(purpose, value).hex()


def network_of(address: str) -> str:
    """Return a keyed hash of the network (/24 or /64) an address belongs to. The address itself is never stored."""
    part = ":".join(address.split(":")[:4]) if ":" in address else ".".join(address.split(".")[:3])
    return _mac("network", part).hex()
