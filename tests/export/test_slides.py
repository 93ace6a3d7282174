"""The slides of a deck, opened again with python-pptx."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime

import pytest
from decks import ARABIC, QUOTES, deck, finding, funnel, picture
from pptx import Presentation

from convdesk.export.slides import write_deck
from convdesk.model.deck import Deck, SlideNumber, SlideQuote
from convdesk.model.problem import ProblemError


@pytest.fixture
def slides_of(tmp_path):
    """Write a deck and open it again: its slides."""

    def write(made: Deck):
        out = tmp_path / "deck.pptx"
        write_deck(made, out)
        return list(Presentation(str(out)).slides)

    return write


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def squeezed(text):
    """Without white space, so that a text cut between two slides can be found again."""
    return re.sub(r"\s", "", text)


def all_text(slides):
    """What slides say under their titles and remarks, without white space."""
    said = ("Text", "Number", "Quote", "Caption", "List")
    shapes = [shape for slide in slides for shape in slide.shapes if shape.name.startswith(said)]
    return squeezed("".join(shape.text_frame.text for shape in shapes))


def titles(slides):
    return [slide.shapes.title.text_frame.text for slide in slides]


def charts(slides):
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def test_a_deck_goes_from_title_over_method_funnel_and_findings_to_how_to_read(slides_of):
    assert titles(slides_of(deck())) == [
        "Onboarding, March",
        "Method and n",
        "41 % leave after Verify email (881 of 2,144)",
        "The code expires before the mail arrives",
        "How to read these numbers",
    ]


def test_the_slides_are_sixteen_to_nine(tmp_path):
    write_deck(deck(), tmp_path / "a.pptx")
    made = Presentation(str(tmp_path / "a.pptx"))
    assert made.slide_width * 9 == made.slide_height * 16


def test_the_title_slide_says_what_when_and_in_which_zone(slides_of):
    shown = " ".join(texts(slides_of(deck())[0]))
    assert "Where people leave" in shown
    assert "31 March 2026 · Europe/Oslo" in shown


def test_the_funnel_is_a_native_chart_with_the_counts_of_every_step(slides_of):
    (chart,) = charts(slides_of(deck()))
    values = {series.name: list(series.values) for series in chart.plots[0].series}
    assert values == {
        "Went on or finished": [2391, 2144, 1227, 948, 871, 871],
        "Still under way": [0, 0, 36, 0, 0, 0],
        "Left": [2421, 247, 881, 279, 77, 0],
    }
    assert [str(name).splitlines()[0] for name in chart.plots[0].categories][2] == "3. Verify email"


def test_the_funnel_slide_states_the_interval_n_and_the_definition(slides_of):
    shown = " ".join(texts(slides_of(deck())[2]))
    assert "881 of 2,144 left: 41.1 %, 95 % interval 39.0–43.2 %" in shown
    assert "n = 4,812 people who started. People; 7 days" in shown


def test_the_deck_says_which_drop_off_the_funnel_slide_names(slides_of):
    assert "50 % leave after Landing page (2,421 of 4,812)" in titles(slides_of(deck(drop_off_at=1)))


@pytest.mark.parametrize("steps", [1, 2, 10, 11, 30])
def test_a_funnel_of_any_length_shows_every_step_once_on_one_scale(slides_of, steps):
    names = [f"A step with a long and winding name, number {at}" for at in range(steps)]
    found = charts(slides_of(deck(funnel=funnel(names, [9000 - 200 * at for at in range(steps)]))))
    rows = [str(name).split(".")[0] for chart in found for name in chart.plots[0].categories]
    assert rows == [str(at + 1) for at in range(steps)]
    assert {chart.value_axis.maximum_scale for chart in found} == {9000}
    assert max(len(chart.plots[0].categories) for chart in found) <= 10


def test_a_funnel_nobody_started_says_so(slides_of):
    assert "Nobody started this funnel" in titles(slides_of(deck(funnel=funnel(("A", "B"), (0, 0)))))


def test_a_small_n_is_named(slides_of):
    shown = " ".join(texts(slides_of(deck(funnel=funnel(("A", "B"), (20, 5))))[2]))
    assert "Small n: fewer than 30 people." in shown


def test_every_slide_has_a_title_placeholder_and_speaker_notes_with_the_filters(slides_of):
    for slide in slides_of(deck()):
        assert slide.shapes.title is not None
        assert "Everyone, 1–31 March 2026" in slide.notes_slide.notes_text_frame.text


def test_the_notes_of_a_finding_hold_its_filters_numbers_and_whose_words_are_quoted(slides_of):
    notes = slides_of(deck())[3].notes_slide.notes_text_frame.text
    for part in ("Filter: everyone on a desktop", "881 of 2,144", "Respondent 118 · 12 March 2026"):
        assert part in notes


def test_every_picture_and_chart_has_words_for_those_who_cannot_see_it(slides_of):
    described = [
        shape._element._nvXxPr.cNvPr.get("descr")
        for slide in slides_of(deck())
        for shape in slide.shapes
        if shape.has_chart or shape.shape_type == 13
    ]
    assert described[1] == "Most clicks on Verify"
    assert "3. Verify email: 2,144 reached" in described[0]
    assert len(described) == 2


@pytest.mark.parametrize("size", [(300, 200), (200, 900), (2000, 100), (150, 160)])
def test_a_picture_keeps_its_proportions(slides_of, size):
    slides = slides_of(deck(findings=(finding(picture=picture(*size)),)))
    (shown,) = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.01)


LONG = SlideQuote(" ".join(f"word{at}" for at in range(1300)), "Respondent 9", "today", "Why?")
UNBROKEN = SlideQuote("x" * 10_000, "Respondent 10")
MANY = tuple(SlideQuote(f"Quote {at}: {'it went wrong again ' * 12}", f"R{at}", "today", "Why?") for at in range(12))
SHAPES = {
    "usual": finding(),
    "phone": finding(picture=picture(390, 844)),
    "no picture": finding(picture=None),
    "no quotes": finding(quotes=()),
    "only a title": finding(text="", severity="", numbers=(), picture=None, quotes=()),
    "only a picture": finding(text="", numbers=(), quotes=()),
    "long text": finding(text="A long story, told in full. " * 300),
    "long text on a phone": finding(text="A long story, told in full. " * 300, picture=picture(390, 844)),
    "long quote": finding(quotes=(LONG, *QUOTES)),
    "unbroken quote": finding(quotes=(UNBROKEN,), picture=None),
    "many quotes": finding(quotes=MANY),
    "long explanation": finding(numbers=(SlideNumber("41 %", "of those who reached it " * 200),)),
    "long caption": finding(picture=picture(300, 200).__class__(picture().png, "Words", "n = 12 and so on. " * 100)),
    "long source": finding(quotes=(SlideQuote("Yes.", "R1", "today", "Is it so? " * 300),)),
    "long title": finding(title="It takes far too long to say what this is about " * 12),
}


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_of_a_finding_is_lost_however_long(slides_of, name):
    shown = SHAPES[name]
    found = all_text(slides_of(deck(findings=(shown,)))[3:-1])
    wanted = [shown.text, shown.picture.caption if shown.picture else ""]
    wanted += [part for number in shown.numbers for part in number]
    wanted += [part for quote in shown.quotes for part in (quote.text, quote.who, quote.when, quote.question)]
    words = Counter(word for text in wanted for word in text.split())
    lost = [word for word, times in words.items() if found.count(squeezed(word)) < times]
    assert lost == []


@pytest.mark.parametrize("name", SHAPES)
def test_everything_stands_inside_the_slide_and_nothing_on_another(slides_of, name):
    for slide in slides_of(deck(findings=(SHAPES[name],)))[3:-1]:
        shapes = [shape for shape in slide.shapes if shape != slide.shapes.title]
        for shape in shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= 12192000
            assert shape.top + shape.height <= 6858000
        for at, one in enumerate(shapes):
            for other in shapes[at + 1 :]:
                assert not overlap(one, other), (one.name, other.name)


def overlap(one, other):
    slack = 12700
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return across > slack and down > slack


@pytest.mark.parametrize("name", SHAPES)
def test_no_type_is_too_small_to_read(slides_of, name):
    for slide in slides_of(deck(findings=(SHAPES[name],)))[3:-1]:
        sizes = re.findall(r'<a:rPr[^>]*\bsz="(\d+)"', slide.shapes._spTree.xml)
        assert min(map(int, sizes)) >= 850


def test_a_long_title_is_shortened_in_its_place_and_told_in_full_after_it(slides_of):
    slides = slides_of(deck(findings=(SHAPES["long title"],)))
    assert titles(slides)[3].endswith("…")
    assert squeezed(SHAPES["long title"].title) in all_text(slides)


def test_an_arabic_quote_is_set_from_the_right_and_tagged(slides_of):
    slides = slides_of(deck())
    (quoted,) = [
        p for s in slides for sh in s.shapes if sh.has_text_frame for p in sh.text_frame.paragraphs if ARABIC in p.text
    ]
    assert quoted._p.pPr.get("rtl") == "1"
    assert quoted.runs[0]._r.rPr.get("lang") == "ar"


def test_every_run_of_text_names_its_language(slides_of):
    for slide in slides_of(deck(language="nb-NO")):
        for run in slide.shapes._spTree.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
            assert run.rPr.get("lang") in {"nb-NO", "ar"}


def test_characters_a_slide_cannot_hold_are_left_out(slides_of):
    odd = "a\x00b\x0bc\x1bd\ufffee\ud800f"
    strange = finding(
        title=odd, text=odd, quotes=(SlideQuote(odd, odd, odd, odd),), numbers=(SlideNumber(odd, odd),), notes=(odd,),
        picture=picture().__class__(picture().png, odd, odd),
    )  # fmt: skip
    made = deck(
        title=odd, subtitle=odd, findings=(strange,), funnel=funnel((odd, "B"), (20, 5)), method=(odd,), notes=(odd,)
    )
    assert titles(slides_of(made))[0] == "ab cdef"


def test_an_empty_deck_is_a_title_and_how_to_read_the_numbers(slides_of):
    slides = slides_of(Deck("Empty study", "", "", "UTC", datetime(2026, 3, 31, tzinfo=UTC)))
    assert titles(slides) == ["Empty study", "How to read these numbers"]
    assert titles(slides_of(Deck("", "", "", "", datetime(2026, 3, 31, tzinfo=UTC))))[0] == "Untitled"


def test_a_method_of_many_lines_goes_on_to_further_slides(slides_of):
    lines = tuple(f"Line {at}: something that has to be said about the data" for at in range(80))
    slides = [slide for slide in slides_of(deck(method=lines)) if "Method" in slide.shapes.title.text_frame.text]
    assert len(slides) > 1
    assert all(squeezed(f"Line {at}\tsomething") in all_text(slides) for at in range(80))


def test_the_last_slide_explains_only_what_the_deck_shows(slides_of):
    last = " ".join(texts(slides_of(deck(definitions=("Session: no gap over 30 minutes",)))[-1]))
    assert all(
        word in last for word in ("Still under way", "95 % interval", "Heat", "Quotes", "Session", "Europe/Oslo")
    )
    bare = " ".join(texts(slides_of(deck(funnel=None, findings=()))[-1]))
    assert "Heat" not in bare
    assert "Still under way" not in bare


def test_the_same_deck_gives_the_same_bytes(tmp_path):
    for name in ("a.pptx", "b.pptx"):
        write_deck(deck(), tmp_path / name)
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()


def test_the_only_date_in_the_file_is_the_decks(tmp_path):
    out = tmp_path / "a.pptx"
    write_deck(deck(), out)
    assert Presentation(str(out)).core_properties.modified.date().isoformat() == "2026-03-31"
    with zipfile.ZipFile(out) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        (book,) = [name for name in package.namelist() if name.endswith(".xlsx")]
        with zipfile.ZipFile(io.BytesIO(package.read(book))) as workbook:
            assert b"2026-03-31T12:00:00Z" in workbook.read("docProps/core.xml")


def test_a_broken_picture_is_named_with_its_finding_and_nothing_is_written(tmp_path):
    broken = picture().__class__(b"not a picture", "Words")
    with pytest.raises(ProblemError, match="picture of finding 1"):
        write_deck(deck(findings=(finding(picture=broken),)), tmp_path / "a.pptx")
    assert list(tmp_path.iterdir()) == []
