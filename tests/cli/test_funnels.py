"""The funnel commands: every option, as JSON and as tables."""

from __future__ import annotations

import json

import pytest

from convdesk.cli import program
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study

LOG = """user_id,event,time,platform
u1,A,2026-03-02T10:00:00Z,ios
u1,B,2026-03-02T10:10:00Z,ios
u1,C,2026-03-02T10:20:00Z,ios
u2,A,2026-03-02T11:00:00Z,web
u2,Help,2026-03-02T11:01:00Z,web
u2,B,2026-03-02T11:05:00Z,web
u3,A,2026-03-10T10:00:00Z,web
u3,C,2026-03-10T10:30:00Z,web
u4,B,2026-03-10T11:59:59.500Z,ios
u4,A,2026-03-10T12:00:00Z,ios
u5,Z,2026-04-20T12:00:00Z,ios
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("funnels")
    (folder / "log.csv").write_text(LOG)
    opened = create_study(folder / "s.convdesk")
    import_file(opened, folder / "log.csv")
    opened.close()
    return folder / "s.convdesk"


def asked(capsys, study, *words: str, status: int = 0) -> dict:
    assert program.run([words[0], str(study), *words[1:], "--json"], lambda _: 0) == status
    return json.loads(capsys.readouterr().out)


def counts(document: dict) -> list[int]:
    return [step["reached"] for step in document["steps"]]


def test_the_default_funnel_has_what_the_contract_names(capsys, study):
    found = asked(capsys, study, "funnel", "A", "B", "C")
    assert counts(found) == [4, 2, 1]
    assert {"rules", "per", "steps", "entered", "converted", "never_entered", "definition"} <= found.keys()
    assert found["never_entered"] == 1
    step = found["steps"][0]
    assert step["reached"] == found["steps"][1]["reached"] + step["dropped"] + step["open"] + step["excluded"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--order", "any"], [4, 4, 1]),
        (["--order", "strict"], [4, 1, 1]),
        (["--per", "session"], [4, 2, 1]),
        (["--rules", "mixpanel"], [4, 3, 1]),
        (["--rules", "no-window"], [4, 2, 1]),
        (["--optional", "2"], [4, 2, 2]),
        (["--exclude", "Help@1-2"], [4, 1, 1]),
        (["--exclude", "Help", "--rules", "posthog"], [3, 1, 1]),
        (["--window", "9m"], [4, 1, 0]),
        (["--entered", "2026-03-01..2026-03-08"], [2, 2, 1]),
        (["--segment", "prop(platform)=ios"], [2, 1, 1]),
    ],
)
def test_each_option_counts_as_it_says(capsys, study, options, expected):
    assert counts(asked(capsys, study, "funnel", "A", "B", "C", *options)) == expected


def test_a_split_counts_each_value(capsys, study):
    splits = asked(capsys, study, "funnel", "A", "B", "C", "--split", "platform")["splits"]
    assert {value: [step["reached"] for step in steps] for value, steps in splits.items()} == {
        "ios": [2, 1, 1], "web": [2, 1, 0]
    }  # fmt: skip


def test_the_excluded_are_listed_by_name(capsys, study):
    found = asked(capsys, study, "funnel", "A", "B", "C", "--exclude", "Help@1-2", "--who", "excluded:1")
    assert found["who"] == ["u2"]
    assert found["steps"][0]["excluded"] == 1


def test_times_trend_and_comparison_come_with_their_definitions(capsys, study):
    words = ["--times", "--trend", "week", "--against", "prop(platform)=web", "--segment", "prop(platform)=ios"]
    found = asked(capsys, study, "funnel", "A", "B", "C", *words)
    assert found["times"]["whole"]["median_seconds"] == 1200
    assert [point["entered"] for point in found["trend"]["points"]] == [1, 1]
    assert found["against"]["differences"][2]["from_first"]["difference"] == 0.5
    assert all("definition" in found[key] for key in ("times", "trend", "against"))


def test_two_periods_are_compared(capsys, study):
    found = asked(
        capsys, study, "funnel", "A", "B", "--entered", "2026-03-01..2026-03-08", "--against", "2026-03-08..2026-03-15"
    )
    assert (counts(found), counts(found["against"])) == ([2, 2], [2, 0])


def test_flips_name_the_people_the_rule_and_the_events(capsys, study):
    found = asked(capsys, study, "flips", "A", "B", "--rules", "convdesk", "--rules", "mixpanel")
    assert (found["n"], [flip["person"] for flip in found["flips"]]) == (1, ["u4"])
    assert found["flips"][0]["because"] == ["steps within 2s count in either order"]


def test_what_people_read_names_every_part(capsys, study):
    words = [
        "funnel",
        str(study),
        "A",
        "B",
        "C",
        "--times",
        "--trend",
        "day",
        "--split",
        "platform",
        "--against",
        "did(Z)",
    ]
    assert program.run(words, lambda _: 0) == 0
    printed = capsys.readouterr().out
    for part in ("Time to convert", "Conversion by entry", "Compared", "ios", "Wilson", "Newcombe"):
        assert part in printed
    assert program.run(["flips", str(study), "A", "B", "--rules", "convdesk", "--rules", "mixpanel"], lambda _: 0) == 0
    assert "1 count differently under convdesk and" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["funnel", "A", "B", "--who", "left:1"],
        ["funnel", "A", "B", "--optional", "1"],
        ["funnel", "A", "B", "--exclude", "Help@2-1"],
        ["funnel", "A", "B", "--split", "colour"],
        ["funnel", "A", "B", "--split", "platform", "--split-at", "somewhere"],
        ["funnel", "A", "B", "--entered", "March"],
        ["funnel", "A", "B", "--window", "-1d"],
        ["flips", "A", "B", "--rules", "posthog"],
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(capsys, study, words):
    problem = asked(capsys, study, *words, status=1)["problem"]
    assert problem["what"].endswith(".")
    assert problem["remedy"]


def test_a_window_of_zero_is_one_moment(capsys, study):
    found = asked(capsys, study, "funnel", "A", "B", "--window", "0s")
    assert (found["steps"][0]["reached"], found["steps"][1]["reached"]) == (found["entered"], 0)
    assert "within 0 seconds of entering" in found["definition"]
