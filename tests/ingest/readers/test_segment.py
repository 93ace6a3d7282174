"""Calls of Segment and RudderStack, and their tables in a warehouse."""

from __future__ import annotations

import json

from ingest.vendor_logs import claim, lines, read, write

AT = "2026-01-05T10:00:0{}.000Z"


def call(kind, number, **more):
    return {
        "type": kind,
        "messageId": f"m{number}",
        "anonymousId": "a1",
        "userId": None,
        "timestamp": AT.format(number),
        **more,
    }


PAGE = call("page", 1, name="Cart", properties={"url": "https://a.test/cart", "title": "Cart"},
            context={"ip": "1.2.3.4", "userAgent": "Mozilla", "locale": "nb", "campaign": {"source": "mail"}})  # fmt: skip
WHO = call("identify", 2, userId="u9", traits={"plan": "pro", "email": "ada@example.org"})
BUY = call("track", 3, userId="u9", event="Order Completed", properties={"revenue": 12.5, "page": "x"},
           context={"page": {"url": "https://a.test/done"}})  # fmt: skip


def test_calls_are_events_with_their_pages_and_without_addresses(tmp_path):
    path = write(tmp_path, lines(PAGE, WHO, BUY))
    assert claim(path) == ("segment", 0.95)
    found = read(path)
    assert found.rows == [
        ("user:a1", "2026-01-05T10:00:01Z", {
            "event": "page", "page": "https://a.test/cart", "p:url": "https://a.test/cart", "p:title": "Cart",
            "p:name": "Cart", "p:locale": "nb", "p:campaign.source": "mail",
        }),
        ("user:u9", "2026-01-05T10:00:02Z", {"event": "identify", "p:traits.plan": "pro"}),
        ("user:u9", "2026-01-05T10:00:03Z", {
            "event": "Order Completed", "page": "https://a.test/done", "p:revenue": "12.5", "p:properties.page": "x",
        }),
    ]  # fmt: skip


def test_identify_and_alias_join_the_anonymous_visitor_to_the_user(tmp_path):
    alias = call("alias", 4, userId="u9", previousId="old")
    links = set(read(write(tmp_path, lines(PAGE, WHO, alias))).links)
    assert {("user:u9", "user:a1"), ("user:u9", "user:old")} <= links
    assert any(key.startswith("email:") for _, key in links)


def test_a_payload_of_many_calls_is_opened_in_a_file_and_in_a_line(tmp_path):
    plain = read(write(tmp_path, lines(PAGE, BUY))).rows
    whole = write(tmp_path, json.dumps({"batch": [PAGE, BUY], "sentAt": AT.format(9)}, indent=2), "payload.json")
    lined = write(tmp_path, lines({"batch": [PAGE]}, {"batch": [BUY]}), "payloads.json")
    assert claim(whole)[0] == claim(lined)[0] == "segment"
    assert read(whole).rows == read(lined).rows == plain


def test_the_time_is_the_corrected_one_else_the_original_one(tmp_path):
    early = call("track", 1, event="x", timestamp=None, originalTimestamp=AT.format(7), receivedAt=AT.format(9))
    assert read(write(tmp_path, lines(early))).rows[0][1] == "2026-01-05T10:00:07Z"


def test_a_call_that_comes_twice_is_a_duplicate(tmp_path):
    assert read(write(tmp_path, lines(PAGE, BUY, BUY))).counts == (3, 2, 1, 0)


def test_tables_are_known_by_their_columns(tmp_path):
    shared = "id,anonymous_id,user_id,received_at,sent_at,timestamp,context_ip"
    row = "m1,a1,u9,2026-01-05 10:00:02,2026-01-05 10:00:01,2026-01-05 10:00:00,1.2.3.4"
    tables = {
        "tracks.csv": ("event,event_text,revenue", "order_completed,Order Completed,5", "Order Completed"),
        "pages.csv": ("url,path,title", "https://a.test/cart,/cart,Cart", "page"),
        "identifies.csv": ("email,plan", "ada@example.org,pro", "identify"),
    }
    for name, (columns, cells, event) in tables.items():
        path = write(tmp_path, f"{shared},{columns}\n{row},{cells}\n", name)
        assert claim(path)[0] == "segment", name
        found = read(path)
        assert (found.names, found.actors) == ([event], ["user:u9"])
        assert found.rows[0][1] == "2026-01-05T10:00:00Z"
        assert "1.2.3.4" not in str(found.rows)


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [call("nonsense", 4), call("track", 4), call("track", 4, event={}), call("page", 4, properties=[]),
           call("page", 4, context="x"), call("page", 4, userId={}), call([], 4), call("identify", 4, traits=7)]  # fmt: skip
    assert read(write(tmp_path, lines(PAGE, *bad))).counts == (9, 1, 0, 8)
