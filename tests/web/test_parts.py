"""The small parts of the screens: words, lists, charts, the error boundary, the
settings that ship.
"""

import logging
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from retention import charts
from retention.core import phones
from retention.metrics import BY_KEY
from retention.outreach import OUTCOMES
from retention.practice import Practice
from retention.web.components import frames, people
from retention.web.copy import frame, wording
from retention.web.outreach import log_contact
from tests import builders

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("key", "now", "before", "said"),
    [
        ("active", 138, 100, "38 more than a year before"),
        ("active", 88, 100, "12 fewer than a year before"),
        ("active", 100, 100, "The same as a year before"),
        ("return_rate", 0.78, 0.80, "2 points down on a year before"),
        ("return_rate", 0.81, 0.80, "1 point up on a year before"),
        ("return_rate", 0.804, 0.80, "0.4 points up on a year before"),
        ("return_rate", 0.8001, 0.80, "The same as a year before"),
        ("presented", 1_250_000, 1_000_000, "$2,500 more than a year before"),
        ("presented", 1_000_000, 1_250_000, "$2,500 less than a year before"),
    ],
)
def test_a_change_is_said_in_words(key: str, now: float, before: float, said: str):
    assert wording.change(BY_KEY[key], now, before) == said


def test_better_is_blue_worse_is_orange_and_neither_is_grey():
    assert wording.tone(BY_KEY["active"], 2, 1) == "blue"
    assert wording.tone(BY_KEY["recall_overdue"], 0.4, 0.3) == "orange"
    assert wording.tone(BY_KEY["returning_share"], 0.4, 0.3) == "gray"


@given(st.text(max_size=40))
def test_plain_words_hold_no_mark_that_is_not_taken_back(words: str):
    shown = wording.plain(words)
    for at, sign in enumerate(shown):
        if sign in "`*_{}[]()#+-.!|<>~$:@&=^\"'/":
            assert at > 0
            assert shown[at - 1] == "\\"
    assert re.sub(r"[\\\u2060]", "", shown) == re.sub(
        r"[\\\u2060]", "", " ".join(words.split())
    )


