"""The dentist's questions: growth, retention, acceptance, the schedule, and whether the
numbers can be trusted.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from retention import charts, services
from retention.core import formatting
from retention.core.policy import Policy
from retention.metrics import BY_KEY, FIGURES
from retention.metrics.groups import BY_A_PATIENT, sources
from retention.metrics.retention import survival_by
from retention.practice import Period, conform
from retention.services import Home
from retention.web.components import frames, months
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles, wording
from tests import builders
from tests.web.conftest import NOW, Open
from tests.web.hostile import publish

pytestmark = pytest.mark.slow  # the whole app in each test

ENDS = date(2026, 11, 21)
PERIOD = Period.default(ENDS)


@pytest.fixture(scope="module")
def book(demo_once: Home):
    """The demo practice, opened."""
    return services.open_practice(demo_once, _state(demo_once))


@pytest.fixture(scope="module")
def desk(demo_once: Home) -> PageContext:
    """A visitor's view of the demo."""
    return PageContext(demo_once, _state(demo_once), ENDS)


def _state(home: Home):
    return services.state(home, services.chosen_practice(home, None))


def test_what_is_won_and_lost_by_month_leads_from_the_start_to_the_end(book):
    tables = {
        str(month.first): BY_KEY["bridge"](book, month) for month in PERIOD.months()
    }
    frame = frames.bridge_by_month(tables)
    net = (
        frame["joined"] + frame["came_back"] - frame["lapsed"] - frame["departed"]
    ).sum()
    whole = BY_KEY["bridge"](book, PERIOD)
    assert (
        net
        == whole.row("active_end").reading.part_count
        - whole.row("active_start").reading.part_count
    )


def test_a_piece_of_a_month_opens_those_won_or_lost_in_it(desk: PageContext):
    tables = months.tables(desk, "bridge")
    behind = months.behind_bridge(tables)
    assert len(behind) == 12 * 4
    assert (
        behind["Sep 2026/Joined"].part_count
        == tables["Sep 2026"].row("joined").reading.part_count
    )


def test_the_sources_add_up_to_the_new_patients_and_name_no_patient(
    book, desk: PageContext
):
    groups = desk.split(desk.reading("new"), "source")
    assert (
        sum(group.part_count for group in groups.values())
        == BY_KEY["new"](book, PERIOD).part_count
    )
    assert (
        groups["A patient"].part_count
        == BY_KEY["referrals"](book, PERIOD).part_count
        > 0
    )
    names = set(book.people["first_name"] + " " + book.people["last_name"])
    assert not names & set(groups)


def test_growth_lists_silent_leavers_and_best_customers_at_risk(
    book, demo_once: Home, open_page: Open
):
    for key in ("silent_leavers", "best_customers_at_risk"):
        screen = open_page(demo_once, "growth", {"growth.stopped": key})
        assert wording.people(BY_KEY[key](book, PERIOD).part_count) in screen.words


def test_retention_shows_six_definitions_and_why_they_differ(
    book, demo_once: Home, open_page: Open
):
    screen = open_page(demo_once, "retention")
    shown = {tile.label: tile.value for tile in screen.app.metric}
    six = (
        "return_rate",
        "exam_of_base",
        "continuing_care",
        "headcount_retention",
        "second_visit",
        "recall_current",
    )
    for key in six:
        assert shown[BY_KEY[key].title] == wording.value(
            BY_KEY[key], BY_KEY[key](book, PERIOD)
        )
        assert (
            key == "return_rate" or wording.why_it_differs(BY_KEY[key]) in screen.words
        )
    assert len(shown) == len(six)


def test_the_triangle_shows_ripe_cells_alone_and_small_ones_in_grey(book):
    table = BY_KEY["cohorts"](book, PERIOD)
    frame = frames.cohorts(table, "quarter")
    ripe = [row for row in table.rows if row.reading.is_known and "Q" in row.group]
    assert frame["group"].tolist() == [row.group for row in ripe]
    assert frame["value"].tolist() == [row.reading.value for row in ripe]
    bars = charts.cohorts(frame.assign(whole=[9, *frame["whole"][1:]]), 10).figure.data[
        0
    ]
    assert bars.marker.color[0] == "#D0D5DA"
    assert all(
        shade.startswith("rgb(")
        for shade, n in zip(bars.marker.color[1:], frame["whole"][1:], strict=True)
        if n >= 10
    )


def test_the_triangle_can_be_read_by_year(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "retention", {"retention.cohorts_by": "year"})
    [chart, _] = screen.app.get("plotly_chart")
    assert '"2024"' in chart.proto.spec
    assert "2024 Q" not in chart.proto.spec


