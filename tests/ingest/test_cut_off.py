"""JSON that breaks off is known from its ends, before anything is read."""

from __future__ import annotations

import gzip
import json

import pytest

from convdesk.ingest.cut_off import cut_off
from convdesk.ingest.sniff import head_of

RECORDS = [{"event": "open", "distinct_id": f"u{n}", "time": 1_767_600_000 + n} for n in range(40_000)]
FEW = RECORDS[:30]
SHAPES = {
    "list": json.dumps(FEW), "pretty": json.dumps(FEW, indent=1), "large": json.dumps(RECORDS),
    "wrapped": json.dumps({"total": 30, "events": FEW}), "utf-16": json.dumps(FEW),
}  # fmt: skip


def found(path, text, encoding="utf-8", pack=bytes):
    path.write_bytes(pack(text.encode(encoding)))
    return cut_off(head_of(path))


@pytest.mark.parametrize("name", SHAPES)
def test_a_list_or_object_without_its_end_is_told_of_with_the_line_it_ends_on(tmp_path, name):
    encoding = name if name == "utf-16" else "utf-8"
    whole = SHAPES[name]
    assert found(tmp_path / "a.json", whole + "\n\n", encoding) is None
    problem = found(tmp_path / "a.json", whole[:-9], encoding)
    assert (problem.where, problem.what[:20]) == (
        f"a.json, line {whole[:-9].count(chr(10)) + 1}",
        "The file breaks off ",
    )
    assert found(tmp_path / "a.json.gz", whole, encoding, gzip.compress) is None


def test_of_lines_only_the_last_is_broken_and_other_texts_have_no_end(tmp_path):
    lines = "\n".join(map(json.dumps, FEW))
    assert found(tmp_path / "a.ndjson", lines[:-5]) is None
    assert found(tmp_path / "a.csv", "user,event\nu1,open") is None
