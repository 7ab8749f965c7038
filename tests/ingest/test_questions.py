"""What only the practice can answer: asked once, with the answer the data suggest and
the rows that show why.
"""

from datetime import date, datetime

import pytest

from retention import ingest
from retention.core.errors import RetentionError
from retention.ingest.questions import Asking, Question

at = datetime.fromisoformat
VISITS = "appointment_id,patient_id,starts_at,status\n"


def visits(*rows):
    return VISITS + "".join(f"{number},5,{row}\n" for number, row in enumerate(rows, 1))


def keys(loaded):
    return [question.key for question in loaded.questions]


def test_an_unknown_status_is_asked_with_its_rows_and_stays_unknown_until_answered(
    hand_in, rows
):
    file = visits(
        "2026-01-05 09:00,Ghosted us",
        "2026-01-06 09:00,ghosted-us",
        "2026-01-07 09:00,Completed",
    )
    loaded = hand_in(a=file)
    question = loaded.questions[0]
    assert (question.key, question.suggested) == (
        "word.appointment.status.ghostedus",
        "unknown",
    )
    assert (
        question.ask == "What does “Ghosted us” mean as the status of an appointment?"
    )
    assert {"no_show", "completed", "unknown"} <= set(question.answers)
    assert question.because == ("“a.csv”, column “status”: rows with it: 2",)
    assert rows(loaded, "appointment")["1"]["status"] == "unknown"
    assert [problem.found for problem in loaded.problems] == [
        "Ghosted us",
        "ghosted-us",
    ]


def test_an_answered_word_is_known_and_no_longer_told(hand_in, rows):
    file = visits("2026-01-05 09:00,Ghosted us", "2026-01-06 09:00,ghosted-us")
    loaded = hand_in(
        None, None, {"word.appointment.status.ghostedus": "no_show"}, a=file
    )
    assert [row["status"] for row in rows(loaded, "appointment").values()] == [
        "no_show",
        "no_show",
    ]
    assert (keys(loaded), loaded.problems) == (["as_of"], ())


def test_unknown_is_an_answer_too(hand_in, rows):
    file = visits("2026-01-05 09:00,Ghosted us")
    loaded = hand_in(
        None, None, {"word.appointment.status.ghostedus": "unknown"}, a=file
    )
    assert rows(loaded, "appointment")["1"]["status"] == "unknown"
    assert keys(loaded) == ["as_of"]
    assert len(loaded.problems) == 1


def test_of_many_unknown_words_the_most_frequent_are_asked_about(hand_in):
    words = [
        f"2026-01-05 09:00,word{number}"
        for number in range(40)
        for _ in range(2 if number == 33 else 1)
    ]
    asked = keys(hand_in(a=visits(*words)))[:-1]
    assert (len(asked), asked[0]) == (12, "word.appointment.status.word33")
    then = keys(hand_in(None, None, dict.fromkeys(asked, "no_show"), a=visits(*words)))[
        :-1
    ]
    assert (len(then), set(then) & set(asked)) == (12, set())


def test_a_word_of_a_column_that_no_figure_depends_on_is_told_and_not_asked(hand_in):
    loaded = hand_in(p="patient_id,dob,sex\n1,1980-01-02,hm\n")
    assert (keys(loaded), [problem.found for problem in loaded.problems]) == (
        ["as_of"],
        ["hm"],
    )


def test_a_consent_in_unknown_words_is_no_consent_until_somebody_says_so(hand_in, rows):
    file = (
        "patient_id,dob,use_sms\n1,1980-01-02,opted "
        "in\n2,1980-01-02,true\n3,1980-01-02,opted out\n"
    )
    loaded = hand_in(p=file)
    assert keys(loaded) == [
        "word.patient.text_ok.optedin",
        "word.patient.text_ok.optedout",
        "as_of",
    ]
    assert loaded.questions[0].ask.startswith(
        "Does “opted in” in column “use_sms” mean yes or no?"
    )
    assert [row.get("text_ok") for row in rows(loaded, "patient").values()] == [
        False,
        True,
        False,
    ]
    given = {
        "word.patient.text_ok.optedin": "yes",
        "word.patient.text_ok.optedout": "no",
    }
    answered = hand_in(None, None, given, p=file)
    assert [row.get("text_ok") for row in rows(answered, "patient").values()] == [
        True,
        True,
        False,
    ]
    assert answered.problems == ()


