"""Tables with one row a response: columns cleaned and named, for all formats that come as CSV or as a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import unique_names
from convdesk.ingest.survey_table import SurveyColumn, SurveyTable
from convdesk.ingest.survey_text import clean_title, cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.ingest.survey_rows import Records
    from convdesk.model.progress import Progress

_NA = "NA"
_ENDINGS = re.compile(r"\.(?:csv|tsv|txt|gz|xlsx|json|ndjson|jsonl)\b", re.IGNORECASE)


def titles_of(records: Records, row: Sequence[str]) -> list[str]:
    """A header row's cells, cleaned, as many as the table has columns: a row that is shorter ends with blanks."""
    width = len(records.first)
    cells = [clean_title(cell) for cell in row[:width]]
    return cells + [""] * (width - len(cells))


def plain_columns(
    records: Records, header_rows: int, header: Sequence[str], progress: Progress
) -> tuple[Records, list[SurveyColumn]]:
    """The rows under the header, and every column by its name; `header` is the row that names them."""
    body = records.below(header_rows)
    names = unique_names(titles_of(records, header))
    columns: list[SurveyColumn] = []
    for name, cells in zip(names, body.columns() or [()] * len(names), strict=True):
        progress.step(len(columns), len(names), "Reading the answers")
        values, counts = cleaned(cells)
        columns.append(SurveyColumn(name, values, counts=counts))
    return body, _without_na(columns)


def _without_na(columns: list[SurveyColumn]) -> list[SurveyColumn]:
    """The columns with nothing where `NA` stands for it: in tables that R wrote, which have no empty cells at all."""
    holding = [column for column in columns if column.counts and _NA in column.counts]
    if len(holding) < 2 or any(column.counts and "" in column.counts for column in columns):
        return columns
    return [
        replace(column, values=["" if text == _NA else text for text in column.values], counts=None)
        if column in holding
        else column
        for column in columns
    ]


def table_of(path: Path, body: Records, columns: Sequence[SurveyColumn], header_rows: int = 1) -> SurveyTable:
    """The table of some columns; its title is the file's name without ending."""
    return SurveyTable(
        path.name, title_of(path), tuple(columns), body.lines, header_rows, unit=body.unit,
        rejected=body.rejects.count, problems=body.rejects.problems, warnings=list(body.warnings),
    )  # fmt: skip


def title_of(path: Path) -> str:
    """A survey's name from its file's."""
    return " ".join(_ENDINGS.sub("", path.name).replace("_", " ").split()) or path.name
