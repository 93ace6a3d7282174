"""JSON that breaks off, seen from its first and its last bytes: said before anything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.sniff import text_of
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head

TAIL_BYTES = 1 << 12
COUNTED_BYTES = 1 << 28
"""In a larger file the lines are not counted to say where it ends."""

_PARTNERS = {"[": b"]", "{": b"}"}
_BLANKS = b" \t\r\n\xef\xbb\xbf"


def cut_off(head: Head) -> Problem | None:
    """What is wrong with a file that begins as one JSON list or object and does not end as one; quick."""
    if head.path.is_dir():
        return None
    text = text_of(head).lstrip()
    partner, end = _PARTNERS.get(text[:1]), _end_of(head)
    if partner is None or not end or end.endswith(partner) or _has_records_as_lines(text):
        return None
    where = f"{head.path.name}, line {_last_line(head)}" if head.size_bytes <= COUNTED_BYTES else head.path.name
    what = "The file breaks off here: what it begins as a JSON list or object has no end."
    return Problem(where, what, "Export it again, or copy it anew; nothing of it can be imported so.")


def _has_records_as_lines(text: str) -> bool:
    """Whether the first line is whole: then every line stands for itself, and only the last one is broken."""
    first, line_break, rest = text.partition("\n")
    return bool(line_break and rest[:1] in _PARTNERS and first.rstrip().endswith(_PARTNERS[text[0]].decode()))


def _end_of(head: Head) -> bytes:
    """The last signs of a file, in any encoding; nothing where only reading all of it would tell."""
    data = head.data[-TAIL_BYTES:] if head.is_whole else b""
    if not head.is_whole and not head.is_gzip:
        with head.path.open("rb") as file:
            file.seek(-TAIL_BYTES, 2)
            data = file.read()
    return data.replace(b"\0", b"").rstrip(_BLANKS)


def _last_line(head: Head) -> int:
    """The line a file ends on."""
    if head.is_whole:
        return head.data.count(b"\n") + 1
    with head.path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) + 1
