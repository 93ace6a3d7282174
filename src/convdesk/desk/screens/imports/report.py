"""What became of an imported file: what was kept, and why the rest was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.screens.imports.sentences import brought_of, name_of, numbers_of, personal_of
from convdesk.desk.widgets.parts import Elided, column, label
from convdesk.desk.widgets.table import table
from convdesk.model.problem import Problem
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.imports.looks import Entry


class ReportDetail(QWidget):
    """The numbers, then the first rows that could not be kept with what to do about them."""

    def __init__(self) -> None:
        super().__init__()
        self._name = Elided("heading")
        self._numbers = label(look="label")
        self._brought = label(look="muted", wraps=True)
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
        layout = column(self._name, self._numbers, self._brought, self._personal, self._heading, self.table, 0)
        layout.setStretch(5, 1)
        layout.addStretch(0)
        self.setLayout(layout)

    def show_entry(self, entry: Entry) -> None:
        """Show a file that was imported, or could not be."""
        reports = entry.reports
        self._name.say(name_of(entry))
        self._numbers.setText(numbers_of(reports))
        brought = brought_of(reports[0]) if len(reports) == 1 else ""
        personal = personal_of(reports)
        for line, text in ((self._brought, brought), (self._personal, personal)):
            line.setText(text)
            line.setVisible(bool(text))
        problems = [problem for one in reports for problem in (*one.problems, *one.warnings)]
        self._problems.show_rows(problems)
        self._heading.setText(
            trn("{n} thing to know", "{n} things to know", len(problems)) if problems else tr("Every row was kept.")
        )
        self.table.setVisible(bool(problems))
