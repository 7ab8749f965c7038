"""The README says what the code says: figures, commands and the two lines that set
everything up.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from retention.cli import main
from retention.demo.export.registry import WRITTEN
from retention.ingest.questions import KEYS
from retention.metrics import FIGURES
from retention.outreach import PROFILES, REASONS
from retention.outreach.eligibility import RULES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DEFINITIONS = (ROOT / "retention" / "definitions.md").read_text("utf-8")
SOURCES = [
    ROOT / "app.py",
    *(
        path
        for room in ("retention", "pages", "tests")
        for path in (ROOT / room).rglob("*.py")
    ),
]


def _section(name: str) -> str:
    return README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def _table(name: str) -> list[tuple[str, ...]]:
    rows = [
        line.strip("| ").split(" | ")
        for line in _section(name).strip().splitlines()[2:]
    ]
    return [tuple(cell.strip() for cell in row) for row in rows]


def test_the_readme_lists_every_figure_with_its_key():
    assert _table("figures") == [
        (figure.title, f"`{figure.key}`") for figure in FIGURES
    ]


def _commands(
    group: click.Group, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, those of a group after it."""
    for name, command in group.commands.items():
        yield before + name, command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")


def test_the_readme_lists_every_command_with_its_help():
    commands = [
        (f"`{name}`", command.get_short_help_str(200))
        for name, command in _commands(main)
    ]
    assert _table("commands") == commands
    assert any(" " in name for name, _ in commands)


def test_every_variable_that_is_read_stands_in_a_document():
    files = {
        "program": [ROOT / "app.py", *(ROOT / "retention").rglob("*.py")],
        "tests": [*(ROOT / "tests").rglob("*.py"), *(ROOT / ".ci").iterdir()],
    }
    read = {
        of: {
            name
            for path in paths
            for name in re.findall(r"RETENTION(?:_[A-Z]+)+", path.read_text("utf-8"))
        }
        for of, paths in files.items()
    }
    assert {cells[0].strip("`") for cells in _table("environment")} == read["program"]
    assert read["tests"] - read["program"] <= set(
        re.findall(r"RETENTION(?:_[A-Z]+)+", CONTRIBUTING)
    )


def test_the_readme_lists_every_reason_with_its_key():
    assert _table("reasons") == [
        (reason.title, f"`{reason.key}`") for reason in REASONS
    ]


def test_the_readme_lists_every_system_that_is_read():
    assert _table("systems") == [
        (one.title, one.about, f"`{one.key}`") for one in WRITTEN.values()
    ]


def test_the_readme_lists_every_question_that_has_a_key_of_its_own():
    keys = [cells[0].strip("`") for cells in _table("questions")]
    assert tuple(key for key in keys if "." not in key) == KEYS


def test_the_readme_lists_every_profile_with_its_files():
    profiles = [
        (one.title, f"`{one.key}`", ", ".join(one.formats) or "none")
        for one in PROFILES
    ]
    assert _table("profiles") == profiles


def test_every_command_has_help():
    assert all(command.help for _, command in _commands(main))


def test_the_two_lines_stand_alone():
    for name, file in (("try", "requirements.txt"), ("tests", "requirements-dev.txt")):
        lines = [
            line
            for line in _section(name).splitlines()
            if line and not line.startswith("```")
        ]
        assert len(lines) == 1
        assert lines[0].startswith("python3 -m venv .venv && ")
        assert f"pip install -r {file} && " in lines[0]


def test_every_section_of_the_definitions_that_is_cited_is_there():
    sections = set(re.findall(r"^## (\d+)\. ", DEFINITIONS, re.MULTILINE))
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    cited = re.findall(r"definitions\.md[\s#]*(\d+)(?:\s+(?:and|to)\s+(\d+)\b)?", text)
    assert len(cited) > 50
    assert {number for pair in cited for number in pair if number} <= sections


@pytest.mark.parametrize(
    "room", ["retention", "pages", "app.py", "CONTRIBUTING.md", "README.md"]
)
def test_no_text_is_cited_that_is_not_here(room: str):
    paths = [
        path
        for path in (ROOT / room, *(ROOT / room).rglob("*"))
        if path.suffix in (".py", ".md")
    ]
    cited = {
        name
        for path in paths
        for name in re.findall(r"\b([\w-]+\.md)\b", path.read_text("utf-8"))
    }
    texts = [ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")]
    here = {path.name for found in texts for path in found} | {"definitions.md"}
    assert cited <= here


def test_the_definitions_name_every_key_of_a_figure_and_of_a_reason():
    of_figures = DEFINITIONS.split("\n## 8. ")[1]
    rows = [
        line.split("|")[1] for line in of_figures.splitlines() if line.startswith("| `")
    ]
    keys = [key for row in rows for key in re.findall(r"`([a-z_]+)`", row)]
    assert sorted(keys) == sorted(figure.key for figure in FIGURES)
    of_reasons = DEFINITIONS.split("| Reason | Who |")[1].split("\n\n")[0]
    named = [
        key
        for line in of_reasons.splitlines()[2:]
        for key in re.findall(r"\(`(\w+)`\)", line.split("|")[1])
    ]
    assert named == [reason.key for reason in REASONS]


def test_the_definitions_name_every_rule_in_its_order():
    table = DEFINITIONS.split("| Rule | Stops |")[1].split("\n\n")[0]
    named = [
        key
        for line in table.splitlines()[2:]
        for key in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert named == [rule.key for rule in RULES]


def test_contributing_draws_the_floors_as_they_are_kept():
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"][0]["layers"]
    floors = [
        {room.strip() for room in layer.split("|")}
        for layer in kept
        if layer != "__main__"
    ]
    drawn = CONTRIBUTING.split("```")[1].strip("\n").splitlines()[1:]
    assert [
        set(re.findall(r"\w+", re.split(" {4,}", line)[0])) for line in drawn
    ] == floors


def test_every_picture_of_the_readme_is_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
