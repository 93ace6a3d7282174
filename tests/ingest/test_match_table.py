"""A match table is read as keys; what is wrong with a row is said with its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.ingest.identity import email_key, hidden_key
from convdesk.ingest.match_table import read_matches
from convdesk.model.people import KeyKind
from convdesk.model.problem import ProblemError

SALT = b"salt"


def read(tmp_path, text, name="crm.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_matches(path, SALT)


def test_headers_say_which_sort_of_id_a_column_holds(tmp_path):
    text = "customer_id,E-Mail,anonymousId,Session,Response ID\nu1,ann@example.org,d1,s1,R1\n"
    found = read(tmp_path, text)
    assert [column.kind for column in found.columns] == [
        KeyKind.USER, KeyKind.EMAIL, KeyKind.DEVICE, KeyKind.SESSION, KeyKind.RESPONDENT,
    ]  # fmt: skip
    address = hidden_key(email_key("ann@example.org"), SALT)
    assert found.rows == (("user:u1", address, "device:d1", "session:s1", "respondent:R1"),)


def test_columns_of_unknown_names_hold_any_id(tmp_path):
    found = read(tmp_path, "a;b\nu1;R7\nu2;ann@example.org\n")
    assert found.rows[0] == ("any:u1", "any:R7")
    assert found.rows[1] == ("any:u2", hidden_key(email_key("ann@example.org"), SALT))


def test_an_address_is_never_kept_wherever_it_stands(tmp_path):
    found = read(tmp_path, "user_id,a\nann@example.org,u1\n")
    assert "ann" not in "".join(found.rows[0])


def test_rows_that_name_fewer_than_two_ids_are_rejected_with_their_line(tmp_path):
    found = read(tmp_path, "user_id,email\nu1,\nu2,null\nu3,ann@example.org\n\nu4\n")
    assert (found.read, len(found.rows), found.rejected) == (4, 1, 3)
    assert [problem.where for problem in found.problems] == [f"crm.csv, line {n}" for n in (2, 3, 6)]


def test_the_same_row_twice_counts_once(tmp_path):
    found = read(tmp_path, "user_id,device_id\nu1,d1\nu1,d1\n")
    assert (found.read, len(found.rows), found.duplicates) == (2, 1, 1)


def test_utf_16_and_tabs_are_read(tmp_path):
    assert read(tmp_path, "user_id\tdevice\nu1\td1\n".encode("utf-16")).rows == (("user:u1", "device:d1"),)


@pytest.mark.parametrize("text", ["", "user_id\nu1\n", b"\0\1\2,\3\n1,2\n"])
def test_what_is_no_table_is_refused(tmp_path, text):
    with pytest.raises(ProblemError):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ProblemError):
        read_matches(tmp_path / "none.csv", SALT)


@given(st.text(alphabet=st.sampled_from('ab@.,;"\n\r\t0 é'), max_size=120))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader_and_every_row_is_counted(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "m.csv"
    path.write_text("user_id,email\n" + text, encoding="utf-8", newline="")
    try:
        found = read_matches(path, SALT)
    except ProblemError:
        return
    assert found.read == len(found.rows) + found.duplicates + found.rejected
