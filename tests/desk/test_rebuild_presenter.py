"""A page is pictured first, then what was missing on it is measured at other moments, then all of it is kept at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convdesk.desk.screens.heatmap.rebuild_presenter import MOST_MOMENTS, PlannedShot, RebuildPresenter
from convdesk.desk.web.orders import Order, Taken
from convdesk.model.page import Bucket
from convdesk.model.problem import Problem, ProblemError
from convdesk.operations.page_shots import ShotPlan
from desk.fakes import Now, Shown

BOX = (1.0, 2.0, 3.0, 4.0)


class FakeShots:
    """A page with elements; `there`: what is seen at each moment, the first of all being the picture."""

    def __init__(self, selectors, *there):
        self.plan = ShotPlan("/verify", "r1", 5, 1440, ((1440, 900),), tuple(selectors))
        self.there, self.kept, self.asked = list(there), [], []
        self.problem = None

    def shot(self, page, bucket, _progress):
        if self.problem:
            raise self.problem
        self.asked.append((page, bucket))
        return PlannedShot(self.plan, Order(b"", 5.0, self.plan.sizes, self.plan.selectors))

    def shot_at(self, recording, at_ms, state, _progress):
        self.plan = replace(self.plan, recording=recording, at_ms=at_ms, state=state)
        return self.shot("/verify", None, _progress)

    def more_of(self, plan, missing, _progress):
        self.asked.append(missing)
        return PlannedShot(plan, Order(b"", 9.0, plan.sizes, missing, is_picture=False))

    def keep_shot(self, plan, taken):
        self.kept.append((plan, taken))


class Camera(Shown):
    """A view with a camera that sees what the fake study has ready."""

    def __init__(self, shots):
        super().__init__()
        self.shots, self.broken_at, self.taken = shots, -1, 0

    def photograph(self, order, done, failed):
        self.taken += 1
        if self.taken == self.broken_at:
            failed(Problem("page picture", "It was not drawn.", "Try another moment."))
            return
        seen = self.shots.there.pop(0) if self.shots.there else ()
        boxes = {name: BOX for name in order.selectors if name in seen}
        image = "picture" if order.is_picture else None
        done(Taken(image, 1440, 900, boxes, {1440: (900, dict(boxes))}, 900))

    def stop_photographing(self):
        self.calls.append(("stopped",))


def rebuilt(shots, broken_at=-1):
    view = Camera(shots)
    view.broken_at = broken_at
    RebuildPresenter(view, Now(), shots).rebuild("/verify", Bucket.DESKTOP)
    return view


def test_a_page_with_all_its_elements_is_kept_at_once():
    shots = FakeShots(["#a", "#b"], {"#a", "#b"})
    view = rebuilt(shots)
    ((plan, taken),) = shots.kept
    assert (plan.page, taken.image, set(taken.boxes)) == ("/verify", "picture", {"#a", "#b"})
    assert view.last("show_done") == ("Pictured /verify · 2 elements found of 2",)


def test_what_was_only_there_at_another_moment_is_measured_there():
    shots = FakeShots(["#a", "#close"], {"#a"}, {"#a", "#close"})
    rebuilt(shots)
    assert shots.asked[1:] == [("#close",)]
    assert set(shots.kept[0][1].boxes) == {"#a", "#close"}
    assert set(shots.kept[0][1].layouts[1440][1]) == {"#a", "#close"}


def test_what_is_nowhere_to_be_found_is_tried_once_and_said():
    shots = FakeShots(["#a", "#gone", "#lost"], {"#a"})
    view = rebuilt(shots)
    assert shots.asked[1:] == [("#gone", "#lost"), ("#lost",)]
    assert view.last("show_done") == ("Pictured /verify · 1 element found of 3",)


def test_so_many_moments_and_no_more_are_looked_at():
    shots = FakeShots([f"#e{n}" for n in range(100)])
    view = rebuilt(shots)
    assert view.taken == MOST_MOMENTS + 1
    assert len(shots.kept) == 1


def test_a_picture_that_fails_is_a_problem_and_nothing_is_kept():
    shots = FakeShots(["#a"])
    view = rebuilt(shots, broken_at=1)
    assert view.last("show_problem")[0].what == "It was not drawn."
    assert shots.kept == []


def test_where_only_a_further_moment_fails_the_picture_is_kept():
    shots = FakeShots(["#a", "#b"], {"#a"})
    rebuilt(shots, broken_at=2)
    assert set(shots.kept[0][1].boxes) == {"#a"}


def test_a_page_no_recording_shows_is_a_problem_with_a_way_out():
    shots = FakeShots(["#a"])
    shots.problem = ProblemError("page /verify", "No recording shows it.", "Add a picture of your own.")
    assert "Add a picture" in rebuilt(shots).last("show_problem")[0].remedy


def test_after_cancelling_nothing_comes_any_more():
    shots = FakeShots(["#a"], {"#a"})
    view, waiting = Camera(shots), []
    view.photograph = lambda order, done, failed: waiting.append((order, done, failed))
    presenter = RebuildPresenter(view, Now(), shots)
    presenter.rebuild("/verify", None)
    assert presenter.is_at_work
    presenter.cancel()
    waiting[0][1](Taken("late", 1, 1, {}, {}, 1))
    assert (presenter.is_at_work, shots.kept, view.names[-1]) == (False, [], "stopped")


@pytest.mark.parametrize(
    ("page_height", "plain", "words"),
    [
        (900, 0, ""), (4000, 0, " · cut at 900 px"),
        (900, 2, " · 2 style sheets are not in the recording, so clicks may not fit the page"),
    ],
)  # fmt: skip
def test_a_page_that_was_cut_or_looks_plain_says_so(page_height, plain, words):
    shots, view = FakeShots(["#a"]), Shown()
    taken = Taken("picture", 1440, 900, {"#a": BOX}, {}, page_height, plain=plain)
    view.photograph = lambda _order, done, _failed: done(taken)
    RebuildPresenter(view, Now(), shots).rebuild("/verify", None)
    assert view.last("show_done") == (f"Pictured /verify · 1 element found of 1{words}",)


def test_a_moment_is_pictured_as_a_state_of_its_page_and_whoever_listens_hears_of_it_before_it_is_kept():
    shots, heard = FakeShots(["#a"], {"#a"}), []
    presenter = RebuildPresenter(Camera(shots), Now(), shots)
    presenter.keeping = lambda plan: heard.append((plan.state, list(shots.kept)))
    presenter.rebuild_at("r7", 99, "help is open")
    ((plan, _),) = shots.kept
    assert (plan.recording, plan.at_ms, plan.state) == ("r7", 99, "help is open")
    assert heard == [("help is open", [])]
