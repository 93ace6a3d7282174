"""Who is one person, through the operations: the report, one person, by hand, match tables; all of it undoable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convdesk.model.people import JoinRule, KeyKind, PersonOrder
from convdesk.model.problem import ProblemError
from convdesk.model.timeline import EntryKind
from convdesk.operations import history, matches, people, segments, timeline
from convdesk.operations.studies import create_study, describe_study, open_study
from small_study import email_of, small_study


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The small study, made once."""
    made = small_study(tmp_path_factory.mktemp("people"))
    made.close()
    return made.path


@pytest.fixture
def study(file, tmp_path):
    """A copy of its own for each test."""
    opened = open_study(Path(shutil.copy(file, tmp_path)))
    yield opened
    opened.close()


def table(tmp_path, text):
    path = tmp_path / "crm.csv"
    path.write_text(text, encoding="utf-8")
    return path


def names(study):
    return {row.name for row in people.list_people(study)}


class TestReport:
    def test_keys_less_what_was_joined_are_people(self, study):
        report = people.stitch_report(study)
        assert report.keys == sum(report.keys_by_kind.values())
        assert report.keys - sum(report.joined.values()) == report.components
        assert (report.actors, report.keys_by_kind[KeyKind.USER]) == (20, 20)

    def test_what_was_left_over_is_counted(self, study):
        report = people.stitch_report(study)
        assert (report.respondents, report.respondents_of_nobody) == (5, 1)
        assert (report.recordings, report.recordings_of_nobody) == (2, 0)
        assert report.anonymous_share == 0
        assert "Splits by hand win" in report.definition

    def test_an_empty_study_has_a_report(self, tmp_path):
        made = create_study(tmp_path / "empty.convdesk")
        assert people.stitch_report(made).actors == 0
        assert len(people.list_people(made)) == 0
        made.close()


class TestList:
    def test_people_are_found_by_any_key_and_sorted(self, study):
        by_events = people.list_people(study, order=PersonOrder.EVENTS, is_falling=True)
        counts = [row.events for row in by_events]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) == describe_study(study).events
        assert [row.name for row in people.list_people(study, "U03")] == ["u03"]
        assert by_events.place_of("u03") == [row.name for row in by_events].index("u03")

    def test_a_row_says_what_there_is_of_somebody(self, study):
        (row,) = people.list_people(study, "u00")
        assert (row.events, row.sessions, row.recordings, row.answers) == (3, 2, 1, 2)
        assert (row.first, row.last) == ("2026-03-02T10:00:00Z", "2026-03-20T11:00:00Z")

    @pytest.mark.parametrize("order", PersonOrder)
    def test_every_column_sorts_both_ways(self, study, order):
        forth = [row.name for row in people.list_people(study, order=order)]
        back = [row.name for row in people.list_people(study, order=order, is_falling=True)]
        assert sorted(forth) == sorted(back)


class TestPerson:
    def test_a_person_has_keys_with_places_and_reasons(self, study):
        view = people.look_at_person(study, "u02")
        kinds = [key.kind for key in view.keys]
        assert kinds == sorted(kinds, key=list(KeyKind).index)
        user, email = view.keys[0], next(key for key in view.keys if key.kind is KeyKind.EMAIL)
        assert [(place.file, place.events) for place in user.places] == [("events.csv", 2)]
        assert {place.file for place in email.places} == {"events.csv", "survey.csv"}
        assert [(reason.rule, reason.other) for reason in email.reasons] == [(JoinRule.EMAIL, "u02")]

    def test_a_person_is_found_by_an_address_too(self, study):
        assert people.look_at_person(study, email_of("u02")).row.name == "u02"

    def test_nobody_of_that_name_is_said_so(self, study):
        with pytest.raises(ProblemError, match="knows no key"):
            people.look_at_person(study, "nobody")

    def test_the_timeline_holds_events_recordings_and_answers_in_order(self, study):
        found = timeline.look_at_latest(study, "u00")
        assert [one.at_us for one in found.entries] == sorted(one.at_us for one in found.entries)
        assert {one.kind for one in found.entries} >= {EntryKind.EVENT, EntryKind.RECORDING, EntryKind.ANSWER}
        latest = timeline.look_at_latest(study, "u00", count=1)
        assert (latest.first, latest.entries) == (found.total - 1, found.entries[-1:])


