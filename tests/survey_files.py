"""Survey files for tests, read as an import would: by the reader that is surest of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convdesk.ingest import sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import all_readers, named
from convdesk.model.progress import silent
from workbooks import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.ingest.reader import Reading
    from convdesk.model.answers import AskedQuestion, SurveyImport
    from convdesk.model.mapping import Role

Rows = list[list[object]]


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def write(folder: Path, content: Any, name: str = "survey.csv") -> Path:
    """A file of rows (a spreadsheet where its name says so), of a text, of bytes, or of JSON."""
    path = folder / name
    if name.endswith(".xlsx"):
        return write_workbook(path, {"Sheet": content})
    if isinstance(content, list) and content and isinstance(content[0], list) and not name.endswith(".json"):
        content = as_csv(content)
    elif not isinstance(content, (str, bytes)):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_file(
    path: Path,
    *,
    reader: str = "",
    known: frozenset[str] = frozenset(),
    roles: dict[str, Role] | None = None,
    **options: str,
) -> Reading:
    """What an import of the file would bring, with some roles changed and some options given."""
    head = sniff.head_of(path)
    chosen = named(reader) if reader else sniff.choose(head, all_readers())[0]
    mapping = chosen.propose(head).mapping
    for name, role in (roles or {}).items():
        mapping = mapping.with_role(name, role)
    mapping = replace(mapping, zone=options.pop("zone", mapping.zone), options={**mapping.options, **options})
    with chosen.read(path, mapping, silent(), Terms(known_responses=known)) as reading:
        report = reading.report
        assert report.read == report.kept + report.duplicates + report.rejected
        return reading


def read(folder: Path, content: Any, name: str = "survey.csv", **how: Any) -> Reading:
    return read_file(write(folder, content, name), **how)


def question(survey: SurveyImport, title: str) -> tuple[int, AskedQuestion]:
    """Where a question stands, and the question."""
    found = [(n, asked) for n, asked in enumerate(survey.questions, start=1) if asked.text == title]
    assert found, [asked.text for asked in survey.questions]
    return found[0]


def said(survey: SurveyImport, title: str) -> list[Any]:
    """What everyone answered to a question: options where there are several, else texts."""
    position, asked = question(survey, title)
    if asked.kind.value in {"multiple", "ranking"}:
        return [person.choices[position] if position in person.answers else None for person in survey.respondents]
    return [person.answers.get(position) for person in survey.respondents]


def outline(survey: SurveyImport) -> list[tuple[str, str]]:
    """The kinds and texts of all questions; those that belong to another behind a dash."""
    return [(asked.kind.value, ("- " if asked.parent else "") + asked.text) for asked in survey.questions]


def warned(reading: Reading) -> str:
    return " | ".join(problem.what for problem in reading.report.warnings)


def marks(reading: Reading) -> frozenset[str]:
    """What the study would know the responses by."""
    assert reading.survey
    return frozenset(person.fingerprint for person in reading.survey.respondents)
