"""Text to values: days, moments, money, counts, flags and ids, and what cannot be
read.
"""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.ingest.parse import contacts, dates, money, values
from retention.ingest.parse.dates import DAY_FIRST, MONTH_FIRST
from tests.laws import examples

at = datetime.fromisoformat


def moment(text, order=MONTH_FIRST, **more):
    read, bad = dates.moments(pa.array([text, "no date"]), order, **more)
    return None if np.isnat(read[0]) else read[0].item(), bool(bad[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-14", at("2024-03-14")),
        ("2024-03-14 09:05:07", at("2024-03-14 09:05:07")),
        ("2024-03-14T09:05:07.123456", at("2024-03-14 09:05:07")),
        ("2024-03-14T09:05:07Z", at("2024-03-14 09:05:07")),
        ("3/14/2024", at("2024-03-14")),
        ("3/14/2024 12:00:00 AM", at("2024-03-14")),
        ("3/14/2024 12:30 PM", at("2024-03-14 12:30")),
        ("9:00 AM   3/14/2024", at("2024-03-14 09:00")),
        ("3-14-2024", at("2024-03-14")),
        ("20240314", at("2024-03-14")),
        ("14.3.2024", at("2024-03-14")),
        ("2024/3/14", at("2024-03-14")),
        ("2/29/2024", at("2024-02-29")),
        ("3/14/24", at("2024-03-14")),
        ("3/14/85", at("1985-03-14")),
    ],
)
def test_every_spelling_of_a_date(text, expected):
    assert moment(text) == (expected, False)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01",
        "0001-01-01 00:00:00",
        "1/1/0001",
        "1/1/0001 12:00:00 AM",
        "1753-01-01",
        "1900-01-01",
        "0000-00-00",
        "12/30/1899",
        "0000-00-00 00:00:00",
    ],
)
def test_days_that_mean_none_are_nothing_and_no_fault(text):
    assert moment(text) == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "13/13/2024",
        "2023-02-29",
        "soon",
        "2024-13-01",
        "12:00",
        "3/14/0985",
        "2024-03-14 25:00:00",
        "45365",
    ],
)
def test_what_is_no_date_is_told(text):
    assert moment(text) == (None, True)


def test_the_order_decides_a_slash_date():
    assert moment("3/4/2024", DAY_FIRST) == (at("2024-04-03"), False)
    assert moment("3/4/2024", MONTH_FIRST) == (at("2024-03-04"), False)


def test_a_year_of_two_digits_is_of_this_century_up_to_69():
    assert moment("3/14/69")[0] == at("2069-03-14")
    assert moment("3/14/70")[0] == at("1970-03-14")


def test_a_birth_date_of_two_digits_does_not_lie_in_the_future():
    assert moment("3/14/27", birth_by=date(2026, 11, 21))[0] == at("1927-03-14")
    assert moment("3/14/25", birth_by=date(2026, 11, 21))[0] == at("2025-03-14")


