"""What a snapshot says of itself, and how its ids are stored."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.core.errors import RetentionError

NUMBER = pa.int64()
MOST_DIGITS = 18  # what surely fits

_FEW = {"provider_id", "hygienist_id", "location_id", "code_id", "type_id"}
"""Ids of so few rows that a dictionary of them is quicker still."""


def numbers(name: str, stored: pa.Table) -> list[str]:
    """Name the columns of many ids that can be stored as numbers without loss."""
    table = schema.BY_NAME.get(name)
    if table is None:
        return []
    return [column for column in _many(table) if _are_plain(stored[column])]


def _many(table: schema.Table) -> list[str]:
    """Name the columns with ids of people or of rows about them: there are many."""
    is_of_people = "patient_id" in table.arrow.names
    grows = is_of_people or table in (schema.PATIENT, schema.PLAN_ITEM)
    if not grows:
        return []

    ids = [column for column in table.columns if column.kind is schema.Kind.ID]
    return [column.name for column in ids if column.name not in _FEW]


def _are_plain(cells: pa.ChunkedArray) -> bool:
    """Tell whether every cell is empty, or digits alone without a zero in front."""
    are_digits = pc.ascii_is_decimal(cells)
    have_no_zero = pc.invert(pc.starts_with(cells, "0"))
    are_short = pc.less_equal(pc.binary_length(cells), MOST_DIGITS)
    are_numbers = pc.and_(pc.and_(are_digits, have_no_zero), are_short)
    # Null where all cells are empty, which is well
    return pc.all(are_numbers).as_py() is not False


# rises when a manifest or its files change so that older programs could misread them
FORMAT = 3
NAME = "manifest.json"
PROBLEMS = "problems"
FILE = re.compile(r"manifest\.json|[a-z][a-z0-9_]*\.parquet")
"""What a snapshot's files are called; others in its folder are not ours."""
PROBLEM_COLUMNS = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("found", pa.string()),
        ("say", pa.string()),
        ("set_aside", pa.bool_()),
        ("not_needed", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class SourceFile:
    """One file of an import: its name, hash and layout, and what became of its rows."""

    name: str
    sha256: str
    layout: str
    rows_read: int
    loaded: int
    unchanged: int
    set_aside: int
    not_needed: int = 0
    """Up to format 2, lines that are not needed were among those set aside."""

    @property
    def adds_up(self) -> bool:
        """Whether every row read was loaded, unchanged, set aside or not needed: no row
        is ever lost.
        """
        return (
            self.rows_read
            == self.loaded + self.unchanged + self.set_aside + self.not_needed
        )


@dataclass(frozen=True)
class Stored:
    """One Parquet file of a snapshot: the hash of its bytes, and its rows."""

    sha256: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """One snapshot: number, day of the export (the as-of day), one `Stored` per table,
    the problems, the sources.
    """

    number: int
    exported: date
    tables: Mapping[str, Stored]
    problems: Stored
    sources: tuple[SourceFile, ...]

    @classmethod
    def read(cls, folder: Path, number: int) -> "Manifest":
        """The manifest of a snapshot; RetentionError where it is missing, unreadable or
        of a newer program.
        """
        try:
            found = json.loads((folder / str(number) / NAME).read_text("utf-8"))
            if found["format"] > FORMAT:
                raise RetentionError(
                    f"Snapshot {number} of “{folder.name}” was written by a newer "
                    "version of this program. Update the program, then open it again."
                )
            return cls._from(found)
        except FileNotFoundError as error:
            raise broken(folder, number, "its manifest is missing") from error
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            raise broken(folder, number, "its manifest cannot be read") from error

    @classmethod
    def _from(cls, found: dict[str, Any]) -> "Manifest":
        names = [f"{name}.parquet" for name in found["tables"]]
        if found["format"] not in range(1, FORMAT + 1) or not all(
            FILE.fullmatch(name) for name in names
        ):
            raise ValueError(
                "neither this program nor one before it writes such a manifest"
            )
        return cls(
            number=found["number"],
            exported=date.fromisoformat(found["exported"]),
            tables={name: Stored(**stored) for name, stored in found["tables"].items()},
            problems=Stored(**found[PROBLEMS]),
            sources=tuple(SourceFile(**source) for source in found["sources"]),
        )

    def as_json(self) -> str:
        """The manifest as it is stored; the same manifest always gives the same
        text.
        """
        content = {
            "format": FORMAT,
            **asdict(self),
            "exported": self.exported.isoformat(),
        }
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def broken(folder: Path, number: int, what: str) -> RetentionError:
    """The sentence for a snapshot that is not as it was written."""
    return RetentionError(
        f"Snapshot {number} of “{folder.name}” cannot be opened: {what}. "
        "Undo back to an earlier import, or import the exports again."
    )
