"""What the pages of docs/ say that the code knows: `python -m tests.documentation`
writes it, and test_docs.py holds it.

A page has marked blocks, `<!-- NAME -->` to `<!-- /NAME -->`. Here stands what belongs
between the marks; the picture of the house is drawn from the layers that import-linter
keeps.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

import click

from retention.cli import main
from retention.core.policy import SETTINGS as POLICY_VALUES
from retention.core.policy import Policy
from retention.ingest.recognise.layouts import Layout
from retention.ingest.systems import LAYOUTS
from retention.metrics import FIGURES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PICTURE = DOCS / "house.svg"

ROOMS = {
    "__main__": "python -m retention",
    "cli": "the command line",
    "web": "the dashboard",
    "services": "verbs both faces share",
    "charts": "frame in, figure out",
    "documents": "frame in, file out",
    "metrics": "figures",
    "outreach": "lists, campaigns",
    "demo": "an invented practice",
    "facts": "what is true of each person",
    "ingest": "files in",
    "snapshots": "records, written once",
    "store": "what people do, in SQL",
    "practice": "records of one snapshot",
    "core": "errors, schema, policy, codes, dates",
}
"""What each room of the house is for, in a few words."""


def commands(
    group: click.Group, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, those of a group after it."""
    for name, command in group.commands.items():
        yield before + name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def floors() -> list[list[str]]:
    """The floors of the house from the top down, as import-linter keeps them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown; bars within cells are escaped."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |"
        for line in lines
    )


def _options(_: str) -> str:
    sections = []
    for name, command in commands(main):
        context = click.Context(command, info_name=name)
        usage = " ".join((name, *command.collect_usage_pieces(context)))
        records = [
            record
            for option in command.params
            if (record := option.get_help_record(context)) and record[1]
        ]
        text = " ".join((command.help or "").split())
        section = f"### {name}\n\n{text}\n\n`{usage}`\n"
        if records:
            rows = [(f"`{flags}`", " ".join(about.split())) for flags, about in records]
            section += f"\n{table(('Option', 'Does'), rows)}\n"
        sections.append(section)
    return "\n".join(sections)


def _policy(_: str) -> str:
    rows = []
    for key, default in Policy().as_text().items():
        about = POLICY_VALUES[key].metadata["about"]
        limits = POLICY_VALUES[key].metadata["limits"] or "any text"
        if key.startswith("cadence_"):
            about, limits = f"{about.partition(':')[0]}.", "a cadence"
        rows.append((f"`{key}`", f"`{default}`" if default else "–", limits, about))
    return table(("Key", "Value at first", "Takes", "Sets"), rows)


def _alternatives(headers: Iterable[str]) -> str:
    return " or ".join(f"`{header}`" for header in dict.fromkeys(headers))


def _columns(layout: Layout) -> list[str]:
    """What a file's columns may be called, those of one meaning together."""
    names = []
    for part in (layout, *layout.parts):
        for field in part.fields:
            names += [
                _alternatives(field.headers),
                *map(_alternatives, zip(field.also)),
            ]
    return list(dict.fromkeys(names))


def _recognised(layout: Layout) -> str:
    if layout.marks:
        return ", ".join(f"`{mark}`" for mark in layout.marks)
    return layout.needs.say if layout.needs else "what you say of it"


def _files(families: str) -> str:
    loaded = [
        layout
        for layout in LAYOUTS
        if layout.family in families.split() and layout.table is not None
    ]
    sections = []
    for layout in loaded:
        title = layout.title.rpartition(": ")[2]
        title = title[0].upper() + title[1:]
        sections.append(
            f"### {title}\n\n"
            f"Recognised by: {_recognised(layout)}.\n\n"
            f"Read: {', '.join(_columns(layout))}.\n"
        )
    return "\n".join(sections)


def _headings(family: str) -> str:
    sections = []
    for layout in LAYOUTS:
        if layout.family != family:
            continue
        by_column: dict[str, list[str]] = {}
        for field in layout.fields:
            if not field.column.endswith("_raw"):
                by_column.setdefault(field.column, []).extend(field.headers)
        rows = [
            (f"`{name}`", _alternatives(known)) for name, known in by_column.items()
        ]
        title = layout.title.removeprefix("a list of ").capitalize()
        sections.append(
            f"### {title}\n\nRecognised by: {_recognised(layout)}.\n\n"
            f"{table(('Meaning', 'Headings'), rows)}\n"
        )
    return "\n".join(sections)


def _cannot(key: str) -> str:
    written = (ROOT / "tests" / "golden" / key / "cannot.json").read_text("utf-8")
    reasons = json.loads(written)["figures"]
    rows = [
        (figure.title, reasons[figure.key])
        for figure in FIGURES
        if figure.key in reasons
    ]
    return table(("Figure", "Why"), rows)


BLOCKS: dict[str, Callable[[str], str]] = {
    "options": _options,
    "policy": _policy,
    "files": _files,
    "headings": _headings,
    "cannot": _cannot,
}


def filled(page: str) -> str:
    """The page with every block that is written here as the code has it."""

    def _block(match: re.Match[str]) -> str:
        name, _, argument = match["name"].partition(" ")
        if name not in BLOCKS:
            return match[0]
        text = BLOCKS[name](argument).strip()
        return f"<!-- {match['name']} -->\n\n{text}\n\n<!-- /{match['name']} -->"

    block = r"<!-- (?P<name>[a-z][\w ]*) -->\n.*?<!-- /(?P=name) -->"
    return re.sub(block, _block, page, flags=re.DOTALL)


_WIDTH = 1000
_HEIGHT = 64
_GAP = 14


def _box(room: str, left: float, top: float, width: float) -> str:
    middle = left + width / 2
    return (
        f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{_HEIGHT}"'
        ' rx="6" fill="#e3f0f8" stroke="#0072b2"/>\n'
        f'<text x="{middle:.0f}" y="{top + 27}" font-weight="600">{room}</text>\n'
        f'<text x="{middle:.0f}" y="{top + 48}" font-size="13">{escape(ROOMS[room])}</text>'
    )


def picture() -> str:
    """The house as a drawing (SVG): a row of boxes a floor, the top floor first."""
    rows = floors()
    height = len(rows) * (_HEIGHT + _GAP) + _GAP
    shapes = []
    for index, rooms in enumerate(rows):
        width = (_WIDTH - _GAP * (len(rooms) + 1)) / len(rooms)
        top = _GAP + index * (_HEIGHT + _GAP)
        for place, room in enumerate(rooms):
            shapes.append(_box(room, _GAP + place * (width + _GAP), top, width))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        ' font-family="sans-serif" font-size="16" text-anchor="middle" fill="#0e1216">\n'
        "<title>The rooms of the house, floor by floor; imports point down</title>\n"
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def write() -> None:
    """Fill every page's blocks and draw the house."""
    for path in DOCS.rglob("*.md"):
        path.write_text(filled(path.read_text("utf-8")), "utf-8")
    PICTURE.write_text(picture(), "utf-8")


if __name__ == "__main__":
    write()
