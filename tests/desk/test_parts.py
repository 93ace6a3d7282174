"""The desk's small parts: numbers in words, layouts, tables, fuzzy finding, actions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from convdesk.desk import numbers
from convdesk.desk.fuzzy import best, score
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.item_models.tree import TreeModel
from convdesk.desk.problems import report_of
from convdesk.desk.screens.imports.looks import Entry
from convdesk.desk.screens.imports.preview import PreviewModel
from convdesk.desk.screens.review import sentences
from convdesk.desk.screens.review.callouts import Box, place
from convdesk.desk.screens.review.funnel_layout import Lines, lay_out
from convdesk.desk.screens.review.ink import Ink
from convdesk.desk.screens.review.quote_list import SHORT, SHOWN, QuoteModel, shortened
from convdesk.desk.widgets.beside import Beside
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.parts import Elided, button
from convdesk.desk.widgets.parts import row as side_by_side
from convdesk.model.dropoff import DropOff
from convdesk.model.heat import ClickKind, ClickSpec
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from desk.fakes import ANSWERS, SPEC, clicks_of, drop_off_view, funnel


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.41, "41 %"), (1, "100 %"), (0, "0 %"), (0.077, "7.7 %"), (0.05, "5 %"), (0.0004, "under 0.1 %")],
)
def test_shares_are_written_as_percentages(share, text):
    assert numbers.share_text(share) == text


def test_moments_are_written_in_the_zone_of_the_study():
    assert numbers.moment_text("2026-03-12T23:30:00Z", "Europe/Oslo") == "13 Mar 2026, 00:30"
    assert numbers.day_text("2026-03-12T23:30:00Z", "UTC") == "12 Mar 2026"
    assert numbers.moment_text(None, "UTC") == ""


class TestSentences:
    def test_a_drop_off_is_named_in_words(self):
        view = drop_off_view(DropOff(SPEC, 3), None)
        assert sentences.title(view) == "869 people left after Verify email, before Profile"
        assert sentences.note(view).startswith("41 % of 2,144 who got there · 95 % interval 39–43 %")
        assert sentences.coverage(view) == "19 of 869 who left here answered; 26 were recorded"

    def test_the_answer_a_quote_is_shown_with_says_who_and_when(self):
        assert sentences.byline(ANSWERS[0], "Europe/Oslo") == "R-000 · 12 Mar 2026, 10:30"

    def test_no_rage_clicks_are_said_to_be_none(self):
        segment = DropOff(SPEC, 3).segment
        result = clicks_of(ClickSpec("/", ClickKind.RAGE, segment))
        assert sentences.page_note(result, ClickKind.RAGE).startswith("1,020 clicks in rage")


class TestFunnelLayout:
    lines = Lines(text=20, bar=14, row=28, gap=8)

    def test_the_parts_of_a_bar_add_up_to_those_who_reached_the_step(self):
        for row in lay_out(funnel(), self.lines).steps:
            assert row.went_on + row.left + row.open + row.excluded == pytest.approx(row.reached)

    def test_rows_lie_below_each_other_and_can_be_hit(self):
        layout = lay_out(funnel(), self.lines)
        tops = sorted([row.top for row in layout.steps] + [row.top for row in layout.losses])
        assert len(set(tops)) == 11
        third = layout.losses[2]
        assert layout.loss_at(third.top + 5, self.lines.row) == 3
        assert layout.loss_at(layout.steps[0].top + 2, self.lines.row) is None

    def test_the_whisker_stands_around_what_the_bar_shows(self):
        for row in lay_out(funnel(), self.lines).steps[1:]:
            assert row.low < row.reached < row.high


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), max_size=4),
    st.floats(60, 300),
)
def test_call_outs_lie_inside_the_view(anchors, width):
    bounds = Box(8, 8, 600, 400)
    for box in place(anchors, [width] * len(anchors), 24, bounds):
        assert box.x >= bounds.x - 0.01
        assert box.y >= bounds.y - 0.01
        assert box.x + box.width <= bounds.x + bounds.width + 0.01
        assert box.y + box.height <= bounds.y + bounds.height + 0.01


def test_call_outs_of_neighbours_do_not_cover_each_other():
    boxes = place([(290, 200), (330, 200), (300, 230)], [250] * 3, 24, Box(8, 8, 640, 480))
    assert all(one.overlap(other) == 0 for n, one in enumerate(boxes) for other in boxes[n + 1 :])


class TestFuzzy:
    def test_beginnings_of_words_find_a_command(self):
        titles = ["Import files…", "Add finding", "Find in answers", "Show findings"]
        assert best("af", titles)[0] == 1
        assert best("imp", titles) == [0]

    def test_letters_that_are_not_there_find_nothing(self):
        assert score("xyz", "Add finding") is None

    def test_no_letters_find_everything_in_order(self):
        assert best("", ["b", "a"]) == [0, 1]


@pytest.mark.usefixtures("qtbot")
class TestModels:
    def test_a_table_keeps_the_rules_of_qt(self):
        model = TableModel(
            (TableColumn("Name", lambda row: row[0]), TableColumn("n", lambda row: str(row[1]), lambda row: row[1]))
        )
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.show_rows([("b", 10), ("a", 9)])
        model.sort(1)
        assert [model.index(row, 1).data() for row in range(2)] == ["9", "10"]
        assert model.row_at(0) == ("a", 9)
        assert model.row_at(7) is None

    def test_a_tree_keeps_the_rules_of_qt(self):
        model = TreeModel((TableColumn("Name", str), TableColumn("n", len, len)))
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.show_rows([("logs", ()), ("recordings", ("r1", "r20"))])
        model.sort(1, Qt.SortOrder.DescendingOrder)
        above = model.index(0, 0)
        assert (above.data(), model.rowCount(above), model.row_of(model.index(1, 0))) == ("recordings", 2, "logs")
        inside = model.index(0, 1, above)
        assert (model.row_of(inside), inside.data(), model.parent(inside)) == ("r20", 3, above)

    def test_the_same_rows_again_leave_a_tree_as_it_was(self):
        model, told = TreeModel((TableColumn("Name", str),)), []
        model.show_rows([("recordings", ["r1"])])
        model.modelReset.connect(lambda: told.append("reset"))
        model.show_rows([("recordings", ["r1"])])
        assert told == []

    def test_a_long_quote_is_shown_whole_once_it_is_chosen(self):
        long = replace(ANSWERS[0], text="many words " * 1_000)
        model = QuoteModel("UTC")
        model.show_answers((long,))
        assert len(model.index(0).data(SHORT)) <= SHOWN + 2
        assert model.index(0).data(SHORT).endswith("words many …")
        model.choose(frozenset({long.id}))
        assert model.index(0).data(SHORT) == long.text

    def test_a_long_word_is_cut(self):
        assert shortened("x" * 9_000) == "x" * SHOWN + " …"

    def test_quotes_keep_the_rules_of_qt(self):
        model = QuoteModel("UTC")
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.show_answers(ANSWERS)
        model.choose(frozenset({"a1"}))
        assert model.rowCount() == 5
        assert "R-001" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)

    def test_a_preview_keeps_the_rules_of_qt_and_tells_of_another_role(self):
        model, told = PreviewModel(), []
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        mapping = Mapping("csv", (Column("who", Role.USER), Column("what", Role.PROPERTY)))
        proposal = Proposal("f", "csv", SourceKind.EVENTS, 1, "", mapping, ("who", "what"), (("u1", "Open"), ("u2",)))
        model.role_chosen.connect(lambda *said: told.append(said))
        model.show_entry(Entry((), proposal, mapping=mapping))
        assert model.index(2, 1).data() == ""
        assert model.setData(model.index(0, 1), "event")
        assert told == [("what", Role.EVENT)]


def test_a_report_of_a_mistake_holds_no_value_of_the_study():
    try:
        raise ValueError("someone@example.org")
    except ValueError as error:
        report = report_of(error, ["INFO convdesk opened"])
    assert "ValueError" in report
    assert "test_parts.py" in report
    assert "INFO convdesk opened" in report
    assert "example.org" not in report


def test_cancel_is_offered_only_when_work_takes_a_moment(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(400, 300)
    place.show()
    cancelled = []
    busy = Busy(place, lambda: cancelled.append(True))
    busy.start("Counting")
    assert busy.isVisible()
    assert not busy.cancelling.isVisible()
    qtbot.waitUntil(busy.cancelling.isVisible)
    busy.cancelling.click()
    busy.stop()
    assert cancelled == [True]
    assert not busy.isVisible()


@pytest.mark.usefixtures("qapp")
class TestInk:
    @pytest.fixture
    def page(self):
        """A white page of 400 × 300 with lines of black strokes in its upper left quarter, and a flat grey box."""
        picture = QImage(400, 300, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        for y in range(10, 140, 6):
            painter.drawLine(10, y, 190, y)
        painter.fillRect(240, 20, 120, 100, Qt.GlobalColor.lightGray)
        painter.end()
        return picture

    def test_words_count_and_what_is_empty_or_flat_does_not(self, page):
        ink = Ink(page, 400)
        assert ink.share_in(QRectF(20, 20, 100, 60)) > 0.9
        assert ink.share_in(QRectF(20, 180, 100, 60)) == 0
        assert ink.share_in(QRectF(264, 40, 60, 40)) == 0

    def test_places_are_those_of_the_page_and_not_of_its_picture(self, page):
        ink = Ink(page, 800)
        assert ink.share_in(QRectF(40, 40, 200, 120)) > 0.9
        assert ink.share_in(QRectF(40, 360, 200, 120)) == 0

    def test_beside_the_page_nothing_is_drawn(self, page):
        assert Ink(page, 400).share_in(QRectF(-300, -300, 100, 60)) == 0
        assert Ink(page, 400).share_in(QRectF(900, 900, 100, 60)) == 0

    def test_a_call_out_goes_where_nothing_is_said(self):
        words = Box(0, 0, 640, 260)
        (box,) = place([(300, 200)], [150], 24, Box(8, 8, 640, 480), lambda box: box.overlap(words) / (150 * 24))
        assert box.overlap(words) == 0


@pytest.mark.usefixtures("qapp")
class TestBeside:
    @pytest.fixture
    def beside(self, qtbot):
        made = Beside(side_by_side(button("Clicks", print), button("Rage", print)), side_by_side(button("Fill", print)))
        qtbot.addWidget(made)
        made.show()
        return made

    def test_with_room_the_second_group_is_at_the_right(self, qtbot, beside):
        beside.resize(600, 40)
        qtbot.waitUntil(lambda: beside._second.geometry().right() > 550)
        assert beside._second.y() == beside._first.y()

    def test_without_room_it_is_below(self, qtbot, beside):
        beside.resize(beside.minimumSizeHint().width(), 90)
        qtbot.waitUntil(lambda: beside._second.y() > beside._first.y())


def test_what_more_there_is_about_an_elided_text_stays_in_its_tool_tip_at_any_width(qtbot):
    label = Elided()
    qtbot.addWidget(label)
    label.say("All clicks on the page")
    label.setToolTip("Those of the rules in force")
    label.show()
    label.resize(1000, 20)
    assert label.toolTip() == "Those of the rules in force"
    label.resize(60, 20)
    assert label.toolTip() == "All clicks on the page\n\nThose of the rules in force"
    label.say("Other")
    assert "rules" not in label.toolTip()
