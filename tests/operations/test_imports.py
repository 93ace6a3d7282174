"""What comes in once stays once; how files are read is remembered; what lies beside data is passed over."""

from __future__ import annotations

import gzip
import json
import os
import zipfile

import pytest

from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError
from convdesk.operations import history, import_reports, imports, mappings, studies
from small_study import small_study, write_events

ODD = "user_id,event,time,note\n" + "".join(f"p{n},open,2026-03-02 10:{n:02}:00,x{n % 3}\n" for n in range(20))


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def odd(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(ODD)
    return path


def test_events_without_ids_are_kept_when_they_come_again_and_that_is_said(study, tmp_path):
    log = write_events(tmp_path / "again.csv")
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(log.read_bytes()))
    for name in ("again.csv", "packed.csv.gz"):
        report = imports.import_file(study, tmp_path / name)
        assert (report.read, report.kept, report.duplicates) == (48, 48, 0)
        assert "as events.csv" in report.warnings[-1].what
        assert history.undo(study) == f"Import {name}"


def test_nothing_is_said_of_events_that_were_taken_out_before_they_come_again(study, tmp_path):
    imports.remove_source(study, "events.csv")
    assert imports.import_file(study, write_events(tmp_path / "again.csv")).warnings == ()


def test_other_events_bring_no_warning(study, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("user_id,event,time\nz,Sign up,2026-03-03T10:00:00Z\n")
    assert imports.import_file(study, more).warnings == ()


def test_a_saved_mapping_is_proposed_for_files_of_its_shape_only(study, odd, tmp_path):
    proposed = imports.propose_import(odd, study=study)
    mappings.save_mapping(study, " Weekly  export ", proposed.mapping.with_role("note", Role.SKIP))
    again = imports.propose_import(odd, study=study)
    assert "Weekly export" in again.reason
    assert again.mapping.all_named(Role.SKIP) == ("note",)
    wider = tmp_path / "wider.csv"
    wider.write_text(ODD.replace("note", "note2"))
    assert imports.propose_import(wider, study=study).mapping.all_named(Role.SKIP) == ()


def test_a_mapping_is_kept_once_under_a_name_and_can_be_undone(study, odd):
    mapping = imports.propose_import(odd).mapping
    mappings.save_mapping(study, "weekly", mapping)
    mappings.save_mapping(study, "weekly", mapping.with_role("note", Role.SKIP))
    (kept,) = mappings.list_mappings(study)
    assert kept.columns["note"] == "leave out"
    history.undo(study)
    assert mappings.list_mappings(study)[0].columns["note"] == "property"
    mappings.remove_mapping(study, "weekly")
    assert mappings.list_mappings(study) == ()
    with pytest.raises(ProblemError, match="no such mapping"):
        mappings.remove_mapping(study, "weekly")


def test_a_mapping_without_a_name_is_refused(study, odd):
    with pytest.raises(ProblemError, match="needs a name"):
        mappings.save_mapping(study, "  ", imports.propose_import(odd).mapping)


def test_a_mapping_written_as_a_file_reads_back_the_same(odd, tmp_path):
    proposal = imports.propose_import(odd)
    mapping = proposal.mapping.with_role("note", Role.SKIP)
    (tmp_path / "told.toml").write_text(mappings.mapping_text(mapping), encoding="utf-8")
    assert mappings.read_mapping(tmp_path / "told.toml")(proposal) == mapping


def test_a_pipe_is_refused_instead_of_waited_for(study, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (report,) = imports.import_files(study, [tmp_path / "pipe.csv"])
    assert report.problems[0].what == "This is no file."


@pytest.mark.parametrize("told", ["columns = 5", "options = 3", 'privacy = "drop"', "reader = 3", "zone = 5"])
def test_a_mapping_file_with_a_part_of_the_wrong_kind_names_that_part(told, tmp_path):
    (tmp_path / "told.toml").write_text(told)
    with pytest.raises(ProblemError, match=f"“{told.split()[0]}” must be a"):
        mappings.read_mapping(tmp_path / "told.toml")


def test_a_dry_run_reads_as_the_study_would_and_leaves_it_alone(study, tmp_path):
    log = tmp_path / "odd.csv"
    log.write_text("nummer,wer,was,wann\n" + "".join(f"e{n},p{n},auf,2026-03-02 10:{n:02}:00\n" for n in range(20)))
    roles = {"nummer": Role.ID, "wer": Role.USER, "was": Role.EVENT, "wann": Role.TIME}
    mapping = imports.propose_import(log).mapping
    for name, role in roles.items():
        mapping = mapping.with_role(name, role)
    imports.import_file(study, log, imports.ImportChoices(mapping=mapping, save_as="weekly"))
    before = studies.describe_study(study)
    log.write_text(log.read_text() + "e20,p20,auf,2026-03-02 11:00:00\n")
    (seen,) = imports.dry_run([log], study=study)
    assert (seen.read, seen.kept, seen.duplicates) == (21, 1, 20)
    assert studies.describe_study(study) == before


def test_the_zone_that_was_assumed_last_is_proposed_next(study, odd):
    imports.import_file(study, odd, imports.ImportChoices(zone="Europe/Oslo"))
    assert imports.propose_import(odd, study=study).mapping.zone == "Europe/Oslo"


def test_an_import_says_what_the_study_did_not_have(study, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("user_id,event,time\nu00,Sign up,2026-03-03T10:00:00Z\nz,Cancel,2026-03-03T10:00:00Z\n")
    assert imports.import_file(study, more).new == {"people": 1, "of_people": 2, "event_names": ["Cancel"]}


def test_the_first_event_log_is_compared_with_nothing(tmp_path):
    opened = studies.create_study(tmp_path / "first.convdesk")
    assert imports.import_file(opened, write_events(tmp_path / "log.csv")).new is None
    opened.close()


def test_the_report_is_kept_as_a_page_or_as_json(study, tmp_path):
    (tmp_path / "odd|name.csv").write_text(ODD + "p1,open,yesterday,x\n")
    reports = imports.import_files(study, [tmp_path / "odd|name.csv", tmp_path / "none.csv"])
    import_reports.save_report(reports, tmp_path / "report.md")
    import_reports.save_report(reports, tmp_path / "report.json")
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "21 read = 20 kept + 0 duplicates + 1 rejected" in page
    assert "## odd¦name.csv" in page
    assert "line 22" in page
    assert "Not imported." in page
    assert [one["file"] for one in json.loads((tmp_path / "report.json").read_text())["files"]] == [
        "odd|name.csv",
        "none.csv",
    ]


def test_what_lies_beside_data_in_an_archive_is_passed_over(study, tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("odd.csv", ODD)
        archive.writestr("README.md", "Exported on Monday.")
    reports = imports.import_files(study, [tmp_path / "export.zip"])
    assert [(one.file, one.kept, one.is_skipped, one.is_failed) for one in reports] == [
        ("export.zip › README.md", 0, True, False),
        ("export.zip › odd.csv", 20, False, False),
    ]


def test_a_folder_with_nothing_but_other_things_fails(study, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "README.md").write_text("Exported on Monday.")
    (report,) = imports.import_files(study, [tmp_path / "notes"])
    assert report.is_failed


def test_rejected_rows_are_saved_corrected_and_imported_again(study, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(ODD + 'p1,open,yesterday,x\n"p2","op\nen",never,"a\nb"\np3,open,2026-03-02 11:00:00,x\n')
    report = imports.import_file(study, path)
    assert import_reports.save_rejected(path, report, tmp_path / "rejected.csv") == 2
    text = (tmp_path / "rejected.csv").read_text()
    assert text == 'user_id,event,time,note\np1,open,yesterday,x\n"p2","op\nen",never,"a\nb"\n'
    (tmp_path / "rejected.csv").write_text(text.replace("yesterday", "2026-03-02").replace("never", "2026-03-03"))
    assert imports.import_file(study, tmp_path / "rejected.csv").kept == 2


def test_rejected_lines_of_json_are_saved_as_they_are(study, tmp_path):
    lines = [json.dumps({"user_id": f"p{n}", "event": "open", "time": "2026-03-02T10:00:00Z"}) for n in range(30)]
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([*lines, "{broken", *lines[:1]]) + "\n")
    report = imports.import_file(study, path)
    assert import_reports.save_rejected(path, report, tmp_path / "rejected.ndjson") == 1
    assert (tmp_path / "rejected.ndjson").read_text() == "{broken\n"


def test_more_rows_are_saved_than_the_report_names(study, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(ODD + "p1,open,yesterday,x\n" * 300)
    report = imports.import_file(study, path)
    assert len(report.as_dict()["problems"]) == 20
    assert import_reports.save_rejected(path, report, tmp_path / "rejected.csv") == 300


def test_a_list_of_objects_says_why_its_items_cannot_be_cut_out(study, tmp_path):
    good = [{"user_id": f"p{n}", "event": "open", "time": "2026-03-02T10:00:00Z"} for n in range(30)]
    path = tmp_path / "log.json"
    path.write_text(json.dumps([*good, {"user_id": "p", "event": "open", "time": "never"}]))
    report = imports.import_file(study, path)
    assert report.rejected == 1
    with pytest.raises(ProblemError):
        import_reports.save_rejected(path, report, tmp_path / "rejected.json")
    assert not (tmp_path / "rejected.json").exists()


def test_the_report_counts_people_and_not_their_devices(tmp_path):
    opened = studies.create_study(tmp_path / "devices.convdesk")
    log = tmp_path / "log.csv"
    rows = [f"d{n},{f'u{n}' if late else ''},open,2026-03-02T1{late}:00:00Z" for n in range(9) for late in (0, 1)]
    log.write_text("anonymous_id,user_id,event,time\n" + "\n".join(rows) + "\n")
    report = imports.import_file(opened, log)
    assert (report.kept, report.actors, studies.describe_study(opened).actors) == (18, 9, 9)
    opened.close()
