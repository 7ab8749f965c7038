"""The frame around every page: menu, practice, pickers, error boundary; and the guard for pages opened by address."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace

import streamlit as st

from retention import formats, workflows
from retention.web import cache, filters, gate, state, text, watching, welcome, wording
from retention.web.desk import Desk
from retention.web.guard import guarded
from retention.web.periods import PERIODS

Draw = Callable[[Desk], None]


@dataclass(frozen=True)
class Page:
    """One screen: the key that names its file and address, its title and its icon in the menu."""

    key: str
    title: str
    icon: str
    needs_records: bool = True
    """Shows the way to the first import where there are no records yet."""
    picks: tuple[str, ...] = ()
    """Has the picker of the period, and those of who is to be counted (`filters`)."""
    is_hidden: bool = False
    """Reached by links alone, not from the menu."""


_WHO = ("provider", "location", "source", "age")
PAGES = (
    Page("today", "Today", ":material/today:"),
    Page("overview", "Overview", ":material/dashboard:", picks=_WHO),
    Page("growth", "Growth", ":material/trending_up:", picks=_WHO),
    Page("retention", "Retention", ":material/event_repeat:", picks=_WHO),
    Page("treatment", "Treatment", ":material/dentistry:", picks=(*_WHO, "category")),
    Page("schedule", "Schedule", ":material/calendar_month:", picks=_WHO),
    Page("outreach", "Outreach", ":material/call:"),
    Page("campaigns", "Campaigns", ":material/campaign:"),
    Page("person", "Person", ":material/person:", is_hidden=True),
    Page("imports", "Imports", ":material/upload_file:", needs_records=False),
    Page("definitions", "Definitions", ":material/menu_book:", needs_records=False),
    Page("settings", "Settings", ":material/tune:"),
)
"""Every screen, in the order of the menu; the first is the one that opens."""

_framed: ContextVar[Page | None] = ContextVar("framed", default=None)


def run() -> None:
    """Draw the frame, and the chosen page inside it."""
    cache.settle()
    st.set_page_config(page_title=text.PRODUCT, page_icon="🦷", layout="wide")
    if not gate.was_passed():
        st.error(text.NO_GATE, icon=":material/error:")
        return
    screens = {page: _screen(page) for page in PAGES}
    chosen = st.navigation(list(screens.values()))
    token = _framed.set(next(page for page, screen in screens.items() if screen == chosen))
    try:
        chosen.run()
    finally:
        _framed.reset(token)


def show(draw: Draw) -> None:
    """Draw a page; put the frame up first where the page was opened by its own address."""
    page = _framed.get()
    if page is None:
        run()
    else:
        guarded(lambda: _draw(page, draw))


def _screen(page: Page) -> st.Page:
    return st.Page(
        f"pages/{page.key}.py",
        title=page.title,
        icon=page.icon,
        default=page is PAGES[0],
        visibility="hidden" if page.is_hidden else "visible",
    )


def _draw(page: Page, draw: Draw) -> None:
    if note := state.take_note():
        st.toast(wording.plain(note), icon=":material/check_circle:")
    desk = _desk()
    watching.keep(desk.home)
    if page.needs_records and not desk.has_records:
        welcome.draw(desk)
        return
    draw(_picked(desk, page.picks) if page.picks else desk)


def _desk() -> Desk:
    """The desk of the practice that is named, or chosen where there are several."""
    home = state.home()
    names = workflows.practices(home)
    name = state.named_practice()
    with st.sidebar:
        if name is None and len(names) > 1:
            name = st.selectbox(text.PRACTICE, names, key="practice", bind="query-params")
        known = workflows.state(home, workflows.chosen_practice(home, name)) if names else None
        if known and known.exported:
            st.markdown(f"**{wording.plain(known.name)}**")
            st.caption(text.UP_TO.format(day=formats.day(known.exported)))
            if known.name == workflows.DEMO:
                st.badge(text.DEMO, icon=":material/science:", color="gray")
    return Desk(home, known, state.today(), caller=state.caller(), now=state.now())


def _picked(desk: Desk, kinds: tuple[str, ...]) -> Desk:
    """The desk with the period and the people that the visitor chose; both stand in the address."""
    with st.sidebar:
        period = st.selectbox(
            text.PERIOD, list(PERIODS), format_func=lambda key: PERIODS[key][0], key="period", bind="query-params"
        )
        picked = replace(desk, period_name=period)
        st.caption(wording.span(picked.period))
        within = filters.chosen(picked, kinds)
        if within:
            st.caption(text.ONLY)
        published = st.toggle(text.PUBLISHED, key="published", bind="query-params")
    return replace(picked, within=within, wants_published=published)
