"""What became of an imported file: what was kept, and why the rest was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.screens.imports.sentences import (
    brought_of,
    guessed_of,
    name_of,
    new_of,
    numbers_of,
    personal_of,
    troubles_of,
)
from convdesk.desk.widgets.parts import Elided, button, column, label, row
from convdesk.desk.widgets.table import table
from convdesk.model.imports import PROBLEMS_SHOWN
from convdesk.model.problem import Problem
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.imports.looks import Entry


class ReportDetail(QWidget):
    """The numbers, then the first rows that could not be kept with what to do about them.

    `rejected_wanted(file)`: the researcher asks for the rejected rows as a file.
    """

    rejected_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = Elided("heading")
        self._numbers = label(look="label")
        self._brought = label(look="muted", wraps=True)
        self._dates = label(look="muted", wraps=True)
        self._new = label(look="muted", wraps=True)
        self._personal = label(look="caution", wraps=True)
        self._heading = label(look="label")
        self._problems = TableModel[Problem](
            (
                TableColumn(tr("Where"), lambda one: one.where),
                TableColumn(tr("What"), lambda one: one.what),
                TableColumn(tr("What to do"), lambda one: one.remedy),
            )
        )
        self.table = table(self._problems, tr("Rows that were not kept"), stretched=2)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.setWordWrap(True)
        texts = column(self._name, self._numbers, self._brought, self._dates, self._new, self._personal)
        self._file = ""
        self.saving = button(tr("Save rejected rows…"), lambda: self.rejected_wanted.emit(self._file), "link")
        layout = column(texts, row(self._heading, 1, self.saving), self.table, 0)
        layout.setStretch(2, 1)
        layout.addStretch(0)
        self.setLayout(layout)

    def show_entry(self, entry: Entry) -> None:
        """Show a file that was imported, or could not be."""
        reports = entry.reports
        self._name.say(name_of(entry))
        self._numbers.setText(numbers_of(reports))
        lines = [(self._personal, personal_of(reports))]
        for line, words in ((self._brought, brought_of), (self._dates, guessed_of), (self._new, new_of)):
            lines.append((line, words(reports[0]) if len(reports) == 1 else ""))
        for line, text in lines:
            line.setText(text)
            line.setVisible(bool(text))
        problems = [problem for one in reports for problem in (*one.problems[:PROBLEMS_SHOWN], *one.warnings)]
        self._file = entry.items[0].path.name
        self.saving.setVisible(len(reports) == 1 and reports[0].rejected > 0 and not reports[0].is_failed)
        self._problems.show_rows(problems)
        self._heading.setText(troubles_of(reports))
        self.table.setVisible(bool(problems))
