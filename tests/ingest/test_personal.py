"""Personal things in texts: what is found, and what must not be taken for one."""

from __future__ import annotations

import random
import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest.personal import column_kinds, kinds_in, may_hold, whole_kind
from convdesk.ingest.privacy import kind_of_column, kind_of_name
from convdesk.ingest.suspects import noticeable, suspects
from convdesk.model.privacy import Kind


def found(text, regions=()):
    return [(text[span.start : span.end], span.kind) for span in kinds_in(text, regions)]


TRUE = [
    ("Write to Bob.O'Hara+x@mail.example.co.uk.", "Bob.O'Hara+x@mail.example.co.uk", Kind.EMAIL),
    ("<ada@example.org>", "ada@example.org", Kind.EMAIL),
    ("it is jürgen@müller.example, thanks", "jürgen@müller.example", Kind.EMAIL),
    ("bob@163.com", "bob@163.com", Kind.EMAIL),
    ("Call +47 912 34 567 please", "+47 912 34 567", Kind.PHONE),
    ("0047 22 85 50 50", "0047 22 85 50 50", Kind.PHONE),
    ("(212) 555-0123 is mine", "(212) 555-0123", Kind.PHONE),
    ("650-253-0000", "650-253-0000", Kind.PHONE),
    ("I paid with 4111 1111 1111 1111", "4111 1111 1111 1111", Kind.CARD),
    ("4111111111111111", "4111111111111111", Kind.CARD),
    ("Amex 3782 822463 10005", "3782 822463 10005", Kind.CARD),
    ("5555-5555-5555-4444", "5555-5555-5555-4444", Kind.CARD),
    ("2223003122003222", "2223003122003222", Kind.CARD),
    ("send it to NO93 8601 1117 947 today", "NO93 8601 1117 947", Kind.IBAN),
    ("DE89370400440532013000", "DE89370400440532013000", Kind.IBAN),
    ("from 81.2.69.142 at night", "81.2.69.142", Kind.IP),
    ("2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334", Kind.IP),
    ("I am at 59.91390, 10.75220", "59.91390, 10.75220", Kind.COORDINATES),
    ("-33.8688,151.2093", "-33.8688,151.2093", Kind.COORDINATES),
    ("my number is 536-90-4399", "536-90-4399", Kind.ID_NUMBER),
    ("811218-9876", "811218-9876", Kind.ID_NUMBER),
    ("131052-308T", "131052-308T", Kind.ID_NUMBER),
    ("eyJhbGciOi.eyJzdWIiOiIx.abc", "eyJhbGciOi.eyJzdWIiOiIx.abc", Kind.SECRET),
    ("Authorization: Bearer abc123def456ghi", "abc123def456ghi", Kind.SECRET),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", Kind.SECRET),
    ("the key is ghp_0123456789abcdefghij", "ghp_0123456789abcdefghij", Kind.SECRET),
    ("see https://a.example/x?token=abc&x=1", "abc", Kind.SECRET),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
     Kind.USER_AGENT),
]  # fmt: skip


@pytest.mark.parametrize(("text", "part", "kind"), TRUE, ids=[text for text, *_ in TRUE])
def test_what_is_personal_is_found_where_it_is(text, part, kind):
    assert found(text) == [(part, kind)]


FALSE = [
    "order 4711-0815-2342", "SO-2026-000123456", "ORD-4111111111111111", "tracking 1Z999AA10123456784",
    "ISBN 978-3-16-148410-0", "EAN 4006381333931", "91234567", "12345678901", "4111111111111112",
    "2026-03-04T12:30:45Z", "2026-03-04 12:30:45", "12.03.2026 14:15", "03/04/2026", "12:30:45", "20260105123045",
    "1767600000", "1767600000123", "1767600000123456", "invoice 260105-1235",
    "v1.2.3.4", "1.2.3.4", "version 10.44.220.188", "Chrome/120.0.6099.109", "10.0.19045", "127.0.0.1", "192.168.0.1",
    "550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "00:11:22:33:44:55",
    "kr 1 234 567,00", "$1,299.99", "1.234.567,89 €", "0.4312,0.5512", "1440x900", "100 200 300 400",
    "5 6 7 8 9 10 11", "+1 for this idea", "logo@2x.png", "jquery@3.6.0.min.js", "@media screen", "@bob said",
    "user@localhost", "bearer responsibilities everywhere", "a task-list sk-", "https://a.example/x?plan=pro&page=2",
    "https://a.example/x?token=***", "/products/4711?size=42", "std::vector<int>", "Q1::Q2",
]  # fmt: skip


@pytest.mark.parametrize("text", FALSE)
def test_what_is_not_personal_is_left_alone(text):
    assert found(text) == []
    assert found(f"It says {text} there", ("NO", "DE", "US")) == []


def test_phone_numbers_of_a_region_are_known_without_its_code():
    regions = ("NO", "DE")
    for text in ("22 85 50 50", "912 34 567", "0171 2345678"):
        assert found(text) == []
        assert found(f"I said {text} today", regions) == [(text, Kind.PHONE)]
    assert found("ring meg på 91234567", regions) == [("91234567", Kind.PHONE)], "a bare number after such a word"
    for text in (
        "order 91234567",
        "order 4711-0815",
        "4711 0815",
        "471-10-815",
        "12 345 678 kr",
        "41 234 567",
        "2026 03 04",
        "12.03.2026",
    ):
        assert found(text, regions) == []


