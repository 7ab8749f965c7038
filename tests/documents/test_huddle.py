"""The morning huddle: today's people in order of time, what to know of each; initials
name nobody.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from retention import outreach
from retention.core.errors import RetentionError
from retention.documents.call_sheets import NEW, huddle_pdf
from retention.documents.pages import SHRED
from retention.outreach import Log
from retention.practice import conform
from tests.cli.conftest import Line
from tests.documents.reading import boxes, pages
from tests.outreach import small
from tests.web.hostile import WORDS, hostile

DAY = date(2026, 11, 23)


def booked(key: str, clock: str, on: str = "2026-11-23", **columns) -> dict:
    return {
        "patient_id": key,
        "status": "scheduled",
        "starts_at": datetime.fromisoformat(f"{on}T{clock}"),
        **columns,
    }


def huddle(
    people,
    procedures=(),
    *,
    log: Log | None = None,
    day: date = DAY,
    initials: bool = False,
    **rows,
):
    return outreach.huddle(
        small.practice(people, procedures, **rows),
        log or Log.empty(),
        day,
        initials=initials,
    )


def printed(*given, **named) -> str:
    return " ".join(" ".join(pages(huddle_pdf(huddle(*given, **named)))).split())


def test_people_come_in_order_of_time_each_once_with_all_their_appointments():
    told = huddle(
        [
            small.person("1"),
            small.person("2"),
            small.person("3"),
            small.person("4"),
            small.person("5"),
        ],
        appointments=[
            booked("1", "14:20", provider_id="Lee"),
            booked("2", "08:05", provider_id="Lee", hygienist_id="Kim"),
            booked("1", "09:00", hygienist_id="Kim"),
            booked("3", "10:00", on="2026-11-24"),
            {**booked("4", "10:00"), "status": "cancelled"},
            {**booked("5", "10:00"), "status": "planned"},
        ],
    )
    assert [
        (guest.patient_id, guest.time, guest.appointments) for guest in told.guests
    ] == [
        ("2", "8:05 am", ("8:05 am with Lee and Kim",)),
        ("1", "9:00 am", ("9:00 am with Kim", "2:20 pm with Lee")),
    ]


def test_all_that_is_known_of_a_guest_is_printed():
    said = printed(
        [
            small.person(
                "1", first_name="Ada", last_name="Byron", birth_date=date(1983, 11, 25)
            ),
            small.child(
                "2",
                "1",
                first_name="Tom",
                last_name="Byron",
                birth_date=date(2018, 1, 2),
            ),
        ],
        [
            small.visit("1", "2026-01-05"),
            small.plan("1", "2026-01-05", 115000),
            small.plan("1", "2026-01-05", 20000),
            small.visit("2", "2025-01-05"),
        ],
        appointments=[booked("1", "09:00", provider_id="Lee")],
        recalls=[{"patient_id": "2", "due_on": date(2025, 7, 5)}],
        log=small.log(
            small.contact(
                "1", "left_message", "2026-10-30", note="Prefers mornings", by="Mia"
            )
        ),
    )
    assert "9:00 am Ada Byron" in said
    assert "43 years" not in said  # she turns 43 on Wednesday
    assert "42 years · patient 1 · 9:00 am with Lee" in said
    assert (
        "Unfinished: A crown for $1,150 planned Jan 5, 2026 is still waiting (and "
        "1 more item, $1,350 in all)."
    ) in said
    assert "Family: Tom Byron, 8 years: Cleaning was due Jul 5, 2025" in said
    assert "Birthday: Nov 25: turns 43." in said
    assert "Last words: Oct 30, 2026, left a message (Mia): “Prefers mornings”" in said
    assert "Balances are not in the records." in said
    assert NEW not in said
    assert SHRED in said
    assert "Monday, Nov 23, 2026 · 1 patient · records up to Nov 20, 2026" in said


def test_who_has_never_had_a_visit_is_marked_new():
    [new] = huddle([small.person("1")], appointments=[booked("1", "09:00")]).guests
    [known] = huddle(
        [small.person("1")],
        [small.visit("1", "2020-01-05")],
        appointments=[booked("1", "09:00")],
    ).guests
    assert (new.is_new, known.is_new) == (True, False)
    assert NEW in printed([small.person("1")], appointments=[booked("1", "09:00")])


@pytest.mark.parametrize(
    ("reported", "is_new"),
    [
        ({"first_visit_reported": date(2009, 3, 2)}, False),
        ({"last_visit_reported": date(2026, 11, 22)}, False),
        ({"first_visit_reported": DAY, "last_visit_reported": DAY}, True),
        ({}, True),
    ],
)
def test_whom_the_practices_system_saw_before_is_not_new(reported, is_new):
    """Records of procedures that begin later than the patient list, or an own row that
    was merged.
    """
    people = [small.person("1", **reported), small.person("2"), small.person("3")]
    rows = {"people": people, "procedures": [small.visit("3", "2026-01-05")]}
    [guest] = huddle(**rows, appointments=[booked("1", "09:00")]).guests
    assert guest.is_new == is_new
    merged = [{"loser_id": "1", "winner_id": "2"}]
    [guest] = huddle(**rows, merges=merged, appointments=[booked("2", "09:00")]).guests
    assert guest.is_new == is_new


def test_who_came_for_the_first_time_earlier_today_is_still_new():
    rows = {
        "procedures": [small.visit("1", "2026-11-20")],
        "appointments": [booked("1", "16:00", on="2026-11-20")],
    }
    [guest] = huddle([small.person("1")], **rows, day=small.D).guests
    assert guest.is_new


def test_a_recall_that_is_overdue_is_said_of_the_guest():
    rows = {
        "appointments": [booked("1", "09:00")],
        "recalls": [{"patient_id": "1", "due_on": date(2026, 7, 5)}],
        "procedures": [
            small.visit("1", "2025-01-05"),
            {
                "patient_id": "1",
                "code_raw": "D2740",
                "status": "planned",
                "appointment_id": "appointment0",
            },
        ],
    }
    [guest] = huddle([small.person("1")], **rows).guests
    assert guest.recall == "Cleaning was due Jul 5, 2026 (141 days ago)."
    assert guest.unfinished == ""  # the crown is what they come for


def test_family_that_asked_us_to_stop_is_not_spoken_of():
    people = [
        small.person("1"),
        small.person("2", household_id="1"),
        small.person("3", household_id="1"),
    ]
    visits = [*small.drifting("2"), *small.drifting("3")]
    [guest] = huddle(
        people,
        visits,
        appointments=[booked("1", "09:00")],
        log=small.log(stops=(("2", "all"),)),
    ).guests
    assert [member.split(",")[0] for member in guest.family] == ["3 Johnson"]


@pytest.mark.parametrize(
    ("born", "day", "said"),
    [
        ((1980, 11, 23), DAY, "today: turns 46."),
        ((1980, 11, 29), DAY, "Nov 29: turns 46."),
        ((1980, 11, 30), DAY, ""),
        ((1980, 11, 22), DAY, ""),
        ((1992, 2, 29), date(2027, 2, 25), "Feb 28: turns 35."),
        ((1992, 2, 29), date(2028, 2, 25), "Feb 29: turns 36."),
        ((1990, 1, 2), date(2026, 12, 31), "Jan 2: turns 37."),
    ],
)
def test_a_birthday_of_the_week_is_said(
    born: tuple[int, int, int], day: date, said: str
):
    [guest] = huddle(
        [small.person("1", birth_date=date(*born))],
        appointments=[booked("1", "09:00", on=f"{day}")],
        day=day,
    ).guests
    assert guest.birthday == said


def test_with_initials_nobody_is_named_and_no_note_is_printed():
    people = [
        small.person("1", first_name="Zebulon", last_name="Quackenbush"),
        small.person("2", first_name="Ulla", last_name="Overbeek", household_id="1"),
    ]
    log = small.log(
        small.contact(
            "1",
            "left_message",
            "2026-10-30",
            note="Ask for Zebulon's wife Ulla",
            by="Mia",
        )
    )
    given = (people, small.drifting("2"))
    coming = [booked("1", "09:00", provider_id="Dr. Ngozi Okonkwo")]
    named = printed(*given, appointments=coming, log=log)
    said = printed(*given, appointments=coming, log=log, initials=True)
    for name in (
        "Zebulon",
        "Quackenbush",
        "Ulla",
        "Overbeek",
        "wife",
        "Mia",
        "Okonkwo",
    ):
        assert name in named
        assert name not in said
    assert "9:00 am Z. Q." in said
    assert "U. O., 46 years" in said
    assert "left a message (M.)." in said
    assert "with Dr. N. O." in said


def test_a_day_before_the_export_is_refused():
    with pytest.raises(
        RetentionError,
        match=r"The records are of Nov 20, 2026.* Nov 19, 2026\. Give a later day",
    ):
        huddle([small.person("1")], day=date(2026, 11, 19))


def test_the_day_of_the_export_is_booked_too():
    [guest] = huddle(
        [small.person("1")],
        appointments=[booked("1", "16:00", on="2026-11-20")],
        day=small.D,
    ).guests
    assert guest.time == "4:00 pm"


def test_a_day_without_anybody_and_records_without_appointments_say_so():
    assert "Nobody is booked for this day." in printed([small.person("1")])
    said = printed([small.person("1")], without=("appointment",))
    assert "Nobody is listed: no appointments were loaded." in said


def test_many_guests_fill_numbered_pages_in_order():
    people = [small.person(str(number)) for number in range(60)]
    appointments = [
        booked(str(number), f"{8 + number // 6:02}:{number % 6}0")
        for number in range(60)
    ]
    printed_pages = pages(huddle_pdf(huddle(people, appointments=appointments)))
    whole = " ".join(" ".join(printed_pages).split())
    places = [whole.index(f"patient {number} ·") for number in range(60)]
    assert places == sorted(places)
    assert [
        f"Page {n} of {len(printed_pages)}" in page
        for n, page in enumerate(printed_pages, 1)
    ].count(False) == 0
    assert len(printed_pages) > 2


def test_the_command_writes_the_page(imported: Line, tmp_path: Path):
    out = tmp_path / "huddle.pdf"
    done = imported.run("huddle", "--out", out, "--initials")
    assert done.exit_code == 0, done.stderr
    assert "on Nov 23, 2026 in" in done.stdout
    assert "Page 1 of 1" in pages(out.read_bytes())[0]
    refused = imported.run("huddle", "--out", out, "--day", "2020-01-01")
    assert refused.exit_code == 1
    assert "The records are of" in refused.stderr


def test_a_practice_whose_words_are_marks_prints_them_within_the_page():
    book = conform(hostile(), DAY)
    booked_all = book.appointments.assign(
        day=pd.Timestamp(DAY), starts_at=pd.Timestamp("2026-11-23T09:00")
    )
    told = outreach.huddle(
        replace(book, appointments=booked_all, memory={}), Log.empty(), DAY
    )
    content = huddle_pdf(replace(told, practice_name=WORDS[0]))
    assert len(told.guests) == len(WORDS)
    assert "<script>alert(1)</script>" in " ".join(pages(content)[0].split())
    for left, top, right, bottom, word in boxes(content):
        assert left >= 35, word
        assert right <= 612 - 34, word
        assert top >= 30, word
        assert bottom <= 792 - 30, word
