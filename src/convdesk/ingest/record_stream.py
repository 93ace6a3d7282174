"""The raw records of a file, or of a folder of parts one after the other: never all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from convdesk.ingest.record_forms import Opened
from convdesk.ingest.record_shape import Shape, parts_in, shape_of_file
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convdesk.ingest.record_forms import Placed, RecordForm
    from convdesk.model.progress import Progress

PLACE_BITS = 40
"""A place is the number of the part, then so many bits for the number of the line, item or row in it."""

_NUMBERED = re.compile(r"^\d{5}-(?=.)")


class Place(int):
    """A line, item or row of one of several parts; it sorts like a number and says in which part it is."""

    part: str

    def __new__(cls, place: int, part: str) -> Place:
        made = super().__new__(cls, place)
        made.part = part
        return made

    def __str__(self) -> str:
        return f"{int(self) & (1 << PLACE_BITS) - 1} of {self.part}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass
class RecordStream:
    """The records of all parts; `form_of` says in which form a part's records are.

    After it has been walked through, `warnings` says what to look at and `line_word` what a place is called.
    """

    path: Path
    folder: Path
    progress: Progress
    form_of: Callable[[Shape], RecordForm]
    warnings: list[Problem] = field(default_factory=list)
    line_word: str = "line"

    def __post_init__(self) -> None:
        found = parts_in(self.path)
        self._parts = [part for part in found if part.stat().st_size] or found
        if not self._parts:
            raise ProblemError(self.path.name, "There are no files in this folder.", "Choose the files themselves.")

    def __iter__(self) -> Iterator[Placed]:
        for number, part in enumerate(self._parts):
            form = self.form_of(shape_of_file(part))
            self.line_word = form.line_word
            with TemporaryDirectory(dir=self.folder) as folder:
                opened = Opened(part, Path(folder), self.progress)
                if number:
                    before = number << PLACE_BITS
                    for place, record in form.records(opened):
                        yield before + place, record
                else:
                    yield from form.records(opened)
                self._note(opened.warnings)

    def place(self, place: int) -> int:
        """A place as people shall read it."""
        if len(self._parts) == 1:
            return place
        return Place(place, _NUMBERED.sub("", self._parts[place >> PLACE_BITS].name))

    def _note(self, warnings: list[Problem]) -> None:
        """Keep what is new: a hundred parts in one odd encoding are warned of once."""
        known = {warning.what for warning in self.warnings}
        self.warnings += [warning for warning in warnings if warning.what not in known]
