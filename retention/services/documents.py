"""What goes on paper, counted: call sheets, the huddle, the month on one page."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from retention import outreach
from retention.core import formatting
from retention.metrics import BY_KEY, FIGURES, Figure, FigureTable, Reading, Unit
from retention.outreach import CallSheets, Huddle
from retention.practice import Period, Practice
from retention.services import reports
from retention.services.homes import Home, log, state


def call_sheets(
    home: Home, name: str, practice: Practice, now: datetime, *, initials: bool = False
) -> CallSheets:
    """The calls of the day's queue that are left; with `initials` nobody is named."""
    known = log(home, name, now=now)
    title = state(home, name).name
    return outreach.call_sheets(
        practice, known, now.date(), name=title, initials=initials
    )


def huddle(
    home: Home, name: str, practice: Practice, day: date, *, initials: bool = False
) -> Huddle:
    """List who is booked for a day, and what to know of each.

    With `initials` nobody is named and no note is printed.

    Raises:
        RetentionError: The day lies before the export.
    """
    known = log(home, name)
    title = state(home, name).name

    return outreach.huddle(practice, known, day, name=title, initials=initials)


HEADLINE = (
    "active",
    "new",
    "returning",
    "return_rate",
    "second_visit",
    "acceptance",
    "sitting",
    "recall_overdue",
)
SCHEDULE = ("broken_rate", "booked_ahead")
WATCHED = (
    "active",
    "new",
    "returning",
    "reactivated",
    "lapsed",
    "departed",
    "return_rate",
    "second_visit",
    "acceptance",
    "same_day",
    "presented",
    "broken_rate",
    "hygiene_rebooking",
    "kept_waiting",
)
"""Figures whose change for the worse is worth a sentence; none of which older subjects
had more time to end well.
"""
SENTENCES = 3
SURE = 2.0
"""Standard errors from which on a change is more than what chance alone does."""

BRIDGE = {
    "joined": "Joined",
    "came_back": "Came back",
    "lapsed": "Lapsed",
    "departed": "Left",
}
LOST = ("lapsed", "departed")
FUNNEL = {
    "presented": "Presented",
    "accepted": "Accepted",
    "booked_or_done": "Booked or done",
    "done": "Done",
}
AGES = {
    "0-30": "Up to 30 days",
    "31-90": "31–90 days",
    "91-180": "91–180 days",
    "181-365": "181–365 days",
    ">365": "Over a year",
    "undated": "No plan day",
}
UNKNOWN_EARLIER = "known for the export's day only"
KINDS = ("missed", "cancelled", "broken unspecified")

Panel = pd.DataFrame | str
"""What a chart shows, or why there is nothing to show."""


@dataclass(frozen=True, eq=False)
class MonthlyReport:
    """The page in words and numbers: nobody's name or number is in it."""

    name: str
    """The practice's."""
    days: str
    """The as-of day and the period, in words."""
    basis: str
    """Where the visits come from, where that is not completed work."""
    tiles: pd.DataFrame
    """A row per headline figure: title, value, counts (or why there is no value),
    change, tone ("better", "worse" or ""), rises (True, False or None), line (13
    monthly values, None where one cannot be given; empty without any).
    """
    sentences: tuple[str, ...]
    """What to look at, the most worrying first."""
    bridge: Panel
    """Columns: step, people (signed), is_total."""
    months: Panel
    """Columns: month (label), new, returning (people, NaN where they cannot be
    given).
    """
    ages: Panel
    """Columns: group, cents, items."""
    funnel: Panel
    """Columns: group, cents, items."""
    schedule: pd.DataFrame
    """Broken appointments and booked ahead, the columns of `tiles`, and share (0 to 1,
    NaN for none).
    """
    footer: str


