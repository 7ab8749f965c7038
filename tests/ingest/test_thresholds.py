"""When an import asks: each threshold of its questions, on both sides."""

from datetime import date, timedelta

import pytest

from retention import ingest
from retention.core.errors import RetentionError
from tests.ingest import test_own_codes, test_past, test_strangers
from tests.ingest.test_ingest_values import SLASH
from tests.ingest.test_questions import births, keys, planned

DAY = date(2026, 3, 1)
AS_OF = "as_of"
SHARED = "1950-01-01"
BIRTH = f"none.patient.birth_date.{SHARED}"
NEW_YEAR = "2000-01-01"
PLANNED = f"none.procedure.planned_on.{NEW_YEAR}"


def different_births(number: int) -> list[str]:
    """Days of birth of which each stands in a row of its own."""
    return [str(date(1951, 2, 2) + timedelta(nth)) for nth in range(number)]


@pytest.mark.parametrize(
    ("shared", "others", "is_asked"),
    [
        (9, 30, False),
        (10, 30, True),
        (10, 1990, True),  # one in 200
        (10, 1991, False),
    ],
)
def test_a_birth_date_is_asked_about_that_ten_people_and_one_in_200_have(
    hand_in, shared: int, others: int, is_asked: bool
):
    file = births(*[SHARED] * shared, *different_births(others))
    assert keys(hand_in(p=file)) == ([BIRTH] if is_asked else []) + [AS_OF]


def plans(shared: int, others: int, days: int) -> str:
    """Plans of New Year's Day, and others on so many further days."""
    further = [str(date(2025, 2, 1) + timedelta(nth % days)) for nth in range(others)]
    return planned(*[NEW_YEAR] * shared, *further)


@pytest.mark.parametrize(
    ("shared", "others", "days", "is_asked"),
    [
        (49, 100, 40, False),
        (50, 100, 40, True),
        (50, 450, 40, True),  # one in ten
        (50, 451, 40, False),
        (50, 100, 19, True),  # on twenty days with its own
        (50, 100, 18, False),
    ],
)
def test_a_day_of_plans_is_asked_about_that_50_rows_and_every_tenth_have(
    hand_in, shared: int, others: int, days: int, is_asked: bool
):
    asked = keys(hand_in(p=plans(shared, others, days)))
    assert asked == ([PLANNED] if is_asked else []) + [AS_OF]


def undated(lost: int, kept: int) -> str:
    """Planned work, some of which a conversion left without its day."""
    entered = "2019-06-01 10:00:00"
    days = ["0001-01-01"] * lost + [f"2025-03-0{nth % 9 + 1}" for nth in range(kept)]
    rows = [
        f"{number},1,0001-01-01,1,{day},{entered}\n"
        for number, day in enumerate(days, 1)
    ]
    return "ProcNum,PatNum,ProcDate,ProcStatus,DateTP,SecDateEntry\n" + "".join(rows)


@pytest.mark.parametrize(
    ("lost", "kept", "is_asked"),
    [(19, 0, False), (20, 0, True), (20, 380, True), (20, 381, False)],
)
def test_plans_without_a_day_are_asked_about_from_20_and_one_in_20(
    hand_in, lost: int, kept: int, is_asked: bool
):
    asked = keys(hand_in(p=undated(lost, kept)))
    assert ("undated_plans" in asked) == is_asked


@pytest.mark.parametrize(
    ("over", "kept", "is_asked"),
    [(19, 0, False), (20, 0, True), (100, 80, False), (100, 79, True)],
)
def test_past_appointments_are_asked_about_from_20_and_more_than_one_in_five(
    hand_in, over: int, kept: int, is_asked: bool
):
    book = test_past.cliniko_book(over, kept=kept)
    loaded = hand_in(None, test_past.AS_OF, individual_appointments=book)
    assert keys(loaded) == ([test_past.KEY] if is_asked else [])


@pytest.mark.parametrize(
    ("own", "others", "is_asked"),
    [(19, 0, False), (20, 0, True), (20, 180, False), (20, 179, True)],
)
def test_codes_of_its_own_are_asked_about_from_20_rows_and_more_than_every_tenth(
    hand_in, own: int, others: int, is_asked: bool
):
    items = test_own_codes.items(*["HYG"] * own, *["D0120"] * others)
    files = {"patients": test_own_codes.PATIENTS, "items": items}
    loaded = hand_in(None, test_own_codes.AS_OF, {}, **files)
    assert keys(loaded) == (["code.hyg"] if is_asked else [])


def work_of(table: str, *days: str) -> str:
    rows = [f"{number},1,{day},2\n" for number, day in enumerate(days, 1)]
    return table + "".join(rows)


PROCEDURES = "ProcNum,PatNum,ProcDate,ProcStatus\n"
APPOINTMENTS = "AptNum,PatNum,AptDateTime,AptStatus\n"
CONTACTS = "CommlogNum,PatNum,CommDateTime,Mode_\n"


@pytest.mark.parametrize(
    ("ahead", "suggested"), [("2026-01-22", "2026-01-22"), ("2026-01-23", "2026-01-08")]
)
def test_a_column_may_run_14_days_ahead_of_the_others(
    hand_in, ahead: str, suggested: str
):
    loaded = hand_in(
        p=work_of(PROCEDURES, "2026-01-05", "2026-01-08"),
        c=work_of(CONTACTS, "2026-01-05", "2026-01-08"),
        a=work_of(APPOINTMENTS, ahead, ahead),
    )
    assert loaded.questions[0].suggested == suggested


