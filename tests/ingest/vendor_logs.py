"""Vendors' exports written for tests, and what their readers make of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from convdesk.ingest import sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import all_readers, named
from convdesk.model.moment import iso
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from convdesk.model.answers import SurveyImport
    from convdesk.model.imports import ImportReport


@dataclass
class Found:
    """A whole import in memory: rows as (actor, moment, {column: text}), in order of actor and time."""

    report: ImportReport
    rows: list[tuple[str, str, dict[str, str]]]
    links: list[tuple[str, str]]
    surveys: tuple[SurveyImport, ...]

    @property
    def names(self):
        return [texts["event"] for _, _, texts in self.rows]

    @property
    def actors(self):
        return [actor for actor, _, _ in self.rows]

    @property
    def counts(self):
        """(read, kept, duplicates, rejected)."""
        report = self.report
        return report.read, report.kept, report.duplicates, report.rejected

    @property
    def problems(self):
        return [(problem.where, problem.what) for problem in self.report.problems]

    @property
    def warnings(self):
        return " ".join(str(problem) for problem in self.report.warnings)

    def texts(self, column):
        return [texts.get(column) for _, _, texts in self.rows]

    @property
    def columns(self):
        return {name for _, _, texts in self.rows for name in texts}

    @property
    def survey(self) -> SurveyImport | None:
        return self.surveys[0] if self.surveys else None


def lines(*records):
    """Records as JSON lines; texts and bytes as they are."""
    plain = (one if isinstance(one, str | bytes) else json.dumps(one) for one in records)
    return b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in plain)


def write(folder, content, name="export.json"):
    """A file in the folder."""
    path = Path(folder) / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def claim(path):
    """(name of the surest reader, its confidence)."""
    reader, found = sniff.choose(sniff.head_of(path), all_readers())
    return reader.name, found.confidence


def propose(path, reader=None):
    head = sniff.head_of(path)
    return (named(reader) if reader else sniff.choose(head, all_readers())[0]).propose(head)


def read(path, reader=None, *, terms=None, mapping=None, options=None):
    """An import by the surest reader, or by the one named."""
    mapping = mapping or propose(path, reader).mapping
    mapping = replace(mapping, options=options or {})
    with named(mapping.reader).read(path, mapping, silent(), terms or Terms(salt=b"salt")) as reading:
        events = reading.events
        terms_of = {name: [text for piece in pieces for text in piece] for name, pieces in events.dictionaries.items()}
        rows = []
        for batch in events.batches:
            for place, (actor, tick) in enumerate(zip(batch.actor, batch.tick, strict=True)):
                texts = {
                    name: terms_of[name][codes[place]] for name, codes in batch.columns.items() if codes[place] >= 0
                }
                rows.append((terms_of["actor"][actor], iso(events.t0_us + int(tick) * events.tick_us), texts))
        links = [(terms_of["actor"][code], key) for code, key in events.links]
        report = reading.report
        assert len(rows) == events.rows == report.kept
        assert report.read == report.kept + report.duplicates + report.rejected
        return Found(report, rows, links, reading.surveys)


def tried(path, reader):
    """What a reader makes of any file: its report, or the problem it names."""
    try:
        return read(path, reader).report
    except ProblemError as error:
        return error.problem
