"""Checks of the patient list: birth dates, ways to reach people, boxes filled in,
people entered twice.
"""

import numpy as np

from retention import days, formats
from retention.facts import comparable, contact, standing
from retention.metrics.health.declare import Found, Sight, check, found, names

OLDEST_MONTHS = 110 * 12
_FILLED_IN = np.datetime64("1900-01-01", "D")
_PHONES = {
    "mobile_phone": "mobile phone",
    "home_phone": "home phone",
    "work_phone": "work phone",
}


@check("birth_dates", "Birth dates missing or impossible", "people", needs=("patient",))
def birth_dates(sight: Sight) -> Found:
    """People who have not departed, without a birth date or with one that cannot be:
    January 1, 1900, more than 110 years ago, or after the export.

    Children cannot be told from adults, so they may be contacted where a parent should
    be, and nobody is found who was entered twice. Fill the date in in your own system.
    """
    book = sight.practice
    people = _here(sight)
    born = book.people["birth_date"].to_numpy().astype("datetime64[D]")
    oldest = np.datetime64(days.before(book.exported, OLDEST_MONTHS), "D")
    wrong = (
        np.isnat(born)
        | (born <= oldest)
        | (born == _FILLED_IN)
        | (born > np.datetime64(book.exported, "D"))
    )
    rows = np.flatnonzero(people & wrong)
    said = [
        "no birth date" if day is None else f"born {formats.day(day)}"
        for day in born[rows].tolist()
    ]
    return _people(sight, rows, said, int(people.sum()))


@check("no_contact", "People who cannot be reached", "people", needs=("patient",))
def no_contact(sight: Sight) -> Found:
    """People who have not departed, with no phone, no address and no e-mail that could
    be used, nor their guarantor.

    They are in no list and in no file. Ask them for a number when they are next in.
    """
    reachable = np.logical_or.reduce(list(contact.usable(sight.practice).values()))
    reachable = reachable | reachable[sight.practice.people["household"].to_numpy()]
    people = _here(sight)
    rows = np.flatnonzero(people & ~reachable)
    return _people(
        sight, rows, ["no phone, address or e-mail"] * len(rows), int(people.sum())
    )


@check(
    "placeholders",
    "Phones and e-mails that only fill the box",
    "patients",
    needs=("patient",),
)
def placeholders(sight: Sight) -> Found:
    """Rows of the patient list with a phone or an e-mail that is nobody's: 000-0000,
    604, none@…, or one that more than twelve rows share.

    Calls and messages to them come to nothing, and they are not used to find people
    entered twice. Empty the box in your own system.
    """
    people = sight.practice.people
    kept = (people["status"] != "deleted").to_numpy()
    bad = {
        words: comparable.is_placeholder_phone(people[name]) & kept
        for name, words in _PHONES.items()
    }
    bad["e-mail"] = comparable.is_placeholder_email(people["email"]) & kept
    texts = {
        words: people[name] for name, words in (*_PHONES.items(), ("email", "e-mail"))
    }
    rows = np.flatnonzero(np.logical_or.reduce(list(bad.values())))
    said = [
        ", ".join(
            f"{words} “{texts[words].iloc[row]}”" for words in bad if bad[words][row]
        )
        for row in rows
    ]
    return _people(sight, rows, said, int(kept.sum()))


@check("doubles", "People entered twice", "pairs", needs=("patient",))
def doubles(sight: Sight) -> Found:
    """Two rows of the patient list that look like one person, and nobody has said yet
    whether they are.

    Such a person counts twice, as new a second time and as lost a first time. Decide
    them below, or put them together in your own system.
    """
    return found(
        [f"{keep} {other}" for keep, other, _ in sight.doubles],
        [why for _, _, why in sight.doubles],
    )


@check("links", "Merge links that lead nowhere", "links", needs=("merge",))
def links(sight: Sight) -> Found:
    """Links between two rows of the patient list that cannot be followed: to
    themselves, in a circle, or to a row that is not on the list.

    They are left out: the two rows count as two people. Look the two patients up in
    your own system.
    """
    stored = (
        sight.tables["merge"]
        .select(["id", "loser_id", "winner_id"])
        .to_pandas()
        .set_index("id")
    )
    ids = [link for link in sight.practice.links_ignored if link in stored.index]
    said = [
        f"{row.loser_id} into {row.winner_id}" for row in stored.loc[ids].itertuples()
    ]
    return found(ids, said, len(stored))


def _here(sight: Sight) -> np.ndarray:
    """People who have not departed by the day of the export."""
    return standing.people(sight.practice) & ~standing.departed(
        sight.practice, sight.practice.exported
    )


def _people(sight: Sight, rows: np.ndarray, said: list[str], whole: int) -> Found:
    """Rows of the patient list under their ids, with name and what is wrong."""
    ids = sight.practice.people["id"].iloc[rows]
    return found(
        ids,
        [
            f"{name}: {what}"
            for name, what in zip(names(sight.practice, rows), said, strict=True)
        ],
        whole,
    )
