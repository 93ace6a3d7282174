"""The commands on what people do: their documents, their tables, what cannot be asked."""

from __future__ import annotations

import pytest

from convdesk.cli import program
from small_study import STEPS


def test_friction_lists_occurrences_that_can_be_dismissed_and_brought_back(run, study):
    _, found = run("friction", study, "--page", "/verify*")
    by_signal = {row["signal"]: row for row in found["signals"]}
    assert (by_signal["rage"]["count"], by_signal["rage"]["people"], by_signal["rage"]["watched"]) == (2, 2, 2)
    assert by_signal["error"]["count"] is None
    assert by_signal["error"]["reason"]
    assert found["elements"][0]["counts"] == {"rage": 2, "dead": 6}
    name = run("friction", study, "--list", "rage")[1]["occurrences"][0]["name"]
    assert run("friction", study, "--dismiss", name, "--who", "rage")[1]["who"] == ["u03"]
    assert run("undo", study)[0] == 0
    assert run("friction", study, "--who", "rage")[1]["who"] == ["u00", "u03"]
    assert run("friction", study, "--dismiss", "rage:nothing")[0] == 1


def test_friction_rules_of_another_tool_count_for_one_question_or_are_kept(run, study):
    _, found = run("friction", study, "--rules", "amplitude")
    assert found["rules"]["differs"]["rage_clicks"] == 4
    assert run("friction", study)[1]["rules"]["name"] == "convdesk"
    run("friction", study, "--rules", "amplitude", "--suppress", "resend*", "--keep")
    kept = run("friction", study)[1]["rules"]
    assert (kept["name"], kept["suppress"]) == ("amplitude", ["resend*"])


def test_drivers_and_coverage_have_the_documents_of_the_contract(run, study):
    _, found = run("drivers", study, *STEPS, "--at", 2, "--all")
    assert {"at", "left", "stayed", "exposure_seconds", "rows", "definition"} <= set(found)
    assert (found["left"], found["stayed"], found["exposure_seconds"]) == (12, 7, 300)
    assert {"kind", "name", "left_with", "left", "stayed_with", "stayed", "ratio", "low", "high", "p", "q"} == set(
        found["rows"][0]
    )
    assert run("drivers", study, *STEPS, "--at", 3)[0] == 1
    _, seen = run("coverage", study, *STEPS, "--at", 2)
    assert (seen["left"], seen["answered"], seen["recorded"]) == (12, 3, 2)
    assert {"property", "value", "answered_share", "silent_share", "low", "high"} <= set(seen["differences"][0])


def test_paths_have_nodes_edges_a_matrix_and_people(run, study):
    _, found = run("paths", study, "--after", "Sign up", "--who", "1:Verify email")
    assert (found["paths"], len(found["who"])) == (20, 20)
    assert {"place", "name", "count", "share", "repeating", "repeats", "merged"} == set(found["nodes"][0])
    assert {"place", "source", "target", "count"} == set(found["edges"][0])
    assert sum(row["counts"][0] for row in found["matrix"]) == 20
    assert run("paths", study, *STEPS, "--at", 2, "--pages")[1]["paths"] == 12
    assert run("paths", study, "--transitions")[1]["rows"][0]["people"] == 20
    for words in (("--length", 0), (*STEPS,), ("--after", "a", "--before", "b"), ("--until", "b"), ("--who", "x")):
        assert run("paths", study, *words)[0] == 1


def test_trend_retention_and_times_have_their_documents(run, study):
    _, found = run("trend", study, "Sign up", "--by", "week", "--segment", "prop(device)=phone")
    assert found["points"][0]["people"] == 12
    _, found = run("trend", study, "--retention", "--by", "day", "--periods", 20)
    assert found["cohorts"][0]["cells"][16]["returned"] == 0
    assert found["cohorts"][0]["cells"][17] is None, "the last day of the data is not over"
    _, found = run("trend", study, "--times")
    assert found["count"] == sum(map(sum, found["counts"]))


def test_a_timeline_has_every_kind_and_pages(run, study):
    _, found = run("timeline", study, "u00", "--count", 3)
    assert (found["total"], len(found["entries"])) == (11, 3)
    _, found = run("timeline", study, "u00", "--kind", "answer")
    assert {entry["kind"] for entry in found["entries"]} == {"answer"}


def test_goals_are_added_counted_and_removed(run, study):
    add = ("goals", study, "--add")
    assert run(*add, "Done", "--as", "revenue", "--event", "Profile", "--value", 2)[0] == 0
    assert run(*add, "Verify", "--as", "milestone", "--page", "/verify*", "--under", "Done")[0] == 0
    _, found = run("goals", study)
    assert [(row["goal"]["name"], row["people"], row["value"]) for row in found["goals"]] == [
        ("Done", 7, 14),
        ("Verify", 20, None),
    ]
    assert found["tree"][0]["micros"][0]["through"] == 7
    assert len(run("goals", study, "--who", "Done")[1]["who"]) == 7
    assert [row["name"] for row in run("goals", study, "--remove", "Verify")[1]["goals"]] == ["Done"]
    run("undo", study)
    assert len(run("goals", study, "--list")[1]["goals"]) == 2


@pytest.mark.parametrize("words", [
    ("--as", "revenue"), ("--event", "Profile"), ("--as", "revenue", "--event", "a", "--pages", 3),
    ("--as", "revenue", "--event", "a", "--target", "35 to 50"), ("--as", "secondary", "--event", "a", "--under", "none"),
    ("--as", "revenue", "--event", "a", "--target", "35->50 from 2026-13-01 by 2026-06-01"),
])  # fmt: skip
def test_a_goal_that_is_not_understood_is_status_1_with_a_sentence(run, study, words):
    status, found = run("goals", study, "--add", "G", *words)
    assert status == 1
    assert found["problem"]["remedy"]


def test_tables_fit_for_people_are_printed_too(capsys, study):
    program.run(["goals", str(study), "--add", "Done", "--as", "revenue", "--event", "Profile", "--target",
                 "35->50 from 2026-03-02 by 2026-06-01"], lambda _: 0)  # fmt: skip
    asked = [
        ("friction",), ("friction", "--list", "dead"), ("drivers", *STEPS, "--at", "2", "--all"),
        ("coverage", *STEPS, "--at", "2"), ("paths",), ("paths", "--transitions"), ("trend",), ("trend", "--retention"),
        ("trend", "--times"), ("timeline", "u00"), ("goals",),
    ]  # fmt: skip
    for name, *words in asked:
        assert program.run([name, str(study), *words], lambda _: 0) == 0
        assert capsys.readouterr().out.strip()
