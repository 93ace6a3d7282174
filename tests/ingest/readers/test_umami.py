"""Umami's events."""

from __future__ import annotations

from ingest.vendor_logs import claim, read, write

HEADER = "website_id,session_id,visit_id,event_id,url_path,page_title,event_type,event_name,created_at\n"
VIEW = "w1,s1,v1,e1,/cart,Cart,1,,2026-01-05 10:00:00.000\n"
NAMED = "w1,s1,v1,e2,/cart,Cart,2,buy,2026-01-05 10:00:01.000\n"


def test_a_named_event_keeps_its_name_and_the_others_are_page_views(tmp_path):
    path = write(tmp_path, HEADER + VIEW + NAMED, "umami.csv")
    assert claim(path)[0] == "umami"
    found = read(path)
    assert set(found.actors) == {"session:s1"}
    assert [(texts["event"], texts["page"]) for _, _, texts in found.rows] == [("page view", "/cart"), ("buy", "/cart")]


def test_the_same_event_comes_in_once(tmp_path):
    assert read(write(tmp_path, HEADER + VIEW + VIEW, "umami.csv")).counts == (2, 1, 1, 0)


def test_a_row_that_says_nothing_of_what_happened_is_rejected(tmp_path):
    empty = "w1,s1,v1,e3,,,1,,2026-01-05 10:00:02.000\n"
    assert read(write(tmp_path, HEADER + VIEW + empty, "umami.csv")).counts == (2, 1, 0, 1)