def test_a_wish_not_to_be_called_holds_in_unknown_words_too_until_somebody_says_what_they_mean(
    hand_in, rows
):
    file = "patient_id,dob,do_not_call\n1,1980-01-02,no\n2,1980-01-02,hm\n3,1980-01-02,yes\n4,1980-01-02,\n"
    assert [
        row.get("phone_ok") for row in rows(hand_in(p=file), "patient").values()
    ] == [True, False, False, None]
    answered = hand_in(None, None, {"word.patient.phone_ok.hm": "no"}, p=file)
    assert [row.get("phone_ok") for row in rows(answered, "patient").values()] == [
        True,
        True,
        False,
        None,
    ]


def test_who_unsubscribed_in_words_nobody_explained_is_left_in_peace(hand_in, rows):
    file = "id,last_name,inactive,bio.date_of_birth,unsubscribe_sms\n" + "".join(
        f"{number},Chen,false,1980-01-02,{said}\n"
        for number, said in enumerate(("true", "hm", "false", ""), 1)
    )
    loaded = hand_in(p=file)
    assert "word.patient.text_ok.hm" in keys(loaded)
    assert [row.get("text_ok") for row in rows(loaded, "patient").values()] == [
        False,
        False,
        None,
        None,
    ]


def test_an_answer_that_is_none_is_refused_in_a_sentence(hand_in):
    with pytest.raises(
        RetentionError,
        match=r"word.appointment.status.hm is one of scheduled, .*“maybe” was given",
    ):
        hand_in(
            None,
            None,
            {"word.appointment.status.hm": "maybe"},
            a=visits("2026-01-05 09:00,hm"),
        )


ZONED = visits(
    "2026-01-05T14:00:00Z,completed",
    "2026-01-05T18:00:00Z,completed",
    "2026-01-05T22:30:00Z,completed",
)


def test_the_time_zone_is_asked_where_times_are_told_with_one(hand_in, rows):
    question, day = hand_in(a=ZONED).questions
    assert (question.key, question.suggested, day.suggested) == (
        "time_zone",
        "America/Chicago",
        "2026-01-05",
    )
    assert question.because == (
        "“a.csv”, “starts_at”: “2026-01-05T14:00:00Z” is 2026-01-05 08:00 there",
    )
    answered = hand_in(None, None, {"time_zone": "America/Denver"}, a=ZONED)
    assert [
        row["starts_at"].hour for row in rows(answered, "appointment").values()
    ] == [7, 11, 15]
    assert keys(answered) == ["as_of"]


def test_every_zone_that_computers_know_is_taken_and_no_other(hand_in, rows):
    answered = hand_in(None, None, {"time_zone": "Asia/Kolkata"}, a=ZONED)
    assert rows(answered, "appointment")["1"]["starts_at"] == at("2026-01-05 19:30")
    with pytest.raises(
        RetentionError,
        match=r"time_zone is one of America/New_York.*“Elm Street” was given",
    ):
        hand_in(None, None, {"time_zone": "Elm Street"}, a=ZONED)


def test_written_offsets_say_which_zone_is_likeliest(hand_in):
    file = visits(
        "2026-01-05T09:00:00-08:00,completed", "2026-07-05T09:00:00-07:00,completed"
    )
    assert hand_in(a=file).questions[0].suggested == "America/Los_Angeles"


def test_times_without_a_zone_and_days_with_one_ask_nothing(hand_in, rows):
    loaded = hand_in(
        p=(
            "patient_id,sex,date_of_birth,created_at\n1,f,1980-04-01T00:00:00Z,2026-01-05 "
            "09:00:00\n"
        )
    )
    assert rows(loaded, "patient")["1"]["birth_date"] == date(1980, 4, 1)
    assert keys(loaded) == ["as_of"]


def births(*days):
    return "patient_id,sex,dob\n" + "".join(
        f"{number},f,{day}\n" for number, day in enumerate(days, 1)
    )


