"""The table of readers: one line for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.readers import event_log, rrweb, survey_csv
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.ingest.reader import Reader

READERS: tuple[Reader, ...] = (
    event_log.DELIMITED,
    event_log.JSON_LINES,
    event_log.PARQUET,
    rrweb.READER,
    survey_csv.READER,
)


def named(name: str) -> Reader:
    """The reader of that name; raises ProblemError."""
    for reader in READERS:
        if reader.name == name:
            return reader
    known = ", ".join(reader.name for reader in READERS)
    raise ProblemError(f"reader “{name}”", "There is no reader of that name.", f"The readers are {known}.")
