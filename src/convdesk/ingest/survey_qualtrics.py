"""How Qualtrics names its columns: what an ImportId, or an older tag, says of a question and of a place in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest.survey_table import Part
from convdesk.model.answers import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.survey_table import SurveyColumn

_QUESTION = re.compile(r"((?:.+?_)?QID\d+)(.*)", re.DOTALL)
_TAG = re.compile(r"(.+?)((?:#\d+)?(?:_x?\d+)*(?::\s*\d+(?:_\d+)*)?(?:_TEXT)?)", re.DOTALL)
_META_TAG = re.compile(r"V\d+|Location\w*|")
_EXTRA = re.compile(
    r".*(?:_NPS_GROUP|_DO(?:_\d+)?|[_ ](?:FIRST|LAST)[_ ]CLICK|[_ ]PAGE[_ ]SUBMIT|[_ ]CLICK[_ ]COUNT|_BROWSER|_VERSION"
    r"|_OS|_RESOLUTION|_FILE_(?:ID|NAME|SIZE|TYPE)|_[0-9a-f]{16,}\w*"
    r"| - (?:Parent )?(?:Topics?|Topic Hierarchy.*|Sentiment.*|Actionability|Effort.*|Emotion.*))",
    re.IGNORECASE | re.DOTALL,
)
"""What Qualtrics adds to answers: groups, timings, browsers, files, orders of display, Text iQ."""
_NUMBER = re.compile(r"\d+")
_CUTS = (" - ", " : ", ": ", "-")
_TAILS = re.compile(r"\s*-\s*(?:Selected Choice|Text)\s*$")
_EDGES = " \t:-–"


@dataclass(frozen=True)
class Key:
    """What a column is: something the tool noted (`meta`), or a question and a place in it.

    `block`: the column of a table beside a table; `numbers`: line and choice, as far as there are.
    """

    meta: str = ""
    question: str = ""
    block: str = ""
    numbers: tuple[str, ...] = ()
    is_text: bool = False

    @property
    def line(self) -> str:
        """The line of a matrix that a box belongs to; empty where its question has no lines."""
        if self.block:
            return f"{self.block}-{self.numbers[0]}" if self.numbers else self.block
        return self.numbers[0] if len(self.numbers) > 1 else ""

    @property
    def is_box(self) -> bool:
        """Whether the column is one choice of a line, and no line."""
        return not self.is_text and len(self.numbers) == 2


def key_of(import_id: str, tag: str) -> Key:
    """The key of a column with an ImportId."""
    match = _QUESTION.fullmatch(import_id)
    if match is None or _EXTRA.fullmatch(match[2]) or _EXTRA.fullmatch(tag):
        return Key(meta=import_id.casefold().removeprefix("panel-") or tag.casefold() or "-")
    return _placed(match[1], match[2])


def legacy_key(tag: str, text: str) -> Key:
    """The key of a column of the older form: V1, V2 … are named by the text below, the others by tags (`Q3_4_TEXT`)."""
    if _META_TAG.fullmatch(tag) or _EXTRA.fullmatch(tag):
        return Key(meta=(text or tag).casefold() or "-")
    match = _TAG.fullmatch(tag)
    return _placed(match[1], match[2]) if match else Key(question=tag)


def legacy_keys(tags: Sequence[str], texts: Sequence[str]) -> list[Key]:
    """The keys of the older form. Tags like `Speed: 1` name lines: those side by side are one question."""
    keys = []
    run, before = "", ""
    for tag, text in zip(tags, texts, strict=True):
        key = legacy_key(tag, text)
        head = text.partition(" : ")[0] if ":" in tag and not key.meta else ""
        if head:
            run = run if head == before else tag
            _, _, place = tag.rpartition(":")
            key = replace(key, question=run, block=_NUMBER.findall(place)[0], numbers=(tag,))
        before = head
        keys.append(key)
    return keys


def as_question(column: SurveyColumn, key: Key, family: Sequence[tuple[Key, str]], text: str) -> SurveyColumn:
    """A column as a part of its question; `family`: the keys and texts of all columns of that question."""
    title = _title([said for _, said in family])
    sub = _TAILS.sub("", text[len(title) :]).strip(_EDGES)
    part = _part(key, [other for other, _ in family])
    row, sub = _line_and_choice(key, sub) if part is Part.SUB else ("", sub)
    return replace(
        column, question=key.question, text=_TAILS.sub("", title).strip(_EDGES) or key.question, part=part, row=row,
        sub=sub or ("" if part in {Part.WHOLE, Part.OTHER} else column.name),
        kind=QuestionKind.OPEN if key.is_text else None,
    )  # fmt: skip


def _placed(question: str, rest: str) -> Key:
    is_text = rest.upper().endswith("TEXT")
    numbers = tuple(_NUMBER.findall(rest))
    if rest.startswith("#") and numbers:
        return Key("", question, numbers[0], numbers[1:], is_text)
    return Key("", question, "", numbers, is_text)


def _part(key: Key, family: Sequence[Key]) -> Part:
    if len(family) == 1:
        return Part.WHOLE
    plain = [other for other in family if not other.is_text and other.block == key.block]
    if key.is_text:
        belongs = any(not other.numbers or other.numbers == key.numbers for other in plain)
        return Part.OTHER if belongs else Part.ROW
    if not key.numbers and not key.block:
        return Part.WHOLE
    return Part.SUB if key.is_box or not key.block else Part.ROW


def _line_and_choice(key: Key, sub: str) -> tuple[str, str]:
    """What groups the boxes of one line (its words, else its number), and the choice."""
    if not key.is_box:
        return "", sub
    for cut in (" - ", "-"):
        line, dash, choice = sub.rpartition(cut)
        if dash and line.strip(_EDGES) and choice.strip(_EDGES):
            return line.strip(_EDGES), choice.strip(_EDGES)
    return key.line, sub


def _title(texts: Sequence[str]) -> str:
    """What all texts of a question begin with, up to where its parts begin."""
    first, last = min(texts), max(texts)
    end = next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    shared = first[:end]
    if any(text == shared for text in texts):
        return shared
    for cut in _CUTS:
        head, found, _ = shared.rpartition(cut)
        if found and head.strip():
            return head
    return shared