class TestByHand:
    def test_a_merge_is_undone_and_done_again(self, study):
        before = names(study)
        assert people.merge_people(study, "u00", "u01") == "Merge u01 with u00"
        assert names(study) == before - {"u01"}
        assert people.look_at_person(study, "u01").row.name == "u00"
        history.undo(study)
        assert names(study) == before
        history.redo(study)
        assert names(study) == before - {"u01"}

    def test_a_respondent_of_nobody_is_merged_with_somebody(self, study):
        people.merge_people(study, "u07", "r5")
        assert people.stitch_report(study).respondents_of_nobody == 0
        assert people.look_at_person(study, "u07").row.answers == 2

    def test_who_is_one_already_is_not_merged(self, study):
        with pytest.raises(ProblemError, match="one person already"):
            people.merge_people(study, "u00", email_of("u00"))

    def test_a_key_is_split_off_whatever_joins_it(self, study):
        people.merge_people(study, "u00", "u01")
        people.split_key(study, "u01")
        assert {"u00", "u01"} <= names(study)
        assert people.look_at_person(study, email_of("u01")).row.name == "u01"

    def test_a_key_that_stands_alone_is_not_split_again(self, study):
        people.split_key(study, email_of("u02"))
        with pytest.raises(ProblemError, match="stands alone already"):
            people.split_key(study, email_of("u02"))

    def test_the_key_through_which_all_others_are_known_is_not_split_off(self, study):
        with pytest.raises(ProblemError, match="through this one only"):
            people.split_key(study, "u05")

    def test_a_merge_takes_back_the_split_that_stands_against_it(self, study):
        people.split_key(study, email_of("u02"))
        assert people.stitch_report(study).respondents_of_nobody == 2
        people.merge_people(study, "u02", email_of("u02"))
        assert people.stitch_report(study).respondents_of_nobody == 1

    def test_two_who_are_kept_apart_stay_apart_when_a_table_joins_them(self, study, tmp_path):
        people.keep_apart(study, "u00", "u01")
        matches.import_matches(study, table(tmp_path, "user_id,user\nu00,u01\nu02,u03\n"))
        assert {"u00", "u01", "u02"} <= names(study)
        assert "u03" not in names(study)

    def test_what_was_said_by_hand_is_in_the_file(self, study):
        people.merge_people(study, "u00", "u01")
        study.close()
        again = open_study(study.path)
        assert "u01" not in names(again)
        again.close()

    def test_a_merge_is_told_and_counted_anew(self, study):
        told = []
        study.listen(told.append)
        people.merge_people(study, "u00", "u01")
        assert [change.is_of_people for change in told] == [True]
        assert describe_study(study).actors == 19

    def test_people_named_in_a_segment_are_found_after_a_merge(self, study):
        segment = people.person_segment(["u01"])
        people.merge_people(study, "u00", "u01")
        assert segments.people_in_segment(study, segment) == ("u00",)

    def test_a_study_for_reading_only_is_not_changed(self, study):
        study.close()
        reading = open_study(study.path, read_only=True)
        with pytest.raises(ProblemError, match="reading only"):
            people.merge_people(reading, "u00", "u01")
        reading.close()


class TestMatchTables:
    def test_a_table_joins_people_and_is_taken_out_again(self, study, tmp_path):
        report = people.import_matches(study, table(tmp_path, "user_id,respondent_id\nu09,r5\nu10,none\nu11,x1\n"))
        assert (report.read, report.kept, report.rejected, report.unknown) == (3, 2, 1, 0)
        assert people.stitch_report(study).respondents_of_nobody == 0
        assert [one.file for one in matches.list_match_tables(study)] == ["crm.csv"]
        matches.remove_matches(study, "crm.csv")
        assert people.stitch_report(study).respondents_of_nobody == 1
        history.undo(study)
        history.undo(study)
        assert matches.list_match_tables(study) == ()

    def test_a_preview_says_whom_it_would_join_and_changes_nothing(self, study, tmp_path):
        report = matches.preview_matches(study, table(tmp_path, "a,b\nu00,u01\nz1,z2\n"))
        assert (report.people_before, report.people_after, report.unknown) == (20, 19, 1)
        assert len(names(study)) == 20

    def test_addresses_of_a_table_are_those_of_the_files(self, study, tmp_path):
        text = f"email,device_id\n{email_of('u03')},u04\n"
        people.import_matches(study, table(tmp_path, text))
        assert people.look_at_person(study, "u04").row.name == "u03"

    def test_a_table_of_nothing_is_refused(self, study, tmp_path):
        with pytest.raises(ProblemError, match="joins anything"):
            people.import_matches(study, table(tmp_path, "user_id,email\nu00,\n"))

    def test_no_address_is_in_the_study_file(self, study, tmp_path):
        people.import_matches(study, table(tmp_path, "user_id,email\nu00,secret.person@example.org\n"))
        study.close()
        assert b"secret.person" not in study.path.read_bytes()
