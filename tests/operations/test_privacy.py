"""Privacy from end to end: what is personal does not get into the file, and who withdraws leaves it."""

from __future__ import annotations

import csv
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from convdesk.cli.program import run
from convdesk.model.finding import Severity
from convdesk.model.mapping import Role
from convdesk.model.privacy import Action, Kind
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Listed
from convdesk.operations import answers, exports, findings, history, imports, mappings, pictures, privacy, studies
from convdesk.store import backup, blocks, rows
from small_study import recording, write_csv

if TYPE_CHECKING:
    from pathlib import Path

EVENT_HEADER = ["user_id", "session_id", "event", "time", "url", "note", "email"]
SURVEY_HEADER = ["Response ID", "Submitted at", "User ID", "Email", "Ease (0-10)", "What almost stopped you?"]
SENTENCE = "A sentence that only the one who withdraws has ever said"
WHO = "user-4f1d9"
SESSION = "visit-77ac1"
NOTE = "a note that nobody else has"


def write_events(path: Path, people=(WHO, "user-b", "user-c")) -> Path:
    lines = []
    for n, user in enumerate(people):
        session = SESSION if user == WHO else f"visit-{n}"
        for step, event in enumerate(("Open", "Sign up", "Done")):
            note = NOTE if user == WHO and step == 1 else "usual"
            at = f"2026-03-0{1 + n}T10:0{step}:00Z"
            lines.append([user, session, event, at, f"https://app.example/{step}", note, f"{user}@example.org"])
    return write_csv(path, EVENT_HEADER, lines)


def write_survey(path: Path, header=(), *more) -> Path:
    lines = [
        ["r-withdraws-1", "2026-03-03T09:00:00Z", WHO, "", "2", f"{SENTENCE}. Write to ada@mail.example please."],
        ["r-2", "2026-03-03T09:10:00Z", "", "user-b@example.org", "1", "Ask ADA@mail.example or call +47 912 34 567."],
        ["r-3", "2026-03-03T09:20:00Z", "user-c", "", "9", "All was fine, and order 4711-0815 came on 2026-03-04."],
    ]
    return write_csv(
        path, [*SURVEY_HEADER, *header], [[*line, *extra] for line, extra in zip(lines, more or [[]] * 3, strict=True)]
    )


def write_recording(folder: Path) -> Path:
    path = folder / f"recording-{WHO}.json"
    events = recording(WHO)
    events[1]["data"]["node"]["childNodes"][0]["childNodes"][0]["childNodes"].append(
        {"type": 3, "textContent": "Signed in as ada@mail.example", "id": 60}
    )
    path.write_text(json.dumps(events))
    return path


@pytest.fixture
def study(tmp_path):
    made = studies.create_study(tmp_path / "study.convdesk", "Study", "Europe/Oslo")
    yield made
    made.close()


@pytest.fixture
def full(study, tmp_path):
    """Events, a survey and a recording of one who withdraws, among others."""
    files = [write_events(tmp_path / "events.csv"), write_survey(tmp_path / "survey.csv"), write_recording(tmp_path)]
    reports = imports.import_files(study, files)
    assert not [report.problems for report in reports if report.is_failed]
    return study


def said(study):
    question = next(one for one in answers.list_questions(study) if "stopped" in one.text)
    return answers.list_answers(study, question).answers


def everything_in(path: Path) -> bytes:
    """All that can be read from a study file: its bytes, and its blocks unpacked."""
    found = [path.read_bytes()]
    with sqlite3.connect(path) as connection:
        for table in ("event_blocks", "term_blocks", "recordings"):
            found += [blocks.unpack(data) for (data,) in connection.execute(f"select data from {table}")]
    connection.close()
    found += [beside.read_bytes() for beside in path.parent.glob(f"{path.name}-*")]
    return b"\n".join(found)


def test_answers_are_stored_with_placeholders_and_the_report_counts_them(full):
    assert [answer.text for answer in said(full)] == [
        f"{SENTENCE}. Write to [email-1] please.", "Ask [email-1] or call [phone-1].",
        "All was fine, and order 4711-0815 came on 2026-03-04.",
    ]  # fmt: skip
    survey = rows.load_sources(full.workspace)[1]
    assert survey.report["privacy"] == [
        {"column": "What almost stopped you?", "kind": "email", "count": 2, "action": "mask"},
        {"column": "What almost stopped you?", "kind": "phone", "count": 1, "action": "mask"},
        {"column": "Email", "kind": "email", "count": 1, "action": "hash"},
    ]


