"""Small practices written as text, so that a test of a figure is five readable lines.

One line is one row; who comes first, then what, then a day, then words in any order:

    ann visit 2024-03-01 D1110 D0120      work done on that day, one row per code
    ann plans 2024-03-01 D2740 1150.00    planned work; done=DAY makes it completed,
    on=a1 puts it on an appointment
    ann proposes inactive p1 p2           a treatment plan with those procedures on it,
    a word of schema.PLAN_STATUS
    ann books 2026-12-03 hygiene          an appointment; made=DAY when it was created,
    as=a1 its id
    ann books 2025-12-03 no_show          ... with any word of schema.APPOINTMENT_STATUS
    in place of "scheduled"
    ann books 2025-12-03 completed start=9:30 arrived=9:20 seated=9:45    ... at 9:00
    where no start is said
    ann recall 2026-05-01                 due that day; disabled, until=DAY (disabled
    until)
    ann reports 2011-04-02 2024-01-01     first and last visit as the practice's system
    reports them; next=DAY
    ann is inactive 2025-01-01            status of the patient list, with its day or
    without
    ann into bob 2025-01-01               Ann's row is merged into Bob's
    ann contact 2025-01-01 phone sent     a row of the contact log; channel and
    direction as said, or unknown
    ann claim 2025-01-01 80.00            sent that day (without a day: not sent);
    answered=DAY, preauthorisation; its
                                          status with any word of schema.CLAIM_STATUS
    ann sent_by bob 2                     referred by Bob, at that position or none; to:
    sent to him instead
    ann visit 2024-03-01 D2740 1150.00 x2 by=lee at=north    fee, quantity, provider,
    location of any row

Everyone who begins a line is a patient; `is` lines take by= and at= for the patient's
own provider and location. A line that begins with # is a remark. Rows are numbered in
order: p1, p2 … (procedures), a1, a2 … (appointments), c1, c2 … (claims).

The two standing patients, whose lives everyone knows: ANN comes every spring and every
autumn since 2015. BOB came once, in May 2024, and has a crown left to do.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time

from retention import metrics
from retention.core import schema
from retention.core.policy import Policy
from retention.facts import visits
from retention.metrics import Reading
from retention.practice import Period, Practice, Subject, conform
from tests.remembered import practice_of

ANN = "\n".join(
    f"ann visit {year}-{month}-10 D1110 120.00"
    for year in range(2015, 2027)
    for month in ("03", "09")
)
BOB = """
bob visit 2024-05-06 D0150 80.00
bob plans 2024-05-06 D2740 1150.00
"""
LONG_AGO = "eve visit 2010-01-04 D0120\n"
"""One visit that begins the records early enough for every window."""

EXPORTED = "2026-11-20"


def practice(
    text: str,
    exported: str = EXPORTED,
    policy: Policy | None = None,
    without: tuple[str, ...] = (),
) -> Practice:
    """The practice that the lines describe, through the real schema and `conform`; see
    the head of this module.
    """
    return practice_of(
        repr((text, exported, policy, without)),
        lambda: conform(tables(text, without), date.fromisoformat(exported), policy),
    )


def tables(text: str, without: tuple[str, ...] = ()) -> dict[str, schema.Tables]:
    """The stored tables that the lines describe; those in `without` were never
    exported.
    """
    rows: dict[str, list[dict]] = defaultdict(list)
    patients: dict[str, dict] = {}
    for line in filter(
        None, (line.split("#")[0].strip() for line in text.splitlines())
    ):
        who, verb, *words = line.split()
        patients.setdefault(who, {"id": who, "status": "active"})
        _VERBS[verb](_Line(who, words, rows, patients))
    rows["patient"] = list(patients.values())
    names = [name for name in _TABLES if name not in without]
    return {name: from_rows(name, rows[name]) for name in names}


def from_rows(name: str, rows: list[dict]):
    """A stored table of that name from dictionaries: what is not said is null, and a
    row without an id is numbered.
    """
    numbered = [{"id": f"{name}{number}", **row} for number, row in enumerate(rows)]
    columns = [column.name for column in schema.BY_NAME[name].columns]
    return schema.table(
        name, {column: [row.get(column) for row in numbered] for column in columns}
    )


def ask(
    book: Practice,
    key: str,
    period: str | None = None,
    as_of: str | None = None,
    **options,
):
    """A figure's answer: of the default period or of one written as text, as of the
    export or another day.
    """
    day = date.fromisoformat(as_of) if as_of else book.exported
    return metrics.BY_KEY[key](
        book, Period.read(period, day) if period else Period.default(day), **options
    )


def who(book: Practice, reading: Reading, rows=None) -> list[str]:
    """The ids of a reading's part, sorted; a visit is patient@day."""
    assert reading.is_known, reading.unknown
    rows = reading.rows[reading.part] if rows is None else rows
    return sorted(names(book, reading.subject, rows))


