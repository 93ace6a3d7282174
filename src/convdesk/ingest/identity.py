"""Keys: how the ids and addresses found in files are written so that they can be joined."""

from __future__ import annotations

import hashlib
import re

from convdesk.ingest.guards import unguarded

USER, SESSION, EMAIL = "user:", "session:", "email:"
NOBODY = frozenset({"", "null", "none", "undefined", "0", "nan", "(not set)"})
"""What files write, in any case, where there is no id."""

_HASH = re.compile(r"[0-9a-fA-F]{64}")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"\+[0-9][0-9 ()./-]{6,}")
SIGNS = re.compile(r"[ ()./-]")


def user_key(text: str) -> str | None:
    """`user:` and the id as the file has it, outer blanks removed; None where it names nobody."""
    return _key(USER, text)


def session_key(text: str) -> str | None:
    """`session:` and the id as the file has it, outer blanks removed; None where it names none."""
    return _key(SESSION, text)


def email_key(text: str) -> str | None:
    """`email:` and the SHA-256 of the lower-case address, or of 64 hexadecimal digits themselves; else None.

    The study's salt comes to it at the door, by `hidden_key`, or in the database of an event log.
    """
    plain = text.strip()
    if _HASH.fullmatch(plain):
        return EMAIL + plain.lower()
    if "@" not in plain.strip("@"):
        return None
    return EMAIL + digest(plain.lower())


def hidden_key(key: str, salt: bytes, *, keeps_ids: bool = False) -> str:
    """A key as the study keeps it: hashes salted, and ids that are an address or a phone number (`+…`) hashed."""
    if key.startswith(EMAIL):
        return EMAIL + salted(key.removeprefix(EMAIL), salt)
    plain = key.removeprefix(USER) if key.startswith(USER) and not keeps_ids else ""
    if ADDRESS.fullmatch(plain):
        return EMAIL + salted(digest(plain.lower()), salt)
    return USER + hidden_text(plain, salt) if PHONE.fullmatch(plain) else key


def hidden_text(text: str, salt: bytes = b"") -> str:
    """A text as something that joins and says nothing: `#` and 32 hexadecimal digits, however numbers are grouped."""
    return "#" + salted(digest(SIGNS.sub("", text).lower()), salt)[:32]


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def salted(digits: str, salt: bytes) -> str:
    """A digest with the study's salt: SHA-256 of the salt in hexadecimal, `:` and the digest."""
    return digest(f"{salt.hex()}:{digits}") if salt else digits


def _key(prefix: str, text: str) -> str | None:
    plain = unguarded(text.strip())
    return None if plain.lower() in NOBODY else prefix + plain
