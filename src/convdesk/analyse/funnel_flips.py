"""Who counts differently under two tools' rules, which rule decides it, and by which events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel import follow
from convdesk.analyse.funnel_counts import count
from convdesk.analyse.funnel_events import session_actors
from convdesk.analyse.funnel_split import rows_of_chain
from convdesk.analyse.matching import positions
from convdesk.columns import EVENT
from convdesk.model.funnel import Bucket, Per
from convdesk.model.funnel_people import in_bucket
from convdesk.model.funnel_presets import rule_differences, rule_in_words
from convdesk.model.funnel_results import DecidingEvent, Flip, FlipCount, Flips
from convdesk.model.funnel_rules import FunnelRules, Order, Ties
from convdesk.model.moment import iso
from convdesk.model.segment import Listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

LISTED = 200


@dataclass(frozen=True)
class Rules:
    """Two rules to be put side by side."""

    one: FunnelRules
    other: FunnelRules


@dataclass(frozen=True)
class _Log:
    """What is asked, and of whom."""

    table: EventTable
    spec: FunnelSpec
    people: Mask | None
    progress: Progress

    def under(self, rules: FunnelRules) -> Outcome:
        return follow(self.table, self.ruled(rules), self.people, self.progress)

    def ruled(self, rules: FunnelRules) -> FunnelSpec:
        return replace(self.spec, rules=rules, breakdown=None)


def find_flips(table: EventTable, spec: FunnelSpec, rules: Rules, people: Mask | None, progress: Progress) -> Flips:
    """The people (or sessions) whose outcome differs."""
    log = _Log(table, spec, people, progress)
    outcomes = [log.under(each) for each in (rules.one, rules.other)]
    fates = [_fates(table, spec, outcome) for outcome in outcomes]
    units = np.flatnonzero(fates[0] != fates[1])
    progress.raise_if_cancelled()
    counts = _counted(log, rules, fates, units)
    listed = units[:LISTED]
    because = _because(log, rules, fates[0], listed)
    events = _events(log, rules, outcomes, listed)
    flips = tuple(
        Flip(table.people.names[_actor(table, spec, unit)], _in_words(int(fates[0][unit]), spec),
             _in_words(int(fates[1][unit]), spec), because[n], events[n])
        for n, unit in enumerate(listed.tolist())
    )  # fmt: skip
    one, other = (count(table, log.ruled(each), people, progress) for each in (rules.one, rules.other))
    differences = rule_differences(rules.other, rules.one)
    return Flips(one, other, differences, counts, flips, f"{one.definition} Against: {other.definition}")


def _counted(log: _Log, rules: Rules, fates: list[NDArray[np.int32]], units: Keys) -> tuple[FlipCount, ...]:
    """How many go from which outcome to which, most first."""
    pairs = Counter(zip(fates[0][units].tolist(), fates[1][units].tolist(), strict=True))
    specs = log.ruled(rules.one), log.ruled(rules.other)
    return tuple(
        FlipCount(
            _in_words(one, log.spec), _in_words(other, log.spec), number, _people(log, specs, fates, (one, other))
        )
        for (one, other), number in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _people(
    log: _Log, specs: tuple[FunnelSpec, FunnelSpec], fates: list[NDArray[np.int32]], pair: tuple[int, int]
) -> Segment:
    """Who they are; of sessions, the people who had them."""
    if log.spec.per is Per.ACTOR:
        return log.spec.segment & _with_fate(specs[0], pair[0]) & _with_fate(specs[1], pair[1])
    units = np.flatnonzero((fates[0] == pair[0]) & (fates[1] == pair[1]))
    actors = np.unique(session_actors(log.table)[units])
    return Listed(frozenset(log.table.people.names[actor] for actor in actors.tolist()))


def _with_fate(spec: FunnelSpec, fate: int) -> Segment:
    if fate == 0:
        return ~in_bucket(spec, Bucket.REACHED, 1)
    level, bucket = divmod(fate, 4)
    which = (Bucket.DROPPED, Bucket.OPEN, Bucket.EXCLUDED, Bucket.REACHED)[bucket]
    return in_bucket(spec, which, level)


def _unit_count(table: EventTable, spec: FunnelSpec) -> int:
    return table.people.count if spec.per is Per.ACTOR else table.session_count


def _actor(table: EventTable, spec: FunnelSpec, unit: int) -> int:
    return unit if spec.per is Per.ACTOR else int(session_actors(table)[unit])


def _fates(table: EventTable, spec: FunnelSpec, outcome: Outcome) -> NDArray[np.int32]:
    """For each unit 0 where it never entered or was removed, else 4 × level + which bucket (3: converted)."""
    fates = np.zeros(_unit_count(table, spec), np.int32)
    bucket = np.where(outcome.is_excluded, 2, np.where(outcome.is_open, 1, 0))
    bucket = np.where(outcome.chains.level == outcome.chains.steps, 3, bucket)
    fates[outcome.chains.unit] = 4 * outcome.chains.level.astype(np.int32) + bucket
    return fates


def _in_words(fate: int, spec: FunnelSpec) -> str:
    if fate == 0:
        return "not in the funnel"
    level, bucket = divmod(fate, 4)
    if bucket == 3:
        return "converted"
    name = spec.steps[level - 1].label if spec.rules.order is not Order.ANY else f"step {level}"
    return f"{('left', 'under way', 'excluded')[bucket]} after {name}"


def _because(log: _Log, rules: Rules, fates: NDArray[np.int32], units: Keys) -> list[tuple[str, ...]]:
    """For each unit the rules of which each alone, taken over from the other side, changes its fate."""
    found: list[list[str]] = [[] for _ in units]
    for field in fields(FunnelRules):
        changed = _taken_over(rules, field.name)
        if field.name in {"name", "grace_us"} or changed == rules.one:
            continue
        own = _fates(log.table, log.spec, log.under(changed))
        for number in np.flatnonzero(own[units] != fates[units]).tolist():
            found[number].append(rule_in_words(rules.other, field.name))
    return [tuple(reasons) for reasons in found]


def _taken_over(rules: Rules, name: str) -> FunnelRules:
    changes = {name: getattr(rules.other, name)}
    if name == "ties" and rules.other.ties in {Ties.GRACE, Ties.ROUNDED}:
        changes["grace_us"] = rules.other.grace_us
    return replace(rules.one, **changes)


def _events(log: _Log, rules: Rules, outcomes: Sequence[Outcome], units: Keys) -> list[tuple[DecidingEvent, ...]]:
    """For each unit the events of its chains under both rules and what was excluded, in the order of time."""
    table, specs = log.table, [log.ruled(each) for each in (rules.one, rules.other)]
    roles: list[dict[int, list[str]]] = [{} for _ in units]
    for side, (spec, outcome) in enumerate(zip(specs, outcomes, strict=True)):
        place = np.searchsorted(outcome.chains.unit, units)
        there = np.flatnonzero(place < len(outcome.chains.unit))
        there = there[outcome.chains.unit[place[there]] == units[there]]
        for step in range(1, len(spec.steps) + 1):
            log.progress.raise_if_cancelled()
            rows = rows_of_chain(table, spec, outcome, step)
            for number in there.tolist():
                row = int(rows[place[number]])
                if row >= 0:
                    role = "entry" if step == 1 else f"step {step}"
                    roles[number].setdefault(row, ["", ""])[side] = role
    _add_excluded(log, specs[0], units, roles)
    return [_timeline(table, own) for own in roles]


def _add_excluded(log: _Log, spec: FunnelSpec, units: Keys, roles: list[dict[int, list[str]]]) -> None:
    table = log.table
    for exclusion in spec.exclusions:
        rows = positions(table, exclusion.step, log.progress)
        own = table.keys[rows] // table.stride if spec.per is Per.ACTOR else table.sessions[rows]
        for number, unit in enumerate(units.tolist()):
            if not roles[number]:
                continue
            first = min(roles[number])
            for row in rows[(own == unit) & (rows >= first)][:1].tolist():
                roles[number].setdefault(row, ["excluded event", "excluded event"])


def _timeline(table: EventTable, roles: dict[int, list[str]]) -> tuple[DecidingEvent, ...]:
    terms = table.terms(EVENT) if EVENT in table.names else []
    codes = table.column(EVENT) if EVENT in table.names else None
    found = []
    for row, (one, other) in sorted(roles.items()):
        code = -1 if codes is None else int(codes[row])
        at = iso(table.at_us(int(table.keys[row] % table.stride)))
        found.append(DecidingEvent(at, terms[code] if code >= 0 else "", one, other))
    return tuple(found)
