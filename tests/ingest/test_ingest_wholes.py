"""Whole or partial: asked where rows would go missing, and what a whole export lacks is
marked, never deleted.
"""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import ingest
from retention.core.errors import RetentionError
from tests.laws import examples

HEADER = "PatNum,LName,FName,PatStatus,Birthdate,Guarantor,PriProv,ClinicNum"
LINES = [
    f"{n},Archer,Ann{n},{n % 5 // 4 * 2},1980-04-{n % 27 + 1:02},{n},1,{n % 2 + 1}"
    for n in range(1, 61)
]
KEY = "whole.opendental.patient"
DAY = date(2026, 3, 30)


def text(lines):
    return "\n".join([HEADER, *lines, ""])


@pytest.fixture
def known(hand_in):
    return hand_in(None, DAY, patient=text(LINES)).tables


def asked(loaded):
    return {question.key: question for question in loaded.questions}


def without(*numbers):
    return [line for n, line in enumerate(LINES, start=1) if n not in numbers]


def vanished(loaded):
    table = loaded.tables.get("vanished")
    return (
        {} if table is None else {row["id"]: row["since"] for row in table.to_pylist()}
    )


def test_a_first_import_and_one_that_lacks_nothing_are_not_asked_about(hand_in, known):
    assert hand_in(None, DAY, patient=text(LINES)).questions == ()
    assert (
        hand_in(known, DAY, patient=text([*LINES, "99,Dorn,Dan,0,,99,1,1"])).questions
        == ()
    )


def test_a_few_rows_missing_here_and_there_look_like_a_whole_export(hand_in, known):
    loaded = hand_in(known, DAY, patient=text(without(7, 30, 41)))
    question = asked(loaded)[KEY]
    assert (question.suggested, question.answers) == ("whole", ("whole", "partial"))
    assert question.because == (
        "The files have 57 of 60 known rows.",
        "Missing: 7, 30, 41.",
    )
    assert loaded.changes[0].vanished == 3  # shown as it would be


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (LINES[:20], "67 %"),
        (LINES[4:], "older"),
        (LINES[:-4], "newer"),
        ([line for line in LINES if ",0,1980" in line], "status"),
    ],
)
def test_what_looks_like_a_part_is_suggested_to_be_one_and_says_why(
    hand_in, known, lines, says
):
    question = asked(hand_in(known, DAY, patient=text(lines)))[KEY]
    assert question.suggested == "partial"
    assert says in " ".join(question.because)


def test_a_part_is_merged_and_nothing_vanishes(hand_in, known):
    loaded = hand_in(known, DAY, {KEY: "partial"}, patient=text(without(7, 30)))
    assert loaded.questions == ()
    assert not loaded.changed
    assert vanished(loaded) == {}


def test_what_a_whole_export_lacks_is_marked_vanished_and_kept(hand_in, known):
    loaded = hand_in(known, DAY, {KEY: "whole"}, patient=text(without(7, 30)))
    assert loaded.questions == ()
    assert loaded.changed
    assert loaded.tables["patient"].equals(known["patient"])
    assert vanished(loaded) == {"patient/7": DAY, "patient/30": DAY}
    change = loaded.changes[0]
    assert (change.unchanged, change.vanished) == (58, 2)
    assert [(example.id, example.after) for example in change.examples["vanished"]] == [
        ("7", None),
        ("30", None),
    ]


def test_a_row_that_has_vanished_is_not_asked_about_again_and_keeps_its_day(
    hand_in, known
):
    first = hand_in(known, DAY, {KEY: "whole"}, patient=text(without(7)))
    again = hand_in(first.tables, date(2026, 4, 30), patient=text(without(7)))
    assert (again.questions, again.changed) == ((), False)
    more = hand_in(
        first.tables, date(2026, 4, 30), {KEY: "whole"}, patient=text(without(7, 30))
    )
    assert vanished(more) == {"patient/7": DAY, "patient/30": date(2026, 4, 30)}


def test_a_row_that_comes_back_counts_again(hand_in, known):
    first = hand_in(known, DAY, {KEY: "whole"}, patient=text(without(7, 30)))
    back = hand_in(first.tables, DAY, {KEY: "partial"}, patient=text([LINES[6]]))
    assert vanished(back) == {"patient/30": DAY}
    assert back.changed
    assert any("back" in flag for flag in back.flags)
    both = hand_in(first.tables, DAY, patient=text(LINES))
    assert "vanished" not in both.tables
    assert both.tables["patient"].equals(known["patient"])


def test_several_files_of_a_layout_count_together(hand_in, known):
    loaded = hand_in(known, DAY, a=text(LINES[:30]), b=text(LINES[30:]))
    assert loaded.questions == ()


def test_a_file_with_headers_alone_takes_nobody_away(hand_in, known):
    loaded = hand_in(known, DAY, {KEY: "whole"}, patient=HEADER + "\n")
    assert (loaded.questions, loaded.changed) == ((), False)
    assert loaded.flags == (
        "There are no patients in these files; the 60 known are kept.",
    )


def test_names_that_rows_point_at_are_kept_without_asking(hand_in):
    header = "ProvNum,Abbr,LName,FName,IsSecondary,IsHidden\n"
    known = hand_in(
        None, DAY, provider=header + "1,LEE,Lee,Ada,0,0\n2,HYG,Moss,Eve,1,0\n"
    ).tables
    assert hand_in(known, DAY, provider=header + "1,LEE,Lee,Ada,0,0\n").questions == ()


