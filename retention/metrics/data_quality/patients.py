"""Checks of the patient list: columns filled, ways to reach people, duplicates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import dates, formatting
from retention.core.arrays import BoolArray, IndexArray
from retention.facts import contactability, identity, standing
from retention.metrics.data_quality.check import (
    CheckInput,
    Finding,
    check,
    finding,
    names,
)

HALF = 0.5


@dataclass(frozen=True)
class Needed:
    """A column that something stands on, and the rows that should have it."""

    table: str
    column: str
    by: str
    """What is not known, or only in part, without it."""
    status: Collection[str] = ()
    """Only rows with one of these; all where it is empty."""


NEEDED = (
    Needed(
        "patient",
        "birth_date",
        "age groups, children, people entered twice",
        ("active",),
    ),
    Needed("patient", "mobile_phone", "texts", ("active",)),
    Needed("patient", "email", "e-mails", ("active",)),
    Needed("patient", "address_1", "letters", ("active",)),
    Needed("patient", "household_id", "households", ("active",)),
    Needed("patient", "provider_id", "figures by provider", ("active",)),
    Needed("patient", "text_ok", "whether they may be texted", ("active",)),
    Needed(
        "patient",
        "status_on",
        "the day they departed",
        ("inactive", "archived", "deceased", "non_patient"),
    ),
    Needed(
        "patient",
        "first_visit_reported",
        "who was here before the records begin",
        ("active",),
    ),
    Needed(
        "appointment",
        "created_on",
        "hygiene rebooking, case acceptance in windows",
        ("scheduled", "completed"),
    ),
    Needed(
        "appointment",
        "provider_id",
        "the schedule by provider",
        ("scheduled", "completed"),
    ),
    Needed("appointment", "arrived_at", "kept waiting", ("completed",)),
    Needed("appointment", "seated_at", "kept waiting", ("completed",)),
    Needed(
        "procedure",
        "planned_on",
        "treatment presented and accepted, ages of what is sitting",
        ("planned",),
    ),
    Needed("procedure", "completed_on", "visits", ("completed",)),
    Needed("procedure", "fee_cents", "every amount", ("planned", "completed")),
    Needed(
        "procedure",
        "appointment_id",
        "whether work is booked, hygiene appointments",
        ("completed",),
    ),
    Needed("procedure", "provider_id", "figures by provider", ("completed",)),
    Needed("recall", "due_on", "recall overdue"),
    Needed("contact", "at", "the last contact, silent leavers"),
    Needed("contact", "channel", "whether they were contacted at all"),
    Needed("claim", "sent_on", "claims waiting"),
)
"""The columns that figures and lists stand on."""


@check("columns", "Columns that are hardly filled", "columns")
def columns(sight: CheckInput) -> Finding:
    """Columns that figures or lists stand on, and that are filled in less than half of
    the rows that should have them; the list shows how far each of them is filled.

    What stands on an empty column is not known, or known for a few only. Add the column
    to the export, or have it filled in in your own system.
    """
    shares = []
    for needed in NEEDED:
        if needed.table not in sight.tables:
            continue

        part, whole = _filled(sight, needed)
        if whole:
            shares.append((part / whole, part, whole, needed))
    shares.sort(key=lambda entry: entry[0])
    ids = []
    sentences = []
    for share, part, whole, needed in shares:
        ids.append(f"{needed.table}.{needed.column}")
        filled = f"{formatting.share(share)} filled ({part:,} of {whole:,})"
        sentences.append(f"{filled}: {needed.by}")
    hardly_filled = sum(share < HALF for share, _, _, _ in shares)
    return finding(ids, sentences, len(shares), count=hardly_filled)


def _filled(sight: CheckInput, needed: Needed) -> tuple[int, int]:
    """In how many of how many rows the column is filled."""
    stored = sight.tables[needed.table]
    column = stored[needed.column]
    if needed.status:
        statuses = pa.array(list(needed.status), pa.string())
        is_needed = pc.is_in(stored["status"], value_set=statuses)
        column = column.filter(is_needed)
    return len(column) - column.null_count, len(column)


OLDEST_MONTHS = 110 * 12
_FILLED_IN = np.datetime64("1900-01-01", "D")
_PHONES = {
    "mobile_phone": "mobile phone",
    "home_phone": "home phone",
    "work_phone": "work phone",
}


@check("birth_dates", "Birth dates missing or impossible", "people", needs=("patient",))
def birth_dates(sight: CheckInput) -> Finding:
    """People who have not departed, without a birth date or with one that cannot be:
    January 1, 1900, more than 110 years ago, or after the export.

    Children cannot be told from adults, so they may be contacted where a parent should
    be, and nobody is found who was entered twice. Fill the date in in your own system.
    """
    book = sight.practice
    people = _here(sight)
    born = dates.days(book.people["birth_date"])
    exported = book.export_day
    oldest = np.datetime64(dates.before(book.exported, OLDEST_MONTHS), "D")
    is_filled_in = born == _FILLED_IN
    is_impossible = (born <= oldest) | (born > exported)
    is_wrong = np.isnat(born) | is_filled_in | is_impossible
    rows = np.flatnonzero(people & is_wrong)
    sentences = [_born_in_words(day) for day in born[rows].tolist()]
    return _people(sight, rows, sentences, int(people.sum()))


def _born_in_words(day: date | None) -> str:
    if day is None:
        return "no birth date"
    return f"born {formatting.day(day)}"


@check("no_contact", "People who cannot be reached", "people", needs=("patient",))
def no_contact(sight: CheckInput) -> Finding:
    """People who have not departed, with no phone, no address and no e-mail that could
    be used, nor their guarantor.

    They are in no list and in no file. Ask them for a number when they are next in.
    """
    usable = list(contactability.usable(sight.practice).values())
    reachable = np.logical_or.reduce(usable)
    household = sight.practice.people["household"].to_numpy()
    reachable = reachable | reachable[household]
    people = _here(sight)
    rows = np.flatnonzero(people & ~reachable)
    sentences = ["no phone, address or e-mail"] * len(rows)
    return _people(sight, rows, sentences, int(people.sum()))


@check(
    "placeholders",
    "Phones and e-mails that only fill the box",
    "patients",
    needs=("patient",),
)
def placeholders(sight: CheckInput) -> Finding:
    """Rows of the patient list with a phone or an e-mail that is nobody's: 000-0000,
    604, none@…, or one that more than twelve rows share.

    Calls and messages to them come to nothing, and they are not used to find people
    entered twice. Empty the box in your own system.
    """
    people = sight.practice.people
    is_kept = (people["status"] != "deleted").to_numpy()
    texts = {}
    is_bad = {}
    for name, words in _PHONES.items():
        texts[words] = people[name]
        is_bad[words] = identity.is_placeholder_phone(people[name]) & is_kept
    texts["e-mail"] = people["email"]
    is_bad["e-mail"] = identity.is_placeholder_email(people["email"]) & is_kept
    rows = np.flatnonzero(np.logical_or.reduce(list(is_bad.values())))
    sentences = []
    for row in rows:
        bad = [words for words in is_bad if is_bad[words][row]]
        quoted = [f"{words} “{texts[words].iloc[row]}”" for words in bad]
        sentences.append(", ".join(quoted))
    return _people(sight, rows, sentences, int(is_kept.sum()))


@check("doubles", "People entered twice", "pairs", needs=("patient",))
def doubles(sight: CheckInput) -> Finding:
    """Two rows of the patient list that look like one person, and nobody has said yet
    whether they are.

    Such a person counts twice, as new a second time and as lost a first time. Decide
    them below, or put them together in your own system.
    """
    pairs = [f"{keep} {other}" for keep, other, _ in sight.doubles]
    reasons = [why for _, _, why in sight.doubles]
    return finding(pairs, reasons)


@check("links", "Merge links that lead nowhere", "links", needs=("merge",))
def links(sight: CheckInput) -> Finding:
    """Links between two rows of the patient list that cannot be followed: to
    themselves, in a circle, or to a row that is not on the list.

    They are left out: the two rows count as two people. Look the two patients up in
    your own system.
    """
    links_table = sight.tables["merge"].select(["id", "loser_id", "winner_id"])
    by_id = links_table.to_pandas().set_index("id")
    ids = [link for link in sight.practice.links_ignored if link in by_id.index]
    ignored = by_id.loc[ids].itertuples()
    sentences = [f"{link.loser_id} into {link.winner_id}" for link in ignored]
    return finding(ids, sentences, len(by_id))


def _here(sight: CheckInput) -> BoolArray:
    """People who have not departed by the day of the export."""
    return standing.stays(sight.practice)


def _people(
    sight: CheckInput, rows: IndexArray, sentences: list[str], whole: int
) -> Finding:
    """Rows of the patient list under their ids, with name and what is wrong."""
    ids = sight.practice.people["id"].iloc[rows]
    by_name = zip(names(sight.practice, rows), sentences, strict=True)
    of_people = [f"{name}: {what}" for name, what in by_name]
    return finding(ids, of_people, whole)
