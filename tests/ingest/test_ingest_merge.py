"""Merging by id: whatever the order, the split or the times of importing, the records
are the same.
"""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADER = "ProcNum,PatNum,ProcDate,ProcFee,ProcStatus,DateTP"
LINES = [
    f"{n},{n % 7 + 1},2026-01-{n % 28 + 1:02},{n}.50,{n % 3 + 1},2025-12-01"
    for n in (*range(1, 40), 100, 200)
]


def text(lines):
    return "\n".join([HEADER, *lines, ""])


def test_ids_are_sorted_as_numbers_then_as_texts(hand_in):
    loaded = hand_in(
        p=text(
            [
                f"{key},1,2026-01-01,1,2,"
                for key in ("b7", "10", "9", "007", "a1", "100")
            ]
        )
    )
    assert loaded.tables["procedure"]["id"].to_pylist() == [
        "9",
        "10",
        "100",
        "007",
        "a1",
        "b7",
    ]


def test_the_same_file_twice_changes_nothing(hand_in):
    first = hand_in(p=text(LINES))
    again = hand_in(first.tables, p=text(LINES))
    assert not again.changed
    assert (again.reports[0].loaded, again.reports[0].unchanged) == (0, len(LINES))
    assert again.tables["procedure"] is first.tables["procedure"]


def test_new_and_changed_rows_are_loaded_and_missing_rows_are_kept(hand_in, rows):
    first = hand_in(p=text(LINES))
    later = hand_in(
        first.tables,
        p=text([LINES[0], LINES[1].replace("2.50", "9.99"), "999,1,2026-02-01,5,2,"]),
    )
    report = later.reports[0]
    assert (report.loaded, report.unchanged, report.set_aside) == (2, 1, 0)
    found = rows(later, "procedure")
    assert len(found) == len(LINES) + 1
    assert (found["2"]["fee_cents"], found["3"]["fee_cents"]) == (999, 350)


def test_a_column_that_a_later_file_has_not_got_keeps_its_value(hand_in, rows):
    first = hand_in(p=text(LINES))
    later = hand_in(
        first.tables,
        p="ProcNum,PatNum,ProcDate,ProcStatus\n1,2,2026-01-02,1\n5000,2,2026-01-02,2\n",
    )
    found = rows(later, "procedure")
    assert found["1"]["fee_cents"] == 150
    assert found["1"]["status"] == "planned"
    assert "fee_cents" not in found["5000"]


def test_a_cell_that_is_empty_now_empties_the_column(hand_in, rows):
    first = hand_in(p=text(LINES))
    later = hand_in(first.tables, p=text(["1,2,2026-01-02,,2,"]))
    assert "fee_cents" not in rows(later, "procedure")["1"]


def test_a_row_repeated_whole_counts_once_and_is_told(hand_in):
    loaded = hand_in(p=text([*LINES, LINES[2]]))
    assert [(p.row, p.found, p.set_aside) for p in loaded.problems] == [
        (len(LINES) + 2, "3", True)
    ]
    assert "row 4" in loaded.problems[0].say
    assert loaded.tables["procedure"].equals(hand_in(p=text(LINES)).tables["procedure"])


def test_of_two_contents_under_one_id_the_last_counts(hand_in, rows):
    loaded = hand_in(p=text([*LINES, LINES[2].replace("3.50", "77")]))
    assert rows(loaded, "procedure")["3"]["fee_cents"] == 7700
    assert [(p.row, p.set_aside) for p in loaded.problems] == [(4, True)]


def test_one_id_in_two_files_of_one_import_counts_once(hand_in, rows):
    loaded = hand_in(
        a=text(LINES[:5]),
        b=text([LINES[3], LINES[4].replace("5.50", "77"), *LINES[5:]]),
    )
    assert rows(loaded, "procedure")["5"]["fee_cents"] == 7700
    assert {(p.file, p.row) for p in loaded.problems} == {("b.csv", 2), ("a.csv", 6)}
    assert [(r.loaded, r.set_aside) for r in loaded.reports] == [
        (4, 1),
        (len(LINES) - 4, 1),
    ]


def test_rows_without_their_own_or_the_patients_number_are_set_aside(hand_in):
    loaded = hand_in(
        p=text(
            [
                ",1,2026-01-01,1,2,",
                "0,1,2026-01-01,1,2,",
                "5,0,2026-01-01,1,2,",
                "6,1,2026-01-01,1,2,",
            ]
        )
    )
    assert [(p.row, p.column, p.set_aside) for p in loaded.problems] == [
        (2, "ProcNum", True),
        (3, "ProcNum", True),
        (4, "PatNum", True),
    ]
    assert loaded.reports[0].loaded == 1


def test_a_thousand_problems_of_a_kind_are_listed_and_the_others_counted(hand_in):
    loaded = hand_in(p=text([f"{n},1,2026-01-01,free,2," for n in range(1, 1501)]))
    assert loaded.reports[0].problems == 1500
    assert len(loaded.problems) == 1001
    assert (loaded.problems[-1].row, loaded.problems[-1].found) == (
        0,
        "500 further rows",
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(), parts=st.integers(1, 4), as_texts=st.booleans())
def test_shuffled_split_and_in_several_imports_the_tables_are_equal(
    hand_in, seed, parts, as_texts
):
    lines = [f"x{line}" for line in LINES] if as_texts else LINES
    whole = hand_in(p=text(lines)).tables
    shuffled = random.Random(seed).sample(lines, len(lines))
    files = {f"f{n}": text(shuffled[n::parts]) for n in range(parts)}
    at_once = hand_in(**files)
    one_by_one = None
    for name, content in files.items():
        one_by_one = hand_in(one_by_one, **{name: content}).tables
    assert at_once.tables["procedure"].equals(whole["procedure"])
    assert one_by_one["procedure"].equals(whole["procedure"])


def test_the_stored_tables_have_the_declared_columns_whatever_the_file_has(hand_in):
    from retention.core import schema

    for loaded in (
        hand_in(p=text(LINES)),
        hand_in(p="ProcNum,PatNum,ProcDate,ProcStatus\n"),
    ):
        assert loaded.tables["procedure"].schema == schema.PROCEDURE.arrow
