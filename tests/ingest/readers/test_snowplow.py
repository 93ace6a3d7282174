"""Snowplow's enriched events, with and without a header."""

from __future__ import annotations

import json

from convdesk.ingest.snowplow_columns import COLUMNS
from ingest.vendor_logs import claim, read, write

IDS = [f"9e983d4a-e07c-4858-8e97-bdb7feb3124{number}" for number in range(6)]
VIEW = {
    "app_id": "shop", "platform": "web", "event": "page_view", "event_name": "page_view", "event_id": IDS[0],
    "collector_tstamp": "2026-01-05 10:00:02.000", "derived_tstamp": "2026-01-05 10:00:01.123", "domain_userid": "d1",
    "domain_sessionid": "s1", "page_url": "https://a.test/", "user_ipaddress": "1.2.3.4", "useragent": "Mozilla",
    "contexts": json.dumps({"schema": "iglu:com.acme/contexts/jsonschema/1-0-0", "data": [
        {"schema": "iglu:com.acme/web_page/jsonschema/1-0-0", "data": {"id": "p1", "tags": [1]}}]}),
}  # fmt: skip
PING = {
    **VIEW, "event": "page_ping", "event_name": "page_ping", "event_id": IDS[1], "pp_yoffset_max": "500",
    "br_viewheight": "400", "doc_height": "1000", "derived_tstamp": "2026-01-05 10:00:11.123", "contexts": "",
}  # fmt: skip


def tabbed(*records):
    return "".join("\t".join(record.get(name, "") for name in COLUMNS) + "\n" for record in records)


def table(*records, more=()):
    names = [*COLUMNS, *more]
    rows = [names, *([record.get(name, "") for name in names] for record in records)]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + "\n"


def test_lines_without_a_header_are_known_and_read(tmp_path):
    path = write(tmp_path, tabbed(VIEW, PING), "enriched.tsv")
    assert claim(path) == ("snowplow", 0.95)
    found = read(path)
    assert [row[:2] for row in found.rows] == [
        ("user:d1", "2026-01-05T10:00:01.123Z"), ("user:d1", "2026-01-05T10:00:11.123Z"),
    ]  # fmt: skip
    assert found.names == ["page_view", "page_ping"]
    assert found.texts("p:scroll %") == [None, "90"]
    assert found.texts("p:web_page.id") == ["p1", None]
    assert "1.2.3.4" not in str(found.rows)
    assert "Mozilla" not in str(found.rows)


def test_a_table_with_a_header_is_the_same(tmp_path):
    path = write(tmp_path, table(VIEW, PING), "atomic.csv")
    assert claim(path) == ("snowplow", 0.95)
    assert read(path).rows == read(write(tmp_path, tabbed(VIEW, PING), "enriched.tsv")).rows


def test_entities_in_columns_of_their_own_become_properties(tmp_path):
    columns = ("contexts_com_snowplowanalytics_snowplow_web_page_1_0_0", "unstruct_event_com_acme_order_placed_1_0_0")
    placed = {
        **VIEW, "event": "unstruct", "event_name": "order_placed", "contexts": "", columns[0]: '[{"id": "p9"}]',
        columns[1]: '{"total": 12.5, "lines": [1]}',
    }  # fmt: skip
    found = read(write(tmp_path, table(placed, more=columns), "atomic.csv"))
    assert (found.texts("p:web_page.id"), found.texts("p:total")) == (["p9"], ["12.5"])


def test_of_events_with_one_id_the_first_to_be_collected_is_kept(tmp_path):
    late = {**VIEW, "collector_tstamp": "2026-01-05 10:00:09.000", "derived_tstamp": "2026-01-05 09:59:00.000"}
    found = read(write(tmp_path, tabbed(late, VIEW, PING)))
    assert found.counts == (3, 2, 1, 0)
    assert found.report.first == "2026-01-05T10:00:01.123Z"


def test_a_structured_event_without_a_name_is_called_by_category_and_action(tmp_path):
    struct = {**VIEW, "event": "struct", "event_name": "", "se_category": "cart", "se_action": "add"}
    assert read(write(tmp_path, tabbed(struct))).names == ["cart / add"]


def test_without_a_cookie_the_session_stands_for_the_visitor(tmp_path):
    nobody = {**VIEW, "domain_userid": "", "network_userid": "n1"}
    apart = {**PING, "domain_userid": "", "domain_sessionid": "", "network_userid": "n1"}
    assert read(write(tmp_path, tabbed(nobody, apart))).actors == ["session:s1", "user:n1"]


def test_notes_in_place_of_a_user_id_join_nobody(tmp_path):
    found = read(write(tmp_path, tabbed({**VIEW, "user_id": "a test note"}, {**PING, "user_id": "ada"})))
    assert found.links == [("user:d1", "user:ada")]


def test_short_lines_and_broken_entities_do_not_stop_the_import(tmp_path):
    found = read(write(tmp_path, tabbed({**VIEW, "contexts": "{"}) + "a\tb\n" + tabbed(PING)))
    assert found.counts == (3, 2, 0, 1)
    assert found.problems == [("line 2", "The row has too few or too many columns.")]
