"""Cells as systems write them: days, moments, money, codes, padding, and each one's
word for nothing.
"""

from datetime import date, datetime

import pyarrow as pa
import pytest

from retention.demo.export import cells

moment = datetime.fromisoformat


def written(column, **columns):
    return column(
        pa.table({name: pa.chunked_array([values]) for name, values in columns.items()})
    ).to_pylist()


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("%Y-%m-%d", "2024-03-04"),
        ("%-m/%-d/%Y", "3/4/2024"),
        ("%d/%m/%Y", "04/03/2024"),
        ("%Y%m%d", "20240304"),
    ],
)
def test_a_day_is_written_in_the_style_asked_for(style, told):
    assert written(
        cells.day("on", style, "none"), on=pa.array([date(2024, 3, 4), None])
    ) == [told, "none"]


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("%-m/%-d/%Y %-I:%M:%S %p", "3/4/2024 9:05:00 AM"),
        ("%-I:%M %p   %-m/%-d/%Y", "9:05 AM   3/4/2024"),
        ("%-H", "9"),
    ],
)
def test_a_moment_is_written_in_the_style_asked_for(style, told):
    at = pa.array([moment("2024-03-04 09:05"), None], pa.timestamp("s"))
    assert written(cells.moment("at", style), at=at) == [told, ""]


def test_midnight_keeps_its_zero():
    at = pa.array([moment("2024-10-30")], pa.timestamp("s"))
    assert written(cells.moment("at", "%-m/%-d/%Y %-H"), at=at) == ["10/30/2024 0"]


CENTS = pa.array([123456789, -5, 0, None], pa.int64())


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, ["1234567.89", "-0.05", "0.00", ""]),
        ({"currency": "$", "commas": True}, ["$1,234,567.89", "-$0.05", "$0.00", ""]),
        (
            {"currency": "$", "brackets": True, "none": "-"},
            ["$1234567.89", "($0.05)", "$0.00", "-"],
        ),
        ({"negated": True}, ["-1234567.89", "0.05", "0.00", ""]),
    ],
)
def test_money_is_written_in_the_style_asked_for(how, told):
    assert written(cells.money("fee", **how), fee=CENTS) == told


def test_cells_are_filled_up_to_a_width():
    assert written(
        cells.padded(cells.text("name"), 5), name=pa.array(["Ann", None])
    ) == ["Ann  ", "     "]
    assert written(
        cells.padded(cells.text("id"), 4, left="0"), id=pa.array(["17"])
    ) == ["0017"]


WORDS = {"1": "planned", "tp": "planned", "2": "completed"}


def test_a_word_is_written_as_the_first_code_that_means_it():
    status = pa.array(["planned", "completed", "deleted", None])
    assert written(cells.code("status", WORDS, none="?"), status=status) == [
        "1",
        "2",
        "?",
        "?",
    ]


def test_the_exported_code_is_written_while_it_means_the_same():
    status = pa.array(["planned", "completed"])
    raw = pa.array(["TP", "1"])
    assert written(cells.code("status", WORDS, raw="raw"), status=status, raw=raw) == [
        "TP",
        "2",
    ]


def test_files_are_written_of_the_tables_that_are_there():
    declared = {
        "clients": ("patient", {"Number": cells.text("id")}),
        "visits": ("visit", {"Number": cells.text("id")}),
    }
    files = cells.files_of(
        {"patient": pa.table({"id": pa.chunked_array([["7"]])})}, declared
    )
    assert {name: table.to_pylist() for name, table in files.items()} == {
        "clients": [{"Number": "7"}]
    }
