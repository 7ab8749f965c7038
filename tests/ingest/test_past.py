"""Appointments that are over and still scheduled: what became of them is asked once,
and mapped.
"""

from datetime import date, timedelta

from retention import ingest, practice
from retention.facts import visits

AS_OF = date(2026, 3, 1)
KEY = "past_scheduled.cliniko.appointments"
HEAD = "id,patient_id,starts_at,ends_at,cancelled_at,did_not_arrive,patient_arrived\n"


def cliniko_book(past, ahead=5, kept=0):
    """A Cliniko book whose past appointments nobody marked, but for the last `kept`;
    five more are to come.
    """
    days = [AS_OF - timedelta(past - number) for number in range(past)]
    days += [AS_OF + timedelta(number) for number in range(ahead)]
    rows = [
        (day, "true" if past - kept <= number < past else "false")
        for number, day in enumerate(days)
    ]
    return HEAD + "".join(
        f"{number},7,{day} 09:00,{day} 09:30,,false,{arrived}\n"
        for number, (day, arrived) in enumerate(rows, 1)
    )


def keys(loaded):
    return [question.key for question in loaded.questions]


def statuses(loaded):
    return loaded.tables["appointment"]["status"].to_pylist()


def test_past_appointments_that_nobody_marked_are_asked_about_with_counts_and_rows(
    hand_in,
):
    loaded = hand_in(None, AS_OF, individual_appointments=cliniko_book(30))
    assert keys(loaded) == [KEY]
    question = loaded.questions[0]
    assert (question.suggested, question.answers) == (
        "unknown",
        ("unknown", "attended", "missed"),
    )
    assert question.because == (
        "Before Mar 1, 2026: 30 of 30 appointments are still scheduled.",
        "“individual_appointments.csv”, row 31: Feb 28, 2026",
        "“individual_appointments.csv”, row 30: Feb 27, 2026",
        "“individual_appointments.csv”, row 29: Feb 26, 2026",
    )
    assert statuses(loaded) == ["scheduled"] * 35


def test_the_answer_is_what_became_of_them_and_what_is_to_come_stays_scheduled(hand_in):
    attended = hand_in(
        None, AS_OF, {KEY: "attended"}, individual_appointments=cliniko_book(30)
    )
    assert statuses(attended) == ["completed"] * 30 + ["scheduled"] * 5
    missed = hand_in(
        None, AS_OF, {KEY: "missed"}, individual_appointments=cliniko_book(30)
    )
    assert statuses(missed) == ["no_show"] * 30 + ["scheduled"] * 5
    unknown = hand_in(
        None, AS_OF, {KEY: "unknown"}, individual_appointments=cliniko_book(30)
    )
    assert (keys(unknown), statuses(unknown)) == ([], ["scheduled"] * 35)


def test_people_who_attended_have_visits(hand_in):
    patients = "id,first_name,last_name,archived_at,accepted_email_marketing\n7,Ada,Byron,,true\n"
    loaded = hand_in(
        None,
        AS_OF,
        {KEY: "attended"},
        individual_appointments=cliniko_book(30),
        patients=patients,
    )
    assert len(visits.visits(practice.conform(loaded.tables, AS_OF)).day) == 30


def test_a_few_that_were_forgotten_are_not_asked_about(hand_in):
    assert keys(hand_in(None, AS_OF, individual_appointments=cliniko_book(19))) == []
    assert (
        keys(hand_in(None, AS_OF, individual_appointments=cliniko_book(150, kept=120)))
        == []
    )
    assert keys(
        hand_in(None, AS_OF, individual_appointments=cliniko_book(150, kept=119))
    ) == [KEY]


def test_what_was_answered_once_counts_for_fewer_rows_too(hand_in):
    earlier = ingest.Before({}, None, {KEY: "attended"})
    loaded = hand_in(earlier, AS_OF, individual_appointments=cliniko_book(3))
    assert (keys(loaded), statuses(loaded)[:3]) == ([], ["completed"] * 3)


def test_it_is_asked_together_with_the_day_of_the_export(hand_in):
    entered = cliniko_book(30).replace(
        "patient_arrived\n", "patient_arrived,created_at\n"
    )
    loaded = hand_in(
        individual_appointments=entered.replace("false\n", "false,2026-02-28\n")
    )
    assert keys(loaded) == [KEY, "as_of"]


def test_a_list_of_any_system_is_asked_about_too(hand_in):
    head = "appointment_id,patient_id,starts_at,status\n"
    day = AS_OF - timedelta(40)
    file = head + "".join(
        f"{number},5,{day + timedelta(number)} 09:00,Confirmed\n"
        for number in range(1, 31)
    )
    loaded = hand_in(None, AS_OF, a=file)
    [question] = loaded.questions
    assert question.key == f"past_scheduled.{loaded.reports[0].layout}"