def meeting(practice: Practice, name: str, period: Period) -> MonthlyReport:
    """Give the figures of the monthly meeting for a period.

    Args:
        name: The practice's name where its settings hold none.
    """
    return MonthlyReport(
        name=practice.policy.practice_name or name,
        days=(
            f"As of {formatting.day(period.as_of)} · {formatting.day(period.first)} – "
            f"{formatting.day(period.last)}"
        ),
        basis="; ".join(BY_KEY["seen"](practice, period).notes),
        tiles=pd.DataFrame([_tile(practice, BY_KEY[key], period) for key in HEADLINE]),
        sentences=_sentences(practice, period),
        bridge=_panel(_asked(practice, "bridge", period), _steps),
        months=_months(practice, period),
        ages=_panel(_asked(practice, "sitting_ages", period), _amounts),
        funnel=_panel(_asked(practice, "funnel", period), _amounts),
        schedule=pd.DataFrame(
            [_schedule(practice, BY_KEY[key], period) for key in SCHEDULE]
        ),
        footer=(
            "Each number opens its people in the dashboard. Definitions "
            f"{definitions_revision()}."
        ),
    )


def definitions_revision() -> str:
    """Eight characters that change when the words of any figure's definition do."""
    definitions = [f"{figure.key}\n{figure.definition}" for figure in FIGURES]
    words = "\n".join(definitions)
    digest = hashlib.sha256(words.encode())
    return digest.hexdigest()[:8]


def _asked(practice: Practice, key: str, period: Period) -> FigureTable:
    figure = BY_KEY[key]
    return figure(practice, period)


def _tile(practice: Practice, figure: Figure, period: Period) -> dict[str, object]:
    now = figure(practice, period)
    before = _before(practice, figure, period)
    tile: dict[str, object] = {
        "title": figure.title,
        "value": value(figure, now),
        "counts": counts(figure, now),
        "change": "",
        "tone": "",
        "rises": None,
        "line": _line(practice, figure, period),
    }
    if now.value is None:
        return tile
    if before is None:
        return tile | {"change": UNKNOWN_EARLIER}
    if before.value is None:
        return tile | {"change": f"no change: a year before, {before.reason}"}

    rises = None if now.value == before.value else now.value > before.value
    change = reports.change(figure, now.value, before.value)
    tone = reports.tone(figure, now.value, before.value)

    return tile | {"change": change, "tone": tone, "rises": rises}


def _before(practice: Practice, figure: Figure, period: Period) -> Reading | None:
    """Give the figure a year before; None where only the export's day is known."""
    if not reports.has_earlier_days(figure):
        return None
    return figure(practice, reports.year_before(figure, period))


def _line(practice: Practice, figure: Figure, period: Period) -> list[float | None]:
    """Give the last 13 full months; empty where none of them can be given."""
    if not reports.has_earlier_days(figure):
        return []

    values = [
        figure(practice, month).value
        for month in reports.last_13_months(figure, period)
    ]
    is_empty = all(month_value is None for month_value in values)
    return [] if is_empty else values


def _schedule(practice: Practice, figure: Figure, period: Period) -> dict[str, object]:
    """Give a figure's tile with its share, and its kinds among the counts."""
    reading = figure(practice, period)
    kinds = []
    for kind in KINDS:
        count = len(reading.apart.get(kind, ()))
        if count:
            title = kind.removeprefix("broken ")
            kinds.append(f"{formatting.count(count)} {title}")

    tile = _tile(practice, figure, period)
    parts = [str(tile["counts"]), ", ".join(kinds)]
    all_counts = ": ".join(part for part in parts if part)
    return tile | {"share": reading.value, "counts": all_counts}


def value(figure: Figure, reading: Reading) -> str:
    """A figure's value as people read it; "–" where there is none."""
    if reading.is_share:
        return formatting.share(reading.value)
    if figure.unit is Unit.AMOUNT:
        return formatting.money(reading.amount)
    return formatting.count(reading.part_count)


def counts(figure: Figure, reading: Reading) -> str:
    """Give the counts behind a value, where they say more than the value.

    Where there is no value it says why.
    """
    if reading.value is None:
        return reading.reason
    if reading.is_share and figure.unit is Unit.AMOUNT:
        return (
            f"{formatting.money(reading.amount)} of "
            f"{formatting.money(reading.whole_amount)}"
        )
    if reading.is_share:
        return (
            f"{formatting.count(reading.part_count)} of "
            f"{formatting.count(reading.whole_count)} {figure.unit}"
        )
    if figure.unit is Unit.AMOUNT:
        return (
            f"{_number(reading.part_count, 'item')} of "
            f"{_number(reading.people_count, 'person', 'people')}"
        )
    return ""


