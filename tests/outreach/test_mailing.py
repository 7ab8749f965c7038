"""Mailing files: one row per household, nobody who said no, nothing about treatment."""

import pandas as pd
import pytest

from retention.core.errors import RetentionError, WrongCall
from retention.outreach import PROFILES, Log, mailing

from .small import D, child, contact, drifting, log, person, plan, practice

POSTAL = {"postal_address": "1 Main St, Salem OR 97301"}


def of(people, profile="letter", logged=None, **policy):
    """The file for these people, all of whom are drifting."""
    rows = [row for each in people for row in drifting(each["id"])]
    return mailing(
        practice(people, rows, **policy), logged or Log.empty(), D, profile=profile
    )


def rows(made) -> list[tuple[str, ...]]:
    return [tuple(row) for row in made.frame.itertuples(index=False)]


def test_a_letter_has_name_salutation_and_address_and_nothing_else():
    made = of([person("carla", preferred_name="Carly", address_2="Apt 2")])
    assert made.columns == (
        "Name",
        "Salutation",
        "Address 1",
        "Address 2",
        "City",
        "State",
        "Zip",
    )
    assert rows(made) == [
        ("Carla Johnson", "Dear Carly,", "1 Elm St", "Apt 2", "Salem", "OR", "97301")
    ]
    assert made.people == [("carla", "carla", "lapsing")]


def test_a_household_gets_one_letter():
    made = of(
        [
            person("carla"),
            person("brian", household_id="carla"),
            child("sara", of="carla"),
        ]
    )
    assert rows(made) == [
        (
            "The Johnson family",
            "Dear Johnson family,",
            "1 Elm St",
            "",
            "Salem",
            "OR",
            "97301",
        )
    ]
    assert sorted(made.people) == [
        (key, "carla", "lapsing") for key in ("brian", "carla", "sara")
    ]


def test_a_letter_about_a_child_is_addressed_to_the_guarantor():
    people = [person("carla"), child("sara", of="carla", last_name="Wood")]
    made = mailing(practice(people, drifting("sara")), Log.empty(), D, profile="letter")
    assert rows(made)[0][:2] == ("Carla Johnson", "Dear Carla,")
    assert made.people == [("sara", "carla", "lapsing")]


def test_two_family_names_get_both_names():
    made = of(
        [person("carla"), person("brian", household_id="carla", last_name="Wood")]
    )
    assert rows(made)[0][:2] == (
        "Brian Wood and Carla Johnson",
        "Dear Brian and Carla,",
    )


def test_names_too_long_for_an_envelope_become_the_guarantors_family():
    made = of(
        [
            person("carla"),
            person(
                "brian",
                household_id="carla",
                last_name="Featherstonehaugh-Cholmondeley",
            ),
        ]
    )
    assert rows(made)[0][0] == "The Johnson family"


def test_a_letter_never_goes_to_another_address_of_the_household():
    made = of(
        [person("carla"), person("brian", household_id="carla", address_1="9 Oak Ave")]
    )
    assert [(name, street) for name, _, street, *_ in rows(made)] == [
        ("Brian Johnson", "9 Oak Ave"),
        ("Carla Johnson", "1 Elm St"),
    ]


def test_the_family_is_not_addressed_where_one_of_it_asked_to_be_left_in_peace():
    people = [
        person("carla"),
        person("brian", household_id="carla"),
        child("sara", of="carla"),
    ]
    made = of(people, logged=log(stops=(("brian", "all"),)))
    assert rows(made)[0][:2] == ("Carla Johnson", "Dear Carla,")
    assert made.left_out["do_not_contact"] == 1
    assert sorted(key for key, *_ in made.people) == ["carla", "sara"]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"mail_ok": False}, "no_channel"),
        ({"zip": None}, "no_channel"),
        ({"city": " "}, "no_channel"),
    ],
)
def test_without_leave_or_address_there_is_no_letter(columns, rule):
    made = of([person("carla", **columns)])
    assert (len(made.frame), made.people, made.left_out[rule]) == (0, [], 1)


def test_people_inside_the_cool_down_get_no_letter():
    made = of(
        [person("carla")], logged=log(contact("carla", "left_message", "2026-11-10"))
    )
    assert (len(made.frame), made.left_out["cool_down"]) == (0, 1)


def test_a_call_back_that_is_due_is_a_call_and_no_letter():
    asked = contact("carla", "call_back", "2026-11-10", call_back_on="2026-11-20")
    made = of([person("carla")], logged=log(asked))
    assert (len(made.frame), made.left_out["cool_down"]) == (0, 1)
    later = of(
        [person("carla")], logged=log({**asked, "day": pd.Timestamp("2026-11-01")})
    )
    assert (len(later.frame), later.left_out["cool_down"]) == (1, 0)


