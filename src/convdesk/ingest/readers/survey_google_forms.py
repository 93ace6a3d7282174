"""Google Forms: the CSV of a form's responses, or the sheet they are kept in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.readers import survey_csv
from convdesk.ingest.survey_families import with_families
from convdesk.ingest.survey_plain import plain_columns, table_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, names_of, read_first_records
from convdesk.ingest.times import is_time_like
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

_FIRST = frozenset({
    "Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora", "Informazioni cronologiche",
    "Tidsmerke", "Tijdstempel", "Tidsstämpel", "Tidsstempel", "Aikaleima", "Sygnatura czasowa", "Отметка времени",
    "タイムスタンプ", "时间戳记", "時間戳記", "타임스탬프",
})  # fmt: skip


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    body, columns = plain_columns(records, 1, records.first, wanted.progress)
    if names_of(records.first)[:1] and names_of(records.first)[0] in _FIRST:
        columns[0] = replace(columns[0], role=Role.TIME)
    return table_of(wanted.path, body, with_families(columns))


def _claimed(head: Head) -> Claim:
    """The first column says when, in Google's word for it, and the others look like a survey."""
    if not may_be_table(head):
        return NO_CLAIM
    records = read_first_records(head)
    if names_of(records.first)[:1] and names_of(records.first)[0] not in _FIRST:
        return NO_CLAIM
    times = [row[0] for row in records.rows[1:50] if row and row[0]]
    survey = survey_csv.READER.claims(head)
    if not times or not all(map(is_time_like, times)) or survey.confidence < 0.6:
        return NO_CLAIM
    return Claim(0.9, "a time stamp and questions, as Google Forms writes them")


READER = SurveyReader(
    name="google-forms",
    title="Google Forms (CSV, spreadsheet)",
    needs="The responses of a form as CSV or .xlsx, with the time stamp in the first column.",
    claimed=_claimed,
    table=_table,
)
