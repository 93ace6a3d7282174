"""Which screen hears of the people chosen for the window, and when."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSplitter, QWidget

from convdesk.desk.settings import Settings
from convdesk.desk.study_screens import Place, StudyScreens
from convdesk.model.segment import Everyone, Listed

ANN = Listed(frozenset({"ann"}))


class Follows:
    def __init__(self):
        self.used = []

    def open(self):
        self.used.append("open")

    def hear(self, change):
        pass

    def use_segment(self, segment):
        self.used.append(segment)


class Stays:
    def open(self):
        pass

    def hear(self, change):
        pass


class Screen(QWidget):
    def __init__(self, presenter):
        super().__init__()
        self.presenter, self.splitter = presenter, QSplitter(self)


@pytest.fixture
def screens(qtbot, tmp_path):
    places = [Place(name, lambda kind=kind: Screen(kind())) for name, kind in (("a", Follows), ("b", Follows))]
    made = StudyScreens([*places, Place("c", lambda: Screen(Stays()))], Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(made)
    return made


def test_the_screen_at_the_front_hears_at_once(screens):
    screens.show_screen("a")
    screens.use_segment(ANN)
    assert screens["a"].presenter.used == ["open", ANN]
    assert screens.takes_segment()


def test_another_hears_before_it_opens_and_only_once(screens):
    screens.show_screen("a")
    screens["b"]
    screens.use_segment(ANN)
    assert screens["b"].presenter.used == []
    screens.show_screen("b")
    screens.show_screen("a")
    screens.show_screen("b")
    assert screens["b"].presenter.used == [ANN, "open", "open"]


def test_everyone_is_told_when_the_choice_is_taken_back(screens):
    screens.show_screen("a")
    screens.use_segment(ANN)
    screens.use_segment(Everyone())
    assert screens["a"].presenter.used == ["open", ANN, Everyone()]


def test_a_screen_that_follows_nobody_says_so(screens):
    screens.use_segment(ANN)
    screens.show_screen("c")
    assert not screens.takes_segment()


def test_the_way_back_is_kept(screens):
    for name in ("a", "b", "c", "c"):
        screens.show_screen(name)
    assert screens.former() == "b"
    screens.show_screen("b")
    assert screens.former() == "a"
    screens.show_screen("a")
    assert screens.former() is None
