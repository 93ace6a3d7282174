"""The same deck, the same bytes: zip files without the clock in them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def settled(package: bytes, made_at: datetime) -> bytes:
    """An Office file with fixed stamps inside, and inside the workbooks of its charts."""
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(_entry(name), _settled_part(name, old.read(name), made_at, stamp), compresslevel=6)
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.create_system = 3
    return entry


def _settled_part(name: str, data: bytes, made_at: datetime, stamp: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return settled(data, made_at)
    if name == "docProps/core.xml":
        return _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", data)
    return data
