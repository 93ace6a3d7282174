"""The head of a file: what its first bytes say, behind gzip and in any encoding, and which reader claims it."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim, Head
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from convdesk.ingest.reader import Reader

HEAD_BYTES = 1 << 20
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
LEAST_CONFIDENCE = 0.1

_FOREIGN = (
    (b"PK\x03\x04", "This is a zip archive or a spreadsheet.", "Save the table as CSV (UTF-8), or unpack it."),
    (b"\x28\xb5\x2f\xfd", "This file is packed with zstd.", "Unpack it, or pack it with gzip."),
    (b"SQLite format 3\0", "This is a database, or a study.", "Open a study with Open; export a table as CSV."),
    (b"{\\rtf", "This is a text document (RTF).", "Save the table as CSV (UTF-8)."),
    (b"\xd0\xcf\x11\xe0", "This is a spreadsheet of the old kind (.xls).", "Save it as .xlsx or as CSV (UTF-8)."),
    (b"%PDF", "This is a PDF document.", "Export the data itself as CSV or JSON lines."),
    (b"\x89PNG", "This is a picture.", "Add page pictures with Add picture."),
    (b"\xff\xd8\xff", "This is a picture.", "Add page pictures with Add picture."),
)
_JAVASCRIPT = re.compile(
    r"\s*(?:(?://[^\n]*\n|/\*.*?\*/)\s*)*(?:(?:export\s+)?(?:const|let|var)\s+[\w$\[{]+[^\n,;|\t]*=|export\s+default\b|"
    r"module\.exports\s*=|window\.[\w$.]+\s*=|\"use strict\"|'use strict'|\(?function\s*[\w$]*\s*\()",
    re.DOTALL,
)


def head_of(path: Path) -> Head:
    """The beginning of a file, or of the first of a folder of parts; raises ProblemError when there is none."""
    where = path.name or str(path)
    if path.is_dir():
        first = min((one for one in path.iterdir() if one.is_file()), default=None)
        if first is None:
            raise ProblemError(where, "There are no files in this folder.", "Choose the files themselves.")
        return replace(head_of(first), path=path, is_whole=False)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            raw = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise ProblemError(where, "There is no such file.", "Check the name, or choose the file again.") from error
    except PermissionError as error:
        raise ProblemError(where, "You may not read this file.", "Change its permissions, or copy it.") from error
    except OSError as error:
        raise ProblemError(where, f"The file cannot be read: {error.strerror}.", "Copy it and try again.") from error
    if not raw:
        raise ProblemError(where, "The file is empty.", "Export it again, or choose another file.")
    if not raw.startswith(GZIP):
        return Head(path, raw, size, is_gzip=False, is_whole=size <= len(raw))
    plain, is_whole = _gunzipped(raw, where, is_all=size <= len(raw))
    return Head(path, plain, size, is_gzip=True, is_whole=is_whole)


def refuse_foreign(head: Head) -> None:
    """Raise ProblemError for files that hold no events whoever reads them."""
    where = head.path.name
    for magic, what, remedy in _FOREIGN:
        if head.data.startswith(magic):
            raise ProblemError(where, what, remedy)
    if is_javascript(text_of(head)):
        what = "This is JavaScript, not JSON or CSV."
        raise ProblemError(where, what, "Save only the data: the part from [ to ], without the code around it.")


def refuse_markup(head: Head) -> None:
    """Raise ProblemError for a web page, as a download becomes when nobody is signed in, and for XML."""
    beginning = text_of(head)[:256].lstrip().lower()
    if beginning.startswith(("<!doctype html", "<html")):
        what = "This is a web page: perhaps the tool's sign-in page was saved instead of the export."
        raise ProblemError(head.path.name, what, "Sign in to the tool and export the file again.")
    if beginning.startswith("<?xml"):
        raise ProblemError(head.path.name, "This is XML.", "Export CSV or JSON instead.")


def is_javascript(text: str) -> bool:
    """Whether a text begins like a program: `const events = […]`."""
    return bool(_JAVASCRIPT.match(text[:4096]))


def encoding_of(data: bytes) -> str:
    """The encoding of a text from its first bytes; a character cut at the end is forgiven."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(data) >= 4 and data[1:200:2].count(0) > 0.6 * len(data[1:200:2]):
        return "utf-16-le"
    return "utf-8" if is_utf8(data) else "cp1252"


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, but for a character cut at the end."""
    if data.isascii():
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=2)
def text_of(head: Head) -> str:
    """The head as text without byte order marks, whatever its encoding; what cannot be read becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding_of(head.data))(errors="replace")
    text: str = decoder.decode(head.data, final=head.is_whole)
    return text.replace("\ufeff", "")


def choose(head: Head, readers: Iterable[Reader]) -> tuple[Reader, Claim]:
    """The reader surest of a file; raises ProblemError when none claims it."""
    claims = [(reader, reader.claims(head)) for reader in readers]
    best, claim = max(claims, key=lambda pair: pair[1].confidence, default=(None, NO_CLAIM))
    if best is None or claim.confidence < LEAST_CONFIDENCE:
        refuse_foreign(head)
        refuse_markup(head)
        if b"\0" in head.data and not encoding_of(head.data).startswith("utf-16"):
            line = head.data.count(b"\n", 0, head.data.index(b"\0")) + 1
            what = "The file has NUL bytes: it is damaged, or no text."
            raise ProblemError(f"{head.path.name}, line {line}", what, "Export it again as CSV or JSON lines.")
        what = "No reader knows this kind of file."
        raise ProblemError(head.path.name, what, "See the list of readers for what each needs, or name one.")
    return best, claim


def _gunzipped(raw: bytes, where: str, *, is_all: bool) -> tuple[bytes, bool]:
    """The first bytes that gzip hides, never more than a head's worth, and whether that is all there is."""
    unpack, plain = zlib.decompressobj(31), b""
    try:
        while raw and len(plain) < HEAD_BYTES:
            if unpack.eof:
                unpack = zlib.decompressobj(31)
            plain += unpack.decompress(raw, HEAD_BYTES - len(plain))
            raw = unpack.unused_data.lstrip(b"\0") if unpack.eof else unpack.unconsumed_tail
    except zlib.error as error:
        raise corrupt_gzip(where) from error
    if not plain:
        raise ProblemError(where, "The packed file is empty or cut off.", "Copy it again from where it came.")
    return plain, is_all and unpack.eof and not raw


def corrupt_gzip(where: str) -> ProblemError:
    """What is said of a gzip file that cannot be unpacked."""
    return ProblemError(where, "The packed file is damaged or cut off.", "Copy it again from where it came.")
