"""Rows without ids of their own get ids made of what they say: the same rows have the
same ids, whatever the file.
"""

import random

import pytest

from retention import demo, ingest
from retention.core.errors import RetentionError
from retention.demo.export.write import write
from tests.systems.test_figures_of_the_demo import ENDS

SPELLINGS = {
    "iso.csv": (
        "Date (ISO),Patient,Ascend Patient ID,Chart "
        "Number,Charges,Credits\n2026-03-04,x,17,,$60.00,\n"
    ),
    "region.csv": "Date,Patient,Ascend Patient ID,Chart Number,Charges,Credits\n"
    "3/4/2026,x,17,,60,\n3/25/2026,x,17,,70,\n",
    "parts.csv": "Year,Month,Day,Patient,Ascend Patient ID,Chart Number,Charges,Credits\n"
    "2026,Mar,4,x,17,,60.00,\n2026,3,25,x,17,,70.00,0.00\n",
}


def load_folder(folder, previous=None):
    before = None if previous is None else ingest.Before(previous)
    return ingest.load(ingest.find([folder]), previous=before, answers={}, as_of=ENDS)


def test_three_spellings_of_a_day_are_one_charge(tmp_path):
    for name, text in SPELLINGS.items():
        (tmp_path / name).write_text(text)
    loaded = load_folder(tmp_path)
    assert loaded.tables["procedure"]["id"].to_pylist() == [
        "charge/17/2026-03-04/6000",
        "charge/17/2026-03-25/7000",
    ]
    says = {problem.say for problem in loaded.problems}
    assert says == {
        "is a repeat of row 2 of iso.csv",
        "is a repeat of row 3 of parts.csv",
    }


@pytest.mark.parametrize("key", ["ascend", "birdeye", "breakthrough"])
def test_lines_in_another_order_are_the_same_rows(key, tmp_path):
    files = write(demo.make(patients=120, ends=ENDS), tmp_path, key)
    first = load_folder(tmp_path)
    for file in files:
        header, *lines = file.read_text("utf-8").splitlines()
        random.Random(5).shuffle(lines)
        file.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    again = load_folder(tmp_path, first.tables)
    assert not again.changed
    assert load_folder(tmp_path).tables == first.tables


def test_two_equal_charges_of_a_day_are_two(tmp_path):
    (tmp_path / "t.csv").write_text(SPELLINGS["iso.csv"] + "2026-03-04,x,17,,$60.00,\n")
    loaded = load_folder(tmp_path)
    assert loaded.tables["procedure"]["id"].to_pylist() == [
        "charge/17/2026-03-04/6000",
        "charge/17/2026-03-04/6000#2",
    ]


def test_a_ledger_without_any_day_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "t.csv").write_text(
        "Patient,Ascend Patient ID,Charges,Credits\nx,17,60,\n"
    )
    with pytest.raises(RetentionError, match="no column with the day of each line"):
        load_folder(tmp_path)
