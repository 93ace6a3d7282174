"""The table of readers: one line for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.readers import (
    access_log,
    amplitude,
    click_log,
    event_log,
    fullstory,
    ga4,
    goatcounter,
    heap,
    matomo,
    mixpanel,
    posthog,
    reference,
    rrweb,
    segment,
    snowplow,
    survey_csv,
    survey_delighted_json,
    survey_formbricks,
    survey_google_forms,
    survey_limesurvey,
    survey_notes,
    survey_presets,
    survey_qualtrics,
    survey_qualtrics_json,
    survey_surveymonkey,
    survey_surveymonkey_json,
    survey_typeform,
    survey_typeform_json,
    umami,
)
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.ingest.reader import Reader

READERS: tuple[Reader, ...] = (
    event_log.DELIMITED,
    event_log.JSON_LINES,
    event_log.PARQUET,
    event_log.SPREADSHEET,
    event_log.JSON_LIST,
    ga4.READER,
    mixpanel.READER,
    amplitude.READER,
    posthog.READER,
    segment.READER,
    snowplow.READER,
    matomo.READER,
    heap.READER,
    fullstory.READER,
    umami.READER,
    goatcounter.READER,
    access_log.READER,
    reference.READER,
    rrweb.READER,
    click_log.READER,
    survey_csv.READER,
    survey_qualtrics.READER,
    survey_qualtrics_json.READER,
    survey_surveymonkey.READER,
    survey_surveymonkey_json.READER,
    survey_typeform.READER,
    survey_typeform_json.READER,
    survey_google_forms.READER,
    survey_limesurvey.READER,
    survey_formbricks.READER,
    survey_formbricks.JSON,
    survey_delighted_json.READER,
    survey_notes.READER,
    *survey_presets.READERS,
)


def named(name: str) -> Reader:
    """The reader of that name; raises ProblemError."""
    for reader in READERS:
        if reader.name == name:
            return reader
    known = ", ".join(reader.name for reader in READERS)
    raise ProblemError(f"reader “{name}”", "There is no reader of that name.", f"The readers are {known}.")