def test_a_remembered_part_is_not_asked_about_again(hand_in, known):
    before = ingest.Before(known, DAY, {KEY: "partial"})
    loaded = hand_in(before, DAY, patient=text(without(7)))
    assert (loaded.questions, vanished(loaded)) == ((), {})


def test_a_remembered_whole_holds_only_while_the_rows_speak_for_it(hand_in, known):
    before = ingest.Before(known, DAY, {KEY: "whole"})
    assert vanished(hand_in(before, DAY, patient=text(without(7)))) == {
        "patient/7": DAY
    }
    part = hand_in(before, DAY, patient=text(LINES[:20]))
    assert asked(part)[KEY].suggested == "partial"
    given = hand_in(before, DAY, {KEY: "whole"}, patient=text(LINES[:20]))
    assert (given.questions, len(vanished(given))) == ((), 40)


def test_an_answer_that_is_neither_is_refused(hand_in, known):
    with pytest.raises(RetentionError, match="is whole or partial"):
        hand_in(known, DAY, {KEY: "maybe"}, patient=text(without(7)))


DONE = "tran_num,type,tran_date,patient_id,service_code,amount,status\n"
PLANNED = (
    "patient_id,line_number,date_planned,completion_date,status,service_code,fee\n"
)


def done(numbers):
    return DONE + "".join(
        f"{n},S,2026-01-{n % 28 + 1:02},7,01110,1.00,A\n" for n in numbers
    )


def planned(numbers):
    return PLANNED + "".join(
        f"7,{n},2026-01-{n % 28 + 1:02},,A,02740,9.00\n" for n in numbers
    )


def test_done_work_does_not_vanish_where_planned_work_alone_comes(hand_in):
    known = hand_in(
        None, DAY, done=done(range(1, 31)), planned=planned(range(1, 31))
    ).tables
    assert len(known["procedure"]) == 60
    alone = hand_in(
        known,
        DAY,
        {"whole.eaglesoft.planned_services": "whole"},
        planned=planned(range(2, 31)),
    )
    assert (alone.questions, alone.changed) == ((), False)


def test_kinds_of_files_that_share_a_table_are_whole_together(hand_in):
    known = hand_in(
        None, DAY, done=done(range(1, 31)), planned=planned(range(1, 31))
    ).tables
    fewer = {"done": done(range(1, 31)), "planned": planned([1, *range(3, 31)])}
    keys = ("whole.eaglesoft.planned_services", "whole.eaglesoft.transactions")
    assert {
        key: one.suggested for key, one in asked(hand_in(known, DAY, **fewer)).items()
    } == dict.fromkeys(keys, "whole")
    both = hand_in(known, DAY, dict.fromkeys(keys, "whole"), **fewer)
    assert (both.questions, list(vanished(both))) == ((), ["procedure/7-2"])
    one = hand_in(known, DAY, {keys[0]: "whole", keys[1]: "partial"}, **fewer)
    assert (one.questions, vanished(one)) == ((), {})


RECALLED = "id,last_name,active,dentist_recall_date,dentist_recall_interval,hygienist_recall_date\n"


def recalled(numbers, without=None):
    return RECALLED + "".join(
        f"{n},Archer,true,{'' if n == without else '2026-12-01'},6,2026-11-01\n"
        for n in numbers
    )


def test_what_stands_in_patients_rows_vanishes_as_their_list_is_whole_or_not(hand_in):
    known = hand_in(None, DAY, patients=recalled(range(1, 31))).tables
    assert len(known["recall"]) == 60
    all_there = hand_in(known, DAY, patients=recalled(range(1, 31), without=5))
    assert (all_there.questions, list(vanished(all_there))) == (
        (),
        ["recall/5/dentist"],
    )
    fewer = recalled([*range(1, 9), *range(10, 31)], without=5)
    key = "whole.dentally.patients"
    whole = hand_in(known, DAY, {key: "whole"}, patients=fewer)
    assert set(vanished(whole)) == {
        "patient/9",
        "recall/9/dentist",
        "recall/9/hygienist",
        "recall/5/dentist",
    }
    assert vanished(hand_in(known, DAY, {key: "partial"}, patients=fewer)) == {}
    assert list(asked(hand_in(known, DAY, patients=fewer))) == [key]


exports = st.lists(
    st.tuples(
        st.sets(st.integers(1, 12), min_size=1), st.sampled_from(["whole", "partial"])
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=exports)
def test_no_row_is_ever_deleted_and_only_the_last_whole_export_says_what_vanished(
    hand_in, steps
):
    known = set()
    gone = set()
    tables = None
    for rows, answer in steps:
        lines = [LINES[number - 1] for number in sorted(rows)]
        tables = hand_in(tables, DAY, {KEY: answer}, patient=text(lines)).tables
        known |= rows
        gone = known - rows if answer == "whole" else gone - rows
        assert {int(row) for row in tables["patient"]["id"].to_pylist()} == known
        lost = tables["vanished"]["row_id"].to_pylist() if "vanished" in tables else []
        assert {int(row) for row in lost} == gone
