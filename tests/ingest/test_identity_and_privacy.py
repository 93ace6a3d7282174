"""Keys that join people, and what is taken out of addresses."""

from __future__ import annotations

import hashlib

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest import event_people
from convdesk.ingest.identity import email_key, hidden_key, session_key, user_key
from convdesk.ingest.privacy import are_addresses, clean_address, is_personal_name

HASHED = "email:" + hashlib.sha256(b"ada@example.org").hexdigest()


def test_ids_keep_their_case_and_lose_outer_blanks():
    assert user_key(" Ab1 ") == "user:Ab1"
    assert session_key("s-1") == "session:s-1"


@pytest.mark.parametrize("text", ["", "  ", "null", "None", "UNDEFINED", "0", "NaN", "(not set)"])
def test_words_for_nobody_are_nobody(text):
    assert user_key(text) is None
    assert session_key(text) is None
    assert email_key(text) is None


def test_an_address_is_hashed_in_lower_case_and_a_hash_stays():
    assert email_key(" Ada@Example.org ") == HASHED
    assert email_key(HASHED.removeprefix("email:").upper()) == HASHED
    assert email_key("no address") is None
    assert email_key("@") is None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_the_keys_made_in_sql_are_those_made_in_python(text):
    plain = text.strip(" \t\r\n\x0b\x0c")
    bare = event_people.stripped("v")
    users, emails = event_people._user_key(bare, salt=None), event_people._email_key(bare)
    found = duckdb.execute(f"select {users}, {emails} from (select ?::varchar as v)", [text]).fetchall()[0]
    if plain == plain.strip() and (plain or not text) and plain.lower().upper() == plain.upper():
        assert found == (user_key(text), email_key(text))


@given(
    st.sampled_from(
        ["ada@example.org", " Ada@Example.ORG ", "+47 912 34 567", "+4791234567", "@ada", "u-1", "null", "+1 a"]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    st.binary(max_size=4),
)
def test_ids_that_are_personal_are_hidden_in_sql_as_at_the_door(text, salt):
    sql = event_people._user_key(event_people.stripped("v"), salt=salt)
    found = duckdb.execute(f"select {sql} from (select ?::varchar as v)", [text]).fetchall()[0][0]
    key = user_key(text)
    assert found == (key and hidden_key(key, salt))


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("https://a.example/x?plan=pro&page=2#top", "https://a.example/x?plan=pro&page=2#top"),
        ("http://localhost:8000/demo/2?username=me&password=mine", "http://localhost:8000/demo/2?username=***&password=***"),
        ("/pay?creditcard=4111&iban=NO1&key=k", "/pay?creditcard=***&iban=***&key=***"),
        ("https://a.example/#access_token=1&state=2", "https://a.example/#access_token=***&state=2"),
        ("https://me:pw@a.example/x", "https://a.example/x"),
        ("/hello?to=ada@example.org", "/hello?to=***"),
        ("/hello?to=ada%40example.org", "/hello?to=***"),
        ("/users/ada@example.org/edit", "/users/***/edit"),
        ("/x?userEmail=a&api-key=b&card[number]=c&session_id=d&auth=e", "/x?userEmail=***&api-key=***&card[number]=***&session_id=***&auth=***"),
        ("/x?monkey=1&keyword=shoes&hotel=2&passenger=3&author=x", "/x?monkey=1&keyword=shoes&hotel=2&passenger=3&author=x"),
        ("http://[::1/x?password=1", "http://[::1/x?password=***"),
        ("?token=", "?token="),
        ("", ""),
    ],
)  # fmt: skip
def test_addresses_lose_what_is_secret_and_nothing_else(address, cleaned):
    assert clean_address(address) == cleaned


@given(st.text())
def test_any_text_can_be_cleaned_and_cleaning_twice_changes_nothing(text):
    once = clean_address(text)
    assert clean_address(once) == once


def test_a_very_long_address_is_cleaned_quickly():
    assert clean_address("/x?q=" + "a" * 200_000 + "@b&password=1").endswith("password=***")


@pytest.mark.parametrize("name", ["ip", "IPAddress", "$ip", "context_ip", "user_ipaddress", "Recipient Email", "lat",
                                  "LocationLatitude", "phone_number", "firstName", "geo_zipcode"])  # fmt: skip
def test_names_of_personal_columns_are_known(name):
    assert is_personal_name(name)


@pytest.mark.parametrize("name", ["plan", "page", "zip_file", "ip_isp", "trip", "has_phone", "event_name", "country"])
def test_other_columns_are_not_personal(name):
    assert not is_personal_name(name)


def test_values_tell_addresses():
    assert are_addresses(["a@b.no", "", "c@d.org"])
    assert not are_addresses(["a@b.no", "x", "y"])
    assert not are_addresses([])
