"""What an import brought that the study did not have: people and event names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk.store import events

if TYPE_CHECKING:
    from convdesk.operations.study import Study

COMPARED_AT_MOST = 2_000_000
"""Beyond this many people the comparison would take longer than it is worth."""


@dataclass(frozen=True)
class Novelty:
    """`people` and `names` that no other source of the study has; None where they were not compared."""

    people: int | None
    of_people: int
    names: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"people": self.people, "of_people": self.of_people, "event_names": list(self.names)}


def joined_people(study: Study, source_id: str) -> int | None:
    """How many people a source's keys are once what it says of their devices and addresses has joined them.

    None where it says nothing of that kind: then they are as many as their keys.
    """
    own = next((source for source in events.load_events(study.workspace) if source.source == source_id), None)
    if own is None or not own.links():
        return None
    from convdesk.analyse.people import resolve

    return resolve([own], [], []).count


def novelty_of(study: Study, source_id: str) -> Novelty | None:
    """What a source brought; None when it is the study's first event log, or none."""
    sources = events.load_events(study.workspace)
    own = next((source for source in sources if source.source == source_id), None)
    others = [source for source in sources if source is not own]
    if own is None or not others:
        return None
    known = set().union(*(source.terms("event") for source in others))
    names = tuple(name for name in own.terms("event") if name not in known)
    count = own.actor_count + sum(source.actor_count for source in others)
    if count > COMPARED_AT_MOST:
        return Novelty(None, own.actor_count, names)
    people = set(own.terms("actor")).difference(*(source.terms("actor") for source in others))
    return Novelty(len(people), own.actor_count, names)
