"""Something that can be picked from many, as a presenter knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """What it is called, what stands at its right (its n), the group it is listed in, and what picking it means."""

    words: str
    value: object
    note: str = ""
    group: str = ""


def matching(choices: tuple[Choice, ...], typed: str, most: int) -> list[Choice]:
    """The choices that hold these letters, at most so many: those that begin with them first, each in its order."""
    wanted = typed.strip().casefold()
    if not wanted:
        return list(choices[:most])
    folded = [(one, one.words.casefold()) for one in choices]
    begin = [one for one, words in folded if words.startswith(wanted)]
    inside = [one for one, words in folded if wanted in words[1:] and not words.startswith(wanted)]
    return [*begin, *inside][:most]
