"""What marks those who left after a step, and how much of them the feedback speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.analyse import coverage, drivers, funnel_words
from convdesk.analyse.memory import told_apart
from convdesk.columns import SESSION
from convdesk.model.driver import CoverageDetail, DriverSpec, DriverTable, JoinStrength, Mark, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.notation import funnel_from_json
from convdesk.model.progress import Progress
from convdesk.operations.dropoffs import coverage_among, people_who_left
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import friction_of
from convdesk.operations.watched import codes, reached_step, sayings, watch_for
from convdesk.store import behaviour, notes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]


def compare_leavers(study: Study, spec: DriverSpec, progress: Progress | None = None) -> DriverTable:
    """What is more often among those who left after a step. Raises ProblemError, Cancelled."""
    progress, table = progress or Progress(), study.loaded().table
    corrections = tuple(row.id for row in behaviour.load_corrections(study.workspace))
    people = told_apart(people_mask(study, spec.drop_off.funnel.segment, progress))
    noted = tuple((note.recording, note.tags) for note in notes.load_notes(study.workspace))
    question = ("drivers", spec, people, behaviour.load_rules(study.workspace), corrections, noted)
    found: DriverTable = table.remembered(question, lambda: _table(study, spec, progress))
    return found


def find_mark(
    study: Study, details: dict[str, Any], progress: Progress | None = None
) -> tuple[DriverTable, Mark | None]:
    """The row that a piece of evidence points at, as it counts now; None where nobody has it any more."""
    drop_off = DropOff(funnel_from_json(details["funnel"]), int(details["at"]))
    table = compare_leavers(study, DriverSpec(drop_off, details["exposure"], is_all=True), progress)
    wanted = (details["mark"], details["name"])
    return table, next((row for row in table.rows if (row.kind.value, row.name) == wanted), None)


def coverage_detail(study: Study, drop_off: DropOff, progress: Progress | None = None) -> CoverageDetail:
    """Coverage of a drop-off, how those heard differ from the silent ones, and how well they are joined."""
    progress = progress or Progress()
    loaded = study.loaded()
    people = people_who_left(study, drop_off, progress)
    words = funnel_words.definition(drop_off.funnel, loaded.table)
    answered, recorded = _join_strengths(loaded)
    heard = [loaded.mask(list(found)) for found in (answered, recorded)]
    definition = (
        f"{words[:-1]}. Shares of those who left after {drop_off.step_name} with a value, as last known of "
        "them, among those heard and the silent ones; 95 % interval of the difference (Newcombe), Fisher's exact p, "
        "Benjamini–Hochberg q over all values."
    )
    by = [coverage.differences(loaded.table, people, side, progress) for side in heard]
    return CoverageDetail(
        coverage_among(loaded, people), by[0], by[1], _counted(answered, people), _counted(recorded, people), definition
    )


def _table(study: Study, spec: DriverSpec, progress: Progress) -> DriverTable:
    found, table = drivers.Candidates(), study.loaded().table
    reached = reached_step(study, spec, lambda segment: people_mask(study, segment, progress), progress)
    watch, ticks = watch_for(study, spec, reached)
    if ticks is None:
        return drivers.compared(spec, watch, found, None)
    drivers.events_and_pages(watch, spec, found, progress)
    drivers.properties(watch, found, progress)
    drivers.friction_signals(watch, friction_of(study, progress), found, progress)
    drivers.sayings(watch, MarkKind.ANSWER, sayings(study, reached, progress), found)
    drivers.sayings(watch, MarkKind.CODE, codes(study), found)
    progress.raise_if_cancelled()
    return drivers.compared(spec, watch, found, drivers.exposure_seconds(table, ticks))


def _join_strengths(loaded: Loaded) -> tuple[dict[int, JoinStrength], dict[int, JoinStrength]]:
    """The strongest join of each person who answered, and of each who was recorded."""
    sessions = _logged_sessions(loaded)
    respondents = loaded.respondent_actors
    answered: dict[int, JoinStrength] = {}
    recorded: dict[int, JoinStrength] = {}
    for row in loaded.respondents:
        if row.id in respondents:
            _strengthen(answered, respondents[row.id], _strength(row.keys, sessions))
    for recording, actor in zip(loaded.recordings, loaded.recording_actors.tolist(), strict=True):
        _strengthen(recorded, actor, _strength((*recording.keys, f"session:{recording.session}"), sessions))
    return answered, recorded


def _logged_sessions(loaded: Loaded) -> set[str]:
    """The sessions of answers and recordings that the event logs know too; the logs' own are many."""
    keys = {key for row in loaded.respondents for key in row.keys}
    keys |= {key for recording in loaded.recordings for key in recording.keys}
    asked = {key.removeprefix("session:") for key in keys if key.startswith("session:")}
    asked |= {recording.session for recording in loaded.recordings}
    return asked.intersection(loaded.table.terms(SESSION)) if asked and SESSION in loaded.table.names else set()


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
