"""People on the command line: the report, one person, merge, split and match, with JSON a script can rely on."""

from __future__ import annotations

import json

from convdesk.cli.program import run


def told(capsys, *words):
    """The exit status and the JSON document of a command."""
    status = run([str(word) for word in words], lambda _: 0)
    return status, json.loads(capsys.readouterr().out)


def test_the_report_adds_up(capsys, study):
    status, report = told(capsys, "people", study, "--json")
    assert status == 0
    assert report["keys"] - sum(report["joined"].values()) == report["components"]
    assert (report["actors"], report["respondents_of_nobody"], report["conflicts"]) == (20, 1, [])


def test_the_report_is_printed_with_its_definition(capsys, study):
    assert run(["people", str(study)], lambda _: 0) == 0
    out = capsys.readouterr().out
    assert "Respondents joined to nobody" in out
    assert "No conflicts." in out
    assert "Splits by hand win" in " ".join(out.split())


def test_one_person_is_told_with_keys_and_reasons(capsys, study):
    status, person = told(capsys, "people", study, "--actor", "u02", "--json")
    assert (status, person["name"], person["events"]) == (0, "u02", 2)
    assert {key["kind"] for key in person["keys"]} >= {"user", "email"}
    assert run(["people", str(study), "--actor", "u02"], lambda _: 0) == 0
    assert "events.csv" in capsys.readouterr().out


def test_somebody_unknown_is_an_expected_failure(capsys, study):
    status, document = told(capsys, "people", study, "--actor", "zz", "--json")
    assert (status, document["problem"]["where"]) == (1, "“zz”")


def test_a_merge_a_split_and_undo(capsys, study):
    assert told(capsys, "merge", study, "u00", "u01", "--json") == (0, {"done": "Merge u01 with u00"})
    assert told(capsys, "people", study, "--json")[1]["actors"] == 19
    assert told(capsys, "split", study, "u01", "--json")[0] == 0
    assert told(capsys, "people", study, "--json")[1]["actors"] == 20
    run(["undo", str(study)], lambda _: 0)
    capsys.readouterr()
    assert told(capsys, "people", study, "--json")[1]["actors"] == 19


def test_two_keys_are_kept_apart(capsys, study):
    status, document = told(capsys, "split", study, "u00", "u01", "--json")
    assert (status, document["done"]) == (0, "Keep u00 and u01 apart")


def test_a_match_table_is_tried_brought_in_and_removed(capsys, study, tmp_path):
    table = tmp_path / "crm.csv"
    table.write_text("user_id,respondent_id\nu09,r5\nu10\n", encoding="utf-8")
    status, tried = told(capsys, "match", study, table, "--dry-run", "--json")
    assert (status, tried["kept"], tried["rejected"], tried["columns"][1]["kind"]) == (0, 1, 1, "respondent")
    assert told(capsys, "people", study, "--json")[1]["match_tables"] == []
    assert run(["match", str(study), str(table)], lambda _: 0) == 0
    assert "1 of 2 rows kept" in capsys.readouterr().out
    assert told(capsys, "people", study, "--json")[1]["respondents_of_nobody"] == 0
    assert told(capsys, "match", study, table, "--remove", "--json")[0] == 0
    assert told(capsys, "people", study, "--json")[1]["respondents_of_nobody"] == 1
