"""What went wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One expected failure in words for the person who can mend it."""

    where: str
    what: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


class ProblemError(Exception):
    """An expected failure: shown with its remedy, without a traceback."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what} {remedy}")
        self.problem = Problem(where, what, remedy)
