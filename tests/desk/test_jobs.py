"""Jobs: two lanes, cancel, late answers, unexpected errors, an orderly end."""

from __future__ import annotations

import threading

import pytest

from convdesk.desk.jobs import JobRunner
from convdesk.desk.ports import Latest, Task
from convdesk.model.problem import ProblemError

pytestmark = pytest.mark.usefixtures("qapp")


class Heard:
    """What a task told."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.problems: list[object] = []
        self.stopped = 0
        self.steps: list[tuple[int, int, str]] = []
        self.threads: set[int] = set()

    def task(self, work, **more):
        return Task("Count", work, self._done, self.problems.append, self._stepped, self._stopped, **more)

    def _done(self, answer):
        self.threads.add(threading.get_ident())
        self.done.append(answer)

    def _stepped(self, *step):
        self.threads.add(threading.get_ident())
        self.steps.append(step)

    def _stopped(self):
        self.stopped += 1


@pytest.fixture
def errors():
    return []


@pytest.fixture
def jobs(errors):
    runner = JobRunner(errors.append)
    yield runner
    assert runner.close(), "a job outlived its test"


@pytest.fixture
def heard():
    return Heard()


def test_the_answer_of_a_worker_arrives_on_the_ui_thread(qtbot, jobs, heard):
    jobs.run(heard.task(lambda _: threading.get_ident()))
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.done[0] != threading.get_ident()
    assert heard.threads == {threading.get_ident()}


def test_work_that_is_cancelled_between_steps_is_not_heard_of_again(qtbot, jobs, heard, errors):
    under_way = threading.Event()

    def work(progress):
        under_way.set()
        while True:
            progress.step(1, 0)

    job = jobs.run(heard.task(work))
    assert under_way.wait(5)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert (heard.done, heard.problems, heard.stopped, errors) == ([], [], 0, [])


def test_an_answer_that_was_already_on_its_way_is_dropped_when_it_arrives(qtbot, jobs, heard):
    finished = threading.Event()
    job = jobs.run(heard.task(lambda _: finished.set()))
    assert finished.wait(5)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert heard.done == []


def test_a_write_that_was_too_far_to_be_stopped_is_told_of(qtbot, jobs, heard):
    finished = threading.Event()

    def work(_):
        finished.set()
        return "imported"

    job = jobs.run(heard.task(work, writes=True))
    assert finished.wait(5)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert heard.done == ["imported"]


def test_a_write_that_was_stopped_says_so_when_it_has_put_things_back(qtbot, jobs, heard):
    under_way = threading.Event()

    def work(progress):
        under_way.set()
        while True:
            progress.step(0, 0)

    job = jobs.run(heard.task(work, writes=True))
    assert under_way.wait(5)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert (heard.stopped, heard.done) == (1, [])


def test_an_expected_failure_comes_as_its_problem(qtbot, jobs, heard, errors):
    def work(_):
        raise ProblemError("log.csv", "It has no times.", "Say which column holds them.")

    jobs.run(heard.task(work))
    qtbot.waitUntil(lambda: bool(heard.problems))
    assert heard.problems[0].where == "log.csv"
    assert errors == []


def test_an_unexpected_error_is_reported_and_the_screen_is_told_as_well(qtbot, jobs, heard, errors):
    jobs.run(heard.task(lambda _: 1 / 0))
    qtbot.waitUntil(lambda: bool(errors) and bool(heard.problems))
    assert isinstance(errors[0], ZeroDivisionError)
    assert "mistake" in heard.problems[0].what


def test_many_steps_do_not_flood_the_ui_thread(qtbot, jobs, heard):
    def work(progress):
        for place in range(50_000):
            progress.step(place, 50_000)

    jobs.run(heard.task(work))
    qtbot.waitUntil(lambda: bool(heard.done))
    assert 1 <= len(heard.steps) < 5_000
    assert heard.steps == sorted(heard.steps)


def test_writes_wait_for_each_other(qtbot, jobs, heard):
    inside, seen = threading.Lock(), []

    def work(_):
        seen.append(inside.acquire(blocking=False))
        inside.release()

    for _ in range(20):
        jobs.run(heard.task(work, writes=True))
    qtbot.waitUntil(lambda: len(heard.done) == 20)
    assert seen == [True] * 20


def test_a_newer_question_cancels_the_older(qtbot, jobs, heard):
    latest = Latest(jobs)
    let_go = threading.Event()

    def slow(progress):
        let_go.wait(5)
        progress.raise_if_cancelled()
        return "old"

    latest.run(heard.task(slow))
    latest.run(heard.task(lambda _: "new"))
    let_go.set()
    qtbot.waitUntil(lambda: jobs.is_idle())
    assert heard.done == ["new"]


def test_closing_cancels_what_runs_and_waits_for_it(qtbot, errors):
    runner, heard, under_way = JobRunner(errors.append), Heard(), threading.Event()

    def work(progress):
        under_way.set()
        while True:
            progress.step(0, 0)

    runner.run(heard.task(work))
    assert under_way.wait(5)
    assert runner.close()
    runner.run(heard.task(lambda _: "too late"))
    qtbot.wait(1)
    assert heard.done == []


def test_no_mistake_is_lost_however_fast_the_jobs_end(qtbot, jobs, heard, errors):
    for _ in range(200):
        jobs.run(heard.task(lambda _: 1 / 0))
    qtbot.waitUntil(lambda: len(heard.problems) == 200)
    qtbot.waitUntil(jobs.is_idle)
    assert len(errors) == 200
