"""The parts of session replay come by lock file, say nothing of where they came from, and are never committed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPLAY = ROOT / "resources" / "replay"


def test_the_replayer_is_locked_to_one_version_by_its_digest():
    lock = json.loads((REPLAY / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((REPLAY / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert asked == {"rrweb": "2.2.2"}
    packages = {name: locked for name, locked in lock["packages"].items() if name}
    assert packages["node_modules/rrweb"]["version"] == "2.2.2"
    assert all(locked["integrity"].startswith("sha512-") for locked in packages.values())


def test_no_address_of_a_registry_is_in_the_lock():
    text = (REPLAY / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "registry" not in text


def test_nothing_of_what_is_fetched_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files", "resources/replay"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    assert [name for name in tracked.stdout.splitlines() if "/parts/" in name or "node_modules" in name] == []


@pytest.fixture
def hook():
    """The build hook's module."""
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("replay_parts", ROOT / ".ci" / "replay_parts.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_fetch_that_fails_leaves_what_was_there(hook, tmp_path, monkeypatch):
    for name in hook.LOCKED:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "rrweb.min.js").write_text("old", encoding="utf-8")
    monkeypatch.setattr(hook.shutil, "which", lambda _: str(tmp_path / "no-npm"))
    with pytest.raises(OSError, match="no-npm"):
        hook.fetch(tmp_path)
    assert (tmp_path / "parts" / "rrweb.min.js").read_text(encoding="utf-8") == "old"
