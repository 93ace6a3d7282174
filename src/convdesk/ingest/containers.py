"""Folders, zip archives and files packed in one another, laid out as plain files that a reader can be given."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from convdesk.ingest.plain_text import FREE_EXPANSION_BYTES, MOST_EXPANSION
from convdesk.ingest.sniff import GZIP, corrupt_gzip
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from convdesk.model.progress import Progress

ZIP = b"PK\x03\x04"
INSIDE = " › "
DEEPEST = 4
MOST_MEMBERS = 20_000
CHUNK_BYTES = 1 << 20
_SPREADSHEET = "xl/workbook.xml"
_DOCUMENTS = {
    "word/document.xml": "a Word document", "ppt/presentation.xml": "a presentation",
    "content.xml": "an OpenDocument file",
}  # fmt: skip
_NOT_DATA = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Part:
    """One file that can be read: where it is, and how it is called for people (`export.zip › july.json`)."""

    path: Path
    label: str


@dataclass
class Layout:
    """What was handed over: the files in it, and the containers that could not be opened."""

    parts: list[Part] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)


def lay_out(paths: Iterable[Path], folder: Path, progress: Progress) -> Layout:
    """All files in some files, folders and archives, in order of their names; archives are unpacked into the folder."""
    layout = Layout()
    for path in paths:
        _Unpacking(folder, progress, layout).add(path, path.name or str(path), 0)
    return layout


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive and no spreadsheet or document."""
    return _starts_with(path, ZIP) and _kind_of(path) is None


@dataclass(frozen=True)
class _Unpacking:
    folder: Path
    progress: Progress
    layout: Layout

    def add(self, path: Path, label: str, depth: int) -> None:
        """Add a file, or what is in it; a container that cannot be opened is refused by name."""
        self.progress.raise_if_cancelled()
        if path.is_dir():
            self._add_all(path, label, depth)
            return
        try:
            if path.exists() and not path.is_file():
                raise ProblemError(label, "This is no file.", "Choose a file, a folder or a zip archive.")
            if _starts_with(path, ZIP) and not _is_spreadsheet(path):
                self._unzip(path, label, depth)
            elif _starts_with(path, GZIP) and _hides_container(path):
                self.add(self._gunzipped(path, label), label, _deeper(depth, label))
            else:
                self.layout.parts.append(Part(path, label))
        except ProblemError as error:
            self.layout.refused.append((label, error.problem))

    def _unzip(self, path: Path, label: str, depth: int) -> None:
        target = self._place(path.name)
        try:
            with zipfile.ZipFile(path) as archive:
                members = _members(archive, label)
                if min(member.header_offset for member in archive.infolist()):
                    raise zipfile.BadZipFile("the directory that was found is that of an archive inside")
                room = _Room(path.stat().st_size, label)
                for member in members:
                    with archive.open(member) as source:
                        _copied(source, _inside(target, member.filename, label), room, self.progress)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            what = "The zip archive is damaged, cut off, or packed in an unknown way."
            raise ProblemError(label, what, "Copy it again, or unpack it and import the files.") from error
        self._add_all(target, label, _deeper(depth, label))

    def _add_all(self, folder: Path, label: str, depth: int) -> None:
        before = len(self.layout.parts) + len(self.layout.refused)
        for inner in _files_in(folder):
            self.add(inner, label + INSIDE + inner.relative_to(folder).as_posix(), depth)
        if len(self.layout.parts) + len(self.layout.refused) == before:
            problem = Problem(label, "There are no files in this folder.", "Choose the folder with the exports.")
            self.layout.refused.append((label, problem))

    def _gunzipped(self, path: Path, label: str) -> Path:
        import gzip

        name = path.name.removesuffix(".gz") or path.name
        target = self._place(name) / name
        try:
            with gzip.open(path) as source:
                _copied(cast("IO[bytes]", source), target, _Room(path.stat().st_size, label), self.progress)
        except (OSError, EOFError, zlib.error) as error:
            raise corrupt_gzip(label) from error
        return target

    def _place(self, name: str) -> Path:
        """A folder of that name, in a new one, so that two archives of one name do not meet."""
        number = sum(1 for _ in self.folder.iterdir())
        place = self.folder / str(number) / name
        place.mkdir(parents=True)
        return place


