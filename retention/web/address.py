"""What a visitor chose, in the session and in the address at once: reload, bookmark,
new tab and Back show it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from retention.web import session

Option = TypeVar("Option", bound="str | int | bool")

PRACTICE = "practice"
WHO = "who"
_OF_ONE_PRACTICE = ("provider", "location", "source", "campaigns.which")
"""What means something else, or nothing, in another practice."""
KEYS = frozenset(
    {
        PRACTICE,
        "period",
        "provider",
        "location",
        "source",
        "age",
        "category",
        "published",
        "growth.stopped",
        "retention.cohorts_by",
        "retention.curve",
        "retention.curves_by",
        "treatment.window",
        "treatment.by_what",
        "treatment.by",
        "treatment.sitting_by",
        "schedule.loose_ends",
        "outreach.view",
        "outreach.reason",
        "campaigns.view",
        "campaigns.which",
        "campaigns.by",
        "imports.view",
    }
)
"""Every choice that stands in the address; nothing else is taken from one."""


@dataclass
class _Here:
    """What one session knows of its address."""

    chosen: dict[str, str] = field(default_factory=dict)
    """Every choice that is not the first of its options, as it stands in the
    address.
    """
    written: dict[str, str] = field(default_factory=dict)
    """The whole address as it was written last."""
    unknown: dict[str, str] = field(default_factory=dict)
    """What the address asked for and is not to be had, by key."""
    practice: str = ""
    """The practice shown last."""
    page: str | None = None
    """The page drawn last, by its place in the address."""
    drawn: set[str] = field(default_factory=set)
    """The widgets that were drawn since the page was turned: another page's are new
    ones, though of the same key.
    """
    has_come: bool = False


def arrive() -> None:
    """Take what the address says where the visitor came by it, or went back; else what
    was chosen here counts.

    A click in the menu leaves an empty address. It is filled before the page is known,
    so that the browser's history gets one entry and not two.
    """
    here = _here()
    said = st.query_params.to_dict()
    if not here.has_come or session.went_back():
        here.chosen = {key: value for key, value in said.items() if key in KEYS}
        here.unknown = {}
        here.has_come = True
    elif not said and here.written:
        st.query_params.from_dict(here.written)


def open_page(path: str) -> None:
    """The page of that place in the address is drawn in this run."""
    here = _here()
    if here.page not in (None, path):
        here.unknown = {}
    if here.page != path:
        here.page, here.drawn = path, set()


def settle(*, with_person: bool) -> None:
    """Write the address of the page that is drawn; with the person's token where it is
    a person's page.
    """
    here = _here()
    said = st.query_params.to_dict()
    who = {WHO: said[WHO]} if with_person and WHO in said else {}
    here.written = {**who, **here.chosen}
    if said != here.written:
        st.query_params.from_dict(here.written)


def carried() -> dict[str, str]:
    """What a link to any page takes along."""
    return dict(_here().chosen)


def turn_to(page: str) -> None:
    """Turn to another page with all that was chosen."""
    _here().written = carried()
    st.switch_page(f"pages/{page}.py", query_params=carried())


def person() -> str:
    """The token in the address; "" where there is none."""
    return str(st.query_params.get(WHO, ""))


def show_person(token: str) -> None:
    """Have the page show the person of that token."""
    st.query_params[WHO] = token
    st.rerun()


def stands_at(key: str, options: Mapping[Option, str]) -> Option:
    """Have the widget of that key, not drawn yet, stand at what was chosen of these
    options, else at the first.

    The address may name an option by its key or by what it is called.
    """
    here = _here()
    first = next(iter(options))
    said = here.chosen.get(key)
    found = next(
        (option for option, name in options.items() if said in (_word(option), name)),
        None,
    )
    if said is not None and found is None:
        here.unknown[key] = said
    chosen = first if found is None else found
    _choose(key, chosen, first)
    if key not in here.drawn or session.filled(key) != chosen:
        session.fill({key: chosen})
    here.drawn.add(key)
    return chosen


def keeper(key: str, first: Option) -> Callable[[], None]:
    """What a widget calls so that its choice is kept."""
    return lambda: _keep(key, first)


def _keep(key: str, first: Option) -> None:
    here = _here()
    now = session.filled(key)
    here.unknown = {}
    if key == PRACTICE:
        here.chosen = {
            other: said
            for other, said in here.chosen.items()
            if other not in _OF_ONE_PRACTICE
        }
    _choose(key, first if now is None else now, first)


def _choose(key: str, option: object, first: object) -> None:
    """Remember a choice; the first of the options needs no place in the address."""
    assert key in KEYS, "it would be lost at the next reload"
    if option == first:
        _here().chosen.pop(key, None)
    else:
        _here().chosen[key] = _word(option)


def show_practice(name: str, *, is_named: bool) -> None:
    """That practice is shown; `is_named`: there are several to choose from, so the
    address names it, always.
    """
    here = _here()
    if here.practice not in ("", name):
        session.leave_practice()
    here.practice = name
    asked = here.chosen.pop(PRACTICE, name)
    if asked != name:
        here.unknown[PRACTICE] = asked
    if is_named:
        here.chosen = {PRACTICE: name, **here.chosen}


def unknown() -> Mapping[str, str]:
    """What the address asked for and is not to be had, by key."""
    return _here().unknown


def _here() -> _Here:
    return session.remembered("frame.address", _Here)


def _word(option: object) -> str:
    """How an option stands in the address."""
    return str(option).lower() if isinstance(option, bool) else str(option)