def names(book: Practice, subject: Subject, rows) -> list[str]:
    """The ids of subjects by row."""
    if subject is not Subject.VISIT:
        return book.ids(subject, rows)
    found = visits.visits(book)
    return [f"{book.people['id'][found.person[row]]}@{found.day[row]}" for row in rows]


def part(book: Practice, key: str, *args: str, **options) -> str:
    """The ids of a figure's part in one line: "ann bob"."""
    return " ".join(who(book, ask(book, key, *args, **options)))


def whole(book: Practice, key: str, *args: str, **options) -> str:
    """The ids of everybody a figure looks at, in one line."""
    reading = ask(book, key, *args, **options)
    return " ".join(who(book, reading, reading.whole_rows))


def groups(book: Practice, key: str, *args: str) -> dict[str, str]:
    """The ids of each group of a table: {"0-30": "p1 p2"}; groups without anyone are
    left out.
    """
    table = ask(book, key, *args)
    assert not table.unknown, table.unknown
    found = {row.group: " ".join(who(book, row.reading)) for row in table.rows}
    return {group: ids for group, ids in found.items() if ids}


_TABLES = (
    "patient",
    "appointment",
    "procedure",
    "recall",
    "merge",
    "contact",
    "claim",
    "referrer",
    "referral",
    "plan",
    "plan_item",
)


class _Line:
    """One line under way: its day, its words, and the tables it adds to."""

    def __init__(
        self,
        who: str,
        words: list[str],
        rows: Mapping[str, list[dict]],
        patients: dict[str, dict],
    ):
        self.who = who
        self.rows = rows
        self.patients = patients
        self.days = [
            date.fromisoformat(word)
            for word in words
            if re.fullmatch(r"\d{4}-\d\d-\d\d", word)
        ]
        self.named = dict(word.split("=") for word in words if "=" in word)
        self.words = [
            word
            for word in words
            if "=" not in word and not re.fullmatch(r"\d{4}-\d\d-\d\d", word)
        ]
        self.codes = [word for word in self.words if re.fullmatch(r"D\d{4}|-", word)]
        self.cents = [
            round(float(word) * 100)
            for word in self.words
            if re.fullmatch(r"\d+\.\d\d", word)
        ]
        self.quantity = [
            int(word[1:]) for word in self.words if re.fullmatch(r"x\d+", word)
        ]

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.named[name]) if name in self.named else None

    def moment(self, name: str) -> datetime | None:
        """A time of the line's day."""
        return (
            datetime.combine(self.days[0], time(*map(int, self.named[name].split(":"))))
            if name in self.named
            else None
        )

    def one_of(self, choices: tuple[str, ...], otherwise: str) -> str:
        return next((word for word in self.words if word in choices), otherwise)

    def add(self, table: str, **row) -> None:
        letter = {"claim": "c", "referral": "f", "referrer": "o", "contact": "k"}.get(
            table, table[0]
        )
        self.rows[table].append(
            {
                "id": self.named.get("as", f"{letter}{len(self.rows[table]) + 1}"),
                "patient_id": self.who,
                "provider_id": self.named.get("by"),
                "location_id": self.named.get("at"),
                **row,
            }
        )


