"""A person's page: found by its token alone, with everything known of them; nothing in
the address says who it is.
"""

from datetime import date

import pytest

from retention import outreach, services
from retention.services import Home
from retention.web.copy import frame, front_desk
from tests.builders import from_rows
from tests.web.conftest import NOW, Open, Screen
from tests.web.hostile import hostile, publish

pytestmark = pytest.mark.slow  # the whole app in each test


def _open(home: Home, open_page: Open, patient: str) -> Screen:
    key = services.chosen_practice(home, None)
    practice = services.open_practice(home, services.state(home, key))
    return open_page(
        home,
        "person",
        who=services.person_token(
            services.OpenedPractice(home, key, practice), patient
        ),
    )


def test_the_token_alone_opens_the_page(four: Home, open_page: Open):
    screen = _open(four, open_page, "1")
    assert [title.value for title in screen.app.title] == ["Ann Archer"]
    assert "Patient 1 in your system · 46 years old · Active" in screen.words
    for said in ("(503) 555-0101", "ann@example.com", "1 Elm Street, Salem, OR, 01234"):
        assert said in screen.words
    assert "Booked: Dec 3, 2026, 9:00 am" in screen.words
    assert "Recall is due Mar 11, 2027." in screen.words
    rows = screen.app.table[0].value
    assert list(rows["Day"][:2]) == ["Dec 3, 2026", "Sep 10, 2026"]
    assert list(rows["What"][:2]) == ["Appointment", "Visit"]
    assert len(rows) == 11


@pytest.mark.parametrize(
    ("reported", "says"),
    [
        ({"1": None, "2": None}, front_desk.BOOKINGS_UNKNOWN),
        ({"1": None, "2": date(2026, 12, 3)}, front_desk.NOTHING_BOOKED),
        ({"1": date(2026, 11, 2), "2": None}, front_desk.NOTHING_BOOKED),
        (
            {"1": date(2026, 12, 3), "2": None},
            front_desk.BOOKED_REPORTED.format(day="Dec 3, 2026"),
        ),
    ],
)
def test_of_a_patient_list_alone_it_says_what_is_known_of_bookings(
    home: Home, open_page: Open, reported, says
):
    last = {"last_visit_reported": date(2025, 3, 1), "status": "active"}
    publish(
        home,
        {
            "patient": from_rows(
                "patient",
                [
                    {"id": who, "next_visit_reported": day, **last}
                    for who, day in reported.items()
                ],
            )
        },
    )
    words = _open(home, open_page, "1").words
    of_bookings = (
        front_desk.BOOKINGS_UNKNOWN,
        front_desk.NOTHING_BOOKED,
        "Next visit as your system reports it",
    )
    assert [line for line in of_bookings if line in words] == [
        line for line in of_bookings if line in says
    ]
    assert says in words


def test_the_family_is_one_press_away(four: Home, open_page: Open):
    screen = _open(four, open_page, "1")
    assert front_desk.HOUSEHOLD in screen.words
    [family] = [
        button for button in screen.app.button if button.key.startswith("person.turn.")
    ]
    assert family.label == "Cleo Archer"
    assert [title.value for title in screen.click(family.key).app.title] == [
        "Cleo Archer"
    ]


def test_the_lookup_leads_to_the_page(four: Home, open_page: Open):
    screen = open_page(four, "outreach", {"outreach.view": frame.VIEWS[-1]})
    screen.app.text_input(key="lookup.name").set_value("archer")
    [link] = screen.run().app.get("page_link")
    key = services.chosen_practice(four, None)
    practice = services.open_practice(four, services.state(four, key))
    assert (
        link.proto.query_string.split("&")[0]
        == f"who={services.person_token(services.OpenedPractice(four, key, practice), '1')}"
    )


def test_it_says_whether_we_call_them(demo_once: Home, open_page: Open):
    key = services.chosen_practice(demo_once, None)
    practice = services.open_practice(demo_once, services.state(demo_once, key))
    [first] = outreach.ranked_list(
        practice, services.log(demo_once, key), NOW.date()
    ).rows(0, 1)
    screen = _open(demo_once, open_page, first.patient_id)
    assert "On the list." in screen.words
    for part in first.reasons:
        assert part.sentence in screen.words


def test_what_was_logged_and_stopped_here_is_on_it(four: Home, open_page: Open):
    key = services.chosen_practice(four, None)
    practice = services.open_practice(four, services.state(four, key))
    services.log_contact(
        services.OpenedPractice(four, key, practice),
        "2",
        services.Contact("sitting", "do_not_contact", note="Enough"),
        NOW,
    )
    screen = _open(four, open_page, "2")
    assert (
        front_desk.SWITCHED_OFF.format(channels="phone, letter, e-mail, text")
        in screen.words
    )
    assert "Do not contact, about: treatment left sitting: “Enough”" in screen.words
    rows = screen.app.table[0].value
    assert list(zip(rows["Day"][:2], rows["What"][:2], strict=True)) == [
        ("Nov 22, 2026", "Contact here"),
        ("Nov 22, 2026", "Asked to stop"),
    ]


def test_what_imports_changed_shows_when_asked_for(four: Home, open_page: Open):
    screen = _open(four, open_page, "4")
    assert "first seen" not in screen.words
    screen.app.toggle(key="person.imports").set_value(True)
    assert "first seen, in import 1" in screen.run().words


@pytest.mark.parametrize(
    ("who", "says"),
    [("0" * 32, front_desk.LEADS_TO_NOBODY), ("", front_desk.NOBODY_CHOSEN)],
)
def test_an_unknown_token_and_none_get_a_sentence(
    four: Home, open_page: Open, who: str, says: str
):
    screen = open_page(four, "person", who=who)
    assert [title.value for title in screen.app.title] == [frame.PERSON[0]]
    assert says in screen.words


def test_a_practice_whose_words_are_marks_shows_them_as_they_are(
    hostile_home: Home, open_page: Open
):
    for patient in ("<0>", "<1>", "<3>", "<9>"):
        screen = _open(hostile_home, open_page, patient)
        assert f"Patient {patient} in your system" in screen.words
        assert "<script>alert(1)</script>" not in [
            markdown.value for markdown in screen.app.markdown
        ]


def test_names_in_a_list_of_people_lead_to_their_pages(four: Home, open_page: Open):
    screen = open_page(four, "overview")
    screen.click("overview.skip").click("people.active")
    rows = screen.app.table[0].value
    key = services.chosen_practice(four, None)
    practice = services.open_practice(four, services.state(four, key))
    tokens = {
        services.person_token(services.OpenedPractice(four, key, practice), patient)
        for patient in ("1", "2")
    }
    assert {name.split("who=")[1].rstrip(")") for name in rows["Name"]} >= tokens
    assert not any("archer" in name.split("](")[1].lower() for name in rows["Name"])


def test_with_two_practices_the_address_names_the_one_that_is_meant(
    four: Home, open_page: Open
):
    publish(four, hostile(), "Oak Street")
    elm = services.chosen_practice(four, "Elm Street")
    token = services.person_token(
        services.OpenedPractice(
            four, elm, services.open_practice(four, services.state(four, elm))
        ),
        "2",
    )
    assert [
        title.value
        for title in open_page(
            four, "person", who=token, practice="Elm Street"
        ).app.title
    ] == ["Bob Barlow"]
    assert (
        front_desk.LEADS_TO_NOBODY
        in open_page(four, "person", who=token, practice="Oak Street").words
    )
    screen = open_page(four, "treatment", practice="Elm Street")
    [link] = screen.app.table[0].value["Name"]
    assert link == f"[Bob Barlow](person?who={token}&practice=Elm+Street)"
