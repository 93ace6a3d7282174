"""Responses that come as JSON, gathered into the columns of a survey table, in the order they are met."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from convdesk.ingest.survey_table import SurveyColumn, SurveyTable
from convdesk.ingest.survey_text import clean_cell
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.model.answers import ResponseState

MOST_COLUMNS = 5_000


@dataclass
class Grid:
    """Cells by column and response. A column is known by its question and its part of it, else by its name."""

    where: str
    states: list[ResponseState] = field(default_factory=list)
    _columns: dict[tuple[str, ...], SurveyColumn] = field(default_factory=dict)
    _cells: dict[tuple[str, ...], dict[int, str]] = field(default_factory=dict)

    def begin(self, state: ResponseState) -> None:
        """A new response."""
        self.states.append(state)

    def declare(self, column: SurveyColumn) -> tuple[str, ...]:
        """A column, whether anything is ever put there or not; raises ProblemError for far too many."""
        key = (column.question, column.part, column.row, column.sub) if column.question else (column.name,)
        if key not in self._columns:
            if len(self._columns) >= MOST_COLUMNS:
                what = f"The responses have more than {MOST_COLUMNS:,} different answers."
                raise ProblemError(self.where, what, "Export fewer questions at a time.")
            self._columns[key] = column
            self._cells[key] = {}
        return key

    def put(self, column: SurveyColumn, value: Any) -> None:
        """What the latest response says there; several values of one cell are joined."""
        text = text_of(value)
        if text:
            cells, place = self._cells[self.declare(column)], len(self.states) - 1
            cells[place] = f"{cells[place]}; {text}" if place in cells else text

    def note(self, name: str, value: Any, role: Role | None = Role.PROPERTY) -> None:
        """Something that is known of the latest response, and was not asked."""
        self.put(SurveyColumn(name, role=role), value)

    def table(self, title: str, vendor: str = "") -> SurveyTable:
        """All of it; names that come twice are kept apart."""
        taken: dict[str, int] = {}
        columns = []
        for key, column in self._columns.items():
            number = taken[column.name] = taken.get(column.name, 0) + 1
            name = column.name if number == 1 else f"{column.name}·{number}"
            cells = self._cells[key]
            values = [cells.get(place, "") for place in range(len(self.states))]
            columns.append(replace(column, name=name, values=values))
        return SurveyTable(
            self.where, title, tuple(columns), range(1, len(self.states) + 1), 0, vendor=vendor, unit="response",
            states=self.states,
        )  # fmt: skip


def part_name(*texts: str) -> str:
    """The name of a column that is a part of a question."""
    return " - ".join(text for text in texts if text)


def text_of(value: Any) -> str:
    """A JSON value as an answer: whole numbers without decimals, yes and no, lists one after the other."""
    if isinstance(value, str):
        return clean_cell(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, list):
        return "; ".join(
            text for item in value[:1000] if not isinstance(item, (list, dict)) and (text := text_of(item))
        )
    return ""
