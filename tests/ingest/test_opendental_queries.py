"""Open Dental's queries of chosen columns: its headings beside PatNum are read by its
codes, as in its tables.
"""

from retention.ingest import Declaration, fingerprint

PEOPLE = "PatNum,LName,FName,Birthdate,Gender,TxtMsgOk,PreferContactMethod"


def test_a_query_of_patients_without_their_status_is_read_by_the_codes(hand_in, rows):
    lines = (
        "5,Ruiz,Ana,1980-02-03,1,0,8",
        "6,Lee,Bo,1981-02-03,0,1,4",
        "7,Roy,Cy,1982-02-03,2,2,1",
    )
    loaded = hand_in(p="\n".join([PEOPLE, *lines, "8,Day,Di,1983-02-03,3,,0", ""]))
    found = rows(loaded, "patient")
    assert [row["sex"] for row in found.values()] == [
        "female",
        "male",
        "unknown",
        "other",
    ]
    assert [row.get("text_ok") for row in found.values()] == [None, True, False, None]
    assert [row["preferred_channel"] for row in found.values()] == [
        "text",
        "phone",
        "none",
        "none",
    ]
    assert [row.get("phone_ok") for row in found.values()] == [None, None, False, None]
    assert ([question.key for question in loaded.questions], loaded.problems) == (
        ["as_of"],
        (),
    )


def test_a_query_of_visits_without_their_numbers_is_read_by_the_codes(hand_in, rows):
    lines = "5,2026-01-05 09:00:00,2,//XXXX//\n5,2026-02-05 09:00:00,5,//\n"
    loaded = hand_in(a="PatNum,AptDateTime,AptStatus,Pattern\n" + lines)
    found = rows(loaded, "appointment").values()
    assert [(row["status"], row["minutes"]) for row in found] == [
        ("completed", 40),
        ("broken_unspecified", 10),
    ]
    assert [question.key for question in loaded.questions] == ["as_of"]


BOOK = (
    "AptNum,PatNum,AptDateTime,AptStatus,Pattern\n70,5,2026-01-05 "
    "09:00:00,1,//XX//\n71,6,2026-01-05 09:00:00,1,//\n"
)
QUERY = (
    "PatNum,AptDateTime,AptStatus\n5,2026-01-05 09:00:00,2\n5,2026-02-05 09:00:00,1\n"
)


def test_a_visit_without_its_number_is_the_one_known_of_that_patient_at_that_time(
    hand_in, rows
):
    whole = {
        "70": ("completed", 30),
        "71": ("scheduled", 10),
        "5@2026-02-05T09:00:00": ("scheduled", None),
    }
    later = hand_in(hand_in(a=BOOK).tables, q=QUERY)
    for loaded in (later, hand_in(a=BOOK, b=QUERY), hand_in(later.tables, q=QUERY)):
        found = rows(loaded, "appointment")
        assert {
            number: (row["status"], row.get("minutes")) for number, row in found.items()
        } == whole


def test_a_visit_without_its_number_stays_apart_where_two_are_known_at_that_time(
    hand_in, rows
):
    twice = BOOK.replace("71,6", "71,5")
    assert set(rows(hand_in(a=twice, b=QUERY), "appointment")) == {
        "70",
        "71",
        "5@2026-01-05T09:00:00",
        "5@2026-02-05T09:00:00",
    }


def test_another_systems_numbers_under_a_common_heading_stay_unknown(hand_in, rows):
    loaded = hand_in(p="patient_id,DOB,Gender\n5,1980-02-03,1\n")
    assert rows(loaded, "patient")["5"]["sex"] == "unknown"
    assert [problem.found for problem in loaded.problems] == ["1"]


def test_words_of_which_none_was_understood_do_not_overwrite_what_is_known(
    hand_in, rows
):
    known = hand_in(
        p="patient_id,DOB,Gender,Status,use_sms\n5,1980-02-03,f,active,yes\n"
    ).tables
    later = hand_in(
        known,
        p="patient_id,DOB,Gender,Status,use_sms\n5,1980-02-03,1,aktiv,ja\n6,1981-02-03,2,weg,nein\n",
    )
    known_one = {
        "sex": "female",
        "status": "active",
        "status_raw": "active",
        "text_ok": True,
    }
    assert known_one.items() <= rows(later, "patient")["5"].items()
    assert rows(later, "patient")["6"]["status"] == "unknown"
    some = hand_in(known, p="patient_id,DOB,Gender\n5,1980-02-03,1\n6,1981-02-03,m\n")
    assert rows(some, "patient")["5"]["sex"] == "unknown"


def test_a_query_mapped_by_hand_is_read_by_the_codes_and_by_what_people_say_above_them(
    hand_in, rows
):
    header = ["PatNum", "ProcCode", "ProcStatus", "ProcDate"]
    columns = {
        "patient_id": "PatNum",
        "code_raw": "ProcCode",
        "status": "ProcStatus",
        "completed_on": "ProcDate",
    }
    file = ",".join(header) + "\n5,D1110,2,2026-01-05\n5,D2740,1,\n5,D2750,6,\n"
    loaded = hand_in(
        None,
        None,
        None,
        None,
        {fingerprint(header): Declaration("procedure", columns)},
        p=file,
    )
    assert sorted(row["status"] for row in rows(loaded, "procedure").values()) == [
        "completed",
        "deleted",
        "planned",
    ]
    said = Declaration("procedure", columns, {"status": {"6": "existing"}})
    loaded = hand_in(None, None, None, None, {fingerprint(header): said}, p=file)
    assert sorted(row["status"] for row in rows(loaded, "procedure").values()) == [
        "completed",
        "existing",
        "planned",
    ]


def test_a_consent_mapped_by_hand_is_read_as_open_dental_means_it(hand_in, rows):
    header = ["PatNum", "TxtMsgOk"]
    columns = {"id": "PatNum", "text_ok": "TxtMsgOk"}
    mappings = {fingerprint(header): Declaration("patient", columns)}
    loaded = hand_in(
        None, None, None, None, mappings, p="PatNum,TxtMsgOk\n5,0\n6,1\n7,2\n"
    )
    assert [row.get("text_ok") for row in rows(loaded, "patient").values()] == [
        None,
        True,
        False,
    ]
    assert loaded.problems == ()
