"""Phone logs of several makers: whose number it was, and that nobody took what ended on
a voicemail.
"""

from datetime import date, datetime

import pytest

from retention import ingest, practice
from retention.facts import calls

DAY = date(2025, 9, 30)
at = datetime.fromisoformat
MANGO = (
    "Call Time,Direction,Source Number,Source Name,Source Ext,Destination Number,Destination Ext,Duration,Disposition,"
    "Call Flow,Time to Answer,Call\n"
    "September 6th 2025 5:45 pm,Inbound,4135550190,CALLER ONE,,4135550100,101,4 mins. 5 secs,Answered,Main,3 secs,x\n"
    "September 8th 2025 9:10 am,Inbound,4135550191,CALLER TWO,,4135550100,,32 secs,Voicemail,Main,0 secs,x\n"
    "September 8th 2025 9:20 am,Inbound,4135550192,,,4135550100,,11 secs,Hangup,Main,0 secs,x\n"
    "September 8th 2025 9:30 am,Outbound,4135550100,FRONT DESK,101,4135550192,,1 min. 2 secs,Answered,,2 secs,x\n"
    "September 8th 2025 9:40 am,Internal,,,101,,102,9 secs,Answered,,1 sec,x\n"
)
MANGO_ITS_OTHER = (
    "CALL TIME,CALL DIRECTION,SOURCE NUMBER,SOURCE NAME,SOURCE EXTENSION,DESTINATION NUMBER,DESTINATION EXTENSION,"
    "CALL DURATION SECONDS,DISPOSITION,TIME TO ANSWER SECONDS,CALL FLOW\n"
    "2025-09-06 17:45:00,inbound,4135550190,CALLER ONE,,4135550100,101,245,Answered,3,Main\n"
    "2025-09-08 09:10:00,inbound,4135550191,CALLER TWO,,4135550100,,32,Voicemail,0,Main\n"
    "2025-09-08 09:20:00,inbound,4135550192,,,4135550100,,11,Hangup,0,Main\n"
    "2025-09-08 09:30:00,outbound,4135550100,FRONT DESK,101,4135550192,,62,Answered,2,Main\n"
    "2025-09-08 09:40:00,internal,,,101,,102,9,Answered,1,Main\n"
)
PATIENTS = "patient_id,last_name,date_of_birth,phone\n1,Invented,1980-02-03,413-555-0191\n2,Madeup,1974-05-06,413-555-0192\n"
VISITS = (
    "appointment_id,patient_id,starts_at,status\n1,1,2025-03-04 "
    "09:00,completed\n2,2,2025-03-04 10:00,completed\n"
)
THREE_CX = (
    "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost,Call Activity "
    "Details\n"
)


@pytest.fixture
def read(tmp_path):
    """The calls of a log by when they rang, and what was loaded."""

    def load(log, mappings=None, **more):
        for name, text in {"log": log, **more}.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        sources = ingest.find([tmp_path])
        layouts = ingest.layouts_among(None, mappings or {})
        return ingest.load(
            sources, previous=None, answers={}, as_of=DAY, layouts=layouts
        )

    return load


def log(loaded):
    return sorted(loaded.tables["call"].to_pylist(), key=lambda row: row["at"])


@pytest.mark.parametrize("text", [MANGO, MANGO_ITS_OTHER])
def test_mango_voice_is_read_with_the_number_that_is_not_ours(read, text):
    loaded = read(text)
    assert (loaded.questions, loaded.problems) == ((), ())
    found = [
        (
            row["at"],
            row["direction"],
            row["phone"],
            row["name"],
            row["seconds"],
            row["is_answered"],
            row["is_voicemail"],
        )
        for row in log(loaded)
    ]
    assert found == [
        (
            at("2025-09-06 17:45"),
            "received",
            "4135550190",
            "CALLER ONE",
            245,
            True,
            False,
        ),
        (
            at("2025-09-08 09:10"),
            "received",
            "4135550191",
            "CALLER TWO",
            32,
            False,
            True,
        ),
        (at("2025-09-08 09:20"), "received", "4135550192", None, 11, False, False),
        (at("2025-09-08 09:30"), "sent", "4135550192", None, 62, True, False),
        (at("2025-09-08 09:40"), "neither", None, None, 9, True, False),
    ]


def test_missed_calls_of_mango_voice_are_known_and_those_called_back_are_not_open(read):
    loaded = read(MANGO, patients=PATIENTS, visits=VISITS)
    book = practice.conform(loaded.tables, DAY)
    assert calls.unreturned(book).astype("datetime64[m]").astype(str).tolist() == [
        "2025-09-08T09:10",
        "NaT",
    ]