def test_several_things_in_one_text_are_found_in_order():
    text = "ada@example.org or +47 912 34 567, card 4111 1111 1111 1111"
    assert [kind for _, kind in found(text)] == [Kind.EMAIL, Kind.PHONE, Kind.CARD]


@given(st.text())
def test_spans_of_any_text_lie_in_it_in_order_and_apart(text):
    spans = kinds_in(text, ("NO",))
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_many_texts_at_once_hold_what_each_holds_alone(texts):
    assert set(suspects(texts)) <= {place for place, text in enumerate(texts) if may_hold(text)}
    spaced = [f"{text} " for text in texts]
    assert {place for place, text in enumerate(spaced) if kinds_in(text)} <= set(suspects(spaced))


@pytest.mark.parametrize("text", [text for text, *_ in TRUE])
def test_what_is_personal_in_a_sentence_is_found_among_very_many(text):
    texts = ["nothing here", f"so: {text} ok", str(uuid.UUID(int=7)), ""]
    assert suspects(texts) == [1]


@pytest.mark.parametrize("text", [text for text, *_ in TRUE])
def test_what_is_personal_is_not_passed_over_at_the_first_glance(text):
    texts = ["Nothing here, really!", f"so: {text} ok", "Well.", text, ""]
    assert {f"so: {text} ok", text} <= set(noticeable(texts))


def test_at_the_first_glance_texts_of_words_alone_are_passed_over():
    assert noticeable(["Nothing here, really!", "Well. 3", "Æ: 2 ok?", "", "ved ankomst."]) == ["Well. 3", "Æ: 2 ok?"]


@given(st.lists(st.text("ab @.+-:/?=0123٣४AKIAZz_", max_size=40), max_size=12))
def test_the_first_glance_passes_over_no_text_with_something_personal(texts):
    assert {text for text in texts if kinds_in(text, ("NO",))} <= set(noticeable(texts))


def _luhn_digit(digits):
    total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(reversed(digits)))
    return str(-total % 10)


@given(st.text(string.digits, min_size=14, max_size=14))
def test_a_right_card_is_found_and_one_with_another_check_digit_is_not(digits):
    number = "4" + digits
    check = _luhn_digit(number)
    other = str((int(check) + 5) % 10)
    grouped = " ".join((number + check)[at : at + 4] for at in range(0, 16, 4))
    assert found(grouped) == [(grouped, Kind.CARD)]
    assert Kind.CARD not in [kind for _, kind in found(number + other)]


@given(st.uuids(), st.integers(0, 2**256 - 1), st.datetimes())
def test_no_uuid_hash_or_time_is_personal(number, hashed, time):
    for text in (str(number), number.hex, f"{hashed:064x}", time.isoformat(), f"{time:%d.%m.%Y %H:%M}"):
        assert found(text) == []


def test_ids_and_numbers_in_one_piece_are_not_looked_at_among_very_many():
    dice = random.Random(7)
    texts = [str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(500)]
    texts += [str(dice.getrandbits(60)) for _ in range(500)] + [f"{dice.random() * 1e6:.3f}" for _ in range(500)]
    assert suspects(texts) == []


def test_a_hundred_thousand_short_answers_are_looked_at_in_one_go():
    answers = [f"The page took {n} seconds and order {n * 37} was gone on 2026-03-04" for n in range(100_000)]
    assert [answers[place] for place in suspects(answers) if kinds_in(answers[place])] == []


def test_columns_are_known_by_their_names_and_by_their_values():
    assert column_kinds("first_name", ["Ada", "", "Bob"]) == {Kind.NAME: 2}
    assert column_kinds("note", ["ring +47 912 34 567", "nothing"]) == {Kind.PHONE: 1}
    assert column_kinds("plan", ["pro", "free"]) == {}


def test_a_text_that_is_nothing_else_is_that_thing():
    assert whole_kind("ada@example.org", kinds_in("ada@example.org")) is Kind.EMAIL
    sentence = "You can always write to me at ada@example.org"
    assert whole_kind(sentence, kinds_in(sentence)) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("IPAddress", Kind.IP), ("$ip", Kind.IP), ("Recipient Email", Kind.EMAIL), ("firstName", Kind.NAME),
     ("geo_zipcode", Kind.ADDRESS), ("LocationLatitude", Kind.COORDINATES), ("dob", Kind.BIRTHDAY),
     ("context_user_agent", Kind.USER_AGENT), ("card_number", Kind.CARD), ("plan", None), ("has_phone", None)],
)  # fmt: skip
def test_names_of_columns_say_of_what_kind_they_are(name, kind):
    assert kind_of_name(name) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [("What is your name?", Kind.NAME), ("Your e-mail address", Kind.EMAIL), ("What is your phone number?", Kind.PHONE),
     ("Does this address your needs?", None), ("What is your name for things like this, and why?", None)],
)  # fmt: skip
def test_questions_that_ask_who_someone_is_are_known(question, kind):
    assert kind_of_column(question) is kind
