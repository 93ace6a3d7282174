"""The kernels of friction: masks and rows over arrays of clicks, moves and page visits."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.friction import NO_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.model.friction import FrictionRules

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

PIECE = 250_000
"""Clicks that are compared at once: few enough to stay in the processor's cache."""
_SELECTOR = "selector:"


def dead(clicks: NDArray[np.void], rules: FrictionRules) -> Mask:
    """Clicks the page did not react to in time."""
    reaction = clicks["reaction_ms"]
    return (reaction < 0) | (reaction > rules.dead_after_ms)


def rage(clicks: NDArray[np.void], owner: Rows, candidates: Mask | None, rules: FrictionRules) -> Mask:
    """Clicks that belong to a burst; rows are in the order of `owner` (the recording) and time.

    `candidates`: the clicks that may count at all; others are as if they were not there.
    """
    rows = None if candidates is None else np.flatnonzero(candidates)
    chosen, whose = (clicks, owner) if rows is None else (clicks[rows], owner[rows])
    linked = _linked(chosen, whose, rules)
    if rules.rage_within_ms is None:
        found = _long_runs(linked, len(chosen), rules.rage_clicks)
    else:
        found = _dense_runs(linked, chosen["at_ms"], rules.rage_clicks, rules.rage_within_ms)
    mask = np.zeros(len(clicks), bool)
    mask[found if rows is None else rows[found]] = True
    return mask


def burst_starts(is_in: Mask, clicks: NDArray[np.void], owner: Rows, rules: FrictionRules) -> Rows:
    """The first click of each burst, so that one burst counts once."""
    rows = np.flatnonzero(is_in)
    if not len(rows):
        return rows
    linked = np.zeros(max(len(rows) - 1, 0), bool)
    linked[_linked(clicks[rows], owner[rows], rules)] = True
    starts: Rows = rows[np.r_[True, ~linked]]
    return starts


def suppressed(labels: Sequence[str], selectors: Sequence[str], rules: FrictionRules) -> Mask:
    """Which elements are pressed again and again on purpose."""
    pairs = zip(labels, selectors, strict=True)
    return np.array([_is_suppressed(label, selector, rules.suppress) for label, selector in pairs], bool)


def turns(moves: NDArray[np.void], axis: str) -> Rows:
    """The rows where the pointer turns back along an axis: it goes the other way than when it last went at all."""
    step = np.diff(moves[axis])
    gone = np.flatnonzero(np.isfinite(step) & (step != 0))
    way = np.sign(step[gone])
    turned: Rows = gone[1:][way[1:] != way[:-1]] + 1
    return turned


def thrashes(moves: NDArray[np.void], rules: FrictionRules) -> Rows:
    """The rows at which a stretch of thrashing begins; a stretch counts once."""
    starts = [_crowded(moves["at_ms"], turns(moves, axis), rules) for axis in ("x", "y")]
    both = np.concatenate(starts)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    if not len(both):
        return np.empty(0, np.int64)
    ends = np.maximum.accumulate(both[:, 1])
    firsts: Rows = both[np.r_[True, both[1:, 0] > ends[:-1]], 0]
    return firsts


def rested_ms(moves: NDArray[np.void], clicks: NDArray[np.void], near_px: float) -> NDArray[np.int64]:
    """For each click, how long the pointer had been near its place without a break; 0 where that is not known."""
    if not len(moves):
        return np.zeros(len(clicks), np.int64)
    last = np.searchsorted(moves["at_ms"], clicks["at_ms"], side="right")
    return np.array([_rest(moves, int(end), click, near_px) for end, click in zip(last, clicks, strict=True)], np.int64)


def quick_backs(pages: Rows, arrived: Rows, owner: Rows, within: int) -> Rows:
    """The rows of arriving back: the page before the last one again, at most `within` after having left it.

    Rows in the order of owner and time, one a stay; a page that is visited twice in a row is one stay.
    """
    keep = np.flatnonzero(np.r_[True, (pages[1:] != pages[:-1]) | (owner[1:] != owner[:-1])][: len(pages)])
    page, at, whose = pages[keep], arrived[keep], owner[keep]
    is_back = (page[2:] == page[:-2]) & (whose[2:] == whose[:-2]) & (at[2:] - at[1:-1] <= within)
    back: Rows = keep[2:][is_back]
    return back


def quick_backs_packed(pages: NDArray[np.int32], keys: Rows, span: int, within: int) -> Rows:
    """The same for packed keys (actor * stride + tick, ascending): two of one person differ by `span` at most.

    Every window is shorter than what lies between two people, so that only the few found are looked at closely.
    """
    if len(keys) < 3:
        return np.empty(0, np.int64)
    keep = np.flatnonzero((pages[1:] != pages[:-1]) | (keys[1:] - keys[:-1] > span)) + 1
    keep = np.concatenate([[0], keep])
    page, key = pages[keep], keys[keep]
    back = np.flatnonzero((page[2:] == page[:-2]) & (key[2:] - key[1:-1] <= min(within, span))) + 2
    found: Rows = keep[back[key[back] - key[back - 2] <= span]]
    return found


