"""Who may import whom: the table of rooms, checked by reading every import.

A room that appears without a row fails, so its place is decided before it grows.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

EVERYTHING = frozenset({
    "access", "bench", "cli", "db", "imports", "jobs", "manage", "pages", "qr", "reports", "scoring",
    "settings", "simulate", "survey", "survey_app", "tests", "trust", "web", "words",
})  # fmt: skip
SQL = frozenset({"alembic", "psycopg", "sqlalchemy", "sqlite3"})
FIGURES = frozenset({"numpy", "pandas", "scipy"})
SCREEN = frozenset({"altair", "streamlit"})
HTTP = frozenset({"fastapi", "starlette", "uvicorn"})
NETWORK = HTTP | {"ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"}
SURROUNDINGS = frozenset({
    "datetime", "getpass", "io", "locale", "os", "pathlib", "platform", "random", "secrets", "shutil",
    "subprocess", "sys", "tempfile", "threading", "time", "uuid", "zoneinfo",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What one room may import of ours, and what it never imports."""

    ours: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    others: frozenset[str] | None = None
    """The only packages of others it may use beside the standard library; None where that is open."""


def of(*names: str) -> frozenset[str]:
    return frozenset(names)


OFFICE = of("access", "db", "jobs", "qr", "reports", "scoring", "settings", "survey", "trust", "words")

