"""Draws a table whose cells are shaded by how much is in them; cells can be chosen with mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.trends.looks import Cell, Grid
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

_LEAST_CELL, _MOST_CELL, _MOST_ROW = 30.0, 96.0, 44.0
_DARKEST = 0.7
_EMPTY = Grid("", (), (), ())


class GridCanvas(QWidget):
    """`cell_chosen(row, column)`: the people of a cell are wanted."""

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Table"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.grid = _EMPTY
        self._at = (0, 0)
        self._least: tuple[float, float] = (_LEAST_CELL, 0.0)

    def show_grid(self, grid: Grid) -> None:
        """Draw this table."""
        self.grid = grid
        self._measure()
        self._at = (min(self._at[0], len(grid.rows) - 1), min(self._at[1], len(grid.columns) - 1))
        self.setMinimumSize(self.minimumSizeHint())
        self._tell()

    def minimumSizeHint(self) -> QSize:
        width = self._head_width() + len(self.grid.columns) * self._least_cell()
        return QSize(int(width) + 2, int((len(self.grid.rows) + 1) * self._least_row()) + 4)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def text(self) -> list[list[str]]:
        """The table as rows of texts, with its heads."""
        named = zip(self.grid.rows, self.grid.cells, strict=True)
        rows = [[name, *(cell.text for cell in cells)] for name, cells in named]
        return [[self.grid.corner, *self.grid.columns], *rows]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from cell to cell, Enter lists the people."""
        row, column = self._at
        by = {
            Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if by is not None and self.grid.rows:
            last = len(self.grid.rows) - 1, len(self.grid.columns) - 1
            self._at = min(max(row + by[0], 0), last[0]), min(max(column + by[1], 0), last[1])
            self._tell()
        elif Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self.grid.rows:
            self.cell_chosen.emit(row, column)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_there = self._cell_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_there else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._cell_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = found
            self._tell()
            self.cell_chosen.emit(*found)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().event(event)

    def words_at(self, where: QPoint) -> str:
        found = self._cell_at(QPointF(where))
        return self.grid.cells[found[0]][found[1]].tip if found else ""

    def box_of(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        width, height = self._cell_size()
        return QRectF(self._head_width() + column * width, (row + 1) * height, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.paints()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._cell_size()
        painter.setFont(theme.font_of(self, "caption"))
        painter.setPen(colours.ink_muted)
        middle, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(6, 0, self._head_width() - 6, height), left, self.grid.corner)
        for column, name in enumerate(self.grid.columns):
            painter.drawText(QRectF(self._head_width() + column * width, 0, width, height), middle, name)
        painter.setFont(theme.font_of(self))
        for row, name in enumerate(self.grid.rows):
            painter.setPen(colours.ink)
            painter.drawText(QRectF(6, (row + 1) * height, self._head_width() - 6, height), left, name)
            for column, cell in enumerate(self.grid.cells[row]):
                self._paint_cell(painter, cell, self.box_of(row, column))
        if self.hasFocus() and self.grid.rows:
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.box_of(*self._at).adjusted(1, 1, -1, -1), 3, 3)

    def _paint_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        colours, inside = theme.paints(), box.adjusted(1, 1, -1, -1)
        if cell.strength is None:
            painter.fillRect(inside, QBrush(theme.faded(colours.open, 0.45), Qt.BrushStyle.BDiagPattern))
            return
        painter.fillRect(inside, self._shade(cell.strength))
        painter.setPen(colours.ink)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, cell.text)

    def _shade(self, strength: float) -> QColor:
        colours = theme.paints()
        return theme.faded(colours.bar, 0.06 + _DARKEST * strength) if strength else colours.sunken

    def _cell_at(self, where: QPointF) -> tuple[int, int] | None:
        width, height = self._cell_size()
        column, row = int((where.x() - self._head_width()) // width), int(where.y() // height) - 1
        is_there = 0 <= row < len(self.grid.rows) and 0 <= column < len(self.grid.columns)
        return (row, column) if is_there else None

    def _cell_size(self) -> tuple[float, float]:
        columns, rows = max(1, len(self.grid.columns)), len(self.grid.rows) + 1
        width = (self.width() - self._head_width()) / columns
        height = min(_MOST_ROW, self.height() / rows)
        return max(self._least_cell(), min(_MOST_CELL, width)), max(self._least_row(), height)

    def _least_cell(self) -> float:
        return self._least[0]

    def _least_row(self) -> float:
        return self.fontMetrics().height() + 10.0

    def _head_width(self) -> float:
        return self._least[1]

    def _measure(self) -> None:
        """How wide cells and heads must at least be; looked at once for all of them."""
        metrics = self.fontMetrics()
        texts = {*self.grid.columns, *(cell.text for cells in self.grid.cells for cell in cells)}
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        head = max(metrics.horizontalAdvance(name) for name in (self.grid.corner, *self.grid.rows))
        self._least = max(_LEAST_CELL, widest + 8.0), head + 20.0

    def _tell(self) -> None:
        row, column = self._at
        if 0 <= row < len(self.grid.rows) and 0 <= column < len(self.grid.columns):
            self.setAccessibleDescription(self.grid.cells[row][column].tip)
        self.update()
