"""Lists of any system, known by what their headers mean."""

from datetime import date, datetime

import pytest

from retention.core.errors import RetentionError

at = datetime.fromisoformat


def test_a_patient_list_with_one_column_for_the_name(hand_in, rows):
    loaded = hand_in(
        p="Patient #,Patient Name,D.O.B.,Sex,Current Status,E-Mail Address,Last Visit\n"
        '0007,"Reed, Ava M",1980-02-03,F,Active,ava@example.com,2025-05-06\n'
        "0008,Ben van Chen,1990-02-03,Male,Non-Patient,,\n"
    )
    assert [report.layout for report in loaded.reports] == ["list.patients"]
    assert rows(loaded, "patient") == {
        "0007": {
            "last_name": "Reed",
            "first_name": "Ava M",
            "birth_date": date(1980, 2, 3),
            "sex": "female",
            "status": "active",
            "status_raw": "Active",
            "email": "ava@example.com",
            "last_visit_reported": date(2025, 5, 6),
        },
        "0008": {
            "last_name": "Chen",
            "first_name": "Ben van",
            "birth_date": date(1990, 2, 3),
            "sex": "male",
            "status": "non_patient",
            "status_raw": "Non-Patient",
        },
    }


def test_a_year_of_birth_alone_is_no_day_of_birth(hand_in, rows):
    loaded = hand_in(p="patient_id,birth_year,sex,patient_status\n1,1968,male,active\n")
    assert "birth_date" not in rows(loaded, "patient")["1"]
    assert loaded.problems == ()


def test_an_appointment_list_with_date_and_time_apart(hand_in, rows):
    loaded = hand_in(
        a="appointment_id,scheduling_date,appointment_date,appointment_time,status,check_in_time,start_time,patient_id\n"
        "000034,2023-12-13,2024-01-01,08:00:00,attended,07:42:47,08:01:05,01151\n"
        "000035,2023-12-13,2024-01-01,1:30 PM,did not attend,,,01152\n"
    )
    assert rows(loaded, "appointment") == {
        "000034": {
            "patient_id": "01151",
            "starts_at": at("2024-01-01 08:00"),
            "status": "completed",
            "status_raw": "attended",
            "created_on": date(2023, 12, 13),
            "arrived_at": at("2024-01-01 07:42:47"),
        },
        "000035": {
            "patient_id": "01152",
            "starts_at": at("2024-01-01 13:30"),
            "status": "no_show",
            "status_raw": "did not attend",
            "created_on": date(2023, 12, 13),
        },
    }
    assert [question.key for question in loaded.questions] == ["as_of"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Unconfirmed", "scheduled"),
        ("In Surgery", "scheduled"),
        ("Checked Out", "completed"),
        ("no-show", "no_show"),
        ("DNA", "no_show"),
        ("Canceled", "cancelled"),
        ("Wait/Will Call", "cancelled"),
        ("-106", "broken_unspecified"),
        ("Standby", "unscheduled"),
        ("غایب", "no_show"),
        ("2", "unknown"),
    ],
)
def test_words_of_other_systems(hand_in, rows, word, status):
    loaded = hand_in(
        a=(
            "appointment_id,patient_id,starts_at,status\n1,5,2026-01-05 "
            f"09:00:00,{word}\n"
        )
    )
    assert rows(loaded, "appointment")["1"]["status"] == status


def test_appointments_without_an_id_are_known_by_patient_and_start(hand_in, rows):
    loaded = hand_in(
        a="Patient ID,Appt Date,Appt Time,Appt Status\n5,2026-01-05,9:00 AM,Completed\n"
    )
    assert list(rows(loaded, "appointment")) == ["5@2026-01-05T09:00:00"]


def test_a_list_of_providers(hand_in, rows):
    loaded = hand_in(
        d="dentist_id,dentist_role,active\n1,general,True\n2,general,False\n"
    )
    assert rows(loaded, "provider") == {
        "1": {"is_active": True},
        "2": {"is_active": False},
    }


def test_two_columns_that_could_be_one_are_asked_about_and_the_answer_counts(
    hand_in, rows
):
    file = "patient_id,last_name,dob,Phone,Cell\n1,Reed,1980-02-03,555-0100,555-0199\n"
    loaded = hand_in(p=file)
    question = loaded.questions[0]
    assert (question.key, question.answers) == (
        "list.patients.mobile_phone",
        ("Cell", "Phone"),
    )
    answered = hand_in(None, None, {question.key: "Phone"}, p=file)
    assert rows(answered, "patient")["1"]["mobile_phone"] == "555-0100"
    assert [question.key for question in answered.questions] == ["as_of"]


