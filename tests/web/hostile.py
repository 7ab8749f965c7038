"""A practice whose every word tries to be something else: markup, links, formulas,
marks, endless names.
"""

from datetime import date, datetime

from retention import snapshots, store
from retention.core import schema
from retention.services import Home

WORDS = (
    "<script>alert(1)</script>",
    "[click](https://example.com)",
    "![picture](https://example.com/x.png)",
    "**loud** _and_ `code` $x^2$ ~~gone~~",
    ":material/delete: :red[red] :blue-badge[badge]",
    '=HYPERLINK("https://example.com")',
    "| a | b |\n|---|---|",
    "\u202egnp.exe",
    "www.example.com mail@example.com",
    "# Heading",
    "Ω" * 300,
    'O\'Brien "Q" & Söhne; DROP TABLE contact;--',
)


def hostile() -> schema.Tables:
    """Stored tables in which each of those words is a name, a phone, a provider and a
    plan.
    """
    ids = [f"<{number}>" for number in range(len(WORDS))]
    count = len(ids)
    provider = [f"p{number}" for number in range(count)]
    days = [date(2021 + number % 5, 1 + number, 3) for number in range(count)]
    return {
        "patient": schema.table(
            "patient",
            {
                "id": ids,
                "last_name": WORDS,
                "first_name": WORDS[::-1],
                "status": ["active"] * count,
                "household_id": ids,
                "mobile_phone": ["(503) 555-0101", *WORDS[1:]],
                "provider_id": provider,
                "birth_date": [date(1980, 1, 1)] * count,
                "address_1": WORDS,
                "city": WORDS,
                "state": ["OR"] * count,
                "zip": ["97301"] * count,
            },
        ),
        "procedure": schema.table(
            "procedure",
            {
                "id": [*ids, *[f"t{key}" for key in ids]],
                "patient_id": ids * 2,
                "provider_id": provider * 2,
                "code_raw": ["D1110"] * count + ["D2740"] * count,
                "status": ["completed"] * count + ["planned"] * count,
                "planned_on": [None] * count + days,
                "completed_on": days + [None] * count,
                "quantity": [1] * 2 * count,
                "fee_cents": [12000] * count + [115000] * count,
            },
        ),
        "appointment": schema.table(
            "appointment",
            {
                "id": ids,
                "patient_id": ids,
                "starts_at": [datetime.fromisoformat("2026-01-05T09:00")] * count,
                "status": ["scheduled"] * count,
            },
        ),
        "recall": schema.table(
            "recall", {"id": ids, "patient_id": ids, "due_on": days}
        ),
        "provider": schema.table("provider", {"id": provider, "name": WORDS}),
    }


def make_hostile(home: Home) -> None:
    """Make that practice the only one of an empty home; its own name, too, tries to be
    something else.
    """
    publish(
        home,
        hostile(),
        "[Click](https://example.com) <b>Dental</b>",
        "![x](https://example.com/x)",
    )


def publish(
    home: Home, tables: schema.Tables, name: str = "Elm Street", note: str = ""
) -> None:
    """Make a practice of those tables, exported on 2026-11-21."""
    now = datetime.fromisoformat("2026-11-22T09:00")
    day = date(2026, 11, 21)
    key = home.store.practices.ensure(name, at=now)
    number = home.store.imports.reserve_number(key)
    snapshots.publish(
        home.records(key), number, tables, exported=day, sources=[], problems=[]
    )
    home.store.imports.make_current(
        key, store.NewImport(number, at=now, exported=day, note=note), based_on=None
    )
