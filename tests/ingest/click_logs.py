"""Click logs written for tests, and what the reader makes of them."""

from __future__ import annotations

import os
from contextlib import contextmanager

from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.click_log import READER
from convdesk.ingest.sniff import head_of
from convdesk.model.progress import silent

FILE_MS = 1_700_000_000_000


@contextmanager
def opened(folder, content, name="log.csv", options=None, **terms):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (FILE_MS / 1000, FILE_MS / 1000))
    head = head_of(path)
    mapping = READER.propose(head).mapping
    mapping.options.update(options or {})
    with READER.read(path, mapping, silent(), Terms(**terms)) as result:
        yield result


def said(result) -> str:
    return " ".join(warning.what for warning in result.report.warnings)


def table(header, *rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"
