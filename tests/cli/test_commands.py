"""The command line keeps its contract: JSON alone on standard output, statuses 0 to 3, an example in every help."""

from __future__ import annotations

import pytest

from convdesk.cli import program
from small_study import STEPS, write_files


def test_from_nothing_to_a_funnel(run, tmp_path):
    study = tmp_path / "a.convdesk"
    assert run("new", study, "--title", "A", "--zone", "Europe/Oslo")[0] == 0
    status, found = run("import", study, *write_files(tmp_path))
    assert status == 0
    assert [(f["kind"], f["kept"], f["rejected"]) for f in found["files"]] == [
        ("events", 48, 0), ("survey", 5, 0), ("recording", 8, 0), ("recording", 8, 0),
    ]  # fmt: skip
    status, found = run("funnel", study, *STEPS, "--who", "open:2")
    assert [step["reached"] for step in found["steps"]] == [20, 20, 7]
    assert (found["entered"], found["converted"], found["who"]) == (20, 7, ["u19"])
    assert set(found["steps"][1]) >= {
        "name", "reached", "rate_from_first", "rate_from_previous", "low", "high", "dropped", "open", "excluded",
        "median_seconds",
    }  # fmt: skip


def test_show_and_events_say_what_is_in_a_study(run, study):
    _, found = run("show", study)
    assert {"title", "zone", "events", "actors", "sessions", "event_names", "recordings", "clicks", "pages", "surveys",
            "respondents", "answers", "linked_respondents", "sources", "findings", "bytes"} <= set(found)  # fmt: skip
    assert {"id", "file", "format", "kind", "kept", "imported_at"} == set(found["sources"][0])
    _, found = run("events", study)
    assert set(found["names"][0]) == {"name", "count", "actors", "first", "last"}


def test_clicks_of_those_who_left_with_a_picture(run, study, tmp_path):
    run("funnel", study, *STEPS, "--save", "Onboarding")
    out = tmp_path / "clicks.png"
    words = ("--page", "/verify-email", "--segment", 'dropped(2 of "Onboarding")', "--png", out)
    status, found = run("clicks", study, *words)
    assert status == 0
    assert (found["clicks"], found["people"], found["viewports"]) == (6, 2, {"1440": 6})
    assert found["elements"][0]["selector"] == "#resend"
    assert out.exists()
    assert run("coverage", study, *STEPS, "--at", 2)[1]["answered"] == 3


def test_a_finding_on_a_drop_off_a_page_and_a_quote_and_its_slides(run, study, tmp_path):
    run("funnel", study, *STEPS, "--save", "Onboarding")
    _, said = run("answers", study, "--question", "What almost stopped you?", "--search", "resend")
    words = (
        "--title",
        "Dead",
        "--at",
        "2 of Onboarding",
        "--page",
        "/verify-email",
        "--quote",
        said["answers"][0]["id"],
    )
    status, found = run("finding", study, *words)
    assert (status, len(found["evidence"])) == (0, 3)
    assert len(run("findings", study)[1]["findings"]) == 1
    assert run("slides", study, tmp_path / "deck.pptx")[0] == 0
    assert (tmp_path / "deck.pptx").stat().st_size > 10_000


def test_what_was_done_can_be_listed_undone_and_done_again(run, study):
    assert run("remove", study, "events.csv")[0] == 0
    assert run("undo", study)[1] == {"undo": "Remove events.csv"}
    assert run("redo", study)[1] == {"redo": "Remove events.csv"}
    assert run("history", study)[1]["history"][0]["label"] == "Remove events.csv"


def test_an_expected_failure_is_status_1_with_where_what_and_remedy(run, tmp_path):
    status, found = run("show", tmp_path / "none.convdesk")
    assert status == 1
    assert set(found["problem"]) == {"where", "what", "remedy"}


def test_one_bad_file_is_status_1_and_the_others_are_in(run, study, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"")
    (tmp_path / "good.csv").write_text("user_id,event,time\nz,Sign up,2026-03-03T10:00:00Z\n")
    status, found = run("import", study, tmp_path / "bad.csv", tmp_path / "good.csv")
    assert status == 1
    assert [len(f["problems"]) for f in found["files"]] == [1, 0]
    assert found["files"][1]["kept"] == 1


def test_a_dry_run_changes_nothing(run, study, tmp_path):
    before = study.read_bytes()
    status, found = run("import", study, tmp_path / "events.csv", "--dry-run")
    assert (status, found["files"][0]["kept"]) == (0, 48)
    assert study.read_bytes() == before


def test_wrong_usage_is_status_2_and_a_bug_is_status_3_with_a_report(capsys, monkeypatch, study):
    assert program.run(["funnel"], lambda _: 0) == 2
    assert program.run(["no-such-command"], lambda _: 0) == 2
    monkeypatch.setattr("convdesk.operations.studies.describe_study", lambda _: 1 / 0)
    assert program.run(["show", str(study)], lambda _: 0) == 3
    assert "convdesk-report-" in capsys.readouterr().err


def test_check_and_backup_and_restore(run, study):
    assert run("check", study)[1]["whole"] is True
    kept = run("backup", study)[1]["backup"]
    assert run("restore", kept, study)[0] == 0


@pytest.mark.parametrize("name", program.documented_commands())
def test_every_command_has_an_example_and_json(name):
    command = program.program.commands[name]
    assert command.help
    assert command.epilog.startswith("Example: convdesk ")
    assert any("--json" in parameter.opts for parameter in command.params)


def test_tables_for_people_carry_the_definition(capsys, study):
    assert program.run(["funnel", str(study), *STEPS], lambda _: 0) == 0
    printed = capsys.readouterr().out
    assert "within 7 days of entering" in printed
    assert "Wilson" in printed


def test_a_step_that_no_event_fills_is_said(capsys, study):
    assert program.run(["funnel", str(study), "Sign up", "Verfy email"], lambda _: 0) == 0
    assert "fills the step “Verfy email”" in capsys.readouterr().err


def test_a_report_in_a_format_that_is_not_written_is_refused_before_anything_is_imported(run, study, tmp_path):
    path = tmp_path / "survey again.csv"
    path.write_text("Response ID,Why did you come to us?\nr1,to look around a bit\n")
    status, found = run("import", study, path, "--report", tmp_path / "x.docx")
    assert status == 1
    assert found["problem"]["remedy"] == "Name the file with .md (a page of text) or .json."
    assert not (tmp_path / "x.docx").exists()
    assert path.name not in {source["file"] for source in run("show", study)[1]["sources"]}
