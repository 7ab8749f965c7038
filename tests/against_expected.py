"""Run by hand: every figure through the command line against a file of figures counted
independently.

    python -m tests.against_expected FOLDER_OF_EXPORTS EXPECTED.json

Imports the folder into a fresh home, asks `report --json` and `people --json` for every
key, period and split of the file, and prints each difference: values, counts, cents,
the very ids, what was left out or stands apart, cells of cohorts and points of curves.
Ends with how many agreed; exit 1 where one does not.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from retention.cli import main


class Check:
    """The comparisons made so far."""

    def __init__(self, home: str, as_of: str) -> None:
        self.home = home
        self.as_of = as_of
        self.agreed = 0
        self.different: list[str] = []

    def run(self, *arguments: str) -> dict[str, Any]:
        """One command's JSON."""
        result = CliRunner().invoke(main, ["--home", self.home, *arguments, "--json"])
        if result.exit_code:
            raise SystemExit(
                f"{' '.join(arguments)}: exit "
                f"{result.exit_code}\n{result.stderr}{result.exception!r}"
            )
        return json.loads(result.stdout)

    def equal(self, what: str, found: object, expected: object) -> None:
        """Count an agreement, or keep and print the difference."""
        if found == expected:
            self.agreed += 1
            return
        line = f"{what}: found {str(found)[:160]}, expected {str(expected)[:160]}"
        self.different.append(line)
        print(line)


def arguments_of(key: str, label: str) -> list[str]:
    """The command's arguments for a key with its options (`acceptance/30/amount`) and a
    label of the file.
    """
    name, *options = key.split("/")
    asked = [name] + (
        ["--window", options[0], "--by-what", options[1]] if options else []
    )
    return asked + ([] if label in ("as_of", "default") else ["--period", label])


def compare(
    check: Check,
    what: str,
    found: dict[str, Any],
    expected: dict[str, Any],
    *,
    is_group: bool = False,
) -> None:
    """One figure or group; who is left out or stands apart is not split into groups."""
    for name in ("value", "part", "whole", "amount_cents", "whole_cents"):
        if name in expected:
            check.equal(f"{what} {name}", found[name], expected[name])
    if "people" in expected:
        check.equal(f"{what} people", found["people"], expected["people"])
    if not is_group and "/person" not in what:  # of people we say people, not items
        compare_beside(check, what, found, expected)
    for name in ("median", "p90", "practice_gap_p90_days"):
        if expected.get(name) is not None:
            check.equal(f"{what} {name}", found.get(name), expected[name])
    if expected["value"] is None and expected["note"]:
        check.equal(f"{what} note", expected["note"] in found["notes"], True)


