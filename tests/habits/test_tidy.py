"""The house style's rules that a machine can check, one sentence each."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from truyxuat.traceability import errors

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 400
FUNCTION_LINES_MAX = 40
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "base", "misc", "util", "helper"}


def tracked(pattern: str) -> list[Path]:
    """Files of the repository: those git tracks, so that scratch files do not count."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def sources() -> list[Path]:
    return [path for path in tracked("*.py") if path.exists()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_file_is_one_idea_and_says_so_first(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)

    lines = len(text.splitlines())
    assert lines <= LINES_MAX, f"{name_of(path)} has {lines} lines, {LINES_MAX} are allowed"
    if tree.body:
        assert ast.get_docstring(tree), f"{name_of(path)} does not say what it is for"
    assert path.stem not in VAGUE_NAMES, f"{path.stem} is not the name of an idea"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_function_fits_one_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    long = [
        f"{function.name} ({body_lines(function)} lines)"
        for function in functions(tree)
        if body_lines(function) > FUNCTION_LINES_MAX
    ]

    assert long == [], f"{name_of(path)}: over {FUNCTION_LINES_MAX} lines: {long}"


@pytest.mark.parametrize(
    "path", [path for path in sources() if path.name != "__main__.py"], ids=name_of
)
def test_an_exception_is_never_caught_whatever_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    broad = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in BROAD_EXCEPTIONS)
        )
    ]

    assert broad == [], f"{name_of(path)}: broad except at lines {broad}"


BROAD_EXCEPTIONS = {"Exception", "BaseException"}


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_suppression_gives_its_reason_on_the_line(path: Path) -> None:
    bare = [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(type: ignore\[[^\]]+\]|noqa: [A-Z0-9, ]+)\s*$", line)
        or re.search(r"#\s*(type: ignore|noqa)\s*$", line)
    ]

    assert bare == [], f"{name_of(path)}: a suppression without its reason at lines {bare}"


@pytest.mark.parametrize("path", tracked("*pyproject.toml"), ids=name_of)
def test_every_dependency_has_its_reason_beside_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    project = tomllib.loads(text)
    wanted = [*project["project"]["dependencies"]]
    for group in project.get("dependency-groups", {}).values():
        wanted += group

    unexplained = [
        name
        for name in wanted
        if not name.startswith("truyxuat-")
        and not re.search(re.escape(f'"{name}"') + r",?\s+# \S", text)
    ]

    assert unexplained == [], f"{name_of(path)}: no reason beside {unexplained}"


def test_the_error_tree_in_the_docstring_is_the_real_one() -> None:
    drawn = re.findall(r"[├└]── (\w+)\s+(\d{3})", errors.__doc__ or "")
    drawn += re.findall(r"│   [├└]── (\w+)\s+(\d{3})", errors.__doc__ or "")

    real = {
        (cls.__name__, str(cls.status))
        for cls in vars(errors).values()
        if isinstance(cls, type)
        and issubclass(cls, errors.TruyxuatError)
        and cls is not errors.TruyxuatError
    }

    assert set(drawn) == real


def test_only_agreed_names_stand_at_the_top() -> None:
    listed = {path.relative_to(ROOT).parts[0] for path in tracked("*")}

    assert {name for name in listed if not name.startswith(".")} == {
        "LICENSE",
        "README.md",
        "barcode",
        "deploy",
        "graph",
        "pyproject.toml",
        "requirements.lock",
        "services",
        "tests",
        "traceability",
    }


def test_the_lock_names_versions_and_no_places() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert re.findall(r"^[A-Za-z0-9_.-]+==\S+", lock, re.MULTILINE)
    assert "://" not in lock
