"""Red flags: each is raised by what it speaks of, and an ordinary export raises
none.
"""

from datetime import date

import pytest

from retention import ingest

HEADER = "PatNum,LName,FName,PatStatus,Birthdate,Guarantor,PriProv,ClinicNum"
LINES = [
    f"{n},Archer,Ann{n},{n % 5 // 4 * 2},1980-04-{n % 27 + 1:02},{n},1,{n % 2 + 1}"
    for n in range(1, 61)
]
KEY = "whole.opendental.patient"
DAY = date(2026, 3, 30)
FIFTH = len(LINES) // 5
WORK = "ProcNum,PatNum,ProcDate,ProcFee,ProcStatus"


def text(lines, header=HEADER):
    return "\n".join([header, *lines, ""])


def work(days, fee="10"):
    return text([f"{n},1,{day},{fee},2" for n, day in enumerate(days, start=1)], WORK)


def days(last):
    return [
        f"2025-{month:02}-{day:02}"
        for month in range(1, 13)
        for day in range(1, last + 1)
    ]


def test_an_ordinary_first_export_and_the_next_raise_none(hand_in):
    first = hand_in(None, DAY, patient=text(LINES), p=work(days(28)))
    later = ingest.Before(first.tables, DAY)
    again = hand_in(
        later,
        DAY,
        patient=text([*LINES, "61,Dorn,Dan,0,,61,1,1"]),
        p=work([*days(28), "2026-02-02"]),
    )
    assert (first.flags, again.flags) == ((), ())


def test_a_tenth_of_the_patients_vanishing_is_told(hand_in):
    known = hand_in(None, DAY, patient=text(LINES)).tables
    loaded = hand_in(
        known,
        DAY,
        {KEY: "whole"},
        patient=text([line for n, line in enumerate(LINES) if n % 3]),
    )
    assert loaded.flags == ("33 % of the patients vanish: 20 of 60.",)


@pytest.mark.parametrize(("missing", "is_told"), [(5, False), (6, True)])
def test_vanishing_is_told_from_a_tenth_of_the_patients_on(
    hand_in, missing: int, is_told: bool
):
    known = hand_in(None, DAY, patient=text(LINES)).tables
    here_and_there = {10 * nth for nth in range(missing)}
    left = [line for n, line in enumerate(LINES) if n not in here_and_there]
    loaded = hand_in(known, DAY, {KEY: "whole"}, patient=text(left))
    told = f"10 % of the patients vanish: {missing} of 60."
    assert loaded.flags == ((told,) if is_told else ())


@pytest.mark.parametrize("differ", [FIFTH - 1, FIFTH])
def test_other_birth_dates_are_told_from_a_fifth_of_the_known_patients_on(
    hand_in, differ: int
):
    known = hand_in(None, DAY, patient=text(LINES)).tables
    changed = [line.replace("1980-", "1981-") for line in LINES[:differ]]
    loaded = hand_in(known, DAY, patient=text([*changed, *LINES[differ:]]))
    told = [flag for flag in loaded.flags if "another birth date" in flag]
    assert len(told) == (differ == FIFTH)


def test_a_filtered_list_is_told(hand_in):
    known = hand_in(None, DAY, patient=text(LINES)).tables
    one_place = [line for line in LINES if line.endswith(",2")]
    (flag,) = hand_in(known, DAY, {KEY: "partial"}, patient=text(one_place)).flags
    assert flag.startswith(
        "This looks like a filtered list: all patients in it have the location “2”"
    )


def test_dates_that_all_lie_before_the_thirteenth_are_told(hand_in):
    (flag,) = hand_in(None, DAY, p=work(days(12))).flags
    assert flag.startswith(
        "Every date before the 13th: “completed on” of the procedures"
    )


def test_dates_that_are_all_the_first_of_a_month_are_a_habit(hand_in):
    months = [
        f"{year}-{month:02}-01" for year in (2023, 2024, 2025) for month in range(1, 13)
    ]
    assert hand_in(None, DAY, p=work(months)).flags == ()


def test_amounts_that_are_all_nothing_are_told(hand_in):
    assert hand_in(None, DAY, p=work(days(28), fee="0")).flags == (
        "All fees of the procedures are 0.",
    )


def test_an_older_export_is_told_by_its_newest_visit(hand_in):
    first = hand_in(None, DAY, p=work(days(28)))
    older = hand_in(ingest.Before(first.tables, DAY), DAY, p=work(days(28)[:100]))
    (flag,) = older.flags
    assert flag == (
        "The newest visit among the procedures of these files is of Apr 16, 2025; the "
        "records already run to Dec 28, 2025."
    )


def test_another_practices_patients_are_told(hand_in):
    known = hand_in(None, DAY, patient=text(LINES)).tables
    other = [line.replace("1980-", "1955-") for line in LINES]
    assert (
        "60 of 60 known patients have another birth date"
        in hand_in(known, DAY, patient=text(other)).flags[0]
    )
    strangers = [f"9{line}" for line in LINES]
    flags = hand_in(known, DAY, {KEY: "partial"}, patient=text(strangers)).flags
    assert (
        "None of the patients in these files is known here. Are they of this practice?"
        in flags
    )
