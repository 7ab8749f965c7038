"""Commands are imported when they are called, and `--help` says of each what it says."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from retention.cli import main
from retention.cli.lazy import Commands

HEAVY = {"pandas", "numpy", "pyarrow", "sqlalchemy", "faker", "reportlab", "streamlit"}
NOT_FOR_FIGURES = {
    "alembic",
    "email_validator",
    "faker",
    "openpyxl",
    "phonenumbers",
    "plotly",
    "python_calamine",
    "rapidfuzz",
    "reportlab",
    "retention.demo",
    "retention.documents",
    "retention.ingest",
    "retention.outreach",
    "retention.snapshots.writer",
    "sqlalchemy.dialects.postgresql",
    "streamlit",
    "xlsxwriter",
}
"""What no figure needs, so that no figure waits for it."""
LAZY_FACES = ("retention.outreach", "retention.services", "retention.snapshots")


def _groups(group: click.Group) -> list[Commands]:
    inner = [one for one in group.commands.values() if isinstance(one, Commands)]
    return [one for one in (group, *inner) if isinstance(one, Commands)]


def test_the_help_of_each_entry_is_the_commands_own():
    said = {
        (group.name, name): help_text
        for group in _groups(main)
        for name, help_text in group.helps.items()
    }
    own = {
        (group.name, name): group.commands[name].get_short_help_str(300)
        for group in _groups(main)
        for name in group.helps
    }
    assert said == own
    assert len(said) > 30


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_help_imports_no_command(words: tuple[str, ...]):
    loaded = modules_loaded_by(*words)
    assert "click" in loaded
    assert not loaded & HEAVY


@pytest.mark.slow
def test_a_report_imports_only_what_figures_need(tmp_path: Path):
    home = tmp_path / "home"
    demo = ["--home", str(home), "demo", "--patients", "40", "--years", "2"]
    done = CliRunner().invoke(main, demo)
    assert done.exit_code == 0, done.output
    loaded = modules_loaded_by("--home", str(home), "report")
    assert {"pandas", "retention.metrics", "retention.store"} <= loaded
    assert not loaded & NOT_FOR_FIGURES


def modules_loaded_by(*words: str) -> set[str]:
    """The modules that a call of the command line has imported at its end."""
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['retention', {', '.join(map(repr, words))}]\n"
        "try:\n    runpy.run_module('retention', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print('loaded:', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("package", LAZY_FACES)
def test_a_lazy_face_gives_each_of_its_names_and_no_other(package: str):
    face = import_module(package)
    assert [name for name in face.__all__ if not hasattr(face, name)] == []
    with pytest.raises(AttributeError, match=f"module '{package}' has no"):
        getattr(face, "no_name_of_ours")  # noqa: B009 - the access is what is tested