def compare_beside(
    check: Check, what: str, found: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Who is left out or stands apart, by the reason."""
    beside = {**found["left_out"], **found["apart"]}
    wanted = {**expected.get("apart", {}), **expected.get("left_out", {})}
    for reason, number in wanted.items():
        if not reason.endswith("cents"):
            check.equal(f"{what} {reason}", beside.get(reason, 0), number)


def figure(check: Check, key: str, label: str, expected: dict[str, Any]) -> None:
    """One figure for one period: the report, the people, and the splits."""
    asked = [*arguments_of(key, label), "--as-of", check.as_of]
    compare(
        check, f"{key} {label}", check.run("report", *asked)["figures"][0], expected
    )
    if expected.get("part_ids") is not None:
        people = check.run("people", *asked)
        check.equal(f"{key} {label} part_ids", people["part_ids"], expected["part_ids"])
        check.equal(
            f"{key} {label} whole_ids", people["whole_ids"], expected["whole_ids"]
        )
    for by in ("provider", "category"):
        if f"by_{by}" in expected:
            groups = check.run("report", *asked, "--by", by)["figures"][0]["by"]
            for name, group in expected[f"by_{by}"].items():
                compare(
                    check,
                    f"{key} {label} {by} {name}",
                    groups[name],
                    group,
                    is_group=True,
                )


def rows(check: Check, key: str, *asked: str) -> dict[tuple[str, str], dict[str, Any]]:
    """A table's rows by (by, group)."""
    table = check.run("report", key, *asked, "--as-of", check.as_of)["tables"][key]
    return {(row["by"], row["group"]): row for row in table}


def tables(check: Check, expected: dict[str, Any]) -> None:
    """Every table of the file."""
    found = rows(check, "visits_by_month")
    check.equal(
        "visits_by_month",
        {group: row["part"] for (_, group), row in found.items()},
        expected["visits_by_month"],
    )
    for label, bridge in expected["bridge"]["all"].items():
        one_bridge(check, label, bridge, expected["bridge"])
    sizes = {
        group: {k: row[k] for k in ("items", "people", "amount_cents")}
        for (_, group), row in rows(check, "sitting_ages").items()
    }
    for group, age in expected["sitting_ages"]["by_age"].items():
        check.equal(
            f"sitting_ages {group}",
            sizes[group],
            {k: age[k] for k in ("items", "people", "amount_cents")},
        )
        people = check.run("people", f"sitting_ages/{group}", "--as-of", check.as_of)
        check.equal(f"sitting_ages {group} ids", people["part_ids"], age["ids"])
    for label, steps in expected["funnel"].items():
        one_funnel(check, label, steps)
    ages(
        check,
        "overdue_ages",
        "people",
        {"": "recall_overdue", "estimated ": "recall_estimated"},
        expected,
    )
    ages(
        check,
        "claims_ageing",
        "claims",
        {"": "claims", "preauthorisation ": "preauthorisations"},
        expected,
    )
    cohorts(check, expected["cohorts"])
    survival(check, expected["survival"])


def ages(
    check: Check, key: str, count: str, halves: dict[str, str], expected: dict[str, Any]
) -> None:
    """A table of ages in two halves, with the ids of each group."""
    found = {group: row["part"] for (_, group), row in rows(check, key).items()}
    wanted = {
        prefix + age: one
        for prefix, half in halves.items()
        for age, one in expected[key][half].items()
    }
    check.equal(f"{key} groups", sorted(found), sorted(wanted))
    for group, one in wanted.items():
        check.equal(f"{key} {group}", found.get(group), one[count])
        people = check.run("people", f"{key}/{group}", "--as-of", check.as_of)
        check.equal(f"{key} {group} ids", people["part_ids"], one["ids"])


def cohorts(check: Check, expected: dict[str, Any]) -> None:
    """Every cell of the triangles: ripe ones with their ids, unripe ones blank, small
    ones noted, no cell besides.
    """
    found = rows(check, "cohorts")
    wanted = {
        f"{cohort}/{cell['k']}": (one, cell)
        for unit in ("quarter", "year")
        for cohort, one in expected[unit].items()
        if cohort != "left_out"
        for cell in one["cells"]
    }
    check.equal("cohort cells", sorted(group for _, group in found), sorted(wanted))
    for name, (cohort, cell) in wanted.items():
        row = found.get(
            ("", name), {"part": "no such cell", "whole": None, "notes": []}
        )
        check.equal(f"cohort {name}", row["part"], cell["part"])
        check.equal(
            f"cohort {name} greyed",
            "fewer than 10 people" in row["notes"],
            cohort["greyed"],
        )
        if cell["part"] is not None:
            check.equal(f"cohort {name} n", row["whole"], cohort["n"])
            people = check.run("people", f"cohorts/{name}", "--as-of", check.as_of)
            check.equal(f"cohort {name} ids", people["part_ids"], cell["part_ids"])
            check.equal(f"cohort {name} whole", people["whole_ids"], cohort["ids"])


def survival(check: Check, expected: dict[str, Any]) -> None:
    """Both curves: how many waits and returns, every point with its band, and the
    shares quoted.
    """
    for (_, name), row in rows(check, "survival").items():
        one = expected[name]
        check.equal(
            f"survival {name} n", (row["whole"], row["part"]), (one["n"], one["events"])
        )
        check.equal(f"survival {name} points", len(row["curve"]), len(one["curve"]))
        for point, wanted in zip(row["curve"], one["curve"], strict=False):
            check.equal(f"survival {name} day {wanted[0]}", point, wanted)
        for day, quoted in one["at"].items():
            check.equal(f"survival {name} at {day}", row[f"s{day}"], quoted["s"])


def one_bridge(
    check: Check, label: str, bridge: dict[str, Any], expected: dict[str, Any]
) -> None:
    """A month's bridge: the whole practice with its ids, then every provider and
    location; none where unknown.
    """
    asked = [] if label == "default" else ["--period", label]
    if bridge["note"]:
        check.equal(f"bridge {label}", rows(check, "bridge", *asked), {})
        return
    for (_, group), row in rows(check, "bridge", *asked).items():
        check.equal(f"bridge {label} {group}", row["part"], bridge[group])
        check.equal(
            f"bridge {label} days",
            (row["from"], row["to"]),
            (bridge["from"], bridge["to"]),
        )
        if f"{group}_ids" in bridge and label == "default":
            people = check.run(
                "people", f"bridge/{group}", *asked, "--as-of", check.as_of
            )
            check.equal(
                f"bridge {label} {group} ids",
                people["part_ids"],
                bridge[f"{group}_ids"],
            )
    for by in ("provider", "location"):
        found = rows(check, "bridge", *asked, "--by", by)
        for name, group, count in _groups(expected[by], label):
            check.equal(
                f"bridge {label} {by} {name} {group}",
                found.get((name, group), {"part": 0})["part"],
                count,
            )


def _groups(expected: dict[str, Any], label: str) -> Iterator[tuple[str, str, int]]:
    for name, by_label in expected.items():
        for group in (
            "active_start",
            "joined",
            "came_back",
            "lapsed",
            "departed",
            "active_end",
        ):
            yield name, group, by_label[label][group]


def one_funnel(check: Check, label: str, steps: dict[str, Any] | None) -> None:
    """A period's funnel; None where it is not measured."""
    asked = [] if label == "default" else ["--period", label]
    found = {group: row for (_, group), row in rows(check, "funnel", *asked).items()}
    if steps is None:
        check.equal(f"funnel {label}", found, {})
        return
    for step, expected in steps.items():
        sizes = {name: expected[name] for name in ("items", "people", "amount_cents")}
        check.equal(
            f"funnel {label} {step}", {name: found[step][name] for name in sizes}, sizes
        )
        if expected["ids"] is not None:
            people = check.run(
                "people", f"funnel/{step}", *asked, "--as-of", check.as_of
            )
            check.equal(
                f"funnel {label} {step} ids", people["part_ids"], expected["ids"]
            )


def run(folder: Path, file: Path) -> int:
    """All of it; the exit code."""
    expected = json.loads(file.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as home:
        check = Check(home, expected["as_of"])
        check.run("import", str(folder), "--as-of", expected["as_of"])
        for key, labels in expected["figures"].items():
            for label, one in labels.items():
                figure(check, key, label, one)
        tables(check, expected["tables"])
    print(f"{check.agreed:,} agreed, {len(check.different):,} differ")
    return 1 if check.different else 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2])))