ROWS = {
    "survey_app": Row(ours=of("db", "jobs", "pages", "settings", "web"), never=SQL | FIGURES),
    "pages": Row(ours=OFFICE, never=HTTP),
    "web": Row(ours=OFFICE, never=SCREEN),
    "survey": Row(ours=of("scoring", "words"), never=SQL | SCREEN | NETWORK),
    "access": Row(others=of()),
    "words": Row(others=of("babel")),
    "scoring": Row(never=SURROUNDINGS | SQL | NETWORK, others=of("numpy", "scipy")),
    "qr": Row(ours=of("words"), never=SQL | SCREEN | NETWORK),
    "trust": Row(never=SQL | SCREEN | NETWORK),
    "db": Row(ours=of("access", "scoring", "survey", "trust"), never=SCREEN | HTTP),
    "jobs": Row(
        ours=of("db", "qr", "reports", "scoring", "settings", "survey", "trust", "words"), never=SCREEN
    ),
    "reports": Row(ours=of("scoring", "survey", "words"), never=SQL | SCREEN | NETWORK),
    "simulate": Row(ours=of("scoring", "survey"), never=SQL | SCREEN | NETWORK),
    "imports": Row(ours=of("survey", "trust", "words"), never=SQL | SCREEN | NETWORK),
    "cli": Row(ours=EVERYTHING - of("bench", "pages", "survey_app", "tests", "web")),
    "settings": Row(never=SCREEN | HTTP),
    "manage": Row(ours=of("cli")),
    "bench": Row(ours=EVERYTHING),
    "tests": Row(ours=EVERYTHING),
}


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the file it stands in and the module it names, in full."""

    file: Path
    line: int
    module: str

    @property
    def target(self) -> str:
        return self.module.split(".")[0]


def rooms_of(project: Path) -> dict[str, list[Path]]:
    """Every room and script of a project with its Python files."""
    rooms = {path.stem: [path] for path in project.glob("*.py")}
    for folder in project.iterdir():
        if folder.is_dir() and not folder.name.startswith((".", "__")):
            files = sorted(folder.rglob("*.py"))
            if files:
                rooms[folder.name] = files
    return rooms


def imports_of(file: Path, project: Path) -> Iterator[Import]:
    """Every import of a file, also inside functions, under TYPE_CHECKING and through importlib."""
    package = file.relative_to(project).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        for module in _modules_named(node, package):
            yield Import(file.relative_to(project), node.lineno, module)  # type: ignore[attr-defined]


def _modules_named(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            start = package[: len(package) - node.level + 1] if node.level else ()
            whole = ".".join([*start, *([node.module] if node.module else [])])
            return [f"{whole}.{alias.name}" for alias in node.names]
        case ast.Call(
            func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def violations(project: Path) -> list[str]:
    """Every import against the table, as a sentence with its file and line."""
    rooms = rooms_of(project)
    found = [f"{room}: has no row in the table" for room in sorted(rooms.keys() - ROWS.keys())]
    for room in sorted(rooms.keys() & ROWS.keys()):
        for file in rooms[room]:
            for each in imports_of(file, project):
                reason = _against(ROWS[room], room, each) or _page_of_a_page(room, each)
                if reason:
                    found.append(f"{each.file}:{each.line}: {reason}")
    return found


def _against(row: Row, room: str, each: Import) -> str | None:
    target = each.target
    if target == room:
        return None
    if target in EVERYTHING:
        return None if target in row.ours else f"{room} imports {target}"
    if target in row.never:
        return f"{room} never imports {target}"
    if row.others is not None and target not in row.others | sys.stdlib_module_names:
        return f"{room} never imports {target}"
    return None


def _page_of_a_page(room: str, each: Import) -> str | None:
    """Pages share through ``pages/shared``; only the router knows them all."""
    if room != "pages" or each.target != "pages" or each.file == Path("pages/router.py"):
        return None
    if each.module.startswith("pages.shared") or each.module == "pages":
        return None
    return f"a page imports another page, {each.module}"


def unseeded(file: Path) -> list[int]:
    """Lines that draw from NumPy without a seed: `default_rng()`, `np.random.normal(...)`."""
    lines = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            drawn = ast.unparse(node.func)
            named = drawn.split(".")[-1]
            if named == "default_rng":
                seeded = bool(node.args or node.keywords)
            else:
                seeded = "random." not in drawn or named[:1].isupper()
            if not seeded:
                lines.append(node.lineno)
    return lines


def test_every_room_imports_only_what_the_table_allows() -> None:
    assert violations(PROJECT) == []


def test_every_row_names_rooms_that_can_exist() -> None:
    assert set(ROWS) == EVERYTHING
    assert all(row.ours <= EVERYTHING for row in ROWS.values())


def test_the_check_reads_our_own_rooms() -> None:
    assert {"db", "scoring", "words", "settings", "tests"} <= rooms_of(PROJECT).keys()
    assert any(each.target == "babel" for each in imports_of(PROJECT / "words" / "__init__.py", PROJECT))


@pytest.mark.parametrize("room", ["scoring", "simulate"])
def test_nothing_is_drawn_without_a_seed(room: str) -> None:
    found = {file.name: unseeded(file) for file in rooms_of(PROJECT).get(room, [])}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("path", "source", "reason"),
    [
        ("scoring/indices/share.py", "import db", "scoring imports db"),
        ("scoring/indices/share.py", "from db.models import Unit", "scoring imports db"),
        ("scoring/indices/share.py", "def f():\n    import time", "scoring never imports time"),
        ("scoring/indices/share.py", "import pandas as pd", "scoring never imports pandas"),
        ("access/table.py", "from words import language", "access imports words"),
        ("access/table.py", "import pydantic", "access never imports pydantic"),
        ("qr/sheet.py", "import trust.codes", "qr imports trust"),
        ("qr/sheet.py", "from urllib3 import request", "qr never imports urllib3"),
        ("db/models.py", "from words import language", "db imports words"),
        ("web/routes.py", "import streamlit", "web never imports streamlit"),
        (
            "web/routes.py",
            "from importlib import import_module\nimport_module('pages.router')",
            "imports pages",
        ),
        ("web/routes.py", "if TYPE_CHECKING:\n    from pages import router", "web imports pages"),
        ("jobs/release.py", "from simulate import world", "jobs imports simulate"),
        ("survey_app.py", "from sqlalchemy import text", "survey_app never imports sqlalchemy"),
        ("manage.py", "from pages.router import main", "manage imports pages"),
        ("settings.py", "import words", "settings imports words"),
        ("helpers/thing.py", "", "helpers: has no row"),
        ("extra.py", "", "extra: has no row"),
        ("pages/unit/trend.py", "from pages.unit.index import show", "a page imports another page"),
        ("pages/unit/trend.py", "from .index import show", "a page imports another page"),
        ("pages/unit/trend.py", "from pages import reform", "a page imports another page"),
        ("pages/shared/guard.py", "import pages.admin.units", "a page imports another page"),
        ("pages/unit/trend.py", "from simulate import citizens", "pages imports simulate"),
    ],
)
def test_a_planted_import_is_found(path: str, source: str, reason: str, tmp_path: Path) -> None:
    planted = tmp_path / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(source, encoding="utf-8")
    (found,) = violations(tmp_path)
    assert reason in found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("scoring/indices/share.py", "import math\nimport numpy as np\nfrom scoring.scale import Scale"),
        ("pages/unit/trend.py", "import streamlit as st\nfrom pages.shared import guard\nimport db"),
        ("pages/router.py", "from pages.unit import trend"),
        ("web/deep/routes.py", "from ..cookies import read\nfrom starlette.routing import Route"),
        ("tests/test_x.py", "import web, pages, simulate"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, source: str, tmp_path: Path) -> None:
    allowed = tmp_path / path
    allowed.parent.mkdir(parents=True, exist_ok=True)
    allowed.write_text(source, encoding="utf-8")
    assert violations(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("rng = np.random.default_rng()", [1]),
        ("rng = default_rng(7)", []),
        ("x = np.random.normal(0, 1)", [1]),
        ("g = np.random.Generator(np.random.PCG64(7))", []),
    ],
)
def test_an_unseeded_draw_is_found(source: str, lines: list[int], tmp_path: Path) -> None:
    file = tmp_path / "draw.py"
    file.write_text(source, encoding="utf-8")
    assert unseeded(file) == lines


def _written() -> dict[str, str]:
    """The last column of the table in the decision on rooms, by room."""
    text = (PROJECT / "docs" / "decisions" / "0001-rooms.md").read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`/").removesuffix(".py"): cells[-1] for cells in rows}


@pytest.mark.parametrize("room", [room for room in ROWS if room not in {"bench", "settings", "tests"}])
def test_the_written_table_of_rooms_is_the_one_that_is_checked(room: str) -> None:
    written, ours = _written()[room], ROWS[room].ours
    if written == "nothing":
        assert not ours
    elif written.startswith("all but "):
        left_out = set(written.removeprefix("all but ").split(";")[0].split(", "))
        assert not left_out & ours
    else:
        assert set(written.split(", ")) == ours
