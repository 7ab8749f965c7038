"""Stories of the screens that show numbers: Overview, Growth, Retention, Treatment,
Schedule, Definitions.
"""

from datetime import date

import pytest

from retention import services
from retention.core import formatting
from retention.metrics import BY_KEY, FIGURES
from retention.practice import Period
from retention.services import Home
from retention.web.components import frames
from retention.web.copy import frame, wording
from tests.web.conftest import NOW, Open

pytestmark = pytest.mark.slow  # the whole app in each test

ENDS = date(2026, 11, 21)


def _practice(home: Home):
    return services.open_practice(
        home, services.state(home, services.chosen_practice(home, None))
    )


def test_a_tile_shows_what_the_figure_counts(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "overview")
    practice = _practice(demo_once)
    period = Period.default(ENDS)
    shown = {tile.label: tile.value for tile in screen.app.metric}
    for key in (
        "active",
        "new",
        "returning",
        "return_rate",
        "second_visit",
        "acceptance",
        "sitting",
        "recall_overdue",
    ):
        figure = BY_KEY[key]
        assert shown[figure.title] == wording.value(figure, figure(practice, period))


def test_a_tile_says_the_change_in_words(demo_once: Home, open_page: Open):
    practice = _practice(demo_once)
    period = Period.default(ENDS)
    now, before = (
        BY_KEY["new"](practice, each).value for each in (period, period.year_before())
    )
    expected = (
        f"{abs(now - before)} {'more' if now > before else 'fewer'} than a year before"
    )
    assert expected in open_page(demo_once, "overview").words


def test_a_tile_says_where_no_earlier_day_can_be_counted(
    demo_once: Home, open_page: Open
):
    words = open_page(demo_once, "overview").words
    assert (
        words.count(frame.NOT_KNOWN_EARLIER) == 2
    )  # sitting and recall are the export's state


def test_a_tile_says_why_it_has_no_value(four: Home, open_page: Open):
    words = (
        open_page(four, "overview", {"period": "last-year"})
        .click("overview.skip")
        .words
    )
    assert frame.CANNOT.format(why="there is nobody to count in this period") in words


def test_the_period_chosen_is_the_one_counted(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "overview")
    screen.app.selectbox(key="period").select("3-months")
    screen.run()
    period = Period.read("2026-08-01..2026-10-31", ENDS)
    shown = {tile.label: tile.value for tile in screen.app.metric}
    assert shown["New patients"] == formatting.count(
        BY_KEY["new"](_practice(demo_once), period).part_count
    )
    assert "Aug 1, 2026 – Oct 31, 2026" in screen.words


def test_the_provider_chosen_narrows_every_tile(demo_once: Home, open_page: Open):
    practice = _practice(demo_once)
    provider = next(iter(practice.providers))
    screen = open_page(demo_once, "overview", {"provider": provider})
    own = int(
        (practice.people["provider_id"] == provider)[
            BY_KEY["active"](practice, Period.default(ENDS)).rows
        ].sum()
    )
    shown = {tile.label: tile.value for tile in screen.app.metric}
    assert shown["Active patients"] == formatting.count(own)


def test_the_people_behind_a_tile_open(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "overview").click("people.sitting")
    practice = _practice(demo_once)
    reading = BY_KEY["sitting"](practice, Period.default(ENDS))
    assert f"1 to 25 of {reading.people_count} people" in screen.words
    frame = screen.app.table[0].value
    assert list(frame.columns) == ["Name", "Phone", "Last visit", "Items", "Amount"]
    amounts = [
        int(cell.replace("\\", "").strip("$").replace(",", ""))
        for cell in frame["Amount"]
    ]
    assert amounts == sorted(amounts, reverse=True)


def test_those_left_out_are_listed_with_the_reason(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "overview", {"people.which": "left_out"}).click(
        "people.active"
    )
    frame = screen.app.table[0].value
    assert set(frame["Why left out"]) == {"left the practice"}


def test_a_tile_says_how_it_is_counted(demo_once: Home, open_page: Open):
    words = open_page(demo_once, "overview").words
    assert BY_KEY["active"].definition in words
    assert "Counted for Nov 1, 2025 to Oct 31, 2026." in words


def test_growth_shows_the_bridge_that_adds_up(demo_once: Home, open_page: Open):
    """What is drawn as the end is the start and all that came and went, and it is the
    active patients' number.
    """
    practice = _practice(demo_once)
    period = Period.default(ENDS)
    frame = frames.bridge(BY_KEY["bridge"](practice, period))
    steps = dict(zip(frame["key"], frame["people"], strict=True))
    end = steps.pop("active_end")
    assert end == sum(steps.values())
    assert (
        end
        == BY_KEY["active"](
            practice, Period(period.last, period.first, period.last)
        ).part_count
    )
    assert len(open_page(demo_once, "growth").app.get("plotly_chart")) == 5


def test_growth_lists_who_drifted_off(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "growth")
    lapsed = BY_KEY["lapsed"](_practice(demo_once), Period.default(ENDS))
    assert wording.people(lapsed.part_count) in screen.words
    assert list(screen.app.table[0].value.columns) == ["Name", "Phone", "Last visit"]


def test_growth_says_where_the_history_is_too_short(home: Home, open_page: Open):
    services.make_demo(home, patients=60, years=1, seed=1, ends=ENDS, now=NOW)
    screen = open_page(home, "growth")
    assert [line.value for line in screen.app.info] == [
        frame.CANNOT.format(why=frame.HISTORY_SHORT)
    ] * 6


def test_treatment_shows_bobs_crown(four: Home, open_page: Open):
    screen = open_page(four, "treatment")
    [row] = screen.app.table[0].value.to_dict("records")
    assert row["Name"].startswith("[Bob Barlow](person?who=")
    assert row["Items"] == "1"


def test_treatment_is_split_by_kind_of_work(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "treatment", {"treatment.by": "category"})
    assert len(screen.app.get("plotly_chart")) == 5


def test_every_definition_is_the_code_s_own(demo_once: Home, open_page: Open):
    words = open_page(demo_once, "definitions").words
    for figure in FIGURES:
        assert figure.title in words
        assert figure.definition in words
        assert f"`{figure.key}`" in words


def test_a_definition_is_found_by_a_word(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "definitions")
    screen.app.text_input(key="definitions.find").set_value("acceptance")
    found = [title.value for title in screen.run().app.header]
    assert found[0] == "Case acceptance"
    assert "Active patients" not in found
    screen.app.text_input(key="definitions.find").set_value("nothing like it")
    assert frame.NO_FIGURE in screen.run().words


def test_a_policy_value_set_by_the_practice_stands_among_the_definitions(
    demo: Home, open_page: Open
):
    services.set_policy(
        demo, services.chosen_practice(demo, None), {"active_months": "24"}, NOW
    )
    frame = next(
        table.value
        for table in open_page(demo, "definitions").app.table
        if "Limits" in table.value
    )
    assert (
        dict(zip(frame["Value"], frame["Now"], strict=True))["active\\_months"] == "24"
    )


@pytest.mark.parametrize("page", ["growth", "retention", "treatment", "schedule"])
@pytest.mark.parametrize("period", ["1-month", "3-months", "this-year", "last-year"])
def test_every_period_can_be_drawn(
    page: str, period: str, demo_once: Home, open_page: Open
):
    assert open_page(demo_once, page, {"period": period}).errors == []