@pytest.mark.parametrize("by", ["provider", "source", "age"])
def test_curves_are_drawn_for_the_four_largest_groups_with_the_numbers_still_waiting(
    by: str, book, demo_once: Home, open_page: Open
):
    screen = open_page(demo_once, "retention", {"retention.curves_by": by})
    table = survival_by(book, PERIOD, "first_to_second", by)
    waiting = screen.app.table[-1].value
    assert waiting["0"].tolist() == [
        formatting.count(len(row.reading.rows)) for row in table.rows[:4]
    ]
    assert (
        titles.CURVES_LIMIT.format(number=4, all=len(table.rows)) in screen.words
    ) == (len(table.rows) > 4)


def test_a_curve_rises_and_says_where_waits_broke_off():
    book = builders.practice(
        "ann visit 2026-01-01 D0120\nann visit 2026-01-11 D0120\nbob visit "
        "2026-11-15 D0120\ncid visit 2026-10-01 D0120"
    )
    [row] = survival_by(
        book, Period.default(book.exported), "first_to_second", marked=(0, 6)
    ).rows
    frame = frames.returns(row.curve, len(row.reading.rows))
    assert frame[["day", "share", "at_risk", "stopped"]].to_numpy().tolist() == [
        [0, 0, 3, 1],
        [10, 0.5, 2, 1],
    ]
    assert (frame["low"] <= frame["share"]).all()
    assert (frame["share"] <= frame["high"]).all()
    assert row.reading.numbers["n6"] == 2


def test_months_that_are_not_over_are_grey_and_striped(desk: PageContext):
    found = months.accepted(desk, window=90, by_what="item")
    assert [month for month, (_, ripe) in found.items() if not ripe] == [
        "Aug 2026",
        "Sep 2026",
        "Oct 2026",
    ]
    bars = charts.months.accepted(frames.accepted(found), titles.UNRIPE).figure.data[0]
    assert list(bars.marker.color[-4:]) == [charts.BLUE, *[charts.GREY] * 3]
    assert list(bars.marker.pattern.shape[-4:]) == ["", "/", "/", "/"]


def test_the_ripe_months_add_up_to_the_acceptance_of_the_period(
    book, desk: PageContext
):
    ripe = [
        reading
        for reading, is_ripe in months.accepted(
            desk, window=90, by_what="item"
        ).values()
        if is_ripe
    ]
    whole = BY_KEY["acceptance"](book, PERIOD)
    assert sum(one.part_count for one in ripe) == whole.part_count
    assert sum(one.whole_count for one in ripe) == whole.whole_count


def test_acceptance_by_item_has_an_interval_and_by_amount_none(desk: PageContext):
    by_item = frames.shares(
        desk.split(desk.reading("acceptance", by_what="item"), "provider")
    )
    assert (
        (by_item["low"] <= by_item["value"]) & (by_item["value"] <= by_item["high"])
    ).all()
    by_amount = frames.shares(desk.split(desk.reading("acceptance"), "provider"))
    assert by_amount["low"].isna().all()


@pytest.mark.parametrize(
    ("window", "note"), [("30", titles.UNRIPE_NOTE), ("to-date", titles.TO_DATE_NOTE)]
)
def test_the_window_chosen_is_the_one_drawn(
    window: str, note: str, demo_once: Home, open_page: Open
):
    screen = open_page(
        demo_once,
        "treatment",
        {"treatment.window": window, "treatment.by_what": "amount"},
    )
    assert note in screen.words
    assert titles.NO_INTERVAL in screen.words


def test_the_kinds_of_broken_appointments_add_up(book, desk: PageContext):
    found = months.readings(desk, "broken_rate")
    frame = frames.broken(found)
    assert (
        frame[list(labels.BROKEN)].to_numpy().sum()
        == BY_KEY["broken_rate"](book, PERIOD).part_count
    )
    behind = months.behind_broken(found)
    assert (
        sum(reading.part_count for reading in behind.values())
        == BY_KEY["broken_rate"](book, PERIOD).part_count
    )


def test_the_schedule_shows_rebooking_only_where_created_on_is_exported(
    demo_once: Home, home: Home, open_page: Open
):
    assert "Hygiene rebooked at the chair" in {
        tile.label for tile in open_page(demo_once, "schedule").app.metric
    }
    lines = "ann visit 2026-01-05 D1110\nann books 2026-07-05 hygiene completed"
    publish(home, builders.tables(lines))
    shown = {tile.label for tile in open_page(home, "schedule").app.metric}
    assert "Hygiene booked since" in shown
    assert "Hygiene rebooked at the chair" not in shown


def test_the_schedule_says_how_long_people_waited(
    book, demo_once: Home, open_page: Open
):
    numbers = BY_KEY["kept_waiting"](book, PERIOD).numbers
    said = titles.WAITED.format(
        median=f"{numbers['median']:.0f}", p90=f"{numbers['p90']:.0f}"
    )
    assert said in open_page(demo_once, "schedule").words


