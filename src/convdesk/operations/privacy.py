"""Privacy afterwards: somebody withdraws, and everything linked to them leaves the study for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.change import Change
from convdesk.model.people import key_in_words
from convdesk.model.privacy import Withdrawal
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.cleaning import finish_withdrawal
from convdesk.operations.findings import list_findings
from convdesk.operations.keys import key_said
from convdesk.store import backup, withdrawing
from convdesk.store.linked import count_linked, files_of, find_linked, respondents_named

if TYPE_CHECKING:
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study
    from convdesk.store.linked import Linked

TABLES = frozenset({"sources", "findings", "evidence", "identity_edges", "match_tables", "friction_corrections"})
"""What a withdrawal may touch that screens look at."""


@dataclass(frozen=True)
class _Person:
    name: str
    linked: Linked


def look_at_withdrawal(study: Study, who: str) -> Withdrawal:
    """What withdrawing somebody would delete. `who`: a user id, an address, a key, or a respondent's id.

    Raises ProblemError for somebody the study does not know.
    """
    return _described(study, _person(study, who))


def withdraw(study: Study, who: str, progress: Progress | None = None) -> Withdrawal:
    """Delete everything that is linked to somebody, for good: there is no undo, and no backup that still has it.

    One transaction; the file is then written anew, so that nothing deleted can be read from it. Raises ProblemError.
    """
    progress = progress or Progress()
    if study.is_read_only:
        raise ProblemError(study.path.name, "The study is open for reading only.", "Open it without read-only.")
    person, workspace = _person(study, who), study.workspace
    told = _described(study, person)
    had_evidence = {finding.id for finding in list_findings(study) if finding.evidence}
    progress.step(0, 0, "Deleting")
    change = Change("Withdraw a person", TABLES)
    with workspace.known_problems(), workspace.history.for_good(change, study.forget) as connection:
        taken = withdrawing.withdraw(connection, person.linked)
        progress.raise_if_cancelled()
    backups, is_clean = finish_withdrawal(study)
    left = list_findings(study)
    return replace(
        told, answers=taken.answers, events=taken.events, evidence=taken.evidence, history_rows=taken.history_rows,
        findings=tuple(finding.title for finding in left if finding.id in taken.findings),
        left_bare=tuple(one.title for one in left if one.id in had_evidence and not one.evidence),
        backups=backups, is_clean=is_clean,
    )  # fmt: skip


def _person(study: Study, who: str) -> _Person:
    """Somebody, with all that is linked to them; raises ProblemError."""
    loaded, reading = study.loaded(), study.workspace.reading
    named = respondents_named(reading, who.strip().removeprefix("respondent:"))
    try:
        key = key_said(study, who)
    except ProblemError:
        if len(named) != 1:
            raise
        return _Person(f"respondent {who.strip()}", find_linked(reading, (), (named, (), {})))
    node = loaded.people.node_of(key)
    actor = -1 if node is None else int(loaded.people.actor_of[node])
    if node is None:
        actor = next((loaded.respondent_actors[row] for row in named if row in loaded.respondent_actors), -1)
    elif not key.startswith("respondent:"):
        named = []
    if actor < 0:
        return _Person(key_in_words(key), find_linked(reading, {key}, (named, (), {})))
    keys = {key, *(loaded.people.keys[one] for one in loaded.people.nodes_of(actor))}
    linked = find_linked(reading, keys, _joined(loaded, actor, named))
    return _Person(loaded.people.names[actor], linked)


def _joined(loaded: Loaded, actor: int, named: list[str]) -> tuple[list[str], list[str], dict[str, set[int]]]:
    """The respondents, recordings, and codes by event log of an actor; `named`: respondents asked for by name."""
    respondents = [row for row, code in loaded.respondent_actors.items() if code == actor]
    recorded = zip(loaded.recordings, loaded.recording_actors.tolist(), strict=True)
    codes = {
        source.source: {actor} & set(range(source.actor_count)) if places is None
        else set(np.flatnonzero(places == actor).tolist())
        for source, places in zip(loaded.events, loaded.people.maps, strict=True)
    }  # fmt: skip
    return list(dict.fromkeys([*respondents, *named])), [one.id for one, code in recorded if code == actor], codes


def _described(study: Study, person: _Person) -> Withdrawal:
    answers, events = count_linked(study.workspace.reading, person.linked)
    quotes = withdrawing.quotes_of(study.workspace.reading, person.linked)
    touched = [finding for finding in list_findings(study) if any(piece.id in quotes for piece in finding.evidence)]
    return Withdrawal(
        person=person.name, respondents=len(person.linked.respondents), answers=answers,
        recordings=len(person.linked.recordings), events=events, evidence=len(quotes),
        backups=len(backup.backups_of(study.path)), findings=tuple(finding.title for finding in touched),
        left_bare=tuple(one.title for one in touched if all(piece.id in quotes for piece in one.evidence)),
        files=files_of(study.workspace.reading, person.linked),
    )  # fmt: skip
