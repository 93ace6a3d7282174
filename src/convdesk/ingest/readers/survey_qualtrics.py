"""Qualtrics exports: CSV and TSV with three header rows, and the older ones with two."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_plain import plain_columns, table_of, titles_of
from convdesk.ingest.survey_qualtrics import Key, as_question, key_of, legacy_keys
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, read_first_records
from convdesk.ingest.survey_states import states_of
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Role
from convdesk.model.moment import zone_of
from convdesk.model.problem import ProblemError
from convdesk.words import trn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_rows import Records
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable

VENDOR = "qualtrics"
SPAM = "8"
_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
_ZONE = re.compile(r"""["']timeZone["']\s*:\s*["']([^"']*)["']""")
_TIMES = ("enddate", "recordeddate", "startdate")
_ADDRESSES = ("recipientemail", "emailaddress")


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    is_legacy = not _has_ids(records)
    if is_legacy and not _is_legacy(records):
        what = "This is no Qualtrics export: its third row has no ImportIds, and its first no V1, V2 …"
        raise ProblemError(wanted.path.name, what, "Export it as CSV, or let convdesk choose the reader.")
    tags = titles_of(records, records.first)
    texts = titles_of(records, records.second)
    keys = legacy_keys(tags, texts) if is_legacy else _keys(tags, titles_of(records, records.third))
    names = [text if is_legacy and key.meta else tag for tag, text, key in zip(tags, texts, keys, strict=True)]
    rows = 2 if is_legacy else 3
    body, columns = plain_columns(records, rows, names, wanted.progress)
    table = table_of(wanted.path, body, _understood(columns, keys, texts), rows)
    table.vendor, table.width = VENDOR, len(tags)
    noted = {key.meta: column.values for key, column in zip(keys, columns, strict=True) if key.meta}
    told = {name: noted.get(name, ()) for name in ("status", "progress", "finished")}
    table.states = states_of(len(body.rows), **told)
    _tell_of_status(table, told["status"])
    return table if is_legacy else _with_zone(table, records.third)


def _has_ids(records: Records) -> bool:
    cells = [cell for cell in records.third if cell.strip()]
    return bool(cells) and all(_IMPORT_ID.match(cell) for cell in cells)


def _is_legacy(records: Records) -> bool:
    return [clean_title(cell) for cell in records.first[:2]] == ["V1", "V2"] and "ResponseID" in records.second


def _keys(tags: Sequence[str], ids: Sequence[str]) -> list[Key]:
    found = [match[1] if (match := _IMPORT_ID.match(cell)) else "" for cell in ids]
    return [key_of(import_id, tag) for import_id, tag in zip(found, tags, strict=True)]


def _understood(columns: Sequence[SurveyColumn], keys: Sequence[Key], texts: Sequence[str]) -> list[SurveyColumn]:
    """The columns with their roles, or as parts of their questions."""
    families: dict[str, list[tuple[Key, str]]] = {}
    for key, text in zip(keys, texts, strict=True):
        if not key.meta:
            families.setdefault(key.question, []).append((key, text))
    filled = {key.meta for key, column in zip(keys, columns, strict=True) if key.meta and any(column.values)}
    roles = {"_recordid": Role.RESPONDENT, "responseid": Role.RESPONDENT}
    roles |= {name: Role.TIME for name in [name for name in _TIMES if name in filled][:1]}
    roles |= {name: Role.EMAIL for name in [name for name in _ADDRESSES if name in filled][:1]}
    names = {column.name for column in columns}
    out = []
    for column, key, text in zip(columns, keys, texts, strict=True):
        if key.meta:
            out.append(replace(column, role=roles.get(key.meta, Role.PROPERTY)))
            continue
        asked = as_question(column, key, families[key.question], text)
        out.append(replace(asked, kind=QuestionKind.NPS) if f"{column.name}_NPS_GROUP" in names else asked)
    return out


def _with_zone(table: SurveyTable, ids: Sequence[str]) -> SurveyTable:
    """The table in the zone that its third row names; what is no zone is told of."""
    zone = next((match[1] for cell in ids if (match := _ZONE.search(cell))), "")
    if not zone:
        return table
    try:
        zone_of(zone)
    except ProblemError:
        table.warn(f"The file names a time zone nobody knows, “{zone}”.", "Say the zone at the import.")
        return table
    table.zone = zone
    return table


def _tell_of_status(table: SurveyTable, status: Sequence[str]) -> None:
    spam = sum(text == SPAM or text.casefold() == "spam" for text in status)
    if spam:
        what = trn(
            "{n} response is marked by Qualtrics as possible spam; it is counted.",
            "{n} responses are marked by Qualtrics as possible spam; they are counted.",
            spam,
        )
        table.warn(what, "Leave them out in Qualtrics if you do not trust them.")
    if status and all(text.isdigit() for text in status if text):
        what = "The choices may be numbers that stand for words: this was exported with “numeric values”."
        table.warn(what, "To read the words, export it again with “choice text”.")


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    records = read_first_records(head)
    if _has_ids(records):
        return Claim(0.98, "its third row has Qualtrics’ ImportIds")
    return (
        Claim(0.95, "columns V1, V2 … named in the second row, as Qualtrics did") if _is_legacy(records) else NO_CLAIM
    )


READER = SurveyReader(
    name="qualtrics",
    title="Qualtrics (CSV, TSV)",
    needs="An export of responses as CSV or TSV, with its header rows left as they are.",
    claimed=_claimed,
    table=_table,
)
