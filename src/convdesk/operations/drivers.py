"""What marks those who left after a step, and how much of them the feedback speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.analyse import coverage, drivers, funnel
from convdesk.analyse.reaching import Reaching, reaching
from convdesk.columns import SESSION
from convdesk.model.answers import QuestionKind
from convdesk.model.driver import CoverageDetail, DriverSpec, DriverTable, JoinStrength
from convdesk.model.funnel import Bucket
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.dropoffs import look_at
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import friction_of
from convdesk.store import behaviour, surveys

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from convdesk.model.dropoff import DropOff
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]

COMPARED = frozenset({QuestionKind.CLOSED, QuestionKind.MULTIPLE, QuestionKind.SCALE, QuestionKind.NPS})
"""Questions whose answers are few enough to be compared one by one."""


def compare_leavers(study: Study, spec: DriverSpec, progress: Progress | None = None) -> DriverTable:
    """What is more often among those who left after a step. Raises ProblemError, Cancelled."""
    progress, table = progress or Progress(), study.loaded().table
    corrections = tuple(row.id for row in behaviour.load_corrections(study.workspace))
    question = ("drivers", spec, behaviour.load_rules(study.workspace), corrections)
    found: DriverTable = table.remembered(question, lambda: _Comparison(study, spec, progress).table())
    return found


def coverage_detail(study: Study, drop_off: DropOff, progress: Progress | None = None) -> CoverageDetail:
    """Coverage of a drop-off, how those heard differ from the silent ones, and how well they are joined."""
    progress = progress or Progress()
    view, loaded = look_at(study, drop_off, progress=progress), study.loaded()
    outcome = funnel.follow(
        loaded.table, drop_off.funnel, people_mask(study, drop_off.funnel.segment, progress), progress
    )
    people = loaded.mask(funnel.units_in(outcome, Bucket.DROPPED, drop_off.at))
    answered, recorded = _join_strengths(loaded)
    heard = [loaded.mask(list(found)) for found in (answered, recorded)]
    definition = (
        f"{view.definition[:-1]}. Shares of those who left after {drop_off.step_name} with a value, as last known of "
        "them, among those heard and the silent ones; 95 % interval of the difference (Newcombe), Fisher's exact p, "
        "Benjamini–Hochberg q over all values."
    )
    by = [coverage.differences(loaded.table, people, side, progress) for side in heard]
    return CoverageDetail(
        view.coverage, by[0], by[1], _counted(answered, people), _counted(recorded, people), definition
    )


class _Comparison:
    """One driver table being put together."""

    def __init__(self, study: Study, spec: DriverSpec, progress: Progress) -> None:
        self._study, self._spec, self._progress = study, spec, progress
        self._table = study.loaded().table

    def table(self) -> DriverTable:
        found, reached = drivers.Candidates(), self._reached()
        ticks = drivers.exposure_ticks(self._table, self._spec, reached)
        if ticks is None:
            return drivers.compared(self._spec, drivers.Watch(self._table, reached, 0), found, None)
        watch = drivers.Watch(self._table, reached, ticks)
        drivers.events_and_pages(watch, self._spec, found, self._progress)
        drivers.properties(watch, found, self._progress)
        drivers.friction_signals(watch, friction_of(self._study, self._progress), found)
        drivers.answers(watch, self._sayings(reached), found)
        self._progress.raise_if_cancelled()
        return drivers.compared(self._spec, watch, found, drivers.exposure_seconds(self._table, ticks))

    def _reached(self) -> Reaching:
        drop_off = self._spec.drop_off
        steps = len(drop_off.funnel.steps)
        if not 1 <= drop_off.at < steps:
            raise ProblemError(
                f"step {drop_off.at}", "Nobody can leave after that step.", f"Choose one of 1 to {steps - 1}."
            )
        people = people_mask(self._study, drop_off.funnel.segment, self._progress)
        outcome = funnel.follow(self._table, drop_off.funnel, people, self._progress)
        return reaching(self._table, drop_off.funnel, outcome, drop_off.at)

    def _sayings(self, reached: Reaching) -> list[drivers.Saying]:
        """The answers of these people to closed questions, one by one."""
        loaded = self._study.loaded()
        among = loaded.mask(reached.actors)
        actors = {row: actor for row, actor in loaded.respondent_actors.items() if among[actor]}
        questions = [q for q in surveys.load_questions(self._study.workspace) if q.kind in COMPARED] if actors else []
        sayings = []
        for number, question in enumerate(questions):
            self._progress.step(number, len(questions), "Comparing answers")
            said = _Said({})
            for answer in surveys.load_answers(self._study.workspace, question.id, actors.keys()):
                said.add(actors[answer.respondent], answer.choices or (answer.text,))
            sayings += said.sayings(question.code, loaded)
        return sayings


@dataclass(frozen=True)
class _Said:
    """Who gave which answer to one question."""

    actors: dict[str, set[int]]

    def add(self, actor: int, choices: Iterable[str]) -> None:
        for choice in choices:
            self.actors.setdefault(choice, set()).add(actor)

    def sayings(self, code: str, loaded: Loaded) -> list[drivers.Saying]:
        everyone = loaded.mask(sorted(set().union(*self.actors.values())))
        return [
            drivers.Saying(f"{code}={text}", loaded.mask(sorted(those)), everyone)
            for text, those in sorted(self.actors.items())
        ]


def _join_strengths(loaded: Loaded) -> tuple[dict[int, JoinStrength], dict[int, JoinStrength]]:
    """The strongest join of each person who answered, and of each who was recorded."""
    sessions = set(loaded.table.terms(SESSION)) if SESSION in loaded.table.names else set()
    respondents = loaded.respondent_actors
    answered: dict[int, JoinStrength] = {}
    recorded: dict[int, JoinStrength] = {}
    for row in loaded.respondents:
        if row.id in respondents:
            _strengthen(answered, respondents[row.id], _strength(row.keys, sessions))
    for recording, actor in zip(loaded.recordings, loaded.recording_actors.tolist(), strict=True):
        _strengthen(recorded, actor, _strength((*recording.keys, f"session:{recording.session}"), sessions))
    return answered, recorded


def _strength(keys: tuple[str, ...], sessions: set[str]) -> JoinStrength:
    if any(key.startswith("session:") and key.removeprefix("session:") in sessions for key in keys):
        return JoinStrength.SESSION
    is_known = any(key.startswith("user:") for key in keys)
    return JoinStrength.ACTOR if is_known else JoinStrength.RESPONDENT


def _strengthen(found: dict[int, JoinStrength], actor: int, strength: JoinStrength) -> None:
    order = list(JoinStrength)
    found[actor] = min(found.get(actor, strength), strength, key=order.index)


def _counted(found: dict[int, JoinStrength], people: Mask) -> dict[JoinStrength, int]:
    those = [strength for actor, strength in found.items() if people[actor]]
    return {strength: those.count(strength) for strength in JoinStrength}
