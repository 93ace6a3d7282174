"""How numbers and text are written, and how much room text takes."""

from __future__ import annotations

import pytest

from convdesk.export.measure import line_ends, width
from convdesk.export.palette import severity_pair
from convdesk.export.wording import is_right_to_left, label_and_text, language_of, plain, shortened_inside
from convdesk.model.finding import Severity
from convdesk.model.share import share_text


@pytest.mark.parametrize(
    ("of_one", "digits", "text"),
    [
        (881 / 2144, 2, "41 %"),
        (881 / 2144, 3, "41.1 %"),
        (0.0852, 3, "8.52 %"),
        (0.996, 2, "99.6 %"),
        (0.99999, 3, "over 99.9 %"),
        (0.00001, 3, "under 0.1 %"),
        (1, 3, "100 %"),
        (0, 3, "0 %"),
        (0.4, 3, "40 %"),
    ],
)
def test_a_share_has_the_digits_it_deserves(of_one, digits, text):
    assert share_text(of_one, digits) == text


def test_what_xml_cannot_hold_is_taken_out_of_a_text():
    assert plain("a\x00\x1bb\r\nc\td\ud800") == "ab\nc d"


def test_the_script_tells_the_direction_and_the_language():
    assert is_right_to_left("“لم يصلني”")
    assert not is_right_to_left("12 clicks")
    assert (language_of("لم", "en-GB"), language_of("שלום", "en-GB"), language_of("Hei", "nb")) == ("ar", "he", "nb")


def test_a_line_is_parted_at_its_label():
    assert label_and_text("Window: 7 days") == ("Window", "7 days")
    assert label_and_text("at 10:30 it began") == ("", "at 10:30 it began")


def test_a_long_name_keeps_its_end():
    assert shortened_inside("A very long name of a step, number 12", 20).endswith("er 12")
    assert len(shortened_inside("x" * 90, 20)) == 20


@pytest.mark.parametrize("text", ["", "one", "several words in a row " * 20, "x" * 500, "語" * 80, "🤷‍♀️ " * 40])
def test_lines_hold_the_whole_text_and_fit_their_room(text):
    ends = line_ends(text, 12, 100)
    lines = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert "".join(lines) == text
    assert all(width(line.rstrip(), 12) <= 100 for line in lines)


def luminance(tone):
    parts = [value / 255 for value in tone.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_tag_can_be_read(severity):
    dark, light = sorted(luminance(tone) for tone in severity_pair(severity.label))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
