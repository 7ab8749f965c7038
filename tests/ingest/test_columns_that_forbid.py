"""Columns of death, of refusing contact and of a next visit: read where they are plain,
else asked, never silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention import ingest
from retention.core import schema
from retention.core.policy import Policy
from retention.facts import appointments, contactability
from retention.ingest.parse.contact_headings import meaning_of
from retention.metrics import FIGURES
from retention.outreach import Log, explain_patient, mailing, ranked_list
from retention.practice import Period, Practice, conform
from tests.remembered import practice_of

DAY = date(2026, 6, 30)
PLAIN = (
    "Patient ID,First Name,Last Name,Birthdate,Cell "
    "Phone,Email,Address,City,State,Zip,Last Visit,Next Recall Due"
)
OWN = (
    "PatNum,FName,LName,PatStatus,Birthdate,WirelessPhone,Email,Address,City,State,Zip"
)
RECALL = "RecallNum,PatNum,DateDue,DatePrevious,RecallInterval,IsDisabled\n"
DONE = "ProcNum,PatNum,ProcCode,ProcStatus,ProcDate,ProcFee\n"


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def plain_list(heading: str, cells: Iterable[str]) -> dict[str, str]:
    """A patient list as any system may write it, all overdue, with one more column;
    people are 1, 2, …
    """
    rows = [
        f"{at},Ann{at},Testa{at},01/15/1950,(305) 555-010{at},ann{at}@example.com,{at} "
        f"Elm,Salem,ME,04101,10/20/2025,04/20/2026,{quoted(cell)}"
        for at, cell in enumerate(cells, 1)
    ]
    return {"patients": "\n".join([f"{PLAIN},{quoted(heading)}", *rows])}


def vendor_table(heading: str, cells: Iterable[str]) -> dict[str, str]:
    """Open Dental's own table of patients with one more column, and their recalls and
    cleanings.
    """
    many = list(enumerate(cells, 1))
    rows = [
        (
            f"{at},Ann{at},Testa{at},0,1950-01-15,(305) "
            f"555-010{at},ann{at}@example.com,{at} Elm,Salem,ME,04101,"
        )
        + quoted(cell)
        for at, cell in many
    ]
    return {
        "patient": "\n".join([f"{OWN},{quoted(heading)}", *rows]),
        "recall": RECALL
        + "".join(f"{at},{at},2026-04-20,2025-10-20,393217,0\n" for at, _ in many),
        "procedurelog": DONE
        + "".join(f"{at},{at},D1110,2,2025-10-20,100\n" for at, _ in many),
    }


FILES = {"plain": plain_list, "vendor": vendor_table}


def spelt(heading: str) -> set[str]:
    """A heading in the spellings of spreadsheets, reports and databases."""
    words = heading.split()
    return {
        heading,
        heading.upper(),
        heading.lower(),
        f" {heading} ",
        "".join(words),
        "_".join(words).lower(),
        "-".join(words),
        "".join(words).upper(),
        "".join(words).lower(),
        ".".join(words),
    }


POLICY = Policy(postal_address="1 Elm, Salem ME 04101")


def conformed(loaded: ingest.Loaded) -> Practice:
    rows = {name: table.to_pylist() for name, table in loaded.tables.items()}
    return practice_of(
        repr((rows, DAY, POLICY)), lambda: conform(loaded.tables, DAY, POLICY)
    )


LISTS = ("list", "letter", "mailchimp", "text", "phone")
LISTED_BEFORE: dict[tuple[str, str], set[str]] = {}


def listed(loaded: ingest.Loaded) -> dict[str, set[str]]:
    """Who is on the call list and in the files of letters, e-mail, texts and calls, by
    their id.
    """
    records = records_of(loaded)
    return {name: _listed(name, records, loaded) for name in LISTS}


def who_is_on(name: str, loaded: ingest.Loaded) -> set[str]:
    """The ids on one of these lists."""
    return _listed(name, records_of(loaded), loaded)


def _listed(name: str, records: str, loaded: ingest.Loaded) -> set[str]:
    """The ids on a list, which is made once for equal records."""
    key = (name, records)
    if key not in LISTED_BEFORE:
        LISTED_BEFORE[key] = made_list(name, conformed(loaded))
    return LISTED_BEFORE[key]


def records_of(loaded: ingest.Loaded) -> str:
    """The records as text, without the heading of the column that forbids, by which
    nobody is put on a list or kept off it.
    """
    rows = {name: table.to_pylist() for name, table in loaded.tables.items()}
    for row in rows["patient"]:
        lines = (row["forbidden_by"] or "").split("\n")
        row["forbidden_by"] = [line.rpartition(": ")[2] for line in lines]
    return repr(sorted(rows.items()))


def made_list(name: str, book: Practice) -> set[str]:
    if name == "list":
        return set(ranked_list(book, Log.empty(), DAY).frame["patient_id"])
    file = mailing(book, Log.empty(), DAY, profile=name)
    return {patient for patient, _, _ in file.people}


def asked(loaded: ingest.Loaded) -> list[str]:
    return [question.key for question in loaded.questions]


def unknown(loaded: ingest.Loaded) -> Mapping[str, str]:
    return dict.fromkeys(asked(loaded), "unknown")


WAYS = {
    "phone": ("list", "phone"),
    "mail": ("letter",),
    "email": ("mailchimp",),
    "text": ("text",),
}
DEATH = (
    "Deceased",
    "Is Deceased",
    "Date of Death",
    "DOD",
    "death indicator",
    "Died",
    "(Dec'd)",
    "Deceased Date",
)
REFUSES = {
    "Do Not Contact": "all",
    "Do Not Mail": "mail",
    "Do Not Email": "email",
    "Do Not Text": "text",
    "Do Not Phone": "phone",
    "Do Not Recall": "all",
    "No Mail": "mail",
    "Opt Out": "all",
    "SMS Opt Out": "text",
    "Email Opt Out": "email",
    "Unsubscribed": "all",
    "No Calls": "phone",
    "DNC": "all",
    "Text STOP": "text",
}
ALLOWS = {
    "Receives Recalls": "all",
    "Receive Recall": "all",
    "Text Consent": "text",
    "Email Consent": "email",
    "OK to Text": "text",
    "OK to Email": "email",
    "OK to Call": "phone",
    "Marketing Consent": "all",
    "Contact Allowed": "all",
    "Accepts Email": "email",
}
NEXT = (
    "Next Visit",
    "Next Appointment",
    "Next Appt Date",
    "Next Appt",
    "Next Scheduled Appointment",
    "Date of Next Visit",
    "Next Appointment Date",
)
EVERY = [
    *DEATH,
    *REFUSES,
    *ALLOWS,
    *NEXT,
    "Privacy Flags",
    "Consent",
    "Cause of Death",
    "Has Appointment",
]
SPELT = sorted((heading, how) for heading in EVERY for how in spelt(heading))


@pytest.mark.parametrize(("heading", "how"), SPELT, ids=[how for _, how in SPELT])
def test_a_heading_means_the_same_in_every_spelling(heading: str, how: str):
    assert meaning_of(how) is not None
    assert meaning_of(how) == meaning_of(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Patient ID",
        "Email",
        "Phone No",
        "Contact No",
        "No. of Calls",
        "Recall No",
        "Mailing Address",
        "Postal Code",
        "Emergency Contact",
        "Last Contact",
        "Preferred Contact",
        "Next Recall",
        "Next Recall Due",
        "Next Payment",
        "Recall Type",
        "No Show",
        "HIPAA Consent",
        "Treatment Consent Signed",
        "Privacy Notice Signed",
        "SchedBeforeTime",
        "Last Appointment",
        "Missed Appointments",
        "Birthdate",
        "Notes",
        "Guarantor",
        "Declan",
        "Orthodontist",
        "Balance",
    ],
)
def test_a_heading_of_something_else_is_left_alone(heading: str):
    found = meaning_of(heading)
    assert found is None or found.says == "maybe"


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("heading", DEATH)
def test_who_died_by_a_column_of_its_own_is_deceased_and_on_no_list(
    hand_in, file: str, heading: str
):
    cells = ["02/24/2026", "2026-02-24", "Yes", "Y", "true", "1", "Deceased", "", "No"]
    loaded = hand_in(None, DAY, **FILES[file](heading, cells))
    assert asked(loaded) == []
    assert set(map(frozenset, listed(loaded).values())) == {frozenset(("8", "9"))}
    people = conformed(loaded).people
    assert people["status"].tolist()[:7] == ["deceased"] * 7
    assert [day.date() for day in people["status_on"].iloc[:2]] == [
        date(2026, 2, 24)
    ] * 2


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("heading", REFUSES)
def test_a_refusal_in_a_column_of_its_own_holds_for_the_ways_it_names(
    hand_in, file: str, heading: str
):
    cells = ["Yes", "No", "", "0", "TRUE", "opted out", "03/24/2026"]
    loaded = hand_in(None, DAY, **FILES[file](heading, cells))
    assert asked(loaded) == []
    _only(loaded, REFUSES[heading], refused={"1", "5", "6", "7"}, everybody=7)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("heading", ALLOWS)
def test_a_no_to_being_contacted_holds_for_the_ways_it_names(
    hand_in, file: str, heading: str
):
    loaded = hand_in(
        None,
        DAY,
        **FILES[file](heading, ["No", "Yes", "", "0", "TRUE", "opted out", "n"]),
    )
    assert asked(loaded) == []
    _only(loaded, ALLOWS[heading], refused={"1", "4", "6", "7"}, everybody=7)


def _only(
    loaded: ingest.Loaded, ways: str, *, refused: set[str], everybody: int
) -> None:
    """Those ways are closed to those who refused, and nothing else to anybody."""
    everyone = {str(at) for at in range(1, everybody + 1)}
    allowed = contactability.allowed(conformed(loaded))
    found = listed(loaded)
    for way, lists in WAYS.items():
        left = everyone - refused if ways in ("all", way) else everyone
        assert {str(at + 1) for at in allowed[way].nonzero()[0]} == left, way
        for name in lists:
            assert found[name] == (
                left if name != "list" or ways == "all" else everyone
            ), name


@pytest.mark.parametrize("heading", NEXT)
def test_who_has_a_next_visit_is_booked_and_not_overdue(hand_in, heading: str):
    loaded = hand_in(
        None, DAY, **plain_list(heading, ["07/08/2026", "", "none", "01/05/2026"])
    )
    assert (asked(loaded), loaded.problems) == ([], ())
    assert who_is_on("list", loaded) == {"2", "3", "4"}
    assert appointments.has_booking(conformed(loaded)).tolist() == [
        True,
        False,
        False,
        False,
    ]


OPEN = {
    "Deceased": "maybe",
    "DOD": "see chart",
    "Cause of Death": "Yes",
    "Do Not Contact": "by mail only",
    "Opt Out": "3",
    "Text Consent": "verbal",
    "OK to Call": "after 5",
    "Privacy Flags": "4",
    "Consent": "No",
    "Opt In/Opt Out": "Yes",
    "No Calls After 5": "Yes",
    "Next Visit": "Tuesday",
    "Next Appt Time": "9:00 AM",
    "Next Hygiene": "07/28/2026",
    "Has Appointment": "Yes",
    "Future Appointments": "2",
    "Marketing": "No",
    "Text Reminders": "No",
    "Authorized Contact": "nobody",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("heading", OPEN)
def test_a_word_nobody_understands_is_asked_about_and_forbids_until_answered(
    hand_in, file: str, heading: str
):
    files = FILES[file](heading, [OPEN[heading], "", ""])
    loaded = hand_in(None, DAY, **files)
    assert [key.rpartition(".")[0] for key in asked(loaded)] == ["heading.patient"]
    question = loaded.questions[0]
    assert (question.suggested, question.answers[-1]) == ("unknown", "unknown")
    assert f"“{heading}”" in question.ask
    assert f"“{OPEN[heading]}” (1)" in question.because[0]
    answered = hand_in(None, DAY, unknown(loaded), **files)
    assert asked(answered) == []
    assert set(map(frozenset, listed(answered).values())) == {frozenset(("2", "3"))}
    assert [(one.column, one.found) for one in answered.problems] == [
        (heading, OPEN[heading])
    ]
    found = explain_patient(conformed(answered), Log.empty(), DAY, "1")
    assert (found.stopped_by, found.on_list) == ("do_not_contact", False)
    assert f"A word in “{heading}” that nobody explained." in found.summary


@pytest.mark.parametrize("heading", [*DEATH, *REFUSES, *NEXT, "Privacy Flags"])
def test_a_column_that_says_no_of_everybody_needs_no_question(hand_in, heading: str):
    loaded = hand_in(None, DAY, **plain_list(heading, ["No", "", "0", "false", "none"]))
    assert asked(loaded) == []
    assert who_is_on("letter", loaded) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    ("heading", "cells", "said", "left"),
    [
        ("Cause of Death", ["Fall", "", "No"], "deceased", {"2", "3"}),
        ("Cause of Death", ["Fall", "", "No"], "nothing", {"1", "2", "3"}),
        ("Consent", ["Yes", "No", "hm", ""], "allowed", {"1", "4"}),
        ("Consent", ["Yes", "No", "hm", ""], "refused", {"2", "4"}),
        ("Consent", ["Yes", "No", "hm", ""], "nothing", {"1", "2", "3", "4"}),
        ("Do Not Contact", ["Yes", "No", "hm", ""], "allowed", {"1", "4"}),
        ("Next Hygiene", ["07/08/2026", "Tuesday", "", "no"], "next_visit", {"3", "4"}),
    ],
)
def test_what_the_practice_says_of_a_column_counts(
    hand_in, heading: str, cells: list[str], said: str, left: set[str]
):
    files = plain_list(heading, cells)
    (key,) = asked(hand_in(None, DAY, **files)) or [
        f"heading.patient.{heading.lower().replace(' ', '')}"
    ]
    loaded = hand_in(None, DAY, {key: said}, **files)
    assert asked(loaded) == []
    assert set(map(frozenset, listed(loaded).values())) == {frozenset(left)}


def test_a_next_visit_told_by_an_answer_is_a_booking(hand_in):
    files = plain_list("Next Hygiene", ["07/08/2026", ""])
    loaded = hand_in(None, DAY, {"heading.patient.nexthygiene": "next_visit"}, **files)
    assert appointments.has_booking(conformed(loaded)).tolist() == [True, False]


def test_an_answer_given_once_is_not_asked_again(hand_in):
    files = plain_list("Opt Out", ["3", ""])
    again = hand_in(
        ingest.Before(answers={"heading.patient.optout": "unknown"}), DAY, **files
    )
    assert asked(again) == []
    assert who_is_on("list", again) == {"2"}


def test_what_stands_beside_a_known_next_visit_is_not_asked_about(hand_in):
    loaded = hand_in(
        None,
        DAY,
        p=(
            "Patient ID,Last Name,DOB,Mobile,Last Visit,Next Recall Due,Next Appt,Next Appt Time,Next Appt Provider\n"
            "1,Testa,01/15/1950,555-0101,10/20/2025,04/20/2026,07/08/2026,9:00 AM,Dr. Hale\n"
            "2,Testb,01/15/1950,555-0102,10/20/2025,04/20/2026,,,\n"
        ),
    )
    assert (asked(loaded), loaded.problems) == ([], ())


def test_two_columns_of_next_visits_are_both_read(hand_in):
    loaded = hand_in(
        None,
        DAY,
        p=(
            "Patient ID,Last Name,DOB,Mobile,Last Visit,Next Recall Due,Next Appt,Next Visit\n"
            "1,Testa,01/15/1950,555-0101,10/20/2025,04/20/2026,01/05/2026,07/08/2026\n"
            "2,Testb,01/15/1950,555-0102,10/20/2025,04/20/2026,,\n"
        ),
    )
    assert appointments.has_booking(conformed(loaded)).tolist() == [True, False]


def test_a_next_visit_that_a_layout_cannot_read_is_asked_about(hand_in):
    loaded = hand_in(None, DAY, **plain_list("Next Appointment Date", ["Tuesday", ""]))
    assert "heading.patient.nextappointmentdate" in asked(loaded)
    assert who_is_on("list", loaded) == {"2"}


def test_a_consent_beside_another_of_the_same_kind_is_read_too(hand_in):
    """Of two fields for one column a layout reads the first; the second was passed over
    without a word.
    """
    loaded = hand_in(
        None,
        DAY,
        p=(
            "patient_id,dob,Last "
            "Visit,TxtMsgOk,receives_sms\n1,1980-01-02,2026-01-02,yes,no\n"
        ),
    )
    assert not contactability.allowed(conformed(loaded))["text"][0]


@pytest.mark.parametrize("heading", ["ShortCodeOptIn", "TxtMsgOk"])
def test_open_dentals_own_numbers_for_texts_are_known(hand_in, heading: str):
    loaded = hand_in(None, DAY, **vendor_table(heading, ["0", "1", "2"]))
    assert asked(loaded) == []
    assert contactability.allowed(conformed(loaded))["text"].tolist() == [
        True,
        True,
        False,
    ]


NAMES = [
    "(Dec'd) Eve",
    "Eve (Deceased)",
    "Eve *DECEASED*",
    "DECEASED - Eve",
    "Eve, Dec’d",
    "[died] Eve",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", ["First Name", "Last Name"])
def test_who_is_marked_as_deceased_in_the_name_is_deceased(
    hand_in, name: str, column: str
):
    files = plain_list("Notes", ["", ""])
    old = {"First Name": "Ann1", "Last Name": "Testa1"}[column]
    loaded = hand_in(None, DAY, patients=files["patients"].replace(old, quoted(name)))
    assert asked(loaded) == []
    assert conformed(loaded).people["status"].tolist()[0] == "deceased"
    assert who_is_on("letter", loaded) == {"2"}


@pytest.mark.parametrize(
    "name",
    [
        "Eve (wife deceased)",
        "Estate of Eve",
        "Eve - DO NOT CALL",
        "Eve (RIP)",
        "DNC Eve",
    ],
)
def test_other_words_of_that_kind_in_a_name_are_asked_about(hand_in, name: str):
    text = plain_list("Notes", ["", ""])["patients"].replace("Ann1", quoted(name))
    assert asked(hand_in(None, DAY, patients=text)) == ["heading.patient.names"]
    for said, left in (
        ("unknown", {"2"}),
        ("deceased", {"2"}),
        ("refused", {"2"}),
        ("nothing", {"1", "2"}),
    ):
        answer = {"heading.patient.names": said}
        loaded = hand_in(None, DAY, answer, patients=text)
        assert who_is_on("list", loaded) == left


@pytest.mark.parametrize(
    "name", ["Declan (Dec) Stone", "Diedre", "Deadwood", "Norma Call", "Grace Mail"]
)
def test_a_name_that_only_looks_like_it_is_a_name(hand_in, name: str):
    text = plain_list("Notes", ["", ""])["patients"].replace("Ann1", quoted(name))
    loaded = hand_in(None, DAY, patients=text)
    assert conformed(loaded).people["status"].isna().all()
    assert asked(loaded) == ([] if "(" not in name else ["heading.patient.names"])


def test_a_list_of_a_kind_of_its_own_is_watched_too(hand_in):
    mapped = (
        "Cust "
        "No,Given,Born,Handy,Deceased\nA,Ann,1950-01-15,555-0101,Yes\nB,Bob,1950-01-15,555-0102,\n"
    )
    line = ingest.fingerprint(["Cust No", "Given", "Born", "Handy", "Deceased"])
    columns = {
        "id": "Cust No",
        "first_name": "Given",
        "birth_date": "Born",
        "mobile_phone": "Handy",
    }
    loaded = hand_in(
        None, DAY, mappings={line: ingest.Declaration("patient", columns)}, p=mapped
    )
    assert conformed(loaded).people["status"].tolist()[0] == "deceased"


def test_eaglesofts_own_sign_of_a_death_is_asked_about_where_it_is_no_yes_or_no(
    hand_in,
):
    head = (
        "patient_id,responsible_party,patient_status,status,last_name,death_indicator\n"
    )
    loaded = hand_in(
        None, DAY, p=f"{head}1,1,Y,A,Testa,?\n2,2,Y,A,Testb,Y\n3,3,Y,A,Testc,N\n"
    )
    assert asked(loaded) == ["heading.patient.deathindicator"]
    assert conformed(loaded).people["status"].tolist() == [
        "active",
        "deceased",
        "active",
    ]
    assert contactability.forbids_all(conformed(loaded)).tolist() == [
        True,
        False,
        False,
    ]


LIST = "patient_id,last_name,dob,Last Visit"


def test_no_list_takes_back_what_another_one_forbids(hand_in):
    one = {
        "a": (
            f"{LIST},Do Not "
            "Contact\n1,Testa,1950-01-15,2026-01-02,Yes\n2,Testb,1950-01-15,2026-01-02,\n"
        )
    }
    other = {
        "b": (
            f"{LIST},Opt "
            "Out\n1,Testa,1950-01-15,2026-01-02,No\n2,Testb,1950-01-15,2026-01-02,Yes\n"
        )
    }
    together = hand_in(None, DAY, **one, **other)
    assert contactability.forbids_all(conformed(together)).tolist() == [True, True]
    first = hand_in(None, DAY, **one)
    then = hand_in(ingest.Before(first.tables, DAY), DAY, **other)
    assert contactability.forbids_all(conformed(then)).tolist() == [True, True]


def test_what_a_column_says_now_replaces_what_it_said_before(hand_in):
    first = hand_in(
        None,
        DAY,
        a=f"{LIST},Do Not Contact,Deceased\n1,Testa,1950-01-15,2026-01-02,Yes,Yes\n",
    )
    then = hand_in(
        ingest.Before(first.tables, DAY),
        DAY,
        b=f"{LIST},do_not_contact\n1,Testa,1950-01-15,2026-01-02,N\n",
    )
    assert conformed(then).people["forbidden_by"].tolist() == ["Deceased: deceased"]
    last = hand_in(
        ingest.Before(then.tables, DAY),
        DAY,
        c=f"{LIST},Deceased\n1,Testa,1950-01-15,2026-01-02,\n",
    )
    assert conformed(last).people["forbidden_by"].isna().all()


def test_a_next_visit_that_a_newer_list_no_longer_has_is_gone(hand_in):
    first = hand_in(None, DAY, **plain_list("Next Visit", ["07/28/2026", ""]))
    before = ingest.Before(first.tables, DAY)
    then = hand_in(before, DAY, **plain_list("Next Visit", ["", ""]))
    assert appointments.has_booking(conformed(then)).tolist() == [False, False]


def test_a_row_that_stands_twice_forbids_by_either(hand_in):
    others = "".join(
        f"{number},Other{number},1960-02-03,2026-01-05,\n" for number in range(2, 42)
    )
    twice = "1,Testa,1950-01-15,2026-01-02,Yes\n1,Testa,1950-01-15,2026-01-02,\n"
    loaded = hand_in(None, DAY, a=f"{LIST},Do Not Contact\n{twice}{others}")
    assert (
        contactability.forbids_all(conformed(loaded)).tolist() == [True] + [False] * 40
    )


def test_a_row_given_up_in_a_merge_forbids_for_the_one_that_was_kept(hand_in):
    files = vendor_table("Do Not Contact", ["", "Yes", ""])
    link = (
        "PatientLinkNum,PatNumFrom,PatNumTo,LinkType,DateTimeLink\n1,2,1,1,2025-12-01 "
        "10:00:00\n"
    )
    loaded = hand_in(None, DAY, **files, patientlink=link)
    assert who_is_on("list", loaded) == {"3"}


STATUSES = ("Moved", "Do Not Contact", "Transferred", "Collections")


def with_status(*words: str) -> dict[str, str]:
    return plain_list("Status", words)


def status_keys(words: Iterable[str]) -> list[str]:
    return [f"word.patient.status.{word.replace(' ', '').lower()}" for word in words]


@pytest.mark.parametrize(
    "words",
    [(*STATUSES, "Active"), STATUSES],
    ids=["beside one that is known", "alone"],
)
def test_a_status_nobody_explained_forbids_contact(hand_in, words: tuple[str, ...]):
    files = with_status(*words)
    loaded = hand_in(None, DAY, **files)
    assert sorted(asked(loaded)) == sorted(status_keys(STATUSES))
    assert "not contacted" in loaded.questions[0].ask
    answered = hand_in(None, DAY, unknown(loaded), **files)
    assert asked(answered) == []
    left = {str(at) for at, word in enumerate(words, 1) if word == "Active"}
    assert set(map(frozenset, listed(answered).values())) == {frozenset(left)}
    assert (
        "A word in “Status” that nobody explained."
        in explain_patient(conformed(answered), Log.empty(), DAY, "1").summary
    )


def test_a_status_nobody_explained_moves_no_figure(hand_in):
    files = with_status(*STATUSES, "Active", "Inactive")
    answers = dict.fromkeys(status_keys(STATUSES), "unknown")
    tables = dict(hand_in(None, DAY, answers, **files).tables)
    at, field = _place(tables["patient"], "forbidden_by")
    free = {
        **tables,
        "patient": tables["patient"].set_column(at, field, pa.nulls(6, pa.string())),
    }
    with_it = conform(tables, DAY)
    without = conform(free, DAY)
    assert with_it.people["forbidden_by"].notna().sum() == 4
    period = Period.default(DAY)
    for figure in FIGURES:
        assert repr(figure(with_it, period)) == repr(figure(without, period)), (
            figure.key
        )


def _place(table: pa.Table, name: str) -> tuple[int, pa.Field]:
    return table.schema.get_field_index(name), table.schema.field(name)


def test_a_status_can_be_said_to_mean_not_to_be_contacted(hand_in):
    files = with_status("Do Not Contact", "Active")
    loaded = hand_in(
        None, DAY, {"word.patient.status.donotcontact": "do_not_contact"}, **files
    )
    assert (asked(loaded), loaded.problems) == ([], ())
    assert loaded.tables["patient"]["status"].to_pylist() == ["unknown", "active"]
    assert who_is_on("list", loaded) == {"2"}
    assert (
        "Asked not to be contacted: “Status”"
        in explain_patient(conformed(loaded), Log.empty(), DAY, "1").summary
    )


def test_do_not_contact_is_no_answer_for_other_words(hand_in):
    loaded = hand_in(
        a="appointment_id,patient_id,starts_at,status\n1,5,2026-01-05 09:00,hm\n"
    )
    assert "do_not_contact" not in loaded.questions[0].answers


def test_a_status_that_is_explained_later_forbids_no_longer(hand_in):
    files = with_status("Moved", "Active")
    first = hand_in(None, DAY, {"word.patient.status.moved": "unknown"}, **files)
    then = hand_in(
        ingest.Before(first.tables, DAY),
        DAY,
        {"word.patient.status.moved": "active"},
        **files,
    )
    assert who_is_on("list", then) == {"1", "2"}


def test_a_newer_list_with_statuses_nobody_explained_forbids_too(hand_in):
    """A column of which no word is understood says nothing of the status; that it is
    not understood holds still.
    """
    first = hand_in(None, DAY, **with_status("Active", "Active"))
    answers = dict.fromkeys(status_keys(["Moved"]), "unknown")
    then = hand_in(
        ingest.Before(first.tables, DAY), DAY, answers, **with_status("Moved", "Moved")
    )
    assert who_is_on("list", then) == set()
    assert then.tables["patient"]["status"].to_pylist() == ["active", "active"]


def test_a_system_that_says_itself_that_a_status_is_unknown_leaves_nothing_to_explain(
    hand_in,
):
    loaded = hand_in(None, DAY, **with_status("Unknown", "Active"))
    assert asked(loaded) == []
    assert who_is_on("list", loaded) == {"1", "2"}


def test_a_word_mapped_by_hand_to_unknown_forbids_too(hand_in):
    text = (
        "Cust "
        "No,Given,Standing,Seen\nA,Ann,Moved,2026-01-02\nB,Bob,Current,2026-01-02\n"
    )
    columns = {
        "id": "Cust No",
        "first_name": "Given",
        "status": "Standing",
        "last_visit_reported": "Seen",
    }
    declared = ingest.Declaration(
        "patient", columns, {"status": {"Moved": "unknown", "Current": "active"}}
    )
    line = ingest.fingerprint(["Cust No", "Given", "Standing", "Seen"])
    loaded = hand_in(None, DAY, mappings={line: declared}, p=text)
    assert contactability.forbids_all(conformed(loaded)).tolist() == [True, False]


def test_records_of_before_open_as_ever(hand_in):
    """Tables of an older snapshot come with the column empty; nothing is forbidden by
    it.
    """
    loaded = hand_in(None, DAY, **with_status("Active", "Active"))
    assert loaded.tables["patient"].schema == schema.PATIENT.arrow
    assert loaded.tables["patient"]["forbidden_by"].null_count == 2


_FILL = ("", "Patient ", "Is ", "Pt ", "Date of ")
_TAIL = ("", " Date", " Flag", " Y/N", " Reason", " Notes", " (old system)", " 2")
_DEAD = ("Deceased", "Death", "Died", "DOD")
_REFUSE = (
    "Do Not",
    "Don't",
    "No",
    "Never",
    "Stop",
    "Opt Out",
    "Declined",
    "OK to",
    "Consent to",
    "May",
    "Receives",
)
_WAY = ("Contact", "Call", "Text", "Email", "Mail", "Recall", "SMS", "Marketing")
_AHEAD = ("Next", "Upcoming", "Future")
_VISIT = ("Visit", "Appointment", "Appt", "Hygiene Appt")


def _joined(*parts: Iterable[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.sampled_from(part) for part in parts)).map(
        lambda found: " ".join(found).strip()
    )


HEADINGS = st.one_of(
    _joined(_FILL, _DEAD, _TAIL),
    _joined(_REFUSE, _WAY, _TAIL),
    _joined(_AHEAD, _VISIT, _TAIL),
).flatmap(
    lambda heading: st.sampled_from(
        sorted({" ".join(heading.split()), heading.upper(), heading.lower()})
    )
)
STRANGE = st.sampled_from(
    [
        "maybe",
        "see chart",
        "ask Hale",
        "7",
        "half",
        "¿?!",
        "ja",
        "per spouse",
        "Tuesday",
        "A/B",
    ]
)


@pytest.mark.slow
@settings(max_examples=40)
@pytest.mark.parametrize("file", FILES)
@given(heading=HEADINGS, cell=STRANGE)
def test_a_strange_word_under_such_a_heading_reaches_nobody(
    tmp_path_factory, file: str, heading: str, cell: str
):
    """Whatever the heading is made of: it is asked about, and unanswered the person is
    on no list and in no file.
    """
    folder = tmp_path_factory.mktemp("law")
    for name, text in FILES[file](heading, [cell, ""]).items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    sources = ingest.find([folder])
    before = ingest.Before()
    loaded = ingest.load(sources, previous=before, answers={}, as_of=DAY)
    assert [key for key in asked(loaded) if key.startswith("heading.patient.")], heading
    answered = ingest.load(
        sources,
        previous=replace(before, answers=unknown(loaded)),
        answers={},
        as_of=DAY,
    )
    assert answered.questions == ()
    assert set(map(frozenset, listed(answered).values())) == {frozenset(("2",))}


@pytest.mark.parametrize(
    "heading",
    [
        "Preferred Contact Method",
        "Contact Notes",
        "Communication Preferences",
        "contact_pref",
        "ContactAlert",
    ],
)
@pytest.mark.parametrize("word", ["Do not contact", "please do not call", "deceased?"])
def test_a_refusal_in_words_below_a_heading_about_contact_is_asked_about(
    hand_in, heading: str, word: str
):
    files = plain_list(heading, [word, "Mornings", ""])
    loaded = hand_in(None, DAY, **files)
    if asked(loaded):
        assert asked(loaded) == ["heading.patient.names"]
        answer = {"heading.patient.names": "unknown"}
        loaded = hand_in(None, DAY, answer, **files)
    assert all("1" not in who for who in listed(loaded).values())
    assert who_is_on("list", loaded) == {"2", "3"}


def test_notes_about_contact_without_a_refusal_are_no_question(hand_in):
    files = plain_list("Contact Notes", ["Mornings", "Ask for Ann", ""])
    loaded = hand_in(None, DAY, **files)
    assert asked(loaded) == []
    assert who_is_on("list", loaded) == {"1", "2", "3"}