def legs(*rows):
    return THREE_CX + "".join(
        f"2025-09-08T09:{minute}:00,{rest}\n" for minute, rest in rows
    )


def test_a_call_that_nobody_took_and_that_ended_on_a_voicemail_is_missed(read):
    [call] = log(
        read(
            legs(
                (
                    "10",
                    "00a1,4135550191,Front Desk (101),Inbound,Unanswered,00:00:15,,,",
                ),
                (
                    "11",
                    (
                        "00a1,4135550191,Voicemail "
                        "(101),Inbound,Answered,00:00:02,00:00:32,,"
                    ),
                ),
            )
        )
    )
    assert (call["phone"], call["is_answered"], call["is_voicemail"]) == (
        "4135550191",
        False,
        True,
    )
    assert call["at"] == at("2025-09-08 09:10")


def test_a_call_is_answered_where_somebody_took_one_of_its_legs_in_whatever_order_they_stand(
    read,
):
    rows = (
        ("10", "00a1,4135550191,Front Desk (101),Inbound Queue,Unanswered,00:00:15,,,"),
        (
            "11",
            "00a1,4135550191,Office (102),Inbound Queue,Answered,00:00:05,00:02:00,,",
        ),
        ("13", "00a1,4135550191,Office (103),Inbound Queue,Unanswered,00:00:05,,,"),
    )
    for order in (rows, rows[::-1]):
        loaded = read(legs(*order))
        [call] = log(loaded)
        assert (call["direction"], call["is_answered"], call["seconds"]) == (
            "received",
            True,
            120,
        )
        [report] = loaded.reports
        assert (
            report.rows_read,
            report.loaded,
            report.not_needed,
            report.set_aside,
        ) == (3, 1, 2, 0)


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Answered,Voicemail", "Yes,Yes"),
        ("Status,Left Voicemail", "answered,yes"),
        ("Status", "Voicemail"),
        ("Status", "Answered by Voice Mail"),
        ("Result,Result Description", "Call connected,Sent to voicemail"),
        ("Duration,Status", "32,Went to VM"),
        ("Status,Destination Name", "Answered,Voicemail box"),
        ("Disposition,lastapp", "ANSWERED,VoiceMail"),
        ("Status,Voicemail Link", "Completed,https://example.com/1"),
    ],
)
def test_what_ended_on_a_voicemail_nobody_answered_however_the_log_says_it(
    read, head, cells
):
    loaded = read(
        f"Call ID,Start Time,Direction,Phone Number,{head}\nc1,2025-09-08 "
        f"09:10,in,4135550191,{cells}\n",
        patients=PATIENTS,
        visits=VISITS,
    )
    assert (
        calls.unreturned(practice.conform(loaded.tables, DAY))
        .astype("datetime64[D]")
        .astype(str)[0]
        == "2025-09-08"
    )


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Answered,Voicemail", "Yes,No"),
        ("Status,Left Voicemail", "answered,"),
        ("Status", "Answered"),
        ("Status,Result Description", "Accepted,No voicemail"),
        ("Status,To", "Answered,Front Desk (101)"),
    ],
)
def test_what_somebody_took_is_answered(read, head, cells):
    loaded = read(
        f"Call ID,Start Time,Direction,Phone Number,{head}\nc1,2025-09-08 "
        f"09:10,in,4135550191,{cells}\n"
    )
    assert log(loaded)[0]["is_answered"] is True


def test_a_log_mapped_by_hand_knows_a_voicemail_too(read):
    head = "Rang,Way,Line,Taken,VM"
    made = ingest.Declaration(
        "call",
        {
            "at": "Rang",
            "direction": "Way",
            "phone": "Line",
            "is_answered": "Taken",
            "is_voicemail": "VM",
        },
    )
    loaded = read(
        f"{head}\n2025-09-08 09:10,in,4135550191,yes,yes\n2025-09-08 "
        "09:20,in,4135550192,yes,no\n",
        mappings={ingest.fingerprint(head.split(",")): made},
    )
    assert [row["is_answered"] for row in log(loaded)] == [False, True]


def test_of_caller_and_callee_the_one_that_is_not_ours_is_meant(read):
    loaded = read(
        "Session ID,Call Type,Caller Number,Callee Number,Start Time,Call Status\n"
        "1,Inbound,4135550191,101,2025-09-08 09:10,NO ANSWER\n2,Outbound,101,4135550191,2025-09-08 09:20,ANSWERED\n"
    )
    assert [row["phone"] for row in log(loaded)] == ["4135550191", "4135550191"]
