"""Heap's dumps of events."""

from __future__ import annotations

from ingest.vendor_logs import claim, lines, read, write

CLICK = {
    "event_id": 5810264131279601, "user_id": 4810060720600030, "session_id": 7712, "time": "2026-01-05 10:00:00.5",
    "type": "click", "path": "/cart", "target_text": "Buy", "properties": {"plan": "pro"},
}  # fmt: skip


def test_ids_stay_as_they_are_written_and_the_type_is_the_event(tmp_path):
    path = write(tmp_path, lines(CLICK))
    name, confidence = claim(path)
    assert name == "heap"
    assert confidence >= 0.9
    assert read(path).rows == [
        ("user:4810060720600030", "2026-01-05T10:00:00.500Z", {
            "event": "click", "session": "7712", "page": "/cart", "p:target_text": "Buy", "p:plan": "pro",
        })
    ]  # fmt: skip


def test_a_pair_of_project_and_user_in_place_of_the_user_is_taken_apart(tmp_path):
    path = write(
        tmp_path, lines({"id": "(2008543124,4810060720600030)", "time": "2026-01-05 10:00:00", "object": "view"})
    )
    assert claim(path)[0] == "heap"
    assert read(path).actors == ["user:4810060720600030"]


def test_an_identity_joins_the_visitor_to_a_known_user(tmp_path):
    assert read(write(tmp_path, lines({**CLICK, "identity": "ada"}))).links == [("user:4810060720600030", "user:ada")]


def test_the_table_of_page_views_needs_no_name(tmp_path):
    header = "event_id,user_id,session_id,time,path,landing_page"
    path = write(
        tmp_path, f"{header}\n1,2,3,2026-01-05 10:00:00,/cart,/\n1,2,3,2026-01-05 10:00:00,/cart,/\n", "views.csv"
    )
    assert claim(path)[0] == "heap"
    found = read(path)
    assert (found.names, found.counts) == (["pageview"], (2, 1, 1, 0))


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [{**CLICK, "type": []}, {**CLICK, "properties": 7}, {**CLICK, "event_id": {}}, {**CLICK, "time": []}]
    assert read(write(tmp_path, lines(CLICK, *bad))).counts == (5, 1, 0, 4)