@settings(max_examples=10, deadline=None)
@given(days=st.lists(st.dates(date(1901, 1, 1), date(2199, 12, 31)), min_size=20))
def test_a_day_written_in_any_order_comes_back(days):
    for order, form in (
        (MONTH_FIRST, "%m/%d/%Y"),
        (DAY_FIRST, "%d/%m/%Y"),
        (MONTH_FIRST, "%Y-%m-%d"),
        (DAY_FIRST, "%Y%m%d"),
    ):
        read, bad = dates.moments(pa.array([day.strftime(form) for day in days]), order)
        assert [moment.item().date() for moment in read] == days
        assert not bad.any()


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(
    texts=st.lists(
        st.one_of(
            st.none(),
            st.text(max_size=25),
            st.text("0123456789/-.: AMPM$(),eE+", max_size=22),
        )
    )
)
def test_readers_never_fail_and_what_they_cannot_read_is_null(texts):
    cleaned = values.clean(pa.array(texts, pa.string()))
    readers = (
        values.ids,
        money.cents,
        values.counts,
        values.flags,
        lambda t: values.choices(t, {"a": "b"}),
    )
    contact = (contacts.phones, contacts.emails, lambda t: money.cents(t, comma=True))
    moments = (
        lambda t: dates.moments(t, DAY_FIRST),
        lambda t: dates.moments(t, zone="America/New_York"),
    )
    for read in (*readers, *contact, *moments):
        found, bad = read(cleaned)
        assert len(found) == len(bad) == len(texts)
        found = (
            found if isinstance(found, pa.Array) else pa.array(found, from_pandas=True)
        )
        for value, text, is_bad in zip(
            found.to_pylist(), cleaned.to_pylist(), bad.tolist(), strict=True
        ):
            assert value is None or not is_bad
            assert text is not None or not is_bad
    dates.votes(dates.parsed(cleaned))
    dates.zoned_moments(dates.parsed(cleaned))
    money.comma_votes(cleaned)
    dates.clocks(cleaned)
    values.intervals(cleaned)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.50", 123450),
        ("$1,234.50", 123450),
        ("(123.45)", -12345),
        ("-1", -100),
        ("0.005", 1),
        ("0.0049999", 0),
        ("271.1251822146951", 27113),
        ("-0.005", -1),
        (".5", 50),
        ("$-3", -300),
        ("1.5E+2", 15000),
        ("+7", 700),
    ],
)
def test_money(text, cents):
    assert money.cents(pa.array([text]))[0].to_pylist() == [cents]


@pytest.mark.parametrize(
    "text", ["12,50", "1.234,50", "free", "--1", "$", "()", "1 23", "9" * 30]
)
def test_what_is_no_money_is_told_not_guessed(text):
    found, bad = money.cents(pa.array([text]))
    assert (found.to_pylist(), bad.tolist()) == ([None], [True])


@settings(max_examples=examples(100), deadline=None)
@given(cents=st.integers(-(10**12), 10**12))
def test_money_comes_back_to_the_cent(cents):
    sign = "-" if cents < 0 else ""
    whole = abs(cents) // 100
    rest = abs(cents) % 100
    assert money.cents(pa.array([f"{sign}{whole:,}.{rest:02}"]))[0].to_pylist() == [
        cents
    ]


def test_ids_keep_their_zeros_and_lose_a_spreadsheets_point_zero():
    assert values.without_point_zero(pa.array(["1.0", "20.0", None])).to_pylist() == [
        "1",
        "20",
        None,
    ]
    assert values.without_point_zero(pa.array(["1.0", "007"])).to_pylist() == [
        "1.0",
        "007",
    ]
    assert values.clean(pa.array([" 007 ", "", "-", "NULL", "Null"])).to_pylist() == [
        "007",
        None,
        None,
        None,
        "Null",
    ]


def test_an_id_cut_short_by_a_spreadsheet_sets_its_row_aside(hand_in):
    loaded = hand_in(
        a="AptNum,PatNum,AptStatus,AptDateTime\n2.98725E+13,1,2,2026-01-05\n5,1,2,2026-01-05\n"
    )
    assert loaded.tables["appointment"]["id"].to_pylist() == ["5"]
    assert "spreadsheet" in loaded.problems[0].say
    assert [problem.set_aside for problem in loaded.problems] == [False, True]


def test_a_cell_that_cannot_be_read_is_told_and_the_row_stays(hand_in, rows):
    loaded = hand_in(
        p="ProcNum,PatNum,ProcDate,ProcFee,ProcStatus,DateTP\n1,1,13/13/2024,free,2,2024-01-01\n2,1,2024-05-01,10,2,\n"
    )
    assert rows(loaded, "procedure")["1"]["planned_on"] == date(2024, 1, 1)
    assert {(p.row, p.column, p.found, p.set_aside) for p in loaded.problems} == {
        (2, "ProcDate", "13/13/2024", False),
        (2, "ProcFee", "free", False),
    }
    assert loaded.reports[0].loaded == 2


SLASH = "AptNum,PatNum,AptStatus,AptDateTime\n1,1,2,{}\n2,1,2,{}\n"


