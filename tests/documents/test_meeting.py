"""The meeting's page: one sheet, the figures' own values, unknown as "–" with its
reason, and nobody's name.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from retention import demo
from retention.core.policy import Policy
from retention.documents.monthly_report import meeting_pdf
from retention.metrics import BY_KEY
from retention.practice import Period, Practice, conform
from retention.services import MonthlyReport, meeting
from retention.services.documents import HEADLINE, value
from tests import builders, exports
from tests.cli.conftest import Line

ENDS = date(2026, 11, 20)
TEXT = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")
ESCAPE = re.compile(rb"\\(\d{3}|.)")


def page(
    of: Practice, name: str = "Main Street Dental", period: Period | None = None
) -> MonthlyReport:
    return meeting(of, name, period or Period.default(of.exported))


def words(of: MonthlyReport) -> list[str]:
    """All that is written on the page, one run of text each, out of the uncompressed
    file.
    """
    found = TEXT.findall(meeting_pdf(of, compressed=False))
    return [ESCAPE.sub(_unescaped, one).decode("cp1252") for one in found]


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if code.isdigit() else code


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


@pytest.fixture(scope="module")
def usual() -> Practice:
    return conform(demo.make(patients=600, years=5, seed=7, ends=ENDS), ENDS, None)


@pytest.fixture(scope="module")
def said(usual: Practice) -> list[str]:
    return words(page(usual))


def test_it_is_one_letter_sized_page(usual: Practice):
    content = meeting_pdf(page(usual), compressed=False)
    assert pages(content) == 1
    assert b"/MediaBox [ 0 0 612 792 ]" in content


def test_the_same_meeting_gives_the_same_bytes(usual: Practice):
    assert meeting_pdf(page(usual)) == meeting_pdf(page(usual))


def test_every_headline_figure_stands_there_with_its_value(
    usual: Practice, said: list[str]
):
    period = Period.default(usual.exported)
    for key in HEADLINE:
        title = said.index(BY_KEY[key].title)
        assert said[title + 1] == value(BY_KEY[key], BY_KEY[key](usual, period))


def test_changes_are_said_in_words(usual: Practice, said: list[str]):
    period = Period.default(usual.exported)
    now, before = (
        BY_KEY["active"](usual, one).part_count
        for one in (period, period.year_before())
    )
    more = (
        f"{abs(now - before)} {'more' if now > before else 'fewer'} than a year before"
    )
    assert said[said.index("Active patients") + 2] == more


def test_the_bridge_on_the_page_adds_up(usual: Practice):
    frame = page(usual).bridge
    steps = frame.loc[~frame["is_total"], "people"]
    totals = frame.loc[frame["is_total"], "people"].tolist()
    assert totals[0] + steps.sum() == totals[1] > 0


def test_months_ages_and_funnel_carry_the_figures_own_counts(
    usual: Practice, said: list[str]
):
    told = page(usual)
    period = Period.default(usual.exported)
    months = period.last_months(13)
    assert told.months["new"].tolist() == [
        BY_KEY["new"](usual, month).part_count for month in months
    ]
    assert told.ages["cents"].sum() == BY_KEY["sitting"](usual, period).amount
    assert told.funnel["cents"].iloc[0] == BY_KEY["presented"](usual, period).amount
    assert told.funnel["cents"].is_monotonic_decreasing
    assert f"{told.months['month'].iloc[0]}" in said


def test_there_are_three_sentences_to_look_at(said: list[str]):
    start = said.index("Look at this")
    assert all(one.endswith(".") for one in said[start + 1 : start + 4])


def test_the_foot_says_where_the_people_are_and_which_definitions_held(said: list[str]):
    assert re.fullmatch(
        r"Each number opens its people in the dashboard\. Definitions [0-9a-f]{8}\.",
        said[-1],
    )


def test_no_patient_is_named(usual: Practice, said: list[str]):
    of_the_page = set(
        " ".join(words(page(builders.practice(builders.ANN + builders.BOB)))).split()
    )
    names = (
        {*usual.people["last_name"].dropna(), *usual.people["email"].dropna()}
        - of_the_page
        - {""}
    )
    assert len(names) > 100
    assert set(" ".join(said).split()) & names == set()


def test_a_practice_whose_history_is_short_says_so_and_shows_no_zero():
    told = page(builders.practice("ann visit 2026-11-10 D1110 120.00"))
    said = words(told)
    assert pages(meeting_pdf(told, compressed=False)) == 1
    for title in ("Active patients", "New patients", "Return rate"):
        place = said.index(title)
        assert said[place + 1 : place + 3] == ["–", "history too short"]
    assert told.bridge == told.months == "history too short"
    assert "– history too short" in said
    assert told.sentences == ("There is no year before to compare with yet.",)


def test_a_practice_with_nothing_but_a_patient_list_says_what_is_not_measured():
    nothing_else = ("procedure", "appointment", "recall", "merge")
    book = builders.practice(
        "ann reports 2011-04-02 2026-05-05\nbob reports 2020-01-01 2020-01-01",
        without=nothing_else,
    )
    told = page(book)
    said = words(told)
    assert pages(meeting_pdf(told, compressed=False)) == 1
    assert said[said.index("Active patients") + 1] == "1"
    assert "reported by the PMS: only a patient list was loaded" in said[1]
    assert (
        told.tiles.set_index("title")["counts"]["Overdue for recall"]
        == "not measured: no recalls were loaded"
    )
    assert said[said.index("Broken appointments") + 1] == "–"
    assert said.count("– not measured: no procedures were loaded") == 2


def test_an_empty_practice_still_has_its_page():
    told = page(
        builders.practice("", without=("procedure", "appointment", "recall", "merge"))
    )
    assert pages(meeting_pdf(told, compressed=False)) == 1
    assert words(told).count("–") == 10


def test_an_earlier_day_says_what_only_the_export_knows(usual: Practice):
    told = page(usual, period=Period.default(date(2026, 3, 31)))
    tiles = told.tiles.set_index("title")
    assert tiles["value"]["Treatment left sitting"] == "–"
    assert "Nov 20, 2026" in tiles["counts"]["Treatment left sitting"]
    assert tiles["value"]["Active patients"] != "–"


def test_a_name_too_long_or_in_other_letters_is_cut_and_kept_printable(usual: Practice):
    long = words(page(usual, "Dr. " + "Wolfeschlegelsteinhausen " * 12))[0]
    assert long.startswith("Dr. Wolfe")
    assert long.endswith("…")
    assert words(page(usual, "Zahnärzte 歯科"))[0] == "Zahnärzte ??"


def test_the_name_in_the_settings_goes_before():
    book = builders.practice(
        builders.ANN, policy=replace(Policy(), practice_name="Ann & Sons (DDS)")
    )
    assert words(page(book))[0] == "Ann & Sons (DDS)"


def test_the_worst_change_is_said_first():
    lost = "".join(
        f"p{n} visit 2024-10-{1 + n % 28:02} D1110 100.00\n" for n in range(200)
    )
    kept = "".join(
        f"p{n} visit 2025-10-{1 + n % 28:02} D1110 100.00\n" for n in range(150)
    )
    later = "".join(
        f"p{n} visit 2026-10-{1 + n % 28:02} D1110 100.00\n" for n in range(60)
    )
    told = page(builders.practice(builders.LONG_AGO + lost + kept + later))
    assert told.sentences == (
        "Lapsed patients: 50, 50 more than a year before.",
        "Return rate: 40 %, 35 points down on a year before.",
        "Returning patients: 60, 90 fewer than a year before.",
    )


def test_report_writes_the_page(line: Line, tmp_path: Path):
    line.json("import", exports.write(tmp_path / "exports"), "--as-of", exports.DAY)
    out = tmp_path / "meeting.pdf"
    done = line.run("report", "--pdf", out)
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    assert [one.name for one in tmp_path.glob("*.part")] == []
    assert line.run("report", "active", "--pdf", out).exit_code == 2
    refused = line.run("report", "--pdf", tmp_path / "nowhere" / "meeting.pdf")
    assert refused.exit_code == 1
    assert "could not be written" in refused.stderr
