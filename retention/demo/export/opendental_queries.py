"""Open Dental's user queries, saved raw or human-readable."""

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.demo.export.cells import in_style
from retention.demo.export.exporter import Written
from retention.demo.export.opendental import OPENDENTAL

_DATE_AND_TIME = "%-m/%-d/%Y %-I:%M:%S %p"
_LOST = r"[\r\n\t\"]"  # signs that the program deletes from cells


def _raw(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """Open Dental's tables, every date with the time of day.

    The date that means none is in the year 1.
    """
    files = OPENDENTAL.files(tables)
    return {name: _restyled(file) for name, file in files.items()}


def _restyled(file: pa.Table) -> pa.Table:
    columns = {
        header: _with_time(file[header]) if "Date" in header else file[header]
        for header in file.column_names
    }
    return pa.table({header: plain(cells) for header, cells in columns.items()})


def plain(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return cells without line ends, tabs and quotation marks.

    The program leaves these out of text.
    """
    return pc.replace_substring_regex(cells, _LOST, "")


def _with_time(days: pa.ChunkedArray) -> pa.ChunkedArray:
    moments = pc.cast(days, pa.timestamp("s"))
    return in_style(moments, _DATE_AND_TIME)


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


_PATIENTS = ("PatNum", "Guarantor")
_PROVIDERS = ("ProvNum", "ProvHyg", "PriProv", "SecProv", "ProvTreat")
_DAY = "%-m/%-d/%Y"
_CLOCK_FIRST = "%-I:%M %p   %-m/%-d/%Y"
_DATES_WITH_NONE = ("Birthdate", "ProcDate")
_FIRST_SHOWN = "1880-01-01"
_WORDS: Mapping[str, tuple[str, ...]] = {
    "PatStatus": (
        "Patient",
        "NonPatient",
        "Inactive",
        "Archived",
        "Deleted",
        "Deceased",
        "Prospective",
    ),
    "Gender": ("Male", "Female", "Unknown", "Other"),
    "AptStatus": (
        "None",
        "Scheduled",
        "Complete",
        "UnschedList",
        "ASAP",
        "Broken",
        "Planned",
        "PtNote",
        "PtNoteCompleted",
    ),
    "ProcStatus": ("", "TP", "C", "EC", "EO", "R", "D", "Cn", "TPi"),
    "IsHygiene": ("False", "True"),
}
"""What the codes 0, 1, 2 … of a column are shown as."""

Shown = Callable[[pa.ChunkedArray], pa.ChunkedArray]


def _readable(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """Return Open Dental's tables as the query window shows them.

    The patient list has its numbers beside the names.
    """
    files = OPENDENTAL.files(tables)
    people = files["patient"]
    staff = files["provider"]
    people = people.set_column(
        people.schema.get_field_index("LName"), "LName", _distinct_names(people)
    )
    names = pc.binary_join_element_wise(people["LName"], people["FName"], ", ")
    of_people = _instead(people["PatNum"], names)
    of_staff = _instead(staff["ProvNum"], staff["Abbr"])
    named = {
        **dict.fromkeys(_PATIENTS, of_people),
        **dict.fromkeys(_PROVIDERS, of_staff),
    }
    shown = {
        name: _shown(file, named) for name, file in {**files, "patient": people}.items()
    }
    return {**shown, "patient": shown["patient"].append_column("pid", people["PatNum"])}


def _distinct_names(people: pa.Table) -> pa.ChunkedArray:
    """Return family names, with II, III … behind those of namesakes.

    Shared names cannot be told apart.
    """
    both = pc.utf8_lower(
        pc.binary_join_element_wise(people["LName"], people["FName"], ", ")
    ).to_pandas()
    nth = both.groupby(both).cumcount().to_numpy()
    behind = pc.binary_repeat("I", pa.array(nth + 1))
    return pc.if_else(
        pa.array(nth > 0),
        pc.binary_join_element_wise(people["LName"], behind, " "),
        people["LName"],
    )


def _instead(numbers: pa.ChunkedArray, names: pa.ChunkedArray) -> Shown:
    def shown(cells: pa.ChunkedArray) -> pa.ChunkedArray:
        row = pc.index_in(cells, numbers)
        return pc.fill_null(names.take(row), "")

    return shown


def _shown(file: pa.Table, named: Mapping[str, Shown]) -> pa.Table:
    return pa.table(
        {
            header: plain(_column(header, file[header], named))
            for header in file.column_names
        }
    )


def _column(
    header: str, cells: pa.ChunkedArray, named: Mapping[str, Shown]
) -> pa.ChunkedArray:
    if header in named:
        return named[header](cells)
    if header in _WORDS:
        words = pa.array(_WORDS[header])
        return pc.fill_null(words.take(_codes(cells)), "")
    if "Date" in header or header in _DATES_WITH_NONE:
        return _dates(header, cells)
    return cells


def _codes(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    without_empty = pc.if_else(pc.equal(cells, ""), None, cells)
    return pc.cast(without_empty, pa.int64())


def _dates(header: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Days and moments as the window shows a column of that name."""
    moments = pc.cast(cells, pa.timestamp("s"))
    if header == "AptDateTime":
        return in_style(moments, _CLOCK_FIRST)
    if header in _DATES_WITH_NONE:
        return in_style(moments, _DAY)
    if header.startswith("Date"):
        return pc.if_else(pc.less(cells, _FIRST_SHOWN), "", in_style(moments, _DAY))
    return in_style(moments, f"{_DAY} %-I:%M:%S %p")


READABLE = Written(
    "opendental-readable",
    "Open Dental, user queries (human-readable)",
    "the same, saved with Human-readable: names are looked up in the patient list, and "
    "two patients of one name refuse the file; put `PatNum AS pid` into the query, or "
    "save with Raw",
    _readable,
    ending="txt",
    delimiter="\t",
    quoted=False,
    line_end="\r\n",
)
