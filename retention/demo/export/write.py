"""The way back of loading: tables of the records as the files of a layout."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from retention.core import schema
from retention.core.errors import RetentionError
from retention.demo.export.exporter import Written
from retention.demo.export.registry import WRITTEN


def write(tables: schema.Tables, folder: Path, layout: str) -> list[Path]:
    """Write tables as a layout's files into a folder (made where it is missing); gives
    the files, one per table.

    Loading them gives equal tables, as far as the layout has places and words; what it
    has none for is left out. Open Dental (`opendental`) has none for: appointments that
    are no-show, cancelled or rescheduled (all are Broken) or deleted (unknown); minutes
    that are no multiple of 5; a patient or procedure of unknown status (comes back
    without one); contacts in person as a preference; `status_raw` other than its own
    codes; leave to call, write or e-mail (only "do not call" is there); reported last
    and next visits; a patient's source; codes that stand on the procedure itself; texts
    that say "nothing" (`-`, `N/A`, `NULL`) or have blanks around them.

    RetentionError where the layout cannot be written.
    """
    if layout not in WRITTEN:
        keys = ", ".join(f"“{key}”" for key in WRITTEN)
        raise RetentionError(
            f"Files can be written in the layouts {keys}; “{layout}” was given."
        )

    folder.mkdir(parents=True, exist_ok=True)
    written = WRITTEN[layout]
    return [
        _write(table, folder / f"{name}.{written.ending}", written)
        for name, table in written.files(tables).items()
    ]


def _write(table: pa.Table, path: Path, written: Written) -> Path:
    options = pacsv.WriteOptions(
        delimiter=written.delimiter,
        quoting_style="needed" if written.quoted else "none",
        quoting_header="none",
        eol=written.line_end,
    )
    pacsv.write_csv(table, path, options)
    return path
