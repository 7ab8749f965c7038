"""Random histories: a few people who live together, what the records say of them, and
what was logged here.

A history is made from its seed and number alone, so that one that fails can be looked
at again; many of them make up a batch, one practice whose households do not know each
other, since a practice is opened as a whole.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from retention.core import schema
from retention.core.policy import SETTINGS, Policy
from retention.store import vocabulary
from tests.builders import from_rows

Rows = dict[str, list[dict]]
EXPORT_DAYS = tuple(
    map(date.fromisoformat, ("2026-11-20", "2024-02-29", "2025-09-30", "2026-03-31"))
)
CODES = ("D0120", "D1110", "D1110", "D2391", "D2740", "D7140", "D9986")
CADENCES = (
    "",
    "",
    "phone 7, phone 7, text 14, mail",
    "text 30, phone",
    "mail 90",
    "phone 3, email, phone 1, phone 40",
)
LOG = ("contact_here", "stop", "lifted", "arm", "taken")
"""What people did here, beside the tables of the records."""


@dataclass(frozen=True)
class Setting:
    """What all histories of a batch share: the days, the practice's values, and which
    tables were exported.
    """

    exported: date
    today: date
    policy: Policy
    without: tuple[str, ...]


def setting(seed: int, batch: int) -> Setting:
    """The setting of a batch."""
    dice = random.Random(f"setting/{seed}/{batch}")
    exported = dice.choice(EXPORT_DAYS)
    policy = Policy(
        active_months=dice.choice((12, 18, 24, 36)),
        cool_down_days=dice.choice((0, 1, 7, 14, 30)),
        most_attempts=dice.randint(1, 4),
        calls_per_day=dice.choice((1, 25)),
        postal_address="1 Main St, Salem OR 97301",
        **{
            key: dice.choice(CADENCES) for key in SETTINGS if key.startswith("cadence_")
        },
    )
    rare = [
        name
        for name in ("recall", "call", "claim", "appointment", "contact", "merge")
        if dice.random() < 0.1
    ]
    return Setting(
        exported,
        exported + timedelta(dice.choice((0, 0, 1, 20, 60))),
        policy,
        tuple(rare),
    )


def tables(rows: Rows, without: tuple[str, ...]) -> schema.Tables:
    """The stored tables of a batch; rows are numbered where they have no id."""
    names = (
        "patient",
        "appointment",
        "procedure",
        "recall",
        "merge",
        "contact",
        "claim",
        "call",
    )
    numbered = {
        name: [{"id": str(at + 1), **row} for at, row in enumerate(rows[name])]
        for name in names
    }
    return {
        name: from_rows(name, numbered[name]) for name in names if name not in without
    }


def history(seed: int, number: int, at: Setting) -> Rows:
    """Every row of one history, the records' and those logged here, by table."""
    return _History(random.Random(f"{seed}/{number}"), number, at).rows


