"""Steps: which events count, and how that is written (`purchase[plan=pro]`, `page:/cart*`, `a|b`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convdesk.model.problem import ProblemError

_TEST = re.compile(r"\s*([^=<>!]+?)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*$")


@dataclass(frozen=True)
class PropertyTest:
    """A condition on one property: `plan = pro`, `amount >= 20`."""

    name: str
    operator: str
    value: str

    def holds(self, text: str | None) -> bool:
        """Whether a value passes; a missing value passes only `!=`. Order compares numbers when both are."""
        if text is None:
            return self.operator == "!="
        if self.operator == "=":
            return text == self.value
        if self.operator == "!=":
            return text != self.value
        return _ordered(self.operator, text, self.value)

    def __str__(self) -> str:
        return f"{self.name}{self.operator}{self.value}"


@dataclass(frozen=True)
class Matcher:
    """One kind of event: by name, or any event on a page (path pattern with `*`), with conditions.

    With neither name nor page: any event.
    """

    event: str | None = None
    page: str | None = None
    tests: tuple[PropertyTest, ...] = ()

    def __str__(self) -> str:
        head = f"page:{self.page}" if self.page is not None else self.event
        head = "any event" if head is None else head
        return head + (f"[{','.join(str(test) for test in self.tests)}]" if self.tests else "")


@dataclass(frozen=True)
class Step:
    """One step of a funnel: any of its matchers fills it."""

    any_of: tuple[Matcher, ...]

    @property
    def name(self) -> str:
        return "|".join(str(matcher) for matcher in self.any_of)

    @property
    def label(self) -> str:
        """The step's name for people: without the notation's prefix where there is only one matcher."""
        return self.name.removeprefix("page:") if len(self.any_of) == 1 else self.name


def parse_step(text: str) -> Step:
    """A step from its notation; raises ProblemError that says what cannot be read."""
    parts = _split(text, "|")
    if not all(part.strip() for part in parts):
        raise ProblemError(
            f"step “{text}”",
            "A step needs an event name or a page.",
            "Write for example: Sign up, or page:/cart*",
        )
    return Step(tuple(_matcher(part.strip(), text) for part in parts))


def event_step(name: str) -> Step:
    """The step that one event name fills, whatever characters the name has."""
    return Step((Matcher(event=name),))


def _matcher(part: str, whole: str) -> Matcher:
    head = part
    tests: tuple[PropertyTest, ...] = ()
    if part.endswith("]") and "[" in part:
        head, _, inside = part[:-1].partition("[")
        tests = tuple(_test(condition, whole) for condition in _split(inside, ","))
    if head.startswith("page:"):
        return Matcher(page=head.removeprefix("page:").strip(), tests=tests)
    return Matcher(event=head.strip(), tests=tests)


def _test(condition: str, whole: str) -> PropertyTest:
    match = _TEST.match(condition)
    if not match:
        raise ProblemError(
            f"step “{whole}”",
            f"“{condition}” is not a condition.",
            "Write for example: purchase[plan=pro,amount>=20]",
        )
    return PropertyTest(match[1], match[2], match[3])


def _split(text: str, at: str) -> list[str]:
    """Split outside square brackets."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == at and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


def _ordered(operator: str, text: str, value: str) -> bool:
    try:
        left: float | str = float(text)
        right: float | str = float(value)
    except ValueError:
        left, right = text, value
    if operator in {">", ">="}:
        left, right = right, left
    return left < right if operator in {"<", ">"} else left <= right  # type: ignore[operator]