def _linked(clicks: NDArray[np.void], owner: Rows, rules: FrictionRules) -> Rows:
    """The places n where click n + 1 goes on a burst that click n is in."""
    pieces = [
        _linked_piece(clicks[start : start + PIECE + 1], owner[start : start + PIECE + 1], rules) + start
        for start in range(0, max(len(clicks) - 1, 0), PIECE)
    ]
    return np.concatenate(pieces) if pieces else np.empty(0, np.int64)


def _linked_piece(clicks: NDArray[np.void], owner: Rows, rules: FrictionRules) -> Rows:
    at = clicks["at_ms"]
    wait = at[1:] - at[:-1]
    is_soon = wait < rules.rage_gap_ms if rules.rage_within_ms is None else wait <= rules.rage_within_ms
    before = np.flatnonzero(is_soon & (owner[1:] == owner[:-1]))
    for name in ("page", "element") if rules.is_rage_on_one_element else ("page",):
        before = before[clicks[name][before + 1] == clicks[name][before]]
    if rules.rage_distance_px < NO_LIMIT:
        aside = np.abs(clicks["x"][before + 1] - clicks["x"][before])
        down = np.abs(clicks["y"][before + 1] - clicks["y"][before])
        far = aside + down if rules.is_rage_distance_manhattan else np.hypot(aside, down)
        before = before[far < rules.rage_distance_px]
    linked: Rows = before
    return linked


def _long_runs(linked: Rows, size: int, least: int) -> Rows:
    """The rows of runs of at least `least` clicks, each linked to the next."""
    if least <= 1:
        return np.arange(size)
    if not len(linked):
        return linked
    begins = np.flatnonzero(np.r_[True, np.diff(linked) != 1])
    ends = np.r_[begins[1:], len(linked)] - 1
    is_long = linked[ends] - linked[begins] + 2 >= least
    return _ranges(linked[begins][is_long], linked[ends][is_long] + 2)


def _dense_runs(linked: Rows, at_ms: Rows, least: int, within: int) -> Rows:
    """The rows of stretches of `least` linked clicks, from first to last no longer than `within`."""
    if least <= 1:
        return np.arange(len(at_ms))
    is_linked = np.zeros(len(at_ms) + 1, np.int64)
    is_linked[linked + 1] = 1
    links = np.cumsum(is_linked)
    last = np.arange(least - 1, len(at_ms))
    if not len(last):
        return last
    first = last - (least - 1)
    fits = (links[last] - links[first] == least - 1) & (at_ms[last] - at_ms[first] <= within)
    return np.unique((first[fits][:, None] + np.arange(least)).ravel())


def _ranges(starts: Rows, stops: Rows) -> Rows:
    """All numbers of several ranges, one after the other."""
    sizes = stops - starts
    shift = np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]][: len(starts)], sizes)
    numbers: Rows = np.arange(int(sizes.sum())) + shift
    return numbers


def _crowded(at_ms: Rows, turned: Rows, rules: FrictionRules) -> Rows:
    """(first row, last row) of every `thrash_turns` turns that lie close enough together."""
    if len(turned) < rules.thrash_turns:
        return np.empty((0, 2), np.int64)
    first, last = turned[: len(turned) - rules.thrash_turns + 1], turned[rules.thrash_turns - 1 :]
    close = at_ms[last] - at_ms[first] <= rules.thrash_within_ms
    return np.stack([first[close], last[close]], axis=1)


def _rest(moves: NDArray[np.void], end: int, click: np.void, near_px: float) -> int:
    """Since when, before its row `end`, the pointer has been near a click, as ms before the click."""
    since, size = int(click["at_ms"]), 64
    while end > 0:
        part = moves[max(0, end - size) : end]
        far = np.hypot(part["x"] - click["x"], part["y"] - click["y"]) > near_px
        far |= part["page"] != click["page"]
        away = np.flatnonzero(far | np.isnan(part["x"]))
        here = part[away[-1] + 1 :] if len(away) else part
        since = int(here["at_ms"][0]) if len(here) else since
        if len(away):
            break
        end -= size
    return int(click["at_ms"]) - since


def _is_suppressed(label: str, selector: str, patterns: Sequence[str]) -> bool:
    label, selector = label.lower().strip(), selector.lower()
    last = selector.replace(" ||| ", " > ").replace(" >>> ", " > ").rpartition(" > ")[2]
    for pattern in patterns:
        plain = pattern.lower()
        if plain.startswith(_SELECTOR):
            plain = plain.removeprefix(_SELECTOR).strip()
            if fnmatchcase(selector, plain) or fnmatchcase(last, plain):
                return True
        elif fnmatchcase(label, plain):
            return True
    return False
