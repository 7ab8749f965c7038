"""Lists that have people in them and are not the practice's patients: refused, or asked
about.
"""

from datetime import date

import pytest

from retention import ingest
from retention.core.errors import RetentionError
from retention.ingest.resolve.other_lists import lead_headings, other_headings

DAY = date(2026, 6, 30)
PATIENTS = (
    "patient_id,first_name,last_name,birth_date,gender,phone,status\n"
    "1,Nell,Invented,1981-02-03,F,555-0101,active\n2,Otto,Madeup,1974-05-06,M,555-0102,active\n"
    "3,Pia,Fictive,1991-08-09,F,555-0103,active\n"
)
NUMBERS_WITH_A_STATUS = {
    "plans": "plan_id,patient_id,dentist_id,start_date,estimated_end_date,total_estimated_cost,status\n"
    "21,1,7,2026-05-02,2026-08-01,900.00,active\n22,3,7,2026-05-04,2026-08-01,300.00,inactive\n",
    "invoices": "invoice_id,patient_id,issue_date,total_amount,patient_share,status\n"
    "1,1,2026-05-02,90.00,20.00,active\n2,3,2026-05-03,60.00,10.00,deleted\n",
    "prescriptions": "id,patient_id,drug,issued,status\n1,1,some,2026-05-02,active\n2,3,else,2026-05-03,inactive\n",
    "waiting": "patient_id,date_added,preferred_time,status\n1,2026-05-02,mornings,active\n3,2026-05-03,any,inactive\n",
    "ledger": "Patient ID,Date,Description,Charge,Payment,Balance,Status\n1,05/20/2026,x,90.00,,90.00,A\n"
    "3,05/21/2026,y,,90.00,0.00,Inactive\n",
    "recalls": "patient_id,recall_type,interval_months,status\n1,Prophy,6,active\n3,Prophy,6,inactive\n",
    "appointments": "id,patientId,start,end,durationMinutes,providerId,operatoryId,status,reason\n"
    "apt_1,1,2026-04-01T10:00:00,2026-04-01T11:00:00,60,prov_1,op_1,completed,Crown\n"
    "apt_2,3,2026-09-05T08:30:00,,45,prov_1,op_1,noShow,\n",
    "sexes": "patient_id,sex,status\n1,f,active\n3,f,inactive\n",
}


@pytest.mark.parametrize("name", NUMBERS_WITH_A_STATUS)
def test_numbers_with_a_status_are_never_the_list_of_patients(hand_in, tmp_path, name):
    known = hand_in(None, DAY, patients=PATIENTS).tables
    with pytest.raises(
        RetentionError, match="is not a file we know, and nothing was loaded"
    ):
        hand_in(known, DAY, {}, other=NUMBERS_WITH_A_STATUS[name])
    (tmp_path / f"{name}.csv").write_text(NUMBERS_WITH_A_STATUS[name], "utf-8")
    [told] = ingest.identify_files(ingest.find([tmp_path / f"{name}.csv"]), mappings={})
    assert (told.layout, told.is_unknown) == ("", True)


@pytest.mark.parametrize(
    ("name", "table"),
    [("plans", "plan"), ("recalls", "recall"), ("appointments", "appointment")],
)
def test_patients_are_not_proposed_for_them_and_what_they_are_is(tmp_path, name, table):
    (tmp_path / "x.csv").write_text(NUMBERS_WITH_A_STATUS[name], "utf-8")
    assert ingest.likely_tables(ingest.peek(ingest.find([tmp_path])[0]))[0] == table


@pytest.mark.parametrize(
    "text",
    [
        *NUMBERS_WITH_A_STATUS.values(),
        (
            "Appointment ID,Room ID,Dentist ID,Patient "
            "ID,Time\n1,1,1,1,1716188400\n2,2,2,2,1716195600\n"
        ),
        (
            'Patient Id,Patient Name,Proc Code,Tooth,Fee,Date Planned\n1,"Invented, '
            'Nell",D2740,3,900.00,05/20/2025\n'
        ),
    ],
)
def test_a_proposal_of_patients_stands_last_where_rows_are_of_something_else(
    tmp_path, text
):
    (tmp_path / "x.csv").write_text(text, "utf-8")
    assert (
        ingest.likely_tables(ingest.peek(ingest.find([tmp_path])[0]))[-1] == "patient"
    )


def test_a_year_of_birth_says_who_somebody_is(hand_in, rows):
    loaded = hand_in(
        None, DAY, p="patient_id,birth_year,sex,patient_status\n1,1968,male,active\n"
    )
    assert (rows(loaded, "patient")["1"]["status"], loaded.questions) == ("active", ())


