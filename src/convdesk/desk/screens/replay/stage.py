"""The stage: the web view in which pages are rebuilt, opened when first needed; or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from convdesk.desk import theme
from convdesk.desk.web.door import open_replay_view
from convdesk.desk.widgets.empty import Empty
from convdesk.model.problem import ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.view import ReplayView
    from convdesk.model.problem import Problem

RENEWED_AFTER = 40
"""Pieces shown by one view: what a page once held its process does not give back."""
SLOW_MS, ONCE_IN_MS = 700, 60_000
"""After how long it is said that a page takes time; how often one that was lost is opened again by itself."""


class Stage(QStackedWidget):
    """Plays what it is given. `moved(ms)`, `ended()`; `slowed()`: an answer takes time.

    `lost()`: the view had to be made anew and is empty; `broken(why)`: it is gone once more.
    """

    moved = Signal(float)
    ended = Signal()
    slowed = Signal()
    lost = Signal()
    broken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._empty = Empty()
        self.addWidget(self._empty)
        self._view: ReplayView | None = None
        self._shown = 0
        self._asked = 0
        self._died = QElapsedTimer()
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self.slowed)
        self._speed, self._skips = 1.0, True
        self.setMinimumSize(200, 160)

    @property
    def view(self) -> ReplayView | None:
        """The web view, once there is one."""
        return self._view

    def open_piece(self, content: bytes, done: Callable[[Any], object], failed: Callable[[str], object]) -> None:
        """Show a piece of a recording; `done` once it can be played."""
        if self._shown >= RENEWED_AFTER or (self._view is not None and self._view.is_slow):
            self._let_go()
        view = self._opened()
        if view is None:
            return
        self._shown += 1
        self.setCurrentWidget(view)
        view.open_piece(content, *self._latest(done, failed))

    def rebuild(self, at_ms: float, done: Callable[[Any], object], failed: Callable[[str], object]) -> None:
        if self._view is not None:
            answered, refused = self._latest(done, failed)
            self._view.ask("seek", at_ms, done=answered, failed=refused)

    def play(self, at_ms: float) -> None:
        self._ask("play", at_ms)

    def pause(self) -> None:
        self._ask("pause")

    def speed(self, factor: float) -> None:
        self._speed = factor
        self._ask("speed", factor)

    def skip(self, *, skips: bool) -> None:
        self._skips = skips
        self._ask("skip", skips)

    def clear(self) -> None:
        """Show nothing."""
        self._asked += 1
        self._slow.stop()
        self._ask("close")
        self.say(tr("No page to show"), tr("What happened is listed beside."))

    def say(self, title: str, text: str) -> None:
        self._empty.say(title, text)
        self.setCurrentWidget(self._empty)

    def show_closed(self, problem: Problem) -> None:
        """Say why there is no web view, and how to get one."""
        self.say(tr("Replay is not available"), f"{problem.what}\n\n{problem.remedy}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._wear()

    def _latest(
        self, done: Callable[[Any], object], failed: Callable[[str], object]
    ) -> tuple[Callable[[Any], object], Callable[[str], object]]:
        """Answers are heard only as long as nothing newer was asked."""
        self._asked += 1
        number = self._asked
        self._slow.start()

        def heard(answer: Callable[[Any], object]) -> Callable[[Any], object]:
            def hear(value: Any) -> None:
                if number == self._asked:
                    self._slow.stop()
                    answer(value)

            return hear

        return heard(done), heard(failed)

    def _opened(self) -> ReplayView | None:
        if self._view is None:
            try:
                self._view = open_replay_view(self)
            except ProblemError as error:
                self.show_closed(error.problem)
                return None
            self._dress_view(self._view)
        return self._view

    def _dress_view(self, view: ReplayView) -> None:
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setAccessibleName(tr("Recorded page"))
        view.heard.connect(self._hear)
        view.given_up.connect(self._give_up)
        self.addWidget(view)
        self._wear()
        view.ask("speed", self._speed)
        view.ask("skip", self._skips)

    def _wear(self) -> None:
        worn = theme.paints()
        colours = {"ground": worn.sunken, "line": worn.line_strong, "accent": worn.accent}
        self._ask("wear", {name: colour.name() for name, colour in colours.items()})

    def _ask(self, verb: str, *values: Any) -> None:
        if getattr(self, "_view", None) is not None and self._view is not None:
            self._view.ask(verb, *values)

    def _hear(self, name: str, value: Any) -> None:
        if name == "moved":
            self.moved.emit(value)
        elif name == "ended":
            self.ended.emit()

    def _let_go(self) -> None:
        view, self._view, self._shown = self._view, None, 0
        if view is not None:
            self.removeWidget(view)
            view.deleteLater()

    def _give_up(self, why: str, was_asked: bool) -> None:
        """The page's process hangs or ended: it is opened again by itself, but not what it has just stumbled over."""
        self._asked += 1
        self._slow.stop()
        self._let_go()
        self.say(tr("The page was too much"), tr("It can be opened at another moment; what happened is listed beside."))
        if was_asked:
            return
        is_rare = not self._died.isValid() or self._died.hasExpired(ONCE_IN_MS)
        self._died.start()
        if is_rare:
            self.lost.emit()
        else:
            self.broken.emit(why)
