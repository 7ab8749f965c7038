"""The frame around every page: menu, practice, pickers, and the empty home."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from retention import services
from retention.core import formatting
from retention.web import address, cache, filters, gate, session
from retention.web.context import PERIODS, PageContext
from retention.web.copy import frame, labels, wording
from retention.web.error_boundary import guarded
from retention.web.imports import watched_folder

Draw = Callable[[PageContext], None]


@dataclass(frozen=True)
class Page:
    """One screen.

    The key names its file and its address; the menu shows its title and its icon.
    """

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
    cache.freeze_startup()
    st.set_page_config(page_title=frame.PRODUCT, page_icon="🦷", layout="wide")
    if not gate.was_passed():
        st.error(frame.NO_GATE, icon=":material/error:")
        return

    address.arrive()
    screens = _screens()
    chosen = st.navigation([screen for screen, _ in screens])
    address.open_page(chosen.url_path)
    token = _framed.set(next(page for screen, page in screens if screen == chosen))
    try:
        chosen.run()
    finally:
        _framed.reset(token)


def show(draw: Draw) -> None:
    """Draw a page.

    The frame is put up first where the page was opened by its own address.
    """
    page = _framed.get()
    if page is None:
        run()
    else:
        guarded(lambda: _draw_reading_once(page, draw))


def _screens() -> list[tuple[st.Page, Page]]:
    """What the addresses lead to.

    The first page has two: none, which the menu shows, and its own name.
    """
    first = PAGES[0]
    home = st.Page(
        f"pages/{first.key}.py",
        title=first.title,
        icon=first.icon,
        url_path="",
        default=True,
    )
    return [
        (home, first),
        (_screen(first, is_hidden=True), first),
        *((_screen(page, is_hidden=page.is_hidden), page) for page in PAGES[1:]),
    ]


def _screen(page: Page, *, is_hidden: bool) -> st.Page:
    visibility: Literal["hidden", "visible"] = "hidden" if is_hidden else "visible"
    return st.Page(
        f"pages/{page.key}.py",
        title=page.title,
        icon=page.icon,
        url_path=page.key,
        visibility=visibility,
    )


def _draw_reading_once(page: Page, draw: Draw) -> None:
    """Draw a page; what it asked the store for last time is read all at once."""
    expected = session.expected_reads(page.key)
    with session.home().store.run(session.now(), expected) as run:
        try:
            _draw(page, draw)
        except BaseException:
            # A run that is cut short has not asked for all
            session.expect_reads(page.key, [*run.asked, *expected])
            raise
        session.expect_reads(page.key, run.asked)


def _draw(page: Page, draw: Draw) -> None:
    if note := session.take_note():
        st.toast(wording.plain(note), icon=":material/check_circle:")
    context = _context()
    watched_folder.keep(context.home)
    is_empty = page.needs_records and not context.has_records
    if page.picks and not is_empty:
        context = _picked(context, page.picks)
    address.settle(with_person=page.key == "person")
    _head(context, page)
    if is_empty:
        draw_welcome(context)
    else:
        draw(context)


def _head(context: PageContext, page: Page) -> None:
    """Whose numbers these are, of which days and of whom.

    Also what the address asked for and cannot have.
    """
    parts = (
        [context.state_or_none.name]
        if context.state_or_none and len(services.practices(context.home)) > 1
        else []
    )
    if page.picks and context.has_records:
        parts += [
            PERIODS[context.period_name][0],
            *(context.groups(by)[group] for by, group in context.within.items()),
        ]
    if not parts and not address.unknown():
        return
    with st.container(key="shown", gap=None):
        for key, asked in address.unknown().items():
            st.warning(
                wording.plain(
                    frame.NOT_HERE.format(what=_called(key), asked=asked[:60])
                ),
                icon=":material/link_off:",
            )
        if parts:
            st.caption(wording.plain(" · ".join(parts)))


def _called(key: str) -> str:
    """What a choice is called in a sentence."""
    titles = labels.FILTERS | {
        address.PRACTICE: frame.PRACTICE,
        "period": frame.PERIOD,
    }
    title = titles.get(key, key)
    return title.lower()


def _context() -> PageContext:
    """The context of the practice that is named, or chosen where there are several."""
    home = session.home()
    names = services.practices(home)
    name = session.named_practice()
    with st.sidebar:
        has_choice = name is None and len(names) > 1
        if has_choice:
            name = filters.picker(
                frame.PRACTICE, address.PRACTICE, {name: name for name in names}
            )
        state = (
            services.state(home, services.chosen_practice(home, name))
            if names
            else None
        )
        if state:
            address.show_practice(state.name, is_named=has_choice)
        if state and state.exported:
            st.markdown(f"**{wording.plain(state.name)}**")
            st.caption(frame.UP_TO.format(day=formatting.day(state.exported)))
            if state.name == services.DEMO:
                st.badge(frame.DEMO, icon=":material/science:", color="gray")
    return PageContext(
        home,
        state,
        session.today(),
        caller=session.caller(),
        now=session.now(),
        revision=services.revision(home, state.practice) if state else 0,
    )


def _picked(context: PageContext, kinds: tuple[str, ...]) -> PageContext:
    """The context with the period and the people that the visitor chose.

    Both stand in the address.
    """
    periods = {key: name for key, (name, _) in PERIODS.items()}
    with st.sidebar:
        period = filters.picker(frame.PERIOD, "period", periods)
        picked = replace(context, period_name=period)
        st.caption(wording.span(picked.period))
        within = filters.chosen(picked, kinds)
        if within:
            st.caption(frame.ONLY)
        address.stands_at("published", {False: "", True: ""})
        published = st.toggle(
            frame.PUBLISHED,
            key="published",
            on_change=address.keeper("published", False),
        )
    return replace(picked, within=within, wants_published=published)


DEMO_PATIENTS = 2000
DEMO_YEARS = 5
DEMO_SEED = 1


def draw_welcome(context: PageContext) -> None:
    """Say that nothing is loaded, and offer the two ways on."""
    st.title(frame.WELCOME)
    st.info(frame.NOTHING_LOADED, icon=":material/info:")
    st.write(frame.WHAT_TO_DO)
    with st.container(horizontal=True):
        if st.button(
            frame.GO_TO_IMPORTS,
            key="welcome.imports",
            type="primary",
            icon=":material/upload_file:",
        ):
            address.turn_to("imports")
        is_free = (
            context.state_or_none is None or context.state_or_none.name == services.DEMO
        )
        if is_free and st.button(
            frame.LOAD_DEMO, key="welcome.demo", icon=":material/groups:"
        ):
            load_demo(context)


def load_demo(context: PageContext) -> None:
    """Make the demo practice in this home, then draw the page again with it."""
    with st.spinner(frame.DEMO_LOADING):
        services.make_demo(
            context.home,
            patients=DEMO_PATIENTS,
            years=DEMO_YEARS,
            seed=DEMO_SEED,
            ends=services.yesterday(session.today()),
            now=session.now(),
        )
    session.leave_note(frame.DEMO_LOADED)
    st.rerun()
