"""Appointments and claims, counted a second time (definitions 6)."""

from tests.oracle.answer import Answer, nearest_rank
from tests.oracle.rows import code_of

KINDS = {
    "no_show": "missed",
    "cancelled": "cancelled",
    "broken_unspecified": "broken unspecified",
}
CLAIM_AGES = {"0-30": (0, 30), "31-60": (31, 60), "61-90": (61, 90), ">90": (91, 10**6)}


def _appointments(book, first, last):
    """Appointments of people for days of a period, up to the export."""
    return [
        row
        for row in book.appointments.values()
        if row["who"] in book.people
        and first <= row["starts_at"].date() <= min(last, book.exported)
    ]


def _by_code(book, row):
    """What the broken-appointment codes completed on an appointment say; the
    cancellation's stands above the other.
    """
    done = {
        code_of(work["code_raw"])
        for work in book.work_on[row["id"]]
        if work["status"] == "completed"
    }
    return "cancelled" if "D9987" in done else "missed" if "D9986" in done else ""


def _kind(book, row):
    by_status = KINDS.get(row["status"], "")
    return (
        _by_code(book, row) or by_status
        if by_status == "broken unspecified"
        else by_status
    )


NOT_MEASURED = Answer(unknown="not measured: not one broken appointment is exported")


def _leaves_out_broken(book):
    """Two hundred appointments were completed, and not one broken, in the whole
    book.
    """
    rows = book.appointments.values()
    return sum(row["status"] == "completed" for row in rows) >= 200 and not any(
        _kind(book, row) for row in rows
    )


def broken_rate(book, as_of, first, last):
    if _leaves_out_broken(book):
        return NOT_MEASURED
    rows = _appointments(book, first, last)
    broken = {row["id"] for row in rows if _kind(book, row)}
    apart = {
        name: {row["id"] for row in rows if _kind(book, row) == name}
        for name in KINDS.values()
    }
    apart["past, still scheduled"] = past_still_scheduled(
        book, as_of, first, last
    ).part & {row["id"] for row in rows}
    for name in ("missed", "cancelled"):
        apart[f"by code, {name}"] = {
            row["id"] for row in rows if _by_code(book, row) == name
        }
    return Answer(
        broken,
        broken | {row["id"] for row in rows if row["status"] == "completed"},
        apart=apart,
    )


def broken_not_rebooked(book, as_of, first, last):
    if _leaves_out_broken(book):
        return NOT_MEASURED
    broken = [row for row in _appointments(book, first, last) if _kind(book, row)]
    left = {row["id"] for row in broken if book.has_departed(row["who"], as_of)}
    open_ones = {row["id"] for row in broken if not _is_made_good(book, row)}
    whole = {row["id"] for row in broken} - left
    return Answer(open_ones - left, whole, left_out={"person departed": left})


def _is_made_good(book, broken):
    day = broken["starts_at"].date()
    mine = [row for row in book.appointments.values() if row["who"] == broken["who"]]
    completed = any(
        row["status"] == "completed" and day < row["starts_at"].date() <= book.exported
        for row in mine
    )
    visited = any(later > day for later in book.visits.get(broken["who"], []))
    return completed or visited or any(book.is_booked(row) for row in mine)


def past_still_scheduled(book, as_of, first, last):
    rows = book.appointments.values()
    past = [
        row
        for row in rows
        if row["status"] == "scheduled" and row["starts_at"].date() < as_of
    ]
    return Answer({row["id"] for row in past if row["who"] in book.people})


def kept_waiting(book, as_of, first, last):
    waits = {}
    unknown = set()
    for row in _appointments(book, first, last):
        if row["status"] != "completed":
            continue
        if row["arrived_at"] is None or row["seated_at"] is None:
            unknown.add(row["id"])
            continue
        since = max(row["arrived_at"], row["starts_at"])
        waits[row["id"]] = max((row["seated_at"] - since).total_seconds() / 60, 0)
    numbers = {
        name: nearest_rank(waits.values(), rank)
        for name, rank in (("median", 50), ("p90", 90))
        if waits
    }
    late = {key for key, minutes in waits.items() if minutes > 15}
    return Answer(
        late, set(waits), apart={"without both times": unknown}, numbers=numbers
    )


def claims_ageing(book, as_of, first, last):
    everything = book.claims.values()
    if not any(row["sent_on"] for row in everything) and any(
        row["status"] != "not_sent" for row in everything
    ):
        return NOT_MEASURED
    found = {}
    for prefix, is_question in (("", False), ("preauthorisation ", True)):
        rows = [
            row
            for row in book.claims.values()
            if bool(row["is_preauthorisation"]) == is_question
        ]
        rows = [row for row in rows if row["who"] in book.people]
        waiting = [
            (row, (as_of - row["sent_on"]).days)
            for row in rows
            if claim_waits(book, row)
        ]
        for name, (low, high) in CLAIM_AGES.items():
            found[prefix + name] = _claims(
                [row for row, age in waiting if low <= age <= high]
            )
        undated = [row for row in rows if not row["sent_on"] and not row["received_on"]]
        found[f"{prefix}not sent"] = _claims(
            [row for row in undated if row["status"] not in ("sent", "received")]
        )
        not_known = [row for row in undated if row["status"] == "sent"]
        found |= {f"{prefix}day not known": _claims(not_known)} if not_known else {}
    return found


def claim_waits(book, row):
    """Sent by the export and not answered, by dates; by the status where no claim has
    the day of its answer.
    """
    if (
        not any(claim["received_on"] for claim in book.claims.values())
        and row["status"] == "received"
    ):
        return False
    sent = row["sent_on"] is not None and row["sent_on"] <= book.exported
    return sent and not (row["received_on"] and row["received_on"] <= book.exported)


def _claims(rows):
    return Answer(
        {row["id"] for row in rows},
        cents={row["id"]: row["amount_cents"] or 0 for row in rows},
    )
