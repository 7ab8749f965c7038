"""Open Dental's user queries saved as text: tabs, no quotes, and dates as the office's
computer writes them.

They have the tables' own headers, so they are read as the tables are. The forms of
cells are those of the program's query window.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention import schema
from retention.ingest.cells import in_style
from retention.ingest.systems.opendental_out import OPENDENTAL
from retention.ingest.written import Written

_DATE_AND_TIME = "%-m/%-d/%Y %-I:%M:%S %p"
_LOST = r"[\r\n\t\"]"  # signs that the program deletes from cells


def _raw(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """Open Dental's tables, every date with the time of day, the one that means none in
    the year 1.
    """
    return {name: _restyled(file) for name, file in OPENDENTAL.files(tables).items()}


def _restyled(file: pa.Table) -> pa.Table:
    columns = {
        header: _with_time(file[header]) if "Date" in header else file[header]
        for header in file.column_names
    }
    return pa.table({header: plain(cells) for header, cells in columns.items()})


def plain(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells without what the program leaves out of text: line ends, tabs and quotation
    marks.
    """
    return pc.replace_substring_regex(cells, _LOST, "")


def _with_time(days: pa.ChunkedArray) -> pa.ChunkedArray:
    return in_style(pc.cast(days, pa.timestamp("s")), _DATE_AND_TIME)


QUERY = Written(
    "opendental-query",
    "Open Dental, user queries (raw)",
    "a `SELECT * FROM` of each of these tables, saved from the query window with Raw: "
    "text with tabs, called `.txt` or `.xls`",
    _raw,
    ending="txt",
    delimiter="\t",
    quoted=False,
    line_end="\r\n",
)
