"""Writing beside and swapping."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from convdesk.export.swap import beside
from convdesk.model.problem import ProblemError


def write(out, text="new"):
    with beside(out) as made:
        made.write_text(text)


def test_what_was_written_takes_the_place_of_the_old_file(tmp_path):
    out = tmp_path / "deck.pptx"
    out.write_text("old")
    write(out)
    assert out.read_text() == "new"
    assert list(tmp_path.iterdir()) == [out]


def test_it_is_written_in_the_same_folder_under_the_same_ending(tmp_path):
    with beside(tmp_path / "deck.pptx") as made:
        assert made.parent == tmp_path
        assert made.suffix == ".pptx"
        made.write_text("new")


def test_after_a_failure_the_old_file_is_as_it_was_and_nothing_else_is_there(tmp_path):
    out = tmp_path / "deck.pptx"
    out.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write(out, "half \ud800")
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_the_old_files_permissions_stay(tmp_path):
    out = tmp_path / "deck.pptx"
    out.write_text("old")
    out.chmod(0o640)
    write(out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_a_link_goes_on_pointing_at_the_file(tmp_path):
    (tmp_path / "real.pptx").write_text("old")
    link = tmp_path / "link.pptx"
    link.symlink_to(tmp_path / "real.pptx")
    write(link)
    assert link.is_symlink()
    assert (tmp_path / "real.pptx").read_text() == "new"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ProblemError, match="does not exist"):
        write(tmp_path / "gone" / "deck.pptx")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(ProblemError, match="folder, not a file"):
        write(tmp_path)


def test_a_write_protected_file_is_left_alone(tmp_path, monkeypatch):
    out = tmp_path / "deck.pptx"
    out.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ProblemError, match="write-protected"):
        write(out)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("fsync", errno.ENOSPC, "disk is full"),
        ("replace", errno.EACCES, "open in another program"),
        ("replace", errno.EIO, "cannot be written"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(tmp_path, monkeypatch, name, code, said):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, refuse)
    with pytest.raises(ProblemError, match=said):
        write(tmp_path / "deck.pptx")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_folder_is_said_to_be_one(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(ProblemError, match="Nothing can be written to this folder"):
        write(tmp_path / "deck.pptx")
