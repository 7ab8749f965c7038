"""What a patient list says against contacting someone, or of a death, in columns of its
own: a line for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

ALL = "all"
UNEXPLAINED = "unexplained"
REFUSES = "refuses"
DECEASED = "deceased"
_OF_STATUS = "status "


@dataclass(frozen=True)
class Forbidden:
    """One line: the heading of a column, and what it says of a person.

    `kind` is a word nobody explained, a refusal of some `ways` of contact, or a death
    on a `day` (None: not known). `is_status` marks the column of the patient's status,
    whose heading may differ from export to export.
    """

    heading: str
    kind: str
    ways: tuple[str, ...] = (ALL,)
    day: date | None = None
    is_status: bool = False

    @property
    def line(self) -> str:
        """The line as it is stored: `Do Not Text: refuses text`, `Status: status
        unexplained`.
        """
        more = {
            REFUSES: ",".join(self.ways),
            DECEASED: self.day.isoformat() if self.day else "",
        }.get(self.kind, "")
        what = f"{_OF_STATUS if self.is_status else ''}{self.kind} {more}".strip()
        return f"{' '.join(self.heading.split())}: {what}"

    @property
    def why(self) -> str:
        """The line as a sentence for people."""
        ways = "" if ALL in self.ways else f" by {' or '.join(self.ways)}"
        return {
            UNEXPLAINED: f"A word in “{self.heading}” that nobody explained.",
            REFUSES: (
                f"Asked not to be contacted{ways}: “{self.heading}” in the patient "
                "list says so."
            ),
            DECEASED: f"Has died: “{self.heading}” in the patient list says so.",
        }[self.kind]

    def forbids(self, way: str) -> bool:
        """Whether it forbids a way of contact."""
        return ALL in self.ways or way in self.ways


def stored(found: Iterable[Forbidden]) -> str | None:
    """Those lines as one text, each once; None for none."""
    return "\n".join(dict.fromkeys(one.line for one in found)) or None


def lines(text: str) -> tuple[Forbidden, ...]:
    """The lines that `stored` gave."""
    return tuple(_read(line) for line in text.split("\n"))


def _read(line: str) -> Forbidden:
    heading, _, what = line.rpartition(": ")
    kind, _, more = what.removeprefix(_OF_STATUS).partition(" ")
    ways = tuple(more.split(",")) if kind == REFUSES and more else (ALL,)
    day = date.fromisoformat(more) if kind == DECEASED and more else None
    return Forbidden(heading, kind, ways, day, what.startswith(_OF_STATUS))


def by_row(people: pd.DataFrame) -> Mapping[int, tuple[Forbidden, ...]]:
    """The lines of each row of the patient list that has some."""
    texts = people["forbidden_by"]
    has = np.flatnonzero(texts.notna().to_numpy())
    return {
        int(row): lines(text) for row, text in zip(has, texts.iloc[has], strict=True)
    }


def with_deaths(people: pd.DataFrame) -> pd.DataFrame:
    """The patient list with the status deceased, and its day, where a column of its own
    says so; the deleted stay.
    """
    died = {
        row: [one for one in found if one.kind == DECEASED]
        for row, found in by_row(people).items()
        if people["status"].iloc[row] != "deleted"
    }
    rows = [row for row, found in died.items() if found]
    if not rows:
        return people

    days = [
        min((one.day for one in died[row] if one.day), default=None) for row in rows
    ]
    status = people["status"].astype(object)
    since = people["status_on"].copy()
    was_dead = (status.iloc[rows] == "deceased").to_numpy()
    known = pd.Series(
        pd.to_datetime(pd.Series(days, dtype=object)).to_numpy().astype("datetime64[s]")
    )
    earlier = since.iloc[rows].where(was_dead).reset_index(drop=True)
    status.iloc[rows] = "deceased"
    since.iloc[rows] = earlier.fillna(known).to_numpy()
    return people.assign(status=status.astype("category"), status_on=since)
