"""Commands are imported when they are called, and `--help` says of each what it says."""

import subprocess
import sys

import click
import pytest

from retention.cli import main
from retention.cli.lazy import Commands

HEAVY = {"pandas", "numpy", "pyarrow", "sqlalchemy", "faker", "reportlab", "streamlit"}


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
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['retention', {', '.join(map(repr, words))}]\n"
        "try:\n    runpy.run_module('retention', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print('loaded:', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.rpartition("loaded:")[2].split())
    assert "click" in loaded
    assert not loaded & HEAVY