def test_no_address_gets_into_the_file(full):
    path = full.path
    full.close()
    stored = everything_in(path)
    assert b"@example.org" not in stored
    assert b"mail.example" not in stored
    assert b"912 34 567" not in stored
    assert b"[email-1]" in stored


def test_people_are_still_joined_by_the_salted_hash_of_their_address(full):
    assert studies.describe_study(full).linked_respondents == 3
    keys = {key for row in full.loaded().respondents for key in row.keys if key.startswith("email:")}
    salt = rows.study_salt(full.workspace)
    assert len(salt) == 32
    assert len(keys) == 1
    from convdesk.ingest.identity import EMAIL, digest, salted

    assert keys == {EMAIL + salted(digest("user-b@example.org"), salt)}


def test_an_older_study_has_no_salt_and_joins_as_before(study, tmp_path):
    with study.workspace.history.alone() as connection:
        connection.execute("update study set salt = ''")
    imports.import_files(study, [write_events(tmp_path / "events.csv"), write_survey(tmp_path / "survey.csv")])
    assert studies.describe_study(study).linked_respondents == 3


def test_a_file_of_hashes_and_a_file_of_addresses_join(study, tmp_path):
    import hashlib

    hashed = hashlib.sha256(b"user-b@example.org").hexdigest()
    log = write_csv(
        tmp_path / "e.csv",
        ["user_id", "event", "time", "email_sha256"],
        [["u1", "Open", "2026-03-01T10:00:00Z", hashed]] * 3,
    )
    imports.import_files(study, [log, write_survey(tmp_path / "survey.csv")])
    assert studies.describe_study(study).linked_respondents == 1


def test_people_known_by_their_address_only_are_hashed_wherever_they_come_from(study, tmp_path):
    rows_ = [
        [f"Person{n}@example.org" if n else "u-7", event, f"2026-03-01T10:0{n}:00Z"]
        for n in range(3)
        for event in ("A", "B")
    ]
    log = write_csv(tmp_path / "e.csv", ["user_id", "event", "time"], rows_)
    survey = write_csv(
        tmp_path / "s.csv", ["Response ID", "User ID", "Why did you leave the page?"],
        [["1", "person1@example.org", "It was slow and I had no time"], ["2", "u-7", "I was done with it after a while"]],
    )  # fmt: skip
    imports.import_files(study, [log, survey])
    assert studies.describe_study(study).linked_respondents == 2
    path = study.path
    study.close()
    assert b"erson1@" not in everything_in(path)


def test_the_same_placeholder_stands_for_the_same_value_in_a_later_file(full, tmp_path):
    later = write_csv(
        tmp_path / "later.csv", ["Response ID", "What do you think of it all?"],
        [["9", "It is like bob@mail.example and ada@mail.example said"], ["10", "It is good and quick as it is now"]],
    )  # fmt: skip
    imports.import_files(full, [later])
    question = answers.list_questions(full)[-1]
    assert answers.list_answers(full, question).answers[0].text == "It is like [email-2] and [email-1] said"


def test_keep_personal_keeps_it_and_the_keys_are_hashed_all_the_same(study, tmp_path):
    choices = imports.ImportChoices(keep_personal=True)
    imports.import_files(study, [write_events(tmp_path / "events.csv"), write_survey(tmp_path / "survey.csv")], choices)
    assert "ada@mail.example" in said(study)[0].text
    assert studies.describe_study(study).linked_respondents == 3


