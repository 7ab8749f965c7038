"""The day on paper: call sheets and the morning huddle, in words; both faces print what
stands here.
"""

from datetime import date, datetime

from retention import outreach
from retention.outreach import CallSheets, Huddle
from retention.practice import Practice
from retention.workflows.homes import Home, log, state


def call_sheets(
    home: Home, name: str, practice: Practice, now: datetime, *, initials: bool = False
) -> CallSheets:
    """The calls of the day's queue that are left; with `initials` nobody is named."""
    known = log(home, name, now=now)
    return outreach.call_sheets(
        practice, known, now.date(), name=state(home, name).name, initials=initials
    )


def huddle(
    home: Home, name: str, practice: Practice, day: date, *, initials: bool = False
) -> Huddle:
    """Who is booked for a day, and what to know of each; with `initials` nobody is
    named and no note is printed.

    RetentionError for a day before the export.
    """
    return outreach.huddle(
        practice, log(home, name), day, name=state(home, name).name, initials=initials
    )
