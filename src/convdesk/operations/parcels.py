"""What a researcher hands over at once: files, folders and archives, sorted into what is read together."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest import manifest, sniff
from convdesk.ingest.containers import INSIDE, lay_out
from convdesk.ingest.readers.table import choose
from convdesk.ingest.temporary_folder import temporary_folder
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress


@dataclass(frozen=True)
class Item:
    """What one import reads: a file, or a folder whose files are the parts of one export.

    `owners`: it says whose recordings are and is not imported itself. `problem`: it cannot be opened at all.
    `came_along`: it lay in a folder or archive, so that nobody asked for it by name.
    """

    path: Path
    label: str
    is_owners_list: bool = False
    problem: Problem | None = None
    came_along: bool = False


class Parcel:
    """The items of some paths; what archives hid lies in a temporary folder until the parcel is closed."""

    def __init__(self, paths: Sequence[Path], progress: Progress) -> None:
        with ExitStack() as opened:
            folder = opened.enter_context(temporary_folder()) if any(map(_may_hide_files, paths)) else None
            self.items = tuple(_items(paths, folder, progress))
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Parcel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _may_hide_files(path: Path) -> bool:
    """Whether something may have to be laid out; looking into a plain file alone needs no folder."""
    if not path.is_file():
        return path.exists()
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((b"PK", sniff.GZIP))
    except OSError:
        return False


def _items(paths: Sequence[Path], folder: Path | None, progress: Progress) -> Iterable[Item]:
    if folder is None:
        parts, refused = [(path, path.name or str(path)) for path in paths], []
    else:
        room = folder / "unpacked"
        room.mkdir()
        layout = lay_out(paths, room, progress)
        parts, refused = [(part.path, part.label) for part in layout.parts], layout.refused
    is_alone = len(parts) == 1
    found = [_item(path, label, is_alone=is_alone) for path, label in parts]
    yield from _joined(found, folder, progress)
    for label, problem in refused:
        yield Item(paths[0], label, problem=problem, came_along=INSIDE in label)


def _item(path: Path, label: str, *, is_alone: bool) -> Item:
    return Item(path, label, not is_alone and manifest.is_manifest(path), came_along=INSIDE in label)


def _joined(items: Sequence[Item], folder: Path | None, progress: Progress) -> Iterable[Item]:
    """The items, but parts of one export that lie in one folder or archive as one."""
    if folder is None:
        yield from items
        return
    together: dict[tuple[str, str], list[Item]] = {}
    order: list[tuple[str, str] | Item] = []
    for item in items:
        progress.raise_if_cancelled()
        reader = _joining_reader(item)
        key = (item.label.partition(INSIDE)[0], reader)
        if not reader:
            order.append(item)
        elif key in together:
            together[key].append(item)
        else:
            together[key] = [item]
            order.append(key)
    for one in order:
        if isinstance(one, Item):
            yield one
        elif len(together[one]) == 1:
            yield together[one][0]
        else:
            yield _bundle(together[one], one[0], folder)


def _joining_reader(item: Item) -> str:
    """The name of the reader that would read it together with others of its kind; none for most."""
    if item.is_owners_list or not item.came_along:
        return ""
    try:
        reader = choose(sniff.head_of(item.path))
    except ProblemError:
        return ""
    return reader.name if reader.joins_parts else ""


def _bundle(items: Sequence[Item], label: str, folder: Path) -> Item:
    """The parts of one export in a folder of their own, in order."""
    number = sum(1 for _ in folder.iterdir())
    place = folder / f"bundle-{number}" / label
    place.mkdir(parents=True)
    for at, item in enumerate(items):
        target = place / f"{at:05}-{item.path.name}"
        try:
            os.link(item.path, target)
        except OSError:
            shutil.copyfile(item.path, target)
    return Item(place, label)
