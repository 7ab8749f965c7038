"""Every profile's file, made of a practice of invented people and read again by the
rules that its reader documents.
"""

import csv
import io
import re
from collections import Counter

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from retention import documents
from retention.core.policy import Policy
from retention.outreach import PROFILES, WITH_FILE, CampaignChoices, Log, Segment, plan
from retention.outreach.campaigns.profiles import profile_of
from retention.practice import Practice, conform
from tests.demo.conftest import ENDS, small

__all__ = ["small"]

NOBODY = pd.DataFrame({"household_id": [], "arm": [], "until": pd.to_datetime([])})
ZIP = r"\d{5}(-\d{4})?"
# What each reader's own help page asks: column to pattern of the whole cell, columns
# that may be empty with “()?”.
RULES = {
    "letter": {
        "Name": r".{1,100}",
        "Salutation": r"Dear .+,",
        "Address 1": r".+",
        "Address 2": r".*",
        "City": r".+",
        "State": r".+",
        "Zip": r".+",
    },
    "lob": {
        "name": r".{1,40}",
        "address_line1": r".{1,64}",
        "address_line2": r".{0,64}",
        "address_city": r".{1,200}",
        "address_state": r"[A-Z]{2}",
        "address_zip": ZIP,
    },
    "postgrid": {
        "First Name": r".{1,40}",
        "Address (Line 1)": r".{1,64}",
        "Address 2": r".*",
        "City": r".{1,200}",
        "State/Province": r"[A-Z]{2}",
        "ZIP/Postal Code": ZIP,
        "Country": r"US",
    },
    "click2mail": {
        "Name": r".{1,40}",
        "Address 1": r".{1,64}",
        "Address 2": r".{0,64}",
        "City": r".{1,200}",
        "State": r"[A-Z]{2}",
        "Zip": ZIP,
    },
    "constant-contact": {
        "Email Address": r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+",
        "First Name": r".{0,50}",
        "Last Name": r".{0,50}",
    },
    "mailchimp": {
        "Email Address": r"[!-?A-~]+@[^@\s]+\.[^@\s]+",
        "First Name": r".{0,255}",
        "Last Name": r".{0,255}",
    },
    "phone": {"First Name": r".*", "Last Name": r".*", "Phone": r".*\d.*"},
    "text": {"First Name": r".*", "Phone": r"\(\d{3}\) \d{3}-\d{4}"},
}
MORE = {
    "letter": {
        "First Name": r".*",
        "Last Name": r".*",
        "Family": r".+",
        "Phone": r".*",
        "Email": r"(.+@.+)?",
        "Country": r"US",
        "Patient Id": r"\d+",
        "Patient Ids": r"\d+( \d+)*",
        "Household Id": r"\d+",
    },
    "lob": {
        "address_country": r"[A-Z]{2}",
        "metadata_salutation": r"Dear .+,",
        "metadata_family": r".+",
        "metadata_patient_ids": r"\d+( \d+)*",
        "metadata_household_id": r"\d+",
    },
    "postgrid": {
        "Salutation": r"Dear .+,",
        "Email": r"(.+@.+)?",
        "Phone Number": r".*",
        "Family": r".+",
        "Patient Ids": r"\d+( \d+)*",
        "Household Id": r"\d+",
    },
    "click2mail": {
        "Salutation": r"Dear .+,",
        "Family": r".+",
        "Patient Ids": r"\d+( \d+)*",
        "Household Id": r"\d+",
    },
    "constant-contact": {
        "Home Address Line 1": r".*",
        "Home Address Line 2": r".*",
        "City": r".{0,50}",
        "State / Province": r"([A-Z]{2})?",
        "Zip / Postal Code": r".{0,25}",
        "Country": r"US",
        "Phone Number - Home": r".{0,25}",
    },
    "mailchimp": {},
    "phone": {
        "Family": r".+",
        "Address 1": r".*",
        "Address 2": r".*",
        "City": r".*",
        "State": r".*",
        "Zip": r".*",
        "Email": r"(.+@.+)?",
        "Patient Id": r"\d+",
        "Patient Ids": r"\d+( \d+)*",
        "Household Id": r"\d+",
    },
    "text": {
        "Last Name": r".*",
        "Patient Id": r"\d+",
        "Patient Ids": r"\d+( \d+)*",
        "Household Id": r"\d+",
    },
}
KEYS = [profile.key for profile in WITH_FILE]


@pytest.fixture(scope="module")
def book(small) -> Practice:
    return conform(
        small,
        ENDS,
        Policy(practice_name="Elm Dental", postal_address="1 Main St, Salem OR 97301"),
    )


