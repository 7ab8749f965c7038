"""A person's one name as the two columns in which systems keep it."""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.written import Column


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
