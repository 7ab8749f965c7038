"""From distinct texts to values of a kind, and the votes on a column's format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.formatting import FORMULA_MARKS

SHOWN = 3
"""Undecided texts kept as examples."""


@dataclass(frozen=True)
class Votes:
    """How many texts can only mean yes, only no, or either, and some that could be
    either.
    """

    yes: int = 0
    no: int = 0
    undecided: int = 0
    examples: tuple[str, ...] = ()

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(
            self.yes + other.yes,
            self.no + other.no,
            self.undecided + other.undecided,
            (*self.examples, *other.examples)[:SHOWN],
        )

    @property
    def decided(self) -> bool | None:
        """What the larger number says; None where nothing decides."""
        return None if self.yes == self.no else self.yes > self.no


File = TypeVar("File")


def decided(
    votes: Mapping[tuple[File, str], Votes],
) -> dict[tuple[File, str], bool | None]:
    """For each column of each file what its own votes decide, else those of its file,
    else all together.
    """
    everywhere = sum(votes.values(), Votes()).decided
    of_file: dict[File, Votes] = {}
    for (file, _), vote in votes.items():
        of_file[file] = of_file.get(file, Votes()) + vote
    return {
        place: next(
            (
                one
                for one in (own.decided, of_file[place[0]].decided)
                if one is not None
            ),
            everywhere,
        )
        for place, own in votes.items()
    }


Read = tuple[pa.Array, np.ndarray]

EMPTY = pa.array(
    [
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        "N/A",
        "n/a",
        "#N/A",
        "NULL",
        "null",
        "(null)",
        "<null>",
        "(blank)",
        "\\N",
        "NaN",
        "nan",
        "NaT",
        "/  /",
    ]
)
"""Cells that say "nothing" in every column; words that may be a name are not among
them.
"""
_NOTHING = pa.array(
    [
        "na",
        "n.a.",
        "none",
        "nil",
        "no date",
        "never",
        "unknown",
        "not set",
        "null",
        "nan",
        "nat",
        "tbd",
        "?",
    ]
)
_FORMULA = r'^="([^"]*)"$'
_KEPT_FROM_RUNNING = rf"(?s)^'(\s*[{re.escape(FORMULA_MARKS)}].*)$"

_YES = ("true", "yes", "y", "1", "t", "x")
_NO = ("false", "no", "n", "0", "f")
SCIENTIFIC = r"^\d+(\.\d+)?[eE]\+\d+$"
_NAME = r"^[^\d,]+,\s*[^\d,]+$"
_POINT_ZERO = r"^\d+\.0+$"
_INTERVAL = (
    r"^(?:(?P<years>\d+)y)?(?:(?P<months>\d+)m)?"
    r"(?:(?P<weeks>\d+)w)?(?:(?P<days>\d+)d)?$"
)


def clean(texts: pa.Array) -> pa.Array:
    """Texts without blanks around them, null where they say nothing.

    `="007"` is how some write text for Excel, and an apostrophe in front is how others,
    and we, keep a text from being read as a formula.
    """
    trimmed = pc.utf8_trim_whitespace(texts)
    for begins, written in (('="', _FORMULA), ("'", _KEPT_FROM_RUNNING)):
        if pc.any(pc.starts_with(trimmed, begins)).as_py():
            trimmed = pc.utf8_trim_whitespace(
                pc.replace_substring_regex(trimmed, written, r"\1")
            )
    return pc.if_else(pc.is_in(trimmed, EMPTY), None, trimmed)


def clean_distinct(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Clean the texts of a column, each distinct one once where it is encoded.

    Returns:
        The texts, and the text of each row; None where they are the rows' own.
    """
    if pa.types.is_dictionary(column.type):
        return clean(column.dictionary), column.indices
    return clean(column), None


def says_nothing(texts: pa.Array) -> np.ndarray:
    """Which texts say "none" where a date or a number belongs."""
    return truth(pc.is_in(pc.utf8_lower(texts), _NOTHING))


def ids(texts: pa.Array) -> Read:
    """Ids as they stand; `2.98725E+13` is lost to a spreadsheet and cannot be read."""
    lost = matches(texts, SCIENTIFIC)
    return pc.if_else(pa.array(lost), None, texts), lost


