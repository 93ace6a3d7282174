"""The observed data of a study in memory: loaded when first asked for, shared by all questions."""

from __future__ import annotations

import threading
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from convdesk.analyse import clicks
from convdesk.analyse.people import People, resolve
from convdesk.analyse.table import EventTable
from convdesk.model.people import NO_IDENTITY, Identity
from convdesk.store import events, people, recordings, surveys

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.columns import RecordingColumns, SourceEvents
    from convdesk.store.surveys import RespondentRow
    from convdesk.store.workspace import Workspace

Answer = TypeVar("Answer")
_OBSERVED = frozenset({"_events", "_recordings", "_respondents"})


class Loaded:
    """Events, recordings and respondents of the sources that are in the study now, with whose they are.

    `stamp` tells one state of hand edges and match tables from another; `before` is what was loaded under another
    one: of the same sources, only whose they are is worked out anew.
    """

    def __init__(
        self,
        workspace: Workspace,
        sources: tuple[str, ...],
        stamp: tuple[tuple[str, ...], ...] = (),
        before: Loaded | None = None,
    ) -> None:
        self.sources, self.stamp = sources, stamp
        self._workspace = workspace
        self._lock = threading.RLock()
        self._answers: dict[str, Any] = {}
        if before is not None and before.sources == sources:
            for name in _OBSERVED & vars(before).keys():
                setattr(self, name, vars(before)[name])

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
    def events(self) -> list[SourceEvents]:
        with self._lock:
            return self._events

    @property
    def identity(self) -> Identity:
        """What joins and splits keys beside the data."""
        with self._lock:
            return self._identity

    @property
    def known_keys(self) -> set[str]:
        """Every key of the study, and the survey tools' own ids."""
        return {*self.people.keys, *(f"respondent:{row.ref}" for row in self.respondents if row.ref)}

    def people_with(self, identity: Identity) -> People:
        """Who would be one person if that joined and split keys."""
        with self._lock:
            named = {key for keys in (*identity.matches, *_edge_keys(identity)) for key in keys}
            recorded = [row.keys for row in self._recordings]
            return resolve(self._events, recorded, respondent_keys(self._respondents, named), identity)

    def remembered(self, question: str, answer: Callable[[], Answer]) -> Answer:
        """What was worked out of this data: once, then kept with it."""
        with self._lock:
            if question not in self._answers:
                self._answers[question] = answer()
            kept: Answer = self._answers[question]
            return kept

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
        return self.people_with(self._identity)

    @cached_property
    def _identity(self) -> Identity:
        return people.load_identity(self._workspace) if self.stamp else NO_IDENTITY

    @cached_property
    def _table(self) -> EventTable:
        return EventTable(self._events, self._people)

    @cached_property
    def _clicks(self) -> ClickTable:
        return clicks.gather(self._recordings, self.recording_actors)


def respondent_keys(rows: list[RespondentRow], named: set[str]) -> list[tuple[str, ...]]:
    """The keys of each respondent; with the survey tool's own id where a match table or the hand names just one so."""
    asked = {text for kind, _, text in (key.partition(":") for key in named) if kind in {"respondent", "any"}}
    refs = Counter(row.ref for row in rows if row.ref in asked)
    return [(*row.keys, f"respondent:{row.ref}") if refs[row.ref] == 1 else row.keys for row in rows]


def _edge_keys(identity: Identity) -> list[tuple[str, str]]:
    return [(edge.one, edge.other) for edge in identity.edges]