class _History:
    """One history under way."""

    def __init__(self, dice: random.Random, number: int, at: Setting) -> None:
        self.dice = dice
        self.number = number
        self.at = at
        self.rows: Rows = defaultdict(list)
        self.ids = [f"{number}-{place}" for place in range(dice.randint(3, 8))]
        self.rows["patient"] = [self._patient(place) for place in range(len(self.ids))]
        for who in self.ids:
            self._records(who)
        self._merges()
        self._log()

    def _often(self, share: float) -> bool:
        return self.dice.random() < share

    def _one(self, *choices):
        return self.dice.choice(choices)

    def _who(self) -> str:
        return self.dice.choice(self.ids)

    def _day(self, back: int, ahead: int = 0, of: date | None = None) -> date:
        return (of or self.at.exported) + timedelta(self.dice.randint(-back, ahead))

    def _moment(self, day: date) -> datetime:
        return datetime.combine(
            day, time(self.dice.randint(8, 17), self.dice.choice((0, 30)))
        )

    # ---- who they are ----

    def _patient(self, place: int) -> dict:
        key = self.ids[place]
        silent = self._often(0.04)
        ways = {
            f"{way}_ok": False if silent else self._one(None, None, True, False)
            for way in _WAYS
        }
        return {
            "id": key,
            "first_name": f"F{key}",
            "last_name": f"L{self.number}",
            "birth_date": self._born(),
            "status": self._one(*["active"] * 12, *schema.PATIENT_STATUS),
            "household_id": self._head(place),
            "status_on": self._day(400) if self._often(0.2) else None,
            **ways,
            **self._addresses(key, place),
        }

    def _born(self) -> date | None:
        """Grown up, a child, unknown, or eighteen in these days."""
        near = date(
            self.at.today.year - 18, self.at.today.month, min(self.at.today.day, 28)
        )
        grown = date(self.dice.randint(1930, 2000), 5, self.dice.randint(1, 28))
        return self._one(
            grown, grown, grown, self._day(365 * 17), None, self._day(3, 3, near)
        )

    def _head(self, place: int) -> str:
        """The household's head: the first of them, themselves, any of them, or an
        account that nobody has.
        """
        return self._one(
            self.ids[0],
            self.ids[0],
            self.ids[place],
            self._who(),
            f"account {self.number}",
        )

    def _addresses(self, key: str, place: int) -> dict:
        numbers = [
            f"(305) 86{self.dice.randint(0, 9)}-{self.dice.randint(0, 9999):04}"
            for _ in range(3)
        ]
        phones = [
            number if self._often(0.55) else self._one(None, " ", "911")
            for number in numbers
        ]
        street = f"{self._one(1, place + 1)} H{self.number} St"
        whole = {
            "address_1": street,
            "city": "Salem",
            "state": self._one("OR", "OR", "OR", "Oregon"),
            "zip": "97301",
        }
        if self._often(0.2):
            whole[self._one(*whole)] = self._one(None, "")
        email = self._one(
            f"f{key}@example.com",
            f"h{self.number}@example.com",
            f"f{key}@example.com",
            "none",
            None,
        )
        return {**whole, "email": email, **dict(zip(_PHONES, phones, strict=True))}

    # ---- what the records say ----

    def _records(self, who: str) -> None:
        for _ in range(self._one(0, 1, 1, 2, 4)):
            self._work(
                who, "completed", completed_on=self._day(self._one(1300, 600, 200))
            )
        for _ in range(self._one(0, 0, 1, 2)):
            booked = self._book(who) if self._often(0.4) else None
            planned = self._one(None, self._day(500, 5))
            self._work(
                who,
                self._one("planned", "planned", "planned_inactive"),
                planned_on=planned,
                **(booked or {}),
            )
        for _ in range(self._one(0, 0, 0, 1)):
            self._book(who)
        if self._often(0.4):
            due = self._one(self._day(300, 100), None)
            off = {
                "is_disabled": self._often(0.1),
                "disabled_until": self._one(None, None, self._day(30, 30)),
            }
            self.rows["recall"].append({"patient_id": who, "due_on": due, **off})
        if self._often(0.2):
            self._contact_of_theirs(who)
        for _ in range(self._one(0, 0, 0, 1, 2)):
            answered = self._one(True, False, False, None)
            way = self._one("received", "received", "sent", None)
            at = self._moment(self._day(100, 2))
            self.rows["call"].append(
                {"patient_id": who, "at": at, "direction": way, "is_answered": answered}
            )
        if self._often(0.15):
            sent = self._one(self._day(90), None)
            answer = self._one(None, None, self._day(40, 3))
            asked = self._often(0.2)
            self.rows["claim"].append(
                {
                    "patient_id": who,
                    "sent_on": sent,
                    "received_on": answer,
                    "is_preauthorisation": asked,
                }
            )

    def _work(self, who: str, status: str, **columns) -> None:
        fee = self.dice.randint(0, 150000)
        code = self.dice.choice(CODES)
        self.rows["procedure"].append(
            {
                "patient_id": who,
                "code_raw": code,
                "status": status,
                "fee_cents": fee,
                **columns,
            }
        )

    def _book(self, who: str) -> dict:
        status = self._one(
            "scheduled",
            "scheduled",
            "no_show",
            "cancelled",
            "completed",
            "broken_unspecified",
            "note",
        )
        made = self._day(100)
        key = f"a{self.number}-{len(self.rows['appointment'])}"
        row = {
            "id": key,
            "patient_id": who,
            "starts_at": self._moment(self._day(150, 60)),
            "status": status,
        }
        self.rows["appointment"].append(
            {**row, "created_on": made, "is_hygiene": self._often(0.4)}
        )
        return {"appointment_id": key}

    def _contact_of_theirs(self, who: str) -> None:
        way = self._one("phone", "text", "none", None)
        sent = self._one("sent", "received", "neither", None)
        at = self._moment(self._day(45, 3))
        self.rows["contact"].append(
            {"patient_id": who, "at": at, "channel": way, "direction": sent}
        )

    def _merges(self) -> None:
        for _ in range(self._one(0, 0, 0, 1, 1, 2)):
            self.rows["merge"].append(
                {
                    "loser_id": self._who(),
                    "winner_id": self._who(),
                    "merged_at": self._moment(self._day(90)),
                }
            )

    # ---- what was logged here ----

    def _log(self) -> None:
        told = [self._told() for _ in range(self._one(0, 1, 3, 6, 12))]
        for who in self.ids:
            if self._often(0.3):
                told += self._in_vain(who)
        told.sort(key=lambda row: row["day"])
        if self._often(0.1):
            self.dice.shuffle(told)  # entered late
        self.rows["contact_here"] = told
        for _ in range(self._one(0, 0, 0, 1, 2)):
            way = self._one("all", *_WAYS)
            self.rows["stop"].append({"patient_id": self._who(), "channel": way})
        if self._often(0.1):
            self.rows["lifted"].append(
                {"patient_id": self._who(), "day": self._day(60, 1, self.at.today)}
            )
        if self._often(0.15):
            free = datetime.combine(self._day(3, 20, self.at.today), time())
            self.rows["arm"].append({"household_id": self._who(), "until": free})
        if self._often(0.1):
            until = self._moment(self.at.today)
            self.rows["taken"].append(
                {"household_id": self._who(), "by": "Maria", "until": until}
            )

    def _in_vain(self, who: str) -> list[dict]:
        """Calls that nobody answered, one after the other for one reason."""
        reason = self._one("sitting", "lapsing", "lapsed", "recall_estimated", "call")
        days = self.dice.randint(1, 4)
        called = [
            self._day(9, 0, self.at.today - timedelta(15 * back))
            for back in range(1, days + 1)
        ]
        return [
            {
                **self._told(),
                "patient_id": who,
                "day": day,
                "reason": reason,
                "outcome": "no_answer",
                "call_back_on": None,
            }
            for day in called
        ]

    def _told(self) -> dict:
        """One contact; most are lately, a few on days that have not come."""
        day = self._day(self._one(3, 40, 40, 400), self._one(0, 0, 0, 3), self.at.today)
        outcome = self._one(
            *vocabulary.OUTCOMES,
            *["no_answer", "left_message", "call_back", "mailed"] * 4,
        )
        back = (
            self._day(0, 20, day)
            if outcome == "call_back" or self._often(0.05)
            else None
        )
        return {
            "patient_id": self._one(*self.ids, *self.ids, "unknown"),
            "day": day,
            "outcome": outcome,
            "reason": self.dice.choice(vocabulary.REASONS),
            "reached": self._one(None, None, True, False),
            "channel": "phone",
            "call_back_on": back,
            "by": self._one("Maria", "Lee"),
        }


_WAYS = ("phone", "mail", "email", "text")
_PHONES = ("mobile_phone", "home_phone", "work_phone")
