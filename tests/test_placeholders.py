"""One rule for phones and addresses of e-mail that are nobody's: an import and the
lists agree on any text.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retention import ingest
from retention.facts import contactability, duplicates, identity
from retention.ingest.parse import contacts, values
from retention.practice import Practice, conform
from tests.builders import from_rows

D = date(2026, 11, 20)

SOMEBODYS_PHONE = (
    "(503) 555-0101",
    "503-555-0101",
    "5035550101",
    "555-0100",
    "5550100",
    "(617) 555-0100",
    "+1 617 555-0199",
    "503.555.0000",
    "+44 20 7946 0958",
    "020 7946 0958",
    "5035550101 x12",
    "(503) 555-0101 x3",
    "503-555-0101 ext. 12",
    "503-555-0101 #12",
    "503-555-0101 x1234567",
    "#2: 503-555-0101",
    "next of kin 503-555-0101",
    "503-555-0101 (Max)",
    "(503) 555-0123",
    "503-555-0107 or 503-555-0108",
)
NOBODYS_PHONE = (
    "604",
    "555123",
    "604 x12",
    "604 x5550100",
    "000-0000",
    "000-0000 x12",
    "(503) 000-0000",
    "999-999-9999",
    "9999999999",
    "111-1111",
    "503-555-5555",
    "(555) 555-5555",
    "1234567",
    "123-4567",
    "503-123-4567",
    "1234567890",
    "0123456789",
    "123-456-7890",
    "617-555-4567890",
    "503-234-5678",
    "503-765-4321",
    "none",
    "no phone",
    "unknown",
    "x",
    "ext 12",
    "?",
)
SOMEBODYS_EMAIL = (
    "a@smith.com",
    "x@gmail.com",
    "A@Smith.com",
    "no@example.com",
    "test@example.com",
    "na@example.com",
    "n.a@example.com",
    "abc@example.com",
    "xx@example.com",
    "a@example.com",
    "ava@example.com",
    "é@x.de",
    "n.none@example.co.uk",
    "ann@na.example.com",
    "ann@no-name.com",
    "nora.none@example.com",
    "declan@example.com",
    "refuseddoors@example.com",
    "unknown.archer@example.com",
    "j@x.example.com",
    "ann@testing.com",
    "ann@nomail.example.com",
    "nomailer@example.com",
    "contest@example.com",
    "ann@nonesuch.com",
)
NOBODYS_EMAIL = (
    "test@test.com",
    "none@none.com",
    "None@gmail.com",
    "none@x.org",
    "nil@example.com",
    "null@example.com",
    "no@no.com",
    "na@na.com",
    "n.a@x.com",
    "n.a.@na.com",
    "notgiven@x.com",
    "not.given@example.com",
    "not-provided@example.com",
    "not_provided@example.com",
    "donthave@example.com",
    "noemail@example.com",
    "no.email@example.com",
    "no-e-mail@example.com",
    "no_mail@example.com",
    "nomail@example.com",
    "no-email@x.org",
    "unknown@example.com",
    "decline@x.com",
    "declined@x.com",
    "refuse@example.com",
    "refused@example.com",
    "xxx@example.com",
    "xxxx@xxxx.com",
    "a@a.com",
    "a@x.com",
    "x@x.com",
    "abc@abc.com",
    "xx@xx.co.uk",
    "x@no.com",
    "someone@noemail.com",
    "a.b@no-email.org",
    "ann@nomail.net",
    "ann@none.com",
    "ann@na.org",
    "ann@unknown.com",
    "ann@declined.com",
    "ann@refused.com",
    "ann@null.com",
    "ann@no.com",
    "ann@test.com",
    "ann@none.co.uk",
    "nobody",
    "ava@home",
    "a b@example.com",
    "@example.com",
    "ava@",
    "ava@example.com.",
    "ava@@example.com",
    "n/a at all",
)
CASES = [
    *[("phone", text, True) for text in SOMEBODYS_PHONE],
    *[("phone", text, False) for text in NOBODYS_PHONE],
    *[("email", text, True) for text in SOMEBODYS_EMAIL],
    *[("email", text, False) for text in NOBODYS_EMAIL],
]
_COLUMN = {"phone": "mobile_phone", "email": "email"}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """All of them in one file, imported: the patient's number is the place in
    `CASES`.
    """
    folder = tmp_path_factory.mktemp("placeholders")
    lines = [
        f"{at},Reed,1980-02-03,{'' if kind == 'email' else _cell(text)},{_cell(text) if kind == 'email' else ''}"
        for at, (kind, text, _) in enumerate(CASES)
    ]
    Path(folder / "patients.csv").write_text(
        "\n".join(["patient_id,last_name,dob,Cell,Email", *lines]) + "\n"
    )
    loaded = ingest.load(
        ingest.find([folder]), previous=ingest.Before({}), answers={}, as_of=D
    )
    return conform(loaded.tables, D)


def _cell(text: str) -> str:
    return f'"{text}"'


PRACTICES = 21
"""Cases that follow each other stand in different practices: a number that many rows
share would be nobody's for that alone.
"""


@cache
def entered_twice(number: int) -> Practice:
    """Two people for each of every 21st of `CASES`, alike but for the last name and
    with a birth date that no other case has.
    """
    rows = [
        {
            "id": f"{at} {name}",
            "status": "active",
            "first_name": "Ann",
            "last_name": name,
            "birth_date": date(1980, 4, 1) + timedelta(at),
            _COLUMN[kind]: text,
        }
        for at, (kind, text, _) in enumerate(CASES)
        for name in ("Archer", "Dorn")
        if at % PRACTICES == number
    ]
    return conform({"patient": from_rows("patient", rows)}, D)


@pytest.mark.parametrize(
    ("at", "kind", "text", "is_somebodys"),
    [(at, *case) for at, case in enumerate(CASES)],
)
def test_the_import_and_the_lists_say_the_same_of_every_value(
    at: int, kind: str, text: str, *, is_somebodys: bool, imported: Practice
):
    kept = imported.people.set_index("id")[_COLUMN[kind]].get(str(at))
    assert (kept if isinstance(kept, str) else None) == (
        text if is_somebodys else None
    ), "the import"
    book = entered_twice(at % PRACTICES)
    both = book.people.index[book.people["id"].isin([f"{at} Archer", f"{at} Dorn"])]
    usable = contactability.usable(book)[kind][both]
    assert usable.tolist() == [is_somebodys] * 2, "the lists"
    proposed = [{pair.keep, pair.other} for pair in duplicates.pairs(book)]
    assert (set(both) in proposed) == is_somebodys, "people entered twice"


_WORDS = st.sampled_from(
    [
        "none",
        "no",
        "na",
        "n.a",
        "test",
        "x",
        "xx",
        "a",
        "noemail",
        "declined",
        "@",
        ".",
        ".com",
        ".co.uk",
        "gmail",
        "000-0000",
        "555",
        "-",
        "0101",
        "1234567",
        "x12",
        "ext",
        "#",
        " ",
        "(",
        ")",
        "+1",
        "٣",
        "\n",
        "\u00a0",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=25), st.lists(_WORDS, max_size=6).map("".join), st.emails()
)


@given(_TEXTS)
@example("٥٥٥-٠١٠١")
@example("ann@example.com\u00a0")
@example("\x1f503-555-0101")
def test_the_two_doors_agree_on_any_text(text: str):
    for read, in_lists, in_reach in (
        (contacts.phones, identity.is_placeholder_phone, "phone"),
        (contacts.emails, identity.is_placeholder_email, "email"),
    ):
        cell = _cleaned(text)
        column = pd.Series([cell], dtype="str")
        is_none = read(pa.array([cell], pa.string()))[0].to_pylist() == [None]
        assert is_none == (cell is None or bool(in_lists(column)[0]))
        book = conform(
            {
                "patient": from_rows(
                    "patient",
                    [{"id": "1", "status": "active", _COLUMN[in_reach]: cell}],
                )
            },
            D,
        )
        assert contactability.usable(book)[in_reach].tolist() == [not is_none]


def _cleaned(text: str) -> str | None:
    """The text as the import hands it on: without blanks around it, None where it says
    nothing.
    """
    return values.clean(pa.array([text], pa.string()))[0].as_py()
