"""Call sheets: every row of the day's queue once, whole, on numbered pages; initials
name nobody; letters print.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from retention import demo, outreach, services
from retention.documents.call_sheets import call_sheets_pdf
from retention.documents.pages import LOST, SHRED
from retention.outreach import Log
from retention.practice import Practice, conform
from tests.cli.conftest import Line
from tests.documents.reading import boxes, pages
from tests.outreach import small

ENDS = date(2026, 11, 20)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def usual() -> Practice:
    return conform(demo.make(patients=600, years=5, seed=7, ends=ENDS), ENDS, None)


@pytest.fixture(scope="module")
def sheets(usual: Practice) -> outreach.CallSheets:
    return replace(
        outreach.call_sheets(usual, Log.empty(), TODAY),
        practice_name="Elm Street Dental",
    )


@pytest.fixture(scope="module")
def printed(sheets: outreach.CallSheets) -> list[str]:
    return pages(call_sheets_pdf(sheets))


def one(
    *people: dict,
    today: date = small.D,
    log: Log | None = None,
    initials: bool = False,
    **rows,
) -> str:
    """All that is printed for a small practice whose people have drifted off."""
    drifting = [visit for person in people for visit in small.drifting(person["id"])]
    book = small.practice(people, drifting, **rows)
    return " ".join(
        pages(
            call_sheets_pdf(
                outreach.call_sheets(book, log or Log.empty(), today, initials=initials)
            )
        )
    )


def test_every_household_of_the_day_stands_there_once_in_order(
    usual: Practice, sheets: outreach.CallSheets, printed: list[str]
):
    queue = outreach.queue(usual, Log.empty(), TODAY)
    whole = " ".join(" ".join(printed).split())
    numbers = [f"Patient {row.lead.patient_id}." for row in queue.for_today]
    assert len(numbers) == len(sheets.calls) == queue.capacity
    places = [whole.index(number) for number in numbers]
    assert places == sorted(places)
    assert [whole.count(number) for number in numbers] == [1] * len(numbers)
    for call in sheets.calls:
        for said in (call.name, call.phone, call.before, *call.why, *call.others):
            assert said in whole


def test_every_page_says_whose_it_is_which_day_which_page_and_that_it_is_to_be_shredded(
    printed: list[str],
):
    assert len(printed) > 3
    for number, page in enumerate(printed, 1):
        said = " ".join(page.split())
        assert "Elm Street Dental" in said
        assert "Monday, Nov 23, 2026" in said
        assert f"Page {number} of {len(printed)}" in said
        assert SHRED in said


def test_no_call_is_broken_over_two_pages(
    sheets: outreach.CallSheets, printed: list[str]
):
    for page in printed:
        there = [call for call in sheets.calls if f"Patient {call.patient_id}." in page]
        assert page.count("Asked us to stop") == len(there)


def test_nothing_leaves_the_page(usual: Practice):
    long = small.person(
        "1",
        last_name="Wolfeschlegelsteinhausenbergerdorff" * 4,
        first_name="Ann-Maria " * 12,
    )
    drawn = outreach.call_sheets(
        small.practice([long], small.drifting("1")), Log.empty(), small.D
    )
    many = replace(
        drawn,
        calls=(
            replace(drawn.calls[0], why=("word " * 9000, "Wolfe" * 9000, "Ω" * 9000)),
        )
        * 3,
    )
    for content in (call_sheets_pdf(drawn), call_sheets_pdf(many)):
        for left, top, right, bottom, word in boxes(content):
            assert left >= 35, word
            assert right <= 612 - 34, word
            assert top >= 30, word
            assert bottom <= 792 - 30, word


def test_with_initials_no_patient_is_named_on_any_page(usual: Practice):
    found = outreach.call_sheets(usual, Log.empty(), TODAY, initials=True)
    said = " ".join(" ".join(pages(call_sheets_pdf(found))).split())
    named = outreach.call_sheets(usual, Log.empty(), TODAY)
    with_names = " ".join(" ".join(pages(call_sheets_pdf(named))).split())
    people = usual.people[["first_name", "last_name"]].dropna().agg(" ".join, axis=1)
    assert sum(name in with_names for name in people) >= 25
    assert [name for name in people if name in said] == []
    words = set(said.replace(",", " ").split())
    assert set(usual.people["last_name"].dropna()) & words == set()


def test_with_initials_a_guarantor_and_the_family_are_initials_too():
    said = one(
        small.person("1", first_name="Zebulon", last_name="Quackenbush"),
        small.child(
            "2",
            "1",
            first_name="Xanthippe",
            preferred_name="Xanni",
            last_name="Quackenbush",
        ),
        small.person("3", first_name="Ulla", last_name="Overbeek", household_id="1"),
        log=small.log(
            small.contact(
                "1",
                "call_back",
                "2026-11-10",
                call_back_on="2026-11-20",
                by="Mia",
                note="Zebulon is shy",
            )
        ),
        initials=True,
    )
    assert "Z. Q." in said
    assert "M. took it" in said
    for name in ("Zebulon", "Quackenbush", "Xan", "Ulla", "Overbeek", "Mia"):
        assert name not in said


def test_a_minor_is_spoken_for_by_the_guarantor():
    parent = small.person("1", first_name="Bea", last_name="Ash", status="non_patient")
    book = small.practice(
        [parent, small.child("2", "1", first_name="Tom", last_name="Ash")],
        small.drifting("2"),
    )
    said = " ".join(
        pages(call_sheets_pdf(outreach.call_sheets(book, Log.empty(), small.D)))
    )
    assert "Tom Ash · 5 years" in said
    assert "Speak to: Bea Ash" in " ".join(said.split())
    assert "(305) 555-0140" in said


def test_what_was_before_stands_there_and_a_promised_call_back_comes_first():
    log = small.log(
        small.contact(
            "2", "call_back", "2026-11-10", call_back_on="2026-11-20", by="Mia"
        ),
        small.contact("1", "no_answer", "2026-10-01", by="Lou"),
    )
    said = " ".join(one(small.person("1"), small.person("2"), log=log).split())
    assert "Call-back: Asked to be called back on Nov 20, 2026; Mia took it." in said
    assert "Last contact Oct 1, 2026: no answer (Lou). Attempt 2 of 4." in said
    assert said.index("Patient 2.") < said.index("Patient 1.")


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn",
        "Żółć",
        "Ěščřžýáíé",
        "Παπαδοπούλου",
        "Їжакевич",
        "Սարգսյան",
        "კახიძე",
        "Şahin-Öğüt",
        "O’Brien",
    ],
)
def test_names_in_other_letters_print(name: str):
    said = one(small.person("1", last_name=name))
    assert name in said
    assert LOST not in said


def test_a_hebrew_name_is_drawn_from_right_to_left():
    assert "דוד כהן" in one(
        small.person("1", first_name="דוד", last_name="כהן")
    )  # read back by poppler as it is read


def test_letters_that_cannot_print_are_said_to_be_missing_and_the_number_stays():
    said = " ".join(one(small.person("17", first_name="Mei", last_name="王")).split())
    assert "Mei ? ·" in said
    assert "Patient 17." in said
    assert LOST in said


def test_the_same_calls_give_the_same_bytes(sheets: outreach.CallSheets):
    assert call_sheets_pdf(sheets) == call_sheets_pdf(sheets)


def test_with_nobody_to_call_the_sheet_says_so():
    said = one(small.person("1", status="inactive"))
    assert "There is nobody to call" in said
    assert "Page 1 of 1" in said


def test_who_asked_us_to_stop_is_on_no_sheet():
    said = one(
        small.person("1"), small.person("2"), log=small.log(stops=(("2", "all"),))
    )
    assert "Patient 1." in said
    assert "Patient 2." not in said


def test_the_command_writes_the_file(imported: Line, tmp_path: Path):
    out = tmp_path / "calls.pdf"
    done = imported.run("sheets", "--out", out)
    assert done.exit_code == 0, done.stderr
    home = services.home(imported.home)
    state = services.state(home, services.chosen_practice(home, None))
    calls = outreach.queue(
        services.open_practice(home, state),
        Log.empty(),
        date.fromisoformat(imported.today),
    ).rows
    assert (
        f"{len(calls)} calls in" in done.stdout
        or f"{len(calls)} call in" in done.stdout
    )
    assert state.name in pages(out.read_bytes())[0]
    assert (
        imported.run("sheets", "--out", tmp_path / "nowhere" / "calls.pdf").exit_code
        == 1
    )


def test_what_to_say_stands_on_the_row_and_what_not_on_every_page(usual: Practice):
    named = replace(
        usual.policy, practice_name="Elm Street Dental", practice_phone="(503) 555-0100"
    )
    told = outreach.call_sheets(
        replace(usual, policy=named, memory={}), Log.empty(), TODAY
    )
    for page in pages(call_sheets_pdf(told)):
        said = " ".join(page.split())
        assert (
            "Voicemail: “Hello, this is Elm Street Dental. Please call us back at "
            "(503) 555-0100. Thank you.”"
        ) in said
        assert "Nothing of treatment, money or why" in said
        for call in told.calls:
            if f"Patient {call.patient_id}." in said and call.phone.startswith("("):
                assert (
                    "Say: Hello, this is Elm Street Dental. Am I speaking with "
                    f"{call.speak_to or call.name}?"
                ) in said
