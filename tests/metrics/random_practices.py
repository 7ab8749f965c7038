"""Random practices with every oddity that real exports have, made directly as tables,
for Hypothesis.
"""

import random
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from hypothesis import strategies as st

from retention.core import dates, schema
from tests.builders import from_rows

EXPORT_DAYS = tuple(
    map(
        date.fromisoformat,
        ("2026-11-21", "2024-02-29", "2024-02-28", "2025-09-30", "2026-08-31"),
    )
)
SPELLINGS = (
    "D1110",
    "01110",
    "D1110.1",
    "D0120",
    "D2740",
    "2391.01",
    "D4910",
    "D7140",
    "D9986",
    "D9987",
    "TALK",
    None,
)
APPOINTMENTS = (
    ("scheduled",) * 4
    + ("completed",) * 4
    + ("no_show", "cancelled", "broken_unspecified") * 2
)
HOW = ("channel", "direction")
_ALL = (
    "patient",
    "appointment",
    "procedure",
    "recall",
    "merge",
    "contact",
    "claim",
    "referrer",
    "referral",
)
_LOADED = (
    *(_ALL,) * 8,
    ("patient", "appointment", "procedure", "claim"),
    ("patient", "appointment", "recall", "merge"),
    ("patient", "procedure", "referrer", "referral"),
    ("patient", "recall", "merge"),
    ("patient",),
)


def practices(people: int = 12, rows: int = 40):
    """Random tables and the day of their export, as a strategy; `made` says what is in
    them.
    """
    return st.builds(made, st.integers(0, 2**32), st.just(people), st.just(rows))


