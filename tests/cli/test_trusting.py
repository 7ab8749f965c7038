"""`reconcile`, `reconciliations`, `guess`, `guesses` on Ann, Bob, Cleo and Dan."""

import pytest

from tests import exports
from tests.cli.conftest import Line, Make

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_a_printed_list_is_compared_person_by_person(imported: Line, file: Make):
    path = file(
        "active.csv",
        'Name,Provider\n"Archer, Ann",LEE\n"Archer, Cleo",LEE\n"Nobody, Known",LEE\n',
    )
    found = imported.json("reconcile", "active_patients", "--file", path)
    assert (found["figure"], found["unit"], found["as_of"]) == (
        "active",
        "people",
        exports.DAY,
    )
    assert found["period"] == ["2025-05-21", exports.DAY]
    assert (found["ours"], found["theirs"], found["difference"], found["both"]) == (
        2,
        2,
        0,
        ["1"],
    )
    assert [row["id"] for row in found["only_ours"]] == ["2"]
    assert [row["id"] for row in found["only_theirs"]] == ["3"]
    assert found["unknown"] == [
        {"found": "Nobody, Known", "why": "is not in the patient list"}
    ]
    assert found["not_explained"] == 2


@pytest.mark.parametrize(
    "content",
    [
        "1\n2\n",
        "PatNum\n1\n2\n",
        (
            "Active "
            "Patients\n2026-11-20\n\nPatNum\tLName\n1\tArcher\n2\tBarlow\nPatNum\tLName\n"
        ),
        "Archer, Ann\nBarlow, Bob\n",
        "#,Last Name,First Name\n1,Archer,Ann\n2,Barlow,Bob\n",
        "\ufeffPatient\r\n2\r\n1\r\n",
        '"Archer, Ann"\n"Barlow, Bob"\n',
    ],
)
def test_a_list_is_read_however_it_was_printed(
    imported: Line, file: Make, content: str
):
    found = imported.json(
        "reconcile", "active_patients", "--file", file("list.txt", content)
    )
    assert found["both"] == ["1", "2"]
    assert (found["only_ours"], found["only_theirs"]) == ([], [])


def test_treatment_finder_lists_bob_with_his_crown(imported: Line, file: Make):
    path = file(
        "finder.csv",
        "PatNum,LName,FName,treatmentPlan\n2,Barlow,Bob,1\n2,Barlow,Bob,2\n",
    )
    found = imported.json("reconcile", "treatment_finder", "--file", path)
    assert (found["both"], found["ours"], found["theirs"]) == (["2"], 1, 1)


def test_a_number_is_compared_in_the_unit_of_the_figure(imported: Line):
    assert (
        imported.json("reconcile", "new_patients", "--number", "3", "--period", "2026")[
            "difference"
        ]
        == 2
    )
    amount = imported.json("reconcile", "sitting", "--number", "$1,200.50")
    assert (amount["unit"], amount["ours"], amount["theirs"]) == (
        "cents",
        115_000,
        120_050,
    )
    share = imported.json("reconcile", "return_rate", "--number", "85%")
    assert (share["unit"], share["ours"], share["theirs"], share["only_ours"]) == (
        "share",
        1.0,
        0.85,
        None,
    )


def test_what_was_reconciled_is_listed_newest_first(imported: Line, file: Make):
    assert imported.json("reconciliations") == {"reconciliations": []}
    imported.json(
        "reconcile", "active_patients", "--file", file("list.txt", "1\n2\n4\n")
    )
    imported.json("reconcile", "sitting", "--number", "1200")
    newest, first = imported.json("reconciliations")["reconciliations"]
    assert (newest["key"], newest["difference"], newest["only_ours"]) == (
        "sitting",
        5000,
        None,
    )
    assert (first["comparison"], first["only_theirs"], first["snapshot"]) == (
        "active_patients",
        1,
        1,
    )
    assert first["at"].startswith("2026-11-23")
    said = imported.run("reconciliations").stdout
    assert (
        "Nov 23, 2026 with Open Dental: Active Patients: theirs 3, ours 2, 1 not "
        "explained."
    ) in said
    assert "theirs $1,200, ours $1,150, $50 not explained." in said


