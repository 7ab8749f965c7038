"""Laws that hold for every figure and every practice, and those that tie figures to
each other (definitions.md 1).
"""

import importlib
import pkgutil
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings

from retention import metrics
from retention.core.policy import WINDOWS
from retention.metrics import FIGURES, Figure, Reading, split
from retention.practice import Period, conform
from tests.builders import ANN, BOB, LONG_AGO, ask, practice, who
from tests.metrics.random_practices import made, practices

every_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
any_practice = given(practices())
few = settings(max_examples=10, phases=(Phase.generate,))

LIFE = f"""{LONG_AGO}{ANN}
{BOB}
ann recall 2026-09-10
ann books 2026-12-01 hygiene made=2026-09-10
bob books 2026-02-01 made=2026-01-05
bob sent_by ann
"""
ALL_BUT_PATIENTS = (
    "appointment",
    "procedure",
    "recall",
    "merge",
    "claim",
    "contact",
    "referrer",
    "referral",
)
SMALL = {
    "nobody at all": conform({}, date(2026, 11, 20)),
    "empty files": practice(""),
    "one person who never came": practice("ann books 2027-01-05"),
    "one person who came once": practice("ann visit 2026-03-10 D1110"),
    "only a patient list": practice(
        "ann reports 2014-03-01 2026-05-01", without=ALL_BUT_PATIENTS
    ),
    "only names": practice("ann is active", without=ALL_BUT_PATIENTS),
    "no procedures": practice(
        "ann books 2026-03-10 completed\nann books 2026-12-01", without=("procedure",)
    ),
    "no appointments": practice(LIFE, without=("appointment",)),
}


def readings(answer) -> list[Reading]:
    return (
        [answer]
        if isinstance(answer, Reading)
        else [row.reading for row in answer.rows]
    )


def ways(figure: Figure) -> list[dict]:
    """The figure's default and each value of each of its options."""
    return [
        {},
        *({name: value} for name, values in figure.options.items() for value in values),
    ]


@every_figure
@pytest.mark.parametrize("name", SMALL)
def test_a_small_practice_gets_a_value_or_a_reason(figure, name):
    for options in ways(figure):
        answer = figure(SMALL[name], Period.default(SMALL[name].exported), **options)
        if isinstance(answer, Reading):
            assert (answer.value is None) == bool(answer.reason)
        else:
            assert bool(answer.rows) != bool(answer.unknown)


@every_figure
def test_where_no_visit_is_known_nothing_made_of_visits_is_zero(figure):
    for name in (
        "nobody at all",
        "empty files",
        "one person who never came",
        "only names",
    ):
        if not figure.of_export:
            answer = figure(SMALL[name], Period.default(SMALL[name].exported))
            needs_more = (
                figure.key == "referrals" or "procedure" in figure.needs
            )  # codes, amounts, referrers
            assert answer.unknown.startswith(
                "not measured" if needs_more else "no visits were loaded"
            )


@every_figure
def test_what_was_not_exported_is_not_measured(figure):
    only_list = SMALL["only a patient list"]
    if figure.of_export:
        assert figure(only_list, Period.default(only_list.exported)).unknown.startswith(
            "not measured"
        )


@every_figure
def test_the_state_of_the_export_is_refused_for_an_earlier_day(figure):
    book = practice(LIFE)
    earlier = figure(book, Period.default(date(2026, 11, 19)))
    assert bool(earlier.unknown) == figure.of_export


def test_figures_that_take_a_period_and_only_those_depend_on_it():
    changed = set()
    for seed in range(5):
        tables, exported = made(seed, people=40, rows=500)
        book = conform(tables, exported)
        year = Period.default(exported)
        for figure in FIGURES:
            one, other = (
                readings(figure(book, period))
                for period in (year, replace(year.year_before(), as_of=exported))
            )
            if [who(book, r) for r in one if r.is_known] != [
                who(book, r) for r in other if r.is_known
            ]:
                changed.add(figure.key)
    assert changed == {figure.key for figure in FIGURES if figure.takes_period}


