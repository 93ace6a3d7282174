"""Any bytes and any records: an honest report or a problem in words, never a traceback, and no row unaccounted for."""

from __future__ import annotations

import copy
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest import vendor_rows
from convdesk.ingest.readers.table import all_readers
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.imports import ImportReport
from convdesk.model.problem import Problem
from ingest.vendor_logs import lines, read, tried, write

VENDORS = [reader for reader in all_readers() if isinstance(reader, VendorReader)]
GOOD = {
    "ga4": {
        "event_name": "view", "event_timestamp": "1767600000123456", "user_pseudo_id": "1.2", "user_id": None,
        "event_params": [{"key": "ga_session_id", "value": {"int_value": "9"}}], "event_bundle_sequence_id": 4,
        "device": {"web_info": {"browser": "x"}}, "user_properties": [], "batch_event_index": 1,
    },
    "mixpanel": {"event": "view", "properties": {"time": 1602611311, "distinct_id": "u", "$insert_id": "i", "$device_id": "d"}},
    "amplitude": {
        "event_type": "view", "event_time": "2026-01-05 10:00:00.1", "amplitude_id": 7, "session_id": 3, "uuid": "x", "groups": {},
        "user_id": "u", "device_id": "d", "event_properties": {"a": 1}, "user_properties": {}, "event_id": 2, "$insert_id": "i",
    },
    "posthog": {
        "event": "survey sent", "distinct_id": "u", "timestamp": "2026-01-05T10:00:00Z", "uuid": "x", "person": {"properties": {}},
        "properties": {
            "$survey_id": "s", "$survey_response": "a", "$survey_questions": [{"id": "q", "question": "Why?"}],
            "$survey_submission_id": "z", "$survey_name": "n", "$session_id": "s",
        },
    },
    "segment": {
        "type": "track", "event": "view", "messageId": "m", "anonymousId": "a", "userId": "u", "timestamp": "2026-01-05T10:00:00Z",
        "properties": {"url": "/"}, "context": {"page": {"url": "/"}, "campaign": {}, "device": {"type": "x"}}, "traits": {},
    },
    "snowplow": {
        "app_id": "a", "event": "page_ping", "event_name": "page_ping", "event_id": "e", "collector_tstamp": "2026-01-05 10:00:00",
        "derived_tstamp": "2026-01-05 10:00:00", "domain_userid": "d", "domain_sessionid": "s", "pp_yoffset_max": "5",
        "doc_height": "9", "contexts": '{"data": [{"schema": "iglu:a/b/c/1", "data": {}}]}', "user_id": "u",
    },
    "matomo": {
        "idVisit": "1", "visitorId": "v", "idSite": 1, "firstActionTimestamp": 1767600000,
        "actionDetails": [{"type": "action", "url": "/", "timestamp": 1767600000, "timeSpent": 3}, {"type": "event"}],
    },
    "heap": {"event_id": 1, "user_id": 2, "session_id": 3, "time": "2026-01-05 10:00:00", "type": "click", "properties": {}, "path": "/"},
    "fullstory": {
        "event_id": "e", "event_time": "2026-01-05T10:00:00Z", "event_type": "custom", "device_id": "d", "session_id": "s",
        "event_properties": {"event_name": "x"}, "source_type": "web", "source_properties": {"url": {"full_url": "/"}},
    },
}  # fmt: skip
DEEP = "[" * 400 + "]" * 400
ODD = st.sampled_from([
    None, "", 0, -1, True, False, [], {}, [[]], [None], {"a": {"b": {}}}, 10**30, 1e308, float("inf"), float("nan"), "\ud83d",
    "\x00", "x" * 5_000, "null", "[1", "{}", "[]", DEEP, json.loads("[" * 120 + "]" * 120), "=1+1", "\u2028", 9_007_199_254_740_993,
])  # fmt: skip
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def is_honest(found) -> bool:
    if isinstance(found, Problem):
        return bool(found.what and found.remedy)
    return isinstance(found, ImportReport) and found.read == found.kept + found.duplicates + found.rejected


def places_in(value, path=()):
    """The paths of everything in a record."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places_in(one, (*path, key))


def with_odd(record, place, odd):
    """A copy in which one place holds something odd."""
    if not place:
        return odd
    changed = copy.deepcopy(record)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = odd
    return changed


def as_line(value) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("name", GOOD)
def test_the_sample_of_a_vendor_is_read(tmp_path, name):
    assert read(write(tmp_path, lines(GOOD[name]))).report.format == name


@pytest.mark.parametrize("name", GOOD)
@QUICK
@given(data=st.data())
def test_something_odd_in_any_place_never_stops_the_good_records(tmp_path, name, data):
    good = GOOD[name]
    places = st.sampled_from(list(places_in(good)))
    odd = [
        with_odd(good, place, what)
        for place, what in data.draw(st.lists(st.tuples(places, ODD), min_size=10, max_size=40))
    ]
    path = write(tmp_path, b"\n".join(map(as_line, [good, *odd, good])))
    found = tried(path, name)
    assert is_honest(found)
    assert isinstance(found, ImportReport), found
    assert found.kept >= 1


@pytest.mark.parametrize("reader", VENDORS, ids=lambda reader: reader.name)
@QUICK
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_in_words(tmp_path, reader, content):
    assert is_honest(tried(write(tmp_path, content), reader.name))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_damaged_anywhere_is_read_or_refused_in_words(tmp_path, name):
    dice = random.Random(name)
    whole = lines(GOOD[name], GOOD[name])
    for number in range(8):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(1, 256)
        content = bytes(damaged[: dice.randrange(1, len(damaged))] if number % 3 == 0 else damaged)
        assert is_honest(tried(write(tmp_path, content), name))


def test_names_of_properties_beyond_the_most_are_left_out_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(vendor_rows, "MOST_NAMES", 20)
    events = [{"event": "x", "properties": {"time": 1602611311, "distinct_id": "u", f"id-{n}": n}} for n in range(40)]
    found = read(write(tmp_path, lines(*events)))
    assert found.counts == (40, 40, 0, 0)
    assert "more than 20 different properties" in found.warnings
