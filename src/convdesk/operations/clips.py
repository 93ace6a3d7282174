"""Clips: stretches and moments of recordings as films and pictures, and as evidence."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from convdesk.model.finding import LARGEST_FILM_BYTES, EvidenceKind, Severity
from convdesk.model.moment import zone_of
from convdesk.model.page import PagePicture
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.findings import add_finding, list_findings
from convdesk.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.model.finding import Evidence, Finding
    from convdesk.operations.findings import Piece
    from convdesk.operations.study import Study

QUALITY = 80


@dataclass(frozen=True)
class Footage:
    """What was seen: a picture as PNG, and a film of the stretch as WebM, empty where there is none."""

    picture: bytes
    film: bytes = b""


def write_film(out: Path, size: tuple[int, int], chunks: Sequence[tuple[int, bool, bytes]], lasts_ms: int) -> Path:
    """Write VP8 frames as WebM of `lasts_ms`, whole or not at all; raises ProblemError."""
    from convdesk.export.swap import beside

    film = film_of(size, chunks, lasts_ms, where=out.name)
    with beside(out) as made:
        made.write_bytes(film)
    return out


def film_of(
    size: tuple[int, int], chunks: Sequence[tuple[int, bool, bytes]], lasts_ms: int, *, where: str = "the film"
) -> bytes:
    """VP8 frames as the bytes of a WebM file; raises ProblemError where there are none."""
    from convdesk.export.webm import Chunk, webm

    if not chunks:
        raise ProblemError(where, "The film has no frames.", "Choose a longer stretch.")
    in_order = sorted((Chunk(*chunk) for chunk in chunks), key=lambda chunk: chunk.at_ms)
    return webm(size, in_order, lasts_ms)


def write_moving_picture(
    out: Path, frames: Sequence[tuple[int, bytes]], lasts_ms: int, progress: Progress | None = None
) -> Path:
    """Write frames (ms from the beginning, PNG) as an animated WebP of `lasts_ms`, whole or not at all.

    Raises ProblemError, Cancelled.
    """
    from PIL import Image

    from convdesk.export.swap import beside

    if not frames:
        raise ProblemError(out.name, "The clip has no frames.", "Choose a longer stretch.")
    progress = progress or Progress()

    def pictures(begin: int) -> Iterator[Image.Image]:
        for number in range(begin, len(frames)):
            progress.step(number, len(frames))
            with Image.open(io.BytesIO(frames[number][1])) as picture:
                yield picture.convert("RGB")

    times = [*(at_ms for at_ms, _ in frames), lasts_ms]
    seen_ms = [ends - begins for begins, ends in pairwise(times)]
    with beside(out) as made:
        first = next(pictures(0))
        first.save(
            made, "WEBP", save_all=True, append_images=pictures(1), duration=seen_ms, loop=0, quality=QUALITY, method=2
        )
    return out


def write_picture(out: Path, png: bytes) -> Path:
    """Write a picture, whole or not at all; raises ProblemError."""
    from convdesk.export.swap import beside

    with beside(out) as made:
        made.write_bytes(png)
    return out


def add_moment(study: Study, title: str, recording: str, span: tuple[int, int | None], seen: Footage) -> Finding:
    """A finding that rests on a moment of a recording, or on a stretch of it (UTC ms), with its picture and film.

    Raises ProblemError, also for a film of more than LARGEST_FILM_BYTES.
    """
    return add_finding(study, title, severity=Severity.MINOR, evidence=[moment_evidence(study, recording, span, seen)])


def moment_evidence(study: Study, recording: str, span: tuple[int, int | None], seen: Footage) -> Piece:
    """A moment or stretch of a recording as evidence; picture and film are kept in the study. Raises ProblemError."""
    from PIL import Image

    _refuse_large(seen.film)
    with Image.open(io.BytesIO(seen.picture)) as picture:
        width, height = picture.size
    image, film = (hashlib.sha256(data).hexdigest() for data in (seen.picture, seen.film))
    details = {"recording": recording, "at_ms": span[0], "to_ms": span[1], "image": image}
    with study.workspace.known_problems(), study.workspace.history.edit("Keep a picture") as edit:
        rows.insert_image(edit.connection, PagePicture("", "", width, height, image), seen.picture)
        if seen.film:
            rows.insert_film(edit.connection, film, recording, seen.film)
            details["film"] = film
    return EvidenceKind.MOMENT, details


def moment_picture(study: Study, evidence: Evidence) -> bytes:
    """The picture of a moment that is evidence, as PNG."""
    return rows.image_bytes(study.workspace, evidence.details["image"])


def moment_film(study: Study, evidence: Evidence) -> bytes:
    """The film of a stretch that is evidence, as WebM; empty where only its picture was kept."""
    film = evidence.details.get("film")
    return rows.film_bytes(study.workspace, film) if film else b""


def write_evidence_film(study: Study, evidence_id: str, folder: Path) -> Path:
    """Write the film of a piece of evidence into a folder. Raises ProblemError where there is none."""
    found = _moment(study, evidence_id)
    try:
        film = moment_film(study, found) if found else b""
    except KeyError:
        film = b""
    if found is None or not film:
        raise ProblemError("film", "There is no film of this moment in the study.", "Film the stretch once more.")
    return write_picture(folder / f"{found.details['film'][:12]}.webm", film)


def evidence_picture(study: Study, evidence_id: str) -> bytes:
    """The picture of a piece of evidence, as PNG; empty where there is none any more."""
    found = _moment(study, evidence_id)
    try:
        return moment_picture(study, found) if found else b""
    except KeyError:
        return b""


def _moment(study: Study, evidence_id: str) -> Evidence | None:
    pieces = (piece for finding in list_findings(study) for piece in finding.evidence)
    return next((one for one in pieces if one.id == evidence_id and one.kind is EvidenceKind.MOMENT), None)


def _refuse_large(film: bytes) -> None:
    if len(film) > LARGEST_FILM_BYTES:
        most, own = (f"{size / 1_000_000:.0f} MB" for size in (LARGEST_FILM_BYTES, len(film)))
        what = f"The film of this stretch has {own}; a finding keeps at most {most}."
        raise ProblemError("film", what, "Choose a shorter stretch, or save the clip as a file.")


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
