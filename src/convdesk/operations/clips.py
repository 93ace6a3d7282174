"""Clips: stretches and moments of recordings as films and pictures, and as evidence."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from convdesk.model.finding import EvidenceKind, Severity
from convdesk.model.moment import zone_of
from convdesk.model.page import PagePicture
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.findings import add_finding
from convdesk.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.model.finding import Evidence, Finding
    from convdesk.operations.findings import Piece
    from convdesk.operations.study import Study

QUALITY = 80


def write_film(out: Path, size: tuple[int, int], chunks: Sequence[tuple[int, bool, bytes]], frame_ms: int) -> Path:
    """Write VP8 frames as WebM, whole or not at all; raises ProblemError."""
    from convdesk.export.swap import beside
    from convdesk.export.webm import Chunk, write_webm

    if not chunks:
        raise ProblemError(out.name, "The film has no frames.", "Choose a longer stretch.")
    in_order = sorted((Chunk(*chunk) for chunk in chunks), key=lambda chunk: chunk.at_ms)
    with beside(out) as made:
        write_webm(made, size, in_order, in_order[-1].at_ms + frame_ms)
    return out


def write_moving_picture(out: Path, frames: Sequence[bytes], frame_ms: int, progress: Progress | None = None) -> Path:
    """Write PNG frames as an animated WebP, whole or not at all; raises ProblemError, Cancelled."""
    from PIL import Image

    from convdesk.export.swap import beside

    if not frames:
        raise ProblemError(out.name, "The clip has no frames.", "Choose a longer stretch.")
    progress = progress or Progress()

    def pictures(begin: int) -> Iterator[Image.Image]:
        for number in range(begin, len(frames)):
            progress.step(number, len(frames))
            with Image.open(io.BytesIO(frames[number])) as picture:
                yield picture.convert("RGB")

    with beside(out) as made:
        first = next(pictures(0))
        first.save(
            made, "WEBP", save_all=True, append_images=pictures(1), duration=frame_ms, loop=0, quality=QUALITY, method=2
        )
    return out


def write_picture(out: Path, png: bytes) -> Path:
    """Write a picture, whole or not at all; raises ProblemError."""
    from convdesk.export.swap import beside

    with beside(out) as made:
        made.write_bytes(png)
    return out


def add_moment(study: Study, title: str, recording: str, span: tuple[int, int | None], png: bytes) -> Finding:
    """A finding that rests on a moment of a recording, or on a stretch of it (UTC ms), with its picture."""
    return add_finding(study, title, severity=Severity.MINOR, evidence=[moment_evidence(study, recording, span, png)])


def moment_evidence(study: Study, recording: str, span: tuple[int, int | None], png: bytes) -> Piece:
    """A moment or stretch of a recording as evidence; its picture is kept in the study. Raises ProblemError."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        width, height = picture.size
    image = hashlib.sha256(png).hexdigest()
    with study.workspace.known_problems(), study.workspace.history.edit("Keep a picture") as edit:
        rows.insert_image(edit.connection, PagePicture("", "", width, height, image), png)
    details = {"recording": recording, "at_ms": span[0], "to_ms": span[1], "image": image}
    return EvidenceKind.MOMENT, details


def moment_picture(study: Study, evidence: Evidence) -> bytes:
    """The picture of a moment that is evidence, as PNG."""
    return rows.image_bytes(study.workspace, evidence.details["image"])


def moment_words(study: Study, details: dict[str, Any]) -> str:
    """Whose moment it is, when it was, and how long the stretch; a recording that is gone is said to be."""
    number = next((n for n, one in enumerate(study.loaded().recordings) if one.id == details["recording"]), None)
    if number is None:
        return "a recording that is not in the study any more"
    actor = int(study.loaded().recording_actors[number])
    who = study.loaded().people.names[actor] if actor >= 0 else study.loaded().recordings[number].session
    begins = datetime.fromtimestamp(details["at_ms"] / 1000, UTC).astimezone(zone_of(study.zone))
    ends = details["to_ms"]
    length = f", {(ends - details['at_ms']) / 1000:.0f} s" if ends else ""
    return f"{who}, {begins.day} {begins:%b %Y, %H:%M:%S}{length}"
