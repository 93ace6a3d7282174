"""The door between readers and the store: what is personal does not come through, and nothing else changes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.columns import CLICK, VISIT, EventBatch, EventImport, RecordingImport
from convdesk.ingest.identity import digest, email_key, hidden_key, salted
from convdesk.ingest.personal_columns import personal_columns_of, unreadable
from convdesk.ingest.placeholders import Numbers
from convdesk.ingest.privacy_plan import Plan
from convdesk.ingest.protect import protect
from convdesk.ingest.protect_recording import without_addresses
from convdesk.ingest.reader import Reading
from convdesk.ingest.regions import regions_of
from convdesk.model.answers import AskedQuestion, QuestionKind, Respondent, SurveyImport
from convdesk.model.imports import ImportReport, Proposal, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.privacy import Action, Consent, Kind
from convdesk.model.progress import Cancelled, Progress

REPORT = ImportReport("file")
SALT = bytes(range(32))


def events_of(**texts):
    """An event log of one batch whose columns hold each of their texts once."""
    dictionaries = {"actor": iter([["user:u1"]]), **{name: iter([[*some]]) for name, some in texts.items()}}
    size = max(map(len, texts.values()))
    columns = {name: np.arange(size, dtype=np.int32) for name in texts}
    batch = EventBatch(np.zeros(size, np.int32), np.arange(size), columns)
    return Reading(
        REPORT, events=EventImport(0, 1, size, size, dictionaries, iter([batch]), [(0, "email:" + "a" * 64)])
    )


def texts_of(events):
    return {name: [text for piece in pieces for text in piece] for name, pieces in events.dictionaries.items()}


def through(reading, plan=None):
    return protect(reading, plan or Plan())


def test_personal_things_in_properties_become_stable_placeholders():
    plan = Plan()
    said = ["nice", "write to ada@example.org", "or ADA@example.org, bob@example.org", "+47 912 34 567", "fine", "good"]
    texts = texts_of(through(events_of(**{"p:note": said, "event": ["a"] * 6}), plan).events)
    assert texts["p:note"] == ["nice", "write to [email-1]", "or [email-1], [email-2]", "[phone-1]", "fine", "good"]
    found = [(one.column, one.kind, one.count, one.action) for one in plan.found()]
    assert found == [("note", Kind.EMAIL, 2, Action.MASK), ("note", Kind.PHONE, 1, Action.MASK)]


def test_columns_that_are_personal_by_name_or_values_are_left_out_with_their_codes():
    reading = events_of(**{
        "event": ["a", "b"], "p:first_name": ["Ada", "Bob"], "p:who": ["ada@example.org", "bob@example.org"], "p:plan": ["x", "y"],
    })  # fmt: skip
    plan = Plan()
    events = through(reading, plan).events
    assert list(texts_of(events)) == ["actor", "event", "p:plan"]
    assert [list(batch.columns) for batch in events.batches] == [["event", "p:plan"]]
    assert {(one.column, one.count, one.action) for one in plan.found()} == {
        ("first_name", 2, Action.DROP), ("who", 2, Action.DROP)}  # fmt: skip


@pytest.mark.parametrize(
    ("action", "kept"),
    [(Action.KEEP, ["Ada", "Bob"]), (Action.MASK, ["[name-1]", "[name-2]"]), (Action.DROP, None)],
)
def test_what_was_said_about_a_column_is_done(action, kept):
    reading = events_of(**{"event": ["a", "b"], "p:first_name": ["Ada", "Bob"]})
    texts = texts_of(through(reading, Plan({"first_name": action})).events)
    assert texts.get("p:first_name") == kept


def test_a_hashed_column_says_nothing_and_still_joins():
    def hashed(values, salt):
        reading = events_of(**{"event": ["a"] * len(values), "p:phone": values})
        return texts_of(through(reading, Plan({"phone": Action.HASH}, Numbers(salt))).events)["p:phone"]

    one, other = hashed(["+47 912 34 567", "+4791234567"], SALT)
    assert one == other
    assert one.startswith("#")
    assert "912" not in one
    assert hashed(["+4791234567"], b"") != [one]


def test_dictionaries_are_read_piece_by_piece_and_only_what_changes_is_copied():
    asked = []

    def pieces():
        for number in range(3):
            asked.append(number)
            yield [f"text {number}"] * 3

    reading = events_of(event=["a"], **{"p:x": ["b"]})
    reading.events.dictionaries["p:x"] = pieces()
    kept = iter(through(reading).events.dictionaries["p:x"])
    assert asked == [0], "one piece is looked at to say what the column holds"
    next(kept)
    next(kept)
    assert asked == [0, 1]


def test_nothing_is_looked_for_where_everything_is_kept_but_keys_are_hashed():
    reading = events_of(**{"event": ["a"], "p:email": ["ada@example.org"]})
    events = through(reading, Plan(numbers=Numbers(SALT), keeps=True, keeps_ids=True)).events
    assert texts_of(events)["p:email"] == ["ada@example.org"]
    assert events.links == [(0, "email:" + salted("a" * 64, SALT))]


def test_event_names_and_pages_are_never_left_out():
    reading = events_of(event=["ada@example.org", "bob@example.org"], page=["/x?q=1", "/y"])
    assert texts_of(through(reading).events)["event"] == ["[email-1]", "[email-2]"]


def survey_of(*questions, answers, **about):
    asked = tuple(AskedQuestion(text, kind) for text, kind in questions)
    people = tuple(
        Respondent(about.get("ref", f"r{n}"), n, None, about.get("keys", ()), given, about.get("consent", Consent()))
        for n, given in enumerate(answers)
    )
    return Reading(REPORT, surveys=(SurveyImport("survey", asked, people),))


WHY, NAME, EASE = ("Why?", QuestionKind.OPEN), ("What is your name?", QuestionKind.OPEN), ("Ease", QuestionKind.SCALE)


def test_answers_are_masked_and_questions_that_ask_who_someone_is_left_out():
    plan = Plan()
    reading = survey_of(NAME, WHY, EASE, answers=[{1: "Ada", 2: "ask bob@example.org", 3: "5"}, {2: "fine", 3: "7"}])
    survey = through(reading, plan).survey
    assert [question.text for question in survey.questions] == ["Why?", "Ease"]
    assert [person.answers for person in survey.respondents] == [{1: "ask [email-1]", 2: "5"}, {1: "fine", 2: "7"}]
    assert [one.as_dict() for one in plan.found()] == [
        {"column": "What is your name?", "kind": "name", "count": 1, "action": "drop"},
        {"column": "Why?", "kind": "email", "count": 1, "action": "mask"},
    ]


def test_a_question_below_one_that_is_left_out_stands_alone():
    asked = (AskedQuestion("Your name", QuestionKind.OPEN), AskedQuestion("Other", QuestionKind.OTHER, parent=1))
    reading = Reading(REPORT, surveys=(SurveyImport("s", asked, (Respondent("r", 1, answers={1: "Ada", 2: "x"}),)),))
    assert [question.parent for question in through(reading).survey.questions] == [0]


def test_options_with_an_address_are_masked_with_the_choices():
    asked = AskedQuestion("Which?", QuestionKind.MULTIPLE)
    person = Respondent("r", 1, answers={1: "A; mail ada@example.org"}, choices={1: ("A", "mail ada@example.org")})
    kept = through(Reading(REPORT, surveys=(SurveyImport("s", (asked,), (person,)),))).survey.respondents[0]
    assert kept.choices == {1: ("A", "mail [email-1]")}
    assert kept.answers == {1: "A; mail [email-1]"}


def test_keys_of_respondents_are_salted_and_ids_that_are_addresses_become_hashes():
    key = email_key("ada@example.org")
    reading = survey_of(WHY, answers=[{1: "x"}], keys=(key, "user:Ada@example.org", "user:u1", "user:+47 91234567"))
    keys = through(reading, Plan(numbers=Numbers(SALT))).survey.respondents[0].keys
    expected = "email:" + salted(digest("ada@example.org"), SALT)
    assert keys[:3] == (expected, expected, "user:u1")
    assert keys[3].startswith("user:#")
    assert through(reading).survey.respondents[0].keys[0] == key, "a study without a salt keeps its keys"


def test_somebody_who_may_not_be_linked_has_no_keys():
    reading = survey_of(WHY, answers=[{1: "x"}], keys=("user:u1",), consent=Consent(may_link=False))
    assert through(reading).survey.respondents[0].keys == ()


def test_a_respondent_named_by_an_address_is_called_by_its_hash():
    plan = Plan(numbers=Numbers(SALT))
    ref = through(survey_of(WHY, answers=[{1: "x"}], ref="ada@example.org"), plan).survey.respondents[0].ref
    assert ref.startswith("#")
    assert "ada" not in ref


def recording_of(data, pages=("/x",), elements=(("#a", "Label"),)):
    none = np.empty(0, CLICK), np.empty(0, VISIT)
    made = RecordingImport(("user:u1", email_key("a@b.no")), "s", 0, 1, 1, list(pages), list(elements), *none, data)
    return Reading(REPORT, recordings=(made,))


def test_addresses_on_recorded_pages_become_placeholders_and_the_json_stays_whole():
    shown = [
        {"t": "Signed in as\nada@example.org"},
        {"t": "é\tbob@example.org \\ @media logo@2x.png"},
        {"css": "@media a.b{}"},
    ]
    data = json.dumps(shown, ensure_ascii=False).encode()
    kept = through(recording_of(data, ["/u/ada@example.org"], [("#a", "Write to ada@example.org")])).recordings[0]
    assert json.loads(kept.data) == [
        {"t": "Signed in as\n[email-1]"}, {"t": "é\t[email-2] \\ @media logo@2x.png"}, {"css": "@media a.b{}"}]  # fmt: skip
    assert kept.pages == ["/u/[email-1]"]
    assert kept.elements == [("#a", "Write to [email-1]")]


@given(
    st.recursive(
        st.text() | st.sampled_from(["\nada@example.org", "\\x@y.no", '\u2028a@b.no"', "\x01c@d.no"]), st.lists
    )
)
def test_any_json_is_still_json_when_addresses_are_taken_out(value):
    for ascii_only in (True, False):
        data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        kept = json.loads(without_addresses(data, Plan()).decode("utf-8", "surrogatepass"))
        assert "example.org" not in json.dumps(kept)


def test_the_same_value_has_the_same_number_in_a_later_file_and_only_hashes_are_kept():
    first = Numbers(SALT)
    assert first.placeholder(Kind.EMAIL, "ada@example.org") == "[email-1]"
    assert first.placeholder(Kind.PHONE, "+47 912 34 567") == "[phone-1]"
    later = Numbers(SALT, dict(first.new))
    assert later.placeholder(Kind.EMAIL, "bob@example.org") == "[email-2]"
    assert later.placeholder(Kind.EMAIL, "Ada@Example.org") == "[email-1]"
    assert later.placeholder(Kind.PHONE, "+4791234567") == "[phone-1]"
    assert "ada" not in repr(first.new)
    assert len(later.new) == 1


def test_keys_are_salted_in_one_way():
    salt_hex = SALT.hex()
    plain = digest("ada@example.org")
    assert hidden_key("email:" + plain, SALT) == "email:" + digest(f"{salt_hex}:{plain}")
    assert hidden_key("email:" + plain, b"") == "email:" + plain
    assert hidden_key("session:ada@example.org", SALT) == "session:ada@example.org"
    assert hidden_key("user:ada@example.org", SALT, keeps_ids=True) == "user:ada@example.org"


def proposal_of(columns, rows):
    mapping = Mapping("reader", tuple(Column(name, role) for name, role in columns))
    return Proposal("f", "f", SourceKind.EVENTS, 1, "", mapping, tuple(name for name, _ in columns), tuple(rows))


def test_columns_are_proposed_with_kinds_counts_and_what_will_happen():
    columns = [("id", Role.USER), ("when", Role.TIME), ("mail", Role.EMAIL), ("note", Role.PROPERTY), ("IPAddress", Role.PROPERTY),
               ("plan", Role.PROPERTY), ("contact", Role.PROPERTY)]  # fmt: skip
    rows = [("ada@example.org", "2026-03-04", "a" * 64, "call +47 912 34 567", "81.2.69.142", "pro", "x@y.example"),
            ("bob@example.org", "2026-03-05", "b" * 64, "no", "10.0.0.1", "free", "z@y.example")]  # fmt: skip
    found = {one.column: one for one in personal_columns_of(proposal_of(columns, rows))}
    assert {name: (one.kinds, one.action) for name, one in found.items()} == {
        "id": ({Kind.EMAIL: 2}, Action.HASH),
        "note": ({Kind.PHONE: 1}, Action.MASK),
        "IPAddress": ({Kind.IP: 1}, Action.DROP),
        "contact": ({Kind.EMAIL: 2}, Action.DROP),
    }
    assert found["id"].choices == (Action.HASH, Action.KEEP)
    assert found["note"].choices == tuple(Action)
    assert found["contact"].example == "x•••@•••.example"


def test_examples_say_what_it_looks_like_and_not_whose_it_is():
    assert unreadable("ada@example.com", Kind.EMAIL) == "a•••@•••.com"
    assert unreadable("+47 912 34 567", Kind.PHONE) == "+47 ••• 7"
    assert unreadable("Ada Lovelace", Kind.NAME) == "A•••"


def test_a_zone_tells_whose_phone_numbers_are_meant():
    assert regions_of("Europe/Oslo") in {("NO",), ()}
    assert regions_of("UTC") == ()
    assert regions_of("Europe/Oslo", "de, at") == ("DE", "AT")


def test_looking_for_personal_things_in_answers_stops_as_soon_as_it_is_asked_to():
    progress, plan = Progress(), Plan()
    masked = []

    class Watched(Numbers):
        def hide(self, text, spans):
            masked.append(text)
            progress.cancel()
            return super().hide(text, spans)

    plan.numbers = Watched()
    people = tuple(Respondent(f"r{n}", n, answers={1: f"write to p{n}@example.org, will you"}) for n in range(2000))
    survey = SurveyImport("S", (AskedQuestion("Why?", QuestionKind.OPEN),), people)
    with pytest.raises(Cancelled):
        protect(Reading(REPORT, surveys=(survey,)), plan, progress)
    assert len(masked) == 1
