"""What is offered to make a funnel of, and that it is what the data holds."""

from __future__ import annotations

from builders import table_of
from convdesk.analyse.step_choices import MOST_VALUES, property_values, step_choices
from convdesk.model.progress import Progress
from convdesk.model.step import parse_step


def choices(rows):
    return step_choices(table_of(rows), Progress())


def log(*people: str) -> list[tuple]:
    """One person for each word: the events of its letters, one after the other."""
    return [(n, at, letter) for n, letters in enumerate(people) for at, letter in enumerate(letters)]


def test_events_come_with_their_people_and_events_most_people_first():
    found = choices(log("AAAB", "BC", "B"))
    assert [(one.step.name, one.people, one.events) for one in found.events] == [("B", 3, 3), ("A", 1, 3), ("C", 1, 1)]
    assert found.people == 3


def test_pages_are_offered_by_pattern_with_each_person_once():
    rows = [("x", n, "view", {"page": f"/orders/{n}/items"}) for n in range(3)]
    rows += [
        ("y", 0, "view", {"page": "/orders/77/items"}),
        ("y", 1, "view", {"page": "/help?from=menu"}),
        ("y", 2, "A"),
    ]
    found = choices(rows).pages
    assert [(one.step.name, one.people, one.events) for one in found] == [
        ("page:/orders/*/items", 2, 4), ("page:/help", 1, 1),
    ]  # fmt: skip


def test_ready_made_funnels_are_the_ways_most_people_first_go():
    found = choices(log(*["ABC"] * 6, *["ABAC"] * 2, *["CB"] * 3, "X")).ready_made
    assert [([step.name for step in one.spec.steps], one.people) for one in found] == [
        (["A", "B", "C"], 8), (["C", "B"], 3),
    ]  # fmt: skip
    assert found[0].spec.name == "A to C"


def test_a_study_without_events_offers_nothing():
    found = choices([])
    assert (found.events, found.pages, found.ready_made, found.people) == ((), (), (), 0)


def test_values_of_a_property_come_most_frequent_first_without_missing_ones():
    rows = [("x", n, "A", {"p:plan": plan}) for n, plan in enumerate(["pro", None, "free", "pro"])]
    table = table_of(rows)
    assert [(one.value, one.events) for one in property_values(table, "plan")] == [("pro", 2), ("free", 1)]
    assert property_values(table, "colour") == ()


def test_an_offered_page_is_written_as_a_step_can_be_read_again():
    (page,) = choices([("x", 0, "view", {"page": "/cart"})]).pages
    assert parse_step(page.step.name) == page.step


def test_of_very_many_values_the_most_frequent_are_offered():
    rows = [("x", n, "A", {"p:plan": f"v{max(0, n - 5)}"}) for n in range(MOST_VALUES + 50)]
    found = property_values(table_of(rows), "plan")
    assert len(found) == MOST_VALUES
    assert (found[0].value, found[0].events) == ("v0", 6)
