"""Seal and open what only named people may read: AES-256-GCM, a key per record wrapped by the key outside the database."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class CannotOpen(Exception):
    """The sealed bytes were changed or belong to another key."""


def _wrapping_key() -> bytes:
    return hashlib.sha256(b"doithoai-vault:" + settings.VAULT_KEY.encode()).digest()


def seal(content: bytes, *, about: str) -> bytes:
    """Encrypt `content`; `about` names the record and must be the same when it is opened, so rows cannot be swapped."""
    key, outer, inner = os.urandom(32), os.urandom(12), os.urandom(12)
    wrapped = AESGCM(_wrapping_key()).encrypt(outer, key, about.encode())
    return b"1" + outer + wrapped + inner + AESGCM(key).encrypt(inner, content, about.encode())


def open_sealed(sealed: bytes | memoryview, *, about: str) -> bytes:
    """Decrypt what `seal` made. Raises CannotOpen when the bytes, the record or the key do not fit."""
    sealed = bytes(sealed)
    try:
        outer, wrapped, inner, body = sealed[1:13], sealed[13:61], sealed[61:73], sealed[73:]
        key = AESGCM(_wrapping_key()).decrypt(outer, wrapped, about.encode())
        return AESGCM(key).decrypt(inner, body, about.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(about) from error
