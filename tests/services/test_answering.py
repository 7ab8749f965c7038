"""What was answered at imports: kept where nothing changed too, looked up, taken back,
and then asked again.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from retention import services, snapshots
from retention.core.errors import RetentionError
from retention.services import Home, ImportOptions, ImportResult
from tests import exports

NOW = datetime.fromisoformat("2026-11-22T10:00")
DAY = date.fromisoformat(exports.DAY)
KEY = "my-practice"
WORD = "word.appointment.status.ghostedus"
BOOK = (
    "appointment_id,patient_id,starts_at,status\n1,5,2026-01-05 09:00,Ghosted "
    "us\n2,5,2026-01-15 09:00,Completed\n"
)


@pytest.fixture
def appointment_file(tmp_path: Path) -> Path:
    """An appointment book with a word that nobody knows."""
    (tmp_path / "book.csv").write_text(BOOK, "utf-8")
    return tmp_path / "book.csv"


def take(
    home: Home, appointment_file: Path, later: int = 0, **said: str
) -> ImportResult:
    answers = {key.replace("word", WORD): answer for key, answer in said.items()}
    wish = ImportOptions(DAY, answers)
    return services.import_files(
        home,
        None,
        services.find([appointment_file]),
        wish,
        NOW + timedelta(hours=later),
    )


def said(home: Home) -> dict[str, tuple[str, str]]:
    return {one.key: (one.ask, one.answer) for one in services.answered(home, KEY)}


def test_an_answer_stands_in_the_list_with_its_question_and_can_be_forgotten(
    home: Home, appointment_file: Path
):
    take(home, appointment_file, word="unknown")
    assert said(home) == {
        WORD: (
            "What does “Ghosted us” mean as the status of an appointment?",
            "unknown",
        )
    }
    assert take(home, appointment_file).questions == ()
    services.forget_answer(home, KEY, WORD, NOW)
    assert said(home) == {}
    assert [question.key for question in take(home, appointment_file).questions] == [
        WORD
    ]
    changed = take(home, appointment_file, word="no_show")
    assert changed.snapshot == 2
    assert snapshots.read(home.records(KEY), 2)["appointment"][
        "status"
    ].to_pylist() == [
        "no_show",
        "completed",
    ]


def test_an_answer_is_kept_where_nothing_changed(home: Home, appointment_file: Path):
    take(home, appointment_file, word="unknown")
    services.forget_answer(home, KEY, WORD, NOW)
    assert take(home, appointment_file, word="unknown").changed is False
    assert take(home, appointment_file).questions == ()


def test_the_day_of_the_export_is_no_answer_that_holds(
    home: Home, appointment_file: Path
):
    wish = ImportOptions(answers={"as_of": exports.DAY, WORD: "no_show"})
    services.import_files(home, None, services.find([appointment_file]), wish, NOW)
    assert list(said(home)) == [WORD]


def test_an_undone_import_said_nothing_and_the_answer_before_holds_again(
    home: Home, appointment_file: Path
):
    take(home, appointment_file, word="no_show")
    assert take(home, appointment_file, word="cancelled").snapshot == 2
    assert said(home)[WORD][1] == "cancelled"
    services.undo(home, KEY, None, NOW)
    assert said(home)[WORD][1] == "no_show"
    services.undo(home, KEY, 0, NOW)
    assert said(home) == {}


def test_words_that_stayed_unknown_stand_first(home: Home, appointment_file: Path):
    appointment_file.write_text(BOOK.replace("Completed", "Aaa"), "utf-8")
    services.import_files(
        home,
        None,
        services.find([appointment_file]),
        ImportOptions(
            DAY, {"word.appointment.status.aaa": "completed", WORD: "unknown"}
        ),
        NOW,
    )
    assert list(said(home)) == [WORD, "word.appointment.status.aaa"]


def test_whether_files_are_whole_stands_in_the_list_in_words(
    home: Home, tmp_path: Path
):
    services.import_files(
        home,
        None,
        services.find([exports.write(tmp_path / "first")]),
        ImportOptions(DAY),
        NOW,
    )
    fewer = tmp_path / "patient.csv"
    fewer.write_text("".join(exports.PATIENT.splitlines(keepends=True)[:-1]), "utf-8")
    wish = ImportOptions(DAY, {"whole.opendental.patient": "partial"})
    services.import_files(home, None, services.find([fewer]), wish, NOW)
    ask, answer = said(home)["whole.opendental.patient"]
    assert ask.startswith(
        "Is “patient.csv” everything the system has, or a part of it?"
    )
    assert answer == "partial"


def test_what_was_never_answered_cannot_be_forgotten(
    home: Home, appointment_file: Path
):
    take(home, appointment_file, word="no_show")
    with pytest.raises(
        RetentionError, match=f"Nothing was answered to “date_order”.*Answered: {WORD}"
    ):
        services.forget_answer(home, KEY, "date_order", NOW)
