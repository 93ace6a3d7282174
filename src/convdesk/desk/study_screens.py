"""The screens of an open study: each is made when it is first looked at, and keeps the place of its splitter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from convdesk.desk.ports import TakesSegment
from convdesk.model.segment import Everyone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QSplitter

    from convdesk.desk.settings import Settings
    from convdesk.model.change import Change
    from convdesk.model.segment import Segment


class Opens(Protocol):
    """What the window asks of a screen's presenter."""

    def open(self) -> None: ...
    def hear(self, change: Change) -> None: ...


@dataclass(frozen=True)
class Place:
    """One screen: its name, how it is made, and what gets the keyboard when it is shown.

    `opens`: it looks at the study anew each time it is shown; `keeps`: it does so when it hears of a change.
    """

    name: str
    make: Callable[[], QWidget]
    focus: str = ""
    opens: bool = True
    keeps: bool = False


class StudyScreens(QStackedWidget):
    """Makes, shows and keeps the screens; a screen has a `presenter` and a `splitter`."""

    def __init__(self, places: Sequence[Place], settings: Settings) -> None:
        super().__init__()
        self._places = {place.name: place for place in places}
        self._settings = settings
        self._made: dict[str, QWidget] = {}
        self._trail: list[str] = []
        self._segment: Segment = Everyone()
        self._used: dict[str, Segment] = {}
        self._shown = ""

    def __getitem__(self, name: str) -> QWidget:
        if name not in self._made:
            screen = self._places[name].make()
            self._made[name] = screen
            self.addWidget(screen)
            state = self._settings.place(name)
            if state is not None:
                _splitter(screen).restoreState(state)
        return self._made[name]

    @property
    def shown(self) -> str:
        """The name of the screen at the front."""
        return self._shown

    def use_segment(self, segment: Segment) -> None:
        """Show the numbers of these people: at once on the screen at the front, on the others when they come there."""
        self._segment = segment
        if self._shown:
            self._tell_segment(self._shown)

    def takes_segment(self) -> bool:
        """Whether the screen at the front shows the numbers of chosen people."""
        return bool(self._shown) and isinstance(_presenter(self[self._shown]), TakesSegment)

    def former(self) -> str | None:
        """The screen that was shown before this one, taken off the trail; None: this is the first."""
        if not self._trail:
            return None
        self._shown = ""
        return self._trail.pop()

    def show_screen(self, name: str) -> None:
        """Bring a screen to the front, with the keyboard; the one that was there is kept in the trail."""
        if self._shown not in {"", name}:
            self._trail.append(self._shown)
        self._shown = name
        screen, place = self[name], self._places[name]
        self.setCurrentWidget(screen)
        self._tell_segment(name)
        if place.opens:
            _presenter(screen).open()
        if place.focus:
            cast("QWidget", getattr(screen, place.focus)).setFocus()

    def _tell_segment(self, name: str) -> None:
        presenter = _presenter(self[name])
        if isinstance(presenter, TakesSegment) and self._used.get(name, Everyone()) != self._segment:
            self._used[name] = self._segment
            presenter.use_segment(self._segment)

    def hear(self, change: Change) -> None:
        """Tell the screen that is shown, and those that keep what they show, of a change."""
        for name, screen in self._made.items():
            place = self._places[name]
            if place.keeps or (place.opens and screen is self.currentWidget()):
                _presenter(screen).hear(change)

    def makers(self) -> list[Callable[[], QWidget]]:
        """What makes each screen ahead of time."""
        return [lambda name=name: self[name] for name in reversed(self._places)]  # type: ignore[misc]

    def keep_places(self) -> None:
        """Remember the splitters of the screens that were made."""
        for name, screen in self._made.items():
            self._settings.keep_place(name, _splitter(screen).saveState())


def _presenter(screen: QWidget) -> Opens:
    return cast("Opens", screen.presenter)  # type: ignore[attr-defined]


def _splitter(screen: QWidget) -> QSplitter:
    return cast("QSplitter", screen.splitter)  # type: ignore[attr-defined]
