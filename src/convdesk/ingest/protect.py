"""The door: what a reader hands over loses what is personal before it is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.protect_events import protected_events
from convdesk.ingest.protect_recording import protected_recording

if TYPE_CHECKING:
    from convdesk.ingest.privacy_plan import Plan
    from convdesk.ingest.reader import Reading
    from convdesk.model.answers import SurveyImport
    from convdesk.model.progress import Progress


def protect(reading: Reading, plan: Plan, progress: Progress | None = None) -> Reading:
    """The same reading with personal things hidden as planned; dictionaries are still read piece by piece.

    The plan's counts are complete once the payload has been consumed. Raises Cancelled.
    """
    return replace(
        reading,
        events=reading.events and protected_events(reading.events, plan),
        recordings=tuple(protected_recording(recording, plan) for recording in reading.recordings),
        surveys=_protected(reading.surveys, plan, progress) if reading.surveys else (),
    )


def _protected(surveys: tuple[SurveyImport, ...], plan: Plan, progress: Progress | None) -> tuple[SurveyImport, ...]:
    from convdesk.ingest.protect_survey import protected_survey

    return tuple(protected_survey(survey, plan, progress) for survey in surveys)
