"""What a layout is: which headers tell a file, and how each column of a table is read
from it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retention.ingest.parse.sheet import Parser
from retention.ingest.read.headers import fold


@dataclass(frozen=True)
class Field:
    """One column of a table, how it is read, and the headers that may carry it.

    Where none of the headers is in the file, the column is absent.
    """

    column: str
    parser: Parser
    headers: tuple[str, ...]
    """The likeliest first."""
    needed: bool = False
    """Whether a row is set aside where it stays empty."""
    also: tuple[str, ...] = ()
    """Further headers that the parser looks at where they are there."""


@dataclass(frozen=True)
class Layout:
    """One kind of file: its key (family and file), a title for people, the table it
    fills, its fields.

    `marks` are the headers that tell it, all of them needed. A layout without a table
    is a file that is known and not needed. `keep` says which rows are meant for the
    table, with the sentence for the others. A list of any system has no marks but
    `needs`: it is told by the columns that its headers mean.

    `parts` are further tables whose rows stand in the same rows of the file (a patient
    list with the day of the next recall). A row that lacks what a part needs has
    nothing for it, and that is no fault.
    """

    key: str
    title: str
    table: str | None
    marks: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    keep: "Keep | None" = None
    needs: "Needs | None" = None
    fingerprint: str | None = None
    """Of the one header line that people said has this layout, for a layout made by
    hand.
    """
    parts: "tuple[Layout, ...]" = ()
    instead: str = ""
    """What to export instead, for a file that is known and cannot be loaded."""
    whole: bool = False
    """The marks are the whole header line: words so common that more of them would be
    another file.
    """
    as_written: bool = False
    """The marks stand in the file as they are written here, dots too, since without
    them they are any list's words.
    """
    folded: frozenset[str] = field(init=False)
    """The marks, folded."""
    family: str = field(init=False)
    """The system or kind of list the layout belongs to."""
    headers: tuple[str, ...] = field(init=False)
    """Every header the layout looks at."""

    def __post_init__(self) -> None:
        family, _, _ = self.key.partition(".")
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "folded", frozenset(map(fold, self.marks)))
        object.__setattr__(self, "headers", tuple(self._headers()))

    def _headers(self) -> Iterator[str]:
        if self.keep:
            yield self.keep.header
        for column in self.fields:
            yield from column.headers
            yield from column.also
        for part in self.parts:
            yield from part.headers


def fingerprint(cells: Sequence[str]) -> str:
    """What a header line is known by: the SHA-256 of its cells, folded as headers are
    compared.
    """
    return hashlib.sha256("\x1f".join(map(fold, cells)).encode()).hexdigest()


@dataclass(frozen=True)
class Needs:
    """What makes a file a list of some kind, by columns that its headers mean; `say`
    tells people.

    All of `all_of` and one of `any_of` are there, and none of the headers `none_of`; of
    a list of people also one of the columns or headers `who`, which say who somebody
    is.
    """

    all_of: tuple[str, ...]
    any_of: tuple[str, ...]
    none_of: tuple[str, ...]
    say: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keep:
    """Rows of a file that belong into its table: those whose cell under `header` is one
    of `texts`.

    Where it takes more than that, `which` tells them instead, by one yes or no per row;
    null is no.
    """

    header: str
    texts: tuple[str, ...]
    say: str
    which: Parser | None = None


def words(**by_word: str) -> Mapping[str, str]:
    """A word map from canonical word to the file's words, turned round:
    `words(female="1 female f")`.
    """
    return {text: word for word, texts in by_word.items() for text in texts.split()}
