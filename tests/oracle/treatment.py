"""Treatment presented, accepted, sitting and done, counted a second time (definitions
5).
"""

from calendar import monthrange
from dataclasses import replace
from datetime import timedelta

from tests.oracle.answer import NOT_MEASURED, Answer, money

AGES = {
    "0-30": (0, 30),
    "31-90": (31, 90),
    "91-180": (91, 180),
    "181-365": (181, 365),
    ">365": (366, 10**6),
}


def _presented(book, first, last):
    return [
        item
        for item in book.care
        if item["planned_on"]
        and first <= item["planned_on"] <= last
        and item["status"] in ("planned", "completed")
    ]


def _is_accepted(book, item, window):
    appointment = book.stands_on(item)
    if window == "to-date":
        booked = appointment and (
            book.exports_created_on or book.is_booked(appointment)
        )
        return item["status"] == "completed" or bool(booked)
    limit = item["planned_on"] + timedelta(days=window)
    done = item["completed_on"] is not None and item["completed_on"] <= limit
    return done or bool(
        appointment and appointment["created_on"] and appointment["created_on"] <= limit
    )


def _is_ripe(item, window, as_of):
    if window == "to-date":
        return True
    month_end = item["planned_on"].replace(
        day=monthrange(item["planned_on"].year, item["planned_on"].month)[1]
    )
    return month_end + timedelta(days=window) <= as_of


def presented(book, as_of, first, last):
    if not book.exports_planned_on:
        return NOT_MEASURED
    done = [
        item
        for item in book.care
        if item["status"] == "completed" and not item["planned_on"]
    ]
    undated = {
        item["id"]
        for item in done
        if item["completed_on"] and first <= item["completed_on"] <= last
    }
    return replace(
        money(_presented(book, first, last)),
        left_out={"done without a plan date": undated},
    )


def acceptance(book, as_of, first, last, *, window=90, by_what="amount"):
    if not book.exports_planned_on:
        return NOT_MEASURED
    key = "who" if by_what == "person" else "id"
    everything = _presented(book, first, last)
    whole = [item for item in everything if _is_ripe(item, window, as_of)]
    part = [item for item in whole if _is_accepted(book, item, window)]
    unripe = {item[key] for item in everything} - {item[key] for item in whole}
    name = (
        "items of unripe months only"
        if by_what == "person"
        else "items of unripe months"
    )
    answer = (
        money(part, whole)
        if by_what == "amount"
        else Answer({item[key] for item in part}, {item[key] for item in whole})
    )
    return replace(answer, left_out={name: unripe})


def same_day(book, as_of, first, last):
    if not book.exports_planned_on:
        return NOT_MEASURED
    whole = _presented(book, first, last)
    return money([item for item in whole if _is_accepted(book, item, 0)], whole)


def _sitting(book):
    appointments = book.appointments
    return [
        item
        for item in book.care
        if item["status"] == "planned"
        and not book.has_departed(item["who"], book.exported)
        and not (
            item["appointment_id"] in appointments
            and book.is_booked(appointments[item["appointment_id"]])
        )
    ]


def sitting(book, as_of, first, last):
    return money(_sitting(book))


def sitting_ages(book, as_of, first, last):
    items = _sitting(book)
    dated = [
        (item, (as_of - item["planned_on"]).days)
        for item in items
        if item["planned_on"]
    ]
    found = {
        name: money([item for item, age in dated if low <= age <= high])
        for name, (low, high) in AGES.items()
    }
    return found | {
        "undated": money([item for item in items if not item["planned_on"]])
    }


def funnel(book, as_of, first, last):
    if not book.exports_planned_on:
        return NOT_MEASURED
    steps = {"presented": _presented(book, first, last)}
    steps["accepted"] = [
        item for item in steps["presented"] if _is_accepted(book, item, "to-date")
    ]
    done = [item for item in steps["presented"] if item["status"] == "completed"]
    booked = [
        item
        for item in steps["presented"]
        if book.stands_on(item) and book.is_booked(book.stands_on(item))
    ]
    steps["booked_or_done"] = [
        item for item in steps["presented"] if item in done or item in booked
    ]
    steps["done"] = done
    return {step: money(items) for step, items in steps.items()}
