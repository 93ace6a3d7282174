"""Somebody's own name in their own answers: known from the column that holds it, and hidden like an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.ingest.privacy import kind_of_column
from convdesk.ingest.roles import plain_name
from convdesk.model.privacy import Action, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from convdesk.ingest.survey_table import SurveyColumn

_COLUMN = re.compile(
    r"(?:(?:your|full|first|last|middle|given|family|participant|respondent|contact|customer)_)*name|surname"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LEAST_LETTERS = 3


def own_names(columns: Sequence[SurveyColumn], places: Sequence[int], actions: Mapping[str, Action]) -> tuple[str, ...]:
    """What those in some places are called, as far as columns say it; nothing where these shall stay as they are."""
    named = [column.values for column in columns if _is_name(column) and actions.get(column.name) is not Action.KEEP]
    return tuple(" ".join(filter(None, (values[place] for values in named))) for place in places) if named else ()


def without_name(text: str, name: str, placeholder: Callable[[str], str]) -> str:
    """A text in which the words of a name, written with a capital, are a placeholder; those side by side are one."""
    known = (word for word in _WORD.findall(name) if len(word) >= LEAST_LETTERS)
    forms = {form for word in known for form in (word, word.title(), word.upper()) if not form.islower()}
    if not any(form in text for form in forms):
        return text
    one = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.sub(rf"(?<!\w)(?:{one})(?:[ ,.-]{{1,2}}(?:{one}))*(?!\w)", lambda _: placeholder(name), text)


def _is_name(column: SurveyColumn) -> bool:
    return kind_of_column(column.title) is Kind.NAME or bool(_COLUMN.fullmatch(plain_name(column.title)))
