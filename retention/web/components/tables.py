"""Tables to read: what services and the code declare, as frames of words."""

from collections.abc import Mapping, Sequence
from itertools import chain

import pandas as pd

from retention.core import formatting
from retention.core.errors import Problem
from retention.core.policy import SETTINGS
from retention.ingest import LAYOUTS
from retention.outreach import EligibilityRule, Outcome, Reason, SetAside
from retention.services import Change, Event, FileReport, Moment, mappings
from retention.services.mappings import IdentifiedFile
from retention.services.patient_timeline import KINDS as EVENT_KINDS
from retention.store import Import
from retention.web.copy import imports

_MOST_COLUMNS = 8
_TABLES = dict(mappings.table_titles()) | {
    "merge": "Merged patients",
    "plan_item": "Rows of treatment plans",
}
_LAYOUTS = {layout.key: layout.title for layout in LAYOUTS} | {
    f"mapped.{table}": f"{title}, as you mapped it"
    for table, title in mappings.table_titles().items()
}

_NOT_NEEDED = {layout.key for layout in LAYOUTS if layout.table is None}


def fills_nothing(file: IdentifiedFile) -> bool:
    """Whether a file is of a kind that is known and not needed."""
    return file.layout in _NOT_NEEDED


def named_counts(name: str, number: str, counts: Mapping[str, int]) -> pd.DataFrame:
    """Counts by name, under those two headings."""
    return pd.DataFrame(
        {
            name: list(counts),
            number: [formatting.count(count) for count in counts.values()],
        }
    )


