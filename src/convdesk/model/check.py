"""What looking through a study file found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.problem import Problem


@dataclass(frozen=True)
class CheckReport:
    """Whether a study file is whole; `can_be_saved` says what is readable in spite of the damage."""

    is_whole: bool
    problems: tuple[Problem, ...]
    can_be_saved: tuple[str, ...]
    checked: dict[str, int]
