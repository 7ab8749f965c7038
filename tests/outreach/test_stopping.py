"""Asked us to stop: whoever it was said of is in no list and no file from that moment;
the others of the home stay.
"""

from datetime import datetime

import pandas as pd
import pytest

from retention.documents.call_sheets import call_sheets_pdf
from retention.outreach import (
    PROFILES,
    CampaignChoices,
    Log,
    asks_too,
    call_sheets,
    huddle,
    mailing,
    of_household,
    plan,
    queue,
    ranked_list,
)
from retention.outreach.candidates import Candidates
from retention.practice import Practice
from tests.documents.reading import pages

from .small import D, child, contact, drifting, log, person, practice

POLICY = {"postal_address": "1 Main St, Salem OR 97301", "practice_name": "Elm Dental"}
FAMILY = [
    person("mum", first_name="Mumcarla"),
    person(
        "dad", first_name="Dadbrian", household_id="mum", mobile_phone="(305) 555-0141"
    ),
    child("kim", of="mum", first_name="Kidkim"),
    person(
        "gran",
        first_name="Granada",
        household_id="mum",
        birth_date=None,
        mobile_phone="(305) 555-0142",
    ),
]
OTHERS = [
    person(
        "eva",
        first_name="Eva",
        last_name="Wood",
        address_1="9 Oak Ave",
        mobile_phone="(305) 555-0143",
    )
]
NOBODY = pd.DataFrame(
    {
        "household_id": pd.Series(dtype="str"),
        "arm": pd.Series(dtype="str"),
        "until": pd.Series(dtype="datetime64[us]"),
    }
)


@pytest.fixture(scope="module")
def book() -> Practice:
    """The family and Eva, all drifting off; Mum comes in on Monday."""
    rows = [row for each in (*FAMILY, *OTHERS) for row in drifting(each["id"])]
    return practice([*FAMILY, *OTHERS], rows, **POLICY)


@pytest.fixture(scope="module")
def before(book: Practice) -> dict[str, set[str]]:
    """Who is in every list and file before anybody asked us to stop."""
    return everywhere(book, Log.empty())


def said_of(*people: str, how: str) -> Log:
    """What the front desk logged for those people: the contact, the stop, or both as it
    is saved together.
    """
    contacts = (
        [contact(key, "do_not_contact", D.isoformat()) for key in people]
        if how != "stop"
        else []
    )
    return log(
        *contacts,
        stops=tuple((key, "all") for key in people) if how != "contact" else (),
    )


def everywhere(book: Practice, logged: Log) -> dict[str, set[str]]:
    """The patients of every list and file that is made for a day, by its name."""
    found = queue(book, logged, D)
    rows = [*found.rows, *found.spoken_to]
    out = {
        "list": set(ranked_list(book, logged, D).frame["patient_id"]),
        "queue": {one.patient_id for row in rows for one in (row.lead, *row.others)},
        "spoken to": {
            one.speak_to_id for row in rows for one in (row.lead, *row.others)
        },
    }
    for profile in PROFILES:
        wish = CampaignChoices(
            "Spring", "own_service", profile.key, share=0, message=_message(profile.key)
        )
        planned = plan(book, logged, wish, D, secret="5f" * 32, live=NOBODY)
        out[f"campaign {profile.key}"] = set(planned.members["patient_id"])
        if profile.formats:
            out[f"file {profile.key}"] = {
                key
                for key, _, _ in mailing(book, logged, D, profile=profile.key).people
            }
    return out


def _message(profile: str) -> str:
    return "Elm Dental: call us. Reply STOP to end." if profile == "text" else ""


def printed(book: Practice, logged: Log) -> str:
    """Every word of every file's rows, and the names that the call sheets have."""
    words = [
        " ".join(mailing(book, logged, D, profile=one.key).frame.to_numpy().ravel())
        for one in PROFILES
        if one.formats
    ]
    sheets = call_sheets(book, logged, D)
    words += [
        " ".join((call.name, call.speak_to, call.phone, call.opening, *call.others))
        for call in sheets.calls
    ]
    return " ".join(words)


@pytest.mark.parametrize("how", ["both", "stop", "contact"])
@pytest.mark.parametrize(
    ("asked", "stopped", "stays"),
    [
        (["dad"], {"dad"}, {"gran", "eva"}),
        (["dad", "gran"], {"dad", "gran"}, {"eva"}),
        (["mum"], {"mum", "kim"}, {"dad", "gran", "eva"}),
        (["kim"], {"mum", "kim"}, {"dad", "gran", "eva"}),
        (["mum", "dad", "kim", "gran"], {"mum", "dad", "kim", "gran"}, {"eva"}),
    ],
)
def test_whoever_is_ticked_is_in_no_list_and_no_file(
    book, before, asked, stopped, stays, how
):
    after = everywhere(book, said_of(*asked, how=how))
    for name, patients in before.items():
        assert stopped & patients or name == "spoken to", f"{name} shows nothing"
        assert not stopped & after[name], name
        # The day's calls leave a home that was spoken to today for tomorrow, but nobody
        # loses their place on the list.
        assert stays <= after[name], name


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (["dad"], ["Dadbrian", "555-0141"]),
        (["mum"], ["Mumcarla", "Kidkim", "555-0140"]),
        (["gran", "dad"], ["Granada", "Dadbrian", "555-0141", "555-0142"]),
    ],
)
def test_who_asked_us_to_stop_is_neither_named_nor_addressed_nor_dialled(
    book, asked, names
):
    before = printed(book, Log.empty())
    after = printed(book, said_of(*asked, how="stop"))
    for name in names:
        assert name in before
        assert name not in after
    assert "Eva" in after


