"""Files of one table with different columns: in one import none of them empties what
another one says.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATIENTS = "PatNum,LName,FName,PatStatus,Birthdate,Guarantor\n"
EMAILS = "PatNum,LName,FName,Email\n"
ANA = {
    "last_name": "Ruiz",
    "first_name": "Ana",
    "status": "active",
    "status_raw": "0",
    "household_id": "7",
}


def test_a_list_without_a_column_does_not_empty_what_another_one_says(hand_in, rows):
    people = PATIENTS + "5,Ruiz,Ana,0,1980-02-03,7\n"
    emails = EMAILS + "5,Ruiz,Ana,ana@ruiz.net\n"
    for files in ({"a": people, "b": emails}, {"a": emails, "b": people}):
        loaded = hand_in(**files)
        found = rows(loaded, "patient")["5"]
        assert ANA.items() <= found.items()
        assert (found["email"], found["birth_date"].year) == ("ana@ruiz.net", 1980)
        assert [
            (one.loaded, one.unchanged, one.set_aside) for one in loaded.reports
        ] == [(1, 0, 0), (1, 0, 0)]
        assert loaded.problems == ()


def test_where_both_have_a_column_the_later_file_counts_and_the_other_is_told(
    hand_in, rows
):
    loaded = hand_in(
        a=PATIENTS + "5,Ruis,Ana,0,1980-02-03,7\n",
        b=EMAILS + "5,Ruiz,Ana,ana@ruiz.net\n",
    )
    found = rows(loaded, "patient")["5"]
    assert (found["last_name"], found["household_id"], found["email"]) == (
        "Ruiz",
        "7",
        "ana@ruiz.net",
    )
    say = (
        "stands again with other content in row 2 of b.csv, which counts in the "
        "columns that both files have"
    )
    assert [(one.file, one.row, one.say, one.set_aside) for one in loaded.problems] == [
        ("a.csv", 2, say, True)
    ]
    assert [(one.loaded, one.set_aside) for one in loaded.reports] == [(0, 1), (1, 0)]


def test_a_list_that_only_says_what_another_one_says_is_a_repeat(hand_in):
    loaded = hand_in(
        a=PATIENTS + "5,Ruiz,Ana,0,1980-02-03,7\n",
        b="PatNum,LName,FName,PatStatus\n5,Ruiz,Ana,0\n",
    )
    assert [(one.file, one.say) for one in loaded.problems] == [
        ("b.csv", "is a repeat of row 2 of a.csv")
    ]


def test_a_row_that_joined_another_is_counted_with_what_became_of_it(hand_in):
    people = PATIENTS + "5,Ruiz,Ana,0,1980-02-03,7\n"
    emails = EMAILS + "5,Ruiz,Ana,ana@ruiz.net\n"
    first = hand_in(a=people, b=emails)
    again = hand_in(first.tables, a=people, b=emails)
    assert not again.changed
    assert [(one.loaded, one.unchanged, one.set_aside) for one in again.reports] == [
        (0, 1, 0),
        (0, 1, 0),
    ]


HEADERS = {
    "LName": st.sampled_from(["Ruiz", "Ruis", ""]),
    "FName": st.sampled_from(["Ana", "Bo"]),
    "PatStatus": st.sampled_from("012"),
    "Email": st.sampled_from(["a@ruiz.net", "b@ruiz.net", ""]),
    "City": st.sampled_from(["Yuma", "Reno", ""]),
}


@st.composite
def lists(draw):
    """A list of a few patients, some of them twice, with the columns that tell it and
    some others.
    """
    more = draw(st.lists(st.sampled_from(["Email", "City", "PatStatus"]), unique=True))
    headers = ["LName", "FName", *sorted(more)]
    people = draw(st.lists(st.integers(1, 4), max_size=5))
    lines = [
        ",".join([str(who), *(draw(HEADERS[header]) for header in headers)])
        for who in people
    ]
    return "\n".join(
        [
            ",".join(["PatNum", "Birthdate", *headers]),
            *(line.replace(",", ",,", 1) for line in lines),
            "",
        ]
    )


@pytest.mark.slow
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(files=st.lists(lists(), min_size=2, max_size=3), before=lists())
def test_in_one_import_files_come_to_what_they_come_to_one_after_the_other(
    hand_in, files, before
):
    known = _of_patients(hand_in, p=before).tables
    at_once = _of_patients(
        hand_in, known, **{f"f{number}": text for number, text in enumerate(files)}
    )
    one_by_one = known
    for number, text in enumerate(files):
        one_by_one = _of_patients(hand_in, one_by_one, **{f"f{number}": text}).tables
    assert at_once.tables["patient"].equals(one_by_one["patient"])
    assert all(
        one.rows_read == one.loaded + one.unchanged + one.set_aside
        for one in at_once.reports
    )


def _of_patients(hand_in, *known, **files):
    """What loads once it is said of lists that name people twice that it is patients."""
    loaded = hand_in(*known, **files)
    keys = [question.key for question in loaded.questions]
    asked = {key: "yes" for key in keys if key.startswith("patients.")}
    if not asked:
        return loaded
    before = known[0] if known else None
    return hand_in(before, None, asked, **files)