def rules(answers: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Each rule's title with whether it holds, and what is so."""
    return pd.DataFrame(answers, columns=["Rule", "Result", "Because"])


def titles(
    heading: str, declared: Sequence[Outcome] | Sequence[EligibilityRule]
) -> pd.DataFrame:
    """The titles of declared things, in their order, under that heading."""
    return pd.DataFrame({heading: [thing.title for thing in declared]})


def chances(reasons: Sequence[Reason]) -> pd.DataFrame:
    """Each reason to contact somebody, and the chance that a contact works."""
    return pd.DataFrame(
        {
            "Reason": [reason.title for reason in reasons],
            "Chance that a contact works": [
                formatting.share(reason.chance) for reason in reasons
            ],
        }
    )


def outcomes(groups: pd.DataFrame) -> pd.DataFrame:
    """What contacts came to (`outreach.breakdown`).

    Every count stands beside what it is a part of.
    """
    return pd.DataFrame(
        {
            "": groups["group"],
            "Contacts": [formatting.count(count) for count in groups["contacts"]],
            "Reached": _parts(groups["reached"], groups["contacts"]),
            "Said booked": _parts(groups["booked"], groups["contacts"]),
            "Came within 30 days": _parts(groups["came"], groups["ripe"]),
        }
    )


def _parts(part: pd.Series, whole: pd.Series) -> list[str]:
    """ "12 of 40 (30 %)", cell by cell."""
    cells = zip(part, whole.fillna(0), strict=True)
    return [_part(count, of) for count, of in cells]


def _part(count: float, of: float) -> str:
    """ "12 of 40 (30 %)"; "–" where it is not known, or part of nothing yet."""
    if pd.isna(count) or not of:
        return formatting.ABSENT

    part = formatting.count(int(count))
    whole = formatting.count(int(of))
    share = formatting.share(count / of)
    return f"{part} of {whole} ({share})"


def policy(values: Mapping[str, str]) -> pd.DataFrame:
    """Every policy value: its sentence, its limits and what the practice has set."""
    return pd.DataFrame(
        {
            "Value": list(SETTINGS),
            "What it does": [
                setting.metadata["about"] for setting in SETTINGS.values()
            ],
            "Limits": [setting.metadata["limits"] for setting in SETTINGS.values()],
            "Now": [values.get(name) or formatting.ABSENT for name in SETTINGS],
        }
    )


def files(reports: Sequence[FileReport]) -> pd.DataFrame:
    """What became of each file.

    Rows read = new or changed + unchanged + set aside + not needed.
    """
    return pd.DataFrame(
        {
            "File": [report.name for report in reports],
            "Recognised as": [
                _LAYOUTS.get(report.layout, report.layout) for report in reports
            ],
            "Rows read": [formatting.count(report.rows_read) for report in reports],
            "New or changed": [formatting.count(report.loaded) for report in reports],
            "Unchanged": [formatting.count(report.unchanged) for report in reports],
            "Set aside": [formatting.count(report.set_aside) for report in reports],
            "Not needed": [formatting.count(report.not_needed) for report in reports],
            "Problems": [formatting.count(report.problems) for report in reports],
        }
    )


def not_read(reports: Sequence[FileReport]) -> pd.DataFrame:
    """Each file that has columns which nothing is read from, with their headings."""
    some = [report for report in reports if report.not_read]
    columns = [", ".join(report.not_read) for report in some]
    return pd.DataFrame(
        {"File": [report.name for report in some], "Columns not read": columns}
    )


def identified_files(files: Sequence[IdentifiedFile]) -> pd.DataFrame:
    """Each file with what it was told to be."""
    return pd.DataFrame(
        {
            "File": [file.name for file in files],
            "Recognised as": [_recognised_as(file) for file in files],
        }
    )


def _recognised_as(file: IdentifiedFile) -> str:
    if file.layout == "sheet":
        return imports.NO_LIST

    title = _LAYOUTS.get(file.layout, file.layout)
    if title:
        return title
    return imports.UNKNOWN if file.is_unknown else imports.REFUSED


def table_title(table: str) -> str:
    """What a table of the records is called."""
    plain = table.replace("_", " ").capitalize()
    return _TABLES.get(table, plain)


def changes(by_table: Sequence[Change]) -> pd.DataFrame:
    """What becomes of each table."""
    return pd.DataFrame(
        {
            "": [table_title(change.table) for change in by_table],
            "New": [formatting.count(change.new) for change in by_table],
            "Changed": [formatting.count(change.changed) for change in by_table],
            "Unchanged": [formatting.count(change.unchanged) for change in by_table],
            "Vanished": [formatting.count(change.vanished) for change in by_table],
        }
    )


def examples(change: Change, kind: str) -> pd.DataFrame:
    """Rows of one kind: of changed ones each column that differs, before and after; of
    others what they hold.
    """
    changes = change.examples[kind]
    whose = [example.patient_id or formatting.ABSENT for example in changes]
    if kind != "changed":
        rows = [example.after or example.before or {} for example in changes]
        return _whole_rows(change.table, whose, rows)

    lines = []
    for who, example in zip(whose, changes, strict=True):
        before = example.before or {}
        after = example.after or {}
        for name, text in after.items():
            column = _column(change.table, name)
            lines.append((who, column, before.get(name, ""), text))
    return pd.DataFrame(lines, columns=["Patient", "What", "Before", "After"])


def _whole_rows(
    table: str, whose: Sequence[str], rows: Sequence[Mapping[str, str]]
) -> pd.DataFrame:
    """What rows hold, in the first columns that any of them has."""
    names = dict.fromkeys(chain.from_iterable(rows))
    names.pop("patient_id", None)

    cells = {}
    for name in list(names)[:_MOST_COLUMNS]:
        title = _column(table, name)
        cells[title] = [row.get(name, "") for row in rows]
    return pd.DataFrame({"Patient": whose, **cells})


def moments(history: Sequence[Moment]) -> pd.DataFrame:
    """What each import changed in a patient's row.

    One line per cell, the oldest import first.
    """
    lines = [
        (
            str(moment.number),
            formatting.day(moment.exported),
            _column("patient", name),
            moment.before.get(name, ""),
            text,
        )
        for moment in history
        for name, text in moment.after.items()
    ]
    return pd.DataFrame(
        lines, columns=["Import", "Exports of", "What", "Before", "After"]
    )


def _column(table: str, name: str) -> str:
    """What a column is called on the form for unknown files.

    One that is not there is called by its own name.
    """
    columns = mappings.columns(table) if table in mappings.table_titles() else {}
    plain = (
        name.removesuffix("_raw")
        .removesuffix("_id")
        .removesuffix("_cents")
        .replace("_", " ")
        .capitalize()
    )
    as_exported = f"{plain} as exported" if name.endswith("_raw") else plain
    return columns[name].title if name in columns else as_exported


def events(timeline: Sequence[Event]) -> pd.DataFrame:
    """Each event of a person's timeline."""
    lines = [
        (
            formatting.day(event.day),
            EVENT_KINDS[event.kind],
            event.what,
            formatting.money(event.cents) if event.cents else "",
        )
        for event in timeline
    ]
    return pd.DataFrame(lines, columns=["Day", "What", "In words", "Amount"])


def problems(listed: Sequence[Problem]) -> pd.DataFrame:
    """Each problem where it stands in its file."""
    return pd.DataFrame(
        {
            "File": [problem.file for problem in listed],
            "Line": [
                formatting.count(problem.row) if problem.row else "all"
                for problem in listed
            ],
            "Column": [problem.column or formatting.ABSENT for problem in listed],
            "What is wrong": [_what_is_wrong(problem) for problem in listed],
            "Row": [_what_became(problem) for problem in listed],
        }
    )


def _what_is_wrong(problem: Problem) -> str:
    if not problem.found:
        return problem.say
    return f"“{problem.found}” {problem.say}"


def _what_became(problem: Problem) -> str:
    """What became of the row of a problem."""
    if problem.set_aside:
        return "set aside"
    return "not needed" if problem.not_needed else "kept"


def ledger(lines: Sequence[Import]) -> pd.DataFrame:
    """Every import with what it brought and whether it counts."""
    return pd.DataFrame(
        {
            "Number": [str(line.number) for line in lines],
            "Imported": [
                f"{formatting.day(line.made_at.date())}, {line.made_at:%H:%M}"
                for line in lines
            ],
            "Exports of": [formatting.day(line.exported) for line in lines],
            "Files": [_files_of(line) for line in lines],
            "New or changed rows": [_rows_of(line) for line in lines],
            "State": [_standing(line) for line in lines],
        }
    )


def _files_of(line: Import) -> str:
    names = ", ".join(file["name"] for file in line.files)
    return names or line.note or formatting.ABSENT


def _rows_of(line: Import) -> str:
    """How many rows an import brought that were new or changed."""
    loaded = sum(file["loaded"] for file in line.files)
    return formatting.count(loaded)


def _standing(line: Import) -> str:
    """Whether an import counts."""
    if line.is_current:
        return "counts now"
    return "undone" if line.undone_at else "earlier"


def set_aside(rows: Sequence[SetAside]) -> pd.DataFrame:
    """Each row that does not fit a mailing file."""
    return pd.DataFrame(
        {
            "Patient": [", ".join(row.patient_ids) for row in rows],
            "What to put right": [row.say for row in rows],
        }
    )