def test_visits_that_are_not_completed_work_say_so():
    reported = SMALL["only a patient list"]
    booked = SMALL["no procedures"]
    assert ask(reported, "seen", "2026").notes == (
        "reported by the PMS: only a patient list was loaded",
        "visits between the first and the last are not known",
    )
    assert ask(booked, "seen", "2026").notes == (
        "visits from completed appointments: no procedures were loaded",
    )
    assert ask(practice(LIFE), "seen", "2026").notes == ()


@any_practice
@few
def test_the_part_lies_inside_the_whole_and_nobody_is_counted_twice(found):
    book = conform(*found)
    for figure in FIGURES:
        for reading in readings(figure(book, Period.default(book.exported))):
            assert len(reading.rows) == len(reading.part) == len(reading.person)
            assert len(np.unique(reading.rows)) == len(reading.rows)
            assert reading.is_share or reading.part.all()
            if (
                reading.value is not None and reading.in_whole is None
            ):  # a ratio of two headcounts may exceed 1
                assert not reading.is_share or 0 <= reading.value <= 1


@any_practice
@few
def test_nobody_counted_is_also_left_out(found):
    book = conform(*found)
    for figure in FIGURES:
        for reading in readings(figure(book, Period.default(book.exported))):
            counted = reading.part_rows
            for reason, rows in reading.left_out.items():
                assert not np.isin(rows, counted).any(), (figure.key, reason)


@pytest.mark.slow
@any_practice
@few
def test_a_figure_does_not_change_what_it_is_given(found):
    given_tables, exported = found
    book = conform(given_tables, exported)
    before = (
        _fingerprint(book),
        {name: table.to_pylist() for name, table in given_tables.items()},
    )
    for figure in FIGURES:
        for reading in readings(figure(book, Period.default(exported))):
            split(book, reading, "provider")
    assert before == (
        _fingerprint(book),
        {name: table.to_pylist() for name, table in given_tables.items()},
    )


def _fingerprint(book) -> list[int]:
    frames = (
        book.people,
        book.appointments,
        book.procedures,
        book.recalls,
        book.contacts,
        book.referrals,
        book.claims,
    )
    return [
        int(pd.util.hash_pandas_object(frame.astype(str)).sum()) for frame in frames
    ]


@pytest.mark.slow
@any_practice
@few
def test_the_order_of_rows_does_not_matter(found):
    given_tables, exported = found
    turned = {
        name: table.take(np.arange(len(table))[::-1].copy())
        for name, table in given_tables.items()
    }
    one = conform(given_tables, exported)
    other = conform(turned, exported)
    for figure in FIGURES:
        answers = [
            readings(figure(book, Period.default(exported))) for book in (one, other)
        ]
        for reading, again in zip(*answers, strict=True):
            assert reading.unknown == again.unknown
            if reading.is_known:
                assert who(one, reading) == who(other, again)
                assert who(one, reading, reading.whole_rows) == who(
                    other, again, again.whole_rows
                )
                assert _apart(one, reading) == _apart(other, again)
                assert reading.value == again.value


def _apart(book, reading: Reading) -> dict:
    groups = {**reading.left_out, **reading.apart}
    return {name: who(book, reading, rows) for name, rows in groups.items()} | dict(
        reading.numbers
    )


@any_practice
@few
def test_seen_is_new_and_returning_which_is_continuing_and_reactivated(found):
    book = conform(*found)
    for period in Period.default(book.exported).months():
        sets = {
            key: metrics.BY_KEY[key](book, period)
            for key in ("seen", "new", "returning", "continuing", "reactivated")
        }
        if all(reading.is_known for reading in sets.values()):
            ids = {key: who(book, reading) for key, reading in sets.items()}
            assert ids["seen"] == sorted(ids["new"] + ids["returning"])
            assert ids["returning"] == sorted(ids["continuing"] + ids["reactivated"])


