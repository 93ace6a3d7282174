"""Lets somebody withdraw: whom, what will go, are you sure, what went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Task, TextQuestion
from convdesk.operations import privacy
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import Ask, Jobs
    from convdesk.model.privacy import Withdrawal
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study

MOST_NAMED = 4


class Withdrawals(Protocol):
    """What withdrawing asks of a study; called off the UI thread."""

    def look_at(self, who: str) -> Withdrawal: ...
    def withdraw(self, who: str, progress: Progress) -> Withdrawal: ...


class StudyWithdrawals:
    """Answered by the operations on one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def look_at(self, who: str) -> Withdrawal:
        return privacy.look_at_withdrawal(self._study, who)

    def withdraw(self, who: str, progress: Progress) -> Withdrawal:
        return privacy.withdraw(self._study, who, progress)


class WithdrawPerson:
    """Asks, says what will go, asks again, deletes, says what went. `tell_done`, `tell_problem`: where it is said."""

    def __init__(
        self,
        study: Withdrawals,
        jobs: Jobs,
        ask: Ask,
        told: tuple[Callable[[str], None], Callable[[Problem], None]],
    ) -> None:
        self._study, self._jobs, self._ask = study, jobs, ask
        self._tell_done, self._tell_problem = told

    def start(self) -> None:
        """Ask who it is."""
        question = TextQuestion(
            tr("Withdraw a person"),
            tr(
                "Everything of one person is deleted: events, recordings, answers, and what findings quote of them. "
                "First you see how much that is."
            ),
            tr("User id, e-mail address or respondent id"),
            tr("Look"),
        )
        self._ask.for_text(question, self._look)

    def _look(self, who: str) -> None:
        self._jobs.run(
            Task(
                tr("Look for a person"),
                lambda _: self._study.look_at(who),
                lambda told: self._confirm(who, told),
                self._tell_problem,
            )
        )

    def _confirm(self, who: str, told: Withdrawal) -> None:
        self._ask.whether(question_of(told), tr("Delete for good"), lambda: self._delete(who))

    def _delete(self, who: str) -> None:
        self._jobs.run(
            Task(
                tr("Withdraw a person"),
                lambda progress: self._study.withdraw(who, progress),
                lambda told: self._tell_done(done_of(told)),
                self._tell_problem,
                writes=True,
            )
        )


def question_of(told: Withdrawal) -> str:
    """What will go, before it goes."""
    parts = [tr("Delete everything of {person}?").format(person=told.person), counts_of(told) + "."]
    if told.findings:
        parts.append(tr("Findings that lose a quote: {titles}.").format(titles=_listed(told.findings)))
    if told.backups:
        parts.append(trn("{n} backup has it and goes too.", "{n} backups have it and go too.", told.backups))
    parts.append(tr("This cannot be undone. Copies of the study in other places are not touched."))
    return "\n\n".join(parts)


def done_of(told: Withdrawal) -> str:
    """What went."""
    parts = [tr("Deleted for good: {counts}.").format(counts=counts_of(told))]
    if told.left_bare:
        parts.append(tr("Without evidence now: {titles}.").format(titles=_listed(told.left_bare)))
    if told.files:
        files = _listed(told.files)
        parts.append(tr("Take the person out of {files} too, before importing them again.").format(files=files))
    if not told.is_clean:
        parts.append(tr("Another program reads the study; close it, then open the study once more to clean the file."))
    return " ".join(parts)


def counts_of(told: Withdrawal) -> str:
    numbers = (
        (told.events, "{n} event", "{n} events"), (told.recordings, "{n} recording", "{n} recordings"),
        (told.respondents, "{n} survey response", "{n} survey responses"), (told.answers, "{n} answer", "{n} answers"),
        (told.evidence, "{n} quote in findings", "{n} quotes in findings"),
    )  # fmt: skip
    return ", ".join(trn(one, many, count) for count, one, many in numbers if count) or tr("nothing")


def _listed(names: tuple[str, ...]) -> str:
    more = trn("{n} more", "{n} more", len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
    return ", ".join([*(f"“{name}”" for name in names[:MOST_NAMED]), *([more] if more else [])])
