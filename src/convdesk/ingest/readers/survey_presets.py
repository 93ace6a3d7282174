"""Readers made of presets: tools whose exports are known by some headers, with roles the researcher can change."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_families import with_families
from convdesk.ingest.survey_plain import plain_columns, table_of
from convdesk.ingest.survey_presets import PRESETS, Preset
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, names_of, read_first_records
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable


_ONCE = frozenset({
    Role.RESPONDENT, Role.USER, Role.SESSION, Role.EMAIL, Role.TIME, Role.PAGE, Role.QUESTION, Role.ANSWER,
})  # fmt: skip


def _table(preset: Preset, wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    body, plain = plain_columns(records, 1, records.first, wanted.progress)
    given: set[Role] = set()
    columns = [_with_role(preset, column, given) for column in plain]
    return table_of(wanted.path, body, with_families(columns))


def _with_role(preset: Preset, column: SurveyColumn, given: set[Role]) -> SurveyColumn:
    """A column with the preset's role for it; who, when and what was asked are each said once."""
    name = column.name.strip().casefold()
    role = next((role for pattern, role in preset.roles.items() if re.fullmatch(pattern, name)), None)
    text = next((title for pattern, title in preset.titles.items() if re.fullmatch(pattern, name)), column.text)
    if role in given and role in _ONCE:
        return column
    if role is not None:
        given.add(role)
    return replace(column, role=role, text=text)


def _claimed(preset: Preset, head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    names = [name.casefold() for name in names_of(read_first_records(head).first)]
    if all(any(re.fullmatch(sign, name) for name in names) for sign in preset.signs):
        return Claim(0.9, preset.reason)
    return NO_CLAIM


READERS = tuple(
    SurveyReader(
        name=preset.name, title=preset.title, needs=preset.needs,
        claimed=partial(_claimed, preset), table=partial(_table, preset),
    )
    for preset in PRESETS
)  # fmt: skip
