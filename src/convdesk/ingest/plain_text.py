"""Text as the bulk reader wants it: unpacked, UTF-8, one kind of line end; looked through once before it is read."""

from __future__ import annotations

import codecs
import errno
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import IO, TYPE_CHECKING

import numpy as np

from convdesk.ingest.sniff import GZIP, HEAD_BYTES, corrupt_gzip, encoding_of, is_utf8
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.model.progress import Progress

CHUNK_BYTES = 1 << 18
"""Small enough to stay in the processor's cache: the look through is three times as fast as with 4 MB."""
STRETCH_BYTES = 1 << 25
MOST_EXPANSION = 200
FREE_EXPANSION_BYTES = 256 << 20
"""A packed file may grow to this many bytes, or to `MOST_EXPANSION` times its size where that is more."""


_FEED = 10


@dataclass(frozen=True)
class PlainText:
    """A text file the bulk reader can read; `lines` counts physical ones, the last without an end too."""

    path: Path
    where: str
    lines: int
    newline: str
    warnings: tuple[Problem, ...] = ()
    counts: tuple[int, ...] = ()
    """How often each of the pairs of bytes occurs that were asked for."""


@dataclass
class _Survey:
    """What a look through the bytes found."""

    feeds: int = 0
    returns: int = 0
    pairs: int = 0
    is_utf8: bool = True
    has_marks: bool = False
    """Whether byte order marks stand where they mean nothing."""
    ends_open: bool = False
    nul_line: int | None = None
    counts: tuple[int, ...] = ()

    @property
    def is_mixed(self) -> bool:
        """Whether lines end in several ways, or as on the first Macintosh."""
        return self.returns > self.pairs or 0 < self.pairs < self.feeds


def plain_text(path: Path, folder: Path, progress: Progress, pairs: Sequence[bytes] = ()) -> PlainText:
    """The file itself where it is plain, else a plain copy in the folder; raises ProblemError.

    `pairs` of bytes are counted on the way.
    """
    where = path.name
    source = _unpacked(path, folder / "unpacked", progress)
    with source.open("rb") as file:
        encoding = encoding_of(file.read(HEAD_BYTES))
    if encoding.startswith("utf-16"):
        source = _transcoded(source, folder / "plain", encoding, progress)
        warning = Problem(where, "The file is UTF-16.", "Nothing needs to be done: it was read as such.")
        return replace(_looked_through(source, where, folder, _Look(progress, pairs)), warnings=(warning,))
    return _looked_through(source, where, folder, _Look(progress, pairs))


def nul_bytes(where: str, line: int) -> ProblemError:
    """What is said of a text with NUL bytes."""
    what = "The file has NUL bytes: it is damaged, or no text."
    return ProblemError(f"{where}, line {line}", what, "Export it again as CSV or JSON lines.")


def _looked_through(source: Path, where: str, folder: Path, look: _Look) -> PlainText:
    survey = look.through(source)
    if survey.nul_line is not None:
        raise nul_bytes(where, survey.nul_line)
    warnings: tuple[Problem, ...] = ()
    if survey.is_mixed or survey.has_marks or not survey.is_utf8:
        source, odd = _mended(source, folder / "mended", look.progress)
        warnings = (_mended_warning(where, odd),) if odd else ()
        survey = look.through(source)
    lines = survey.feeds + int(survey.ends_open)
    return PlainText(source, where, lines, r"\r\n" if survey.pairs else r"\n", warnings, survey.counts)


def _mended_warning(where: str, odd: int) -> Problem:
    lines = "1 line was" if odd == 1 else f"{odd:,} lines were"
    what = f"The file is not all UTF-8: {lines} read as Windows-1252."
    return Problem(where, what, "Look at names with accents; export it as UTF-8 if they are wrong.")


@dataclass(frozen=True)
class _Look:
    """A look through the bytes of a file, which counts some pairs of them too."""

    progress: Progress
    pairs: Sequence[bytes]

    def through(self, source: Path) -> _Survey:
        """Look through a whole file, two stretches at a time."""
        cuts = _line_starts(source)
        stretches = list(zip(cuts, [*cuts[1:], source.stat().st_size], strict=True))
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(lambda stretch: self._through_stretch(source, stretch), stretches)
            return reduce(_added, found, _Survey(counts=(0,) * len(self.pairs)))

    def _through_stretch(self, source: Path, stretch: tuple[int, int]) -> _Survey:
        found = _Survey()
        decoder = codecs.getincrementaldecoder("utf-8")()
        counts, last = np.zeros(len(self.pairs), np.int64), b""
        for chunk in _chunks(source, self.progress, "Looking through the file", stretch):
            if found.nul_line is None and b"\0" in chunk:
                found.nul_line = found.feeds + chunk.count(b"\n", 0, chunk.index(b"\0")) + 1
            is_plain = chunk.isascii()
            if not is_plain and b"\xef" in chunk:
                is_first = not stretch[0] and not found.feeds
                found.has_marks = found.has_marks or chunk.find(codecs.BOM_UTF8, int(is_first)) >= 0
            found.feeds += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _FEED))
            if b"\r" in chunk:
                found.returns += chunk.count(b"\r")
                found.pairs += chunk.count(b"\r\n")
            found.is_utf8 = found.is_utf8 and ((is_plain and not decoder.getstate()[0]) or _goes_on(decoder, chunk))
            found.ends_open = not chunk.endswith((b"\n", b"\r"))
            if self.pairs:
                counts += _pair_counts(last + chunk, self.pairs)
                last = chunk[-1:]
        found.counts = tuple(counts.tolist())
        return found


