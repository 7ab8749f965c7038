"""The day on paper: call sheets and the morning huddle, in words; both faces print what stands here."""

from dataclasses import replace
from datetime import date, datetime

from retention import outreach
from retention.outreach import CallSheets, Huddle
from retention.practice import Practice
from retention.workflows.homes import Home, log, state


def call_sheets(home: Home, name: str, practice: Practice, now: datetime, *, initials: bool = False) -> CallSheets:
    """The calls of the day's queue that are left; with `initials` nobody is named."""
    found = outreach.call_sheets(practice, log(home, name, now=now), now.date(), initials=initials)
    return replace(found, practice_name=found.practice_name or state(home, name).name)


def huddle(home: Home, name: str, practice: Practice, day: date, *, initials: bool = False) -> Huddle:
    """Who is booked for a day, and what to know of each; with `initials` nobody is named and no note is printed.

    RetentionError for a day before the export."""
    found = outreach.huddle(practice, log(home, name), day, initials=initials)
    return replace(found, practice_name=found.practice_name or state(home, name).name)
