"""Segments on the command line: counted, kept, renamed, removed, and undone."""

from __future__ import annotations

from convdesk.cli import program


def test_an_expression_is_counted_with_everyone(run, study):
    status, told = run("segments", study, "did(Help)")
    (row,) = told["segments"]
    assert (status, row["people"]) == (0, 1)
    assert row["of_people"] >= 20
    assert run("segments", study, "did(Help)", "--who")[1] == {"who": ["u00"]}


def test_one_is_kept_used_renamed_and_removed(run, study):
    assert run("segments", study, "did(Help)", "--save", "Helped")[0] == 0
    assert run("segments", study, 'segment("Helped")')[1]["segments"][0]["people"] == 1
    assert run("segments", study, "--rename", "Helped", "Lost")[1]["segments"][0]["name"] == "Lost"
    assert run("segments", study, "--remove", "Lost")[1] == {"segments": []}
    run("undo", study)
    assert run("segments", study)[1]["segments"][0]["means"] == "those who did Help"


def test_an_expression_that_cannot_be_read_says_where(run, study, capsys):
    status, told = run("segments", study, "did(Help) & magic(1)")
    assert status == 1
    assert "character 13" in told["problem"]["where"]
    assert program.run(["segments", str(study)], lambda _: 0) == 0
    assert "Shares of all people" in capsys.readouterr().out
