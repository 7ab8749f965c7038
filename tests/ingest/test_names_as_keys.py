"""Names where patients' numbers should stand: loaded where each is one patient's,
refused with the names otherwise.
"""

import pytest

from retention.core.errors import RetentionError
from retention.ingest.tables import Before

PATIENTS = (
    "PatNum,LName,FName,MiddleI,PatStatus,Birthdate\n"
    "1,Reed,Ava,M,0,1980-01-02\n2,O'Brien,Ben,,0,1981-01-02\n3,van Chen,Bo,,0,1982-01-02\n"
)
VISITS = "AptNum\tPatNum\tAptStatus\tAptDateTime\n"


def visits(*names):
    rows = [
        f"{n}\t{name}\tComplete\t9:00 AM   3/{n + 13}/2024\n"
        for n, name in enumerate(names, 1)
    ]
    return VISITS + "".join(rows)


def whose(loaded):
    return loaded.tables["appointment"]["patient_id"].to_pylist()


def test_names_of_one_patient_each_are_that_patients_number(hand_in):
    names = ("Reed, Ava", "REED,  Ava M", "O'Brien, 'Benny' Ben", "van Chen, Bo")
    loaded = hand_in(p=PATIENTS, a=visits(*names))
    assert whose(loaded) == ["1", "1", "2", "3"]
    assert loaded.problems == ()


def test_names_are_looked_up_in_the_records_where_no_list_comes_along(hand_in):
    before = Before(hand_in(p=PATIENTS).tables)
    assert whose(hand_in(before, a=visits("Reed, Ava", "van Chen, Bo"))) == ["1", "3"]


def test_names_without_any_list_of_patients_are_refused_with_the_way_out(hand_in):
    with pytest.raises(
        RetentionError,
        match="together with the list of patients, or export it again with numbers",
    ):
        hand_in(a=visits("Reed, Ava", "van Chen, Bo"))


def test_a_name_that_two_patients_have_refuses_the_file_and_is_listed(hand_in):
    twice = PATIENTS + "4,Reed,Ava,K,0,1990-01-02\n"
    with pytest.raises(
        RetentionError, match=r"\(1 name\): whose rows they are cannot be told.*Raw"
    ) as refused:
        hand_in(p=twice, a=visits("Reed, Ava", "van Chen, Bo"))
    assert refused.value.detail == "Shared: “Reed, Ava”."
    assert "Reed" not in str(refused.value), "the sentence may be logged"
    assert whose(hand_in(p=twice, a=visits("Reed, Ava K", "Reed, Ava M"))) == ["4", "1"]


def test_in_a_column_that_writes_middle_names_a_name_without_one_is_of_whoever_has_none(
    hand_in,
):
    twice = PATIENTS + "4,Reed,Ava,,0,1990-01-02\n"
    assert whose(
        hand_in(p=twice, a=visits("Reed, Ava", "Reed, Ava M", "van Chen, Bo"))
    ) == ["4", "1", "3"]
    with pytest.raises(RetentionError, match="1 name") as refused:
        hand_in(p=twice, a=visits("Reed, Ava", "van Chen, Bo"))
    assert "“Reed, Ava”" in refused.value.detail


def test_a_name_of_nobody_sets_its_row_aside(hand_in):
    loaded = hand_in(
        p=PATIENTS, a=visits("Reed, Ava", "van Chen, Bo", "Nobody, Nick", "17")
    )
    assert whose(loaded) == ["1", "3", "17"]
    assert [
        (problem.row, problem.found, problem.set_aside) for problem in loaded.problems
    ] == [(4, "Nobody, Nick", False), (4, "Nobody, Nick", True)]


def test_names_that_are_mostly_nobodys_refuse_the_file(hand_in):
    with pytest.raises(RetentionError, match="holds names"):
        hand_in(p=PATIENTS, a=visits("Reed, Ava", "Nobody, Nick", "Someone, Sue"))


NAMED = (
    "PatNum\tLName\tFName\tPatStatus\tBirthdate\tGuarantor\n"
    "Reed, Ava\tReed\tAva\tPatient\t1/2/1980\tReed, Ava\nReed, Cleo\tReed\tCleo\tPatient\t5/14/2016\tReed, Ava\n"
)


def test_a_list_that_has_names_itself_gives_each_patient_a_number_that_stays(hand_in):
    loaded = hand_in(p=NAMED, a=visits("Reed, Cleo"))
    ava, cleo = sorted(
        loaded.tables["patient"].to_pylist(), key=lambda patient: patient["first_name"]
    )
    assert whose(loaded) == [cleo["id"]]
    assert ava["household_id"] == cleo["household_id"] == ava["id"] != cleo["id"]
    assert not any("reed" in patient["id"].lower() for patient in (ava, cleo))
    again = hand_in(Before(loaded.tables), a=visits("Reed, Cleo", "Reed, Ava"))
    assert whose(again) == [cleo["id"], ava["id"]]


def test_a_list_with_names_finds_the_numbers_that_the_records_have(hand_in):
    before = Before(hand_in(p=PATIENTS).tables)
    loaded = hand_in(before, p=NAMED)
    numbers = {
        patient["first_name"]: patient["id"]
        for patient in loaded.tables["patient"].to_pylist()
    }
    assert numbers["Ava"] == "1"
    assert numbers["Cleo"].startswith("name-")


def test_a_list_in_which_two_people_share_a_name_is_refused(hand_in):
    with pytest.raises(RetentionError, match="1 name") as refused:
        hand_in(p=NAMED + "Reed, Ava\tReed\tAva\tPatient\t1/2/2001\tReed, Ava\n")
    assert "“Reed, Ava”" in refused.value.detail


def test_a_guarantors_name_that_is_shared_leaves_the_household_open_and_is_told(
    hand_in, rows
):
    people = (
        "pid,last_name,first_name,dob,Guarantor\n"
        '1,Reed,Ava,1980-01-02,"Reed, Ava"\n2,Reed,Ava,1999-01-02,"Reed, Ava"\n3,Chen,Bo,1982-01-02,"Chen, Bo"\n'
    )
    loaded = hand_in(p=people)
    assert [row.get("household_id") for row in rows(loaded, "patient").values()] == [
        None,
        None,
        "3",
    ]
    assert {problem.row for problem in loaded.problems} == {2, 3}
