"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "convdesk"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = re.compile(r"^_*(get|do|handle|process)_|(Manager|Helper|Base|Impl)$")


def trees():
    for path in FILES:
        yield path.relative_to(SOURCE), ast.parse(path.read_text(encoding="utf-8"))


def functions():
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{path}:{node.lineno} {node.name}", node


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def test_files_can_be_read_in_one_sitting():
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in FILES}
    written = [count for count in lines.values() if count]
    assert [str(path) for path, count in lines.items() if count > 400] == []
    assert median(written) <= 120


def test_functions_can_be_read_in_one_breath():
    lengths = {name: length(node) for name, node in functions()}
    assert [name for name, count in lengths.items() if count > 50] == []
    assert median(lengths.values()) <= 8
    assert quantiles(lengths.values(), n=10)[-1] <= 25


def test_classes_stay_small():
    long = [
        f"{path}: {node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and length(node) > 200
    ]
    assert long == []


def test_functions_take_few_arguments():
    """Beside self, and beside what a command line's options or a record's fields are."""
    many = [
        name
        for name, node in functions()
        if len([a for a in node.args.args if a.arg not in {"self", "cls"}]) > 5
        and not any(
            "click" in ast.dump(decorator) or "option" in ast.dump(decorator) for decorator in node.decorator_list
        )
    ]
    assert many == []


def test_names_say_what_a_thing_is():
    bad = [name for name, node in functions() if NAMES.search(node.name)]
    bad += [f"{path}: {n.name}" for path, tree in trees() for n in ast.walk(tree)
            if isinstance(n, ast.ClassDef) and NAMES.search(n.name)]  # fmt: skip
    bad += [str(path) for path in FILES if path.stem in {"utils", "helpers", "common", "base", "manager"}]
    assert bad == []


def test_every_module_says_in_a_sentence_what_it_is():
    silent = [str(path) for path, tree in trees() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_sql_is_spoken_in_the_store_only():
    """SQLite's in the store; DuckDB's in the readers and the analysis."""
    sql = re.compile(r"\b(select .+ from|insert into|update \w+ set|delete from)\b", re.IGNORECASE)
    spoken = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if path.parts[0] not in {"store", "ingest", "analyse"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.search(node.value)
        and not node.value.endswith(".")
    ]  # fmt: skip
    assert spoken == []


def test_broad_excepts_stand_only_where_bugs_become_reports():
    allowed = {
        "desk/jobs.py",
        "desk/problems.py",
        "__main__.py",
        "cli/program.py",
        "cli/output.py",
        "model/progress.py",
    }
    broad = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        and path.as_posix() not in allowed
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    ]
    assert broad == []


def test_the_architecture_page_names_the_parts_there_are():
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    there = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    there |= {path.name for path in SOURCE.glob("*.py") if path.name != "__init__.py"}
    parts = page.partition("In `src/convdesk/`:")[2].split("```")[1]
    named = set(re.findall(r"^  (\S+?)/?\s", parts, re.MULTILINE))
    assert {name.removesuffix("/") for name in there} == {name.removesuffix("/") for name in named}


def test_operations_and_presenters_know_nothing_of_qt():
    presenters = [
        ".".join(("convdesk", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in SOURCE.glob("desk/screens/*/presenter.py")
    ]
    operations = [
        f"convdesk.operations.{path.stem}" for path in SOURCE.glob("operations/*.py") if path.stem != "__init__"
    ]
    modules = ", ".join([*operations, *presenters])
    code = f"import sys, {modules}; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_in_the_repository_points_to_a_machine_or_a_registry():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    places = re.compile(r"(?:/home/|/root/|/Users/)\w+|registry\.npmjs|files\.pythonhosted|pypi\.org/simple")
    found = [
        name
        for name in tracked
        if name and (ROOT / name).suffix in {".py", ".md", ".toml", ".txt", ".json", ".mjs", ".yml", ""}
        and (ROOT / name).is_file()
        and "recordings/" not in name
        and name != "tests/house/test_house.py"
        and places.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip
    assert found == []