def test_a_mapping_file_says_what_happens_to_a_column_and_reads_as_it_was_written(study, tmp_path):
    log = write_csv(
        tmp_path / "e.csv", ["user_id", "event", "time", "first_name", "city"],
        [["u1", "Open", "2026-03-01T10:00:00Z", "Ada", "Oslo"], ["u2", "Open", "2026-03-01T11:00:00Z", "Bob", "Rome"]],
    )  # fmt: skip
    told = tmp_path / "m.toml"
    told.write_text('[privacy]\nfirst_name = "mask"\ncity = "drop"\n')
    report = imports.import_file(study, log, imports.ImportChoices(adapt=mappings.read_mapping(told)))
    table = study.loaded().table
    assert table.terms("p:first_name") == ["[name-1]", "[name-2]"]
    assert "p:city" not in table.names
    assert {(one.column, one.kind, one.action) for one in report.privacy} >= {("first_name", Kind.NAME, Action.MASK)}
    mapping = mappings.read_mapping(told)(imports.propose_import(log))
    told.write_text(mappings.mapping_text(mapping))
    assert mappings.read_mapping(told)(imports.propose_import(log)).privacy == mapping.privacy
    told.write_text('[privacy]\ncity = "burn"\n')
    with pytest.raises(ProblemError, match="nothing to do"):
        mappings.read_mapping(told)(imports.propose_import(log))


def test_a_dry_run_says_what_would_happen(tmp_path):
    (report,) = imports.dry_run([write_survey(tmp_path / "survey.csv")])
    assert ("Email", Kind.EMAIL, Action.HASH) in {(one.column, one.kind, one.action) for one in report.privacy}


CONSENT = ["May we quote you?", "may_link", "may_show"]


@pytest.fixture
def asked(study, tmp_path):
    """A survey that asks: the first may not be quoted, the second not be linked, the third not be shown."""
    survey = write_survey(
        tmp_path / "survey.csv", CONSENT, ["No", "Yes", "Yes"], ["Yes", "no", "Yes"], ["Yes", "Yes", ""]
    )
    imports.import_files(study, [write_events(tmp_path / "events.csv"), survey])
    return study


def test_columns_of_consent_are_recognised_and_are_no_questions(asked, tmp_path):
    mapping = imports.propose_import(tmp_path / "survey.csv").mapping
    assert [mapping.named(role) for role in (Role.CONSENT_QUOTE, Role.CONSENT_LINK, Role.CONSENT_SHOW)] == CONSENT
    assert len(answers.list_questions(asked)) == 2


def test_who_may_not_be_quoted_counts_but_is_no_evidence(asked):
    first, second = said(asked)
    assert (first.may_quote, second.may_quote) == (False, True)
    with pytest.raises(ProblemError, match="did not agree to be quoted"):
        findings.quote_evidence(first)
    piece = findings.quote_evidence(second)[0], {"answer": first.id}
    made = findings.add_finding(asked, "Slow", evidence=[piece])
    assert exports.make_deck(asked).findings[-1].quotes == (), made.title


def test_who_may_not_be_linked_is_joined_to_nobody(asked):
    assert studies.describe_study(asked).linked_respondents == 2
    assert [answer.actor for answer in said(asked)] == [WHO, None]


def test_who_may_not_be_shown_is_only_counted(asked):
    question = next(one for one in answers.list_questions(asked) if "stopped" in one.text)
    found = answers.list_answers(asked, question)
    assert (found.n, len(found.answers), found.unshown) == (3, 2, 1)
    assert "may not be shown" in found.definition
    assert answers.list_answers(asked, question, search="fine").n == 0
    hidden = asked.workspace.reading.execute("select id from answers where text like 'All was fine%'").fetchone()[0]
    assert answers.find_answer(asked, hidden) is None


def prepared(full):
    """Findings that quote, one that rests on a quote alone, one that says the sentence itself; some undo history; a backup."""
    quote = findings.quote_evidence(said(full)[0])
    other = findings.quote_evidence(said(full)[2])
    findings.add_finding(full, "Two quotes", evidence=[quote, other])
    findings.add_finding(full, "One quote", evidence=[quote])
    findings.add_finding(full, "Words", f"As {WHO} said: {SENTENCE}.", Severity.MINOR)
    history.undo(full)
    history.redo(full)
    imports.remove_source(full, "events.csv")
    history.undo(full)
    backup.back_up(full.path, full.workspace.stamps)
    return full


def test_it_is_said_before_what_will_go(full):
    told = privacy.look_at_withdrawal(prepared(full), WHO)
    assert (told.respondents, told.answers, told.events, told.recordings, told.evidence) == (1, 2, 3, 1, 2)
    assert told.findings == ("Two quotes", "One quote")
    assert told.left_bare == ("One quote",)
    assert told.files == ("events.csv", f"recording-{WHO}.json", "survey.csv")
    assert told.backups == 1
    assert studies.describe_study(full).events == 9, "nothing has gone yet"


