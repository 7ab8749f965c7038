"""Rows that belong to nobody on the list of patients: more than one in twenty is a
question that holds the import.
"""

from datetime import date

import pytest

from retention import ingest
from retention.core.errors import RetentionError

DAY = date(2026, 6, 30)
KEY = "strangers.list.appointments"


def people(numbers, chart=""):
    head = "patient_id,chart_number,first_name,date_of_birth\n"
    return head + "".join(
        f"{n},{f'{chart}{n}' if chart else ''},Nell{n},1980-02-{n % 28 + 1:02}\n"
        for n in numbers
    )


def appointments_of(patients):
    head = "appointment_id,patient_id,starts_at,status\n"
    return head + "".join(
        f"{n},{who},2026-05-02 09:00,completed\n" for n, who in enumerate(patients, 1)
    )


def asked(loaded):
    return [
        question
        for question in loaded.questions
        if question.key.startswith("strangers.")
    ]


def test_rows_of_nobody_hold_the_import(hand_in):
    loaded = hand_in(
        None,
        DAY,
        p=people(range(1, 11)),
        a=appointments_of([f"TES{n}" for n in range(15)]),
    )
    [question] = asked(loaded)
    assert question.key == KEY
    assert question.ask == (
        "15 of 15 rows in “a.csv” belong to nobody on the list of patients. Is the "
        "list only a part, or is the patient number another one?"
    )
    assert (question.suggested, question.answers) == ("stop", ("load", "stop"))


def test_one_row_in_twenty_is_not_asked_about_and_more_are(hand_in):
    known = people(range(1, 21))
    assert (
        asked(hand_in(None, DAY, p=known, a=appointments_of([*range(1, 20), 99]))) == []
    )
    [question] = asked(
        hand_in(None, DAY, p=known, a=appointments_of([*range(1, 19), 98, 99]))
    )
    assert (question.suggested, question.ask[:14]) == ("load", "2 of 20 rows i")


def test_stop_imports_nothing_and_says_the_way_out(hand_in):
    with pytest.raises(
        RetentionError,
        match=r"Nothing was imported: 2 of 2 rows in “a.csv” belong to nobody .* Export",
    ):
        hand_in(None, DAY, {KEY: "stop"}, p=people([1]), a=appointments_of(["x", "y"]))


def test_load_keeps_the_rows_as_they_are(hand_in, rows):
    loaded = hand_in(
        None, DAY, {KEY: "load"}, p=people([1]), a=appointments_of(["x", "y"])
    )
    assert loaded.questions == ()
    assert [row["patient_id"] for row in rows(loaded, "appointment").values()] == [
        "x",
        "y",
    ]


def test_chart_numbers_are_found_and_the_rows_belong_to_their_patients(hand_in, rows):
    files = {
        "p": people([1, 2, 3], chart="TES"),
        "a": appointments_of(["TES1", "TES3", "TES3"]),
    }
    [question] = asked(hand_in(None, DAY, **files))
    assert (question.suggested, question.answers) == (
        "chart-numbers",
        ("chart-numbers", "load", "stop"),
    )
    assert question.ask.endswith(
        "Their numbers are the chart numbers of the list. Are they to be read as such?"
    )
    loaded = hand_in(None, DAY, {KEY: "chart-numbers"}, **files)
    assert [row["patient_id"] for row in rows(loaded, "appointment").values()] == [
        "1",
        "3",
        "3",
    ]
    again = hand_in(
        ingest.Before(loaded.tables, DAY, {KEY: "chart-numbers"}), DAY, **files
    )
    assert (again.questions, again.changed) == ((), False)


def test_a_chart_number_of_two_patients_is_nobodys(hand_in, rows):
    twice = people([1, 2], chart="TES").replace("TES2", "TES1")
    [question] = asked(hand_in(None, DAY, p=twice, a=appointments_of(["TES1"])))
    assert question.answers == ("load", "stop")


def test_every_table_of_patients_rows_is_looked_at_and_calls_and_reviews_are_not(
    hand_in,
):
    loaded = hand_in(
        None,
        DAY,
        p=people([1]),
        treatment="ProcNum,PatNum,ProcStatus,ProcDate,ProcFee\n1,7,2,2026-05-02,80\n",
        recall="RecallNum,PatNum,DateDue,RecallInterval,RecallTypeNum,IsDisabled,DatePrevious\n"
        "1,7,2026-09-01,393216,1,0,\n",
        calls="Call ID,Start Time,Direction,From,To,Patient ID,Status\n"
        "c1,2026-05-02 09:00,in,555-0190,555-0100,7,missed\n",
        reviews="Review ID,Date,Patient ID,Rating\n1,2026-05-02,7,5\n",
    )
    assert {one.key for one in asked(loaded)} == {
        "strangers.opendental.procedurelog",
        "strangers.opendental.recall",
    }


def test_before_there_is_a_list_of_patients_nothing_is_asked(hand_in):
    first = hand_in(None, DAY, a=appointments_of(["x", "y"]))
    assert asked(first) == []
    [question] = asked(
        hand_in(first.tables, DAY, {}, p=people([1]), a=appointments_of(["x", "y"]))
    )
    assert question.key == KEY


def test_the_patients_of_the_records_count_too(hand_in):
    known = hand_in(None, DAY, p=people(range(1, 11))).tables
    assert asked(hand_in(known, DAY, {}, a=appointments_of(range(1, 11)))) == []
    assert len(asked(hand_in(known, DAY, {}, a=appointments_of(range(11, 21))))) == 1


def test_a_list_said_to_be_a_part_is_only_told(hand_in):
    loaded = hand_in(
        None,
        DAY,
        {"whole.list.patients": "partial"},
        p=people([1]),
        a=appointments_of([1, 2]),
    )
    assert asked(loaded) == []
    assert loaded.flags == (
        "1 of 2 rows in “a.csv” belongs to nobody on the list of patients.",
    )


def test_what_was_answered_of_a_few_rows_is_none_for_another_file_altogether(hand_in):
    known = ingest.Before(
        hand_in(None, DAY, p=people(range(1, 11))).tables, DAY, {KEY: "load"}
    )
    assert (
        asked(hand_in(known, DAY, {}, a=appointments_of([*range(1, 8), 97, 98, 99])))
        == []
    )
    assert (
        len(asked(hand_in(known, DAY, {}, a=appointments_of([1, *range(90, 99)])))) == 1
    )
