"""Event logs at the door: dictionaries lose what is personal, piece by piece; codes keep their meaning."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from convdesk.columns import ACTOR, EVENT, PAGE, PROPERTY, SESSION
from convdesk.ingest.privacy import kind_of_column
from convdesk.ingest.suspects import suspects
from convdesk.model.privacy import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convdesk.columns import EventBatch, EventImport
    from convdesk.ingest.privacy_plan import Plan

_KEYS = {ACTOR, SESSION}
_NEEDED = {EVENT, PAGE}


def protected_events(events: EventImport, plan: Plan) -> EventImport:
    """The same events: personal columns left out or hashed, personal things in texts masked."""
    dictionaries: dict[str, Iterable[Sequence[str]]] = {}
    for name, pieces in events.dictionaries.items():
        kept = pieces if name in _KEYS else _protected(name, iter(pieces), plan)
        if kept is not None:
            dictionaries[name] = kept
    dropped = events.dictionaries.keys() - dictionaries.keys()
    return replace(
        events,
        dictionaries=dictionaries,
        batches=_without(events.batches, dropped) if dropped else events.batches,
        links=[(code, plan.key(key)) for code, key in events.links],
    )


def _protected(name: str, pieces: Iterator[Sequence[str]], plan: Plan) -> Iterable[Sequence[str]] | None:
    """A dictionary's texts as they may be kept; None for one that is left out."""
    column = name.removeprefix(PROPERTY)
    first = next(pieces, ())
    every = chain([first], pieces)
    action = plan.action_of(column, first, may_drop=name not in _NEEDED)
    if action is Action.KEEP:
        return every
    if action is Action.HASH:
        return ([plan.hashed(text, column) for text in piece] for piece in every)
    if action is Action.DROP:
        plan.dropped(column, first, sum(map(len, every)))
        return None
    is_personal = name not in _NEEDED and kind_of_column(column) is not None
    return (_masked(piece, column, plan, is_personal=is_personal) for piece in every)


def _masked(piece: Sequence[str], column: str, plan: Plan, *, is_personal: bool) -> Sequence[str]:
    places = range(len(piece)) if is_personal else suspects(piece)
    if not places:
        return piece
    texts = list(piece)
    for place in places:
        texts[place] = plan.masked(texts[place], column)
    return texts


def _without(batches: Iterable[EventBatch], dropped: set[str]) -> Iterator[EventBatch]:
    for batch in batches:
        yield replace(batch, columns={name: codes for name, codes in batch.columns.items() if name not in dropped})