@pytest.mark.parametrize("who", [WHO, f"user:{WHO}", f"{WHO}@example.org", "r-withdraws-1"])
def test_who_withdraws_is_found_by_id_address_and_response(full, who):
    assert privacy.look_at_withdrawal(full, who).events == 3


def test_nothing_of_who_withdraws_is_left_in_the_file_its_journal_or_its_backups(full):
    path, secrets = prepared(full).path, [SENTENCE, WHO, SESSION, NOTE, "r-withdraws-1"]
    done = privacy.withdraw(full, WHO)
    assert done.is_clean
    assert (done.events, done.answers, done.evidence, done.backups) == (3, 2, 2, 1)
    assert done.left_bare == ("One quote",)
    assert set(done.findings) == {"Two quotes", "One quote", "Words"}
    journal = path.with_name(path.name + "-wal")
    assert not journal.exists() or journal.stat().st_size == 0
    for copy in [path, *backup.backups_of(path)]:
        stored = everything_in(copy)
        assert [secret for secret in secrets if secret.encode() in stored] == []
    assert len(backup.backups_of(path)) == 1


def test_pages_rebuilt_from_the_recording_of_who_withdraws_go_too_and_undo_does_not_bring_them_back(full, tmp_path):
    recording = full.loaded().recordings[0].id
    image = tmp_path / "page.png"
    Image.new("RGB", (390, 800), "white").save(image)
    own = pictures.add_picture(full, "/other", image, 390)
    Image.new("RGB", (390, 801), "red").save(image)
    pictures.keep_picture(full, pictures.Shot("/page", 390, recording=recording, at_ms=5), image.read_bytes())
    pictures.remove_picture(full, pictures.list_pictures(full)[-1])
    privacy.withdraw(full, WHO)
    assert pictures.list_pictures(full) == (own,)
    assert full.workspace.reading.execute("select count(*) from images").fetchone() == (1,)
    assert "picture of /page" not in (history.undo_label(full) or "")


def test_everybody_else_stays_as_they_were(full):
    before = [answer.text for answer in said(full)[1:]]
    privacy.withdraw(prepared(full), WHO)
    about = studies.describe_study(full)
    assert (about.events, about.actors, about.sessions, about.recordings, about.respondents) == (6, 2, 2, 0, 2)
    assert [answer.text for answer in said(full)] == before
    table = full.loaded().table
    assert [table.terms("event")[code] for code in table.column("event")] == ["Open", "Sign up", "Done"] * 2
    assert table.terms("p:note") == ["usual"]
    assert about.linked_respondents == 2
    source = about.sources[0]
    assert (source.kept, source.report["kept"], source.report["withdrawn"], source.report["actors"]) == (6, 6, 3, 2)
    assert source.report["names"] == {"Open": 2, "Sign up": 2, "Done": 2}
    path = full.path
    full.close()
    assert studies.check_study(path).is_whole


def test_what_was_done_before_can_still_be_undone_without_bringing_anything_back(full):
    privacy.withdraw(prepared(full), WHO)
    while history.undo_label(full):
        history.undo(full)
    while history.redo_label(full):
        history.redo(full)
    assert history.undo(full) == "Remove events.csv"
    about = studies.describe_study(full)
    assert (about.events, about.respondents, about.findings) == (6, 2, 3)
    assert [len(one.evidence) for one in findings.list_findings(full)] == [1, 0, 0]


def test_data_of_a_source_that_was_taken_out_goes_as_well(full):
    imports.remove_source(full, "survey.csv")
    path = full.path
    privacy.withdraw(full, WHO)
    full.close()
    assert SENTENCE.encode() not in everything_in(path)


def test_a_respondent_who_is_joined_to_nobody_withdraws_too(asked):
    told = privacy.withdraw(asked, "r-2")
    assert (told.respondents, told.answers, told.events) == (1, 2, 0)
    assert len(said(asked)) == 1


def test_somebody_unknown_is_a_problem_and_nothing_happens(full):
    with pytest.raises(ProblemError, match="no key of that name"):
        privacy.withdraw(full, "nobody-here")
    assert studies.describe_study(full).events == 9


