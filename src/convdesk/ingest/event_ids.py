"""Once only: rows whose vendor's id came before, in the file or in the study, by hashes that never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.event_people import is_nobody, stripped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.model.progress import Progress

    Hashes = NDArray[np.uint64]
    Places = NDArray[np.intp]

NO_ID = 0
LOOKED_UP_AT_ONCE = 1 << 18
LOT_BITS = 4
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID_LETTERS = 36


def hash_sql(text: str) -> str:
    """SQL for the hash of an id: 64 bits of the MD5 of its text, of UUIDs in lower case; 0 where there is none."""
    plain = stripped(text)
    one_case = (
        f"case when length({plain}) = {_UUID_LETTERS} and regexp_full_match({plain}, '{_UUID}') "
        f"then lower({plain}) else {plain} end"
    )
    return f"case when {is_nobody(text)} then {NO_ID} else ('0x' || md5({one_case})[1:16])::ubigint end::ubigint"


def came_before(hashes: Hashes, known: Hashes, progress: Progress) -> Places:
    """The places of ids that are known (`known` is ascending) or stand at an earlier place; ascending."""
    named = np.flatnonzero(hashes != NO_ID)
    is_known = np.zeros(len(named), bool)
    for start in range(0, len(named) if known.size else 0, LOOKED_UP_AT_ONCE):
        progress.step(start, len(named), "Looking for what is in the study")
        here = slice(start, start + LOOKED_UP_AT_ONCE)
        is_known[here] = _are_in(hashes[named[here]], known)
    fresh = named[~is_known]
    came = np.zeros(len(hashes), bool)
    came[named[is_known]] = True
    came[fresh[_repeats(hashes[fresh], progress)]] = True
    return np.flatnonzero(came)


def sorted_hashes(hashes: Hashes, progress: Progress) -> Hashes:
    """Numbers spread over 64 bits, sorted: those with the same upper bits at a time, so that it can be cancelled."""
    found = np.empty_like(hashes)
    uppers = (hashes >> np.uint64(64 - LOT_BITS)).astype(np.uint8)
    start = 0
    for upper in range(1 << LOT_BITS):
        progress.raise_if_cancelled()
        lot = hashes[uppers == upper]
        lot.sort()
        found[start : start + len(lot)] = lot
        start += len(lot)
    return found


def _are_in(hashes: Hashes, known: Hashes) -> NDArray[np.bool_]:
    at = np.searchsorted(known, hashes)
    is_in: NDArray[np.bool_] = known[np.minimum(at, known.size - 1)] == hashes
    return is_in


def _repeats(hashes: Hashes, progress: Progress) -> Places:
    """The places of all but the first of equal hashes.

    Places are sorted by the upper bits, which is quick; only those that share them are looked at whole.
    """
    bits = np.uint64(len(hashes).bit_length())
    place_of = (np.uint64(1) << bits) - np.uint64(1)
    packed = hashes & ~place_of
    packed |= np.arange(len(hashes), dtype=np.uint64)
    packed = sorted_hashes(packed, progress)
    shared = np.flatnonzero(packed[1:] >> bits == packed[:-1] >> bits)
    places = np.union1d(packed[shared] & place_of, packed[shared + 1] & place_of).astype(np.intp)
    order = np.argsort(hashes[places], kind="stable")
    ordered = hashes[places[order]]
    repeated: Places = places[order[1:][ordered[1:] == ordered[:-1]]]
    return repeated
