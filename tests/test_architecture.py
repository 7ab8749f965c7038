"""The house stands as drawn: who imports whom, what only one room may know, and how small everything is."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = sorted((ROOT / "retention").rglob("*.py"))
SCREENS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
EVERY_FILE = HOUSE + SCREENS

ONLY_IN = {
    "streamlit": ("retention/web/", "pages/", "app.py"),
    "sqlalchemy": ("retention/work/",),
    "alembic": ("retention/work/",),
    "pyarrow.parquet": ("retention/records/", "retention/ingest/"),
    "pyarrow.csv": ("retention/records/", "retention/ingest/"),
    "python_calamine": ("retention/records/", "retention/ingest/"),
    "plotly": ("retention/charts.py",),
}
"""What only some rooms may import, and which."""

DECLARATIONS = ("retention/schema.py",)
"""Files that are one list of declarations, whose length is the number of columns."""

CLOCK = re.compile(r"\b(date\.today|datetime\.now|datetime\.today|time\.time|datetime\.utcnow)\(")
FACES = ("retention/cli", "retention/web/", "retention/__main__.py")

each_file = pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: where(path))


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file names in an import, wherever in the file, `from a import b` as a and a.b."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_imports_upward_and_neighbours_do_not_import_each_other():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_door_and_the_screens_are_there():
    assert (ROOT / "app.py").is_file()
    assert len(SCREENS) > 1


@pytest.mark.parametrize("path", SCREENS, ids=where)
def test_a_screen_imports_only_streamlit_and_the_house(path):
    assert {name.split(".")[0] for name in imports(path)} <= {"streamlit", "retention"}


@each_file
def test_only_its_own_rooms_know_a_library(path):
    names = set(imports(path))
    for library, rooms in ONLY_IN.items():
        knows = any(name == library or name.startswith(f"{library}.") for name in names)
        assert not knows or where(path).startswith(rooms), f"{where(path)} imports {library}"


@each_file
def test_a_file_is_short_and_named_by_what_is_in_it(path):
    assert len(path.read_text("utf-8").splitlines()) <= 250 or where(path) in DECLARATIONS
    assert path.name not in ("utils.py", "helpers.py", "common.py", "misc.py")


@each_file
def test_a_file_says_first_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{where(path)} has no first sentence"


@each_file
def test_a_function_is_short_or_says_why_not(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            assert lines <= 40 or ast.get_docstring(node), (
                f"{where(path)}: {node.name} has {lines} lines and no sentence"
            )


@each_file
def test_nothing_below_the_faces_reads_the_clock(path):
    if not where(path).startswith((*FACES, "pages/", "app.py")):
        assert not CLOCK.search(path.read_text("utf-8")), f"{where(path)} reads the clock"


@each_file
def test_sql_and_html_are_never_pasted_together(path):
    source = path.read_text("utf-8")
    assert not re.search(r"unsafe_allow_html\s*=\s*True", source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) == "text" and node.args:
            assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{where(path)}: line {node.lineno}"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.mark.parametrize("path", HOUSE, ids=where)
def test_nothing_below_the_command_line_prints(path):
    if not where(path).startswith(("retention/cli", "retention/__main__.py")):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        assert "print" not in {call.id for call in calls if isinstance(call, ast.Name)}
