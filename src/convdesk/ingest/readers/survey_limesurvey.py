"""LimeSurvey exports: headings as codes, codes and texts, or texts; comma, semicolon or tab."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.roles import plain_name
from convdesk.ingest.survey_families import NO, YES
from convdesk.ingest.survey_plain import plain_columns, table_of, titles_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, read_first_records
from convdesk.ingest.survey_table import Part
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_rows import Records
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable

_CODED = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\[([^\[\]]*)\])?(?:\._\.|\.\s*)(.*)", re.DOTALL)
_CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\[([^\[\]]*)\])?")
_TIMING = re.compile(r".*Time|(?:group|question|total) time.*|interviewtime", re.IGNORECASE | re.DOTALL)
_RANKED = re.compile(r"\d*|.*(?:rank|rang|platz|plass|puesto|posto)\w*\s*\d+.*", re.IGNORECASE)
_NOTED = {
    "id": Role.RESPONDENT, "response_id": Role.RESPONDENT, "submitdate": Role.TIME, "date_submitted": Role.TIME,
    "email": Role.EMAIL, "email_address": Role.EMAIL,
} | dict.fromkeys(
    ("lastpage", "last_page", "startlanguage", "start_language", "seed", "startdate", "date_started", "datestamp",
     "date_last_action", "ipaddr", "ip_address", "refurl", "referrer_url", "token", "access_code", "firstname",
     "first_name", "lastname", "last_name"),
    Role.PROPERTY,
)  # fmt: skip
_CODES = frozenset({"submitdate", "lastpage", "startlanguage"})
_NOT_SHOWN = "{question_not_shown}"
_SIGN = {"newline": "\n", "cr": "\n", "tab": "\t", "lbrace": "{", "rbrace": "}", "quote": '"'}
_ESCAPED = re.compile(r"\{(newline|cr|tab|lbrace|rbrace|quote)\}")
_SIGNS = frozenset({"submitdate", "lastpage", "startlanguage", "date_submitted", "last_page", "start_language"})


@dataclass(frozen=True)
class _Heading:
    """A column's heading: the question's code (or text), the part's code, and the words of both."""

    code: str
    sub_code: str
    title: str
    sub: str


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    is_vv = _has_codes_below(records)
    cells = titles_of(records, records.first)
    below = titles_of(records, records.second) if is_vv else cells
    codes = [code or cell for code, cell in zip(below, cells, strict=True)]
    texts = cells if is_vv else [""] * len(cells)
    rows = 2 if is_vv else 1
    body, columns = plain_columns(records, rows, codes, wanted.progress)
    if is_vv:
        columns = [
            replace(column, values=[_unescaped(text) for text in column.values], counts=None) for column in columns
        ]
    headings = [(_moved if is_vv else _heading)(code, text) for code, text in zip(codes, texts, strict=True)]
    noted = [_noted(heading, column) for heading, column in zip(headings, columns, strict=True)]
    table = table_of(wanted.path, body, _understood(noted, headings), rows)
    sent = next((column.values for column in noted if column.role is Role.TIME), None)
    if sent is not None:
        table.states = [ResponseState.COMPLETE if text else ResponseState.PARTIAL for text in sent]
    return table


def _has_codes_below(records: Records) -> bool:
    """Whether this is the form for moving responses (VV): words in the first row, codes in the second."""
    return not _CODES.isdisjoint(map(clean_title, records.second))


def _unescaped(text: str) -> str:
    """A value of the form for moving responses, whose braces stand for what would break its lines."""
    return "" if text == _NOT_SHOWN else _ESCAPED.sub(lambda sign: _SIGN[sign[1]], text) if "{" in text else text


def _moved(code: str, text: str) -> _Heading:
    """A heading of the form for moving responses: its parts hang on a code by `_`, which no code has in itself."""
    question, _, part = ("", "", "") if code in _NOTED or code.startswith("attribute_") else code.partition("_")
    return _Heading(question, part, text, "") if question else _heading(code, text)


def _heading(cell: str, text: str) -> _Heading:
    coded = _CODED.fullmatch(cell)
    if coded:
        title, sub = _without_sub(coded[3].strip()) if coded[2] is not None else (coded[3].strip(), "")
        return _Heading(coded[1], coded[2] or "", title, sub)
    code = _CODE.fullmatch(cell)
    if code:
        return _Heading(code[1], code[2] or "", text, "")
    title, sub = _without_sub(cell)
    return _Heading(title or cell, sub, title, sub)


