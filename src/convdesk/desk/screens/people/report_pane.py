"""How keys became people, as a column of figures; below it what was refused, and the match tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.people.sentences import conflict_line, figures
from convdesk.desk.widgets.parts import Elided, button, clear, column, holding, label, row, rule, scrolling
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.people.looks import Summary
    from convdesk.model.people import Conflict, MatchTable

_SET_IN = 12
_LETTERS = 40
"""So many letters of a key find it: hashes are long."""


class ReportPane(QWidget):
    """`conflict_chosen(words)`: whom a conflict is about shall be found. `removed(id)`: a match table shall go."""

    conflict_chosen = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._conflicts: tuple[Conflict, ...] = ()
        self._figures, self._tables = QVBoxLayout(), QVBoxLayout()
        self._figures.setSpacing(2)
        self._tables.setSpacing(2)
        self._definition = label(look="caption", wraps=True)
        self._count = label(look="muted")
        self._none = label(tr("No key would have joined too many."), "muted", wraps=True)
        self.conflicts = two_line_list(tr("Conflicts"))
        self.conflicts.itemClicked.connect(lambda _: self._choose())
        self.conflicts.itemActivated.connect(lambda _: self._choose())
        self._lay_out()

    def show_summary(self, summary: Summary) -> None:
        clear(self._figures)
        for title, number, depth in figures(summary.report):
            self._figures.addWidget(_figure(title, number, depth))
        self._show_tables(summary.tables)
        self._definition.setText(summary.report.definition)
        self._show_conflicts(summary.report.conflicts, summary.report.conflict_count)

    def _lay_out(self) -> None:
        inner = column(self._figures, self._tables, self._definition, 1, space=theme.sizes().groups)
        inner.setContentsMargins(0, 0, theme.sizes().related, 0)
        scroll = scrolling(inner)
        heading = row(label(tr("Conflicts"), "heading"), self._count, 1)
        layout = column(
            label(tr("How keys became people"), "heading"), scroll, rule(), heading, self._none, self.conflicts
        )
        layout.setStretch(1, 3)
        layout.setStretch(5, 2)
        self.setLayout(layout)

    def _show_tables(self, tables: tuple[MatchTable, ...]) -> None:
        clear(self._tables)
        if tables:
            self._tables.addWidget(_figure(tr("Match tables"), "", 0))
        for table in tables:
            self._tables.addWidget(self._table_line(table))

    def _table_line(self, table: MatchTable) -> QWidget:
        name = Elided(side=Qt.TextElideMode.ElideMiddle)
        name.say(f"{table.file} · {trn('{n} row', '{n} rows', table.rows)}")
        spoken = tr("Remove the match table {file}").format(file=table.file)
        line = row(name, button(tr("Remove"), lambda: self.removed.emit(table.id), "link", spoken))
        line.setStretch(0, 1)
        made = holding(line)
        line.setContentsMargins(_SET_IN, 0, 0, 0)
        return made

    def _show_conflicts(self, conflicts: tuple[Conflict, ...], count: int) -> None:
        self._conflicts = conflicts
        self._count.setText(f"{count:,}" if count else "")
        refill(self.conflicts, [conflict_line(one) for one in conflicts], -1)
        for place, one in enumerate(conflicts):
            self.conflicts.item(place).setToolTip(f"{one.key}\n{tr(one.done)}")
        self.conflicts.setVisible(bool(conflicts))
        self._none.setVisible(not conflicts)

    def _choose(self) -> None:
        place = self.conflicts.currentRow()
        if 0 <= place < len(self._conflicts):
            self.conflict_chosen.emit(self._conflicts[place].key.partition(":")[2][:_LETTERS])


def _figure(title: str, number: str, depth: int) -> QWidget:
    """A line: what it is at the left, the number at the right; a group's first line is set apart."""
    name = Elided("body" if depth else "label")
    name.say(title)
    count = label(number, "body" if depth else "label")
    line = row(name, count)
    line.setStretch(0, 1)
    made = holding(line)
    made.setAccessibleName(f"{title}: {number}" if number else title)
    line.setContentsMargins(_SET_IN * depth, 0 if depth else theme.sizes().related, 0, 0)
    return made
