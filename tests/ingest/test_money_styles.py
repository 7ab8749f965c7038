"""Money in the styles of many systems, decided by the column, and what is asked where
nothing decides.
"""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.ingest.parse import money
from tests.laws import examples

FEES = "ProcNum,PatNum,ProcDate,ProcFee,ProcStatus\n"


def fees(*written):
    return FEES + "".join(
        f'{number},1,2024-05-01,"{text}",2\n' for number, text in enumerate(written, 1)
    )


def cents(loaded):
    return loaded.tables["procedure"]["fee_cents"].to_pylist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123.45-", -12345),
        ("(123.45)", -12345),
        ("($1,234.50)", -123450),
        ("-$5", -500),
        ("$-5", -500),
        ("$ 1,234.50", 123450),
        ("USD 12.50", 1250),
        ("12.50 USD", 1250),
        ("12.50 €", 1250),
        ("£3", 300),
        ("CA$7.25", 725),
        ("1 234.50", 123450),
        ("1\u00a0234.50", 123450),
        ("1'234.50", 123450),
        ("kr 9", 900),
        ("271.1251822146951", 27113),
        ("1.2E+3", 120000),
        ("12.50 kr", 1250),
        ("5 -", -500),
        ("0", 0),
    ],
)
def test_further_spellings_of_money(text, expected):
    assert money.cents(pa.array([text]))[0].to_pylist() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,50", 123450),
        ("12,5", 1250),
        ("1 234,50 €", 123450),
        ("-7,00", -700),
        ("1.234", 123400),
        ("8", 800),
    ],
)
def test_money_with_a_decimal_comma(text, expected):
    assert money.cents(pa.array([text]), comma=True)[0].to_pylist() == [expected]


@pytest.mark.parametrize("text", ["12.50", "1,234.50", "1.23.4"])
def test_a_decimal_point_in_a_column_of_commas_is_told(text):
    assert money.cents(pa.array([text]), comma=True)[1].tolist() == [True]


def test_words_that_say_none_are_no_amount_and_no_fault():
    found, bad = money.cents(pa.array(["none", "n.a.", "free"]))
    assert (found.to_pylist(), bad.tolist()) == ([None] * 3, [False, False, True])


def test_a_column_decides_by_its_own_amounts_that_a_comma_stands_before_the_cents(
    hand_in,
):
    loaded = hand_in(p=fees("1.234,50", "1.500", "12,00"))
    assert cents(loaded) == [123450, 150000, 1200]
    assert [question.key for question in loaded.questions] == ["as_of"]


def test_a_column_in_which_a_point_stands_before_the_cents_reads_commas_as_thousands(
    hand_in,
):
    assert cents(hand_in(p=fees("1,234", "12.50"))) == [123400, 1250]


def test_a_comma_that_nothing_decides_is_asked_with_the_amounts_and_the_answer_counts(
    hand_in,
):
    file = fees("1,234", "5,678")
    question = hand_in(p=file).questions[0]
    assert (question.key, question.suggested, question.answers) == (
        "decimal_comma",
        "no",
        ("no", "yes"),
    )
    assert "1,234, 5,678" in question.because[0]
    answered = hand_in(None, None, {"decimal_comma": "yes"}, p=file)
    assert (cents(answered), [question.key for question in answered.questions]) == (
        [123, 568],
        ["as_of"],
    )
    assert cents(hand_in(None, None, {"decimal_comma": "No"}, p=file)) == [
        123400,
        567800,
    ]


def test_whole_amounts_and_plain_cents_ask_nothing(hand_in):
    for written in (("100", "0"), ("100.00", "7.5"), ("1,234.00", "9")):
        assert [question.key for question in hand_in(p=fees(*written)).questions] == [
            "as_of"
        ]


def test_two_currencies_in_one_column_are_told(hand_in):
    loaded = hand_in(p=fees("$5.00", "£7.00"))
    assert cents(loaded) == [500, 700]
    assert [(problem.row, problem.found) for problem in loaded.problems] == [(0, "$ £")]


@st.composite
def written(draw):
    """An amount in cents and how it may be written, with a point or with a comma."""
    value = draw(st.integers(-(10**9), 10**9))
    comma = draw(st.booleans())
    gap = draw(st.sampled_from((".", " ", "") if comma else (",", " ", "'", "")))
    whole = (
        f"{abs(value) // 100:,}".replace(",", gap)
        + ("," if comma else ".")
        + f"{abs(value) % 100:02}"
    )
    whole = draw(st.sampled_from(("{}", "${}", "{} €", "USD {}", "{} EUR"))).format(
        whole
    )
    signed = draw(st.sampled_from(("-{}", "({})", "{}-"))) if value < 0 else "{}"
    return value, comma, signed.format(whole)


@pytest.mark.slow
@settings(max_examples=examples(300), deadline=None)
@given(written())
def test_money_written_in_any_style_comes_back_to_the_cent(amount):
    value, comma, text = amount
    found, bad = money.cents(pa.array([text]), comma=comma)
    assert (found.to_pylist(), bad.tolist()) == ([value], [False])
