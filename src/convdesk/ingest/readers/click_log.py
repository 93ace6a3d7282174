"""Generic click logs: rows of x and y with a time, as cursor trackers and heat-map tools write them; no page."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from convdesk.ingest.click_recordings import Naming, digest_of, recording_of, sessions_of
from convdesk.ingest.click_report import report_of
from convdesk.ingest.click_roles import missing, propose_clicks, sureness
from convdesk.ingest.click_rows import read_rows
from convdesk.ingest.click_sense import understood
from convdesk.ingest.click_table import open_table, peek
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim, Reading
from convdesk.ingest.rrweb_owner import stem_of
from convdesk.ingest.sniff import PARQUET, head_of, is_javascript, refuse_foreign, text_of
from convdesk.ingest.unchanged import unchanged
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Mapping, Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.click_sense import Sense
    from convdesk.ingest.reader import Head, Terms
    from convdesk.model.mapping import Column
    from convdesk.model.progress import Progress

PREVIEW_ROWS = 12


class ClickLogReader:
    """One session is one recording without a page; `mapping.options` may say space, width, height, click, time_unit."""

    name = "clicks"
    title = "Click log (CSV, JSON)"
    kind = SourceKind.RECORDING
    joins_parts = False
    needs = "A row a click or move with x and y, better with time, session, page and kind; CSV, JSON or blanks between."

    def claims(self, head: Head) -> Claim:
        """As sure as columns look like places with times."""
        text = text_of(head)
        if head.data.startswith(PARQUET) or "\0" in text[:4096] or is_javascript(text):
            return NO_CLAIM
        try:
            table = peek(head)
            rows = [cells for _, cells in table.rows if len(cells) == len(table.names)]
        except ProblemError:
            return NO_CLAIM
        columns = propose_clicks(table.names, rows)
        return Claim(sureness(columns, table.names, rows), _reason(columns))

    def propose(self, head: Head) -> Proposal:
        """The columns with their roles, and the first rows; raises ProblemError."""
        refuse_foreign(head)
        is_json = text_of(head).lstrip()[:1] in ("{", "[")
        table = open_table(head.path, head, silent()) if is_json else peek(head)
        rows = [cells for (_, cells), _ in zip(table.rows, range(200), strict=False) if len(cells) == len(table.names)]
        columns = propose_clicks(table.names, rows)
        return Proposal(
            file=head.path.name, format=self.name, kind=self.kind, confidence=self.claims(head).confidence,
            reason=_reason(columns), mapping=Mapping(self.name, columns), header=table.names,
            rows=tuple(map(tuple, rows[:PREVIEW_ROWS])), missing=missing(columns),
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The sessions of the log as recordings; raises ProblemError or Cancelled."""
        head = head_of(path)
        refuse_foreign(head)
        with unchanged(path):
            table = open_table(path, head, progress)
            mapping = mapping if mapping.columns else self.propose(head).mapping
            if mapping.named(Role.X) is None:
                what = "No column says where the pointer was."
                raise ProblemError(path.name, what, "Give the columns of x and y their roles.")
            rows = read_rows(table, mapping, progress)
        sense = understood(rows, mapping, round(path.stat().st_mtime * 1000), table.line_word, progress)
        yield _reading(path.name, sense, progress, terms)


READER = ClickLogReader()


def _reading(name: str, sense: Sense, progress: Progress, terms: Terms) -> Reading:
    """The recordings that the study has not yet, and the report of all."""
    known, found, duplicates = set(terms.known_recordings), [], 0
    sessions = list(sessions_of(sense.data))
    naming = Naming(stem_of(name), terms.keep_personal)
    for number, places in enumerate(sessions, start=1):
        progress.step(number, len(sessions))
        digest = digest_of(sense.data, places)
        if digest in known:
            duplicates += len(places)
            continue
        known.add(digest)
        found.append(recording_of(sense.data, places, naming, (number, len(sessions))))
    if not sessions:
        raise ProblemError(name, *_nothing(sense))
    return Reading(report=report_of(name, sense, found, duplicates), recordings=tuple(found))


def _nothing(sense: Sense) -> tuple[str, str]:
    problems = sense.data.rows.problems
    first = f" {problems[0].where}: {problems[0].what}" if problems else ""
    return f"No row is a usable click or move.{first}", "Look whether the columns of x, y and time are the right ones."


def _reason(columns: Sequence[Column]) -> str:
    found = [f"{column.role.value} in “{column.name}”" for column in columns if column.role is not Role.SKIP]
    return ", ".join(found) or "a table without coordinates"
