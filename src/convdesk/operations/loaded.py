"""The observed data of a study in memory: loaded when first asked for, shared by all questions."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import clicks
from convdesk.analyse.people import People, resolve
from convdesk.analyse.table import EventTable
from convdesk.store import events, recordings, surveys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.columns import RecordingColumns, SourceEvents
    from convdesk.store.surveys import RespondentRow
    from convdesk.store.workspace import Workspace


class Loaded:
    """Events, recordings and respondents of the sources that are in the study now, with whose they are."""

    def __init__(self, workspace: Workspace, sources: tuple[str, ...]) -> None:
        self.sources = sources
        self._workspace = workspace
        self._lock = threading.RLock()

    @property
    def people(self) -> People:
        with self._lock:
            return self._people

    @property
    def table(self) -> EventTable:
        with self._lock:
            return self._table

    @property
    def clicks(self) -> ClickTable:
        with self._lock:
            return self._clicks

    @property
    def recordings(self) -> list[RecordingColumns]:
        with self._lock:
            return self._recordings

    @property
    def respondents(self) -> list[RespondentRow]:
        with self._lock:
            return self._respondents

    @property
    def recording_actors(self) -> NDArray[np.int64]:
        """Actor of each recording."""
        return self.people.others[: len(self.recordings)]

    @property
    def respondent_actors(self) -> dict[str, int]:
        """Actor of each respondent by id; those joined to nobody are left out."""
        actors = self.people.others[len(self.recordings) :].tolist()
        return {row.id: actor for row, actor in zip(self.respondents, actors, strict=True) if actor >= 0}

    def mask(self, actors: NDArray[np.int64] | list[int]) -> NDArray[np.bool_]:
        """These actors as a mask over all."""
        mask = np.zeros(self.people.count, bool)
        mask[actors] = True
        return mask

    @cached_property
    def _events(self) -> list[SourceEvents]:
        return events.load_events(self._workspace)

    @cached_property
    def _recordings(self) -> list[RecordingColumns]:
        return recordings.load_recordings(self._workspace)

    @cached_property
    def _respondents(self) -> list[RespondentRow]:
        return surveys.load_respondents(self._workspace)

    @cached_property
    def _people(self) -> People:
        return resolve(self._events, [row.keys for row in self._recordings], [row.keys for row in self._respondents])

    @cached_property
    def _table(self) -> EventTable:
        return EventTable(self._events, self._people)

    @cached_property
    def _clicks(self) -> ClickTable:
        return clicks.gather(self._recordings, self.recording_actors)