@any_practice
@few
def test_the_bridge_adds_up_in_every_month_for_every_provider_and_location(found):
    book = conform(*found)
    for period in Period.default(book.exported).months():
        table = metrics.BY_KEY["bridge"](book, period)
        for by in ("provider", "location", None):
            counts = {row.group: _counts(book, row.reading, by) for row in table.rows}
            for group in {
                group for found_groups in counts.values() for group in found_groups
            }:
                n = {
                    name: found_groups.get(group, 0)
                    for name, found_groups in counts.items()
                }
                came = n["joined"] + n["came_back"]
                went = n["lapsed"] + n["departed"]
                assert n["active_end"] == n["active_start"] + came - went, (
                    period,
                    by,
                    group,
                )


def _counts(book, reading: Reading, by: str | None) -> dict[str, int]:
    groups = split(book, reading, by) if by else {"everyone": reading}
    return {name: group.part_count or 0 for name, group in groups.items()}


@any_practice
@few
def test_the_next_bridge_begins_where_the_last_one_ended(found):
    book = conform(*found)
    tables_of_months = [
        metrics.BY_KEY["bridge"](book, period)
        for period in Period.default(book.exported).months()
    ]
    for table, following in pairwise(tables_of_months):
        if not table.unknown:
            assert who(book, table.row("active_end").reading) == who(
                book, following.row("active_start").reading
            )


@any_practice
@few
def test_each_step_of_the_funnel_lies_inside_the_one_before(found):
    book = conform(*found)
    steps = [set(who(book, reading)) for reading in readings(ask(book, "funnel"))]
    assert all(later <= earlier for earlier, later in pairwise(steps))


@any_practice
@few
def test_acceptance_grows_with_the_window_on_what_is_ripe_for_all(found):
    book = conform(*found)
    ripe_for_90 = ask(book, "acceptance", window=90)
    if ripe_for_90.is_known:
        ripe = set(who(book, ripe_for_90, ripe_for_90.rows))
        accepted = [
            set(who(book, ask(book, "acceptance", window=days))) & ripe
            for days in (*WINDOWS, "to-date")
        ]
        assert all(fewer <= more for fewer, more in pairwise(accepted))


@any_practice
@few
def test_the_ages_of_what_sits_add_up(found):
    book = conform(*found)
    whole = ask(book, "sitting")
    ages = readings(ask(book, "sitting_ages"))
    if whole.is_known:
        assert sorted(key for reading in ages for key in who(book, reading)) == who(
            book, whole
        )
        assert sum(reading.value for reading in ages) == whole.value


@any_practice
@few
def test_groups_add_up_to_the_figure(found):
    book = conform(*found)
    for figure in FIGURES:
        for reading in readings(figure(book, Period.default(book.exported))):
            for by in metrics.BY:
                groups = split(book, reading, by).values()
                if reading.is_known:
                    assert (
                        sum(group.part_count for group in groups) == reading.part_count
                    ), (figure.key, by)


@any_practice
@few
def test_a_longer_period_never_loses_anyone_seen(found):
    book = conform(*found)
    month = ask(book, "seen", f"{book.exported:%Y-%m}")
    year = ask(book, "seen", f"{book.exported:%Y}")
    if month.is_known:
        assert set(who(book, month)) <= set(who(book, year))


@every_figure
def test_a_definition_begins_with_a_sentence(figure):
    first = figure.definition.split("\n\n")[0]
    assert first[0].isupper()
    assert first.endswith(".")
    assert figure.title


def test_every_figure_of_the_package_is_listed_once():
    rooms = [
        importlib.import_module(f"retention.metrics.{room.name}")
        for room in pkgutil.iter_modules(metrics.__path__)
    ]
    found = {
        id(thing): thing
        for room in rooms
        for thing in vars(room).values()
        if isinstance(thing, Figure)
    }
    assert {figure.key for figure in found.values()} == {
        figure.key for figure in FIGURES
    }
    assert len(found) == len(FIGURES) == len(metrics.BY_KEY)


def test_an_empty_whole_has_no_value_and_says_so():
    reading = ask(practice("ann visit 2010-01-04 D1110"), "return_rate")
    assert (reading.value, reading.whole_count, reading.reason) == (
        None,
        0,
        "nobody to count",
    )
