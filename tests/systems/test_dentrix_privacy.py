"""Dentrix's privacy flags forbid everything until the practice says what they
forbid.
"""

from datetime import date

from retention import ingest, practice
from retention.facts import contactability

DAY = date(2026, 11, 20)
HEAD = "patient_id,guar_id,last_name,status,gender,privacy_flags\n"
FLAG_4 = "word.patient.privacy_flags.4"


def load_flags(folder, *flags, answers=None):
    rows = "".join(
        f"{number},{number},Aas,1,2,{flag:<4}\n" for number, flag in enumerate(flags, 1)
    )
    (folder / "v_patient.csv").write_text(HEAD + rows, "utf-8")
    return ingest.load(
        ingest.find([folder]), previous=None, answers=answers or {}, as_of=DAY
    )


def consents(loaded, column):
    return loaded.tables["patient"][column].to_pylist()


def test_a_flag_is_asked_about_with_its_rows_and_no_flag_asks_nothing(tmp_path):
    loaded = load_flags(tmp_path, "0", "4", "4", "1", "", "00")
    assert [(one.key, one.suggested, one.because) for one in loaded.questions] == [
        (
            FLAG_4,
            "unknown",
            ("“v_patient.csv”, column “privacy_flags”: rows with it: 2",),
        ),
        (
            "word.patient.privacy_flags.1",
            "unknown",
            ("“v_patient.csv”, column “privacy_flags”: rows with it: 1",),
        ),
    ]
    assert "not contacted at all" in loaded.questions[0].ask
    assert load_flags(tmp_path, "0", "0").questions == ()


def test_a_flag_nobody_explains_forbids_every_way_of_contact_and_that_is_told(tmp_path):
    loaded = load_flags(tmp_path, "0", "4", answers={FLAG_4: "unknown"})
    for channel in contactability.CHANNELS:
        assert consents(loaded, f"{channel}_ok") == [None, False]
    assert contactability.forbids_all(
        practice.conform(loaded.tables, DAY)
    ).tolist() == [
        False,
        True,
    ]
    assert [(one.found, one.say) for one in loaded.problems] == [
        (
            "4",
            (
                "is a privacy flag nobody has explained: whoever has it is not "
                "contacted (rows: 1)"
            ),
        )
    ]


def test_a_flag_forbids_what_the_practice_says(tmp_path):
    loaded = load_flags(tmp_path, "0", "4", answers={FLAG_4: "calls and texts"})
    assert (consents(loaded, "phone_ok"), consents(loaded, "text_ok")) == (
        [None, False],
        [None, False],
    )
    assert (consents(loaded, "email_ok"), consents(loaded, "mail_ok")) == (
        [None, None],
        [None, None],
    )
    assert (loaded.questions, loaded.problems) == ((), ())
    nothing = load_flags(tmp_path, "0", "4", answers={FLAG_4: "nothing"})
    assert [
        consents(nothing, f"{channel}_ok") for channel in contactability.CHANNELS
    ] == [[None, None]] * 4


def test_of_very_many_flags_those_that_are_not_asked_about_forbid_everything(tmp_path):
    flags = [str(number) for number in range(1, 15)]
    asked = load_flags(tmp_path, *flags).questions
    assert len(asked) == 12
    loaded = load_flags(tmp_path, *flags, answers={one.key: "nothing" for one in asked})
    assert consents(loaded, "phone_ok").count(False) == 2
    assert len(loaded.problems) == 2