def test_the_number_of_a_placeholder_is_not_given_twice(full, tmp_path):
    privacy.withdraw(full, WHO)
    later = write_csv(
        tmp_path / "later.csv", ["Response ID", "What do you think of it all?"],
        [["9", "It is like eve@mail.example said before"], ["10", "It is good and quick as it is now"]],
    )  # fmt: skip
    imports.import_files(full, [later])
    question = answers.list_questions(full)[-1]
    assert "[email-2]" in answers.list_answers(full, question).answers[0].text


def test_a_withdrawal_that_broke_off_before_the_file_was_clean_is_finished_at_the_next_opening(full, monkeypatch):
    path = full.path
    backup.back_up(path, full.workspace.stamps)
    with monkeypatch.context() as patched:
        patched.setattr(privacy, "finish_withdrawal", lambda _: (0, False))
        privacy.withdraw(full, WHO)
    full.close()
    assert SENTENCE.encode() in b"".join(everything_in(copy) for copy in backup.backups_of(path))
    studies.open_study(path).close()
    for copy in [path, *backup.backups_of(path)]:
        assert SENTENCE.encode() not in everything_in(copy)


def test_a_withdrawal_that_fails_leaves_everything_as_it_was(full, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("convdesk.store.withdrawing.scrub", fail)
    with pytest.raises(ProblemError):
        privacy.withdraw(full, WHO)
    assert studies.describe_study(full).events == 9
    assert len(said(full)) == 3


def test_a_list_of_people_loses_only_who_withdraws(full):
    from convdesk.model.dropoff import DropOff  # noqa: F401 - shows that evidence may name people
    from convdesk.model.heat import ClickKind, ClickSpec

    spec = ClickSpec("/verify-email", ClickKind.CLICK, Listed(frozenset({WHO, "user-b"})))
    findings.add_finding(full, "Listed", evidence=[findings.clicks_evidence(spec)])
    privacy.withdraw(full, WHO)
    (listed,) = findings.list_findings(full)
    assert "user-b" in json.dumps(listed.evidence[0].details)
    assert WHO not in json.dumps(listed.evidence[0].details)


def test_the_command_says_what_will_go_and_deletes_only_when_it_is_sure(full, capsys):
    path = full.path
    full.close()
    assert run(["withdraw", str(path), WHO, "--json"], lambda _: 0) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["withdrawn"], told["events"]) == (False, 3)
    assert run(["withdraw", str(path), WHO, "--yes", "--json"], lambda _: 0) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["withdrawn"], told["is_clean"]) == (True, True)
    assert run(["withdraw", str(path), WHO, "--yes"], lambda _: 0) == 1


def test_the_sample_of_a_mapping_survives_being_saved(study, tmp_path):
    log = write_events(tmp_path / "events.csv")
    mapping = imports.propose_import(log).mapping.with_action("note", Action.DROP)
    mappings.save_mapping(study, "Weekly", mapping)
    assert imports.propose_import(log, study=study).mapping.privacy == {"note": Action.DROP}
    with (tmp_path / "events.csv").open(newline="") as file:
        assert next(csv.reader(file)) == EVENT_HEADER


def test_addresses_that_join_can_be_left_out_and_ids_that_are_addresses_be_kept(study, tmp_path):
    log = write_csv(
        tmp_path / "e.csv", ["user_id", "event", "time"],
        [["user-b@example.org", event, "2026-03-01T10:00:00Z"] for event in ("A", "B", "C")],
    )  # fmt: skip
    told = tmp_path / "m.toml"
    told.write_text('[privacy]\nuser_id = "keep"\n')
    imports.import_file(study, log, imports.ImportChoices(adapt=mappings.read_mapping(told)))
    assert study.loaded().people.names == ["user-b@example.org"]
    told.write_text('[privacy]\nEmail = "drop"\n')
    survey = write_survey(tmp_path / "survey.csv")
    report = imports.import_file(study, survey, imports.ImportChoices(adapt=mappings.read_mapping(told)))
    assert not [key for row in study.loaded().respondents for key in row.keys if key.startswith("email:")]
    assert ("Email", Action.DROP) in {(one.column, one.action) for one in report.privacy}
