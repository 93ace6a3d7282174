"""rrweb session recordings, in all the containers they come in."""

from __future__ import annotations

import gc
import gzip
import zlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, cast

from convdesk.ingest.letting_go import let_go, let_go_later
from convdesk.ingest.plain_text import FREE_EXPANSION_BYTES, MOST_EXPANSION
from convdesk.ingest.privacy import clean_address
from convdesk.ingest.reader import PLAIN_TERMS, Claim, Reading
from convdesk.ingest.rrweb_containers import open_container
from convdesk.ingest.rrweb_digest import count_twins, digest_of
from convdesk.ingest.rrweb_kinds import claim_of
from convdesk.ingest.rrweb_owner import Owner, find_owner, stem_of
from convdesk.ingest.rrweb_recording import made, walked
from convdesk.ingest.rrweb_report import Account
from convdesk.ingest.rrweb_times import doubts
from convdesk.ingest.rrweb_values import text
from convdesk.ingest.sniff import GZIP, corrupt_gzip
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Mapping
from convdesk.model.moment import iso
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Head, Terms
    from convdesk.ingest.rrweb_recorded import Recorded, Sorted

CHUNK_BYTES = 1 << 22
LARGEST_BYTES = 1 << 30
_KINDS = ("page parsed", "page loaded", "full snapshot", "change", "page", "custom", "plugin", "asset")


class RrwebReader:
    """One session is one recording, however many lie in a file; several tabs of a session stay apart in it."""

    name = "rrweb"
    title = "Session recording (rrweb)"
    kind = SourceKind.RECORDING
    joins_parts = False
    needs = (
        "rrweb events, each with type and timestamp: a JSON list, one a line, in the exports of PostHog, Sentry, "
        "Amplitude or Highlight, packed or gzipped."
    )

    def claims(self, head: Head) -> Claim:
        """Sure when events are seen; half sure of what holds some and cannot be read, to say what to do with it."""
        return claim_of(head.data, head.path.name)

    def propose(self, head: Head) -> Proposal:
        """The first events, and whose recording it seems to be."""
        with _collector_paused():
            return self._proposal(head)

    def _proposal(self, head: Head) -> Proposal:
        found = _beginning(head)
        first = found.recordings[0]
        owner = find_owner(first, head.path.name, {})
        whose = ", ".join(owner.keys) if owner.is_known else "nobody known"
        count = f"{len(found.recordings):,} recordings, the first " if len(found.recordings) > 1 else ""
        rows = tuple(_preview(event) for event in first.events[:5])
        for recorded in found.recordings:
            let_go(recorded.events)
        claim = self.claims(head)
        return Proposal(
            file=head.path.name, format=self.name, kind=self.kind, confidence=claim.confidence,
            reason=f"{claim.reason or 'rrweb events'}; {count}recorded from {whose}", mapping=Mapping(self.name),
            header=("time", "event", "page"), rows=rows,
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The recordings.

        `mapping.options` may say `user`, `session` (of a single one), a `file_pattern`, and `cut = keep`.
        """
        with _collector_paused():
            reading = _Readings(path.name, mapping.options, progress, terms).of(path)
        yield reading


READER = RrwebReader()


class _Readings:
    """The reading of one file."""

    def __init__(self, name: str, options: dict[str, str], progress: Progress, terms: Terms) -> None:
        self._name, self._options, self._progress, self._terms = name, options, progress, terms
        self._account = Account(name)
        self._digests = set(terms.known_recordings)
        self._now_ms = int(datetime.now(UTC).timestamp() * 1000)

    def of(self, path: Path) -> Reading:
        keeps_cut = self._options.get("cut") == "keep"
        found = open_container(_content(path, self._progress), self._name, self._progress, keeps_cut=keeps_cut)
        heeding = self._progress.heeding
        times = [event["timestamp"] for recorded in found.recordings for event in heeding(recorded.events)]
        span_ms = (int(min(times)), int(max(times)))
        for number in range(1, len(found.recordings) + 1):
            self._take(found, number)
        report = self._account.report(found, span_ms)
        return Reading(report=report, recordings=tuple(tape.recording for tape in self._account.tapes))

    def _take(self, found: Sorted, number: int) -> None:
        """One session of the file: walked through and let go, unless the study has it."""
        recorded = found.recordings[number - 1]
        events = sorted(recorded.events, key=lambda event: event["timestamp"])
        try:
            self._take_in_order(found, recorded, events, number)
        except Cancelled:
            let_go_later(events, *(left.events for left in found.recordings))
            raise
        let_go(events)

    def _take_in_order(self, found: Sorted, recorded: Recorded, events: list[dict[str, Any]], number: int) -> None:
        times = [event["timestamp"] for event in recorded.events]
        self._account.twins += count_twins(self._progress.heeding(events))
        recorded.events.clear()
        digest = digest_of(self._progress.heeding(events))
        if digest in self._digests:
            self._account.skip(len(events))
        else:
            self._digests.add(digest)
            recorded.events += events
            owner = self._owner(recorded, number if len(found.recordings) > 1 else 0)
            warnings = [*owner.warnings, *doubts(times, self._now_ms, self._name)]
            walk = walked(events, self._progress, keeps_typed=self._terms.keep_personal)
            self._account.add(made(events, owner, digest, walk, self._progress), warnings)
            recorded.events.clear()

    def _owner(self, recorded: Recorded, number: int) -> Owner:
        """Whose it is; one of several in a file has no session of the file's."""
        if not number:
            return find_owner(recorded, self._name, self._options)
        options = {name: value for name, value in self._options.items() if name == "user"}
        owner = find_owner(recorded, self._name, options)
        if owner.session != stem_of(self._name):
            return owner
        session = f"{owner.session} {number}"
        return replace(owner, session=session, keys=owner.keys if owner.is_known else (f"session:{session}",))


def _beginning(head: Head) -> Sorted:
    """The first events; of a large file without reading all of it where that can be done."""
    if head.is_whole:
        return open_container(head.data, head.path.name, keeps_cut=True)
    try:
        return open_container(head.data, head.path.name, keeps_cut=True)
    except ProblemError:
        return open_container(_content(head.path, Progress()), head.path.name, keeps_cut=True)


def _content(path: Path, progress: Progress) -> bytearray:
    """The file's bytes, unzipped; raises ProblemError when they cannot be had or are too many."""
    content = bytearray()
    try:
        most = min(LARGEST_BYTES, max(FREE_EXPANSION_BYTES, MOST_EXPANSION * path.stat().st_size))
        with path.open("rb") as raw:
            is_gzip = raw.read(2) == GZIP
            raw.seek(0)
            source = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if is_gzip else raw)
            while piece := source.read(CHUNK_BYTES):
                content += piece
                progress.step(len(content), 0)
                if len(content) > most:
                    what = f"This recording is larger than {most >> 20:,} MB when unpacked."
                    raise ProblemError(path.name, what, "Export shorter sessions.")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise corrupt_gzip(path.name) from error
    except OSError as error:
        raise ProblemError(path.name, "The file cannot be read.", "Check that it is there and may be read.") from error
    return content


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
    return iso(int(event["timestamp"]) * 1000), _KINDS[event["type"]], clean_address(text(event["data"].get("href")))
