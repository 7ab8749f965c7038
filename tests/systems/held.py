"""What is left of a practice in the files of systems that know less than its records,
cut down by hand.

Written apart from how files are written and read, in plain rows: a figure of the loaded
files has to be the figure of these tables, whatever it is.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from retention.core import schema
from retention.core.codes import HYGIENE

LEFT = ("inactive", "archived", "deceased", "non_patient")
BROKEN = ("D9986", "D9987")

Row = dict
Rows = dict[str, list[Row]]


def cut(tables: schema.Tables, key: str) -> schema.Tables:
    """What is left of the tables in the files of that system."""
    return _tables(
        HELD[key]({name: table.to_pylist() for name, table in tables.items()})
    )


def _tables(rows: Rows) -> schema.Tables:
    return {
        name: schema.table(name, _columns(name, found)) for name, found in rows.items()
    }


def _columns(name: str, rows: list[Row]) -> dict[str, list]:
    return {
        column.name: [row.get(column.name) for row in rows]
        for column in schema.BY_NAME[name].columns
    }


def with_codes(rows: Rows) -> Iterator[tuple[Row, str]]:
    """Procedures with their code as exported."""
    code = {row["id"]: row["code_raw"] for row in rows["code"]}
    return ((row, row["code_raw"] or code[row["code_id"]]) for row in rows["procedure"])


def ascend(rows: Rows) -> Rows:
    """Patients with the days the list shows, charges by day, plans by day; inactive
    stands for all who left.
    """
    kept = {row["id"]: row for row in merged(rows) if row["status"] != "deleted"}
    work = []
    for row, code in with_codes(rows):
        if (
            row["patient_id"] in kept
            and row["status"] == "completed"
            and code not in BROKEN
        ):
            cents = (row["fee_cents"] or 0) * (row["quantity"] or 1)
            work.append(
                {
                    "id": row["id"],
                    "patient_id": row["patient_id"],
                    "status": "completed",
                    "completed_on": row["completed_on"],
                    "fee_cents": cents,
                }
            )
    last_work = max(row["completed_on"] for row in work)
    seen = days(work, "completed_on")
    ahead = booked_after(rows, last_work)
    left = {"archived": "inactive", "deceased": "inactive", "prospective": "active"}
    patients = []
    for key, row in kept.items():
        mine = seen.get(key, [])
        patients.append(
            {
                "id": key,
                "status": left.get(row["status"], row["status"]),
                "first_visit_reported": min(
                    filter(None, [*mine, row["first_visit_reported"]]), default=None
                ),
                "last_visit_reported": max(mine, default=None),
                "next_visit_reported": min(ahead.get(key, []), default=None),
            }
        )
    planned = [
        {
            "id": f"plan {row['id']}",
            "patient_id": row["patient_id"],
            "status": "planned",
            "planned_on": row["planned_on"],
            "fee_cents": row["fee_cents"],
        }
        for row in rows["procedure"]
        if row["status"] == "planned" and row["patient_id"] in kept
    ]
    return {"patient": patients, "procedure": work + planned}


def softdent(rows: Rows) -> Rows:
    """Appointments are of the kind that their codes tell."""
    hygiene = {
        row["appointment_id"]
        for row, code in with_codes(rows)
        if code in HYGIENE and row["status"] in ("planned", "completed")
    }
    return rows | {
        "appointment": [
            row | {"is_hygiene": row["id"] in hygiene} for row in rows["appointment"]
        ]
    }


def days(rows: list[Row], column: str) -> dict[str, list[date]]:
    """The days in a column by patient."""
    found: dict[str, list[date]] = {}
    for row in rows:
        found.setdefault(row["patient_id"], []).append(row[column])
    return found


def booked_after(rows: Rows, day: date) -> dict[str, list[date]]:
    """Days of appointments that are booked after a day, by patient."""
    ahead = [
        row | {"day": row["starts_at"].date()}
        for row in rows["appointment"]
        if row["status"] == "scheduled"
    ]
    return days([row for row in ahead if row["day"] > day], "day")


def dentally(rows: Rows) -> Rows:
    """No codes, no first visit, no day of death; an appointment is marked a cleaning or
    not; two recalls a patient.

    What is broken is missed or cancelled; codes that say so are no items.
    """
    kept = [row for row in merged(rows) if row["status"] != "deleted"]
    coded = {row["id"]: code for row, code in with_codes(rows)}
    items = [
        row
        | {
            "code_id": None,
            "code_raw": None,
            "quantity": None,
            "appointment_id": None,
            "fee_cents": row["fee_cents"] * row["quantity"],
        }
        for row in rows["procedure"]
        if row["status"] in ("planned", "completed") and coded[row["id"]] not in BROKEN
    ]
    today = max(row["completed_on"] for row in items if row["completed_on"])
    patients = [row | {"status_on": None, "first_visit_reported": None} for row in kept]
    for row in patients:
        row["status"] = {
            "archived": "inactive",
            "non_patient": "inactive",
            "prospective": "active",
        }.get(row["status"], row["status"])
    return {
        "patient": patients,
        "procedure": items,
        "appointment": told_broken(rows),
        "recall": two_each(rows, today),
    }


def cliniko(rows: Rows) -> Rows:
    """Patients and appointments alone; who left is archived, on the day of it or the
    day after the last appointment.
    """
    kept = [row for row in merged(rows) if row["status"] != "deleted"]
    book = [
        row | {"is_hygiene": None, "arrived_at": None, "seated_at": None}
        for row in told_broken(rows)
    ]
    came: dict[str, date] = {}
    for row in book:
        if row["status"] == "completed":
            came[row["patient_id"]] = max(
                came.get(row["patient_id"], date.min), row["starts_at"].date()
            )
    patients = []
    for row in kept:
        left = row["status"] in LEFT
        after = (
            came[row["id"]] + timedelta(days=1)
            if row["id"] in came
            else row["created_on"]
        )
        patients.append(
            row
            | {
                "status": "archived" if left else "active",
                "first_visit_reported": None,
                "status_on": (row["status_on"] or after) if left else None,
            }
        )
    return {"patient": patients, "appointment": book}


def nexhealth(rows: Rows) -> Rows:
    """No day on which somebody left, no first visit, no marks of cleanings, recalls
    only where they are switched on.
    """
    kept = [row for row in merged(rows) if row["status"] != "deleted"]
    patients = [row | {"status_on": None, "first_visit_reported": None} for row in kept]
    for row in patients:
        row["status"] = "inactive" if row["status"] in LEFT[:3] else row["status"]
    work = [
        row
        for row in rows["procedure"]
        if row["status"] not in ("existing", "condition", "deleted")
    ]
    return {
        "patient": patients,
        "procedure": work,
        "code": rows["code"],
        "appointment": [
            row | {"is_hygiene": None, "seated_at": None} for row in told_broken(rows)
        ],
        "recall": switched_on(
            rows, max(row["completed_on"] for row in work if row["completed_on"])
        ),
    }


def told_broken(rows: Rows) -> list[Row]:
    """Appointments that are in a cloud system's book, broken ones missed or cancelled
    as a code on them says.
    """
    on = {
        row["appointment_id"]: code for row, code in with_codes(rows) if code in BROKEN
    }
    book = [
        row
        for row in rows["appointment"]
        if row["status"] not in ("planned", "unscheduled", "note")
    ]
    broken = {"D9987": "cancelled"}
    return [
        row | {"status": broken.get(on.get(row["id"]), "no_show")}
        if row["status"] == "broken_unspecified"
        else row
        for row in book
    ]


def two_each(rows: Rows, today: date) -> list[Row]:
    """The two oldest recalls of each patient that are switched on."""
    mine: dict[str, list[Row]] = {}
    for row in sorted(switched_on(rows, today), key=lambda row: int(row["id"])):
        mine.setdefault(row["patient_id"], []).append(row)
    return [row for found in mine.values() for row in found[:2]]


def switched_on(rows: Rows, today: date) -> list[Row]:
    """Recalls with a due day that are not switched off, nor until after a day."""
    on = [row for row in rows["recall"] if not row["is_disabled"] and row["due_on"]]
    return [
        row | {"disabled_until": None}
        for row in on
        if not (row["disabled_until"] and row["disabled_until"] > today)
    ]


def merged(rows: Rows) -> list[Row]:
    """The patient list with every row's history moved, in all tables, to the row that
    was kept, and only those.
    """
    into = {
        row["loser_id"]: row["winner_id"]
        for row in rows["merge"]
        if row["loser_id"] != row["winner_id"]
    }

    def kept(key: str | None) -> str | None:
        return kept(into[key]) if key in into else key

    for table in rows.values():
        for row in table:
            for column in ("patient_id", "household_id"):
                if column in row:
                    row[column] = kept(row[column])
    return [row for row in rows["patient"] if row["id"] not in into]


def people_alone(rows: Rows) -> Rows:
    """The names of those who are in the list, and nothing else."""
    return {
        "patient": [
            {"id": row["id"]} for row in merged(rows) if row["status"] != "deleted"
        ]
    }


HELD: Mapping[str, Callable[[Rows], Rows]] = {
    "ascend": ascend,
    "dentally": dentally,
    "cliniko": cliniko,
    "nexhealth": nexhealth,
    "softdent": softdent,
    "birdeye": people_alone,
    "breakthrough": people_alone,
}