def test_an_age_chosen_narrows_the_tiles(demo_once: Home, book, open_page: Open):
    screen = open_page(demo_once, "overview", {"age": "35-54"})
    born = book.people["birth_date"].to_numpy().astype("datetime64[D]")
    active = BY_KEY["active"](book, PERIOD).rows
    inside = (born[active] > np.datetime64("1971-11-21")) & (
        born[active] <= np.datetime64("1991-11-21")
    )
    shown = {tile.label: tile.value for tile in screen.app.metric}
    assert shown["Active patients"] == formatting.count(int(inside.sum()))
    assert frame.ONLY in screen.words


def test_a_source_stands_in_the_address_as_a_number(
    demo_once: Home, book, open_page: Open
):
    screen = open_page(demo_once, "overview")
    box = next(box for box in screen.app.sidebar.selectbox if box.key == "source")
    box.select(box.options.index("A patient"))
    screen.run()
    assert screen.app.query_params["source"][0].isdecimal()
    shown = {tile.label: tile.value for tile in screen.app.metric}
    sent = sources(book)[BY_KEY["active"](book, PERIOD).rows] == BY_A_PATIENT
    assert shown["Active patients"] == formatting.count(int(sent.sum()))


@pytest.mark.parametrize("address", ["7000", "-1", "nobody", "999999999999"])
def test_a_source_in_the_address_that_nobody_knows_means_everybody(
    address: str, demo_once: Home, open_page: Open
):
    screen = open_page(demo_once, "overview", source=address)
    assert screen.errors == []
    assert frame.ONLY not in screen.words


@pytest.mark.parametrize("page", ["growth", "retention", "treatment", "schedule"])
def test_a_group_without_anyone_is_no_fault(
    page: str, demo_once: Home, open_page: Open
):
    screen = open_page(
        demo_once,
        page,
        {"age": "unknown" if page == "growth" else "75+", "period": "1-month"},
    )
    assert screen.errors == []


def test_a_definition_has_an_example_and_the_values_it_uses(
    book, demo_once: Home, open_page: Open
):
    words = open_page(demo_once, "definitions").words
    for figure in FIGURES:
        assert (
            titles.EXAMPLE.format(value=wording.example(figure, figure(book, PERIOD)))
            in words
        )
    assert titles.USES.format(what=frame.LABELS["active_months"], value="18") in words


def test_the_values_named_for_a_figure_are_those_it_reads():
    class Watched(Policy):
        def __getattribute__(self, name: str):
            if name in ("active_months", "recall_months"):
                read.add(name)
            return super().__getattribute__(name)

    tables = builders.tables(
        builders.LONG_AGO + builders.ANN + builders.BOB + "ann books 2026-12-03 hygiene"
    )
    for figure in FIGURES:
        read: set[str] = set()
        book = replace(conform(tables, ENDS, Policy()), policy=Watched(), memory={})
        figure(book, Period.default(ENDS))
        assert read <= {labels.POLICY_OF.get(figure.key)}, figure.key


def test_a_reconciled_figure_says_so(demo: Home, open_page: Open):
    key = services.chosen_practice(demo, None)
    book = services.open_practice(demo, _state(demo))
    days = services.reconcile_period(book, "active", None, None)
    report = services.Report("active", "250", days)
    services.reconcile(demo, key, book, report, NOW)
    [found] = services.reconciliations(demo, key)
    assert services.reconciled_in_words(found) in open_page(demo, "definitions").words


def test_before_the_first_look_the_owner_may_guess(four: Home, open_page: Open):
    screen = open_page(four, "overview")
    assert not screen.app.metric
    screen.app.text_input(key="overview.guess.active").set_value("12")
    screen.click("overview.guess")
    assert len(screen.app.metric) == 8
    assert "Guessed 12 on Nov 22, 2026, when it was" in screen.words
    assert open_page(four, "overview").app.metric


def test_a_guess_that_is_no_number_is_said_and_asked_again(four: Home, open_page: Open):
    screen = open_page(four, "overview")
    screen.app.text_input(key="overview.guess.active").set_value("many")
    screen.click("overview.guess")
    assert "“many” is no such number" in screen.errors[0]
    assert not services.guesses(four, services.chosen_practice(four, None))


def test_guessing_can_be_skipped_for_good(four: Home, open_page: Open):
    assert len(open_page(four, "overview").click("overview.skip").app.metric) == 8
    assert len(open_page(four, "overview").app.metric) == 8


def test_what_others_publish_is_shown_only_where_it_is_wanted(
    demo_once: Home, open_page: Open
):
    assert "HPA" not in open_page(demo_once, "retention").words
    assert (
        "[HPA](https://portal.hpamembers.com"
        in open_page(demo_once, "retention", {"published": True}).words
    )
