"""rrweb session recordings, in all the containers they come in."""

from __future__ import annotations

import gc
import gzip
import re
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, cast

from convdesk.ingest.lenient_json import as_utf8
from convdesk.ingest.privacy import clean_address
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim, Reading
from convdesk.ingest.rrweb_events import Recorded, open_container
from convdesk.ingest.rrweb_owner import find_owner
from convdesk.ingest.rrweb_recording import as_recording, let_go, walked
from convdesk.ingest.rrweb_times import doubts
from convdesk.ingest.rrweb_values import text
from convdesk.ingest.sniff import GZIP, corrupt_gzip, is_javascript
from convdesk.model.imports import ImportReport, Proposal, SourceKind
from convdesk.model.mapping import Mapping
from convdesk.model.moment import iso
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Head, Terms

CHUNK_BYTES = 1 << 22
LARGEST_BYTES = 1 << 30

_TYPE = re.compile(r'"type"\s*:\s*[0-7]\s*[,}]')
_TIME = re.compile(r'"timestamp"\s*:\s*\d{6,}')
_SNAPSHOT = re.compile(r'"(?:childNodes|initialOffset|tagName)"\s*:')
_DATA = re.compile(r'"data"\s*:\s*[{"]')
_PACKED = re.compile(r'^\s*\[\s*"x(?:\\u00(?:01|5e|9c|da)|[\x01\x5e\x9c\xda])', re.IGNORECASE)
_KINDS = ("page parsed", "page loaded", "full snapshot", "change", "page", "custom", "plugin", "asset")


class RrwebReader:
    """One file is one recording of one session; several tabs in it stay apart."""

    name = "rrweb"
    title = "Session recording (rrweb)"
    kind = SourceKind.RECORDING
    needs = "A JSON list of rrweb events (also one a line, wrapped, packed or gzipped), each with type and timestamp."

    def claims(self, head: Head) -> Claim:
        """Sure when events are seen; half sure of JavaScript that holds some, to say what to do with it."""
        data = as_utf8(head.data[:65536])
        seen = data.decode("utf-8", "replace").replace('\\"', '"')
        if _PACKED.match(seen):
            return Claim(0.95, "a list of packed rrweb events")
        has_events = bool(_TYPE.search(seen) and _DATA.search(seen))
        if is_javascript(seen):
            loose = re.search(r"""["']?timestamp["']?\s*:""", seen) and re.search(r"""["']?type["']?\s*:""", seen)
            return Claim(0.6, "JavaScript with events in it") if loose else NO_CLAIM
        if not seen.lstrip().startswith(("[", "{")) or not has_events:
            return NO_CLAIM
        if _TIME.search(seen) or _SNAPSHOT.search(seen):
            return Claim(0.95, "rrweb events: numbered types with a time in milliseconds")
        return NO_CLAIM

    def propose(self, head: Head) -> Proposal:
        """The first events, and whose recording it seems to be."""
        with _collector_paused():
            return self._proposal(head)

    def _proposal(self, head: Head) -> Proposal:
        recorded = open_container(_content(head.path, Progress()), head.path.name)
        claim, owner = self.claims(head), find_owner(recorded, head.path.name, {})
        whose = ", ".join(owner.keys) if owner.is_known else "nobody known"
        rows = tuple(_preview(event) for event in recorded.events[:5])
        let_go(recorded.events)
        return Proposal(
            file=head.path.name, format=self.name, kind=self.kind, confidence=claim.confidence,
            reason=f"{claim.reason or 'rrweb events'}; recorded from {whose}", mapping=Mapping(self.name),
            header=("time", "event", "page"), rows=rows,
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The recording; `mapping.options` may say `user`, `session` or a `file_pattern`."""
        with _collector_paused():
            reading = self._reading(path, mapping, progress, terms)
        yield reading

    def _reading(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms) -> Reading:
        recorded = open_container(_content(path, progress), path.name)
        owner = find_owner(recorded, path.name, mapping.options)
        warnings = [*owner.warnings, *_clock_doubts(recorded, path.name)]
        events = sorted(recorded.events, key=lambda event: event["timestamp"])
        walk = walked(events, progress, keeps_typed=terms.keep_personal)
        if not walk.has_snapshot:
            warnings.append(_no_snapshot(path.name))
        recording = as_recording(events, walk, owner)
        report = ImportReport(
            file=path.name, format=self.name, kind=self.kind,
            read=recorded.read, kept=len(events), rejected=recorded.rejected,
            problems=tuple(recorded.problems), warnings=tuple(warnings),
            first=_moment(events[0]), last=_moment(events[-1]), actors=1, sessions=1, recordings=1,
            clicks=len(recording.clicks), moves=walk.moves, scrolls=walk.scrolls, pages=len(walk.pages),
        )  # fmt: skip
        recorded.events.clear()
        let_go(events)
        return Reading(report=report, recordings=(recording,))


READER = RrwebReader()


def _content(path: Path, progress: Progress) -> bytes:
    """The file's bytes, unzipped; raises ProblemError when they cannot be had or are too many."""
    pieces: list[bytes] = []
    size = 0
    try:
        with path.open("rb") as raw:
            is_gzip = raw.read(2) == GZIP
            raw.seek(0)
            source = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if is_gzip else raw)
            while piece := source.read(CHUNK_BYTES):
                pieces.append(piece)
                size += len(piece)
                progress.step(size, 0)
                if size > LARGEST_BYTES:
                    raise ProblemError(path.name, "This recording is larger than 1 GB.", "Export shorter sessions.")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise corrupt_gzip(path.name) from error
    except OSError as error:
        raise ProblemError(path.name, "The file cannot be read.", "Check that it is there and may be read.") from error
    return b"".join(pieces)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without looking for garbage: millions of small objects are made and kept, a third of the time went there.

    Each look at them would stop every other thread, the one that draws the window as well.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()


def _preview(event: dict[str, Any]) -> tuple[str, str, str]:
    return _moment(event), _KINDS[event["type"]], clean_address(text(event["data"].get("href")))


def _moment(event: dict[str, Any]) -> str:
    return iso(int(event["timestamp"]) * 1000)


def _clock_doubts(recorded: Recorded, name: str) -> list[Problem]:
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    return doubts([event["timestamp"] for event in recorded.events], now_ms, name)


def _no_snapshot(name: str) -> Problem:
    return Problem(
        name,
        "The recording has no full snapshot: what was clicked is unknown, and it cannot be replayed.",
        "Export it from its beginning; what it does hold was imported.",
    )
