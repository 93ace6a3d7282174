"""What the documentation names is there, and what is there is named."""

from __future__ import annotations

import re
from pathlib import Path

from convdesk.cli.program import documented_commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_named_in_the_readme_and_every_named_one_exists():
    blocks = "\n".join(README.split("```")[1::2])
    shown = set(re.findall(r"^convdesk ([a-z]+) ", blocks, re.MULTILINE)) | set(
        re.findall(r"`convdesk ([a-z]+)`", README)
    )
    listed = set(re.findall(r"`([a-z]+)`", README.partition("| Studies |")[2].partition("### What it reads")[0]))
    assert shown <= set(documented_commands())
    assert listed == set(documented_commands())


def test_every_make_target_in_the_docs_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in ("README.md", "CONTRIBUTING.md")
             for name in re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)}  # fmt: skip
    assert named <= targets


def test_every_page_the_docs_point_to_exists():
    for page in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page} → {target}"
