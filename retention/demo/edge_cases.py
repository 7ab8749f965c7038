"""The awkward people: every case that trips up figures, lists or files.

Each is there once, under a telling name.
"""

from typing import Any

from retention.demo import draft
from retention.demo.calendar import Season
from retention.demo.notebook import Notebook
from retention.demo.recalls import CHILD_CLEANING, CLEANING, GUM_CARE

FROM_PATIENTS = 100
"""A smaller practice has none of them: they would be the whole of it."""


def draw(season: Season) -> draft.Draft:
    """All of them, drafted; with few years of data the oldest visits are missing."""
    script = Notebook(season)
    for write in (
        _families,
        _lives,
        _twice_entered,
        _plans,
        _bookings,
        _codes,
        _names,
        _no_contact,
    ):
        script.at_home("12 Millpond Road")
        write(script)
    return script.drafted()


def _check_ups(
    script: Notebook, person: int, *ago: int, cleaning: str = "D1110"
) -> None:
    for days in ago:
        script.visit(person, days, "D0120", cleaning)


def _families(script: Notebook) -> None:
    """Write down families that are easily mistaken.

    Siblings on one phone; a guarantor who never came; one who died; a child who has
    come of age.
    """
    shared: dict[str, Any] = {
        "mobile_phone": "(413) 555-0190",
        "home_phone": "(413) 555-0191",
        "email": "house.marlow@example.com",
    }
    payer = script.person("Gail", "Marlow", age=44, status="non_patient", **shared)
    for first, age in (("Tess", 11.2), ("Toby", 11.2), ("Ada", 8.4)):
        child = script.person(first, "Marlow", age=age, head=payer, **shared)
        _check_ups(script, child, 560, 370, 180, cleaning="D1120")
        script.recall(child, 180, CHILD_CLEANING, 6, 0)
    grown = script.person("Theo", "Marlow", age=18.1, head=payer, **shared)
    _check_ups(script, grown, 700, 420)
    script.recall(grown, 420, CLEANING, 6, 1)
    dead = script.person(
        "Walter",
        "Hale",
        age=79,
        sex="male",
        status="deceased",
        status_on=script.day(300),
    )
    _check_ups(script, dead, 900, 700, 480)
    widow = script.person("Iris", "Hale", age=77, head=dead)
    _check_ups(script, widow, 900, 690, 470, 290)
    script.recall(widow, 290, CLEANING, 6, 1)


def _lives(script: Notebook) -> None:
    """Write down people whose history has a turn.

    Child, adult and perio in one life; first visit before the data; back after years;
    came once; a deleted row.
    """
    growing = script.person("Kim", "Ashby", age=15.2, since=1700)
    _check_ups(script, growing, 820, 640, 460, cleaning="D1120")
    script.visit(growing, 330, "D0120", "D1110")
    script.visit(growing, 240, "D0180")
    for ago in (210, 196):
        script.visit(growing, ago, "D4341", "D4341")
    script.visit(growing, 100, "D4910")
    script.recall(growing, 460, CHILD_CLEANING, 6, 0, off=True)
    script.recall(growing, 330, CLEANING, 6, 1, off=True)
    script.recall(growing, 100, GUM_CARE, 3, 1)
    early = script.person("Edna", "Firth", age=68, since=6500)
    _check_ups(script, early, 520, 330, 140)
    script.recall(early, 140, CLEANING, 6, 1)
    back = script.person("Ray", "Return", age=39, sex="male", since=1200)
    _check_ups(script, back, 1200, 120)
    once = script.person("Olive", "Once", age=29, since=250)
    script.visit(once, 250, "D0150", "D0210", "D1110")
    gone = script.person("Dora", "Deleted", age=50, status="deleted")
    script.visit(gone, 1000, "D0140")


def _twice_entered(script: Notebook) -> None:
    """Write down people who were entered more than once.

    One person on three rows, merged in a chain, with a link to itself; and a pair of
    look-alikes never merged.
    """
    kept = script.person("Nora", "Quill", age=36, since=1100)
    rows = [
        script.person("Nora", last, age=36, since=1100 - 200 * n, status="archived")
        for n, last in enumerate(("Quil", "Quill"), 1)
    ]
    for person, ago in ((rows[1], 700), (rows[0], 900), (kept, 400), (kept, 90)):
        _check_ups(script, person, ago)
    script.merge(rows[1], rows[0], 350)
    script.merge(rows[0], kept, 300)
    script.merge(kept, kept, 299)
    for first, ago in (("Pat", 600), ("Patrick", 200)):
        twin = script.person(
            first, "Lowe", age=52.5, sex="male", mobile_phone="(413) 555-0192"
        )
        _check_ups(script, twin, ago)


