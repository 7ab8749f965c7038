"""Codes of a practice's own: numbers are no D codes unless it says so, and a code of
its own can be given one.
"""

from datetime import date

import pytest

from retention import ingest, practice, snapshots
from retention.core.errors import RetentionError

AS_OF = date(2026, 3, 1)
PATIENTS = "id,first_name,last_name,dentist_recall_date,active\n7,Ada,Byron,,true\n"
HEAD = (
    "id,patient_id,treatment_plan_id,nomenclature,code,price,completed,completed_at\n"
)
NUMBERS = "code_numbers.dentally.items"


def items(*codes):
    """One finished item of a Dentally plan for each code."""
    rows = (
        f"{number},7,1,Some work,{code},50.0,true,2026-02-03\n"
        for number, code in enumerate(codes, 1)
    )
    return HEAD + "".join(rows)


def keys(loaded):
    return [question.key for question in loaded.questions]


def codes(loaded):
    """Each procedure's code as exported and as figures know it."""
    work = practice.conform(loaded.tables, AS_OF).procedures
    return list(
        zip(
            work["code_raw"].tolist(),
            work["code"].astype(object).where(work["code"].notna(), None),
            strict=True,
        )
    )


@pytest.fixture
def load_items(hand_in):
    def of(text, answers=None, before=None, **more):
        return hand_in(
            before, AS_OF, answers or {}, patients=PATIENTS, items=text, **more
        )

    return of


def test_numbers_of_a_system_without_d_codes_are_asked_about_and_are_none_until_somebody_says_so(
    load_items,
):
    loaded = load_items(items("3101", "3101", "0120", "D2740", "HYG"))
    [question] = loaded.questions
    assert (question.key, question.suggested, question.answers) == (
        NUMBERS,
        "own",
        ("own", "d-codes"),
    )
    assert "“3101” or “0120”" in question.ask
    assert question.because == ("“items.csv”: rows with such a number: 3",)
    expected = [
        ("3101", None),
        ("3101", None),
        ("0120", None),
        ("D2740", "D2740"),
        ("HYG", None),
    ]
    assert codes(loaded) == expected
    own = load_items(items("3101", "3101", "0120", "D2740", "HYG"), {NUMBERS: "own"})
    assert (keys(own), codes(own)) == ([], expected)


def test_numbers_are_d_codes_where_the_practice_says_so(load_items):
    loaded = load_items(items("3101", "0120"), {NUMBERS: "d-codes"})
    assert (keys(loaded), codes(loaded)) == ([], [("3101", "D3101"), ("0120", "D0120")])


def test_what_was_said_of_numbers_can_be_said_otherwise(load_items):
    own = load_items(items("3101"), {NUMBERS: "own"})
    again = load_items(
        items("3101"),
        {NUMBERS: "d-codes"},
        ingest.Before(own.tables, AS_OF, {NUMBERS: "own"}),
    )
    assert (again.changed, codes(again)) == (True, [("3101", "D3101")])


def test_numbers_of_a_system_with_d_codes_are_d_codes_and_ask_nothing(hand_in):
    text = "ProcNum,PatNum,ProcDate,ProcStatus,ProcCode\n1,7,2026-02-03,2,1110\n"
    patients = "PatNum,LName,FName,PatStatus,Guarantor\n7,Byron,Ada,0,7\n"
    loaded = hand_in(None, AS_OF, patient=patients, procedurelog=text)
    assert (keys(loaded), codes(loaded)) == ([], [("1110", "D1110")])


MIXED = items(*["HYG"] * 15, *["Clean"] * 10, *["D0120"] * 50)


def test_the_most_frequent_codes_of_its_own_can_be_given_a_d_code(load_items):
    loaded = load_items(MIXED)
    assert keys(loaded) == ["code.hyg", "code.clean"]
    question = loaded.questions[0]
    assert (question.suggested, question.because) == (
        "unknown",
        ("procedures with it: 15",),
    )
    assert question.ask.startswith("Which D code does “HYG” stand for?")
    answered = load_items(MIXED, {"code.hyg": "d1110", "code.clean": "unknown"})
    assert keys(answered) == []
    assert set(codes(answered)) == {
        ("HYG", "D1110"),
        ("Clean", None),
        ("D0120", "D0120"),
    }


def test_codes_of_its_own_that_hardly_matter_are_not_asked_about(load_items):
    assert keys(load_items(items(*["HYG"] * 19, *["D0120"] * 50))) == []
    assert keys(load_items(items(*["HYG"] * 20, *["D0120"] * 180))) == []
    assert (
        len(
            keys(
                load_items(
                    items(*[f"own-{letter}" for letter in "abcdefghijklmnopqrst"])
                )
            )
        )
        == 12
    )


def test_what_a_code_stands_for_is_remembered_and_can_be_taken_back(load_items):
    answers = {"code.hyg": "D1110", "code.clean": "unknown"}
    before = load_items(MIXED, answers)
    earlier = ingest.Before(before.tables, AS_OF, answers)
    again = load_items(MIXED, None, earlier)
    assert (keys(again), again.changed) == ([], False)
    assert codes(load_items(items("HYG"), None, ingest.Before({}, None, answers))) == [
        ("HYG", "D1110")
    ]
    back = load_items(MIXED, {"code.hyg": "unknown"}, earlier)
    assert ("HYG", None) in codes(back)


def test_a_number_can_be_given_another_d_code_once_it_is_the_practices_own(load_items):
    file = items(*["3101"] * 30)
    assert keys(load_items(file)) == [NUMBERS]
    assert keys(load_items(file, {NUMBERS: "own"})) == ["code.3101"]
    assert codes(load_items(file, {NUMBERS: "own", "code.3101": "D2740"}))[0] == (
        "3101",
        "D2740",
    )


def test_an_answer_that_is_no_d_code_is_refused_in_a_sentence(load_items):
    with pytest.raises(
        RetentionError,
        match=r"code.hyg is unknown or a D code \(D and four digits\); “1110” was given",
    ):
        load_items(MIXED, {"code.hyg": "1110"})


def test_a_code_of_its_own_on_the_list_of_codes_is_shown_with_the_practices_words(
    hand_in,
):
    listed = "CodeNum,ProcCode,Descript,ProcCat\n1,XRAY9,Our picture,1\n"
    work = "ProcNum,PatNum,ProcDate,ProcStatus,CodeNum,AptNum,ProcFee\n"
    work += "".join(f"{number},7,2026-02-03,2,1,0,10\n" for number in range(1, 31))
    patients = "PatNum,LName,FName,PatStatus,Guarantor\n7,Byron,Ada,0,7\n"
    loaded = hand_in(
        None, AS_OF, patient=patients, procedurelog=work, procedurecode=listed
    )
    assert [(one.key, one.because) for one in loaded.questions] == [
        ("code.xray9", ("procedures with it: 30, called “Our picture”",))
    ]
    said = hand_in(
        None,
        AS_OF,
        {"code.xray9": "D0220"},
        patient=patients,
        procedurelog=work,
        procedurecode=listed,
    )
    assert codes(said)[0] == ("XRAY9", "D0220")


def test_a_number_is_met_again_in_stored_records(load_items, tmp_path):
    loaded = load_items(items("3101", "120"), {NUMBERS: "own"})
    snapshots.publish(
        tmp_path, 1, loaded.tables, exported=AS_OF, sources=[], problems=[]
    )
    stored = snapshots.read(tmp_path, 1, encoded=True)
    work = practice.conform(stored, AS_OF).procedures
    assert work["code"].isna().all()
