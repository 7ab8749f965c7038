"""Names in the code are the glossary's words, and none of the words that say too
little.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
FILES = sorted((ROOT / "retention").rglob("*.py")) + sorted(
    (ROOT / "pages").glob("*.py")
)
RELEASED = ROOT / "retention" / "store" / "migrations"
"""Migrations keep their names: nothing that was released is edited."""

BANNED = ("abreast", "inked", "lots", "taking", "telling", "tildes")
"""Words that are part of no name, of whatever kind."""

BANNED_HERE = (
    *BANNED,
    "desk",
    "found",
    "ink",
    "met",
    "said",
    "takes",
    "tell",
    "tells",
    "told",
    "trail",
)
"""Words that are part of no name in the rooms that are through with them."""

BANNED_ALONE = ("at", "found", "it", "known", "one", "own", "place", "taken")
"""Words that are fine as part of a name, and no name by themselves, in these rooms."""

THROUGH = ("charts", "core", "demo", "documents", "metrics", "pages", "web")
"""Rooms in which every name, of locals too, is free of such words."""

MEANT = ("front_desk", "not_found", "said_booked", "takes_period", "told_apart")
"""Terms with a meaning of their own that have such a word in them."""


KEPT = (("core", "found"),)
"""A problem's text as it stood in the file; screens and stores know it by that name."""


class Name(NamedTuple):
    """A name where it is defined; `room` is a package of the house, or pages."""

    text: str
    room: str
    where: str
    is_local: bool


def _defined(tree: ast.Module) -> Iterator[tuple[str, int, bool]]:
    """Every name that a module defines, its line, and whether it is a variable."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno, False
            case ast.arg(arg=name):
                yield name, node.lineno, False
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno, True
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno, True


@cache
def names() -> tuple[Name, ...]:
    """Every name that is defined in the house and on the pages."""
    found = []
    for path in FILES:
        if RELEASED in path.parents:
            continue
        parts = path.relative_to(ROOT).parts
        room = parts[1].removesuffix(".py") if parts[0] == "retention" else "pages"
        where = path.relative_to(ROOT).as_posix()
        module = path.parent.name if path.stem == "__init__" else path.stem
        found.append(Name(module, room, where, is_local=False))
        tree = ast.parse(path.read_text("utf-8"))
        for text, line, is_local in _defined(tree):
            found.append(Name(text, room, f"{where}:{line}", is_local))
    return tuple(found)


def words(name: str) -> set[str]:
    """The words of a name, written with underscores or with capitals."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    for term in MEANT:
        spaced = spaced.replace(term, "")
    return set(spaced.split("_"))


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the glossary, as cells."""
    section = GLOSSARY.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("part", ["Dentistry", "Software"])
def test_every_word_of_the_glossary_is_in_the_code(part: str):
    known = {name.text for name in names()}
    for word, _, cell in rows(part):
        in_code = re.findall(r"`(\w+)`", cell)
        assert in_code, word
        assert set(in_code) <= known, word


@pytest.mark.parametrize("part", ["Dentistry", "Software", "One word, one meaning"])
def test_a_word_stands_once_and_in_order(part: str):
    terms = [row[0] for row in rows(part)]
    assert terms == sorted(set(terms))


def test_no_banned_word_is_in_a_name():
    banned = set(BANNED)
    assert [name for name in names() if words(name.text) & banned] == []


@pytest.mark.parametrize("room", THROUGH)
def test_a_room_that_is_through_with_them_has_none_of_the_other_words(room: str):
    banned = set(BANNED_HERE)
    of_room = [
        name for name in names() if name.room == room and (room, name.text) not in KEPT
    ]
    assert of_room
    assert [name for name in of_room if words(name.text) & banned] == []
    alone = [name for name in of_room if name.text.strip("_") in BANNED_ALONE]
    assert alone == []


def test_every_banned_word_is_explained():
    explained = " ".join(row[0] for row in rows("Words that are not used"))
    listed = set(re.findall(r"\w+", explained))
    assert set(BANNED_HERE) | set(BANNED_ALONE) - {"it"} <= listed