def test_a_birth_date_that_too_many_share_is_asked_about_and_can_mean_none(
    hand_in, rows
):
    days = ["1980-01-01"] * 10 + [
        f"19{year}-03-0{day}" for year in range(50, 90) for day in (1, 2)
    ] * 2
    question = hand_in(p=births(*days)).questions[0]
    assert (question.key, question.suggested) == (
        "none.patient.birth_date.1980-01-01",
        "none",
    )
    assert question.because == ("“p.csv”, column “dob”: it stands in 10 of 170 rows",)
    answered = hand_in(None, None, {question.key: "none"}, p=births(*days))
    assert "birth_date" not in rows(answered, "patient")["1"]
    assert (keys(answered), answered.problems) == (["as_of"], ())
    kept = hand_in(None, None, {question.key: "real"}, p=births(*days))
    assert rows(kept, "patient")["1"]["birth_date"] == date(1980, 1, 1)


def test_a_shared_birth_date_of_two_digits_is_asked_about_as_it_is_read_once_the_export_has_a_day(
    hand_in, rows
):
    file = births(
        *["1/1/50"] * 10,
        *[f"3/{day}/{year}" for year in range(71, 90) for day in (14, 15)] * 2,
    )
    assert keys(hand_in(p=file)) == ["as_of"]
    question = hand_in(None, date(2026, 1, 5), p=file).questions[0]
    assert question.key == "none.patient.birth_date.1950-01-01"
    answered = hand_in(None, date(2026, 1, 5), {question.key: "none"}, p=file)
    assert (keys(answered), "birth_date" in rows(answered, "patient")["1"]) == (
        [],
        False,
    )
    kept = hand_in(None, date(2026, 1, 5), {question.key: "real"}, p=file)
    assert rows(kept, "patient")["1"]["birth_date"] == date(1950, 1, 1)


def test_birth_dates_that_a_few_share_are_not_asked_about(hand_in):
    days = [f"19{year}-03-0{day}" for year in range(50, 90) for day in (1, 2)] * 3
    assert keys(hand_in(p=births(*days))) == ["as_of"]


def planned(*days):
    rows = "".join(
        f"{number},1,0001-01-01,1,{day}\n" for number, day in enumerate(days, 1)
    )
    return "ProcNum,PatNum,ProcDate,ProcStatus,DateTP\n" + rows


def test_a_new_years_day_on_every_tenth_plan_is_asked_about_and_a_busy_day_is_not(
    hand_in,
):
    days = [
        f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(2, 22)
    ] * 2
    asked = hand_in(p=planned(*days, *["2000-01-01"] * 60)).questions[0]
    assert (asked.key, asked.suggested) == (
        "none.procedure.planned_on.2000-01-01",
        "none",
    )
    assert keys(hand_in(p=planned(*days, *["2025-06-04"] * 60))) == ["as_of"]


def test_plans_that_a_conversion_left_without_a_day_stay_undated_unless_the_practice_says_otherwise(
    hand_in, rows
):
    head = "ProcNum,PatNum,ProcDate,ProcStatus,DateTP,SecDateEntry\n"
    lost = [
        f"{number},1,0001-01-01,1,0001-01-01,2019-06-01 10:00:00\n"
        for number in range(1, 31)
    ]
    kept = [
        f"{number},1,0001-01-01,1,2025-03-0{number % 9 + 1},2025-03-01 10:00:00\n"
        for number in range(31, 61)
    ]
    done = "99,1,2024-01-02,2,0001-01-01,2024-01-02 10:00:00\n"
    file = head + "".join((*lost, *kept, done))
    loaded = hand_in(p=file)
    assert (loaded.questions[0].key, loaded.questions[0].suggested) == (
        "undated_plans",
        "undated",
    )
    assert loaded.questions[0].because == (
        "“p.csv”: planned work without a day: 30 of 60 rows",
    )
    assert "planned_on" not in rows(loaded, "procedure")["1"]
    answered = rows(
        hand_in(None, None, {"undated_plans": "entry"}, p=file), "procedure"
    )
    assert answered["1"]["planned_on"] == date(2019, 6, 1)
    assert answered["31"]["planned_on"] == date(2025, 3, 5)
    assert "planned_on" not in answered["99"]


