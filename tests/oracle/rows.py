"""A practice as plain rows: who is a person, their visits, what is booked; straight
from the definitions, readable.

Nothing here knows how `retention.facts` does it.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

ONE = timedelta(days=1)
BROKEN = {"D9986", "D9987"}
EXAMS = {"D0120", "D0140", "D0145", "D0150", "D0160", "D0180"}
HYGIENE = {"D1110", "D1120", "D4910", "D4341", "D4342", "D4346", "D4355"}
NOT_CARE = {"D4910", "D9310", "D9986", "D9987"}
DEPARTING = {"inactive", "archived", "deceased", "non_patient"}
TOO_SHORT = "history too short"
NO_VISITS = "no visits were loaded"


# ---- days (definitions 0) ----


def is_month_end(day: date) -> bool:
    return (day + ONE).month != day.month


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, length if is_month_end(day) else min(day.day, length))


def months_after(day: date, months: int) -> date:
    return months_before(day, -months)


def code_of(text: str | None) -> str | None:
    """`01110`, `1110.01` and `D1110.1` are D1110; what is not four digits after that is
    no code.
    """
    digits = (text or "").strip().upper().removeprefix("D").split(".")[0]
    digits = digits[1:] if len(digits) == 5 and digits[0] == "0" else digits
    return f"D{digits}" if len(digits) == 4 and digits.isdigit() else None


# ---- the practice as rows (definitions 0) ----


class Book:
    """One practice: its rows with the winner's id in `who`, and what is true of each
    person.
    """

    def __init__(self, tables, exported: date, active_months: int = 18):
        self.tables = tables
        self.exported = exported
        self.months = active_months
        self.patients = {row["id"]: row for row in tables["patient"].to_pylist()}
        self.appointments = {row["id"]: row for row in self.rows_of("appointment")}
        self.procedures = [
            row | {"status": self._status(row)} for row in self.rows_of("procedure")
        ]
        self.recalls = self.rows_of("recall")
        self.contacts = self.rows_of("contact")
        self.claims = {row["id"]: row for row in self.rows_of("claim")}

    def rows_of(self, name: str) -> list[dict]:
        """Rows of known patients, each with the winner's id as `who`."""
        rows = self.tables[name].to_pylist() if name in self.tables else []
        return [
            row | {"who": self.winner(row["patient_id"])}
            for row in rows
            if row["patient_id"] in self.patients
        ]

    def _status(self, procedure: dict) -> str:
        """The status; of planned work that stands on treatment plans, all of them
        inactive, that its plan is.
        """
        stands = self._plans_of[procedure["id"]]
        given_up = (
            procedure["status"] == "planned" and stands and set(stands) == {"inactive"}
        )
        return "planned_inactive" if given_up else procedure["status"]

    @cached_property
    def _plans_of(self) -> dict[str, list[str | None]]:
        """The status of every plan that a procedure stands on; None for a plan that is
        not there.
        """
        plans, items = (
            self.tables[name].to_pylist() if name in self.tables else []
            for name in ("plan", "plan_item")
        )
        status = {row["id"]: row["status"] for row in plans}
        found = defaultdict(list)
        for row in items:
            found[row["procedure_id"]].append(status.get(row["plan_id"]))
        return found

    @cached_property
    def links(self) -> dict[str, str]:
        """Loser to winner: the latest link, then the highest number; not to itself, an
        unknown row, or on a cycle.
        """
        rows = self.tables["merge"].to_pylist() if "merge" in self.tables else []
        usable = [
            row
            for row in rows
            if row["loser_id"] != row["winner_id"]
            and {row["loser_id"], row["winner_id"]} <= set(self.patients)
        ]
        usable.sort(
            key=lambda row: (
                row["merged_at"] is not None,
                row["merged_at"] or 0,
                int(row["id"].strip("m")),
            )
        )
        latest = {row["loser_id"]: row["winner_id"] for row in usable}
        return {
            loser: winner
            for loser, winner in latest.items()
            if not self._is_on_cycle(loser, latest)
        }

    @staticmethod
    def _is_on_cycle(start: str, links: dict[str, str]) -> bool:
        here = start
        for _ in links:
            here = links.get(here)
            if here == start:
                return True
        return False

    def winner(self, patient: str) -> str:
        while patient in self.links:
            patient = self.links[patient]
        return patient

    def head(self, who: str) -> str:
        """The household's head: the guarantor, else the oldest on the account; the
        winner where that row was merged.
        """
        account = self.patients[who]["household_id"]
        return self.winner(
            account if account in self.patients else self._oldest.get(account, who)
        )

    @cached_property
    def _oldest(self) -> dict[str, str]:
        """The oldest of each account, the first of equal ones; an unknown day of birth
        is the youngest.
        """
        found: dict[str, str] = {}
        for who, row in self.patients.items():
            first = found.setdefault(row["household_id"], who)
            if (row["birth_date"] or date.max) < (
                self.patients[first]["birth_date"] or date.max
            ):
                found[row["household_id"]] = who
        found.pop(None, None)
        return found

    @cached_property
    def has_work(self) -> bool:
        """Whether any procedure was completed: plans alone are no visits."""
        return any(row["status"] == "completed" for row in self.procedures)

    @cached_property
    def visit_rows(self) -> set[tuple[str, date]]:
        """(person, day) of every visit up to the export, whoever the row of the list
        is.
        """
        if self.has_work:
            found = {
                (row["who"], row["completed_on"])
                for row in self.procedures
                if row["status"] == "completed"
                and row["completed_on"]
                and code_of(row["code_raw"]) not in BROKEN
            }
        elif any(row["status"] == "completed" for row in self.appointments.values()):
            found = {
                (row["who"], row["starts_at"].date())
                for row in self.appointments.values()
                if row["status"] == "completed"
            }
        else:
            columns = ("first_visit_reported", "last_visit_reported")
            found = {
                (self.winner(key), row[name])
                for key, row in self.patients.items()
                for name in columns
                if row[name]
            }
        return {(who, day) for who, day in found if day <= self.exported}

    @cached_property
    def people(self) -> set[str]:
        """Ids of people: not deleted, not merged, with a visit, an appointment that is
        no note, or a procedure.
        """
        with_history = {who for who, _ in self.visit_rows}
        with_history |= {
            row["who"]
            for row in self.appointments.values()
            if row["status"] not in ("note", "deleted")
        }
        with_history |= {
            row["who"] for row in self.procedures if row["status"] != "deleted"
        }
        return {
            key
            for key in with_history
            if self.patients[key]["status"] != "deleted" and key not in self.links
        }

    @cached_property
    def visits(self) -> dict[str, list[date]]:
        """Days of visit of each person with any, in order."""
        found = defaultdict(list)
        for who, day in sorted(self.visit_rows):
            if who in self.people:
                found[who].append(day)
        return dict(found)

    @cached_property
    def floor(self) -> date | None:
        """The first visit of anybody."""
        return min(
            (day for visits in self.visits.values() for day in visits), default=None
        )

    def seen(self, first: date, last: date) -> set[str]:
        return {
            who
            for who, visits in self.visits.items()
            if any(first <= day <= last for day in visits)
        }

    def history(self, who: str) -> list[date]:
        """Days of visit, with the reported first visit in front where it lies before
        the history floor.
        """
        merged = [
            row["first_visit_reported"]
            for key, row in self.patients.items()
            if self.winner(key) == who
        ]
        before = [day for day in merged if day and day < self.floor]
        return [*sorted(before)[:1], *self.visits[who]]

    def first_visit(self, who: str) -> date:
        return self.history(who)[0]

    def departed_on(self, who: str) -> date | None:
        row = self.patients[who]
        if row["status"] not in DEPARTING:
            return None
        if row["status_on"]:
            return row["status_on"]
        return self.visits[who][-1] + ONE if who in self.visits else date.min

    def has_departed(self, who: str, day: date) -> bool:
        departed = self.departed_on(who)
        return departed is not None and departed <= day

    def window(self, day: date) -> date:
        """The first day of the active window up to a day."""
        return months_before(day, self.months) + ONE

    def active(self, day: date) -> set[str]:
        return {
            who
            for who in self.seen(self.window(day), day)
            if not self.has_departed(who, day)
        }

    def too_short(self, first_needed: date) -> str:
        if self.floor is None:
            return NO_VISITS
        return TOO_SHORT if first_needed < self.floor else ""

    # ---- appointments and care (definitions 0, 4 and 5) ----

    def is_booked(self, row: dict) -> bool:
        return row["status"] == "scheduled" and row["starts_at"].date() >= self.exported

    @cached_property
    def work_on(self) -> dict[str | None, list[dict]]:
        """Work with a code by the appointment it stands on."""
        found = defaultdict(list)
        for row in self.procedures:
            if row["code_raw"]:
                found[row["appointment_id"]].append(row)
        return found

    def on(self, appointment: str) -> list[dict]:
        """Work with a code, planned or completed, that stands on an appointment."""
        return [
            row
            for row in self.work_on[appointment]
            if row["status"] in ("planned", "completed")
        ]

    def is_hygiene(self, row: dict) -> bool:
        return bool(row["is_hygiene"]) or any(
            code_of(work["code_raw"]) in HYGIENE for work in self.on(row["id"])
        )

    def hygiene_days(self, who: str) -> set[date]:
        """Days of a person's hygiene visits; where visits come from appointments, of
        those marked hygiene.
        """
        if self.procedures:
            return self.days_with(who, HYGIENE)
        done = [
            row
            for row in self.appointments.values()
            if row["status"] == "completed" and row["is_hygiene"]
        ]
        return {row["starts_at"].date() for row in done if row["who"] == who} & set(
            self.visits.get(who, [])
        )

    def days_with(self, who: str, codes: set[str]) -> set[date]:
        """Days of a person's visits with one of the codes completed."""
        work = [row for row in self.completed[who] if code_of(row["code_raw"]) in codes]
        return {row["completed_on"] for row in work} & set(self.visits.get(who, []))

    @cached_property
    def completed(self) -> dict[str, list[dict]]:
        """Work done up to the export that makes a visit, by person."""
        found = defaultdict(list)
        for row in self.procedures:
            done = (
                row["status"] == "completed"
                and row["completed_on"]
                and row["completed_on"] <= self.exported
            )
            if (
                done
                and code_of(row["code_raw"]) not in BROKEN
                and row["who"] in self.people
            ):
                found[row["who"]].append(row)
        return found

    @cached_property
    def care(self) -> list[dict]:
        """Care items of people: planned, completed or on an inactive plan; nothing that
        happened after the export.
        """
        return [
            row
            for row in self.procedures
            if row["who"] in self.people
            and is_care(code_of(row["code_raw"]))
            and row["status"] in ("planned", "planned_inactive", "completed")
            and not (row["planned_on"] and row["planned_on"] > self.exported)
            and not (row["completed_on"] and row["completed_on"] > self.exported)
        ]

    def stands_on(self, item: dict) -> dict | None:
        """The appointment an item stands on: any but a template or a note."""
        row = self.appointments.get(item["appointment_id"])
        return (
            row if row and row["status"] not in ("planned", "note", "deleted") else None
        )

    @property
    def exports_created_on(self) -> bool:
        return any(row["created_on"] for row in self.appointments.values())

    @property
    def exports_planned_on(self) -> bool:
        done = [
            item["planned_on"] for item in self.care if item["status"] == "completed"
        ]
        return any(row["planned_on"] for row in self.procedures) and (
            len(done) < 20 or any(done)
        )


def is_care(code: str | None) -> bool:
    return code is not None and "D2000" <= code <= "D9999" and code not in NOT_CARE


def amount(item: dict) -> int:
    return (item["fee_cents"] or 0) * (
        1 if item["quantity"] is None else item["quantity"]
    )
