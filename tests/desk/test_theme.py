"""The theme: contrast of every pair, palette first, the user's own type size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette

from convdesk.desk import theme
from convdesk.desk.resources import resource
from convdesk.desk.settings import Settings
from convdesk.desk.theme import Appearance, Theme
from convdesk.desk.tokens import contrast, mix, read_colours

TEXT = ("ink", "ink_muted", "accent", "left", "good", "caution")
GROUNDS = ("canvas", "surface")
PAIRS = [(text, ground) for text in TEXT for ground in GROUNDS] + [
    ("ink", "sunken"),
    ("ink_muted", "sunken"),
    ("on_accent", "accent"),
    ("ink", "accent_soft"),
    ("accent", "accent_soft"),
    ("left", "left_soft"),
    ("ink", "left_soft"),
    ("good", "good_soft"),
    ("ink", "good_soft"),
    ("caution", "caution_soft"),
    ("open", "surface"),
    ("paper_ink", "paper"),
]
MARKS = ("bar", "left", "stayed", "open", "line_strong", "accent", "good", "caution")


@pytest.fixture
def dressed(qapp):
    """A theme that is taken off again."""
    worn = Theme(qapp, Appearance.LIGHT)
    yield worn
    worn.deleteLater()


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(is_dark, text, ground):
    colours = theme.colours_of(is_dark)
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("mark", MARKS)
def test_bars_and_lines_that_carry_meaning_stand_out(is_dark, mark):
    colours = theme.colours_of(is_dark)
    assert contrast(getattr(colours, mark), colours.surface) >= 3


@pytest.mark.parametrize("is_dark", [False, True])
def test_those_who_left_stand_out_even_where_another_drop_off_is_chosen(is_dark):
    colours = theme.colours_of(is_dark)
    pale = mix(colours.surface, colours.left, theme.LEFT_PALE)
    assert contrast(pale, colours.surface) >= 3
    assert contrast(pale, colours.bar_track) >= 2.5


@pytest.mark.parametrize("is_dark", [False, True])
def test_every_category_stands_out(is_dark):
    colours = theme.colours_of(is_dark)
    assert len(colours.categories) == 8
    assert min(contrast(one, colours.surface) for one in colours.categories) >= 3


def test_contrast_is_the_ratio_of_the_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_files_name_the_same_roles():
    for name in ("light.toml", "dark.toml"):
        assert read_colours(resource("theme", name)).ink.startswith("#")


def test_a_file_that_lacks_a_role_is_refused(tmp_path):
    lacking = tmp_path / "odd.toml"
    lacking.write_text('ink = "#000000"\ncategories = []\n', encoding="utf-8")
    with pytest.raises(TypeError, match="canvas"):
        read_colours(lacking)


def test_a_pinned_appearance_is_worn_whatever_the_system_says(qapp, dressed):
    dressed.pin(Appearance.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.colours_of(True).canvas)
    assert theme.paints().ink == QColor(theme.colours_of(True).ink)
    dressed.pin(Appearance.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.colours_of(False).canvas)


def test_the_style_sheet_has_no_gap_left(qapp, dressed):
    assert dressed.is_dark is False
    assert "$" not in qapp.styleSheet()


def test_an_unknown_appearance_in_the_settings_is_the_systems(tmp_path):
    file = tmp_path / "settings.ini"
    file.write_text("[settings]\nappearance=plaid\n", encoding="utf-8")
    assert Settings(file).value("appearance") == "system"


def test_settings_keep_only_what_is_allowed(tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    settings.keep("appearance", "dark")
    assert settings.value("appearance") == "dark"
    with pytest.raises(ValueError, match="plaid"):
        settings.keep("appearance", "plaid")


class Source(QObject):
    told = Signal(bool)


@pytest.mark.usefixtures("qapp")
def test_five_thousand_signals_survive():
    """One release of PySide6 let go of True with every emission and died after some 570 of them."""
    source, heard = Source(), []
    source.told.connect(heard.append)
    for _ in range(5000):
        source.told.emit(True)
    assert heard == [True] * 5000
