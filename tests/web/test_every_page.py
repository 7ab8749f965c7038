"""Every page opens on every kind of home, with its frame, and says what to do where
there is nothing to show.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from retention import services
from retention.services import Home
from retention.web.copy import frame
from retention.web.shell import PAGES
from tests import exports
from tests.builders import tables
from tests.web.conftest import APP, NOW, Open
from tests.web.hostile import WORDS, publish

pytestmark = pytest.mark.slow  # the whole app in each test

KEYS = [page.key for page in PAGES]
NEEDING = [page.key for page in PAGES if page.needs_records]
VIEWS = ("outreach.view", frame.VIEWS)


@pytest.mark.parametrize("page", KEYS)
def test_a_page_opens_on_the_demo(page: str, demo_once: Home, open_page: Open):
    screen = open_page(demo_once, page)
    assert screen.app.title[0].value == getattr(frame, page.upper())[0]
    assert screen.errors == []


@pytest.mark.parametrize("page", NEEDING)
def test_a_page_of_an_empty_home_says_what_to_do(
    page: str, home: Home, open_page: Open
):
    screen = open_page(home, page)
    assert frame.NOTHING_LOADED in screen.words
    assert frame.WHAT_TO_DO in screen.words
    assert screen.app.button(key="welcome.demo").label == frame.LOAD_DEMO


@pytest.mark.parametrize("page", sorted(set(KEYS) - set(NEEDING)))
def test_a_page_that_needs_no_records_opens_on_an_empty_home(
    page: str, home: Home, open_page: Open
):
    screen = open_page(home, page)
    assert screen.app.title[0].value == getattr(frame, page.upper())[0]
    assert screen.errors == []


@pytest.mark.parametrize("page", KEYS)
def test_a_page_opens_where_only_a_patient_list_was_loaded(
    page: str, home: Home, open_page: Open
):
    lines = "ann reports 2019-01-01 2026-02-01\nbob reports 2021-03-01 2021-03-01"
    publish(home, {"patient": tables(lines)["patient"]})
    assert open_page(home, page).errors == []
    if page == "overview":
        screen = open_page(home, page).click("overview.skip")
        assert "Reported by the PMS: only a patient list was loaded." in screen.words


@pytest.mark.parametrize("page", KEYS)
def test_a_page_opened_by_its_own_address_gets_the_frame(
    page: str, demo_once: Home, open_page: Open
):
    """The first thing that this visitor ever asks for is the page's own file, as on a
    fresh server.
    """
    screen = open_page(demo_once, page)
    assert "Demo practice" in [
        _bare(line.value) for line in screen.app.sidebar.markdown
    ]
    picks = next(entry.picks for entry in PAGES if entry.key == page)
    boxes = {box.key for box in screen.app.sidebar.selectbox}
    assert ("period" in boxes) == bool(picks)


@pytest.mark.parametrize("page", KEYS)
def test_words_of_a_practice_are_shown_as_they_are(
    page: str, hostile_home: Home, open_page: Open
):
    """No word out of a file becomes a link, a picture, a colour or markup, wherever it
    is shown.
    """
    screen = open_page(hostile_home, page)
    assert screen.errors == []
    for raw in _markdown(screen.app):
        assert not re.search(r"(?<!\\)!?\[(click|picture|x|Click)\]", raw), raw
        assert not re.search(
            r"(?<!\\)(:red|:blue-badge|:material/delete|www\.|<script|<b>|mail@|\$x)",
            raw,
        ), raw


@pytest.mark.parametrize("view", frame.VIEWS)
def test_every_view_of_outreach_opens_on_a_hostile_practice(
    view: str, hostile_home: Home, open_page: Open
):
    screen = open_page(hostile_home, "outreach", {"outreach.view": view})
    assert screen.errors == []


def test_a_name_reads_as_it_was_written(hostile_home: Home, open_page: Open):
    screen = open_page(hostile_home, "treatment")
    assert WORDS[1] in screen.words
    assert WORDS[4] in screen.words


def test_of_several_practices_one_is_chosen_and_the_demo_stands_back(
    demo: Home, open_page: Open, tmp_path: Path
):
    files = services.find([exports.write(tmp_path / "exports")])
    services.import_files(
        demo,
        "Elm Street",
        files,
        services.ImportOptions(as_of=date.fromisoformat(exports.DAY)),
        NOW,
    )
    screen = open_page(demo, "overview")
    assert "**Elm Street**" in screen.words
    screen.app.selectbox(key="practice").select("Demo practice")
    assert "**Demo practice**" in screen.run().words


def test_a_practice_that_nobody_knows_is_refused_in_words(
    demo_once: Home, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RETENTION_PRACTICE", "Nowhere")
    assert (
        "There is no practice “Nowhere”" in open_page(demo_once, "overview").errors[0]
    )


def test_made_up_people_are_said_to_be_made_up(
    demo_once: Home, four: Home, open_page: Open
):
    assert frame.DEMO in open_page(demo_once, "growth").words
    assert frame.DEMO not in open_page(four, "growth").words


def test_the_demo_is_loaded_at_the_press_of_a_button(home: Home, open_page: Open):
    screen = open_page(home, "overview").click("welcome.demo")
    assert frame.DEMO_LOADED in screen.words
    assert len(screen.app.metric) == 8


def test_pages_draw_and_nothing_else():
    """They import streamlit and the package; no pandas, no SQL, no file."""
    for page in [APP, *(APP.parent / "pages").glob("*.py")]:
        found = set(
            re.findall(r"^(?:from|import) (\w+)", page.read_text(), re.MULTILINE)
        )
        assert found <= {"streamlit", "retention"}, page.name


def test_the_state_of_a_session_has_one_home():
    web = APP.parent / "retention" / "web"
    named = [
        path.name
        for path in [*web.rglob("*.py"), *(APP.parent / "pages").glob("*.py")]
        if "session_state" in path.read_text()
    ]
    assert named == ["session.py"]


def test_every_page_has_its_file():
    assert sorted(KEYS) == sorted(
        path.stem for path in (APP.parent / "pages").glob("*.py")
    )


def _markdown(app) -> list[str]:
    """Everything that is read as Markdown."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "info",
        "success",
        "warning",
        "error",
    )
    lines = [str(element.value) for kind in kinds for element in app.get(kind)]
    options = [option for radio in app.radio for option in radio.options]
    return (
        lines
        + options
        + [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    )


def _bare(line: str) -> str:
    return line.strip("*").replace("\\", "")
