"""Lines of a report that are no rows of its list: the header once more, totals, page
ends, blocks of other figures.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import compress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.problems import ProblemLog
from retention.ingest.read.headers import RawRows

_WORDS = r"(?i)^\W*(?:[a-z'.]+[ -]){0,4}"
_TOTAL = (
    _WORDS + r"(?:sub|grand)?totals?(?:\W*$|\s*[:=(]|\W*\d|\s(?:for|of|by|all)\b"
    r"|\s[a-z ]{1,20}:?\W*\d*$)"
)
_BLOCK = _WORDS + r"totals\W*$"
_PAGE = (
    r"(?i)^\W*(?:page:?\s+\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|end of (?:the )?(?:report|list|file|export)"
    r"|(?:printed|generated|exported|created|run|report run)(?: on| at| by|:).*"
    r"|(?:number|no\.|count) of [a-z]+\W*\d*"
    r"|[\d,]+ (?:rows?|records?|patients?|appointments?|procedures?|results?)\b[a-z\s]*"
    r"|(?:rows?|records?|patients?|count)"
    r"(?: count| listed| found| printed| selected)?\s*[:=]\s*[\d,]+)\W*$"
)
_AGAIN = "is the header line once more"
_AGAIN_TITLE = "stands above the header line too: a title, and no row of the list"
_SAYS = (
    "is a line of totals, which is no row of the list",
    "ends a page or the report, and is no row of the list",
)
_ALONE = "stands alone in its line: a title or a footer, and no row of the list"
_INSIDE = "stands below a line “Totals”, among figures that are no rows of the list"


def without_footers(
    rows: RawRows, key: int, header: str, short: Mapping[int, str], faults: ProblemLog
) -> RawRows:
    """The rows of the list; header lines met again, totals, page ends, titles and
    blocks of totals are not needed.

    `key` is the position of the column with the rows' ids, `header` its header; `short`
    are lines that were set aside already, which may begin a block of totals. A row with
    a number as its id is a row, unless it is in such a block, which goes on until the
    header is met again.
    """
    keys = pc.cast(rows.table[str(key)], pa.string()).combine_chunks()
    is_number = _truth(pc.ascii_is_decimal(keys))
    at = np.flatnonzero(~is_number)
    heads = _heads_of_blocks(short)
    if not len(at) and not len(heads):
        return rows

    doubtful = _Doubtful(rows.table.take(pa.array(at)), str(key), header)
    lines = rows.numbers[at]
    again = lines[doubtful.again]
    inside = _inside(rows.numbers, [*heads, *lines[doubtful.heads]], again)

    aside = inside.copy()
    for kind, which in doubtful.kinds():
        mine = which & ~aside[at]
        labels = doubtful.labels.filter(pa.array(mine))
        faults.add_rows(lines[mine], header, labels, kind, not_needed=True)
        aside[at[mine]] = True
    within = rows.numbers[inside]
    held = keys.filter(pa.array(inside))
    faults.add_rows(within, header, held, _INSIDE, not_needed=True)
    if not aside.any():
        return rows

    listed = rows.table.filter(pa.array(~aside))
    return RawRows(listed, rows.numbers[~aside], rows.read)


def _heads_of_blocks(short: Mapping[int, str]) -> np.ndarray:
    """The lines, of those set aside already, that begin a block of totals."""
    lines = np.array(list(short), np.int64)
    texts = pa.array(short.values(), pa.string())
    return lines[_fits(texts, _BLOCK)]


def no_rows(texts: Mapping[int, str], above: Collection[str]) -> dict[int, str]:
    """Of lines with another number of cells than the header those that belong to the
    report, each with its sentence.

    They are totals, page ends, and the titles from `above` the header met again.
    """
    held = pa.array(texts.values(), pa.string())
    is_total = _fits(held, _TOTAL).tolist()
    is_end = _fits(held, _PAGE).tolist()
    is_title = [text.strip() in above for text in texts.values()]
    sentences: dict[int, str] = {}
    # A line is what the last of these says
    for sentence, which in (
        (_AGAIN_TITLE, is_title),
        (_SAYS[1], is_end),
        (_SAYS[0], is_total),
    ):
        lines = compress(texts, which)
        sentences |= dict.fromkeys(lines, sentence)
    return sentences


class _Doubtful:
    """Rows without a number as their id, and what each may be instead, as one yes or no
    per row.
    """

    def __init__(self, table: pa.Table, key: str, header: str) -> None:
        self.keys = _plain(table[key])
        self.others = [
            _plain(table[name]) for name in table.column_names if name != key
        ]
        self.again = _truth(pc.equal(self.keys, header))
        self.labels = _first_filled([self.keys, *self.others])
        self.is_total = _fits(self.labels, _TOTAL)
        self.heads = self.is_total & self.is_alone & _fits(self.labels, _BLOCK)

    @property
    def is_alone(self) -> np.ndarray:
        """Nothing else stands in the row."""
        alone = np.ones(len(self.keys), bool)
        for column in self.others:
            alone &= _truth(pc.or_(pc.equal(column, ""), pc.equal(column, self.labels)))
        return alone

    def kinds(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each sentence with the rows that it may be said of."""
        yield _AGAIN, self.again
        yield _SAYS[0], self.is_total
        yield _SAYS[1], _fits(self.labels, _PAGE)
        if len(self.others) > 1:
            yield _ALONE, self.is_alone & _fits(self.keys, r"^[^\d,]*[^\d,\s][^\d,]*$")


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """The cells without blanks around them; in a large file they may be a
    dictionary.
    """
    texts = pc.cast(column, pa.string())
    cells = texts.combine_chunks()
    return pc.utf8_trim_whitespace(cells)


def _inside(lines: np.ndarray, heads: Iterable[int], again: np.ndarray) -> np.ndarray:
    """Which lines stand below a block's first line, and above the next header line."""
    inside = np.zeros(len(lines), bool)
    for head in heads:
        is_below = lines > head
        after = again[again > head]
        if len(after):
            is_below &= lines < after.min()
        inside |= is_below
    return inside


def _first_filled(columns: list[pa.Array]) -> pa.Array:
    """Row by row the first text that is not empty."""
    found = columns[0]
    for column in columns[1:]:
        found = pc.if_else(pc.equal(found, ""), column, found)
    return found


def _fits(texts: pa.Array, form: str) -> np.ndarray:
    matches = pc.match_substring_regex(texts, form)
    return _truth(matches)


def _truth(flags: pa.Array) -> np.ndarray:
    return flags.to_numpy(zero_copy_only=False)
