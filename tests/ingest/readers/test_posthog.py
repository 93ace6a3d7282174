"""PostHog's events in four forms, and the survey answers that are among them."""

from __future__ import annotations

import json

import duckdb

from convdesk.ingest.reader import Terms
from convdesk.model.answers import QuestionKind, ResponseState
from ingest.vendor_logs import claim, lines, read, write


def event(name, number, properties=None, **more):
    return {
        "uuid": f"018f-{number}", "event": name, "distinct_id": "u1", "timestamp": f"2026-01-05T10:00:0{number}.000000Z",
        "properties": {"$session_id": "s1", **(properties or {})}, **more,
    }  # fmt: skip


VIEW = event("$pageview", 1, {"$current_url": "https://a.test/", "$ip": "1.2.3.4"}, person_id="p1")
CLICK = event("$autocapture", 2, {"$el_text": "Buy", "event": "mine"}, person_id="p1", elements_chain="button")
ASKED = [{"id": "q1", "question": "Why?"}, {"id": "q2", "question": "How likely are you to recommend us?"}]


def sent(number, properties, name="survey sent", **more):
    return event(name, number, {"$survey_id": "sv1", "$survey_name": "Why leave?", **properties}, **more)


BOTH = sent(3, {
    "$survey_questions": ASKED, "$survey_response": "too slow", "$survey_response_q1": "too slow",
    "$survey_response_1": 9, "$survey_response_q2": 9,
})  # fmt: skip


def test_events_carry_page_session_person_and_properties_but_no_address(tmp_path):
    path = write(tmp_path, lines(VIEW, CLICK))
    assert claim(path) == ("posthog", 0.95)
    found = read(path)
    assert found.rows == [
        ("user:u1", "2026-01-05T10:00:01Z", {"event": "$pageview", "session": "s1", "page": "https://a.test/"}),
        ("user:u1", "2026-01-05T10:00:02Z", {
            "event": "$autocapture", "session": "s1", "p:$el_text": "Buy", "p:properties.event": "mine",
        }),
    ]  # fmt: skip
    assert ("user:u1", "user:p1") in found.links


def test_the_interface_of_the_service_the_lines_and_parquet_are_the_same(tmp_path):
    lined = write(tmp_path, lines(VIEW, CLICK))
    paged = write(tmp_path, json.dumps({"next": None, "results": [VIEW, CLICK]}), "page.json")
    packed = tmp_path / "events.parquet"
    columns = "{uuid: 'varchar', event: 'varchar', distinct_id: 'varchar', timestamp: 'timestamptz', "
    columns += "properties: 'varchar', person_id: 'varchar', elements_chain: 'varchar'}"
    duckdb.execute(f"copy (select * from read_json('{lined}', columns = {columns})) to '{packed}'")
    assert claim(paged) == claim(packed) == ("posthog", 0.95)
    assert read(paged).rows == read(packed).rows == read(lined).rows


def test_a_list_saved_as_csv_has_its_properties_in_columns(tmp_path):
    header = "*.uuid,*.event,*.distinct_id,*.timestamp,*.properties.$current_url,*.properties.$session_id"
    path = write(tmp_path, f"{header}\n1,$pageview,u1,2026-01-05 10:00:01.000000,https://a.test/,s1\n", "list.csv")
    assert claim(path)[0] == "posthog"
    assert read(path).rows[0] == (
        "user:u1", "2026-01-05T10:00:01Z", {"event": "$pageview", "session": "s1", "page": "https://a.test/"}
    )  # fmt: skip


def test_the_same_event_twice_is_a_duplicate(tmp_path):
    assert read(write(tmp_path, lines(VIEW, VIEW, CLICK))).counts == (3, 2, 1, 0)


def test_answers_are_a_survey_whose_people_are_joined_by_session_and_id_and_each_answer_counts_once(tmp_path):
    found = read(write(tmp_path, lines(VIEW, BOTH, sent(4, {}, "survey shown"))))
    survey = found.survey
    assert survey.title == "Why leave?"
    assert [question.text for question in survey.questions] == ["Why?", "How likely are you to recommend us?"]
    (person,) = survey.respondents
    assert person.answers == {1: "too slow", 2: "9"}
    assert {"user:u1", "session:s1"} <= set(person.keys)
    assert person.at_us == 1_767_607_203_000_000
    assert person.state is ResponseState.COMPLETE
    assert found.names == ["$pageview", "survey sent", "survey shown"]
    assert not any("$survey_response" in name for name in found.columns), "answers are kept as answers only"
    assert (found.report.respondents, found.report.questions) == (1, 2)


def test_several_events_of_one_submission_are_one_respondent(tmp_path):
    part = {"$survey_submission_id": "sub1", "$survey_questions": ASKED}
    first = sent(3, {**part, "$survey_response_q1": "slow", "$survey_completed": False})
    last = sent(4, {**part, "$survey_response_q1": "too slow", "$survey_response_q2": 3, "$survey_completed": True})
    other = sent(5, {"$survey_submission_id": "sub2", "$survey_response_q1": "ugly", "$survey_completed": False})
    people = read(write(tmp_path, lines(first, last, other))).survey.respondents
    assert [person.answers for person in people] == [{1: "too slow", 2: "3"}, {1: "ugly"}]
    assert [person.state for person in people] == [ResponseState.COMPLETE, ResponseState.PARTIAL]


def test_questions_known_by_their_place_alone_are_numbered_or_found_by_later_events(tmp_path):
    old = sent(3, {"$survey_response": "slow", "$survey_response_1": "no"})
    alone = read(write(tmp_path, lines(old))).survey
    assert [question.text for question in alone.questions] == ["Question 1", "Question 2"]
    both = read(write(tmp_path, lines(old, {**BOTH, "uuid": "018f-9"}), "two.json")).survey
    assert len(both.questions) == 2
    assert both.respondents[0].answers == {1: "slow", 2: "no"}


def test_a_list_of_choices_is_a_question_with_several_answers(tmp_path):
    chosen = sent(3, {"$survey_response": ["price", "speed"]})
    survey = read(write(tmp_path, lines(chosen))).survey
    assert survey.questions[0].kind is QuestionKind.MULTIPLE
    assert survey.respondents[0].choices == {1: ("price", "speed")}


def test_two_surveys_in_one_file_are_two_with_their_own_questions(tmp_path):
    other = sent(4, {"$survey_id": "sv2", "$survey_name": "Price", "$survey_response": "dear"})
    reading = read(write(tmp_path, lines(BOTH, other)))
    assert [survey.title for survey in reading.surveys] == ["Why leave?", "Price"]
    assert [survey.questions[0].text for survey in reading.surveys] == ["Why?", "Question 1"]
    assert [len(survey.respondents) for survey in reading.surveys] == [1, 1]
    assert reading.report.respondents == 2


def test_what_the_study_has_already_is_not_handed_over_again(tmp_path):
    path = write(tmp_path, lines(VIEW, BOTH))
    known = frozenset(person.fingerprint for person in read(path).survey.respondents)
    assert read(path, terms=Terms(salt=b"salt", known_responses=known)).survey is None


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [{**VIEW, "properties": "{"}, {**VIEW, "event": None}, {**VIEW, "distinct_id": {}}, {**VIEW, "uuid": [1]},
           {**VIEW, "person": 7}, {**VIEW, "timestamp": {}, "uuid": "x"},
           sent(3, {"$survey_questions": "x", "$survey_response": {"a": 1}, "$survey_name": 5})]  # fmt: skip
    assert read(write(tmp_path, lines(CLICK, *bad))).counts == (8, 2, 0, 6)