def test_a_reconciliation_keeps_no_patient(imported: Line, file: Make):
    imported.json(
        "reconcile",
        "active_patients",
        "--file",
        file("list.txt", "Archer, Ann\nNobody, Known\n"),
    )
    kept = [path.read_bytes() for path in imported.home.glob("work.db*")]
    assert kept
    assert not any(b"Archer" in content or b"Nobody" in content for content in kept)


def test_people_see_the_rule_beside_each_name(imported: Line, file: Make):
    path = file("recall.txt", "1\n3\n")
    said = imported.run("reconcile", "recall_list", "--file", path).stdout
    assert (
        "Open Dental: Recall List, up to Nov 20, 2026, against “Overdue for recall”"
        in said
    )
    assert "theirs 2, ours 1, difference 1" in said
    assert "1\tonly theirs\tnot explained" in said


@pytest.mark.parametrize(
    ("arguments", "code", "say"),
    [
        (("active_patients",), 2, "--file"),
        (("active_patients", "--number", "many"), 2, "1062"),
        (("return_rate", "--number", "85"), 2, "57%"),
        (("active", "--number", "85%"), 2, "1062"),
        (("everything", "--number", "1"), 2, "Known: active_patients"),
        (("bridge", "--number", "1"), 2, "is a table"),
        (("active_patients", "--file", "/no/such/list.csv"), 1, "no file"),
        (
            ("recall_list", "--number", "1", "--as-of", "2026-01-31"),
            1,
            "day of the export",
        ),
        (
            ("active_patients", "--number", "1", "--as-of", "2027-01-31"),
            2,
            "lies after it",
        ),
    ],
)
def test_what_cannot_be_compared_is_a_sentence_and_nothing_is_kept(
    imported: Line, arguments, code, say
):
    refused = imported.run("reconcile", *arguments)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert say in refused.stderr
    assert imported.json("reconciliations") == {"reconciliations": []}


@pytest.mark.parametrize("content", ["", "\n \n", "Total: 12\n"])
def test_a_list_that_names_nobody_is_refused(imported: Line, file: Make, content: str):
    refused = imported.run(
        "reconcile", "active_patients", "--file", file("list.txt", content)
    )
    assert refused.exit_code == 1
    assert "Nothing was compared" in refused.stderr


def test_guesses_are_kept_beside_what_is_measured(imported: Line):
    kept = imported.json("guess", "return_rate", "80%")
    assert (kept["value"], kept["measured"], kept["unit"]) == (0.8, 1.0, "share")
    assert kept["gap"] == pytest.approx(-0.2)
    imported.json("guess", "sitting", "$2,000")
    imported.json("guess", "active", "--skip")
    gaps = {gap["key"]: gap for gap in imported.json("guesses")["gaps"]}
    assert set(gaps) == {"return_rate", "sitting"}
    assert (gaps["sitting"]["gap"], gaps["sitting"]["measured"]) == (85_000, 115_000)
    said = imported.run("guesses").stdout
    assert "guessed 80 %, measured 100 %, today 100 %" in said
    assert "guessed $2,000, measured $1,150" in said
    assert "skipped" in said


def test_the_gap_is_followed_over_time(imported: Line):
    for guess in ("5", "3"):
        imported.json("guess", "active", guess)
    (gap,) = imported.json("guesses")["gaps"]
    assert [kept["gap"] for kept in gap["guesses"]] == [3, 1]
    assert gap["gap"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("active",), 2),
        (("active", "12", "--skip"), 2),
        (("active", "12%"), 2),
        (("bridge", "12"), 2),
        (("smiles", "12"), 2),
        (("second_visit", "50%"), 1),
    ],
)
def test_a_guess_that_cannot_be_kept_is_refused(imported: Line, arguments, code):
    assert imported.run("guess", *arguments).exit_code == code
    assert imported.json("guesses") == {"gaps": []}