@pytest.mark.parametrize(
    ("given_number", "shown"),
    [
        ("5035550101", "(503) 555-0101"),
        ("+1 503-555-0101", "(503) 555-0101"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_a_phone_reads_as_people_dial_it(given_number: str, shown: str):
    assert phones.written(given_number) == shown


def _nobody(book: Practice) -> np.ndarray:
    """That nobody asked us to stop."""
    return np.zeros(len(book.people), dtype=bool)


def test_the_lists_behind_a_share_are_whole_part_and_left_out():
    book = builders.practice(
        builders.LONG_AGO
        + builders.ANN
        + builders.BOB
        + "cid visit 2025-03-01 D1110\ncid is deceased"
    )
    reading = builders.ask(book, "return_rate")
    lists = people.groups(book, reading)
    assert {name: _ids(book, found) for name, found in lists.items()} == {
        people.PART: ["ann"],
        people.REST: [],
        people.LEFT_OUT: ["cid"],
    }
    assert people.listed(book, lists[people.LEFT_OUT], _nobody(book))[
        "Why left out"
    ].tolist() == ["deceased"]


def test_items_are_summed_up_by_person_the_dearest_first():
    book = builders.practice(
        "ann plans 2026-01-05 D2391 200.00\nbob plans 2026-01-05 D2740 "
        "1150.00\nann plans 2026-01-05 D2392 50.00"
    )
    found = people.listed(
        book,
        people.groups(book, builders.ask(book, "sitting"))[people.PART],
        _nobody(book),
    )
    assert found[["Items", "Amount"]].to_numpy().tolist() == [
        ["1", "$1,150"],
        ["2", "$250"],
    ]


def test_a_list_is_read_in_order_of_family_names():
    book = builders.practice(
        f"{builders.LONG_AGO}ann visit 2026-01-05 D0150\nbob visit 2026-01-05 D0150"
    )
    named = {
        "last_name": ["Zorn", "adams", "Eves"],
        "first_name": ["Ann", "Bob", "Eve"],
        "preferred_name": ["", "Bobby", None],
    }
    book = replace(book, people=book.people.assign(**named), memory={})
    found = people.listed(
        book,
        people.groups(book, builders.ask(book, "active"))[people.PART],
        _nobody(book),
    )
    assert found["Name"].tolist() == ["Bobby adams", "Ann Zorn"]


def test_a_chart_says_its_numbers_to_who_does_not_see_it():
    frame = pd.DataFrame(
        {
            "step": ["Start", "Left", "End"],
            "people": [10, -2, 8],
            "is_total": [True, False, True],
        }
    )
    chart = charts.bridge(frame)
    assert "Start: 10 people; Left: -2 people; End: 8 people." in chart.alt
    assert list(chart.figure.data[0].text) == ["10", "−2", "8"]


def test_charts_use_two_colours_with_a_meaning_and_grey():
    frame = pd.DataFrame(
        {
            "group": ["A", "B"],
            "value": [0.5, None],
            "whole": ["10 items", "9 items"],
            "size": [10, 9],
            "low": [0.24, None],
            "high": [0.76, None],
        }
    )
    bars = charts.shares(frame, "Acceptance").figure.data[0]
    assert list(bars.marker.color) == [charts.BLUE, charts.GREY]
    assert bars.hovertext[1] == "<b>B</b><br>– of 9 items"


def test_a_name_in_a_chart_is_no_markup():
    frame = pd.DataFrame(
        {"group": ["<a href='https://example.com'>x</a>"], "cents": [100], "items": [1]}
    )
    [label] = charts.amounts(frame, "Sitting").figure.layout.yaxis.ticktext
    assert "<a" not in label


def test_no_chart_can_be_sent_away():
    assert charts.CONFIG["showSendToCloud"] is False


def test_the_chart_of_months_adds_up_to_everyone_seen():
    book = builders.practice(
        builders.LONG_AGO + builders.ANN + "\ndee visit 2026-03-12 D0150"
    )
    period = builders.Period.read("2026-03", book.exported)
    both = {name: BY_KEY[name](book, period) for name in ("new", "returning")}
    [row] = frames.by_month({"Mar 2026": both}).to_dict("records")
    assert (row["new"], row["returning"]) == (1, 1)


def test_a_fault_of_ours_is_said_without_detail(caplog: pytest.LogCaptureFixture):
    """Neither the screen nor the log shows what stood in the data."""

    def script() -> None:
        from retention.web.error_boundary import guarded

        def draw() -> None:
            raise ValueError("Ada Byron, (503) 555-0101")

        guarded(draw)

    with caplog.at_level(logging.ERROR):
        app = AppTest.from_function(script).run()
    assert [error.value for error in app.error] == [frame.BROKEN]
    [line] = [
        record.getMessage()
        for record in caplog.records
        if record.name == "retention.web"
    ]
    assert line.startswith("ValueError at ")
    assert "Byron" not in caplog.text


def test_what_stops_us_is_said_in_its_own_sentence():
    def script() -> None:
        from retention.core.errors import RetentionError
        from retention.web.error_boundary import guarded

        def draw() -> None:
            raise RetentionError("The file *odd.csv* is not known.")

        guarded(draw)

    [error] = AppTest.from_function(script).run().error
    assert error.value.replace("\\", "") == "The file *odd.csv* is not known."


def test_the_settings_that_ship_are_safe():
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert shipped["server"]["address"] == "127.0.0.1"
    assert shipped["server"]["fileWatcherType"] == "none"
    assert shipped["server"]["enableStaticServing"] is False
    assert shipped["browser"]["gatherUsageStats"] is False
    assert (
        shipped["browser"]["serverAddress"] == "localhost"
    )  # else the start asks outside for its address
    assert shipped["client"]["showErrorDetails"] == "none"
    assert shipped["client"]["showErrorLinks"] is False
    assert shipped["client"]["disableDataExport"] is True
    assert "enableXsrfProtection" not in shipped["server"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_words_of_both_themes_can_be_read(theme: str):
    """Text against its ground: 4.5 to 1 at least (WCAG)."""
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][
        theme
    ]
    grounds = [colours["backgroundColor"], colours["secondaryBackgroundColor"]]
    inks = [
        "textColor",
        "linkColor",
        "blueTextColor",
        "orangeTextColor",
        "grayTextColor",
        "greenTextColor",
        "redTextColor",
    ]
    for ink in inks:
        for ground in grounds:
            assert _contrast(colours[ink], ground) >= 4.5, (ink, ground)
    assert colours["textColor"] == _ink(dark=theme == "dark")


def _ink(*, dark: bool) -> str:
    from retention.web.components.widgets import TEXT_COLOUR

    return TEXT_COLOUR[dark]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return sum(
        weight * part
        for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def _ids(book, found: people.PeopleTable) -> list[str]:
    return sorted(book.people["id"].to_numpy()[found.person].tolist())


def test_the_outcomes_of_a_call_stand_under_whether_they_reach_somebody():
    """A letter is logged by its file, and do not contact has a button of its own."""
    shown = {
        "Not reached": set(log_contact.NOT_REACHED),
        "Spoken to": set(log_contact.SPOKEN_TO),
    }
    assert shown == {
        "Not reached": {outcome.key for outcome in OUTCOMES if not outcome.reaches}
        - {"mailed"},
        "Spoken to": {outcome.key for outcome in OUTCOMES if outcome.reaches}
        - {"do_not_contact"},
    }
