"""The house stands as drawn: who imports whom, what only one room may know, and how
small everything is.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = sorted((ROOT / "retention").rglob("*.py"))
SCREENS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
EVERY_FILE = HOUSE + SCREENS
MIGRATIONS = ROOT / "retention" / "store" / "migrations" / "versions"

ONLY_IN = {
    "streamlit": ("retention/web/", "pages/", "app.py"),
    "sqlalchemy": ("retention/store/",),
    "alembic": ("retention/store/",),
    "pyarrow.parquet": ("retention/snapshots/", "retention/ingest/"),
    "pyarrow.csv": (
        "retention/snapshots/",
        "retention/ingest/",
        "retention/demo/export/",
    ),
    "python_calamine": ("retention/snapshots/", "retention/ingest/"),
    "plotly": ("retention/charts/",),
    "reportlab": ("retention/documents/",),
}
"""What only some rooms may import, and which."""

MOST_LINES_OF_A_FILE = 400
DECLARATIONS = (
    "retention/core/schema.py",
    "retention/outreach/campaigns/profiles.py",
    "retention/ingest/systems/generic.py",
)
"""Files that are one list of declarations each: of columns, of profiles, of fields."""

MOST_LINES_OF_A_FUNCTION = 40
LONG_FOR_NOW = ("retention/ingest/merge/conform.py: conform",)
"""Functions that were being changed when the limit came; to be split, never added
to.
"""

CLOCK = re.compile(
    r"\b(date\.today|datetime\.now|datetime\.today|time\.time|datetime\.utcnow)\("
)
FACES = ("retention/cli", "retention/web/", "retention/__main__.py")


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def read(path: Path) -> tuple[str, ast.Module]:
    """A file's text, and the tree of it."""
    text = path.read_text("utf-8")
    return text, ast.parse(text)


def nodes(path: Path, *kinds: type) -> list:
    """The nodes of some kinds in a file, wherever they stand."""
    return [node for node in ast.walk(read(path)[1]) if isinstance(node, kinds)]


@cache
def imports(path: Path) -> set[str]:
    """Every module a file names in an import, `from a import b` as a and a.b."""
    names = {alias.name for node in nodes(path, ast.Import) for alias in node.names}
    for node in nodes(path, ast.ImportFrom):
        if node.module and not node.level:
            names |= {
                node.module,
                *(f"{node.module}.{alias.name}" for alias in node.names),
            }
    return names


def test_nothing_imports_upward_and_neighbours_do_not_import_each_other():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_door_and_the_screens_are_there():
    assert (ROOT / "app.py").is_file()
    assert len(SCREENS) > 1


def test_a_screen_imports_only_streamlit_and_the_house():
    others = {
        where(path): {name.split(".")[0] for name in imports(path)}
        - {"streamlit", "retention"}
        for path in SCREENS
    }
    assert not {path: names for path, names in others.items() if names}


@pytest.mark.parametrize("library", ONLY_IN)
def test_only_its_own_rooms_know_a_library(library):
    knowing = [
        where(path)
        for path in EVERY_FILE
        if any(
            name == library or name.startswith(f"{library}.") for name in imports(path)
        )
    ]
    assert [path for path in knowing if not path.startswith(ONLY_IN[library])] == []


def test_no_file_is_long():
    lines_of = {where(path): len(read(path)[0].splitlines()) for path in EVERY_FILE}
    assert {
        path: lines
        for path, lines in lines_of.items()
        if lines > MOST_LINES_OF_A_FILE and path not in DECLARATIONS
    } == {}


def test_no_file_is_a_drawer_of_odds_and_ends():
    assert {path.stem for path in EVERY_FILE} & {
        "utils",
        "util",
        "helpers",
        "common",
        "misc",
    } == set()


def test_every_file_says_first_what_it_is_for():
    assert [
        where(path) for path in EVERY_FILE if not ast.get_docstring(read(path)[1])
    ] == []


def test_no_function_is_long():
    lines_of = [
        (f"{where(path)}: {node.name}", node.end_lineno - node.lineno + 1)
        for path in EVERY_FILE
        if MIGRATIONS not in path.parents
        for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
    ]
    assert [
        (function, lines)
        for function, lines in lines_of
        if lines > MOST_LINES_OF_A_FUNCTION and function not in LONG_FOR_NOW
    ] == []


def test_the_formatter_is_nowhere_told_to_look_away():
    files = [*EVERY_FILE, *(ROOT / "tests").rglob("*.py")]
    away = re.compile(r"#\s*fmt\s*:")
    assert [where(path) for path in files if away.search(path.read_text("utf-8"))] == []


def test_nothing_below_the_faces_reads_the_clock():
    below = [
        path
        for path in EVERY_FILE
        if not where(path).startswith((*FACES, "pages/", "app.py"))
    ]
    assert [where(path) for path in below if CLOCK.search(read(path)[0])] == []


def test_nothing_but_the_command_line_prints():
    silent = [
        path
        for path in EVERY_FILE
        if not where(path).startswith(("retention/cli", "retention/__main__.py"))
    ]
    assert [
        where(path)
        for path in silent
        for call in nodes(path, ast.Call)
        if name_of(call) == "print"
    ] == []


def test_html_is_never_let_through():
    assert [
        where(path)
        for path in EVERY_FILE
        if re.search(r"unsafe_allow_html\s*=\s*True", read(path)[0])
    ] == []


def test_sql_is_never_pasted_together():
    pasted = [
        f"{where(path)}: line {call.lineno}"
        for path in HOUSE
        if any(name.split(".")[0] == "sqlalchemy" for name in imports(path))
        for call in nodes(path, ast.Call)
        if name_of(call) in ("text", "exec_driver_sql")
        and any(isinstance(word, ast.JoinedStr | ast.BinOp) for word in call.args[:1])
    ]
    assert pasted == []


def name_of(call: ast.Call) -> str:
    """The last word of what is called."""
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else getattr(call.func, "id", "")
    )


def test_no_public_class_name_stands_twice():
    """Two things of one name are two things to look up."""
    names = Counter(
        node.name
        for path in EVERY_FILE
        for node in nodes(path, ast.ClassDef)
        if not node.name.startswith("_")
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_no_module_is_hidden_by_a_name_of_its_package():
    """`from retention.a import b` gives the module b, never a function of its name."""
    hidden = [
        f"{where(face.parent)}/{name}"
        for face in HOUSE
        if face.name == "__init__.py"
        for name in names_given_by(face)
        if (face.parent / f"{name}.py").is_file()
    ]
    assert hidden == []


def names_given_by(face: Path) -> set[str]:
    """The names that a package's face defines or imports from its modules."""
    definitions = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    statements = ast.parse(face.read_text()).body
    given = {node.name for node in statements if isinstance(node, definitions)}
    package = ".".join(face.parent.relative_to(ROOT).parts)
    for node in nodes(face, ast.ImportFrom):
        if node.module and node.module != package:
            given |= {alias.asname or alias.name for alias in node.names}
    return given
