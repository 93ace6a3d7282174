"""The friction of a study by given rules: found once, kept as long as the data, rules and corrections are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.analyse import friction
from convdesk.store import behaviour

if TYPE_CHECKING:
    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.friction import Friction
    from convdesk.model.friction import FrictionRules, Signal
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


def ruled_clicks(study: Study, rules: FrictionRules | None = None) -> ClickTable:
    """The clicks of a study with its rules (or others) and what was corrected by hand."""
    loaded = study.loaded()
    chosen, (dismissed, dismissed_of) = rules or behaviour.load_rules(study.workspace), _dismissed(study)
    clicks = loaded.clicks
    if (chosen, dismissed, dismissed_of) == (clicks.rules, clicks.dismissed, clicks.dismissed_of):
        return clicks
    ruled: ClickTable = loaded.table.remembered(
        ("clicks", chosen, dismissed, dismissed_of),
        lambda: replace(clicks, rules=chosen, dismissed=dismissed, dismissed_of=dismissed_of),
    )
    return ruled


def friction_of(study: Study, progress: Progress, rules: FrictionRules | None = None) -> Friction:
    """Every sign of trouble in a study, by its rules or others."""
    loaded, clicks = study.loaded(), ruled_clicks(study, rules)
    found: Friction = loaded.table.remembered(
        ("friction", clicks.rules, clicks.dismissed, clicks.dismissed_of),
        lambda: friction.find(clicks, loaded.table, loaded.recordings, progress),
    )
    return found


def _dismissed(study: Study) -> tuple[frozenset[tuple[Signal, str, int]], frozenset[tuple[Signal, int, int]]]:
    """What was taken out by hand, of recordings and of people of the event log who are still known."""
    kept, people = behaviour.load_corrections(study.workspace), study.loaded().people
    recorded = frozenset((one.signal, one.recording, one.at_ms) for one in kept if one.recording)
    actors = {one.person: people.codes.get(one.person, -1) for one in kept if one.person}
    return recorded, frozenset((one.signal, actors[one.person], one.at_ms) for one in kept if one.person)
