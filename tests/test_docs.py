"""The documents say what the code says: figures, commands, systems, and the two lines
that set everything up. The site is built of them without a warning.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from retention.cli import main
from retention.demo.export.registry import WRITTEN
from retention.ingest.questions import KEYS
from retention.metrics import FIGURES
from retention.outreach import PROFILES, REASONS
from retention.outreach.eligibility import RULES
from tests import documentation
from tests.documentation import DOCS, ROOT

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


def _section(page: Path, name: str) -> str:
    text = page.read_text("utf-8")
    return text.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def _table(page: str, name: str) -> list[tuple[str, ...]]:
    """The rows of the marked table on a page of docs/, as cells."""
    lines = _section(DOCS / page, name).strip().splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines]
    return [tuple(cell.strip() for cell in row) for row in rows]


def test_the_docs_list_every_figure_with_its_key():
    assert _table("figures.md", "figures") == [
        (figure.title, f"`{figure.key}`") for figure in FIGURES
    ]


def test_the_docs_list_every_command_with_its_help():
    commands = [
        (f"`{name}`", command.get_short_help_str(200))
        for name, command in documentation.commands(main)
    ]
    assert _table("commands.md", "commands") == commands
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
    assert {
        cells[0].strip("`") for cells in _table("settings.md", "environment")
    } == read["program"]
    assert read["tests"] - read["program"] <= set(
        re.findall(r"RETENTION(?:_[A-Z]+)+", CONTRIBUTING)
    )


def test_the_docs_list_every_reason_with_its_key():
    assert _table("calling.md", "reasons") == [
        (reason.title, f"`{reason.key}`") for reason in REASONS
    ]


def test_the_docs_list_every_system_that_is_read():
    assert _table("systems/index.md", "systems") == [
        (one.title, one.about, f"`{one.key}`") for one in WRITTEN.values()
    ]


def test_the_docs_list_every_question_that_has_a_key_of_its_own():
    keys = [cells[0].strip("`") for cells in _table("questions.md", "questions")]
    assert tuple(key for key in keys if "." not in key) == KEYS


def test_the_docs_list_every_profile_with_its_files():
    profiles = [
        (one.title, f"`{one.key}`", ", ".join(one.formats) or "none")
        for one in PROFILES
    ]
    assert _table("campaigns.md", "profiles") == profiles


def test_every_command_has_help():
    assert all(command.help for _, command in documentation.commands(main))


def test_the_two_lines_stand_alone():
    for name, file in (("try", "requirements.txt"), ("tests", "requirements-dev.txt")):
        lines = [
            line
            for line in _section(ROOT / "README.md", name).splitlines()
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
    "room", ["retention", "pages", "app.py", "CONTRIBUTING.md", "README.md", "docs"]
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
    texts = [ROOT.glob("*.md"), DOCS.rglob("*.md")]
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
    floors = [set(rooms) for rooms in documentation.floors() if rooms != ["__main__"]]
    drawn = CONTRIBUTING.split("```")[1].strip("\n").splitlines()[1:]
    assert [
        set(re.findall(r"\w+", re.split(" {4,}", line)[0])) for line in drawn
    ] == floors


def test_every_picture_of_the_readme_is_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_the_readme_is_short_and_its_head_ends_with_how_to_try_it():
    lines = README.splitlines()
    assert len(lines) <= 120
    assert lines.index("<!-- /try -->") < 40


@pytest.mark.parametrize(
    "page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS))
)
def test_a_page_says_what_the_code_knows(page: Path):
    """Else run `python -m tests.documentation`."""
    text = page.read_text("utf-8")
    assert documentation.filled(text) == text


def test_every_block_of_a_page_is_held_by_a_test():
    text = "\n".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    blocks = {name.split()[0] for name in re.findall(r"<!-- ([a-z][\w ]*) -->", text)}
    held = Path(__file__).read_text("utf-8")
    written = {name for name in blocks if f'.md", "{name}")' in held}
    assert blocks == written | set(documentation.BLOCKS)


def test_the_picture_shows_the_floors_that_import_linter_keeps():
    """Else run `python -m tests.documentation`."""
    assert documentation.PICTURE.read_text("utf-8") == documentation.picture()
    assert {room for floor in documentation.floors() for room in floor} == set(
        documentation.ROOMS
    )


def test_every_system_that_is_read_has_a_recipe():
    """A key with a dash is a variant of the system before the dash."""
    together = {"birdeye", "breakthrough", "calls", "reviews"}
    families = {key.partition("-")[0] for key in WRITTEN} - together
    recipes = {page.stem for page in (DOCS / "systems").glob("*.md")}
    assert recipes == families | {"index", "others", "any"}


def test_every_decision_is_listed():
    index = (DOCS / "decisions" / "index.md").read_text("utf-8")
    listed = re.findall(r"\[([^\]]+)\]\((\d{4}-[\w-]+\.md)\)", index)
    for title, name in listed:
        head = (DOCS / "decisions" / name).read_text("utf-8").splitlines()[0]
        assert head.endswith(f". {title}")
    there = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    assert [name for _, name in listed] == there


@pytest.mark.slow
def test_the_site_is_built_and_fetches_nothing(tmp_path: Path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir"]
    built = subprocess.run(
        [*command, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    pages = {
        path.relative_to(tmp_path): path.read_text()
        for path in tmp_path.rglob("*.html")
    }
    assert {Path("index.html"), Path("definitions.html")} <= pages.keys()
    loaded = r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"?(?:https?:)?//"
    assert not [name for name, text in pages.items() if re.search(loaded, text)]
    assert "<table>" in pages[Path("definitions.html")]


def test_the_site_has_every_page_of_the_docs():
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    navigation = set(re.findall(r"[\w/-]+\.md", str(settings["nav"])))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages <= navigation


def test_the_changelog_begins_with_what_is_not_released():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", h) for h in heads[1:])
