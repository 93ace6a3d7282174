"""A table over rows that are looked up when they are seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from convdesk.desk.item_models.sequence import SequenceModel
from convdesk.desk.item_models.table import TableColumn

COLUMNS = (TableColumn("Number", str), TableColumn("Half", lambda row: str(row // 2), is_number=True))


class Counted:
    """A million rows; remembers which were looked up."""

    def __init__(self):
        self.asked = []

    def __len__(self):
        return 1_000_000

    def __getitem__(self, at):
        self.asked.append(at)
        return at


@pytest.mark.usefixtures("qtbot")
def test_qt_finds_nothing_wrong_with_it():
    model = SequenceModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows([4, 5, 6])
    model.show_rows([])
    tester.deleteLater()


def test_only_what_is_seen_is_looked_up_and_once_for_all_its_cells():
    model, rows = SequenceModel(COLUMNS), Counted()
    model.show_rows(rows)
    assert model.rowCount() == 1_000_000
    assert [model.index(999_999, column).data() for column in (0, 1)] == ["999999", "499999"]
    assert rows.asked == [999_999]
    assert model.row_at(1_000_000) is None


def test_a_header_asks_for_another_order_instead_of_sorting():
    model, told = SequenceModel(COLUMNS), []
    model.show_rows([2, 1])
    model.sort_wanted.connect(lambda *how: told.append(how))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.sort(-1)
    assert told == [(1, True)]
    assert model.row_at(0) == 2
