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
    chosen, dismissed = rules or behaviour.load_rules(study.workspace), _dismissed(study)
    if (chosen, dismissed) == (loaded.clicks.rules, loaded.clicks.dismissed):
        return loaded.clicks
    ruled: ClickTable = loaded.table.remembered(
        ("clicks", chosen, dismissed), lambda: replace(loaded.clicks, rules=chosen, dismissed=dismissed)
    )
    return ruled


def friction_of(study: Study, progress: Progress, rules: FrictionRules | None = None) -> Friction:
    """Every sign of trouble in a study, by its rules or others."""
    loaded, clicks = study.loaded(), ruled_clicks(study, rules)
    found: Friction = loaded.table.remembered(
        ("friction", clicks.rules, clicks.dismissed),
        lambda: friction.find(clicks, loaded.table, loaded.recordings, progress),
    )
    return found


def _dismissed(study: Study) -> frozenset[tuple[Signal, str, int]]:
    return frozenset((kept.signal, kept.recording, kept.at_ms) for kept in behaviour.load_corrections(study.workspace))