def _work(line: _Line, **row) -> None:
    for code in line.codes:
        line.add(
            "procedure",
            code_raw=code,
            fee_cents=next(iter(line.cents), None),
            quantity=next(iter(line.quantity), 1),
            appointment_id=line.named.get("on"),
            **row,
        )


def _visit(line: _Line) -> None:
    _work(
        line,
        status="completed",
        completed_on=line.days[0],
        planned_on=line.day("planned"),
    )


def _plans(line: _Line) -> None:
    done = line.day("done")
    status = "completed" if done else line.one_of(schema.PROCEDURE_STATUS, "planned")
    _work(
        line, status=status, planned_on=next(iter(line.days), None), completed_on=done
    )


def _books(line: _Line) -> None:
    line.add(
        "appointment",
        starts_at=line.moment("start") or datetime.combine(line.days[0], time(9)),
        created_on=line.day("made"),
        arrived_at=line.moment("arrived"),
        seated_at=line.moment("seated"),
        status=line.one_of(schema.APPOINTMENT_STATUS, "scheduled"),
        is_hygiene="hygiene" in line.words,
    )


def _proposes(line: _Line) -> None:
    plan = f"t{len(line.rows['plan']) + 1}"
    line.rows["plan"].append(
        {
            "id": plan,
            "patient_id": line.who,
            "status": line.one_of(schema.PLAN_STATUS, "active"),
        }
    )
    items = [word for word in line.words if word not in schema.PLAN_STATUS]
    line.rows["plan_item"] += [
        {"id": f"{plan}/{one}", "plan_id": plan, "procedure_id": one} for one in items
    ]


def _recall(line: _Line) -> None:
    line.add(
        "recall",
        due_on=next(iter(line.days), None),
        disabled_until=line.day("until"),
        is_disabled="disabled" in line.words,
    )


def _reports(line: _Line) -> None:
    first, last = (line.days * 2)[:2]
    days = {
        "first_visit_reported": first,
        "last_visit_reported": last,
        "next_visit_reported": line.day("next"),
    }
    line.patients[line.who] |= days


def _is(line: _Line) -> None:
    own = {"provider_id": line.named.get("by"), "location_id": line.named.get("at")}
    status = line.one_of(schema.PATIENT_STATUS, "active")
    line.patients[line.who] |= own | {
        "status": status,
        "status_on": next(iter(line.days), None),
    }


def _into(line: _Line) -> None:
    merged = datetime.combine(line.days[0], time()) if line.days else None
    line.add("merge", loser_id=line.who, winner_id=line.words[0], merged_at=merged)
    if line.words[0] != "nobody":
        line.patients.setdefault(
            line.words[0], {"id": line.words[0], "status": "active"}
        )


def _contact(line: _Line) -> None:
    line.add(
        "contact",
        at=datetime.combine(line.days[0], time(17)),
        channel=line.one_of(schema.CHANNELS, "none"),
        direction=line.one_of(schema.DIRECTIONS, "neither"),
    )


def _claim(line: _Line) -> None:
    line.add(
        "claim",
        sent_on=next(iter(line.days), None),
        received_on=line.day("answered"),
        status=next((word for word in line.words if word in schema.CLAIM_STATUS), None),
        is_preauthorisation="preauthorisation" in line.words,
        amount_cents=next(iter(line.cents), None),
    )


def _sent_by(line: _Line) -> None:
    position = next((int(word) for word in line.words if word.isdecimal()), None)
    line.add(
        "referral",
        referrer_id=line.words[0],
        direction=line.one_of(("to", "custom"), "from"),
        position=position,
    )
    if line.words[0] not in [row["id"] for row in line.rows["referrer"]]:
        line.rows["referrer"].append(
            {"id": line.words[0], "patient_id": line.words[0], "name": line.words[0]}
        )


_VERBS = {
    "visit": _visit,
    "plans": _plans,
    "proposes": _proposes,
    "books": _books,
    "recall": _recall,
    "reports": _reports,
    "is": _is,
    "into": _into,
    "contact": _contact,
    "claim": _claim,
    "sent_by": _sent_by,
}
