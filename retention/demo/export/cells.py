"""Cells as systems write them, and tables shaped as a system would hold them."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.demo.export.exporter import Column, Files
from retention.ingest.parse import values

_UNPADDED = "\x1f"
"""Stands before a part of a day whose leading zero is to go; in no text that is
exported.
"""


def files_of(tables: Mapping[str, pa.Table], declared: Files) -> Mapping[str, pa.Table]:
    """Make the declared files whose table is there, by name without ending.

    Each is a table of text columns by header. Of several files from one table each is
    written; `declared` gives the table and the columns for each file.
    """
    return {
        file: pa.table(
            {header: column(tables[name]) for header, column in columns.items()}
        )
        for file, (name, columns) in declared.items()
        if name in tables
    }


def text(name: str, none: str = "") -> Column:
    """Text, an id or a count as it stands."""

    def column(table: pa.Table) -> pa.Array:
        texts = pc.cast(table[name], pa.string())
        return pc.fill_null(texts, none)

    return column


def constant(cell: str = "") -> Column:
    """The same in every row; blank where nothing is given."""

    def column(table: pa.Table) -> pa.Array:
        cells = [cell] * table.num_rows
        return pa.array(cells, pa.string())

    return column


def padded(column: Column, width: int, *, left: str = "") -> Column:
    """Fill cells up to a width with blanks behind them.

    Where a sign `left` is given, it stands before them instead.
    """
    if left:
        return lambda table: pc.utf8_lpad(column(table), width, left)
    return lambda table: pc.utf8_rpad(column(table), width)


def flag(name: str, yes: str = "1", no: str = "0", none: str = "") -> Column:
    """Yes or no in the system's words."""

    def column(table: pa.Table) -> pa.Array:
        words = pc.if_else(table[name], yes, no)
        return pc.fill_null(words, none)

    return column


def day(name: str, style: str = "%Y-%m-%d", none: str = "") -> Column:
    """Write a day in a style of strftime.

    `%-m` is a month without a leading zero, on every system.
    """
    return lambda table: pc.fill_null(
        in_style(pc.cast(table[name], pa.timestamp("s")), style), none
    )


def moment(name: str, style: str = "%Y-%m-%d %H:%M:%S", none: str = "") -> Column:
    """A moment, or its day or time alone, in a style of strftime (as `day`)."""
    return day(name, style, none)


def in_style(moments: pa.ChunkedArray, style: str) -> pa.ChunkedArray:
    """Write moments as text in a style of strftime.

    `%-m` is a month without a leading zero.
    """
    if "%-" not in style:
        return pc.strftime(moments, format=style)

    marked = pc.strftime(moments, format=style.replace("%-", f"{_UNPADDED}%"))
    return pc.replace_substring_regex(marked, f"{_UNPADDED}0?", "")


def money(
    name: str,
    none: str = "",
    *,
    currency: str = "",
    commas: bool = False,
    brackets: bool = False,
    negated: bool = False,
) -> Column:
    """Write cents as `1234.50`.

    It may have a currency before it, commas at the thousands, and brackets for what is
    below zero. `negated` is for systems that write the other sign (a payment as minus).
    """

    def column(table: pa.Table) -> pa.Array:
        cents = pc.negate(table[name]) if negated else table[name]
        whole = pc.divide(pc.abs(cents), 100)
        rest = pc.subtract(pc.abs(cents), pc.multiply(whole, 100))
        units = pc.cast(whole, pa.string())
        parts = (
            _with_commas(units) if commas else units,
            pc.utf8_lpad(pc.cast(rest, pa.string()), 2, "0"),
        )
        amount = pc.binary_join_element_wise(
            currency, pc.binary_join_element_wise(*parts, "."), ""
        )
        before, after = ("(", ")") if brackets else ("-", "")
        below = pc.binary_join_element_wise(before, amount, after, "")
        return pc.fill_null(pc.if_else(pc.less(cents, 0), below, amount), none)

    return column


def _with_commas(units: pa.ChunkedArray) -> pa.ChunkedArray:
    backwards = pc.replace_substring_regex(pc.utf8_reverse(units), r"(\d{3})", r"\1,")
    return pc.utf8_ltrim(pc.utf8_reverse(backwards), ",")


def code(
    name: str,
    words: Mapping[str, str],
    others: Mapping[str, str] | None = None,
    raw: str | None = None,
    none: str = "",
) -> Column:
    """The first code that the file's words have for a word of ours, `others` first.

    Where `raw` names a column with the exported text, that text itself is written as
    long as it means the same.
    """
    codes = {word: code for code, word in reversed(list(words.items()))} | dict(
        others or {}
    )

    def column(table: pa.Table) -> pa.Array:
        index = pc.index_in(table[name], pa.array(list(codes)))
        texts = pc.take(pa.array(list(codes.values())), index)
        if raw is not None:
            means, unknown = values.choices(table[raw].combine_chunks(), words)
            same = pc.and_(pc.equal(means, table[name]), pa.array(~unknown))
            texts = pc.if_else(pc.fill_null(same, False), table[raw], texts)
        return pc.fill_null(texts, none)

    return column


def last_word(name: str) -> Column:
    """The last word: the family name."""
    return lambda table: pc.replace_substring_regex(
        pc.fill_null(table[name], ""), r"^.*\s", ""
    )


def first_words(name: str) -> Column:
    """All words but the last."""

    def column(table: pa.Table) -> pa.Array:
        names = pc.fill_null(table[name], "")
        return pc.if_else(
            pc.match_substring(names, " "),
            pc.replace_substring_regex(names, r"\s\S*$", ""),
            "",
        )

    return column
