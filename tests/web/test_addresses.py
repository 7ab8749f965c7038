"""What was chosen stands in every address, and an address that asks for what is not
here is answered in words.
"""

from urllib.parse import parse_qs, urlsplit

import pytest

from retention import services
from retention.services import Home
from retention.web.context import PERIODS
from retention.web.shell import PAGES
from tests.web.conftest import APP, NOW, Open, Screen
from tests.web.hostile import hostile, publish

pytestmark = pytest.mark.slow  # the whole app in each test

FIRST = "Elm Street"
SECOND = "Oak Street"
CHOSEN = {"practice": SECOND, "period": "3-months", "published": "true"}


@pytest.fixture
def two(four: Home) -> Home:
    """Elm Street, and a second practice whose words are hostile."""
    publish(four, hostile(), SECOND)
    return four


def _address(screen: Screen) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else value[-1]
        for key, value in screen.app.query_params.items()
    }


def _head(screen: Screen) -> list[str]:
    return [
        line.replace("\\", "")
        for line in (caption.value for caption in screen.app.main.caption)
        if " · " in line
    ]


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_page_keeps_what_was_chosen_in_its_address(
    page: str, two: Home, open_page: Open
):
    assert _address(open_page(two, page, **CHOSEN)) == CHOSEN


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_where_there_is_one_practice_no_address_names_it(
    page: str, four: Home, open_page: Open
):
    screen = open_page(four, page, practice=FIRST, period="3-months")
    assert _address(screen) == {"period": "3-months"}
    assert "The address asks for" not in screen.words


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_of_several_practices_the_page_says_whose_numbers_these_are(
    page: str, two: Home, open_page: Open
):
    screen = open_page(two, page)
    assert _address(screen) == {"practice": FIRST}
    assert any(
        caption.value.split(" · ")[0] == FIRST for caption in screen.app.main.caption
    )


def test_the_head_says_period_and_groups(two: Home, open_page: Open):
    screen = open_page(two, "treatment", practice=FIRST, period="3-months", age="35-54")
    assert _head(screen)[0] == f"{FIRST} · {PERIODS['3-months'][0]} · 35-54"


def test_the_links_to_people_take_along_what_was_chosen(two: Home, open_page: Open):
    screen = open_page(two, "treatment", practice=FIRST, period="last-year")
    [link] = screen.app.table[0].value["Name"]
    query = parse_qs(urlsplit(link.split("](")[1].rstrip(")")).query)
    assert set(query) == {"who", "practice", "period"}
    assert (query["practice"], query["period"]) == ([FIRST], ["last-year"])


def test_old_addresses_that_name_a_choice_in_words_still_work(
    two: Home, open_page: Open
):
    screen = open_page(two, "growth", practice=SECOND, period=PERIODS["1-month"][0])
    assert _address(screen) == {"practice": SECOND, "period": "1-month"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"practice": "Nowhere"}, "The address asks for the practice “Nowhere”"),
        ({"period": "1-century"}, "The address asks for the period “1-century”"),
        ({"age": "200+"}, "The address asks for the age “200+”"),
    ],
)
def test_what_the_address_asks_for_and_is_not_here_is_said(
    asked: dict[str, str], said: str, two: Home, open_page: Open
):
    screen = open_page(two, "overview", **asked)
    assert said in screen.words
    assert _address(screen) == {"practice": FIRST}
    assert said in screen.run().words, "a redrawn page still says it"
    screen.app.selectbox(key="practice").select(SECOND)
    assert "The address asks for" not in screen.run().words


def test_another_practice_than_the_only_one_is_said(four: Home, open_page: Open):
    screen = open_page(four, "overview", practice="Nowhere")
    assert "The address asks for the practice “Nowhere”" in screen.words
    assert _address(screen) == {}


def test_a_practice_named_for_the_whole_dashboard_is_not_changed_by_an_address(
    two: Home, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RETENTION_PRACTICE", SECOND)
    screen = open_page(two, "overview", practice=FIRST)
    assert "The address asks for the practice “Elm Street”" in screen.words
    assert [box.key for box in screen.app.sidebar.selectbox].count("practice") == 0
    assert any(caption.value.startswith(SECOND) for caption in screen.app.main.caption)
    assert _address(screen) == {}


def test_groups_of_one_practice_are_not_asked_of_another(two: Home, open_page: Open):
    """Provider 1 here is somebody else than provider 1 there."""
    screen = open_page(two, "treatment", practice=FIRST, age="35-54", period="3-months")
    screen.app.selectbox(key="practice").select(SECOND)
    assert _address(screen.run()) == {
        "practice": SECOND,
        "period": "3-months",
        "age": "35-54",
    }


def test_nothing_else_is_taken_from_an_address(two: Home, open_page: Open):
    screen = open_page(
        two, "overview", **{"name": "Ann Archer", "settings.active_months": "12"}
    )
    assert _address(screen) == {"practice": FIRST}


def test_nobody_turns_the_page_in_another_way():
    """A page turned by Streamlit's own command leaves behind what was chosen."""
    files = sorted(
        [
            *(APP.parent / "retention" / "web").rglob("*.py"),
            *(APP.parent / "pages").glob("*.py"),
        ]
    )
    assert [path.name for path in files if "switch_page" in path.read_text()] == [
        "address.py"
    ]
    assert [path.name for path in files if "query_params" in path.read_text()] == [
        "address.py",
        "links.py",
    ]
    assert not any('bind="query' in path.read_text() for path in files)


def test_settings_show_the_values_of_the_practice_shown(two: Home, open_page: Open):
    services.set_policy(
        two, services.chosen_practice(two, FIRST), {"active_months": "36"}, NOW
    )
    screen = open_page(two, "settings", practice=FIRST)
    assert screen.app.text_input(key="settings.active_months").value == "36"
    screen.app.selectbox(key="practice").select(SECOND)
    assert screen.run().app.text_input(key="settings.active_months").value == "18"
