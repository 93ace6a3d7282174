"""Each import contract is broken on purpose, once, and the linter sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREAKS = {
    "Flow": ("store/rows.py", "import convdesk.operations.history"),
    "five workshops": ("analyse/heat.py", "import convdesk.store.rows"),
    "no Qt below": ("analyse/heat.py", "import PySide6"),
    "presenter never reaches Qt": ("desk/screens/review/presenter.py", "import PySide6"),
    "Screens do not know": ("desk/screens/review/presenter.py", "import convdesk.desk.screens.findings.presenter"),
    "speaks SQLite": ("operations/history.py", "import sqlite3"),
    "speak DuckDB": ("operations/history.py", "import duckdb"),
    "plain Python": ("model/heat.py", "import numpy"),
    "operations and model words only": ("cli/questions.py", "import convdesk.store.rows"),
    "No cycles": ("model/problem.py", "import convdesk.model.progress\nimport convdesk.model.moment"),
}


@pytest.mark.parametrize(("contract", "broken"), BREAKS.items(), ids=BREAKS)
def test_a_broken_contract_is_seen(tmp_path, contract, broken):
    where, line = broken
    shutil.copytree(ROOT / "src" / "convdesk", tmp_path / "convdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    path = tmp_path / "convdesk" / where
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = linted(tmp_path)
    assert done.returncode != 0
    name = "Flow" if contract == "five workshops" else contract
    broken_lines = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(name in text for text in broken_lines), done.stdout


def test_the_contracts_hold():
    done = linted(ROOT, ROOT / "src")
    assert done.returncode == 0, done.stdout


def linted(folder: Path, source: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(source or folder)}
    words = [command, "--no-cache", "--config", folder / ".importlinter"]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
