"""Sealing with AES-GCM: a key is named beside what it sealed, so that keys can be changed one after the other.

The file of keys is JSON: ``{"current": "2026-1", "keys": {"2026-1": "<32 bytes, base64>"}}``. Old keys stay in it as
long as something is sealed with them. What is sealed belongs to one vehicle and cannot be moved to another.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exportlane.runtime.settings import StartupRefused

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
SETTING: Final = "EXPORTLANE_PERSONAL_DATA_KEY"


class SealBroken(Exception):
    """What was sealed was changed, belongs to another vehicle, or its key is not in the file."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What stands in the database: the name of the key, the nonce and the cipher text, both in base64."""

    key_id: str
    nonce: str
    text: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys by name, and the one that seals now. Never shown, not even in a trace."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def seal(self, plain: bytes, *, belongs_to: str) -> Sealed:
        """Seal something that belongs to one vehicle."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = AESGCM(self.keys[self.current]).encrypt(nonce, plain, _bound(belongs_to, self.current))
        return Sealed(self.current, base64.b64encode(nonce).decode(), base64.b64encode(text).decode())

    def unseal(self, sealed: Sealed, *, belongs_to: str) -> bytes:
        """What was sealed. Raises SealBroken."""
        key = self.keys.get(sealed.key_id)
        if key is None:
            raise SealBroken(f"the key {sealed.key_id} is not in the file of {SETTING}")
        nonce, text = base64.b64decode(sealed.nonce), base64.b64decode(sealed.text)
        try:
            return AESGCM(key).decrypt(nonce, text, _bound(belongs_to, sealed.key_id))
        except InvalidTag:
            raise SealBroken("the seal does not hold: changed, or of another vehicle") from None


def read_keys(path: Path) -> Keys:
    """The keys of a file. Raises StartupRefused with a sentence that never shows a key."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        keys = {name: base64.b64decode(text, validate=True) for name, text in found["keys"].items()}
        current = found["current"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise StartupRefused(f"The file of {SETTING} cannot be read as keys: {path}.") from None
    if current not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
        raise StartupRefused(
            f"The file of {SETTING} must hold keys of 32 bytes, and the current one: {path}."
        )
    return Keys(current, keys)


def embedded_keys(data_dir: Path) -> Keys:
    """The keys of the embedded mode, made when they are first needed."""
    path = data_dir / "keys" / "personal-data.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        text = json.dumps({"current": "embedded-1", "keys": {"embedded-1": key}})
        # Opened for ourselves alone before anything is in it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    return read_keys(path)


def _bound(belongs_to: str, key_id: str) -> bytes:
    return f"{key_id}\n{belongs_to}".encode()
