"""Data health of a home: what has vanished, what is decided, and what the last import
set aside.
"""

from datetime import date, datetime
from pathlib import Path

from retention import services
from retention.services import Home
from tests.builders import from_rows
from tests.services.test_duplicates import EXPORTED, put

TODAY = date(2026, 11, 22)


def found(home: Home, key: str, check: str) -> list[str]:
    known = services.state(home, key)
    one = services.health_of(
        home, known, services.open_practice(home, known), TODAY, check
    )
    return one.found.rows["id"].tolist()


def test_what_has_vanished_is_told_once_and_nowhere_else(home: Home):
    patients = [
        {"id": number, "status": "active", "email": "none@none.com"} for number in "12"
    ]
    work = [
        {
            "id": number,
            "patient_id": number,
            "status": "completed",
            "code_raw": "?",
            "completed_on": EXPORTED,
        }
        for number in "12"
    ]
    gone = [
        {"id": f"{table}/2", "table": table, "row_id": "2", "since": EXPORTED}
        for table in ("patient", "procedure")
    ]
    key = put(
        home,
        {
            "patient": from_rows("patient", patients),
            "procedure": from_rows("procedure", work),
            "vanished": from_rows("vanished", gone),
        },
    )
    assert found(home, key, "vanished") == ["patient/2", "procedure/2"]
    assert found(home, key, "placeholders") == ["1"]
    assert found(home, key, "no_contact") == ["1"]
    known = services.state(home, key)
    [codes] = [
        one
        for one in services.health(
            home, known, services.open_practice(home, known), TODAY
        )
        if one.check.key == "unknown_codes"
    ]
    assert (codes.found.count, codes.found.whole) == (1, 1)


def test_a_pair_that_was_decided_is_no_fault_any_more(home: Home):
    ann = {
        "first_name": "Ann",
        "last_name": "Archer",
        "birth_date": date(1980, 4, 1),
        "status": "active",
    }
    key = put(
        home,
        {"patient": from_rows("patient", [{"id": number, **ann} for number in "12"])},
    )
    assert found(home, key, "doubles") == ["1 2"]
    practice = services.open_practice(home, services.state(home, key))
    services.decide_duplicate(
        home,
        key,
        practice,
        services.Verdict("1", "2", "different"),
        datetime.fromisoformat("2026-11-22T09:00"),
    )
    assert found(home, key, "doubles") == []


def test_what_is_not_needed_is_no_fault_and_all_that_was_set_aside_is_counted(
    home: Home, tmp_path: Path
):
    lines = [
        "tran_num,type,tran_date,patient_id,service_code,status,amount",
        "1,S,2026-01-05,7,01110,A,80",
    ]
    lines += [f"{n},P,2026-01-05,7,,A,-80" for n in range(2, 30)] + [
        ",S,2026-01-05,7,01110,A,80"
    ] * 1_100
    (tmp_path / "transactions.csv").write_text("\n".join(lines) + "\n", "utf-8")
    files = services.find([tmp_path / "transactions.csv"])
    now = datetime.fromisoformat("2026-11-22T09:00")
    services.import_files(
        home, "Elm Street", files, services.ImportOptions(as_of=EXPORTED), now
    )
    known = services.state(home, home.store.practices.all()[0].key)
    one = services.health_of(
        home, known, services.open_practice(home, known), TODAY, "set_aside"
    )
    assert (one.found.count, len(one.found.rows)) == (1_100, 1_001)
    assert {
        problem.not_needed
        for problem in services.problems(home, known.practice)
        if not problem.set_aside
    } == {True}
