"""Keys: how the ids and addresses found in files are written so that they can be joined."""

from __future__ import annotations

import hashlib
import re

USER, SESSION, EMAIL = "user:", "session:", "email:"
NOBODY = frozenset({"", "null", "none", "undefined", "0", "nan", "(not set)"})
"""What files write, in any case, where there is no id."""

_HASH = re.compile(r"[0-9a-fA-F]{64}")


def user_key(text: str) -> str | None:
    """`user:` and the id as the file has it, outer blanks removed; None where it names nobody."""
    return _key(USER, text)


def session_key(text: str) -> str | None:
    """`session:` and the id as the file has it, outer blanks removed; None where it names none."""
    return _key(SESSION, text)


def email_key(text: str) -> str | None:
    """`email:` and the SHA-256 of the lower-case address, or of 64 hexadecimal digits themselves; else None."""
    plain = text.strip()
    if _HASH.fullmatch(plain):
        return EMAIL + plain.lower()
    if "@" not in plain.strip("@"):
        return None
    return EMAIL + hashlib.sha256(plain.lower().encode("utf-8", "surrogatepass")).hexdigest()


def _key(prefix: str, text: str) -> str | None:
    plain = text.strip()
    return None if plain.lower() in NOBODY else prefix + plain
