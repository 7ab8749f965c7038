"""The reverse of loading: how a system would write the tables as files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from retention.core import schema

Column = Callable[[pa.Table], pa.Array]
"""One column of a file, as text, from a table of the records."""

Files = Mapping[str, tuple[str, Mapping[str, Column]]]
"""For each file, by name without ending: the table of the records it is written from,
and its columns by header.
"""


@dataclass(frozen=True)
class Written:
    """How a system writes: its key, title and files in words, and their form.

    The key is for `demo --layout`. `files` gives one table of text columns per file, by
    name without ending. `quoted` says whether cells with delimiters, quotation marks or
    line ends are put between quotation marks; a system that does not has to leave such
    characters out itself.
    """

    key: str
    title: str
    about: str
    files: Callable[[schema.Tables], Mapping[str, pa.Table]]
    ending: str = "csv"
    delimiter: str = ","
    quoted: bool = True
    line_end: str = "\n"
