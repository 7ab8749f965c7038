"""What an import says it changes: counts that add up, and examples with the cells that
differ.
"""

from datetime import date

import pytest

HEADER = "PatNum,LName,FName,PatStatus,Birthdate,Guarantor,PriProv,ClinicNum"
LINES = [
    f"{n},Archer,Ann{n},0,1980-04-{n % 27 + 1:02},{n},1,{n % 2 + 1}"
    for n in range(1, 61)
]


def text(lines):
    return "\n".join([HEADER, *lines, ""])


def only(loaded):
    (change,) = loaded.changes
    return change


def test_a_first_import_is_all_new_with_twenty_examples(hand_in):
    change = only(hand_in(patient=text(LINES)))
    assert (
        change.table,
        change.new,
        change.changed,
        change.unchanged,
        change.vanished,
    ) == ("patient", 60, 0, 0, 0)
    assert [example.id for example in change.examples["new"]] == [
        str(n) for n in range(1, 21)
    ]
    first = change.examples["new"][0]
    assert (first.patient_id, first.before) == ("1", None)
    assert first.after["birth_date"] == "1980-04-02"
    assert "id" not in first.after
    assert "" not in first.after.values()


def test_a_changed_row_shows_the_cells_that_differ(hand_in):
    first = hand_in(patient=text(LINES))
    later = [
        LINES[0].replace("Ann1,0,", "Ann1,2,"),
        *LINES[1:],
        "99,Dorn,Dan,0,,99,1,1",
    ]
    change = only(hand_in(first.tables, patient=text(later)))
    assert (change.new, change.changed, change.unchanged, change.vanished) == (
        1,
        1,
        59,
        0,
    )
    (example,) = change.examples["changed"]
    assert (example.id, example.patient_id) == ("1", "1")
    assert dict(example.before) == {"status": "active", "status_raw": "0"}
    assert dict(example.after) == {"status": "inactive", "status_raw": "2"}
    assert [example.id for example in change.examples["new"]] == ["99"]
    assert [example.id for example in change.examples["unchanged"]] == [
        str(n) for n in range(2, 22)
    ]
    same = change.examples["unchanged"][0]
    assert same.before == same.after
    assert (same.patient_id, same.after["first_name"], "id" in same.after) == (
        "2",
        "Ann2",
        False,
    )


def test_an_amount_a_moment_and_a_flag_are_shown_as_people_write_them(hand_in):
    visit = hand_in(
        p="ProcNum,PatNum,ProcDate,ProcFee,ProcStatus\n7,3,2026-01-02,1234.5,2\n"
    )
    (example,) = only(visit).examples["new"]
    assert (example.patient_id, example.after["fee_cents"]) == ("3", "1234.50")
    booked = hand_in(
        a=(
            "AptNum,PatNum,AptStatus,AptDateTime,IsNewPatient\n7,3,1,2026-01-02 "
            "09:30:00,0\n"
        )
    )
    (example,) = only(booked).examples["new"]
    assert (example.after["starts_at"], example.after["is_new_patient"]) == (
        "2026-01-02 09:30",
        "no",
    )


def test_several_files_of_a_table_are_one_change(hand_in):
    change = only(hand_in(a=text(LINES[:30]), b=text(LINES[30:])))
    assert change.new == 60


def test_the_suggested_day_is_the_newest_entry_and_says_so(hand_in):
    asked = hand_in(
        p="ProcNum,PatNum,ProcDate,ProcFee,ProcStatus\n7,3,2026-01-02,1,2\n"
    ).questions[0]
    assert (asked.key, asked.suggested) == ("as_of", "2026-01-02")
    assert "Jan 2, 2026" in asked.because[0]


@pytest.mark.parametrize(
    ("newest", "suggested"),
    [
        ("2026-02-03", "2026-02-03"),
        ("2025-12-30", "2026-01-05"),
        ("2025-06-01", "2025-06-01"),
    ],
)
def test_a_quiet_day_is_not_taken_for_an_older_export_but_an_older_export_is(
    hand_in, newest, suggested
):
    from retention import ingest

    lines = "ProcNum,PatNum,ProcDate,ProcFee,ProcStatus\n7,3,{},1,2\n"
    first = hand_in(None, date(2026, 1, 5), p=lines.format("2026-01-02"))
    before = ingest.Before(first.tables, date(2026, 1, 5))
    asked = hand_in(before, p=lines.format(newest)).questions[0]
    assert (asked.key, asked.suggested) == ("as_of", suggested)
    assert "an older export is refused" in asked.because[-1]
