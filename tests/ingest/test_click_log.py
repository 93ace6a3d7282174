"""Click logs: what is where, when and a click is found out, said, and can be told."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from click_logs import FILE_MS, opened, said, table
from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.click_log import READER
from convdesk.ingest.readers.table import all_readers
from convdesk.ingest.sniff import choose, head_of
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress, silent

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
T0 = 1_694_326_352

STROKES = table(
    "timestamp,x,y,label,session_id", (T0 + 0.25, 10, 20, "start", "a-1"), (T0 + 0.75, 11, 21, "path", "a-1"),
    (T0 + 1.5, 700, 500, "start", "b-2"), (T0 + 2, 701, 501, "end", "b-2"),
)  # fmt: skip


def test_rows_of_moves_become_one_recording_a_session(tmp_path):
    with opened(tmp_path, STROKES) as result:
        report, tapes = result.report, result.recordings
    assert (report.read, report.kept, report.sessions, report.clicks, report.moves) == (4, 4, 2, 0, 4)
    assert [one.session for one in tapes] == ["a-1", "b-2"]
    assert tapes[0].keys == ("session:a-1",)
    assert tapes[0].moves.tolist() == [(T0 * 1000 + 250, 0, 10, 20), (T0 * 1000 + 750, 0, 11, 21)]
    assert (report.first, tapes[1].duration_ms) == ("2023-09-10T06:12:32.250Z", 500)
    assert "No word means a click" in said(result)


def test_clicks_are_told_from_moves_by_their_kind(tmp_path):
    content = table(
        "session_id,x,y,time,event_type,url", ("s", 1, 2, "2026-03-04T09:00:00Z", "move", "/a"),
        ("s", 3, 4, "2026-03-04T09:00:01.500Z", "click", "/a"), ("s", 5, 6, "2026-03-04T09:00:03Z", "scroll", "/b"),
        ("s", 7, 8, "2026-03-04T09:00:04Z", "mousedown", "/b"),
    )  # fmt: skip
    with opened(tmp_path, content) as result:
        report, (tape,) = result.report, result.recordings
    assert (report.clicks, report.moves, report.scrolls, report.pages) == (1, 1, 1, 2)
    assert tape.pages == ["/a", "/b"]
    assert tape.clicks[["x", "y", "page", "reaction_ms"]].tolist() == [(3, 4, 0, 0)]
    assert [(row["page"], row["left_ms"] - row["at_ms"]) for row in tape.visits] == [(0, 3000), (1, 1000)]
    assert "“click” as clicks" in said(result)
    assert "none of these clicks counts as dead" in said(result)


def test_what_a_click_is_can_be_told(tmp_path):
    with opened(tmp_path, STROKES, options={"click": "end"}) as result:
        assert (result.report.clicks, result.report.moves) == (1, 3)
    with opened(tmp_path, STROKES, options={"click": "all"}) as result:
        assert (result.report.clicks, result.report.moves) == (4, 0)


def test_balabit_rows_have_relative_seconds_and_places_without_a_value(tmp_path):
    content = table(
        "record timestamp,client timestamp,button,state,x,y", (0.0, 0.0, "NoButton", "Move", 399, 962),
        (0.117, 0.109, "NoButton", "Move", 403, 962), (0.5, 0.45, "Left", "Pressed", 403, 960),
        (0.6, 0.5, "Left", "Released", 403, 960), (1.0, 0.9, "Right", "Pressed", 403, 960),
        (1.1, 1.0, "Scroll", "Down", 65535, 65535), (1.2, 1.1, "NoButton", "Move", 65535, 65535),
    )  # fmt: skip
    with opened(tmp_path, content, name="session_0041905381") as result:
        report, (tape,) = result.report, result.recordings
    assert (report.read, report.clicks, report.moves, report.scrolls, report.rejected) == (7, 1, 2, 1, 1)
    assert tape.clicks["at_ms"].tolist() == [FILE_MS + 450]
    assert report.problems[0].what == "The row is a move without a place."
    assert "seconds since the start" in said(result)
    assert "invented start" in said(result)


@pytest.mark.parametrize(
    ("times", "unit"),
    [((0, 16, 33, 50), "milliseconds"), ((0.0, 0.016, 0.033, 0.05), "seconds"), ((5.1, 1300.7, 2900.2), "milliseconds"),
     ((0, 1, 3, 4), "seconds")],
)  # fmt: skip
def test_the_unit_of_times_since_a_start_is_found_from_their_steps(tmp_path, times, unit):
    content = table("time,x,y,event", *((at, 5, 6, "move") for at in times))
    with opened(tmp_path, content) as result:
        assert f"count {unit} since" in said(result)


def test_the_unit_can_be_told(tmp_path):
    content = table("time,x,y,event", (0, 5, 6, "move"), (16, 5, 6, "move"))
    with opened(tmp_path, content, options={"time_unit": "s"}) as result:
        assert result.recordings[0].duration_ms == 16_000


def test_a_session_that_mixes_both_clocks_begins_where_its_moments_say(tmp_path):
    at = 1_700_000_000_000
    content = table("session_id,x,y,time,event_type,label", ("s", 1, 1, 100, "move", "q"), ("s", 2, 2, at, "move", "q"),
                    ("s", 3, 3, 160, "click", "q"), ("t", 3, 3, 40, "click", "q"))  # fmt: skip
    with opened(tmp_path, content) as result:
        one, other = result.recordings
    assert one.clicks["at_ms"].tolist() == [at - 100 + 160]
    assert other.clicks["at_ms"].tolist() == [FILE_MS + 40]


def test_pairs_in_one_cell_semicolons_and_a_nameless_column_are_read(tmp_path):
    content = (
        ";time;token;event;nodeName;nodeType;global_position;local_position;local_dimensions\n"
        "0;2026-03-04 09:00:00.000;t-1;mousemove;DIV;1;[904, 241];[4, 1];[90, 20]\n"
        "1;2026-03-04 09:00:00.400;t-1;click;BUTTON;1;[-14, 242];[5, 2];[90, 20]\n"
    )
    with opened(tmp_path, content) as result:
        (tape,) = result.recordings
    assert (tape.session, tape.clicks[["x", "y"]].tolist(), tape.moves["x"].tolist()) == ("t-1", [(-14, 242)], [904])
    assert tape.elements == [("BUTTON", "BUTTON")]
    assert "pixels of the screen" in said(result)
    assert result.report.zone_assumed == "UTC"


def test_ticks_in_columns_named_click_and_scroll_are_read(tmp_path):
    content = table(
        "UTC,x_coord,y_coord,click,scroll", ("2026-03-04 09:00:00", 5, -6, "None", "None"),
        ("2026-03-04 09:00:01", 5, 6, "Button.left", "None"), ("2026-03-04 09:00:02", 5, 6, "None", "Down"),
        ("2026-03-04 09:00:03", "None", "None", "None", "None"),
    )  # fmt: skip
    with opened(tmp_path, content) as result:
        report = result.report
    assert (report.clicks, report.scrolls, report.moves, report.rejected) == (1, 1, 1, 1)


def test_logs_with_blanks_between_are_read_with_their_elements(tmp_path):
    content = (
        "cursor timestamp xpos ypos event xpath attrs extras\n"
        "0 1700000000000 0 0 load / {} {}\n"
        '0 1700000000100 50 60 mousemove //*[@id="a"] {"id": "a", "class": "b c"} {}\n'
        "0 1700000000900 51 61 click /html/body/a[2] {} {}\n"
    )
    with opened(tmp_path, content, name="evtrack.txt") as result:
        report, (tape,) = result.report, result.recordings
    assert (report.kept, report.clicks, report.moves) == (3, 1, 1)
    assert tape.elements == [("/html/body/a[2]", "/html/body/a[2]")]


def test_points_under_pages_and_sessions_in_json_are_read(tmp_path):
    point = lambda x, at, kind: {"x": x, "y": 3000, "timestamp": at, "type": kind}  # noqa: E731
    told = {
        "data": {
            "http://a.test/?token=abc": {
                "0": [point(1, 10, "move"), point(2, 400, "click")],
                "1": [point(3, 0, "move")],
            }
        }
    }
    with opened(tmp_path, json.dumps(told), name="log.json") as result:
        report, tapes = result.report, result.recordings
    assert (report.sessions, report.clicks, report.moves, report.pages) == (2, 1, 2, 1)
    assert tapes[0].pages == ["http://a.test/?token=***"]
    assert "page pixels" in said(result)
    assert not {one.session for one in tapes} & {"0", "1"}


JSON_LOGS = {
    "list": [{"x": 5, "y": 6, "time": T0, "event": "click", "session": "s"}],
    "lines": b'{"x":5,"y":6,"time":1694326352,"event":"click","session":"s"}\n{"x":1,"y":1,"time":1694326353,"event":"move","session":"s"}',
    "inner object": [{"position": {"x": 5, "y": 6}, "time": T0, "event": "click", "session": "s"}],
    "around": {"session": "s", "width": 1280, "points": [{"x": 5, "y": 6, "time": T0, "event": "click"}]},
    "kinds as keys": {"session": "s", "clicks": [{"x": 5, "y": 6, "time": T0}], "moves": [{"x": 7, "y": 8, "time": T0}]},
}  # fmt: skip


@pytest.mark.parametrize("content", JSON_LOGS.values(), ids=JSON_LOGS.keys())
def test_json_of_any_nesting_is_read(tmp_path, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with opened(tmp_path, data, name="log.json") as result:
        (tape,) = result.recordings
    assert (tape.session, tape.clicks[["x", "y"]].tolist()) == ("s", [(5, 6)])


def test_a_broken_line_of_json_is_rejected(tmp_path):
    content = b'{"x":5,"y":6,"time":1694326352}\n{"x":5,"y"\n{"x":7,"y":6,"time":1694326353}'
    with opened(tmp_path, content, name="log.json") as result:
        assert (result.report.kept, result.report.rejected, result.report.problems[0].where) == (2, 1, "point 2")


def test_fractions_are_drawn_on_a_stated_width(tmp_path):
    content = table("time,x,y,event,url", (T0, 0.25, 0.5, "click", "/a"), (T0 + 1, 1, 0, "click", "/a"))
    with opened(tmp_path, content) as result:
        assert result.recordings[0].clicks[["x", "y", "width"]].tolist() == [(250, 500, 1000), (1000, 0, 1000)]
        assert "1,000 px and as high" in said(result)
    with opened(tmp_path, content, options={"width": "1280", "height": "4000"}) as result:
        assert result.recordings[0].clicks[["x", "y"]].tolist() == [(320, 2000), (1280, 0)]


def test_fractions_across_and_pixels_down_are_told_apart(tmp_path):
    content = table("time,pointer_relative_x,pointer_y,type", (T0, 0.25, 900, "click"), (T0 + 1, 0.5, 30, "click"))
    (tmp_path / "a.csv").write_text(content)
    mapping = READER.propose(head_of(tmp_path / "a.csv")).mapping.with_role("pointer_relative_x", Role.X)
    mapping = mapping.with_role("pointer_y", Role.Y)
    with READER.read(tmp_path / "a.csv", mapping, silent()) as result:
        assert result.recordings[0].clicks[["x", "y"]].tolist() == [(250, 900), (500, 30)]


def test_the_size_of_the_viewport_is_taken_from_the_log(tmp_path):
    content = table("time,clientX,clientY,type,viewport_width,viewport_height", (T0, 5, 6, "click", 390, 844))
    with opened(tmp_path, content) as result:
        assert result.recordings[0].clicks[["width", "height"]].tolist() == [(390, 844)]
        assert "pixels of the viewport" in said(result)


@pytest.mark.parametrize(
    ("name", "value"), [("space", "moon"), ("width", "wide"), ("time_unit", "weeks"), ("width", "nan")]
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path, name, value):
    with pytest.raises(ProblemError, match="option"), opened(tmp_path, STROKES, options={name: value}):
        pass


def test_people_without_sessions_are_cut_where_nothing_happened_for_half_an_hour(tmp_path):
    rows = [(T0 + at, 5, 6, "click", user) for at, user in ((0, "u1"), (60, "u1"), (4000, "u1"), (30, "u2"))]
    with opened(tmp_path, table("timestamp,x,y,event,user_id", *rows)) as result:
        assert [(one.keys, one.events) for one in result.recordings] == [
            (("user:u1",), 2),
            (("user:u1",), 1),
            (("user:u2",), 1),
        ]
        assert len({one.session for one in result.recordings}) == 3


def test_sessions_that_are_mere_numbers_do_not_meet_those_of_other_files(tmp_path):
    content = table("timestamp,x,y,event,session_id", (T0, 5, 6, "click", 1), (T0, 5, 6, "click", 2))
    with opened(tmp_path, content, name="monday.csv") as result:
        assert [one.keys for one in result.recordings] == [("session:monday 1",), ("session:monday 2",)]


def test_rows_without_any_time_are_kept_apart_and_say_so(tmp_path):
    with opened(
        tmp_path, table("x,y,event,page", (5, 6, "click", "/a"), (5, 6, "click", "/a"), (5, 6, "click", "/a"))
    ) as result:
        assert np.diff(result.recordings[0].clicks["at_ms"]).min() >= 1000
        assert "No column says when" in said(result)


def test_bad_rows_are_rejected_with_their_line(tmp_path):
    content = STROKES + "yesterday,5,6,path,a-1\n1,2\n1694326353,,,path,a-1\n"
    with opened(tmp_path, content) as result:
        report = result.report
    assert (report.read, report.kept, report.rejected) == (7, 4, 3)
    assert sorted(problem.where for problem in report.problems) == ["line 6", "line 7", "line 8"]


def test_sessions_the_study_has_are_duplicates_also_after_a_copy_of_the_file(tmp_path):
    relative = table(
        "time,x,y,event,session_id",
        (0, 5, 6, "click", "aa-1"),
        (900, 5, 6, "click", "aa-1"),
        (0, 1, 1, "click", "bb-1"),
    )
    with opened(tmp_path, relative) as result:
        known = frozenset({result.recordings[0].digest})
    path = tmp_path / "copy.csv"
    path.write_text(relative)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    with READER.read(path, READER.propose(head_of(path)).mapping, silent(), Terms(known_recordings=known)) as result:
        report = result.report
    assert (report.read, report.kept, report.duplicates, [one.session for one in result.recordings]) == (
        3,
        1,
        2,
        ["bb-1"],
    )


def test_gzip_utf_16_and_windows_text_are_read(tmp_path):
    for name, content in (("a.csv.gz", gzip.compress(STROKES.encode())), ("b.csv", STROKES.encode("utf-16")),
                          ("c.csv", STROKES.replace("path", "Größe").encode("cp1252"))):  # fmt: skip
        with opened(tmp_path, content, name=name) as result:
            assert result.report.kept == 4, name


def test_personal_columns_are_left_out_and_named(tmp_path):
    content = table("timestamp,x,y,event,session_id,ip", (T0, 5, 6, "click", "a-1", "10.0.0.1"))
    with opened(tmp_path, content) as result:
        assert result.report.personal == ("ip",)


def test_reading_can_be_cancelled(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(STROKES)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), READER.read(path, READER.propose(head_of(path)).mapping, progress):
        pass


def test_a_click_log_is_chosen_among_all_readers(tmp_path):
    for name, content in (("a.csv", STROKES), ("a.json", json.dumps(JSON_LOGS["list"]))):
        (tmp_path / name).write_text(content)
        assert choose(head_of(tmp_path / name), all_readers())[0].name == "clicks"


def test_an_event_log_with_places_stays_an_event_log(tmp_path):
    rows = [(f"u{n}", name, T0 + n, 5, 6) for n, name in enumerate(["signup", "purchase", "search", "signup"] * 3)]
    (tmp_path / "log.csv").write_text(table("user_id,event,timestamp,x,y", *rows))
    assert choose(head_of(tmp_path / "log.csv"), all_readers())[0].name == "events-csv"


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b"x,y\n1,2\n", b'{"a": 1}', b"\x00\xff", b"PAR1....", b"var a = [{x: 1, y: 2}]"]
)
def test_other_files_are_hardly_claimed(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    assert READER.claims(head_of(tmp_path / "other")).confidence <= 0.15


CELLS = st.sampled_from(
    ["", "1", "-5", "0.5", "65535", "None", "[904, 241]", "[1", "1e9", "nan", "inf", "1700000000000", "0", "12", "9" * 40,
     "2026-03-04T09:00:00Z", "click", "move", "yesterday", "/a", '"', "\x00", "½"]
)  # fmt: skip
TABLES = st.builds(
    lambda header, rows, cut: cut.join(header) + "\n" + "\n".join(cut.join(row) for row in rows),
    st.lists(st.sampled_from(["x", "y", "time", "event", "session_id", "user_id", "url", "width", "position", "click"]), min_size=2, max_size=7),
    st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=8), st.sampled_from([",", ";", "\t", " "]),
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["x", "y", "time", "type", "session", "position", "http://a.test/", "0", "clicks", "points"]), inner, max_size=5
    ), max_leaves=30,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(content=TABLES | VALUES.map(json.dumps) | st.binary(max_size=80))
def test_any_junk_is_a_problem_or_an_honest_report(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    try:
        with opened(folder, content, name="junk") as result:
            report = result.report
            assert report.read == report.kept + report.duplicates + report.rejected > 0
            assert sum(one.events for one in result.recordings) == report.kept
    except ProblemError as error:
        assert error.problem.remedy


def test_deeply_nested_json_is_refused(tmp_path):
    with pytest.raises(ProblemError), opened(tmp_path, b'{"x":' * 50_000 + b"1" + b"}" * 50_000, name="deep.json"):
        pass


def test_a_packed_log_that_grows_without_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.click_table.FREE_EXPANSION_BYTES", 1 << 20)
    bomb = gzip.compress((STROKES + "1,2,3,path,a\n" * 400_000).encode())
    with pytest.raises(ProblemError, match="grows without bounds"), opened(tmp_path, bomb, name="log.csv.gz"):
        pass


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
@pytest.mark.parametrize(
    "name", ["gousekid__mouse_data_151231.csv", "gousekid__mouse_data_220147.csv", "uianalyzer__mousereplay.json"]
)
def test_real_click_logs_give_the_counts_of_the_answer_key(name):
    answers = json.loads((REAL / "ANSWERS.json").read_text())[f"clicks/{name}"]
    head = head_of(REAL / "clicks" / name)
    reader, _ = choose(head, all_readers())
    assert reader is READER
    with READER.read(head.path, READER.propose(head).mapping, silent()) as result:
        report = result.report
        places = np.concatenate([one.moves for one in result.recordings])
    assert (report.read, report.kept) == (answers.get("rows", answers.get("points")),) * 2
    assert (report.sessions, report.clicks, report.moves) == (answers["sessions"], answers["clicks"], report.kept)
    if "x" in answers:
        assert [places["x"].min(), places["x"].max(), places["y"].max()] == [*answers["x"], answers["y_max"]]
