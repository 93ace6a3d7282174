"""A match table before it is brought in: what it holds, whom it would join, what is wrong with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.screens.people.sentences import match_lines
from convdesk.desk.widgets.parts import Elided, button, clear, column, label, row
from convdesk.desk.widgets.table import table
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.model.people import MatchReport

PROBLEMS_SHOWN = 6


class MatchPanel(QWidget):
    """`accepted()`: bring it in; `left()`: do not."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Elided("heading")
        self._held, self._columns = label(look="body", wraps=True), label(look="muted", wraps=True)
        self._effect = label(look="label", wraps=True)
        self._preview = QVBoxLayout()
        self._problems = QVBoxLayout()
        self.matching = button(tr("Match people"), self.accepted.emit, "primary")
        leaving = button(tr("Cancel"), self.left.emit, "link", tr("Do not match"))
        actions = row(self.matching, leaving, 1)
        layout = column(self.title, self._held, self._columns, self._effect, actions, self._preview, self._problems, 1)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def show_report(self, report: MatchReport) -> None:
        held, effect, columns = match_lines(report)
        self.title.say(report.file)
        self._held.setText(held)
        self._effect.setText(effect)
        self._columns.setText(columns)
        self.matching.setEnabled(report.kept > 0)
        clear(self._preview)
        self._preview.addWidget(_preview(report))
        clear(self._problems)
        for problem in report.problems[:PROBLEMS_SHOWN]:
            self._problems.addWidget(label(str(problem), "muted", wraps=True))
        more = report.rejected - PROBLEMS_SHOWN
        if more > 0:
            text = trn("and {n} more row that cannot be used", "and {n} more rows that cannot be used", more)
            self._problems.addWidget(label(text, "muted"))


def _preview(report: MatchReport) -> QTableView:
    """The first rows as the file has them; what looks like an address is not shown."""
    model: TableModel[tuple[str, ...]] = TableModel(
        [TableColumn(one.name, partial(_shown, at)) for at, one in enumerate(report.columns)]
    )
    model.show_rows(report.rows)
    view = table(model, tr("First rows"), stretched=len(report.columns) - 1)
    model.setParent(view)
    return view


def _shown(at: int, cells: tuple[str, ...]) -> str:
    text = cells[at] if at < len(cells) else ""
    name, _, domain = text.partition("@")
    return f"{name[:1]}…@{domain}" if domain else text
