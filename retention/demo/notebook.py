"""Hand-written patients: a notebook of rows that are put among the drawn ones.

Days are given as days before the export (`ago`) or after it (`ahead`); what lies before
the data is not noted.
"""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from retention.demo import draft, fees
from retention.demo.calendar import YEAR, Season

# Posts of staff.py
_DENTIST = 0
_HYGIENIST = 6
_LOCATION = 0
_STATUS_RAW = {
    "patient": {
        "active": "0",
        "non_patient": "1",
        "inactive": "2",
        "archived": "3",
        "deleted": "4",
        "deceased": "5",
        "prospective": "6",
    },
    "appointment": {"scheduled": "1", "completed": "2", "broken_unspecified": "5"},
    "procedure": {
        "planned": "1",
        "completed": "2",
        "deleted": "6",
        "planned_inactive": "8",
    },
    "plan": {"active": "1", "inactive": "2"},
}
_BY_HYGIENIST = ("D1110", "D1120", "D4910", "D0274", "D1206")


class Notebook:
    """Rows of hand-written patients, by table, while they are written."""

    def __init__(self, season: Season) -> None:
        self._season = season
        self._rows: dict[str, list[dict[str, object]]] = defaultdict(list)
        self._living_at: dict[str, object] = {}

    def ago(self, days: int) -> int:
        """An open day about that many days before the export."""
        day = self._season.ends - days
        open_days = self._season.open_day(np.array([day]))
        return int(open_days[0])

    def day(self, ago: int) -> date:
        """The same as a date."""
        return _day(self.ago(ago))

    def at_home(self, address: str | None, zip_code: str | None = "01040") -> None:
        """The address of the people that follow."""
        town = {"city": "Port Reading", "state": "MA", "zip": zip_code}
        self._living_at = {"address_1": address, **town} if address else {}

    def person(
        self,
        first: str,
        last: str,
        *,
        age: float | None,
        head: int | None = None,
        since: int = 1500,
        **more: Any,
    ) -> int:
        """Write down someone of that age at the export; return their row.

        They were first seen `since` days before it.
        """
        me = len(self._rows["patient"])
        born = None if age is None else _day(round(self._season.ends - age * YEAR))
        usual = {"status": "active", "sex": "female", "preferred_channel": "none"}
        reach = {"mobile_phone": f"(413) 555-01{me:02d}", **self._living_at}
        came = None if more.get("status") == "non_patient" else self.day(since)
        return self._add(
            "patient",
            self.ago(since),
            {
                **usual,
                **reach,
                "first_name": first,
                "last_name": last,
                "birth_date": born,
                "household_id": me if head is None else head,
                "provider_id": _DENTIST,
                "hygienist_id": _HYGIENIST,
                "location_id": _LOCATION,
                "first_visit_reported": came,
                "created_on": self.day(since),
                **more,
            },
        )

    def visit(self, person: int, ago: int, *codes: str) -> int | None:
        """Write down a kept appointment with that work done; return its row.

        None where it lies before the data.
        """
        day = self.ago(ago)
        if day < self._season.starts:
            return None

        appointment = self._appointment(person, day, day - 21, "completed")
        for code in codes:
            self.work(person, code, planned=ago, done=ago, appointment=appointment)
        return appointment

    def booking(
        self,
        person: int,
        ahead: int,
        *codes: str,
        made: int = 9,
        status: str = "scheduled",
    ) -> int:
        """Write down an appointment that many days after the export.

        A negative number is before it. It was made `made` days before the export.
        """
        day = int(self._season.open_day(np.array([self._season.ends + ahead]))[0])
        appointment = self._appointment(
            person, day, self.ago(max(made, -ahead + 9)), status
        )
        for code in codes:
            self.work(person, code, planned=made, appointment=appointment)
        return appointment

    def work(
        self,
        person: int,
        code: str,
        *,
        planned: int,
        done: int | None = None,
        appointment: int | None = None,
        **more: Any,
    ) -> int | None:
        """Write down a procedure, done where `done` is given; return its row.

        None where it lies before the data. `more` is what else its columns hold.
        """
        if self.ago(planned) < self._season.starts:
            return None

        code_id = fees.CODE[code]
        cents = fees.cents(
            np.array([code_id]),
            fees.years_in(np.array([self.ago(planned)]), self._season.starts),
            np.array([_LOCATION]),
        )
        return self._add(
            "procedure",
            self.ago(planned),
            {
                "patient_id": person,
                "code_id": code_id,
                "status": "planned" if done is None else "completed",
                "planned_on": self.day(planned),
                "completed_on": None if done is None else self.day(done),
                "fee_cents": int(cents[0]),
                "quantity": 1,
                "appointment_id": appointment,
                "provider_id": _HYGIENIST if code in _BY_HYGIENIST else _DENTIST,
                "location_id": _LOCATION,
                **more,
            },
        )

    def recall(
        self,
        person: int,
        last: int,
        kind: int,
        months: int,
        days: int,
        *,
        off: bool = False,
    ) -> None:
        """Write down a recall whose last visit was that many days ago.

        Its due day is half a year or so later.
        """
        self._add(
            "recall",
            self.ago(last),
            {
                "patient_id": person,
                "type_id": kind,
                "previous_on": self.day(last),
                "interval_months": months,
                "due_on": self.day(last - round(months * YEAR / 12) - days),
                "interval_days": days,
                "is_disabled": off,
            },
        )

    def plan(self, person: int, ago: int, status: str, *procedures: int | None) -> None:
        """A treatment plan with what stands on it."""
        rows = [row for row in procedures if row is not None]
        if not rows:
            return

        day = self.ago(ago)
        plan = self._add(
            "plan",
            day,
            {"patient_id": person, "presented_on": _day(day), "status": status},
        )
        for row in rows:
            self._add("plan_item", day, {"plan_id": plan, "procedure_id": row})

    def merge(self, loser: int, winner: int, ago: int) -> None:
        """A link from the row given up to the row kept."""
        moment = datetime.combine(self.day(ago), time(10, 15))
        self._add(
            "merge",
            self.ago(ago),
            {"loser_id": loser, "winner_id": winner, "merged_at": moment},
        )

    def drafted(self) -> draft.Draft:
        """All rows so far, drafted."""
        return {
            name: pa.Table.from_pylist(rows, schema=draft.drafted(name))
            for name, rows in self._rows.items()
        }

    def _appointment(self, person: int, day: int, made: int, status: str) -> int:
        return self._add(
            "appointment",
            made,
            {
                "patient_id": person,
                "starts_at": datetime.combine(_day(day), time(9, 30)),
                "minutes": 60,
                "status": status,
                "provider_id": _DENTIST,
                "hygienist_id": _HYGIENIST,
                "location_id": _LOCATION,
                "is_hygiene": False,
                "is_new_patient": False,
                "created_on": _day(made),
            },
        )

    def _add(self, table: str, born: int, row: dict[str, object]) -> int:
        raw = {}
        if table in _STATUS_RAW:
            raw_by_status = _STATUS_RAW[table]
            raw["status_raw"] = raw_by_status[str(row["status"])]
        rows = self._rows[table]
        rows.append({draft.BORN: born, **raw, **row})
        return len(rows) - 1


def _day(number: int) -> date:
    return np.datetime64(number, "D").item()