def test_a_few_plans_without_a_day_ask_nothing(hand_in):
    file = "ProcNum,PatNum,ProcDate,ProcStatus,DateTP,SecDateEntry\n1,1,0001-01-01,1,0001-01-01,2019-06-01\n"
    assert keys(hand_in(p=file)) == ["as_of"]


COLOUR = Question(
    "list.x.colour", "Which colour?", "red", ("red", "blue"), ("one row",)
)


def test_an_answer_of_an_earlier_import_counts_as_long_as_it_fits():
    asking = Asking({}, {"list.x.colour": "blue"})
    assert (asking.answer(COLOUR), asking.open) == ("blue", [])
    asking = Asking({}, {"list.x.colour": "green"})
    assert (asking.answer(COLOUR), asking.open) == ("red", [COLOUR])
    assert (
        Asking({"list.x.colour": " Red "}, {"list.x.colour": "blue"}).answer(COLOUR)
        == "red"
    )


def test_a_question_that_comes_up_twice_is_asked_once_with_both_reasons():
    asking = Asking({})
    asking.answer(COLOUR)
    asking.answer(
        Question(
            "list.x.colour",
            "Which colour here?",
            "blue",
            ("red", "blue"),
            ("another row",),
        )
    )
    [question] = asking.open
    assert (question.ask, question.suggested, question.because) == (
        "Which colour?",
        "red",
        ("one row", "another row"),
    )


def test_an_answer_to_a_question_that_there_is_not_is_refused(hand_in):
    with pytest.raises(
        RetentionError,
        match=r"No question is called “date_ordr”. Questions are as_of, date_order",
    ):
        hand_in(
            None,
            None,
            {"date_ordr": "day-first"},
            a=visits("2026-01-05 09:00,Completed"),
        )


JOINED = (
    "ProcNum,PatNum,ProcStatus,ProcDate,ProcFee,LName,FName,PatStatus\n"
    "1,5,2,2026-01-05,80,Ruiz,Ana,0\n2,5,1,,900,Ruiz,Ana,0\n"
)


def test_a_file_with_the_headings_of_two_kinds_is_asked_about(hand_in):
    loaded = hand_in(p=JOINED)
    question = loaded.questions[0]
    assert question.key == "layout.opendental.patient.opendental.procedurelog"
    assert question.ask == (
        "“p.csv” has the headings of “Open Dental: patients” and “Open Dental: "
        "procedures”. As which is it to be read?"
    )
    assert question.answers == ("Open Dental: patients", "Open Dental: procedures")
    assert question.suggested in question.answers
    for answer, rows_of in (
        ("Open Dental: patients", {"patient": 1}),
        ("open dental: procedures", {"procedure": 2}),
    ):
        answered = hand_in(None, date(2026, 1, 5), {question.key: answer}, p=JOINED)
        assert {
            name: table.num_rows for name, table in answered.tables.items()
        } == rows_of
        assert question.key not in keys(answered)


def test_a_file_with_the_headings_of_two_kinds_that_are_not_needed_is_not_asked_about(
    hand_in,
):
    loaded = hand_in(p="DiseaseNum,PatFieldNum,PatNum\n1,2,3\n")
    assert (keys(loaded), loaded.not_needed) == (["as_of"], ("p.csv",))


def test_a_mapping_by_hand_settles_a_file_with_the_headings_of_two_kinds(hand_in):
    line = JOINED.partition("\n")[0].split(",")
    made = ingest.Declaration("patient", {"id": "PatNum", "last_name": "LName"})
    loaded = hand_in(p=JOINED, mappings={ingest.fingerprint(line): made})
    assert (keys(loaded), loaded.reports[0].layout) == (["as_of"], "mapped.patient")


def test_a_file_with_the_headings_of_two_kinds_is_told_as_the_likeliest(tmp_path):
    (tmp_path / "p.csv").write_text(JOINED, "utf-8")
    told = ingest.identify_files(ingest.find([tmp_path]), mappings={})
    assert [(one.layout, one.refusal) for one in told] == [
        ("opendental.procedurelog", "")
    ]