@dataclass
class _Room:
    """How much may still be unpacked from one archive: a small one that grows without end is a trap."""

    packed_bytes: int
    label: str
    taken_bytes: int = 0

    def take(self, count: int) -> None:
        self.taken_bytes += count
        if self.taken_bytes > max(FREE_EXPANSION_BYTES, MOST_EXPANSION * self.packed_bytes):
            what = f"It grows to more than {MOST_EXPANSION} times its size when unpacked."
            raise ProblemError(self.label, what, "If it is meant to, unpack it yourself and import the files.")


def _starts_with(path: Path, magic: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError:
        return False


def _kind_of(path: Path) -> str | None:
    """The first name by which a zip file is known as a spreadsheet or a document; None for an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return None
    if "content.xml" in names and "mimetype" not in names:
        names.discard("content.xml")
    return next((name for name in (_SPREADSHEET, *_DOCUMENTS) if name in names), None)


def _is_spreadsheet(path: Path) -> bool:
    """Whether it is a spreadsheet; raises ProblemError for documents that hold no data."""
    kind = _kind_of(path)
    if kind in _DOCUMENTS:
        raise ProblemError(path.name, f"This is {_DOCUMENTS[kind]}.", "Export the data itself as CSV or XLSX.")
    return kind == _SPREADSHEET


def _members(archive: zipfile.ZipFile, label: str) -> list[zipfile.ZipInfo]:
    """The files of an archive; raises ProblemError for one that cannot or must not be unpacked."""
    members = [one for one in archive.infolist() if not one.is_dir() and _is_data(PurePosixPath(one.filename))]
    if not members:
        raise ProblemError(label, "The archive is empty.", "Export it again.")
    if len(members) > MOST_MEMBERS:
        what = f"The archive holds {len(members):,} files; at most {MOST_MEMBERS:,} can be read at once."
        raise ProblemError(label, what, "Unpack it and import part of the files.")
    if any(one.flag_bits & _ENCRYPTED for one in members):
        raise ProblemError(label, "The archive has a password.", "Unpack it and import the files.")
    room = _Room(sum(one.compress_size for one in members), label)
    room.take(sum(one.file_size for one in members))
    return members


def _inside(folder: Path, name: str, label: str) -> Path:
    """Where a member goes; raises ProblemError for a name that leads out of the folder."""
    plain = PurePosixPath(name.replace("\\", "/"))
    if plain.is_absolute() or ".." in plain.parts or ":" in plain.parts[0] or "\0" in name:
        what = f"The archive would write outside its own folder (“{name[:80]}”)."
        raise ProblemError(label, what, "Do not trust it; ask for the files in another form.")
    return folder.joinpath(*plain.parts)


def _copied(source: IO[bytes], target: Path, room: _Room, progress: Progress) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while chunk := source.read(CHUNK_BYTES):
                room.take(len(chunk))
                file.write(chunk)
                progress.raise_if_cancelled()
    except OSError as error:
        if isinstance(error, zipfile.BadZipFile):
            raise
        what = f"It could not be unpacked: {error.strerror or error}."
        raise ProblemError(room.label, what, "Free some space, or unpack it yourself and import the files.") from error


def _hides_container(path: Path) -> bool:
    """Whether gzip hides another archive."""
    unpack = zlib.decompressobj(31)
    try:
        with path.open("rb") as file:
            first = unpack.decompress(file.read(1 << 12), len(ZIP))
    except (OSError, zlib.error):
        return False
    return first.startswith((ZIP, GZIP))


def _deeper(depth: int, label: str) -> int:
    if depth >= DEEPEST:
        what = f"Archives lie in archives, more than {DEEPEST} deep."
        raise ProblemError(label, what, "Unpack them and import the files.")
    return depth + 1


def _files_in(folder: Path) -> Iterator[Path]:
    """The files in a folder and its folders, but for hidden ones and what systems leave behind."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and _is_data(PurePosixPath(path.relative_to(folder).as_posix())):
            yield path


def _is_data(path: PurePosixPath) -> bool:
    return not any((part.startswith(".") and part != "..") or part in _NOT_DATA for part in path.parts)