def test_only_those_with_the_reasons_asked_for_are_written_to():
    people = [person("carla"), person("dan")]
    book = practice(
        people, [*drifting("carla"), *drifting("dan"), plan("dan", "2026-11-01", 90000)]
    )
    made = mailing(book, Log.empty(), D, profile="letter", reasons=("sitting",))
    assert made.people == [("dan", "dan", "sitting")]
    assert mailing(book, Log.empty(), D, profile="letter").people[1] == (
        "dan",
        "dan",
        "sitting",
    )


def test_a_lob_row_has_its_headers_and_a_tidied_address():
    made = of(
        [person("carla", state=" or ", zip="973011234", address_1=" 1  Elm St")], "lob"
    )
    headers = (
        "name",
        "address_line1",
        "address_line2",
        "address_city",
        "address_state",
        "address_zip",
    )
    assert made.columns == headers
    assert made.machine
    assert rows(made) == [
        ("Carla Johnson", "1 Elm St", "", "Salem", "OR", "97301-1234")
    ]


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"state": "Oregon"}, "address_state"),
        ({"zip": "7301"}, "address_zip"),
        ({"last_name": "J" * 41}, "name"),
        ({"address_1": "1 " + "Elm" * 30}, "address_line1"),
        ({"address_2": "=HYPERLINK(1)"}, "address_line2"),
        ({"first_name": "+Carla"}, "name"),
        ({"city": "@Salem"}, "address_city"),
        ({"address_1": "-1 Elm St"}, "address_line1"),
        ({"address_1": "\t1 Elm St"}, "address_line1"),
        ({"address_2": "\0 =HYPERLINK(1)"}, "address_line2"),
        ({"first_name": "＝Carla"}, "name"),
    ],
)
def test_a_row_that_does_not_fit_a_machine_file_is_set_aside_with_a_sentence(
    columns, column
):
    made = of([person("carla", **columns), person("dan")], "lob")
    (aside,) = made.set_aside
    assert (aside.patient_ids, aside.column) == (("carla",), column)
    assert aside.say.startswith(f"{column} “{aside.found}” ")
    assert [key for key, *_ in made.people] == ["dan"]


def test_a_letter_without_a_name_is_set_aside():
    made = of([person("carla", first_name=None, last_name=" ")])
    assert (len(made.frame), made.set_aside[0].column) == (0, "Name")


def test_an_e_mail_file_has_one_row_per_address():
    people = [
        person("carla", email="Family@Example.com"),
        person("brian", email="family@example.com", household_id="carla"),
        person("dan"),
    ]
    made = of(people, "constant-contact", **POSTAL)
    assert made.columns == ("Email Address", "First Name", "Last Name")
    assert rows(made) == [
        ("Family@Example.com", "Carla", "Johnson"),
        ("dan@example.com", "Dan", "Johnson"),
    ]
    assert len(made.people) == 3


@pytest.mark.parametrize("email", ["carla@@example.com", "carla@example", None])
def test_without_a_usable_e_mail_there_is_no_row(email):
    made = of([person("carla", email=email)], "constant-contact", **POSTAL)
    assert (len(made.frame), made.left_out["no_channel"]) == (0, 1)


def test_an_e_mail_that_only_looks_like_one_is_set_aside():
    made = of(
        [person("carla", email="carla..j@example.com")], "constant-contact", **POSTAL
    )
    assert (len(made.frame), made.set_aside[0].column) == (0, "Email Address")


def test_who_may_not_be_e_mailed_is_not():
    made = of([person("carla", email_ok=False)], "constant-contact", **POSTAL)
    assert (len(made.frame), made.left_out["no_channel"]) == (0, 1)


def test_an_e_mail_file_is_refused_before_the_postal_address_is_set():
    with pytest.raises(RetentionError, match="postal_address"):
        of([person("carla")], "constant-contact")


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(WrongCall, match="letter, lob, postgrid"):
        of([person("carla")], "pigeon")


def test_no_profile_has_a_column_for_a_procedure_an_amount_or_a_reason():
    fields = {
        source
        for profile in PROFILES
        for source in profile.columns(profile.more).values()
    }
    assert fields == {
        "name",
        "salutation",
        "address_1",
        "address_2",
        "city",
        "state",
        "zip",
        "email",
        "first",
        "last",
        "country",
        "phone",
        "family",
        "patient_id",
        "patient_ids",
        "household_id",
    }


def test_long_names_are_not_made_a_family_against_the_wish_of_one_of_it():
    people = [
        person("carla"),
        person(
            "brian", household_id="carla", last_name="Featherstonehaugh-Cholmondeley"
        ),
        person("dan", household_id="carla"),
    ]
    assert rows(of(people, logged=log(stops=(("dan", "all"),))))[0][:2] == (
        "Carla Johnson",
        "Dear Carla,",
    )


def test_two_households_that_share_an_e_mail_get_one():
    people = [
        person("carla", email="both@example.com"),
        person("brian", email="both@example.com"),
    ]
    made = of(people, "constant-contact", **POSTAL)
    assert len(made.frame) == 1
    assert sorted(home for _, home, _ in made.people) == ["brian", "carla"]
