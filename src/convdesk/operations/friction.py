"""Friction: count it, list the single occurrences, change its rules, correct it by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import friction_counts
from convdesk.model.friction import FrictionRules, FrictionSpec, Occurrence, Signal
from convdesk.model.moment import iso
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import friction_of, ruled_clicks
from convdesk.store import behaviour

if TYPE_CHECKING:
    from convdesk.model.friction import Correction, FrictionResult
    from convdesk.operations.study import Study


def friction_rules(study: Study) -> FrictionRules:
    """The rules that count in this study."""
    return behaviour.load_rules(study.workspace)


def change_rules(study: Study, rules: FrictionRules) -> None:
    """Let other rules count; everything is counted again from what is stored. Raises ProblemError for odd numbers."""
    check_rules(rules)
    with study.workspace.known_problems(), study.workspace.history.edit(f"Friction rules “{rules.name}”") as edit:
        edit.put("friction_rules", behaviour.RULES_ROW, spec=behaviour.rules_json(rules))


def check_rules(rules: FrictionRules) -> None:
    """Raises ProblemError for numbers by which nothing, or everything, would be friction."""
    if rules.rage_clicks < 2 or rules.thrash_turns < 1:
        raise ProblemError("friction rules", "A burst has two clicks or more, thrashing a turn or more.", "Write more.")


def count_friction(study: Study, spec: FrictionSpec, progress: Progress | None = None) -> FrictionResult:
    """Friction by signal, page, element, session and person, by the rules of the question. Raises ProblemError."""
    progress = progress or Progress()
    found, clicks = friction_of(study, progress, spec.rules), ruled_clicks(study, spec.rules)
    people = people_mask(study, spec.segment, progress)
    progress.raise_if_cancelled()
    return friction_counts.count(found, clicks, study.loaded().people.names, spec, people)


def people_with_friction(
    study: Study, spec: FrictionSpec, signal: Signal, progress: Progress | None = None
) -> tuple[str, ...]:
    """The people of one number, by name."""
    progress = progress or Progress()
    found, people = friction_of(study, progress, spec.rules), people_mask(study, spec.segment, progress)
    names = study.loaded().people.names
    those = friction_counts.people_with(found, signal, spec.page).tolist()
    return tuple(names[code] for code in those if people is None or people[code])


def list_occurrences(
    study: Study, spec: FrictionSpec, signal: Signal, *, most: int = 200, progress: Progress | None = None
) -> tuple[Occurrence, ...]:
    """The single occurrences of a signal, in the order of time; at most `most`. Raises ProblemError if it cannot be."""
    progress = progress or Progress()
    found, people = friction_of(study, progress, spec.rules), people_mask(study, spec.segment, progress)
    if signal in found.reasons:
        raise ProblemError(signal.label, f"It cannot be told. {found.reasons[signal]}", "Choose another signal.")
    rows = found.of(signal)
    rows = rows[friction_counts.of_page(found, rows, spec.page)]
    rows = rows if people is None else rows[people[rows["actor"]]]
    rows.sort(order=["at_ms", "actor"])
    clicks, names = study.loaded().clicks, study.loaded().people.names
    return tuple(
        Occurrence(
            signal, names[actor], clicks.recording_ids[recording] if recording >= 0 else "", at_ms,
            found.pages[page] if page >= 0 else "", clicks.labels[element] if element >= 0 else "",
        )
        for _, actor, recording, at_ms, page, element in rows[:most].tolist()
    )  # fmt: skip


def list_corrections(study: Study) -> tuple[Correction, ...]:
    """What was taken out by hand, oldest first."""
    return behaviour.load_corrections(study.workspace)


def dismiss(
    study: Study, signal: Signal, recording: str, at_ms: int, note: str = "", *, person: str = ""
) -> Correction:
    """Say that one occurrence is no friction; `person`: of whom, where it was told from the event log.

    Raises ProblemError where there is none at that moment.
    """
    if not _occurred(study, signal, recording, (person, at_ms)):
        raise ProblemError(
            f"{signal.label} {f'in recording {recording}' if recording else f'of {person}'} at {iso(at_ms * 1000)}",
            "There is none at that moment.",
            f"convdesk friction STUDY --list {signal.value} lists them.",
        )
    workspace = study.workspace
    row_id = workspace.stamps.new_id()
    values = {"signal": signal.value, "recording": recording, "at_ms": at_ms, "note": note.strip()}
    values["person"] = "" if recording else person
    with workspace.known_problems(), workspace.history.edit(f"Not a {signal.label}") as edit:
        edit.put("friction_corrections", row_id, **values, made_at=workspace.stamps.now_text())
    return next(kept for kept in list_corrections(study) if kept.id == row_id)


def _occurred(study: Study, signal: Signal, recording: str, when: tuple[str, int]) -> bool:
    """Whether a signal is told of a recording, or of a person in the event log, at that moment (UTC ms)."""
    found, loaded = friction_of(study, Progress(), friction_rules(study)), study.loaded()
    if signal in found.reasons:
        raise ProblemError(signal.label, f"It cannot be told. {found.reasons[signal]}", "Choose another signal.")
    rows, (person, at_ms) = found.of(signal), when
    rows = rows[rows["at_ms"] == at_ms]
    if not recording:
        actor = loaded.people.codes.get(person, -1)
        return bool(np.any((rows["recording"] < 0) & (rows["actor"] == actor)))
    ids = loaded.clicks.recording_ids
    return recording in ids and bool(np.any(rows["recording"] == ids.index(recording)))


def take_back(study: Study, correction_id: str) -> None:
    """Forget a correction: the occurrence counts again."""
    with study.workspace.known_problems(), study.workspace.history.edit("Counts as friction again") as edit:
        edit.drop("friction_corrections", correction_id)


def suppress(rules: FrictionRules, *patterns: str) -> FrictionRules:
    """The rules with more elements that are pressed again and again on purpose."""
    return replace(rules, suppress=(*rules.suppress, *(p for p in patterns if p not in rules.suppress)))
