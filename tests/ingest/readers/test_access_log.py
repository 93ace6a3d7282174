"""The log of a web server: what people saw, without machines, failures and parts of pages."""

from __future__ import annotations

from convdesk.ingest.reader import Terms
from ingest.vendor_logs import claim, read, tried, write

CHROME = "Mozilla/5.0 (X11; Linux) Chrome/120.0"


def line(path="/", status=200, agent=CHROME, clock="10:00:00", ip="203.0.113.9", method="GET"):
    return f'{ip} - - [05/Jan/2026:{clock} +0100] "{method} {path} HTTP/1.1" {status} 512 "https://a.test/" "{agent}"\n'


def test_requests_are_page_views_of_a_visitor_who_is_only_a_hash(tmp_path):
    path = write(
        tmp_path, line() + line("/cart?a=1", clock="10:00:05") + line(ip="203.0.113.10", clock="10:00:07"), "access.log"
    )
    assert claim(path) == ("access-log", 0.95)
    found = read(path)
    assert [(at, texts["page"]) for _, at, texts in sorted(found.rows, key=lambda row: row[1])] == [
        ("2026-01-05T09:00:00Z", "/"), ("2026-01-05T09:00:05Z", "/cart?a=1"), ("2026-01-05T09:00:07Z", "/"),
    ]  # fmt: skip
    assert found.report.actors == 2
    assert "203.0" not in str(found.rows)
    assert "Mozilla" not in str(found.rows)
    assert set(found.names) == {"page view"}


def test_a_visitor_is_the_same_under_the_same_salt_only(tmp_path):
    path = write(tmp_path, line(), "access.log")
    first, again, other = (read(path, terms=Terms(salt=salt)).actors for salt in (b"a", b"a", b"b"))
    assert first == again != other


def test_machines_failures_and_parts_of_pages_are_left_out_and_counted(tmp_path):
    content = line() + line(agent="Googlebot/2.1") + line("/x", 404) + line("/style.css?v=2") + line("/old", 301)
    path = write(tmp_path, "# a comment\n\n" + content, "access.log")
    found = read(path)
    assert found.counts == (5, 2, 0, 3)
    for words in (
        "Requests by machines (crawlers, monitors, scripts) were left out: 1 of the rejected lines",
        "Requests that failed",
        "Pictures, styles",
    ):
        assert words in found.warnings
    assert read(path, options={"keep": "errors, assets"}).counts == (5, 4, 0, 1)


def test_the_common_form_and_whole_addresses_are_read(tmp_path):
    content = '203.0.113.9 - - [05/Jan/2026:10:00:00 +0000] "GET https://a.test/cart HTTP/1.0" 200 -\n'
    assert read(write(tmp_path, content, "access.log")).texts("page") == ["/cart"]


def test_lines_that_are_none_are_rejected_with_their_number(tmp_path):
    content = line() * 8 + "nonsense\n" + line(method="\\x16\\x03")
    found = read(write(tmp_path, content, "access.log"))
    assert found.counts == (10, 8, 0, 2)
    assert [where for where, _ in found.problems] == ["line 9", "line 10"]


def test_a_log_of_machines_alone_says_so(tmp_path):
    problem = tried(write(tmp_path, line(agent="curl/8.0") * 9, "access.log"), "access-log")
    assert problem.what.startswith("The file holds no events. Requests by machines")


def test_a_log_that_begins_with_machines_is_read_to_its_end(tmp_path):
    assert read(write(tmp_path, line(agent="curl/8.0") * 400 + line(), "access.log")).counts == (401, 1, 0, 400)