def test_a_letter_for_the_others_goes_by_name_and_never_to_the_family(book):
    letters = mailing(book, said_of("dad", how="both"), D, profile="letter").frame
    assert sorted(letters["Name"]) == [
        "Eva Wood",
        "Granada Johnson and Mumcarla Johnson",
    ]
    assert not letters["Name"].str.contains("family").any()


@pytest.mark.parametrize("profile", [one.key for one in PROFILES if one.formats])
def test_who_lives_at_the_place_in_a_household_of_their_own_is_not_addressed_with_the_family(
    profile,
):
    people = [
        person("carla", first_name="Carla"),
        person("brian", first_name="Brian", household_id="carla"),
        person("dan", first_name="Dan", email="carla@example.com"),
    ]
    people[1]["email"] = "carla@example.com"
    rows = [row for each in people for row in drifting(each["id"])]
    made = mailing(
        practice(people, rows, **POLICY),
        log(stops=(("dan", "all"),)),
        D,
        profile=profile,
    )
    cells = made.frame.to_numpy().ravel().tolist()
    assert not [cell for cell in cells if "family" in cell or "Dan" in cell]
    assert {patient for patient, _, _ in made.people} == {"carla", "brian"}


def test_somewhere_else_the_family_is_addressed_as_before():
    people = [
        person("carla"),
        person("brian", household_id="carla"),
        person("dan", address_1="9 Oak Ave"),
    ]
    rows = [row for each in people for row in drifting(each["id"])]
    made = mailing(
        practice(people, rows), log(stops=(("dan", "all"),)), D, profile="letter"
    )
    assert made.frame["Name"].tolist() == ["The Johnson family"]


def test_a_home_in_which_somebody_asked_us_to_stop_is_marked_in_the_queue_and_on_paper(
    book,
):
    logged = said_of("dad", how="stop")
    marked = {
        row.household_id: [book.people["id"].iloc[one] for one in row.stopped]
        for row in queue(book, logged, D).rows
    }
    assert marked == {"mum": ["dad"], "eva": []}
    for initials, name in ((False, "Dadbrian Johnson"), (True, "D. J.")):
        calls = call_sheets(book, logged, D, initials=initials).calls
        assert sorted(call.stopped for call in calls) == ["", name]
    said = " ".join(
        " ".join(pages(call_sheets_pdf(call_sheets(book, logged, D)))).split()
    )
    assert "Do not ask for (asked us to stop): Dadbrian Johnson" in said


def test_the_huddle_does_not_speak_of_who_asked_us_to_stop_among_the_family():
    coming = {
        "patient_id": "mum",
        "status": "scheduled",
        "starts_at": datetime.fromisoformat("2026-11-23T09:00"),
    }
    rows = [row for key in ("dad", "gran") for row in drifting(key)]
    book = practice(FAMILY, rows, appointments=[coming])
    day = coming["starts_at"].date()
    [guest] = huddle(book, Log.empty(), day).guests
    assert len(guest.family) == 2
    [guest] = huddle(book, said_of("dad", how="both"), day).guests
    [who] = guest.family
    assert who.startswith("Granada Johnson")


def test_the_people_of_a_home_begin_with_whom_we_spoke_to():
    people = [*FAMILY, person("ghost", household_id="mum", status="deceased"), *OTHERS]
    rows = [row for each in people for row in drifting(each["id"])]
    situation = Candidates(practice(people, rows), Log.empty(), D)
    at = {key: place for place, key in enumerate(situation.practice.people["id"])}
    called = {place: key for key, place in at.items()}
    found = [called[one] for one in of_household(situation, at["mum"], at["kim"])]
    assert found[:2] == ["mum", "kim"]
    assert sorted(found[2:]) == ["dad", "gran"]


def test_a_guarantor_who_never_was_a_patient_can_ask_us_to_stop():
    people = [
        person("mum", status="non_patient"),
        child("kim", of="mum"),
        person("dad", household_id="mum"),
    ]
    book = practice(people, [*drifting("kim"), *drifting("dad")])
    situation = Candidates(book, Log.empty(), D)
    at = {key: place for place, key in enumerate(book.people["id"])}
    assert of_household(situation, at["dad"], at["dad"]) == [
        at["dad"],
        at["kim"],
        at["mum"],
    ]
    assert [
        book.people["id"].iloc[one] for one in asks_too(situation, [at["mum"]])
    ] == ["kim"]


@pytest.mark.parametrize(
    ("asked", "too"),
    [
        (["mum"], ["kim"]),
        (["kim"], ["mum"]),
        (["dad"], []),
        (["mum", "kim"], []),
        ([], []),
    ],
)
def test_for_whom_else_it_holds_is_what_the_lists_do(book, asked, too):
    situation = Candidates(book, Log.empty(), D)
    at = {key: place for place, key in enumerate(book.people["id"])}
    found = asks_too(situation, [at[key] for key in asked])
    assert [book.people["id"].iloc[one] for one in found] == too
    stopped = Candidates(book, said_of(*asked, how="both"), D).stopped
    assert set(book.people["id"][stopped]) == {*asked, *too}