def _pair_counts(text: bytes, pairs: Sequence[bytes]) -> list[int]:
    """How often each pair of bytes occurs in a text: among the pairs from its first byte on, and from its second."""
    halves = [np.frombuffer(text, "<u2", (len(text) - start) // 2, start) for start in (0, 1) if len(text) > start + 1]
    codes = [int.from_bytes(pair, "little") for pair in pairs]
    return [sum(int(np.count_nonzero(half == code)) for half in halves) for code in codes]


def _line_starts(source: Path) -> list[int]:
    """Where to cut a file into stretches of whole lines; one stretch where lines have no ends to cut at."""
    starts = [0]
    with source.open("rb") as file:
        for near in range(STRETCH_BYTES, source.stat().st_size, STRETCH_BYTES):
            file.seek(near)
            if file.readline(CHUNK_BYTES).endswith(b"\n"):
                starts.append(file.tell())
    return list(dict.fromkeys(starts))


def _added(before: _Survey, after: _Survey) -> _Survey:
    """Two stretches, one after the other, as one."""
    nul_line = before.nul_line
    if nul_line is None and after.nul_line is not None:
        nul_line = before.feeds + after.nul_line
    return _Survey(
        before.feeds + after.feeds, before.returns + after.returns, before.pairs + after.pairs,
        before.is_utf8 and after.is_utf8, before.has_marks or after.has_marks, after.ends_open, nul_line,
        tuple(one + other for one, other in zip(before.counts, after.counts, strict=True)),
    )  # fmt: skip


def _goes_on(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    """Whether a chunk goes on as UTF-8."""
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(source: Path, progress: Progress, text: str, stretch: tuple[int, int] | None = None) -> Iterator[bytes]:
    """A file, or a stretch of it, in pieces that never cut a CRLF in two."""
    size = source.stat().st_size
    done, end = stretch or (0, size)
    with source.open("rb", buffering=0) as file:
        file.seek(done)
        while chunk := file.read(min(CHUNK_BYTES, end - done)):
            while chunk.endswith(b"\r") and (more := file.read(1)):
                chunk += more
            done += len(chunk)
            progress.step(done, size, text)
            yield chunk


def _mended(source: Path, target: Path, progress: Progress) -> tuple[Path, int]:
    """A copy in UTF-8 with LF ends and without byte order marks, and how many lines had to be read as Windows-1252."""
    odd, rest = 0, b""
    with _writing(target) as out:
        for chunk in _chunks(source, progress, "Reading the text"):
            whole, feed, rest = (rest + chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).rpartition(b"\n")
            odd += _write_utf8(out, whole + feed)
        odd += _write_utf8(out, rest)
    return target, odd


def _write_utf8(out: IO[bytes], lines: bytes) -> int:
    lines = lines.replace(codecs.BOM_UTF8, b"")
    if is_utf8(lines) and not lines[-1:] > b"\x7f":
        out.write(lines)
        return 0
    odd = 0
    for line in lines.splitlines(keepends=True):
        try:
            line.decode("utf-8")
            out.write(line)
        except UnicodeDecodeError:
            out.write(line.decode("cp1252", "replace").encode("utf-8"))
            odd += 1
    return odd


def _transcoded(source: Path, target: Path, encoding: str, progress: Progress) -> Path:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with _writing(target) as out:
        for chunk in _chunks(source, progress, "Reading the text"):
            out.write(decoder.decode(chunk).encode("utf-8", "replace"))
        out.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    return target


def _unpacked(path: Path, target: Path, progress: Progress) -> Path:
    """The file itself, or what gzip hides in it; raises ProblemError for a damaged or a boundless one."""
    with path.open("rb") as file:
        if file.read(2) != GZIP:
            return path
    most = max(FREE_EXPANSION_BYTES, MOST_EXPANSION * path.stat().st_size)
    written = 0
    with _writing(target) as out:
        try:
            for piece in _unzipped(path, progress):
                written += len(piece)
                if written > most:
                    raise _too_large(path.name, most)
                out.write(piece)
        except zlib.error as error:
            raise corrupt_gzip(path.name) from error
    return target


def _unzipped(path: Path, progress: Progress) -> Iterator[bytes]:
    """What gzip hides, in pieces of at most a chunk, through all its members."""
    unpack = zlib.decompressobj(31)
    for packed in _chunks(path, progress, "Unpacking"):
        while packed:
            if unpack.eof:
                unpack = zlib.decompressobj(31)
            yield unpack.decompress(packed, CHUNK_BYTES)
            packed = unpack.unused_data.lstrip(b"\0") if unpack.eof else unpack.unconsumed_tail
    if not unpack.eof:
        raise corrupt_gzip(path.name)


def _too_large(where: str, most: int) -> ProblemError:
    what = f"The packed file unpacks to more than {most >> 20:,} MB, {MOST_EXPANSION} times its size or more."
    return ProblemError(where, what, "If it really holds that many events, unpack it first and import the result.")


@contextmanager
def _writing(target: Path) -> Iterator[IO[bytes]]:
    """A new file to write to; a full disk becomes a ProblemError."""
    try:
        with target.open("wb") as file:
            yield file
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        what = "There is no room for the unpacked text in the temporary folder."
        raise ProblemError(str(target.parent), what, "Free some space on that disk.") from error
