"""Folders, archives and files in one another become plain files, or are refused by name."""

import gzip
import io
import os
import zipfile

import pytest

from convdesk.ingest.containers import lay_out
from convdesk.model.progress import Cancelled, Progress, silent


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def laid_out(tmp_path, *paths):
    room = tmp_path / "room"
    room.mkdir()
    return lay_out(paths, room, silent())


def labels(layout):
    return [part.label for part in layout.parts]


def refusal(layout):
    ((label, problem),) = layout.refused
    return label, problem.what


def test_a_plain_file_is_itself(tmp_path):
    (tmp_path / "log.csv").write_text("a,b")
    layout = laid_out(tmp_path, tmp_path / "log.csv")
    assert [part.path for part in layout.parts] == [tmp_path / "log.csv"]


def test_the_files_of_a_folder_come_in_order_without_what_systems_leave_behind(tmp_path):
    for name in ("b.csv", "a/c.json", ".hidden", "__MACOSX/x", "Thumbs.db"):
        (tmp_path / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "export" / name).write_text("x")
    assert labels(laid_out(tmp_path, tmp_path / "export")) == ["export › a/c.json", "export › b.csv"]


def test_archives_in_archives_are_unpacked(tmp_path):
    inner = io.BytesIO()
    zipped(inner, **{"2026__events.json": '{"a": 1}'})
    outer = zipped(tmp_path / "export.zip", **{"week.zip": inner.getvalue(), "packed.json.gz": gzip.compress(b"{}")})
    layout = laid_out(tmp_path, outer)
    assert labels(layout) == ["export.zip › packed.json.gz", "export.zip › week.zip › 2026/events.json"]
    assert layout.parts[1].path.read_text() == '{"a": 1}'


def test_an_archive_behind_gzip_is_unpacked_and_a_packed_text_is_left_to_its_reader(tmp_path):
    plain = io.BytesIO()
    zipped(plain, **{"log.csv": "a,b"})
    (tmp_path / "export.zip.gz").write_bytes(gzip.compress(plain.getvalue()))
    (tmp_path / "twice.csv.gz").write_bytes(gzip.compress(gzip.compress(b"a,b")))
    (tmp_path / "once.csv.gz").write_bytes(gzip.compress(b"a,b"))
    paths = [tmp_path / name for name in ("export.zip.gz", "twice.csv.gz", "once.csv.gz")]
    layout = laid_out(tmp_path, *paths)
    assert labels(layout) == ["export.zip.gz › log.csv", "twice.csv.gz", "once.csv.gz"]
    assert layout.parts[1].path.read_bytes() == gzip.compress(b"a,b", mtime=0) or layout.parts[1].path != paths[1]
    assert layout.parts[2].path == paths[2]


def test_a_spreadsheet_is_a_file_and_a_document_is_refused(tmp_path):
    sheet = zipped(tmp_path / "survey.xlsx", **{"xl__workbook.xml": "<workbook/>"})
    letter = zipped(tmp_path / "letter.docx", **{"word__document.xml": "<w/>"})
    layout = laid_out(tmp_path, sheet, letter)
    assert labels(layout) == ["survey.xlsx"]
    assert refusal(layout) == ("letter.docx", "This is a Word document.")


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:/evil.csv"])
def test_an_archive_that_would_write_outside_its_folder_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "trap.zip", "w") as archive:
        archive.writestr("fine.csv", "a")
        archive.writestr(name, "x")
    layout = laid_out(tmp_path, tmp_path / "trap.zip")
    assert "outside its own folder" in refusal(layout)[1]
    assert not layout.parts
    assert not list(tmp_path.glob("evil.csv"))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", **{f"{n}.csv": b"\0" * (64 << 20) for n in range(5)})
    layout = laid_out(tmp_path, bomb)
    assert "more than 200 times its size" in refusal(layout)[1]
    assert sum(file.stat().st_size for file in (tmp_path / "room").rglob("*") if file.is_file()) == 0


def test_an_archive_that_lies_about_its_sizes_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.containers.FREE_EXPANSION_BYTES", 1 << 20)
    data = bytearray(zipped(tmp_path / "liar.zip", **{"a.csv": b"\0" * (8 << 20)}).read_bytes())
    (tmp_path / "liar.zip").write_bytes(data.replace((8 << 20).to_bytes(4, "little"), (8).to_bytes(4, "little")))
    assert laid_out(tmp_path, tmp_path / "liar.zip").refused


def test_a_damaged_and_an_empty_archive_are_refused(tmp_path):
    whole = zipped(tmp_path / "whole.zip", **{"log.csv": "a,b\n" * 1000}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    zipped(tmp_path / "none.zip", **{".hidden": ""})
    layout = laid_out(tmp_path, tmp_path / "cut.zip", tmp_path / "none.zip")
    assert [problem.what for _, problem in layout.refused] == [
        "The zip archive is damaged, cut off, or packed in an unknown way.",
        "The archive is empty.",
    ]


def test_archives_that_lie_too_deep_are_refused(tmp_path):
    data = b"a,b"
    for level in range(7):
        box = io.BytesIO()
        zipped(box, **{f"level{level}.{'csv' if level == 0 else 'zip'}": data})
        data = box.getvalue()
    (tmp_path / "doll.zip").write_bytes(data)
    assert "Archives lie in archives" in refusal(laid_out(tmp_path, tmp_path / "doll.zip"))[1]


def test_an_empty_folder_says_so(tmp_path):
    (tmp_path / "empty").mkdir()
    assert refusal(laid_out(tmp_path, tmp_path / "empty")) == ("empty", "There are no files in this folder.")


def test_unpacking_can_be_cancelled(tmp_path):
    archive = zipped(tmp_path / "big.zip", **{"log.csv": b"a,b\n" * (1 << 20)})
    room = tmp_path / "room"
    room.mkdir()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        lay_out([archive], room, progress)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(laid_out(tmp_path, tmp_path / "pipe.csv")) == ("pipe.csv", "This is no file.")


def test_a_cut_archive_is_not_taken_for_the_one_inside_it(tmp_path):
    inner = zipped(tmp_path / "inner.zip", **{"b.csv": "b"})
    whole = zipped(tmp_path / "whole.zip", **{"a.csv": "a", "inner.zip": inner.read_bytes()})
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:-30])
    found = laid_out(tmp_path, tmp_path / "cut.zip")
    assert labels(found) == []
    assert "damaged, cut off" in str(refusal(found))
