"""Of which day the records are: what moves it, what does not, and what is said of
tables that are left behind.
"""

from datetime import date, datetime
from pathlib import Path

import pytest

from retention import services, snapshots
from retention.core.errors import RetentionError
from retention.metrics import FIGURES
from retention.practice import Period
from retention.services import Home, ImportOptions, ImportResult
from tests import exports

NOW = datetime.fromisoformat("2026-12-22T10:00")
DAY = date.fromisoformat(exports.DAY)
LATER = date(2026, 12, 22)
KEY = "my-practice"
CALLS = (
    "uniqueid,Call Date,Call Type,Number,Talk Time,Answered\n7,{day} "
    "09:10:44,in,5035550102,0,0\n"
)
REVIEWS = (
    "Response ID,Submitted At,Patient ID,NPS Score\nr-1,2026-12-20 18:22:05,2,10\n"
)


@pytest.fixture
def imported(home: Home, tmp_path: Path) -> Home:
    """Ann, Bob, Cleo and Dan, as of 2026-11-20."""
    assert take(home, exports.write(tmp_path / "first"), DAY).snapshot == 1
    return home


def take(
    home: Home, folder: Path, as_of: date | None = None, *, dry_run: bool = False
) -> ImportResult:
    return services.import_files(
        home, None, services.find([folder]), ImportOptions(as_of, dry_run=dry_run), NOW
    )


def lay(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    return folder


@pytest.mark.parametrize("given", [None, LATER, date(2026, 1, 1)])
def test_a_log_of_calls_alone_leaves_the_day_of_the_records_and_asks_nothing(
    imported: Home, tmp_path: Path, given: date | None
):
    folder = lay(
        tmp_path / "calls", calls=CALLS.format(day="2026-12-21"), survey=REVIEWS
    )
    result = take(imported, folder, given)
    assert (result.questions, result.snapshot, result.exported) == ((), 2, DAY)
    assert services.state(imported, KEY).exported == DAY
    assert snapshots.read(imported.records(KEY), 2)["call"].num_rows == 1
    said = [flag for flag in result.flags if "stay of Nov 20, 2026" in flag]
    assert len(said) == (given is not None)


def test_an_older_log_of_calls_is_taken_in(imported: Home, tmp_path: Path):
    result = take(
        imported, lay(tmp_path / "calls", calls=CALLS.format(day="2025-06-02"))
    )
    assert (result.snapshot, result.exported) == (2, DAY)


def test_figures_hold_with_calls_and_reviews_newer_than_the_records(
    imported: Home, tmp_path: Path
):
    before = services.open_practice(imported, services.state(imported, KEY))
    take(
        imported,
        lay(tmp_path / "calls", calls=CALLS.format(day="2026-12-21"), survey=REVIEWS),
    )
    after = services.open_practice(imported, services.state(imported, KEY))
    period = Period.default(DAY)
    assert after.exported == before.exported
    assert len(after.calls) == 1
    for figure in FIGURES:
        one = figure(before, period)
        other = figure(after, period)
        if not figure.is_table and one.is_known:
            assert one.value == other.value, figure.key


def test_a_patient_list_moves_the_day_and_what_it_leaves_behind_is_told(
    imported: Home, tmp_path: Path
):
    folder = lay(tmp_path / "patients", patient=exports.PATIENT)
    tried = take(imported, folder, LATER, dry_run=True)
    behind = [flag for flag in tried.flags if "reach only to" in flag]
    assert behind == [
        f"There are no {what} in these files: the {what} reach only to Sep 10, 2026, "
        "while figures are made as of Dec 22, 2026."
        for what in ("appointments", "procedures")
    ]
    assert take(imported, folder, LATER).exported == LATER


def test_an_export_of_all_core_tables_or_of_the_same_day_leaves_nothing_behind(
    imported: Home, tmp_path: Path
):
    assert not any(
        "reach only" in flag
        for flag in take(imported, exports.write(tmp_path / "all"), LATER).flags
    )
    again = take(imported, lay(tmp_path / "patients", patient=exports.PATIENT), LATER)
    assert not any("reach only" in flag for flag in again.flags)


def test_an_older_patient_list_is_still_refused(imported: Home, tmp_path: Path):
    with pytest.raises(RetentionError, match="Undo the newer import first"):
        take(
            imported, lay(tmp_path / "old", patient=exports.PATIENT), date(2026, 11, 1)
        )


def test_calls_that_came_first_do_not_hold_up_an_older_export(
    home: Home, tmp_path: Path
):
    calls = lay(tmp_path / "calls", calls=CALLS.format(day="2026-12-21"))
    assert [question.key for question in take(home, calls).questions] == ["as_of"]
    assert take(home, calls, LATER).snapshot == 1
    assert take(home, exports.write(tmp_path / "first"), DAY).exported == DAY
