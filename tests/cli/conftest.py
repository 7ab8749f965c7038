"""The command line on a home of its own, with Ann, Bob, Cleo and Dan imported."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from retention.cli import main
from tests import exports


@dataclass
class Line:
    """One home's command line; `today` is the day of work."""

    home: Path
    today: str = "2026-11-23"

    def run(self, *arguments: object) -> Result:
        """Run a command; a traceback fails the test."""
        given = ["--home", str(self.home), "--today", self.today, *map(str, arguments)]
        result = CliRunner().invoke(main, given)
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        return result

    def json(self, *arguments: object) -> dict[str, Any]:
        """Run a command that must succeed with --json; standard output is one object
        and nothing else.
        """
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """An empty home; what goes wrong inside the program fails the test instead of
    becoming a sentence.
    """
    monkeypatch.setenv("RETENTION_TRACEBACK", "1")
    return Line(tmp_path / "home")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of Ann, Bob, Cleo and Dan."""
    return exports.write(tmp_path_factory.mktemp("exports"))


@pytest.fixture
def imported(line: Line, folder: Path) -> Line:
    """A home into which they were imported."""
    line.json("import", folder, "--as-of", exports.DAY)
    return line


Make = Callable[[str, str], Path]


@pytest.fixture
def file(tmp_path: Path) -> Make:
    """Writes one file to import."""

    def write(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write