def made(book: Practice, key: str, columns=()):
    given = CampaignChoices(
        "Spring", "own_service", key, Segment(), tuple(columns), share=0.0
    )
    return plan(book, Log.empty(), given, ENDS, secret="5f" * 32, live=NOBODY)


def read(content: bytes, form: str) -> list[list[str]]:
    """The file's rows, header first, as its reader has them."""
    if form == "csv":
        return list(
            csv.reader(
                io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True
            )
        )
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python()
    )


FORMS = [(profile.key, form) for profile in WITH_FILE for form in profile.formats]


def test_every_profile_with_a_file_is_read_by_rules_of_its_own():
    assert (
        set(RULES)
        == set(MORE)
        == set(KEYS)
        == {profile.key for profile in PROFILES} - {"calls"}
    )
    assert len(FORMS) == 12


@pytest.mark.parametrize(("key", "form"), FORMS)
@pytest.mark.parametrize("more", [False, True], ids=["as it is", "all columns ticked"])
def test_every_cell_of_every_file_is_as_its_reader_wants_it(book, key, form, more):
    planned = made(book, key, MORE[key] if more else ())
    content = documents.list_file(
        planned.mailing.frame, form, machine=planned.profile.machine
    )
    header, *rows = read(content, form)
    rules = {**RULES[key], **(MORE[key] if more else {})}
    assert header == list(rules)
    assert len(rows) > 20
    for row in rows:
        assert len(row) == len(header)
        for column, cell in zip(header, row, strict=True):
            assert isinstance(cell, str), f"{column} “{cell}” is not text"
            assert re.fullmatch(rules[column], cell), f"{column} “{cell}”"


IDS = {"lob": ["metadata_household_id", "metadata_patient_ids"]}


@pytest.mark.parametrize(
    "key", [key for key in KEYS if profile_of(key).channel in ("mail", "phone")]
)
def test_every_household_and_address_has_one_row_and_everybody_is_in_one(book, key):
    household, patients = IDS.get(key, ["Household Id", "Patient Ids"])
    planned = made(book, key, [household, patients])
    frame = planned.mailing.frame
    address = [
        name
        for name, field in planned.profile.cells.items()
        if field in planned.profile.per
    ]
    assert not frame.duplicated([household, *address]).any()
    assert set(frame[household]) == set(planned.members["household_id"])
    inside = [one for ids in frame[patients] for one in ids.split(" ")]
    assert sorted(inside) == sorted(planned.members["patient_id"])


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("constant-contact", "Email Address"),
        ("mailchimp", "Email Address"),
        ("text", "Phone"),
    ],
)
def test_an_address_or_number_that_several_share_gets_one_message(book, key, column):
    assert made(book, key).mailing.frame[column].str.casefold().is_unique


def test_zeros_in_front_of_a_zip_code_stay(book):
    frame = made(book, "letter").mailing.frame.assign(Zip="01234")
    for form in ("csv", "xlsx"):
        assert {
            row[-1] for row in read(documents.list_file(frame, form), form)[1:]
        } == {"01234"}


def test_columns_beyond_name_and_address_are_ticked_one_by_one(book):
    assert (
        list(made(book, "letter", ["Patient Id"]).mailing.columns)[-1] == "Patient Id"
    )
    assert "Family" not in made(book, "letter", ["Patient Id"]).mailing.columns


def test_mailchimp_gets_contact_only():
    assert profile_of("mailchimp").more == {}
    assert set(profile_of("mailchimp").cells.values()) == {"email", "first", "last"}


def test_a_phone_or_e_mail_that_may_not_be_used_stands_in_no_file(book):
    frame = made(
        book, "letter", ["Patient Id", "Patient Ids", "Phone", "Email"]
    ).mailing.frame
    people = book.people.set_index("id")
    one = frame[
        ~frame["Patient Ids"].str.contains(" ")
        & (frame["Patient Ids"] == frame["Patient Id"])
    ]
    may_phone = (
        people.loc[one["Patient Id"], "phone_ok"].fillna(True).to_numpy(dtype=bool)
    )
    may_email = (
        people.loc[one["Patient Id"], "email_ok"].fillna(True).to_numpy(dtype=bool)
    )
    assert Counter(may_phone)[False] + Counter(may_email)[False] > 0, (
        "the demo has people who said no"
    )
    assert (one["Phone"][~may_phone] == "").all()
    assert (one["Email"][~may_email] == "").all()
    assert (one["Phone"] != "").any()
