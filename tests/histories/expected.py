"""Who may be contacted, told a second time: plain Python over plain rows, straight from
the definitions (7).

Slow and readable. Nothing here knows how `retention.outreach` does it; only the keys of
reasons, rules and outcomes are shared.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cached_property

from tests.histories.draw import Rows, Setting
from tests.oracle import reasons
from tests.oracle.rows import DEPARTING, Book, months_before

WAYS = ("phone", "mail", "email", "text")
PHONES = ("mobile_phone", "home_phone", "work_phone")
NO_ATTEMPT = {"call_back", "already_booked", "do_not_contact", "deceased", "duplicate"}
CLOSING = {"declined_leaving", "moved", "another_dentist", "deceased", "duplicate"}
ANY_BOOKING_ENDS = {"came_once", "lapsing", "lapsed", "broken", "best_at_risk"}
WE_OWE_IT = {"call_back", "call", "complaint"}
RULES = (
    "departed",
    "no_person",
    "closed_here",
    "do_not_contact",
    "no_channel",
    "minor_without_guarantor",
    "booked_here",
    "call_back_later",
    "cool_down",
    "attempts",
    "next_attempt",
    "claimed",
    "held_out",
)


class World:
    """One batch of histories: what is true of each person on the day of work."""

    def __init__(self, tables, rows: Rows, at: Setting):
        self.book = Book(tables, at.exported, at.policy.active_months)
        self.rows = rows
        self.at = at
        self.today = at.today
        self.patients = self.book.patients

    @cached_property
    def reasons(self) -> dict[str, set[str]]:
        """The reasons of everybody who has any, whether or not a rule stops them."""
        found: dict[str, set[str]] = {}
        for key, who_has in reasons.BY_KEY.items():
            for who in who_has(self.book, self.rows["contact_here"], self.today):
                found.setdefault(who, set()).add(key)
        return found

    # ---- people ----

    def last_visit(self, who: str) -> date | None:
        days = self.book.visits.get(who)
        return days[-1] if days else None

    def is_minor(self, who: str) -> bool:
        born = self.patients[who]["birth_date"]
        return born is not None and born > months_before(self.today, 18 * 12)

    def head(self, who: str) -> str:
        return self.book.head(who)

    def voice(self, who: str) -> str:
        """Whom to speak to: the head of the household for a minor."""
        return self.head(who) if self.is_minor(who) else who

    # ---- what was logged here ----

    @cached_property
    def told(self) -> dict[str, list[dict]]:
        """Contacts by person, by day and then as logged; those of the day of work and
        before.
        """
        found: dict[str, list[dict]] = {who: [] for who in self.patients}
        for row in sorted(self.rows["contact_here"], key=lambda row: row["day"]):
            if row["patient_id"] in self.patients and row["day"] <= self.today:
                found[self.book.winner(row["patient_id"])].append(row)
        return found

    def since_visit(self, who: str) -> list[dict]:
        last = self.last_visit(who)
        return [row for row in self.told[who] if last is None or row["day"] > last]

    def last_contact(self, who: str) -> date | None:
        own = [
            row["at"].date()
            for row in self._own_log.get(who, [])
            if row["at"].date() <= self.at.exported
            and (
                row["channel"] not in (None, "none")
                or row["direction"] in ("sent", "received")
            )
        ]
        return max([*own, *(row["day"] for row in self.told[who])], default=None)

    @cached_property
    def _own_log(self) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        for row in self.book.contacts:
            found.setdefault(row["who"], []).append(row)
        return found

    def promised(self, who: str) -> date | None:
        """The day of a call-back that was promised and not made."""
        rows = self.told[who]
        place = max(
            (place for place, row in enumerate(rows) if row["call_back_on"]),
            default=None,
        )
        if place is None:
            return None
        day = rows[place]["call_back_on"]
        later = [row for row in rows[place + 1 :] if row["outcome"] != "mailed"]
        return (
            None
            if any(reasons.spoke(row) or row["day"] >= day for row in later)
            else day
        )

    def tries(self, who: str, reason: str) -> list[date]:
        """Days of the attempts for a reason since the last visit."""
        rows = self.since_visit(who)
        return [
            row["day"]
            for row in rows
            if row["reason"] == reason and row["outcome"] not in NO_ATTEMPT
        ]

    @cached_property
    def bad_numbers(self) -> dict[str, int]:
        """How many numbers of each voice were found wrong, since somebody was spoken to
        and since the last visit.
        """
        spoken: dict[str, list[tuple[date, int, str, dict]]] = {}
        order = {
            id(row): at
            for at, row in enumerate(
                sorted(self.rows["contact_here"], key=lambda row: row["day"])
            )
        }
        for who, rows in self.told.items():
            for row in rows:
                spoken.setdefault(self.voice(who), []).append(
                    (row["day"], order[id(row)], who, row)
                )
        return {
            voice: self._bad(sorted(rows, key=lambda one: one[1]))
            for voice, rows in spoken.items()
        }

    def _bad(self, rows: list[tuple[date, int, str, dict]]) -> int:
        bad = 0
        for day, _, who, row in rows:
            if row["outcome"] in reasons.BAD_NUMBER:
                last = self.last_visit(who)
                bad += last is None or day > last
            elif reasons.spoke(row):
                bad = 0
        return bad

    # ---- who said no ----

    @cached_property
    def said_no(self) -> set[str]:
        """Asked for no contact at all, by a stop, by what they said or in the records;
        voices with those they speak for, and those with their voice.
        """
        asked = {
            self._known(row["patient_id"])
            for row in self.rows["stop"]
            if row["channel"] == "all"
        }
        asked |= {
            who
            for who, rows in self.told.items()
            if any(self._still_says_no(who, row) for row in rows)
        }
        asked |= {self.voice(who) for who in asked if who}
        asked |= {
            who
            for who, row in self.patients.items()
            if all(row[f"{way}_ok"] is False for way in WAYS)
        }
        return {
            who for who in self.patients if who in asked or self.voice(who) in asked
        }

    def _known(self, patient: str) -> str | None:
        return self.book.winner(patient) if patient in self.patients else None

    def _still_says_no(self, who: str, row: dict) -> bool:
        lifted = [
            one["day"]
            for one in self.rows["lifted"]
            if self._known(one["patient_id"]) == who
        ]
        return row["outcome"] == "do_not_contact" and not any(
            row["day"] <= day for day in lifted
        )

    # ---- ways to reach them ----

    def phones(self, who: str) -> list[str]:
        """Numbers that can be dialled, mobile, home and work in turn."""
        numbers = [self.patients[who][name] or "" for name in PHONES]
        return [
            number for number in numbers if sum(sign.isdigit() for sign in number) >= 7
        ]

    def is_free(self, who: str, way: str) -> bool:
        """Whether nothing forbids the way: neither the records nor a stop of it."""
        return (
            self.patients[who][f"{way}_ok"] is not False
            and (who, way) not in self._stops
        )

    @cached_property
    def _stops(self) -> set[tuple[str | None, str]]:
        return {
            (self._known(row["patient_id"]), row["channel"])
            for row in self.rows["stop"]
        }

    def has(self, who: str, way: str) -> bool:
        row = self.patients[who]
        bad = self.bad_numbers.get(who, 0)
        if way == "phone":
            return len(self.phones(who)) > bad
        if way == "text":
            return bool(row["mobile_phone"] in self.phones(who)) and bad == 0
        if way == "email":
            return "@" in (row["email"] or "")
        return all(
            (row[name] or "").strip() for name in ("address_1", "city", "state", "zip")
        )

    def open_ways(self, who: str, ways: Collection[str] = WAYS) -> list[str]:
        voice = self.voice(who)
        return [
            way
            for way in ways
            if self.is_free(who, way)
            and self.is_free(voice, way)
            and self.has(voice, way)
        ]

    # ---- the rules ----

    def first_rule(
        self, who: str, wanted: set[str], ways: Collection[str], rules: Collection[str]
    ) -> tuple[str | None, set[str]]:
        """The first rule that leaves none of the reasons, and the reasons that all
        rules leave.
        """
        left = set(wanted)
        for rule in rules:
            left = {
                reason for reason in left if not self.stops(rule, who, reason, ways)
            }
            if not left:
                return rule, left
        return None, left

    def stops(self, rule: str, who: str, reason: str, ways: Collection[str]) -> bool:
        """Whether a rule keeps a person off for a reason."""
        promised = self.promised(who)
        is_due = promised is not None and promised <= self.today and "phone" in ways
        if rule == "cool_down":
            return self._rests(who, reason, is_due, ways)
        if rule == "next_attempt":
            return not is_due and self._waits(who, reason)
        return {
            "departed": lambda: self.patients[who]["status"] in DEPARTING,
            "no_person": lambda: who not in self.book.people,
            "closed_here": lambda: any(
                row["outcome"] in CLOSING for row in self.since_visit(who)
            ),
            "do_not_contact": lambda: who in self.said_no,
            "no_channel": lambda: not self.open_ways(who, ways),
            "minor_without_guarantor": lambda: (
                self.is_minor(who) and not self._can_speak(who, self.head(who))
            ),
            "booked_here": lambda: self._is_booked(who, reason),
            "call_back_later": lambda: promised is not None and promised > self.today,
            "attempts": lambda: (
                len(self.tries(who, reason)) >= len(self.at.policy.cadence(reason))
            ),
            "claimed": lambda: self.is_named(who, "taken"),
            "held_out": lambda: self.is_named(who, "arm"),
        }[rule]()

    def _rests(
        self, who: str, reason: str, is_due: bool, ways: Collection[str]
    ) -> bool:
        last = self.last_contact(who)
        if last is None or last <= self.today - timedelta(
            max(self.at.policy.cool_down_days, 1)
        ):
            return False
        return not is_due and (
            last == self.today or reason not in WE_OWE_IT or "phone" not in ways
        )

    def _waits(self, who: str, reason: str) -> bool:
        """Whether the cadence's next attempt is due on a later day."""
        days = self.tries(who, reason)
        steps = self.at.policy.cadence(reason)
        step = steps[min(len(days), len(steps)) - 1]
        return bool(days) and days[-1] + timedelta(step.days) > self.today

    def _can_speak(self, who: str, head: str) -> bool:
        status = self.patients[head]["status"]
        never_a_patient = status == "non_patient" and head not in self.book.people
        gone = status in {*DEPARTING, "deleted"} and not never_a_patient
        gone |= any(row["outcome"] == "deceased" for row in self.told[head])
        return head != who and not gone and not self.is_minor(head)

    def _is_booked(self, who: str, reason: str) -> bool:
        here = [
            row["reason"]
            for row in self.told[who]
            if row["outcome"] in ("booked", "already_booked")
            and row["day"] >= self.at.exported
        ]
        if reason not in ANY_BOOKING_ENDS:
            return reason in here
        return bool(here) or who in self._booked

    @cached_property
    def _booked(self) -> set[str]:
        return {
            row["who"]
            for row in self.book.appointments.values()
            if self.book.is_booked(row)
        }

    def is_named(self, who: str, table: str) -> bool:
        """Whether the person's household is named there, by its head or by one who has
        joined it since.
        """
        rows = [
            row
            for row in self.rows[table]
            if table == "taken" or row["until"].date() > self.today
        ]
        heads = {
            self.book.winner(row["household_id"])
            for row in rows
            if row["household_id"] in self.patients
        }
        return self.head(who) in heads | {self.head(one) for one in heads}
