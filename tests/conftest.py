"""What all tests share: Qt without a screen, and no trace of the developer's own studies."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from convdesk.desk.web import door

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault(door.NO_SANDBOX, "1")


settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("searching", max_examples=2_000, deadline=None)


def pytest_configure() -> None:
    """As the app does before it is made. A run says the same each time; `CONVDESK_SEARCH=1` looks for what nobody knows."""
    door.allow_web_views()
    settings.load_profile("searching" if os.environ.get("CONVDESK_SEARCH") else "steady")


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory, monkeypatch):
    """Recent studies and backups of a test stay in the test's own folder."""
    monkeypatch.setenv("CONVDESK_DATA", str(tmp_path_factory.mktemp("data")))