def _plans(script: Notebook) -> None:
    """Write down treatment that is easily counted wrong.

    A booked cleaning beside an unbooked crown; alternatives; a plan left standing after
    the work was done.
    """
    half = script.person("Cora", "Crown", age=57)
    _check_ups(script, half, 560, 370, 170)
    crown = script.work(half, "D2740", planned=170, tooth="19")
    script.plan(half, 170, "active", crown)
    script.booking(half, 15, "D1110", "D0120", made=170)
    choosy = script.person("Abel", "Choice", age=61, sex="male")
    _check_ups(script, choosy, 300)
    script.plan(
        choosy, 300, "active", script.work(choosy, "D6240", planned=300, tooth="30")
    )
    aside: dict[str, Any] = {
        "planned": 300,
        "status": "planned_inactive",
        "tooth": "30",
    }
    other = [script.work(choosy, code, **aside) for code in ("D6010", "D6058")]
    script.plan(choosy, 300, "inactive", *other)
    stale = script.person("Stan", "Stale", age=48, sex="male")
    _check_ups(script, stale, 410)
    script.plan(
        stale, 410, "active", script.work(stale, "D2392", planned=410, tooth="3")
    )
    filled = script.visit(stale, 380)
    script.work(stale, "D2392", planned=380, done=380, appointment=filled, tooth="3")
    script.work(stale, "D2740", planned=410, status="deleted", tooth="14")


def _bookings(script: Notebook) -> None:
    """Write down appointments that are easily counted wrong.

    A broken one still to come; some without codes; one long past and still "scheduled".
    """
    broken = script.person("Bram", "Broken", age=42, sex="male")
    _check_ups(script, broken, 580, 390)
    script.booking(broken, 25, made=30, status="broken_unspecified")
    script.recall(broken, 390, CLEANING, 6, 1)
    bare = script.person("Cody", "Nocode", age=33, sex="male")
    _check_ups(script, bare, 400)
    script.visit(bare, 200)
    script.booking(bare, 20)
    script.recall(bare, 400, CLEANING, 6, 1)
    forgotten = script.person("Flo", "Forgotten", age=45)
    _check_ups(script, forgotten, 450)
    script.booking(forgotten, -60, "D1110", made=450)
    missed = script.person(
        "Miles",
        "Missed",
        age=31,
        sex="male",
        since=90,
        status="prospective",
        first_visit_reported=None,
    )
    booking = script.booking(missed, -60, made=90, status="broken_unspecified")
    script.work(missed, "D9986", planned=60, done=60, appointment=booking)


def _codes(script: Notebook) -> None:
    """Write down codes of the practice's own, and twice the quantity.

    One patient was seen only for such codes.
    """
    person = script.person("Zoe", "Local", age=40)
    script.visit(person, 350, "D0120", "Z100")
    script.visit(person, 150, "N4104")
    script.work(person, "D9944", planned=150, quantity=2)
    script.work(person, "D0220", planned=350, done=350, quantity=2)


def _names(script: Notebook) -> None:
    """Write down names that break files and spreadsheets, and what is missing.

    Missing are birth dates, addresses and phones.
    """
    for number, (first, last) in enumerate(
        (
            ("Siobhán", "O’Neill-D'Arcy"),
            ("José", "Núñez, Jr."),
            ('Anna "Annie"', "Vance"),
            ("Renée", "Müller"),
            ("Max", "=Cole"),
            ("Mia", "-Lane"),
            ("Moe", "+Marsh"),
            ("Una", "@Reed"),
        )
    ):
        person = script.person(first, last, age=25 + 4 * number)
        _check_ups(script, person, 430, 200)
        script.recall(person, 200, CLEANING, 6, 1)
    script.at_home(None)
    script.visit(
        script.person("Ned", "Nowhere", age=None, sex="unknown", mobile_phone=None),
        160,
        "D0140",
    )
    script.at_home("3 Zero Street", "00501")
    _check_ups(
        script, script.person("Zack", "Zip", age=None, sex="male", middle_name="Q"), 230
    )


def _no_contact(script: Notebook) -> None:
    """People who may not be called, or not be texted."""
    for first, wish in (("Quinn", {"phone_ok": False}), ("Tilda", {"text_ok": False})):
        person = script.person(first, "Quiet", age=54, **wish)
        _check_ups(script, person, 480, 260)
        script.recall(person, 260, CLEANING, 6, 1)
