"""What was answered at imports, on the page: listed in words, forgotten, and asked
again at the next drop.
"""

from datetime import date
from pathlib import Path

import pytest

from retention import services
from retention.services import Home, ImportOptions
from retention.web.copy import imports as text
from tests import exports
from tests.web.conftest import NOW, Open, key_of

pytestmark = pytest.mark.slow  # the whole app in each test

WORD = "word.appointment.status.99"
ASK = "What does “99” mean as the status of an appointment?"
VIEW = {"imports.view": text.ANSWERS}


@pytest.fixture
def appointment_file(tmp_path: Path) -> Path:
    """The appointment book with a status that nobody knows."""
    (tmp_path / "appointment.csv").write_text(
        exports.APPOINTMENT.replace("2,2,1,/XX/", "2,2,99,/XX/"), "utf-8"
    )
    return tmp_path / "appointment.csv"


def test_an_answer_is_listed_in_words_and_a_forgotten_one_is_asked_again(
    four: Home, appointment_file: Path, open_page: Open
):
    wish = ImportOptions(date.fromisoformat(exports.DAY), {WORD: "unknown"})
    services.import_files(
        four, "Elm Street", services.find([appointment_file]), wish, NOW
    )
    screen = open_page(four, "imports", VIEW)
    assert screen.app.table[0].value.to_numpy().tolist() == [
        [ASK, "Unknown", "Nov 22, 2026"]
    ]
    screen.click("imports.answered.forget")
    assert f"Forgotten. The next import asks again: {ASK}" in screen.words
    assert text.NO_ANSWERS in screen.words
    screen.app.file_uploader[0].upload(
        appointment_file.name, appointment_file.read_bytes()
    )
    screen.run()
    screen.app.selectbox(key=f"imports.answer.{WORD}").set_value("cancelled")
    screen.app.date_input(key="imports.answer.as_of").set_value(NOW.date())
    screen.click("imports.answer").click("imports.go")
    assert [(one.key, one.answer) for one in services.answered(four, key_of(four))][
        :1
    ] == [(WORD, "cancelled")]


def test_where_nothing_was_answered_the_page_says_so(home: Home, open_page: Open):
    assert text.NO_ANSWERS in open_page(home, "imports", VIEW).words


def test_the_box_says_which_files_are_too_large_for_it_and_where_they_go(
    home: Home, open_page: Open
):
    words = open_page(home, "imports").words
    assert (
        "A file over 500 MB does not go through this page: put it in the watched folder"
        in words
    )


def test_a_log_of_calls_asks_for_no_day(four: Home, open_page: Open):
    screen = open_page(four, "imports")
    calls = (
        "uniqueid,Call Date,Call Type,Number,Talk Time,Answered\n7,2026-11-21 "
        "09:10:44,in,5035550102,0,0\n"
    )
    screen.app.file_uploader[0].upload("calls.csv", calls.encode())
    screen.run().click("imports.go")
    assert "The numbers are of Nov 20, 2026." in screen.words