LEDGER = (
    "Patient ID,Patient Name,Date,Description,Charge,Payment,Balance,Status\n"
    '1,"Invented, Nell",05/20/2026,x,90.00,,90.00,Inactive\n1,"Invented, Nell",05/21/2026,y,,90.00,0.00,Inactive\n'
)


def test_a_list_of_something_else_with_names_in_it_is_asked_about_and_left_out_unless_somebody_says_yes(
    hand_in, rows
):
    known = hand_in(None, DAY, patients=PATIENTS).tables
    asked = hand_in(known, DAY, {}, ledger=LEDGER)
    [question] = asked.questions
    assert (question.suggested, question.answers) == ("no", ("no", "yes"))
    assert question.ask == (
        "“ledger.csv” looks like a list of something else. Is it the list of the "
        "practice's patients?"
    )
    assert question.because == (
        "Its columns: “Charge”, “Payment”",
        "Rows with a patient number that another row has: 1 of 2",
    )
    assert rows(asked, "patient")["1"]["status"] == "active"
    left_out = hand_in(known, DAY, {question.key: "no"}, ledger=LEDGER)
    assert (left_out.questions, left_out.not_needed, left_out.changed) == (
        (),
        ("ledger.csv",),
        False,
    )
    assert left_out.problems[0].say.startswith("is left out: load the list of patients")
    taken = hand_in(known, DAY, {question.key: "yes"}, ledger=LEDGER)
    assert rows(taken, "patient")["1"]["status"] == "inactive"


@pytest.mark.parametrize(
    "head",
    [
        "Patient ID,Patient Name,Phone,Requested On,Status",
        "Patient ID,Patient Name,DOB,Drug,Refills,Status",
        "Patient ID,Patient Name,Phone,Recall Type,Status",
        "Patient ID,Rx No,Patient Name,Birthdate,Status",
        "Patient ID,Status,Last Visit",
    ],
)
def test_other_lists_that_name_people_are_asked_about(hand_in, head):
    loaded = hand_in(None, DAY, x=f"{head}\n{','.join(['1'] * len(head.split(',')))}\n")
    assert [question.key.rpartition(".")[0] for question in loaded.questions] == [
        "patients.list.patients"
    ]


@pytest.mark.parametrize(
    "head",
    [
        (
            "Patient ID,First Name,Last "
            "Name,Birthdate,Gender,Status,Guarantor,Address,City,State,Zip,Cell "
            "Phone,Email,Balance"
        ),
        (
            "Patient ID,Patient Name,DOB,Mobile,Status,Last Visit,Recall Due "
            "Date,Recall Type,Last Payment Date,Source"
        ),
        "patient_id,first_name,last_name,date_of_birth,phone,insurance_plan_id,payment_plan_id,next_appointment_id",
        "Patient ID,Last Name,Last Visit,Due Date",
        "patient_id,name,sex,dob",
        (
            "Patient ID,Patient First Name,Patient Last Name,Patient DOB,Patient "
            "Gender,Patient Status,Patient Cell Phone"
        ),
    ],
)
def test_a_list_of_patients_is_not_asked_about(hand_in, head):
    loaded = hand_in(None, DAY, x=f"{head}\n{','.join(['1'] * len(head.split(',')))}\n")
    assert [
        question.key
        for question in loaded.questions
        if question.key.startswith("patients.")
    ] == []
    assert loaded.reports[0].layout == "list.patients"


def test_patients_whose_headings_all_begin_with_patient_are_read_whole(hand_in, rows):
    loaded = hand_in(
        None,
        DAY,
        p="Patient ID,Patient First Name,Patient Last Name,Patient DOB,Patient Gender,Patient Status,"
        "Patient Cell Phone,Patient Email,Last Visit Date\n"
        "101,Nell,Invented,01/25/2015,female,Active,555-0101,nell@example.com,05/20/2026\n",
    )
    assert (loaded.reports[0].layout, loaded.reports[0].not_read) == (
        "list.patients",
        (),
    )
    assert rows(loaded, "patient")["101"] == {
        "first_name": "Nell",
        "last_name": "Invented",
        "birth_date": date(2015, 1, 25),
        "sex": "female",
        "status": "active",
        "status_raw": "Active",
        "mobile_phone": "555-0101",
        "email": "nell@example.com",
        "last_visit_reported": date(2026, 5, 20),
    }


META = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,form_name,is_organic,platform,"
    "full_name,phone_number,email,inbox_url,lead_status\n"
    "l:901,2026-06-01T10:00:00-05:00,ag:1,Spring,as:1,Near,c:1,Whitening,f:1,Ask us,false,ig,Quinn Asker,"
    "p:+14135550190,quinn@example.com,https://example.com,CREATED\n"
)
LEADS = {
    "meta": META,
    "google": "id,campaign,ad_group,gclid,submission_date_time,full_name,phone_number,email\n"
    "901,Implants,Near,x1,2026-06-01 10:00:00,Quinn Asker,555-0190,quinn@example.com\n",
    "gravity": "id,Name (First),Name (Last),Phone,Email,Entry Id,Entry Date,Source Url,User Agent,User IP\n"
    "901,Quinn,Asker,555-0190,quinn@example.com,77,2026-06-01 10:00:00,https://example.com,x,192.0.2.1\n",
    "hubspot": "id,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Original Source\n"
    "901,Quinn,Asker,quinn@example.com,555-0190,Desk,New,2026-06-01 10:00,Paid Social\n",
    "crm": "id,created_at,name,phone,email,source\n"
    "901,2026-06-01 10:00,Quinn Asker,555-0190,quinn@example.com,Website\n",
    "birdeye": "Name,Email ID,Phone Number,Date Created,Source\n"
    "Quinn Asker,quinn@example.com,555-0190,2026-06-01,Form\n",
}


@pytest.mark.parametrize("name", LEADS)
def test_leads_become_patients_only_with_a_yes(hand_in, name):
    known = hand_in(None, DAY, patients=PATIENTS).tables
    asked = hand_in(known, DAY, {}, leads=LEADS[name])
    [question] = asked.questions
    assert question.ask == (
        "“leads.csv” looks like people who asked for something. Are all of them "
        "patients of the practice?"
    )
    assert (question.suggested, question.answers) == ("no", ("no", "yes"))
    assert asked.tables["patient"].num_rows == 3
    left_out = hand_in(known, DAY, {question.key: "no"}, leads=LEADS[name])
    assert (left_out.tables["patient"].num_rows, left_out.not_needed) == (
        3,
        ("leads.csv",),
    )
    taken = hand_in(known, DAY, {question.key: "yes"}, leads=LEADS[name])
    assert (taken.tables["patient"].num_rows, question.key in taken.asked) == (4, True)


def test_a_yes_to_one_list_is_none_to_another(hand_in):
    [question] = hand_in(None, DAY, leads=META).questions
    later = ingest.Before({}, None, {question.key: "yes"})
    assert hand_in(later, DAY, leads=META).questions == ()
    assert len(hand_in(later, DAY, leads=LEADS["crm"]).questions) == 1


@pytest.mark.parametrize(
    "head",
    [
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead "
            "Status,Create Date,Lifecycle Stage"
        ),
        "your-name,your-email,your-message,Date",
        "Timestamp,Name,Phone,Email,How did you find our website?",
    ],
)
def test_for_leads_that_have_no_number_patients_are_not_proposed(tmp_path, head):
    (tmp_path / "x.csv").write_text(
        f"{head}\n{','.join(['a@example.com'] * len(head.split(',')))}\n", "utf-8"
    )
    sample = ingest.peek(ingest.find([tmp_path])[0])
    assert ingest.likely_tables(sample)[-1] == "patient"
    assert ingest.lead_headings(sample.headers)


def test_what_only_a_practice_knows_makes_a_list_no_leads():
    leads = ["created_at", "phone", "email", "source"]
    assert lead_headings(leads) == ("source", "created_at")
    for known in (
        "patient_id",
        "Chart #",
        "date_of_birth",
        "Last Visit",
        "Guarantor",
        "Next Recall",
    ):
        assert lead_headings([*leads, known]) == ()
    assert lead_headings([*leads, "campaign_id", "date_of_birth"]) == ("campaign_id",)


def test_what_people_said_of_the_columns_is_a_yes(hand_in):
    line = META.partition("\n")[0].split(",")
    made = ingest.Declaration("patient", {"id": "id", "full_name": "full_name"})
    loaded = hand_in(None, DAY, leads=META, mappings={ingest.fingerprint(line): made})
    assert (loaded.questions, loaded.reports[0].layout) == ((), "mapped.patient")


def test_words_of_standing_are_no_words_of_other_rows():
    assert (
        other_headings(
            [
                "Last Payment",
                "Payment Method",
                "Insurance Plan ID",
                "Prim Ins Claim No",
            ],
            (),
        )
        == ()
    )
    assert other_headings(["Rx Number", "Tooth", "Payment"], ("birth_date",)) == (
        "Rx Number",
        "Tooth",
        "Payment",
    )
