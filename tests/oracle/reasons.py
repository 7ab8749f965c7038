"""Reasons to contact somebody, told a second time (definitions 7): sets of ids, from
plain rows and a plain log.

Every function is `(book, logged, today)`; `logged` holds the rows of the log, in the
order logged, as dictionaries.
"""

from datetime import date, datetime, timedelta

from tests import oracle
from tests.oracle.customers import _natural
from tests.oracle.rows import Book, months_before
from tests.oracle.schedule import claim_waits

BAD_NUMBER = {"wrong_number", "disconnected"}
NOBODY_SPOKE = {"left_message", "no_answer", "busy", "mailed"}


def sitting(book, logged, today):
    items = {row["id"]: row["who"] for row in book.procedures}
    return {items[key] for key in _part(book, "sitting")}


def recall_overdue(book, logged, today):
    return _part(book, "recall_overdue") if "recall" in book.tables else set()


def recall_estimated(book, logged, today):
    return _part(book, "recall_estimated")


def came_once(book, logged, today):
    """Of nobody where the records do not reach back over the active window."""
    if book.too_short(book.window(book.exported)):
        return set()
    upto = months_before(book.exported, 6)
    once = {
        who
        for who, visits in book.visits.items()
        if book.history(who) == visits[:1] and visits[0] <= upto
    }
    return {who for who in once if _says_both(book, who)} & book.active(
        book.exported
    ) - _booked(book)


def lapsing(book, logged, today):
    """The last half year of the active window."""
    return _last_came(book, book.months, book.months - 6)


def lapsed(book, logged, today):
    """The 18 months before the active window."""
    return _last_came(book, book.months + 18, book.months)


def broken(book, logged, today):
    first = book.exported - timedelta(days=89)
    answer = oracle.ask(
        book, "broken_not_rebooked", book.exported, first, book.exported
    )
    return {book.appointments[key]["who"] for key in answer.part}


def best_at_risk(book, logged, today):
    return _part(book, "best_customers_at_risk")


def call_back(book, logged, today):
    found = set()
    for who, rows in _of_people(book, logged, today).items():
        promises = [place for place, row in enumerate(rows) if row["call_back_on"]]
        if not promises or rows[promises[-1]]["call_back_on"] > today:
            continue
        promised = rows[promises[-1]]["call_back_on"]
        later = [row for row in rows[promises[-1] + 1 :] if row["outcome"] != "mailed"]
        if not any(spoke(row) or row["day"] >= promised for row in later):
            found.add(who)
    return found & _stay(book)


def complaint(book, logged, today):
    found = set()
    for who, rows in _of_people(book, logged, today).items():
        places = [
            place for place, row in enumerate(rows) if row["outcome"] == "complaint"
        ]
        if not places or any(spoke(row) for row in rows[places[-1] + 1 :]):
            continue
        if not any(day > rows[places[-1]]["day"] for day in book.visits.get(who, [])):
            found.add(who)
    return found & _stay(book)


def call(book, logged, today):
    missed: dict[str, datetime] = {}
    followed: dict[str, list] = {}
    for row in _calls(book):
        if (
            row["direction"] == "received"
            and row["is_answered"] is False
            and _is_lately(book, row["at"].date())
        ):
            missed[row["who"]] = max(row["at"], missed.get(row["who"], row["at"]))
        if row["direction"] == "sent" or (
            row["direction"] == "received" and row["is_answered"]
        ):
            followed.setdefault(_household(book, row["who"]), []).append(row["at"])
    for row in book.contacts:
        is_contact = row["channel"] not in (None, "none") or row["direction"] in (
            "sent",
            "received",
        )
        if is_contact and row["at"].date() <= book.exported:
            followed.setdefault(_household(book, row["who"]), []).append(row["at"])
    return {
        who
        for who, at in missed.items()
        if not _returned(book, logged, today, who, at, followed)
    } & _stay(book)


