"""Event logs written for tests, and what the reader makes of them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest import sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers import event_log
from convdesk.model.moment import iso
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from convdesk.model.imports import ImportReport

READERS = (event_log.DELIMITED, event_log.JSON_LINES, event_log.PARQUET)
HEADER = "user_id,event,timestamp"


@dataclass
class Read:
    """A whole import in memory: rows as (actor, moment, {column: text})."""

    report: ImportReport
    rows: list[tuple[str, str, dict[str, str]]]
    links: list[tuple[str, str]]
    tick_us: int
    columns: tuple[str, ...]
    ids: np.ndarray | None = None

    @property
    def problems(self):
        return [(problem.where, problem.what) for problem in self.report.problems]

    @property
    def warnings(self):
        return " ".join(str(problem) for problem in self.report.warnings)

    def texts(self, column):
        return [texts.get(column) for _, _, texts in self.rows]


def write(folder, content, name="log.csv"):
    """A file of text (or bytes, or lines) in the folder."""
    if not isinstance(content, str | bytes):
        content = "\n".join(content) + "\n"
    path = Path(folder) / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def propose(path):
    head = sniff.head_of(path)
    reader, _ = sniff.choose(head, READERS)
    return reader.propose(head)


@contextmanager
def opened(path, progress=None, mapping=None, **choices):
    """An import before it is handed over; `zone` and `dates` change the proposed mapping."""
    known = np.array(choices.pop("known", ()), np.uint64)
    terms = Terms(choices.pop("keep_personal", False), known_ids=lambda: np.unique(known))
    mapping = mapping or propose(path).mapping
    if "zone" in choices:
        mapping = replace(mapping, zone=choices["zone"])
    if "dates" in choices:
        mapping = replace(mapping, options={"dates": choices["dates"]})
    reader = next(reader for reader in READERS if reader.name == mapping.reader)
    with reader.read(path, mapping, progress or silent(), terms) as reading:
        yield reading


def read(path, **choices):
    """An import, whole."""
    with opened(path, **choices) as reading:
        events = reading.events
        terms = {name: [text for piece in pieces for text in piece] for name, pieces in events.dictionaries.items()}
        rows = []
        for batch in events.batches:
            for place, (actor, tick) in enumerate(zip(batch.actor, batch.tick, strict=True)):
                texts = {name: terms[name][codes[place]] for name, codes in batch.columns.items() if codes[place] >= 0}
                rows.append((terms["actor"][actor], iso(events.t0_us + int(tick) * events.tick_us), texts))
        links = [(terms["actor"][code], key) for code, key in events.links]
        assert len(rows) == events.rows == reading.report.kept
        assert all(len(set(texts)) == len(texts) for texts in terms.values()), "a text twice in a dictionary"
        return Read(reading.report, rows, links, events.tick_us, tuple(terms), events.ids)


def read_lines(folder, *lines, header=HEADER, **choices):
    """An import of a CSV given line by line."""
    return read(write(folder, [header, *lines]), **choices)


def leftovers():
    """Temporary folders of imports that are still there."""
    return sorted(Path(tempfile.gettempdir()).glob("convdesk-*"))
