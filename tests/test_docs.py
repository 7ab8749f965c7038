"""The README says what the code says: figures, commands and the two lines that set everything up."""

import re
from pathlib import Path

from retention.cli import main
from retention.ingest import WRITTEN
from retention.ingest.questions import KEYS
from retention.metrics import FIGURES
from retention.outreach import PROFILES, REASONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _section(name: str) -> str:
    return README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def _table(name: str) -> list[tuple[str, ...]]:
    rows = [line.strip("| ").split(" | ") for line in _section(name).strip().splitlines()[2:]]
    return [tuple(cell.strip() for cell in row) for row in rows]


def test_the_readme_lists_every_figure_with_its_key():
    assert _table("figures") == [(figure.title, f"`{figure.key}`") for figure in FIGURES]


def test_the_readme_lists_every_command_with_its_help():
    commands = [(f"`{name}`", command.get_short_help_str(200)) for name, command in main.commands.items()]
    assert _table("commands") == commands


def test_the_readme_lists_every_reason_with_its_key():
    assert _table("reasons") == [(reason.title, f"`{reason.key}`") for reason in REASONS]


def test_the_readme_lists_every_system_that_is_read():
    assert _table("systems") == [(one.title, one.about, f"`{one.key}`") for one in WRITTEN.values()]


def test_the_readme_lists_every_question_that_has_a_key_of_its_own():
    keys = [cells[0].strip("`") for cells in _table("questions")]
    assert tuple(key for key in keys if "." not in key) == KEYS


def test_the_readme_lists_every_profile_with_its_files():
    profiles = [(one.title, f"`{one.key}`", ", ".join(one.formats) or "none") for one in PROFILES]
    assert _table("profiles") == profiles


def test_every_command_has_help():
    assert all(command.help for command in main.commands.values())


def test_the_two_lines_stand_alone():
    for name, file in (("try", "requirements.txt"), ("tests", "requirements-dev.txt")):
        lines = [line for line in _section(name).splitlines() if line and not line.startswith("```")]
        assert len(lines) == 1
        assert lines[0].startswith("python3 -m venv .venv && ")
        assert f"pip install -r {file} && " in lines[0]


def test_every_picture_of_the_readme_is_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
        assert lines
        assert all(re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line) for line in lines)