@pytest.mark.parametrize(
    ("last", "suggested"), [("2026-01-15", "2026-01-15"), ("2026-01-16", "2026-01-08")]
)
def test_a_day_counts_that_follows_another_within_a_week(
    hand_in, last: str, suggested: str
):
    loaded = hand_in(p=work_of(PROCEDURES, "2026-01-05", "2026-01-08", last))
    assert loaded.questions[0].suggested == suggested


@pytest.mark.parametrize(
    ("before", "suggested"),
    [("2026-01-22", "2026-01-22"), ("2026-01-23", "2026-01-08")],
)
def test_a_quiet_fortnight_is_likelier_than_an_older_export(
    hand_in, before: str, suggested: str
):
    day_before = date.fromisoformat(before)
    known = hand_in(None, day_before, p=work_of(PROCEDURES, "2026-01-05")).tables
    loaded = hand_in(
        ingest.Before(known, day_before),
        None,
        {"whole.opendental.procedurelog": "part"},
        p=work_of(PROCEDURES, "2026-01-05", "2026-01-08"),
    )
    as_of = {question.key: question for question in loaded.questions}[AS_OF]
    assert as_of.suggested == suggested


def ledger(rows: int, again: int) -> str:
    """A list with names and numbers, some of which another row has."""
    numbers = [*range(1, rows - again + 1), *[1] * again]
    lines = [f"{number},Ann,Archer,1980-01-02" for number in numbers]
    return "\n".join(["patient_id,first_name,last_name,dob", *lines]) + "\n"


@pytest.mark.parametrize(("again", "is_asked"), [(5, False), (6, True)])
def test_a_list_in_which_more_than_one_in_20_numbers_stand_again_is_asked_about(
    hand_in, again: int, is_asked: bool
):
    asked = keys(hand_in(None, DAY, p=ledger(100, again)))
    assert any(key.startswith("patients.") for key in asked) == is_asked


def cut_short(rows: int, lost: int) -> str:
    """Appointments of which a spreadsheet has cut some numbers short."""
    numbers = [f"1.0{nth}E+15" for nth in range(lost)] + list(range(1, rows - lost + 1))
    lines = [f"{number},5,2026-01-05 09:00,2" for number in numbers]
    return "\n".join(["AptNum,PatNum,AptDateTime,AptStatus", *lines]) + "\n"


@pytest.mark.parametrize(("rows", "lost"), [(10, 2), (100, 5)])
def test_a_few_numbers_cut_short_are_told_row_by_row(hand_in, rows: int, lost: int):
    loaded = hand_in(None, DAY, a=cut_short(rows, lost))
    assert loaded.reports[0].set_aside == lost


@pytest.mark.parametrize(("rows", "lost"), [(10, 3), (100, 6)])
def test_a_file_with_more_numbers_cut_short_is_refused(hand_in, rows: int, lost: int):
    with pytest.raises(RetentionError):
        hand_in(None, DAY, a=cut_short(rows, lost))


def test_a_column_that_decides_nothing_goes_by_its_file_before_all_files(hand_in, rows):
    """Another file has more dates, and the month first."""
    own = (
        "AptNum,PatNum,AptStatus,AptDateTime,SecDateTEntry\n"
        "1,1,2,3/4/2024,25/3/2024\n2,1,2,5/4/2024,26/3/2024\n"
    )
    others = SLASH.replace("\n1,", "\n8,").replace("\n2,", "\n9,")
    more = "".join(f"{number},1,2,4/{number}/2024\n" for number in range(13, 25))
    loaded = hand_in(a=own, b=others.format("4/25/2024", "4/26/2024") + more)
    moments = rows(loaded, "appointment")
    assert f"{moments['1']['starts_at']:%Y-%m-%d}" == "2024-04-03"
    assert f"{moments['8']['starts_at']:%Y-%m-%d}" == "2024-04-25"


def rows_of_nobody(known: int, strange: int) -> dict[str, str]:
    """Appointments of people on the list, and of people who are not."""
    numbers = [*range(1, known + 1), *(f"x{nth}" for nth in range(strange))]
    return {
        "p": test_strangers.people(range(1, known + 2)),
        "a": test_strangers.appointments_of(numbers),
    }


@pytest.mark.parametrize(
    ("known", "strange", "suggested"), [(10, 10, "load"), (10, 11, "stop")]
)
def test_rows_are_suggested_to_be_loaded_of_which_half_are_nobodys(
    hand_in, known: int, strange: int, suggested: str
):
    loaded = hand_in(None, DAY, **rows_of_nobody(known, strange))
    [question] = test_strangers.asked(loaded)
    assert question.suggested == suggested


@pytest.mark.parametrize(
    ("known", "strange", "is_asked"), [(10, 10, False), (10, 11, True)]
)
def test_an_earlier_answer_counts_up_to_half_of_the_rows(
    hand_in, known: int, strange: int, is_asked: bool
):
    before = ingest.Before(answers={test_strangers.KEY: "load"})
    loaded = hand_in(before, DAY, **rows_of_nobody(known, strange))
    assert bool(test_strangers.asked(loaded)) == is_asked


@pytest.mark.parametrize(
    ("of_charts", "suggested"), [(9, "chart-numbers"), (8, "stop")]
)
def test_numbers_of_which_nine_in_ten_are_chart_numbers_are_taken_for_them(
    hand_in, of_charts: int, suggested: str
):
    numbers = [f"TES{nth}" for nth in range(1, 11)]
    numbers[of_charts:] = [f"x{nth}" for nth in range(of_charts, 10)]
    people = test_strangers.people(range(1, 11), chart="TES")
    loaded = hand_in(None, DAY, p=people, a=test_strangers.appointments_of(numbers))
    [question] = test_strangers.asked(loaded)
    assert question.suggested == suggested
