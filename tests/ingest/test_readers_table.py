"""Which reader a file goes to: large files that are likely logs are not asked whether they are surveys."""

from dataclasses import replace

import pytest
from event_logs import write

from convdesk.ingest import sniff
from convdesk.ingest.readers import table
from convdesk.model.problem import ProblemError

LOG = ["user_id,session_id,event,timestamp", *(f"u{n},s{n},go,2026-01-01 10:00:{n:02d}" for n in range(20))]
SURVEY = ["Response ID,How likely are you to recommend us?,Why?", *(f"{n},{n % 11},It is fine {n}" for n in range(20))]


def large(folder, lines):
    """The head of a file that says it is large."""
    return replace(sniff.head_of(write(folder, lines)), size_bytes=table.LARGE_BYTES + 1)


def test_a_large_log_is_known_without_asking_the_readers_of_surveys(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "survey_readers", lambda: pytest.fail("asked"))
    assert table.choose(large(tmp_path, LOG)).name == "events-csv"


def test_a_large_survey_is_known_all_the_same(tmp_path):
    assert table.choose(large(tmp_path, SURVEY)).name == table.choose(sniff.head_of(write(tmp_path, SURVEY))).name
    assert table.choose(large(tmp_path, SURVEY)).name == "survey"


def test_a_reader_is_found_by_its_name_or_the_names_are_told():
    assert [table.named(reader.name) for reader in table.all_readers()] == list(table.all_readers())
    with pytest.raises(ProblemError, match="no reader of that name"):
        table.named("tea leaves")
