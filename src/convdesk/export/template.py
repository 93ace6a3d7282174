"""Opening a slide template: its layouts, theme and size stay, its slides and whatever points at them go."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

_TYPES = "[Content_Types].xml"
_TEMPLATE_TYPE = b"presentationml.template.main+xml"
_SLIDES_TYPE = b"presentationml.presentation.main+xml"
_MOST_BYTES = 500_000_000
_REMEDY = "Save it in your slide program as .pptx or .potx and choose it again, or leave the template out."
_POINTING = ("sectionLst", "custShowLst")
_STALE = ("/thumbnail", "/extended-properties")


def open_template(path: Path) -> Any:
    """The template as an empty presentation; raises ProblemError for what is none."""
    from pptx import Presentation

    package = _package(path)
    try:
        presentation = Presentation(io.BytesIO(package))
        empty(presentation)
    except (ValueError, KeyError, AttributeError, SyntaxError, OSError, zipfile.BadZipFile) as error:
        raise ProblemError(str(path), "This template cannot be read as slides.", _REMEDY) from error
    return presentation


def empty(presentation: Any) -> None:
    """Take every slide out, and what names slides or describes the old file."""
    slides = presentation.slides._sldIdLst
    for entry in list(slides):
        presentation.part.drop_rel(entry.rId)
        slides.remove(entry)
    for element in list(presentation.element.iter()):
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _POINTING:
            holder = element.getparent()
            if holder.tag.endswith("}ext"):
                element, holder = holder, holder.getparent()
            holder.remove(element)
    _drop(presentation.part.package._rels, _STALE)
    _drop(presentation.part.rels, ("/printerSettings",))
    _renew_notes_master(presentation)


def _drop(relations: Any, endings: tuple[str, ...]) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(endings)]:
        relations.pop(key)


def _renew_notes_master(presentation: Any) -> None:
    """Without a place for text in the template's notes there could be no speaker notes."""
    part = presentation.part
    keys = [key for key, relation in part.rels.items() if relation.reltype.endswith("/notesMaster")]
    if not keys or any(one.placeholder_format.type == 2 for one in presentation.notes_master.placeholders):
        return
    for listed in presentation.element.findall("{*}notesMasterIdLst"):
        presentation.element.remove(listed)
    part.rels.pop(keys[0])


def _package(path: Path) -> bytes:
    """The bytes of the template as a presentation: a .potx differs only in what it calls itself."""
    try:
        with zipfile.ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MOST_BYTES:
                raise ProblemError(str(path), "This template unpacks to more than 500 MB.", "Use a smaller one.")
            if _TEMPLATE_TYPE not in package.read(_TYPES):
                return path.read_bytes()
            return _renamed(package)
    except FileNotFoundError as error:
        raise ProblemError(str(path), "There is no such template.", "Choose a .pptx or .potx file.") from error
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise ProblemError(str(path), "This is not a slide template, or it is protected.", _REMEDY) from error
    except OSError as error:
        raise ProblemError(str(path), "This template cannot be opened.", _REMEDY) from error


def _renamed(package: zipfile.ZipFile) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            data = package.read(name)
            copy.writestr(name, data.replace(_TEMPLATE_TYPE, _SLIDES_TYPE) if name == _TYPES else data)
    return written.getvalue()
