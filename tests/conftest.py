"""What all tests share: Qt without a screen, and no trace of the developer's own studies."""

from __future__ import annotations

import os

import pytest

from convdesk.desk.web import door

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault(door.NO_SANDBOX, "1")


def pytest_configure() -> None:
    """As the app does before it is made."""
    door.allow_web_views()


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory, monkeypatch):
    """Recent studies and backups of a test stay in the test's own folder."""
    monkeypatch.setenv("CONVDESK_DATA", str(tmp_path_factory.mktemp("data")))
