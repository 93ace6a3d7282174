"""People: how keys became them, each of them from near, and what joins and splits them by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from convdesk.analyse import person_facts
from convdesk.analyse.person_facts import NEVER, Happened
from convdesk.model.moment import iso
from convdesk.model.people import (
    KINDS,
    RULES,
    EdgeKind,
    HandEdge,
    KeyPlace,
    KeyReason,
    KeyView,
    PersonOrder,
    PersonRow,
    PersonView,
    StitchReport,
    key_in_words,
)
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Listed
from convdesk.operations.keys import key_said
from convdesk.operations.matches import import_matches as import_matches
from convdesk.operations.segments import people_mask
from convdesk.store import people as kept
from convdesk.store import rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.people import People
    from convdesk.analyse.person_facts import PersonFacts
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study


class PeopleList(Sequence[PersonRow]):
    """People in some order; each is looked up when it is asked for, so that a million can be scrolled."""

    def __init__(self, people: People, facts: PersonFacts, actors: NDArray[np.int64], total: int) -> None:
        self._people, self._facts, self._actors = people, facts, actors
        self.total = total
        """How many people the segment has, whatever is searched for."""

    def __len__(self) -> int:
        return len(self._actors)

    @overload
    def __getitem__(self, at: int) -> PersonRow: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[PersonRow]: ...
    def __getitem__(self, at: int | slice) -> PersonRow | Sequence[PersonRow]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        return row_of(self._people, self._facts, int(self._actors[at]))

    def place_of(self, name: str) -> int:
        """Where somebody is in the list; −1 where they are not."""
        places = np.flatnonzero(self._actors == self._people.named(name))
        return int(places[0]) if len(places) else -1


def stitch_report(study: Study) -> StitchReport:
    """How the keys of the study became people, with conflicts and what was left over."""
    loaded = study.loaded()
    people, table = loaded.people, loaded.table
    events = person_facts.event_counts(people, table)
    respondents = people.others[len(loaded.recordings) :]
    edges = [edge for edge in loaded.identity.edges if edge.kind is not EdgeKind.MERGE]
    return person_facts.report_of(people, events, respondents, loaded.recording_actors, len(edges))


def list_people(
    study: Study,
    search: str = "",
    order: PersonOrder = PersonOrder.NAME,
    *,
    is_falling: bool = False,
    segment: Segment | None = None,
    progress: Progress | None = None,
) -> PeopleList:
    """The people of a segment with a key in which the letters of `search` occur, sorted. Raises ProblemError."""
    loaded = study.loaded()
    people, facts = loaded.people, _facts(study, loaded)
    actors = person_facts.ordered(people, facts, search, order, is_falling=is_falling)
    among = people_mask(study, segment or Everyone(), progress)
    if among is None:
        return PeopleList(people, facts, actors, people.count)
    return PeopleList(people, facts, actors[among[actors]], int(np.count_nonzero(among)))


def look_at_person(study: Study, who: str) -> PersonView:
    """One person with all keys, where each was seen, what joins it; `who`: a name or any key. Raises ProblemError."""
    loaded = study.loaded()
    people, actor = loaded.people, actor_said(study, who)
    nodes = people.nodes_of(actor)
    places = _places(study, loaded, [people.keys[node] for node in nodes])
    keys = tuple(
        KeyView(
            people.keys[node], key_in_words(people.keys[node]), KINDS[people.kinds[node]],
            tuple(places.get(people.keys[node], ())), _reasons(people, node),
        )
        for node in nodes
    )  # fmt: skip
    return PersonView(row_of(people, _facts(study, loaded), actor), keys, people.conflicts_of(nodes))


def person_segment(names: Sequence[str]) -> Listed:
    """These people, to be looked at elsewhere."""
    return Listed(frozenset(names))


def merge_people(study: Study, one: str, other: str) -> str:
    """Say that two keys are one person (undoable); returns what was done in words. Raises ProblemError.

    Splits by hand that stand against it are taken back in the same step.
    """
    people = study.loaded().people
    first, second = key_said(study, one), key_said(study, other)
    label = f"Merge {_words(second)} with {_words(first)}"
    if first == second or _actor(people, first) == _actor(people, second) >= 0:
        raise ProblemError(f"{one}, {other}", "They are one person already.", "Choose somebody else.")
    edges = kept.load_edges(study.workspace)
    against = [edge for edge in edges if _is_against(edge, people, first, second)]
    _edit(study, label, [(EdgeKind.MERGE, first, second)], against)
    return label


def split_key(study: Study, who: str) -> str:
    """Say that a key stands alone, whatever joins it (undoable); returns what was done. Raises ProblemError.

    What is known through it only, such as a device nobody else used, goes with it.
    """
    key = key_said(study, who)
    people = study.loaded().people
    label = f"Split {_words(key)} off"
    actor, node = _actor(people, key), people.node_of(key)
    together = people.nodes_of(actor) if actor >= 0 else []
    if len(together) < 2:
        raise ProblemError(who, "This key stands alone already.", "Choose a key that was joined with others.")
    if node is not None and people.held_by(node) >= set(together):
        what = "All other keys of this person are known through this one only."
        raise ProblemError(who, what, "Split one of the others off instead.")
    merges = [e for e in kept.load_edges(study.workspace) if e.kind is EdgeKind.MERGE and key in {e.one, e.other}]
    _edit(study, label, [(EdgeKind.ALONE, key, "")], merges)
    return label


def keep_apart(study: Study, one: str, other: str) -> str:
    """Say that two keys are never one person (undoable); returns what was done in words. Raises ProblemError."""
    first, second = key_said(study, one), key_said(study, other)
    if first == second:
        raise ProblemError(one, "A key cannot be kept apart from itself.", "Choose two keys.")
    label = f"Keep {_words(first)} and {_words(second)} apart"
    pair = {first, second}
    merges = [e for e in kept.load_edges(study.workspace) if e.kind is EdgeKind.MERGE and {e.one, e.other} == pair]
    _edit(study, label, [(EdgeKind.APART, first, second)], merges)
    return label


def actor_said(study: Study, who: str) -> int:
    """The actor somebody means by a name or a key; raises ProblemError."""
    people = study.loaded().people
    actor = _actor(people, key_said(study, who))
    if actor < 0:
        raise ProblemError(f"“{who}”", "Nobody in the study has this key.", "convdesk people lists who there is.")
    return actor


def row_of(people: People, facts: PersonFacts, actor: int) -> PersonRow:
    """One actor as a row."""
    first, last = int(facts.first_us[actor]), int(facts.last_us[actor])
    kinds = facts.keys[:, actor]
    return PersonRow(
        key_in_words(people.keys[int(people.leading[actor])]),
        {kind: int(kinds[n]) for n, kind in enumerate(KINDS) if kinds[n]}, int(facts.events[actor]),
        int(facts.sessions[actor]), int(facts.recordings[actor]), int(facts.answers[actor]),
        iso(first) if first != NEVER else None, iso(last) if last >= 0 else None,
    )  # fmt: skip


def _facts(study: Study, loaded: Loaded) -> PersonFacts:
    return loaded.remembered("facts", lambda: _worked_out(study, loaded))


def _worked_out(study: Study, loaded: Loaded) -> PersonFacts:
    started = np.array([row.started_ms for row in loaded.recordings], np.int64) * 1000
    lasted = np.array([row.duration_ms for row in loaded.recordings], np.int64) * 1000
    recorded = Happened(loaded.recording_actors, np.ones(len(started), np.int64), started, started + lasted)
    counts = kept.count_answers(study.workspace)
    said = np.array([-1 if row.at_us is None else row.at_us for row in loaded.respondents], np.int64)
    actors = loaded.people.others[len(loaded.recordings) :]
    answered = Happened(actors, np.array([counts.get(row.id, 0) for row in loaded.respondents], np.int64), said, said)
    return person_facts.facts_of(loaded.people, loaded.table, recorded, answered)


def _places(study: Study, loaded: Loaded, keys: Sequence[str]) -> dict[str, list[KeyPlace]]:
    """Where each key was seen, by key."""
    files = {source.id: source.file for source in rows.load_sources(study.workspace)}
    wanted, people = set(keys), loaded.people
    places: dict[str, list[KeyPlace]] = {key: [] for key in keys}
    for log, source in enumerate(loaded.events):
        counts = person_facts.events_of_keys(source, keys)
        for key in keys:
            node = people.node_of(key)
            if key in counts or (node is not None and people.stands_beside(log, node)):
                places[key].append(KeyPlace(files[source.source], events=counts.get(key, 0)))
    for recording in loaded.recordings:
        for key in wanted.intersection(recording.keys):
            places[key].append(KeyPlace(files[recording.source], recordings=1))
    answered = kept.respondent_files(study.workspace)
    for row in loaded.respondents:
        for key in wanted.intersection((*row.keys, f"respondent:{row.ref}")):
            places[key].append(KeyPlace(answered[row.id], responses=1))
    return places


def _reasons(people: People, node: int) -> tuple[KeyReason, ...]:
    """What joins a key with others of the person, strongest first."""
    claims = people.claims
    found = []
    for at in np.flatnonzero((claims.person == node) | (claims.key == node)).tolist():
        other = int(claims.key[at] if claims.person[at] == node else claims.person[at])
        found.append(KeyReason(RULES[claims.rule[at]], key_in_words(people.keys[other])))
    return tuple(found)


def _actor(people: People, key: str) -> int:
    node = people.node_of(key)
    return -1 if node is None else int(people.actor_of[node])


def _is_against(edge: HandEdge, people: People, first: str, second: str) -> bool:
    """Whether a split by hand forbids that two keys are one person."""
    if edge.kind is EdgeKind.ALONE:
        return edge.one in {first, second}
    if edge.kind is EdgeKind.MERGE:
        return False
    sides = {_actor(people, edge.one), _actor(people, edge.other)}
    return {edge.one, edge.other} == {first, second} or sides == {_actor(people, first), _actor(people, second)}


def _edit(study: Study, label: str, said: Sequence[tuple[EdgeKind, str, str]], gone: Sequence[HandEdge]) -> None:
    if study.is_read_only:
        raise ProblemError(study.path.name, "The study is open for reading only.", "Open it without read-only.")
    stamps = study.workspace.stamps
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        for edge in gone:
            edit.drop("identity_edges", edge.id)
        for kind, one, other in said:
            values = {"kind": kind.value, "one": one, "other": other, "made_at": stamps.now_text()}
            edit.put("identity_edges", stamps.new_id(), **values)


def _words(key: str) -> str:
    return key_in_words(key)
