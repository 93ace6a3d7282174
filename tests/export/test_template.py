"""Slides on somebody's own template."""

from __future__ import annotations

import zipfile

import pytest
from decks import deck
from pptx import Presentation
from pptx.util import Inches

from convdesk.export.slides import write_deck
from convdesk.model.problem import ProblemError


@pytest.fixture
def template(tmp_path):
    """A 4 : 3 template with a slide in it."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[0])
    slide.shapes.title.text = "Old slide"
    slide.notes_slide.notes_text_frame.text = "Old notes"
    made.save(str(tmp_path / "house.pptx"))
    return tmp_path / "house.pptx"


def as_potx(path):
    potx = path.with_suffix(".potx")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(potx, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"presentation.main+xml", b"template.main+xml")
            copy.writestr(name, data)
    return potx


def test_a_template_gives_its_size_and_its_layouts_and_none_of_its_slides(template, tmp_path):
    write_deck(deck(), tmp_path / "out.pptx", template)
    made = Presentation(str(tmp_path / "out.pptx"))
    assert (made.slide_width, made.slide_height) == (Inches(10), Inches(7.5))
    assert {slide.slide_layout.name for slide in made.slides} == {"Title Slide", "Title Only"}
    with zipfile.ZipFile(tmp_path / "out.pptx") as package:
        assert not any(b"Old " in package.read(name) for name in package.namelist())


def test_a_potx_is_as_good_and_becomes_slides(template, tmp_path):
    write_deck(deck(), tmp_path / "out.pptx", as_potx(template))
    assert len(Presentation(str(tmp_path / "out.pptx")).slides) == 5


def test_everything_stands_inside_the_templates_slides(template, tmp_path):
    write_deck(deck(), tmp_path / "out.pptx", template)
    for slide in Presentation(str(tmp_path / "out.pptx")).slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Inches(10)
            assert shape.top + shape.height <= Inches(7.5)


def test_a_template_without_a_title_layout_is_refused_with_what_to_do(tmp_path):
    made = Presentation()
    for layout in list(made.slide_layouts):
        if layout.name != "Blank":
            made.slide_layouts.remove(layout)
    made.save(str(tmp_path / "bare.pptx"))
    with pytest.raises(ProblemError, match="Title Only"):
        write_deck(deck(), tmp_path / "out.pptx", tmp_path / "bare.pptx")


@pytest.mark.parametrize("content", [b"", b"no slides at all", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 protected"])
def test_a_file_that_is_no_template_is_refused(tmp_path, content):
    (tmp_path / "odd.pptx").write_bytes(content)
    with pytest.raises(ProblemError, match="leave the template out"):
        write_deck(deck(), tmp_path / "out.pptx", tmp_path / "odd.pptx")
    assert not (tmp_path / "out.pptx").exists()


def test_a_zip_that_is_something_else_is_refused(tmp_path):
    for name, part in (("word.docx", "[Content_Types].xml"), ("other.zip", "readme.txt")):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr(part, "<Types/>")
        with pytest.raises(ProblemError):
            write_deck(deck(), tmp_path / "out.pptx", tmp_path / name)


def test_a_missing_template_is_said_to_be_missing(tmp_path):
    with pytest.raises(ProblemError, match="no such template"):
        write_deck(deck(), tmp_path / "out.pptx", tmp_path / "gone.potx")


def test_sections_that_name_slides_of_the_template_are_taken_out(template, tmp_path):
    space = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    made = Presentation(str(template))
    listed = made.element.makeelement(f"{{{made.element.nsmap['p']}}}extLst", {})
    extension = listed.makeelement(f"{{{made.element.nsmap['p']}}}ext", {"uri": "{521415D9}"})
    extension.append(listed.makeelement(f"{{{space}}}sectionLst", {}))
    listed.append(extension)
    made.element.append(listed)
    made.save(str(template))
    write_deck(deck(), tmp_path / "out.pptx", template)
    with zipfile.ZipFile(tmp_path / "out.pptx") as package:
        assert b"sectionLst" not in package.read("ppt/presentation.xml")