def trusted_ids(texts: pa.Array, *, zero_is_none: bool, names: bool) -> Read:
    """Ids, also those that a spreadsheet writes as `123.0`; a name is none unless
    `names` may stand there too.
    """
    found, lost = ids(without_point_zero(texts))
    if not names:
        lost |= matches(texts, _NAME)
        found = pc.if_else(pa.array(lost), None, found)
    return (
        pc.if_else(pc.equal(found, "0"), None, found) if zero_is_none else found
    ), lost


def names(texts: pa.Array) -> np.ndarray:
    """Which texts are written like a name, `Last, First`."""
    return matches(texts, _NAME)


def without_point_zero(texts: pa.Array) -> pa.Array:
    """`123.0` as `123`, but only where every text is so written (a spreadsheet's
    habit).
    """
    if (
        not matches(texts, _POINT_ZERO)[filled(texts)].all()
        or len(texts) == texts.null_count
    ):
        return texts
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def counts(texts: pa.Array) -> Read:
    """Whole numbers; `30.0` is 30, `2.5` is rounded down to 2."""
    number = pc.struct_field(
        pc.extract_regex(texts, r"^(?P<number>-?\d{1,15})(?:\.\d*)?$"), "number"
    )
    return pc.cast(number, pa.int64()), pc.is_null(number).to_numpy(
        zero_copy_only=False
    ) & filled(texts)


def flags(texts: pa.Array) -> Read:
    """Yes or no, in the words of several systems."""
    lower = pc.utf8_lower(texts)
    yes, no = (truth(pc.is_in(lower, pa.array(words))) for words in (_YES, _NO))
    return pa.array(yes, mask=~(yes | no)), ~(yes | no) & filled(texts)


def choices(texts: pa.Array, words: Mapping[str, str | None]) -> Read:
    """A column's words by the file's words, compared in lower case without blanks, `_`
    and `-`.
    """
    folded = pc.replace_substring_regex(pc.utf8_lower(texts), r"[\s_\-]", "")
    at = pc.index_in(folded, pa.array(list(words)))
    return pc.take(pa.array(list(words.values()), pa.string()), at), truth(
        pc.is_null(at)
    ) & filled(texts)


def word(text: str) -> str:
    """A word as `choices` compares it."""
    return re.sub(r"[\s_\-]", "", text).lower()


def in_key(text: str) -> str:
    """A word as it stands in the key of a question; on the command line = ends the
    key.
    """
    return word(text).replace("=", "")


def intervals(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Open Dental's recall intervals as months, days and a mask of the unreadable.

    A number packs days, weeks (from bit 8), months (16) and years (24); the interface
    writes `6m1d`.
    """
    packed, _ = counts(texts)
    number = pc.fill_null(packed, 0).to_numpy(zero_copy_only=False)
    spelled = pc.extract_regex(texts, _INTERVAL)
    years, months, weeks, days = (
        numbers(pc.struct_field(spelled, part)) + (number >> bits & mask)
        for part, bits, mask in (
            ("years", 24, 127),
            ("months", 16, 255),
            ("weeks", 8, 255),
            ("days", 0, 255),
        )
    )
    known = truth(pc.or_(pc.is_valid(packed), pc.is_valid(spelled)))
    return years * 12 + months, weeks * 7 + days, ~known & filled(texts)


def numbers(texts: pa.Array) -> np.ndarray:
    """Digits as numbers, 0 where there are none."""
    given = pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "0", texts)
    return pc.cast(given, pa.int64()).to_numpy(zero_copy_only=False)


def matches(texts: pa.Array, form: str) -> np.ndarray:
    """Which texts have a form; forms are of other things than bare digits, which are
    passed over quickly.
    """
    others = pc.invert(pc.fill_null(pc.ascii_is_decimal(texts), True))
    if not pc.any(others).as_py():
        return np.zeros(len(texts), bool)
    return truth(pc.match_substring_regex(texts, form))


def truth(flags: pa.Array) -> np.ndarray:
    """Arrow's yes or no for numpy; unknown is no."""
    return pc.fill_null(flags, False).to_numpy(zero_copy_only=False)


def filled(texts: pa.Array) -> np.ndarray:
    """Which cells hold a text."""
    return pc.is_valid(texts).to_numpy(zero_copy_only=False)
