"""What is like a recording and is none that can be read: each is refused by name, with a way out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from convdesk.ingest.json_pieces import CutError
from convdesk.ingest.sniff import is_javascript
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_recorded import Sorted

_CLARITY = re.compile(rb'\s*\{\s*"(?:e|a|p)"\s*:\s*\[')
_MESSAGES = (b"\xff" * 8, b"\x28\xb5\x2f\xfd")
_NAME_OF_MESSAGES = re.compile(r".+\.(?:d?o?mobs?|mobe)(?:\.gz|\.zst)?", re.IGNORECASE)


def foreign_kind(data: bytes | bytearray, name: str) -> str:
    """What a file is that looks like a recording of another kind, from its beginning; empty when it is none."""
    if data.startswith(_MESSAGES[0]) or (
        _NAME_OF_MESSAGES.fullmatch(name) and data[:64].lstrip()[:1] not in (b"[", b"{")
    ):
        return "an OpenReplay message stream"
    if _CLARITY.match(data) and b'"e"' in data[:65536] and b'"a"' in data[:65536]:
        return "a Clarity collector payload"
    seen = data[:65536].decode("utf-8", "replace")
    has_events = re.search(r"""["']?timestamp["']?\s*:""", seen) and re.search(r"""["']?type["']?\s*:""", seen)
    return "JavaScript with events in it" if has_events and is_javascript(seen) else ""


def refuse_foreign(data: bytes | bytearray, name: str) -> None:
    """Raise ProblemError for what is known and cannot be read."""
    if is_javascript(data[:4096].decode("utf-8", "replace")):
        remedy = "Save only the list of events, from [ to ], as a .json file."
        raise ProblemError(name, "This is JavaScript, not JSON.", remedy)
    kind = foreign_kind(data, name)
    if kind in _WAYS_OUT:
        raise ProblemError(name, *_WAYS_OUT[kind])


_WAYS_OUT = {
    "an OpenReplay message stream": (
        "This is an OpenReplay recording (.mob): a binary stream of messages, not rrweb events.",
        "Export the sessions and events tables of OpenReplay as CSV, and import those as an event log.",
    ),
    "a Clarity collector payload": (
        "This is what Microsoft Clarity's script sends to its server: numbered codes, not rrweb events.",
        "Export a heat map of the page from Clarity as CSV, or record with rrweb.",
    ),
}


_CUT = (
    "The file ends here: this is half a JSON.",
    "Export or copy the recording again, or say cut = keep in the mapping to keep what is whole.",
)


def not_json(name: str, plain: bytes | bytearray, error: ValueError) -> ProblemError:
    """Where a text stops being JSON."""
    if not isinstance(error, json.JSONDecodeError):
        return ProblemError(name, "This is not JSON.", "Export the recording again as JSON.")
    where = f"{name}, line {error.lineno}, character {error.colno}"
    is_cut = (
        isinstance(error, CutError)
        or (error.pos >= len(error.doc) - 1 and not error.doc.rstrip().endswith(("]", "}")))
        or "nterminated" in error.msg
        or "end of data" in error.msg
    )
    if is_cut and plain[:1] in b"[{":
        return ProblemError(where, *_CUT)
    return ProblemError(where, "From here on this is not JSON.", "Export the recording again as JSON.")


def no_events(name: str, found: Sorted) -> ProblemError:
    """What is said of a file in which nothing is an event."""
    if found.problems:
        first = found.problems[0]
        what = f"None of its {found.rejected:,} items is an rrweb event; {first.where}: {first.what}"
    else:
        what = "There are no rrweb events in this file."
    return ProblemError(name, what, "Export the recording as a JSON list of rrweb events.")
