"""Open Dental's tables, small and by hand: what each code and trap becomes."""

from datetime import date, datetime

import pytest

at = datetime.fromisoformat

PATIENT = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Guarantor,PriProv,ClinicNum,TxtMsgOk,PreferContactMethod,DateTimeDeceased,Zip
1,Reed,Ava,0,1,1980-02-03,1,2,0,1,4,0001-01-01 00:00:00,01234
2,Reed,Ben,5,0,0001-01-01,1,0,3,2,1,2025-06-01 00:00:00,01234
3,Null,Cleo,6,2,1900-01-01,0,0,0,0,8,2025-06-01 00:00:00,
"""


def test_patients_codes_become_words_and_no_dates_become_nothing(hand_in, rows):
    patients = rows(hand_in(patient=PATIENT), "patient")
    assert patients["1"] == {
        "last_name": "Reed",
        "first_name": "Ava",
        "birth_date": date(1980, 2, 3),
        "sex": "female",
        "status": "active",
        "status_raw": "0",
        "household_id": "1",
        "provider_id": "2",
        "text_ok": True,
        "preferred_channel": "phone",
        "zip": "01234",
    }
    assert patients["2"] == {
        "last_name": "Reed",
        "first_name": "Ben",
        "sex": "male",
        "status": "deceased",
        "status_raw": "5",
        "status_on": date(2025, 6, 1),
        "household_id": "1",
        "location_id": "3",
        "text_ok": False,
        "phone_ok": False,
        "preferred_channel": "none",
        "zip": "01234",
    }
    assert patients["3"] == {
        "last_name": "Null",
        "first_name": "Cleo",
        "sex": "unknown",
        "status": "prospective",
        "status_raw": "6",
        "preferred_channel": "text",
        "forbidden_by": "DateTimeDeceased: deceased 2025-06-01",
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("1", "scheduled"),
        ("4", "scheduled"),
        ("2", "completed"),
        ("3", "unscheduled"),
        ("5", "broken_unspecified"),
        ("6", "planned"),
        ("7", "note"),
        ("8", "note"),
        ("0", "unknown"),
        ("Scheduled", "scheduled"),
        ("UnschedList", "unscheduled"),
        ("ASAP", "scheduled"),
    ],
)
def test_appointment_statuses(hand_in, rows, code, status):
    loaded = hand_in(
        a=f"AptNum,PatNum,AptStatus,AptDateTime\n7,1,{code},2026-01-05 09:30:00\n"
    )
    assert rows(loaded, "appointment")["7"]["status"] == status
    assert loaded.problems == ()


def test_an_appointment_is_read_whole(hand_in, rows):
    loaded = hand_in(
        a="AptNum,PatNum,AptStatus,Pattern,ProvNum,ProvHyg,AptDateTime,IsNewPatient,IsHygiene,DateTimeArrived,SecDateTEntry\n"
        "7,1,2,//XXXX,2,9,2026-01-05 09:30:00,0,True,2026-01-05 09:21:00.5,2025-12-01 14:00:00\n"
        "8,1,3,,0,0,0001-01-01 00:00:00,1,false,0001-01-01 00:00:00,0001-01-01 00:00:00\n"
    )
    assert rows(loaded, "appointment") == {
        "7": {
            "patient_id": "1",
            "starts_at": at("2026-01-05 09:30"),
            "minutes": 30,
            "status": "completed",
            "status_raw": "2",
            "provider_id": "2",
            "hygienist_id": "9",
            "is_new_patient": False,
            "is_hygiene": True,
            "arrived_at": at("2026-01-05 09:21"),
            "created_on": date(2025, 12, 1),
        },
        "8": {
            "patient_id": "1",
            "status": "unscheduled",
            "status_raw": "3",
            "is_new_patient": True,
            "is_hygiene": False,
        },
    }


def test_procedures_fees_quantities_and_days(hand_in, rows):
    loaded = hand_in(
        p="ProcNum,PatNum,AptNum,ProcDate,ProcFee,ProcStatus,CodeNum,UnitQty,BaseUnits,DateTP,DateComplete\n"
        "1,1,0,2026-01-05,271.125,2,9,0,0,2025-12-01,2026-01-05\n"
        "2,1,4,0001-01-01,80,2,9,1,2,0001-01-01,2026-01-06\n"
        "3,1,0,2026-01-05,-1.004,1,9,1,0,2026-01-05,0001-01-01\n"
        "4,1,0,2026-01-05,10,D,9,1,0,2026-01-05,0001-01-01\n"
    )
    procedures = rows(loaded, "procedure")
    assert procedures["1"] == {
        "patient_id": "1",
        "code_id": "9",
        "status": "completed",
        "status_raw": "2",
        "planned_on": date(2025, 12, 1),
        "completed_on": date(2026, 1, 5),
        "fee_cents": 27113,
        "quantity": 1,
    }
    assert (procedures["2"]["completed_on"], procedures["2"]["quantity"]) == (
        date(2026, 1, 6),
        3,
    )
    assert procedures["2"]["appointment_id"] == "4"
    assert "planned_on" not in procedures["2"]
    assert "completed_on" not in procedures["3"]
    assert procedures["3"]["fee_cents"] == -100
    assert procedures["4"]["status"] == "deleted"


@pytest.mark.parametrize(
    ("packed", "months", "days"),
    [
        ("393217", 6, 1),
        ("262144", 4, 0),
        ("16777216", 12, 0),
        ("6", 0, 6),
        ("512", 0, 14),
        ("6m1d", 6, 1),
        ("1y", 12, 0),
    ],
)
def test_recall_intervals_are_unpacked(hand_in, rows, packed, months, days):
    loaded = hand_in(
        r=f"RecallNum,PatNum,DateDue,RecallInterval,IsDisabled\n1,5,2026-03-01,{packed},0\n"
    )
    assert rows(loaded, "recall")["1"] == {
        "patient_id": "5",
        "due_on": date(2026, 3, 1),
        "interval_months": months,
        "interval_days": days,
        "is_disabled": False,
    }


def test_small_tables(hand_in, rows):
    loaded = hand_in(
        provider=(
            "ProvNum,Abbr,LName,FName,IsSecondary,IsHidden,ProvStatus\n1,DOC,Reed,Ava "
            "Mia,0,0,0\n2,HYG,,,1,0,1\n"
        ),
        clinic="ClinicNum,Description,Abbr\n3,Mill Lane,ML\n",
        code="CodeNum,ProcCode,Descript,ProcCat\n9,D1110,Cleaning,1\n",
        kind="RecallTypeNum,Description,DefaultInterval\n1,Cleaning,393217\n",
        plan="TreatPlanNum,PatNum,DateTP,TPStatus\n1,5,2026-01-02,1\n",
        item="TreatPlanAttachNum,TreatPlanNum,ProcNum\n1,1,77\n",
        referral="ReferralNum,LName,FName,NotPerson,PatNum,IsDoctor\n1,Poster,,1,0,0\n2,Reed,Ava,0,5,0\n",
        attach="RefAttachNum,ReferralNum,PatNum,ItemOrder,RefDate,RefType\n1,2,8,1,2026-01-02,1\n",
    )
    assert rows(loaded, "provider") == {
        "1": {"name": "Ava Mia Reed", "is_hygienist": False, "is_active": True},
        "2": {"name": "HYG", "is_hygienist": True, "is_active": False},
    }
    assert rows(loaded, "location") == {"3": {"name": "Mill Lane"}}
    assert rows(loaded, "code") == {
        "9": {"code_raw": "D1110", "description": "Cleaning"}
    }
    assert rows(loaded, "recall_type") == {
        "1": {"name": "Cleaning", "interval_months": 6, "interval_days": 1}
    }
    assert rows(loaded, "plan") == {
        "1": {
            "patient_id": "5",
            "presented_on": date(2026, 1, 2),
            "status": "active",
            "status_raw": "1",
        }
    }
    assert rows(loaded, "plan_item") == {"1": {"plan_id": "1", "procedure_id": "77"}}
    assert rows(loaded, "referrer") == {
        "1": {"name": "Poster", "is_doctor": False},
        "2": {"name": "Ava Reed", "patient_id": "5", "is_doctor": False},
    }
    assert rows(loaded, "referral") == {
        "1": {
            "patient_id": "8",
            "referrer_id": "2",
            "direction": "from",
            "position": 1,
            "referred_on": date(2026, 1, 2),
        }
    }


def test_older_versions_say_who_referred_in_a_column_of_another_name(hand_in, rows):
    loaded = hand_in(r="RefAttachNum,ReferralNum,PatNum,IsFrom\n1,2,8,1\n2,2,9,0\n")
    assert [row["direction"] for row in rows(loaded, "referral").values()] == [
        "from",
        "to",
    ]


def test_contacts_channels_directions_and_software(hand_in, rows):
    loaded = hand_in(
        c="CommlogNum,PatNum,CommDateTime,Mode_,SentOrReceived,CommSource\n"
        "1,5,2026-01-02 10:00:00,7,2,0\n2,5,2026-01-02 10:00:00,8,1,3\n3,5,2026-01-02 10:00:00,0,0,0\n"
    )
    found = rows(loaded, "contact")
    assert [
        (row["channel"], row["direction"], row["is_automatic"])
        for row in found.values()
    ] == [
        ("phone", "received", False),
        ("other", "sent", True),
        ("none", "neither", False),
    ]


def test_without_the_mode_column_the_channel_is_not_known(hand_in, rows):
    loaded = hand_in(
        c="CommlogNum,PatNum,CommDateTime,SentOrReceived\n1,5,2026-01-02 10:00:00,1\n"
    )
    assert "channel" not in rows(loaded, "contact")["1"]


def test_claims(hand_in, rows):
    loaded = hand_in(
        c="ClaimNum,PatNum,DateService,DateSent,ClaimStatus,DateReceived,ClaimFee,ClaimType\n"
        "1,5,2026-01-02,2026-01-03,R,2026-01-20,158.50,P\n2,5,2026-01-02,0001-01-01,H,0001-01-01,,PreAuth\n"
    )
    found = rows(loaded, "claim")
    assert (
        found["1"]["status"],
        found["1"]["amount_cents"],
        found["1"]["is_preauthorisation"],
    ) == (
        "received",
        15850,
        False,
    )
    assert found["2"] == {
        "patient_id": "5",
        "service_on": date(2026, 1, 2),
        "status": "not_sent",
        "status_raw": "H",
        "is_preauthorisation": True,
    }


def test_links_that_are_no_merges_are_told_and_not_needed(hand_in, rows):
    loaded = hand_in(
        l="PatientLinkNum,PatNumFrom,PatNumTo,LinkType,DateTimeLink\n"
        "1,8,5,1,2026-01-02 10:00:00\n2,6,7,2,2026-01-02 10:00:00\n"
    )
    assert rows(loaded, "merge") == {
        "1": {"loser_id": "8", "winner_id": "5", "merged_at": at("2026-01-02 10:00")}
    }
    assert [(p.row, p.found, p.not_needed) for p in loaded.problems] == [(3, "2", True)]
    assert (
        loaded.reports[0].not_needed,
        loaded.reports[0].set_aside,
        loaded.reports[0].problems,
    ) == (1, 0, 0)


def test_tables_that_are_not_needed_are_named(hand_in):
    loaded = hand_in(
        adjustment="AdjNum,AdjDate,AdjAmt,PatNum\n1,2026-01-02,-5,1\n",
        hist=(
            "HistApptNum,AptNum,PatNum,AptStatus,AptDateTime\n1,1,1,1,2026-01-02 "
            "10:00:00\n"
        ),
        proctp="ProcTPNum,TreatPlanNum,PatNum,DateTP\n1,1,1,2026-01-02\n",
    )
    assert loaded.not_needed == ("adjustment.csv", "hist.csv", "proctp.csv")
    assert loaded.reports == ()
    assert not loaded.changed


def test_an_unknown_status_is_unknown_and_told_once_with_its_rows(hand_in, rows):
    loaded = hand_in(
        a="AptNum,PatNum,AptStatus,AptDateTime\n"
        + "".join(f"{n},1,77,2026-01-05\n" for n in range(1, 4))
    )
    assert {row["status"] for row in rows(loaded, "appointment").values()} == {
        "unknown"
    }
    assert [(p.row, p.column, p.found) for p in loaded.problems] == [
        (0, "AptStatus", "77")
    ]
    assert "3" in loaded.problems[0].say


def test_names_where_ids_belong_are_refused_with_the_way_out(hand_in):
    from retention.core.errors import RetentionError

    with pytest.raises(RetentionError, match="Raw instead of Human-readable"):
        hand_in(
            a=(
                'AptNum,PatNum,AptStatus,AptDateTime\n1,"Reed, '
                'Ava",2,2026-01-05\n2,"Chen, Ben",2,2026-01-06\n'
            )
        )


def test_one_name_among_many_ids_sets_its_row_aside(hand_in):
    lines = [f"{n},{n},2,2026-01-05" for n in range(1, 100)]
    loaded = hand_in(
        a="\n".join(
            [
                "AptNum,PatNum,AptStatus,AptDateTime",
                *lines,
                '100,"Reed, Ava",2,2026-01-05',
            ]
        )
    )
    assert (loaded.reports[0].loaded, loaded.reports[0].set_aside) == (99, 1)
    assert {problem.row for problem in loaded.problems} == {101}
