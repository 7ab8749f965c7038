"""Homes to open the dashboard on: empty, the demo, four people who can be counted by
hand, and a hostile practice.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from retention import outreach, services
from retention.services import Home, ImportOptions
from retention.web import address
from retention.web.copy import frame
from tests.homes import blank_database, four, four_once, home
from tests.web.hostile import make_hostile

__all__ = ["blank_database", "four", "four_once", "home"]

APP = Path(__file__).parents[2] / "app.py"
NOW = datetime.fromisoformat("2026-11-22T10:00")
TODAY = "2026-11-22T10:00"
TWICE = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,City,State,Zip,HmPhone,WirelessPhone,Guarantor,Email
5,Archer,Anne,0,1,1980-04-01,1 Elm Street,Salem,OR,01234,,(503) 555-0101,5,
"""
PARTIAL = {"whole.opendental.patient": "partial"}


@dataclass
class Screen:
    """One visitor's look at a page."""

    app: AppTest

    def run(self) -> "Screen":
        """Draw again; nothing may have broken."""
        self.app.run()
        assert not self.app.exception, self.app.exception
        assert frame.BROKEN not in self.errors
        return self

    @property
    def errors(self) -> list[str]:
        """The sentences that say what went wrong, as they are read."""
        return [_read(error.value) for error in self.app.error]

    @property
    def words(self) -> str:
        """All that is to be read in the page and beside it, one line each."""
        kinds = (
            "title",
            "header",
            "subheader",
            "markdown",
            "caption",
            "metric",
            "info",
            "success",
            "warning",
            "error",
            "toast",
        )
        lines = [str(element.value) for kind in kinds for element in self.app.get(kind)]
        cells = [
            str(cell)
            for table in self.app.table
            for cell in table.value.to_numpy().ravel()
        ]
        return _read("\n".join(lines + cells))

    def click(self, key: str) -> "Screen":
        """Press a button."""
        self.app.button(key=key).click()
        return self.run()


def _read(words: str) -> str:
    """Words as a reader sees them: without the signs that keep Markdown off them."""
    return words.replace("\\", "").replace("\u2060", "")


Open = Callable[..., Screen]


def key_of(home: Home) -> str:
    """The key of the only practice of a home."""
    return services.chosen_practice(home, None)


def queue_of(home: Home, reason: str | None = None) -> outreach.Queue:
    """The queue of that practice on the day of work, with what everybody has open; of
    that reason alone.
    """
    state = services.state(home, key_of(home))
    log = services.log(home, state.practice, now=NOW)
    return outreach.queue(
        services.open_practice(home, state), log, NOW.date(), reason=reason
    )


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo practice of 400 people; only to be read."""
    made = services.home(tmp_path_factory.mktemp("demo"))
    services.make_demo(
        made, patients=400, years=5, seed=1, ends=date(2026, 11, 21), now=NOW
    )
    return made


@pytest.fixture
def demo(demo_once: Home, tmp_path: Path) -> Home:
    """The demo practice in a home of its own, to be worked in."""
    shutil.copytree(demo_once.path, tmp_path / "demo")
    return services.home(tmp_path / "demo")


@pytest.fixture
def hostile_home(home: Home) -> Home:
    """A practice whose every word tries to be something else."""
    make_hostile(home)
    return home


@pytest.fixture
def doubled(four: Home, tmp_path: Path) -> Home:
    """Ann on two rows."""
    (tmp_path / "patient.csv").write_text(TWICE, "utf-8")
    files = services.find([tmp_path / "patient.csv"])
    services.import_files(
        four, "Elm Street", files, ImportOptions(as_of=NOW.date(), answers=PARTIAL), NOW
    )
    return four


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of a home as a visitor; query parameters as given."""

    def opened(
        home: Home, page: str, state: dict[str, object] | None = None, **query: str
    ) -> Screen:
        monkeypatch.setenv("RETENTION_HOME", str(home.path))
        monkeypatch.setenv("RETENTION_TODAY", TODAY)
        app = AppTest.from_file(str(APP), default_timeout=30)
        for name, value in (state or {}).items():
            if name in address.KEYS:  # choices come by the address
                app.query_params[name] = (
                    str(value).lower() if isinstance(value, bool) else str(value)
                )
            else:
                app.session_state[name] = value
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py")
        return Screen(app).run()

    return opened