def _number(number: int | None, one: str, many: str | None = None) -> str:
    return formatting.plural(number or 0, one, many)


def _panel(table: FigureTable, frame: Callable[[FigureTable], pd.DataFrame]) -> Panel:
    if table.unknown:
        return table.unknown
    return frame(table)


def _steps(table: FigureTable) -> pd.DataFrame:
    names = dict(BRIDGE)
    ends = {
        "active_start": table.rows[0].first,
        "active_end": table.rows[-1].last,
    }
    for key, day in ends.items():
        if day:
            names[key] = f"{day:%b} {day.day}, {day:%y}"

    steps = []
    for row in table.rows:
        change = row.reading.part_count or 0
        if row.group in LOST:
            change = -change
        title = names[row.group]
        is_total = row.group in ends
        steps.append((title, change, is_total))
    return pd.DataFrame(steps, columns=["step", "people", "is_total"])


def _amounts(table: FigureTable) -> pd.DataFrame:
    names: Mapping[str, str] = FUNNEL | AGES
    rows = [
        (names[row.group], row.reading.amount or 0, row.reading.part_count or 0)
        for row in table.rows
    ]
    return pd.DataFrame(rows, columns=["group", "cents", "items"])


def _months(practice: Practice, period: Period) -> Panel:
    months = period.last_months(13)
    people = {}
    for key in ("new", "returning"):
        readings = [BY_KEY[key](practice, month) for month in months]
        people[key] = [reading.part_count for reading in readings]

    frame = pd.DataFrame(people, dtype=float)
    if frame.isna().all(axis=None):
        return BY_KEY["new"](practice, months[-1]).reason

    labels = [f"{month.first:%b %y}" for month in months]
    return frame.assign(month=labels)


def _sentences(practice: Practice, period: Period) -> tuple[str, ...]:
    """Say the surest changes for the worse, then what stands open at the export."""
    compared = list(_compared(practice, period))
    worse = [
        (size, sentence)
        for size, is_worse, sentence in compared
        if is_worse and size >= SURE
    ]
    worse.sort(reverse=True)
    sentences = [sentence for _, sentence in worse]
    sentences += _leaks(practice, period)
    if sentences:
        return tuple(sentences[:SENTENCES])
    if compared:
        return ("No change for the worse is larger than chance alone makes.",)
    return ("There is no year before to compare with yet.",)


def _compared(practice: Practice, period: Period) -> Iterator[tuple[float, bool, str]]:
    """Compare each figure that can be compared with a year before.

    Gives the size of its change, whether it is for the worse, and a sentence.
    """
    for key in WATCHED:
        figure = BY_KEY[key]
        now = figure(practice, period)
        before = _before(practice, figure, period)
        if before is None or now.value is None or before.value is None:
            continue

        size = reports.beyond_chance(now, before)
        change = reports.change(figure, now.value, before.value)
        tone = reports.tone(figure, now.value, before.value)
        is_worse = tone == "worse"
        sentence = f"{figure.title}: {value(figure, now)}, {change}."
        yield size, is_worse, sentence


def _leaks(practice: Practice, period: Period) -> list[str]:
    """What stands open at the day of the export, in words."""
    sitting = BY_KEY["sitting"](practice, period)
    overdue = BY_KEY["recall_overdue"](practice, period)
    past = BY_KEY["past_still_scheduled"](practice, period)
    sentences = []
    if sitting.value:
        old = _asked(practice, "sitting_ages", period).row(">365")
        sentences.append(
            f"Treatment left sitting: {formatting.money(sitting.amount)} of "
            f"{_number(sitting.people_count, 'person', 'people')}, "
            f"{formatting.money(old.reading.amount if old else None)} of it for more "
            "than a year."
        )
    if overdue.part_count:
        old = _asked(practice, "overdue_ages", period).row(">365")
        long = formatting.count(old.reading.part_count if old else None)
        people = _number(overdue.part_count, "person", "people")
        sentences.append(
            f"Overdue for recall: {people}, {long} of them for more than a year."
        )
    if past.part_count:
        sentences.append(
            "Past appointments still scheduled: "
            f"{formatting.count(past.part_count)}; did they come?"
        )
    return sentences
