"""Totals of other tools (GA4 explorations, Plausible, Clarity, Hotjar, Crazy Egg, Mouseflow), kept as they are."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from convdesk.ingest.plain_text import plain_text
from convdesk.ingest.privacy import is_personal_name
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim, Reading
from convdesk.ingest.record_shape import shape_of
from convdesk.ingest.sniff import head_of, text_of
from convdesk.ingest.totals import tables_in, totals_of
from convdesk.model.imports import ImportReport, Proposal, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.reference import ReferenceTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.ingest.reader import Head, Terms
    from convdesk.ingest.totals import Totals
    from convdesk.model.progress import Progress

SURE = 0.96
PREVIEW_ROWS = 12
LARGEST_BYTES = 64 << 20


class ReferenceReader:
    """Tables of totals: named, kept and shown, never counted."""

    name = "reference"
    title = "Table of totals"
    kind = SourceKind.REFERENCE
    joins_parts = False
    needs = "Totals of GA4 explorations, Plausible, Clarity, Hotjar, Crazy Egg or Mouseflow; kept to compare with."

    def claims(self, head: Head) -> Claim:
        """Sure of the tools' own headers."""
        found = totals_of(shape_of(head))
        return Claim(SURE, found.sentence) if found else NO_CLAIM

    def propose(self, head: Head) -> Proposal:
        """The first table; raises ProblemError for what is no known table of totals."""
        found = _known(head)
        first = tables_in(text_of(head), found, head.path.name)[0]
        columns = tuple(_column(first, place) for place in range(len(first.header)))
        return Proposal(
            head.path.name, self.name, self.kind, SURE, found.sentence, Mapping(self.name, columns), first.header,
            first.rows[:PREVIEW_ROWS],
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """All tables of the file, without columns that say who somebody is."""
        found = _known(head_of(path))
        with TemporaryDirectory() as folder:
            text = plain_text(path, Path(folder), progress)
            if text.path.stat().st_size > LARGEST_BYTES:
                what = f"This table of totals is larger than {LARGEST_BYTES >> 20} MB."
                raise ProblemError(path.name, what, "Export fewer rows.")
            tables = tables_in(text.path.read_text("utf-8", "replace").removeprefix("\ufeff"), found, path.name)
        left_out = {column.name for column in mapping.columns if column.role is Role.SKIP}
        names = dict.fromkeys(name for table in tables for name in table.header)
        left_out |= {name for name in names if is_personal_name(name) and not terms.keep_personal}
        rows = sum(len(table.rows) for table in tables)
        told = Problem(path.name, found.sentence, "It is kept as a reference table: convdesk show prints it.")
        report = ImportReport(
            path.name, self.name, self.kind, read=rows, kept=rows, warnings=(told, *text.warnings),
            personal=tuple(name for name in names if name in left_out),
        )  # fmt: skip
        yield Reading(report, references=tuple(_without(table, left_out) for table in tables))


def _known(head: Head) -> Totals:
    found = totals_of(shape_of(head))
    if found is None:
        what = "This is no table of totals that is known."
        raise ProblemError(head.path.name, what, "Leave the format out to let it be found.")
    return found


def _column(table: ReferenceTable, place: int) -> Column:
    name = table.header[place]
    role = Role.SKIP if is_personal_name(name) else Role.PROPERTY
    return Column(name, role, tuple(dict.fromkeys(row[place][:200] for row in table.rows if row[place]))[:3])


def _without(table: ReferenceTable, left_out: set[str]) -> ReferenceTable:
    kept = [place for place, name in enumerate(table.header) if name not in left_out]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return ReferenceTable(table.title, tuple(table.header[place] for place in kept), rows)


READER = ReferenceReader()