def test_two_columns_that_say_the_same_are_not_asked_about(hand_in):
    loaded = hand_in(
        p="patient_id,last_name,dob,Phone,Cell\n1,Reed,1980-02-03,555-0100,555-0100\n"
    )
    assert [question.key for question in loaded.questions] == ["as_of"]


def test_a_ledger_is_not_taken_for_a_patient_list(hand_in):
    with pytest.raises(RetentionError, match="not a file we know"):
        hand_in(
            t=(
                "Date,Patient,Patient ID,Chart "
                "Number,Charges,Payments\n2026-01-01,Reed,1,1,5,0\n"
            )
        )


def test_appointments_without_a_status_are_refused_because_they_would_count_as_nothing(
    hand_in,
):
    with pytest.raises(RetentionError, match="AptStatus"):
        hand_in(a="AptNum,PatNum,AptDateTime,ProvNum\n1,5,2026-01-05 09:00:00,1\n")


def test_a_guarantor_by_name_leaves_the_household_unknown_and_says_so(hand_in, rows):
    loaded = hand_in(
        p=(
            'patient_id,dob,Responsible Party,Provider\n1,1980-02-03,"Reed, '
            'Ava","Chen, Ben"\n'
        )
    )
    assert rows(loaded, "patient")["1"] == {
        "birth_date": date(1980, 2, 3),
        "provider_id": "Chen, Ben",
    }
    assert [(problem.row, problem.set_aside) for problem in loaded.problems] == [
        (0, False)
    ]


def test_an_account_number_is_no_patients_number(hand_in, rows):
    loaded = hand_in(
        p="patient_id,account_id,last_name,date_of_birth\n7,2,Reed,1980-01-13\n2,9,Ito,1990-04-04\n"
    )
    assert {
        key: row["household_id"] for key, row in rows(loaded, "patient").items()
    } == {
        "7": "account 2",
        "2": "account 9",
    }


def test_exact_marks_inactive_patients_with_a_star(hand_in, rows):
    header = "Patient ID,Surname,First Name,Date Of Birth\n"
    loaded = hand_in(p=f"{header}A1,Reed,Ava,13/01/1980\n*A2,*Ito,Ken,14/04/1990\n")
    found = rows(loaded, "patient")
    assert found["A2"]["last_name"] == "Ito"
    assert found["A2"]["status"] == "inactive"
    assert "status" not in found["A1"]


@pytest.mark.parametrize(
    "heading",
    [
        "Next Recall",
        "Recall Due",
        "recall_due_date",
        "Continuing Care Due",
        "Recare Date",
        "PatDueBackDate",
    ],
)
def test_a_patient_list_with_a_recall_day_fills_the_recalls_too(hand_in, rows, heading):
    loaded = hand_in(
        p=f"Patient ID,Last Name,Last Visit,{heading},Last Recall,Balance\n"
        "17,Reed,2026-05-06,2026-11-06,2026-05-06,12.00\n18,Ito,2026-02-03,,,\n19,Chen,2026-02-03,2027-13-13,,\n"
    )
    assert rows(loaded, "recall") == {
        "17/recall": {
            "patient_id": "17",
            "due_on": date(2026, 11, 6),
            "previous_on": date(2026, 5, 6),
        }
    }
    assert list(rows(loaded, "patient")) == ["17", "18", "19"]
    report = loaded.reports[0]
    assert (report.loaded, report.set_aside, report.not_read) == (3, 0, ("Balance",))
    assert [(problem.row, problem.found) for problem in loaded.problems] == [
        (4, "2027-13-13")
    ]


def test_a_patient_list_without_a_recall_day_has_no_recalls(hand_in):
    loaded = hand_in(
        p="Patient ID,Last Name,Last Visit,Due Date\n17,Reed,2026-05-06,2026-11-06\n"
    )
    assert "recall" not in loaded.tables
    assert loaded.reports[0].not_read == ("Due Date",)


def test_two_recall_days_that_differ_are_asked_about_and_the_patient_is_who_the_list_says(
    hand_in, rows
):
    file = (
        "Patient ID,External ID,Last Name,Last Visit,Next Recall,Recare Due\n"
        "17,x1,Reed,2026-05-06,2026-11-06,2026-12-06\n"
    )
    asked = hand_in(None, date(2026, 6, 1), p=file)
    assert [question.key for question in asked.questions] == [
        "list.patients.id",
        "list.recall.due_on",
    ]
    answers = {"list.patients.id": "External ID", "list.recall.due_on": "Recare Due"}
    loaded = hand_in(None, date(2026, 6, 1), answers, p=file)
    assert rows(loaded, "recall") == {
        "x1/recall": {"patient_id": "x1", "due_on": date(2026, 12, 6)}
    }
    assert loaded.questions == ()
