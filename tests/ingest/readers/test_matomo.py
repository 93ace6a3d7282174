"""Matomo's log of visits: every action is an event."""

from __future__ import annotations

import json

from ingest.vendor_logs import claim, read, write

VISIT = {
    "idSite": "1", "idVisit": "42", "visitorId": "c367", "visitIp": "111.1.0.0", "fingerprint": "ab",
    "firstActionTimestamp": 1767600000, "lastActionDateTime": "2026-01-05 10:00:12", "referrerType": "direct",
    "actionDetails": [
        {"type": "action", "url": "https://a.test/", "pageTitle": "Home", "timeSpent": "12", "timestamp": 1767600000},
        {"type": "event", "eventCategory": "cart", "eventAction": "add", "eventName": "x", "timestamp": 1767600012},
        {"type": "goal", "goalName": "Bought", "timestamp": 1767600013},
        {"type": "outlink", "url": "https://b.test/", "timestamp": "1767600014"},
    ],
}  # fmt: skip


def test_actions_are_events_of_a_visit_at_their_own_times(tmp_path):
    path = write(tmp_path, json.dumps([VISIT]))
    assert claim(path) == ("matomo", 0.95)
    found = read(path)
    assert found.names == ["Home", "cart / add", "Bought", "outlink"]
    assert found.rows[0] == ("user:c367", "2026-01-05T08:00:00Z", {
        "event": "Home", "session": "42", "page": "https://a.test/", "p:type": "action", "p:pageTitle": "Home",
        "p:timeSpent": "12", "p:referrerType": "direct",
    })  # fmt: skip
    assert found.counts == (4, 4, 0, 0)
    assert "Visits: 1; actions in them: 4." in found.warnings
    assert "111.1" not in str(found.rows)


def test_the_csv_is_utf_16_with_actions_in_numbered_columns(tmp_path):
    names = ["idVisit", "visitIp", "fingerprint", "lastActionDateTime", "firstActionTimestamp"]
    cells = ["42", "111.1.0.0", "ab", "2026-01-05 10:00:12", "1767600000"]
    actions = [
        ("action", "https://a.test/", "Hjem æ", "12"),
        ("action", "https://a.test/b", "", "5"),
        ("download", "f", "", ""),
    ]
    for number, action in enumerate(actions):
        details = ("type", "url", "pageTitle", "timeSpent")
        names += [f"actionDetails_{number}_{detail}" for detail in details]
        cells += action
    path = write(
        tmp_path, ("\ufeff" + ",".join(names) + "\n" + ",".join(cells) + "\n").encode("utf-16-le"), "visits.csv"
    )
    assert claim(path) == ("matomo", 0.95)
    found = read(path)
    assert found.names == ["Hjem æ", "https://a.test/b", "download"]
    assert [at for _, at, _ in found.rows] == ["2026-01-05T08:00:00Z", "2026-01-05T08:00:12Z", "2026-01-05T08:00:17Z"]


def test_a_user_id_stands_for_the_visitor_and_is_joined_to_the_cookie(tmp_path):
    found = read(write(tmp_path, json.dumps([VISIT, {**VISIT, "idVisit": "43", "userId": "ada"}])))
    assert set(found.actors) == {"user:c367", "user:ada"}
    assert ("user:ada", "user:c367") in found.links


def test_the_same_visit_exported_twice_counts_once_and_a_visit_without_actions_is_one_event(tmp_path):
    found = read(write(tmp_path, json.dumps([VISIT, VISIT, {**VISIT, "idVisit": "44", "actionDetails": []}])))
    assert found.counts == (9, 5, 4, 0)
    assert found.names.count("visit") == 1


def test_wrong_types_are_problems_of_their_visits_or_actions(tmp_path):
    bad = [{**VISIT, "actionDetails": {"a": 1}}, {**VISIT, "idVisit": None}, {**VISIT, "visitorId": {"a": 1}},
           {**VISIT, "idVisit": "9", "actionDetails": [7, {"type": [], "timestamp": {}}]}]  # fmt: skip
    found = read(write(tmp_path, json.dumps([VISIT, *bad])))
    assert found.counts == (9, 4, 0, 5)
    assert found.problems[0][0] == "item 2"


def test_an_action_without_a_time_comes_after_the_one_before_it(tmp_path):
    actions = [{"type": "action", "pageTitle": "A", "timeSpent": "7", "timestamp": 1767600100}, {"type": "download"}]
    found = read(write(tmp_path, json.dumps([{**VISIT, "actionDetails": actions}])))
    assert [at for _, at, _ in found.rows] == ["2026-01-05T08:01:40Z", "2026-01-05T08:01:47Z"]