def claim(book, logged, today):
    return {
        row["who"]
        for row in book.claims.values()
        if not row["is_preauthorisation"]
        and claim_waits(book, row)
        and (book.exported - row["sent_on"]).days > 30
    } & _stay(book)


BY_KEY = {
    "sitting": sitting,
    "recall_overdue": recall_overdue,
    "recall_estimated": recall_estimated,
    "came_once": came_once,
    "lapsing": lapsing,
    "lapsed": lapsed,
    "broken": broken,
    "best_at_risk": best_at_risk,
    "call_back": call_back,
    "call": call,
    "complaint": complaint,
    "claim": claim,
}


# ---- what they are made of ----


def _part(book: Book, key: str) -> set[str]:
    return set(oracle.ask(book, key, book.exported, book.exported, book.exported).part)


def _stay(book: Book) -> set[str]:
    return {who for who in book.people if not book.has_departed(who, book.exported)}


def _booked(book: Book) -> set[str]:
    return {row["who"] for row in book.appointments.values() if book.is_booked(row)}


def _says_both(book: Book, who: str) -> bool:
    """Of a patient list alone, both reported days have to be there; else visits say
    it.
    """
    if book.has_work or any(
        row["status"] == "completed" for row in book.appointments.values()
    ):
        return True
    row = book.patients[who]
    return bool(row["first_visit_reported"] and row["last_visit_reported"])


def _last_came(book: Book, since: int, until: int) -> set[str]:
    after = months_before(book.exported, since)
    upto = months_before(book.exported, until)
    return {
        who for who, visits in book.visits.items() if after < visits[-1] <= upto
    } & _stay(book) - _booked(book)


def _of_people(book: Book, logged: list[dict], today: date) -> dict[str, list[dict]]:
    """The log up to today by person, by day and then as logged."""
    found: dict[str, list[dict]] = {}
    for row in sorted(logged, key=lambda row: row["day"]):
        if row["patient_id"] in book.patients and row["day"] <= today:
            found.setdefault(book.winner(row["patient_id"]), []).append(row)
    return found


def spoke(row: dict) -> bool:
    """Whether somebody was spoken to: what was logged, else what the outcome says; of a
    bad number never.
    """
    if row["outcome"] in BAD_NUMBER:
        return False
    return (
        row["outcome"] not in NOBODY_SPOKE if row["reached"] is None else row["reached"]
    )


def _household(book: Book, who: str) -> str:
    return book.head(who)


def _is_lately(book: Book, day: date) -> bool:
    return book.exported - timedelta(days=90) < day <= book.exported


def _returned(book, logged, today, who, at, followed) -> bool:
    """Whether anything followed a missed call: of the household, in the records or
    logged here.
    """
    family = {
        one for one in book.people if _household(book, one) == _household(book, who)
    }
    if any(later > at for later in followed.get(_household(book, who), [])):
        return True
    if any(day >= at.date() for one in family for day in book.visits.get(one, [])):
        return True
    told = _of_people(book, logged, today)
    rows = [
        row
        for one, rows in told.items()
        if _household(book, one) == _household(book, who)
        for row in rows
    ]
    return any(row["day"] >= at.date() and row["outcome"] != "mailed" for row in rows)


def _calls(book: Book) -> list[dict]:
    """Calls of people, each with the person who called as `who`."""
    rows = book.tables["call"].to_pylist() if "call" in book.tables else []
    named = [row | {"who": _caller(book, row)} for row in rows]
    return [row for row in named if row["who"]]


def _caller(book: Book, row: dict) -> str | None:
    if row["patient_id"] in book.patients:
        return book.winner(row["patient_id"])
    whose = {
        book.winner(key)
        for key, patient in book.patients.items()
        if row["phone"]
        and row["phone"]
        in (patient["mobile_phone"], patient["home_phone"], patient["work_phone"])
    } & book.people
    if len({_household(book, who) for who in whose}) != 1:
        return None
    return min(whose, key=lambda who: (who != _household(book, who), _natural(who)))
