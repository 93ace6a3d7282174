"""The table of readers: one line for each format."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from convdesk.ingest import sniff
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
    umami,
)
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from convdesk.ingest.reader import Head, Reader

LARGE_BYTES, SURE_ENOUGH = 64 << 20, 0.5
"""Of so large a file that is likely a log, nobody asks whether it is a survey: their readers need not be loaded."""

LOG_READERS: tuple[Reader, ...] = (
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
)


@cache
def survey_readers() -> tuple[Reader, ...]:
    """Those of surveys and notes."""
    from convdesk.ingest.readers import (
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
    )

    return (
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


def all_readers() -> tuple[Reader, ...]:
    """Every reader."""
    return (*LOG_READERS, *survey_readers())


def choose(head: Head, heeding: Callable[[Iterable[Reader]], Iterator[Reader]] = iter) -> Reader:
    """The reader surest of a file; raises ProblemError when none claims it."""
    if head.size_bytes > LARGE_BYTES:
        claims = [(reader, reader.claims(head).confidence) for reader in heeding(LOG_READERS)]
        best, confidence = max(claims, key=lambda pair: pair[1])
        if confidence >= SURE_ENOUGH:
            return best
    return sniff.choose(head, heeding(all_readers()))[0]


def named(name: str) -> Reader:
    """The reader of that name; raises ProblemError."""
    found = next((reader for reader in LOG_READERS if reader.name == name), None)
    found = found or next((reader for reader in survey_readers() if reader.name == name), None)
    if found is not None:
        return found
    known = ", ".join(reader.name for reader in all_readers())
    raise ProblemError(f"reader “{name}”", "There is no reader of that name.", f"The readers are {known}.")
