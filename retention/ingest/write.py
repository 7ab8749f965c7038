"""The way back of loading: tables of the records as the files of a layout."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from retention import schema
from retention.ingest.opendental_out import FILES, Column
from retention.problems import RetentionError


def write(tables: schema.Tables, folder: Path, layout: str) -> list[Path]:
    """Write tables as a layout's files into a folder (made where it is missing); gives the files, one per table.

    Loading them gives equal tables, as far as the layout has words for them. Open Dental (`opendental`) has none for:
    appointments that are no-show, cancelled or rescheduled (all are Broken) or deleted (unknown); minutes that are no
    multiple of 5; a patient or procedure of unknown status (comes back without one); contacts in person as a
    preference; `status_raw` other than its own codes; leave to call, write or e-mail (only "do not call" is there);
    reported last and next visits; a patient's source; codes that stand on the procedure itself; texts that say
    "nothing" (`-`, `N/A`, `NULL`) or have blanks around them. RetentionError where the layout cannot be written."""
    if layout != "opendental":
        raise RetentionError(f"Files can be written in the layout “opendental”; “{layout}” was given.")
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(tables[name], folder / f"{file}.csv", columns)
        for name, (file, columns) in FILES.items()
        if name in tables
    ]


def _write(table: pa.Table, path: Path, columns: Mapping[str, Column]) -> Path:
    written = pa.table({header: column(table) for header, column in columns.items()})
    pacsv.write_csv(written, path, pacsv.WriteOptions(quoting_style="needed", quoting_header="none"))
    return path
