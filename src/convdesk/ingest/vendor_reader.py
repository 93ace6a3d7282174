"""A vendor's export as a reader: proposed from its first records, read through the vendor, then in bulk."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest import roles
from convdesk.ingest.event_database import temporary_database
from convdesk.ingest.event_import import import_events
from convdesk.ingest.flat_events import as_kept
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim
from convdesk.ingest.record_forms import TextLines
from convdesk.ingest.record_shape import Shape, shape_of
from convdesk.ingest.record_stream import RecordStream
from convdesk.ingest.sniff import head_of, refuse_foreign
from convdesk.ingest.unchanged import unchanged
from convdesk.ingest.vendor import SURE, RowProblem, Task
from convdesk.ingest.vendor_rows import write_events
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.reader import Head, Reading, Terms
    from convdesk.ingest.vendor import Event, Vendor
    from convdesk.ingest.vendor_rows import VendorRows
    from convdesk.model.answers import SurveyImport
    from convdesk.model.progress import Progress

PREVIEW_ROWS = 12
LINES_SHOWN = 200


class VendorReader:
    """The reader of one vendor's exports; a folder of parts is read like one file."""

    kind = SourceKind.EVENTS
    joins_parts = True

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self.name, self.title, self.needs = vendor.name, vendor.title, vendor.needs

    def claims(self, head: Head) -> Claim:
        """What the vendor's own rule says of the first records."""
        shape = shape_of(head)
        return self._vendor.claims(shape) if shape.records or shape.text else NO_CLAIM

    def propose(self, head: Head) -> Proposal:
        """The columns the first records give, with the vendor's roles; raises ProblemError when they give none."""
        refuse_without_records(head)
        events = self._first_events(shape_of(head), head.path.name)
        names = _in_order(events, self._vendor)
        columns = tuple(_column(name, events, self._vendor) for name in names)
        rows = tuple(tuple(as_kept(event.get(name)) for name in names) for event in events)
        claim = self.claims(head)
        return Proposal(
            head.path.name, self.name, self.kind, claim.confidence, claim.reason,
            Mapping(self.name, columns), names, rows[:PREVIEW_ROWS], roles.missing(columns), rows,
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """All records through the vendor, then coded and sorted; raises ProblemError or Cancelled."""
        head = head_of(path)
        refuse_without_records(head)
        with temporary_database(path.name, progress) as (database, folder):
            with unchanged(path):
                work = self._vendor.start(Task(shape_of(head), terms, mapping.options))
                stream = RecordStream(path, folder, progress, self._vendor.form_of)
                rows = write_events(self._vendor, work, stream, folder)
                outcome = work.outcome()
            rows.refused += outcome.left_out
            rows.warnings += [replace(one, where=one.where or path.name) for one in outcome.warnings]
            _refuse_nothing(rows)
            database.make_store(len(rows.names))
            reading = import_events(database, rows, self._completed(mapping, rows.names), self.name, terms=terms)
            yield _with_surveys(reading, outcome.surveys)

    def _first_events(self, shape: Shape, where: str) -> list[Event]:
        work = self._vendor.start(Task(shape, PLAIN_TERMS))
        form = self._vendor.form_of(shape)
        records = [*shape.records]
        if isinstance(form, TextLines):
            records = [form.record(line) for line in shape.text.splitlines()[:LINES_SHOWN]]
        found: list[Event] = []
        for _, record in work.gather(iter(enumerate(records, 1))):
            if isinstance(record, self._vendor.record_kind):
                with suppress(RowProblem):
                    found += [event for event in work.events(record) if isinstance(event, dict)]
        if not found and self._vendor.claims(shape).confidence < SURE / 2:
            what = f"The beginning of this file holds no event as {self.title} would."
            raise ProblemError(where, what, f"{self.needs} Leave the format out to let it be found.")
        return found

    def _completed(self, mapping: Mapping, names: Sequence[str]) -> Mapping:
        """The mapping with the vendor's roles for columns it does not name, and without those this file lacks."""
        told = {column.name: column for column in mapping.columns}
        given = {column.role for column in mapping.columns if column.role is not Role.PROPERTY}
        missing = self._vendor.roles.keys() - set(names)
        columns = [column for column in mapping.columns if column.name not in missing]
        for name in names:
            role = self._vendor.roles.get(name, Role.PROPERTY)
            if name not in told:
                columns.append(Column(name, Role.PROPERTY if role in given else role))
        return replace(mapping, columns=tuple(columns))


def refuse_without_records(head: Head) -> None:
    """Raise ProblemError for files that hold no records; spreadsheets may."""
    if not head.data.startswith(b"PK\x03\x04"):
        refuse_foreign(head)


def _in_order(events: Sequence[Event], vendor: Vendor) -> tuple[str, ...]:
    """The leading columns as the vendor has them, then the others as they first appear."""
    there = dict.fromkeys(name for event in events for name, value in event.items() if value is not None)
    there.pop(vendor.order, None)
    leading = [name for name in vendor.roles if name in there or not events]
    return tuple(dict.fromkeys([*leading, *there]))


def _column(name: str, events: Sequence[Event], vendor: Vendor) -> Column:
    values = (as_kept(event[name]) for event in events if event.get(name) not in (None, ""))
    examples = tuple(dict.fromkeys(value[:200] for value in values))[: roles.EXAMPLES]
    return Column(name, vendor.roles.get(name, Role.PROPERTY), examples)


def _refuse_nothing(rows: VendorRows) -> None:
    """Raise ProblemError when no record became an event."""
    if rows.places.count:
        return
    if not rows.first:
        what = " ".join(["The file holds no events.", *(warning.what for warning in rows.warnings)])
        raise ProblemError(rows.where, what, "Export it again with its events.")
    problem = rows.first[0][1]
    what = f"No record can be read. The first, {problem.where}: {problem.what}"
    raise ProblemError(rows.where, what, "Check that this is the export it was taken for, or choose the format.")


def _with_surveys(reading: Reading, surveys: tuple[SurveyImport, ...]) -> Reading:
    """The reading with the answers that were among the events."""
    if not surveys:
        return reading
    respondents = sum(len(survey.respondents) for survey in surveys)
    questions = sum(len(survey.questions) for survey in surveys)
    report = replace(reading.report, respondents=respondents, questions=questions)
    return replace(reading, surveys=surveys, report=report)
