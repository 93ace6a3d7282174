"""The list that says whose each recording is."""

from __future__ import annotations

import pytest

from convdesk.ingest.manifest import is_manifest, read_manifest
from convdesk.model.problem import ProblemError


def listed(folder, text):
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_list_gives_user_and_session_by_file_name(tmp_path):
    path = listed(tmp_path, "File;User ID;Session_Id\nrecordings/a.json;u1;s1\n\nC:\\tapes\\b.json.gz;;s2\n")
    assert is_manifest(path)
    assert read_manifest(path) == {"a.json": ("u1", "s1"), "b.json.gz": (None, "s2")}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("a.json,u1,s1\n,u2,s2\n", "list.csv, line 3"),
        ("a.json,,\n", "list.csv, line 2"),
        ("a.json,u1,s1\nx/a.json,u2,s1\n", "list.csv, line 3"),
    ],
)
def test_a_row_that_cannot_be_right_is_a_problem_with_its_line(tmp_path, rows, where):
    with pytest.raises(ProblemError) as caught:
        read_manifest(listed(tmp_path, "file,user,session\n" + rows))
    assert caught.value.problem.where == where


@pytest.mark.parametrize(
    "text", ["file,width\na.json,1440\n", "path,user_id\n/cart,u1\n", "", "user,event,time\n1,a,2\n"]
)
def test_other_tables_are_no_list_of_recordings(tmp_path, text):
    assert not is_manifest(listed(tmp_path, text))