def made(seed: int, people: int = 12, rows: int = 40) -> tuple[dict, date]:
    """Tables and the day of their export: every status, missing days, merges of all
    kinds, unknown patients, odd rows.

    Up to `people` patients with up to `rows` procedures. Made from one number rather
    than drawn cell by cell: ten times faster and far more varied; `smallest` does the
    shrinking.
    """
    dice = random.Random(seed)
    exported = dice.choice(EXPORT_DAYS)
    number = dice.randint(0, people)
    size = dice.choice((rows, rows, rows // 2, 2))
    draw = _Draw(
        dice, [*map(str, range(1, number + 1))] or ["99"], interesting_days(exported)
    )
    found = {
        "patient": [draw.patient(key) for key in range(1, number + 1)],
        "appointment": [draw.appointment() for _ in range(dice.randint(0, size))],
        "procedure": [draw.procedure() for _ in range(size)],
        "recall": [draw.recall() for _ in range(dice.randint(0, number))],
        "merge": [draw.merge() for _ in range(dice.choice((0, 0, 1, 2, 4)))],
        "contact": [draw.contact() for _ in range(dice.randint(0, number))],
        "claim": [draw.claim() for _ in range(dice.randint(0, number))],
        "referrer": [draw.referrer() for _ in range(4)],
        "referral": [draw.referral() for _ in range(dice.randint(0, number))],
    }
    if number and dice.random() < 0.8:
        long_ago = dates.before(exported, 84)
        found["procedure"].append(
            {
                "patient_id": "1",
                "code_raw": "D0150",
                "status": "completed",
                "completed_on": long_ago,
            }
        )
        found["appointment"].append(
            {"patient_id": "1", "starts_at": _nine(long_ago), "status": "completed"}
        )
    for table, *columns in (
        ("appointment", "created_on"),
        ("procedure", "planned_on"),
        ("contact", *HOW),
    ):
        if dice.random() < 0.15:
            found[table] = [row | dict.fromkeys(columns) for row in found[table]]
    loaded = dice.choice(_LOADED)
    found["claim"] = [draw.as_told(row) for row in found["claim"]]
    for day in ("received_on", "sent_on"):
        if dice.random() < 0.15:
            found["claim"] = [row | {day: None} for row in found["claim"]]
    if "procedure" in loaded and dice.random() < 0.5:
        found["plan"] = [draw.plan() for _ in range(dice.randint(0, 4))]
        found["plan_item"] = [draw.plan_item() for _ in range(dice.randint(0, size))]
        loaded = (*loaded, "plan", "plan_item")
    return {
        name: from_rows(
            name, [{"id": str(at + 1)} | row for at, row in enumerate(found[name])]
        )
        for name in loaded
    }, exported


def smallest(tables: dict, fails) -> dict:
    """The tables with every row taken away without which `fails(tables)` still
    holds.
    """
    for name in [*tables] * 2:
        row = 0
        while row < len(tables[name]):
            rest = pa.concat_tables(
                [tables[name].slice(0, row), tables[name].slice(row + 1)]
            ).combine_chunks()
            fewer = tables | {name: rest}
            if fails(fewer):
                tables = fewer
            else:
                row += 1
    return tables


def interesting_days(exported: date) -> list[date]:
    """Days on, before and after every edge that a window of months can have, and a few
    after the export.
    """
    edges = [
        dates.before(exported, months)
        for months in (0, 1, 6, 12, 18, 24, 30, 36, 42, 48)
    ]
    edges += [
        dates.month_end(dates.before(exported, months))
        for months in (1, 2, 3, 13, 19, 31)
    ]
    edges += [exported - timedelta(days=age) for age in (7, 30, 60, 90, 180, 365, 700)]
    around = {edge + timedelta(days=step) for edge in edges for step in (-1, 0, 1)}
    return sorted(
        around | {date(2023, 2, 28), date(2024, 2, 29), exported + timedelta(days=40)}
    )


class _Draw:
    """Rows of a random practice."""

    def __init__(self, dice: random.Random, people: list[str], edges: list[date]):
        self.dice = dice
        self.people = people
        self.edges = edges

    def anyone(self) -> str:
        return self.dice.choice(self.people) if self.dice.random() < 0.97 else "99"

    def day(self) -> date:
        return self.dice.choice(self.edges)

    def maybe_day(self) -> date | None:
        return self.day() if self.dice.random() < 0.8 else None

    def place(self) -> str | None:
        return self.dice.choice((None, "1", "2"))

    def patient(self, key: int) -> dict:
        first = self.dice.choice((None, None, self.day(), date(2011, 5, 31)))
        return {
            "id": str(key),
            "status_on": self.maybe_day(),
            "status": self.dice.choice(("active",) * 8 + schema.PATIENT_STATUS),
            "first_visit_reported": first,
            "last_visit_reported": first and self.maybe_day(),
            "provider_id": self.place(),
            "location_id": self.place(),
        }

    def appointment(self) -> dict:
        starts = _nine(self.day())
        arrived = starts + timedelta(minutes=self.dice.randint(-20, 20))
        seated = starts + timedelta(minutes=self.dice.choice((-5, 0, 4, 15, 16, 35)))
        return {
            "patient_id": self.anyone(),
            "starts_at": starts,
            "created_on": self.maybe_day(),
            "status": self.dice.choice(APPOINTMENTS + schema.APPOINTMENT_STATUS),
            "is_hygiene": self.dice.choice((True, False, None)),
            "arrived_at": self.dice.choice((arrived, arrived, None)),
            "seated_at": self.dice.choice((seated, seated, None)),
            "provider_id": self.place(),
            "location_id": self.place(),
        }

    def procedure(self) -> dict:
        status = self.dice.choice(
            ("completed",) * 10 + ("planned",) * 4 + schema.PROCEDURE_STATUS
        )
        return {
            "patient_id": self.anyone(),
            "code_raw": self.dice.choice(SPELLINGS),
            "status": status,
            "planned_on": self.maybe_day(),
            "completed_on": self.maybe_day() if status == "completed" else None,
            "fee_cents": self.dice.choice((None, 0, 101, 25_000)),
            "quantity": self.dice.choice((1, 1, 3, None)),
            "appointment_id": self.dice.choice((None, str(self.dice.randint(1, 30)))),
            "provider_id": self.place(),
            "location_id": self.place(),
        }

    def plan(self) -> dict:
        return {
            "patient_id": self.anyone(),
            "status": self.dice.choice(("inactive", "inactive", *schema.PLAN_STATUS)),
        }

    def plan_item(self) -> dict:
        items = (None, *map(str, range(1, 40)))
        return {
            "plan_id": self.dice.choice((*"12345", None)),
            "procedure_id": self.dice.choice(items),
        }

    def recall(self) -> dict:
        return {
            "patient_id": self.anyone(),
            "due_on": self.maybe_day(),
            "is_disabled": self.dice.choice((False, False, True, None)),
            "disabled_until": self.dice.choice((None, self.day())),
        }

    def merge(self) -> dict:
        day = self.maybe_day()
        return {
            "loser_id": self.anyone(),
            "winner_id": self.anyone(),
            "merged_at": day and _nine(day),
        }

    def contact(self) -> dict:
        return {
            "patient_id": self.anyone(),
            "at": _nine(self.day()),
            "channel": self.dice.choice((None, *schema.CHANNELS)),
            "direction": self.dice.choice((None, *schema.DIRECTIONS)),
        }

    def claim(self) -> dict:
        return {
            "patient_id": self.anyone(),
            "sent_on": self.maybe_day(),
            "amount_cents": self.dice.choice((None, 8_000)),
            "received_on": self.dice.choice((None, None, self.day())),
            "is_preauthorisation": self.dice.choice((True, False, False, None)),
        }

    def as_told(self, claim: dict) -> dict:
        return claim | {"status": self.dice.choice((None, *schema.CLAIM_STATUS))}

    def referrer(self) -> dict:
        return {
            "patient_id": self.dice.choice((self.anyone(), None)),
            "name": self.dice.choice(("Flyer", None)),
        }

    def referral(self) -> dict:
        return {
            "patient_id": self.anyone(),
            "referrer_id": self.dice.choice(("1", "2", "3", "4", "5", None)),
            "direction": self.dice.choice(
                ("from", "from", *schema.REFERRAL_DIRECTIONS)
            ),
            "position": self.dice.choice((None, 0, 1, 2)),
        }


def _nine(day: date) -> datetime:
    return datetime.combine(day, time(9))