def _without_sub(text: str) -> tuple[str, str]:
    """A text and what stands in the brackets that end it, which may hold brackets themselves."""
    if not text.endswith("]"):
        return text, ""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if depth == 0:
            return text[:place].strip(), text[place + 1 : -1].strip()
    return text, ""


def _noted(heading: _Heading, column: SurveyColumn) -> SurveyColumn:
    role = _NOTED.get(plain_name(heading.code)) or _NOTED.get(plain_name(column.name))
    if role is None and (_TIMING.fullmatch(heading.code) or heading.code.startswith("attribute_")):
        role = Role.PROPERTY
    return column if role is None or heading.sub_code else replace(column, role=role)


def _understood(columns: Sequence[SurveyColumn], headings: Sequence[_Heading]) -> list[SurveyColumn]:
    """The columns that are asked as parts of their questions."""
    families: dict[str, list[int]] = {}
    for place, (column, heading) in enumerate(zip(columns, headings, strict=True)):
        if column.role is None and not _is_comment(heading):
            families.setdefault(heading.code, []).append(place)
    ranked = {code for code, places in families.items() if _is_ranking(places, columns, headings)}
    out = []
    for column, heading in zip(columns, headings, strict=True):
        if column.role is not None or column.name.startswith("column "):
            out.append(column)
        else:
            out.append(_asked(column, heading, len(families.get(heading.code, ())), is_ranked=heading.code in ranked))
    return out


def _asked(column: SurveyColumn, heading: _Heading, width: int, *, is_ranked: bool) -> SurveyColumn:
    title = heading.title or heading.code
    sub = heading.sub or heading.sub_code
    if _is_comment(heading):
        line = sub.removesuffix("comment").removesuffix("Comment").strip(" []")
        about = f"{title} – {line} (comment)" if line else f"{title} (comment)"
        return replace(column, question=f"{heading.code}[{heading.sub_code}]", text=about, kind=QuestionKind.OPEN)
    if heading.sub_code == "other":
        return replace(column, question=heading.code, text=title, part=Part.OTHER, sub=heading.sub or "Other")
    if width == 1:
        text = " – ".join(dict.fromkeys(filter(None, (heading.title, heading.sub)))) or title
        return replace(column, question=heading.code, text=text)
    part = Part.PLACE if is_ranked else Part.SUB if heading.sub_code else Part.WHOLE
    return replace(column, question=heading.code, text=title, part=part, sub=sub if heading.sub_code else "")


def _is_comment(heading: _Heading) -> bool:
    return heading.sub_code.endswith("comment")


def _is_ranking(places: Sequence[int], columns: Sequence[SurveyColumn], headings: Sequence[_Heading]) -> bool:
    """Whether columns 1, 2, 3 … each hold an option, and nobody has one twice."""
    told = [headings[place] for place in places]
    if len(places) < 2 or not all(heading.sub_code.isdigit() and _RANKED.fullmatch(heading.sub) for heading in told):
        return False
    given = [
        [cell for cell in cells if cell] for cells in zip(*(columns[place].values for place in places), strict=True)
    ]
    met = {cell.casefold() for cells in given for cell in cells}
    several = [cells for cells in given if len(cells) > 1]
    return not met <= (YES | NO) and bool(several) and all(len(set(cells)) == len(cells) for cells in several)


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    records = read_first_records(head)
    names = [clean_title(cell) for cell in records.first]
    signs = _SIGNS & {plain_name(_heading(name, "").code) for name in [*names, *map(clean_title, records.second)]}
    if len(signs) > 1:
        return Claim(0.95, "the columns of LimeSurvey for when a response was sent and its last page")
    coded = [match for name in names if (match := _CODED.fullmatch(name)) and match[3].strip()]
    parts = [match for name in names if (match := _CODED.fullmatch(name) or _CODE.fullmatch(name)) and match[2]]
    if len(coded) >= 0.8 * len(names) > 1 and parts:
        return Claim(0.93, "headings are codes with the questions' texts, as LimeSurvey writes them")
    return Claim(0.8, "headings are codes of questions and their parts") if len(parts) > 0.4 * len(names) else NO_CLAIM


READER = SurveyReader(
    name="limesurvey",
    title="LimeSurvey (CSV, spreadsheet)",
    needs="An export of results as CSV or .xlsx; headings with code and text keep most.",
    claimed=_claimed,
    table=_table,
)