def test_a_value_above_twelve_decides_the_order_for_its_column(hand_in, rows):
    loaded = hand_in(a=SLASH.format("3/4/2024", "25/4/2024"))
    assert rows(loaded, "appointment")["1"]["starts_at"] == at("2024-04-03")
    assert [question.key for question in loaded.questions] == ["as_of"]


def test_another_file_can_decide_the_order(hand_in, rows):
    loaded = hand_in(
        a=SLASH.format("3/4/2024", "5/4/2024"),
        b=SLASH.replace("\n1,", "\n8,")
        .replace("\n2,", "\n9,")
        .format("1/2/2024", "25/2/2024"),
    )
    assert rows(loaded, "appointment")["1"]["starts_at"] == at("2024-04-03")


def test_an_order_that_nothing_decides_is_asked_and_the_answer_counts(hand_in, rows):
    file = SLASH.format("3/4/2024", "5/4/2024")
    question = hand_in(a=file).questions[0]
    assert (question.key, question.suggested, question.answers) == (
        "date_order",
        "month-first",
        ("month-first", "day-first"),
    )
    answered = hand_in(None, date(2024, 5, 1), {"date_order": "day-first"}, a=file)
    assert rows(answered, "appointment")["1"]["starts_at"] == at("2024-04-03")
    assert answered.questions == ()


def test_an_order_that_makes_no_difference_is_not_asked(hand_in):
    assert [
        question.key
        for question in hand_in(a=SLASH.format("4/4/2024", "1/1/0001")).questions
    ] == ["as_of"]


def test_dates_that_contradict_each_other_are_told(hand_in):
    loaded = hand_in(a=SLASH.format("25/4/2024", "4/25/2024") + "3,1,2,4/26/2024\n")
    assert [(problem.row, problem.found) for problem in loaded.problems] == [
        (2, "25/4/2024")
    ]


def test_the_export_day_is_asked_with_the_latest_day_of_work_and_a_lone_typing_error_is_passed_over(
    hand_in,
):
    days = ["2026-01-05", "2026-01-08", "2029-06-01"]
    file = "ProcNum,PatNum,ProcDate,ProcStatus\n" + "".join(
        f"{n},1,{day},2\n" for n, day in enumerate(days, 1)
    )
    assert [(q.key, q.suggested, q.answers) for q in hand_in(p=file).questions] == [
        ("as_of", "2026-01-08", ())
    ]
    answered = hand_in(None, None, {"as_of": "2026-01-09"}, p=file)
    assert (answered.as_of, answered.questions) == (date(2026, 1, 9), ())


def test_booked_appointments_do_not_say_when_the_export_was_taken(hand_in):
    loaded = hand_in(
        a=(
            "AptNum,PatNum,AptStatus,AptDateTime\n1,1,2,2026-01-05 "
            "09:00:00\n2,1,1,2026-03-05 09:00:00\n"
        )
    )
    assert loaded.questions[0].suggested == "2026-01-05"


def test_one_column_that_runs_ahead_does_not_move_the_suggested_day(hand_in):
    loaded = hand_in(
        p="ProcNum,PatNum,ProcDate,ProcStatus\n1,1,2026-01-05,2\n2,1,2026-01-08,2\n",
        c="CommlogNum,PatNum,CommDateTime\n1,1,2026-01-07\n2,1,2026-01-09\n",
        a=(
            "AptNum,PatNum,AptStatus,AptDateTime\n1,1,2,2026-03-05 "
            "09:00:00\n2,1,2,2026-03-06 09:00:00\n"
        ),
    )
    assert loaded.questions[0].suggested == "2026-01-09"


def test_an_apostrophe_that_kept_a_text_from_running_is_taken_away_and_no_other():
    typed = ["'=Cole", "'+1 Oak", "' @x", "'tis", "''=x", "O'Hara", "'", "'＝x"]
    assert values.clean(pa.array(typed)).to_pylist() == [
        "=Cole",
        "+1 Oak",
        "@x",
        "'tis",
        "''=x",
        "O'Hara",
        "'",
        "＝x",
    ]
