"""Data health on the screen: every check with its count, and the list behind each."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from retention import papers, workflows
from retention.practice import Practice
from retention.web import parts, state, text_trust, wording
from retention.web.desk import Desk
from retention.web.guard import guarded
from retention.workflows import Health, Home, State


def draw(desk: Desk) -> None:
    """A table of what is not fine, the other checks by name, and a menu that opens the
    list behind each.
    """
    if not desk.has_records:
        return
    st.header(text_trust.HEALTH)
    st.caption(text_trust.HEALTH_ABOUT)
    found = {one.check.key: one for one in _found(desk)}
    wrong = [
        one for one in found.values() if not one.found.is_well and not one.found.unknown
    ]
    if wrong:
        parts.table(table(wrong), text_trust.HEALTH)
    _titles(
        text_trust.HEALTH_FINE, [one for one in found.values() if one.found.is_well]
    )
    _titles(
        text_trust.HEALTH_UNKNOWN, [one for one in found.values() if one.found.unknown]
    )
    chosen = st.menu_button(
        text_trust.HEALTH_SHOW,
        [key for key, one in found.items() if len(one.found.rows)],
        key="health.show",
        icon=":material/list:",
        type="tertiary",
        format_func=lambda key: found[key].check.title,
    )
    if chosen:
        st.dialog(found[chosen].check.title, width="large")(
            partial(guarded, partial(_list, found[chosen]))
        )()


def table(found: list[Health]) -> pd.DataFrame:
    """One row per check: what is looked at, what was found, why it matters and what to
    do.
    """
    return pd.DataFrame(
        {
            "Check": [one.check.title for one in found],
            "Found": [workflows.found_in_words(one) for one in found],
            "Why it matters, and what to do": [one.check.advice for one in found],
        }
    )


def _titles(words: str, found: list[Health]) -> None:
    if found:
        st.caption(
            wording.plain(
                words.format(checks=", ".join(one.check.title for one in found))
            )
        )


def _found(desk: Desk) -> tuple[Health, ...]:
    revision = desk.home.work.revision(desk.state.practice)
    return _checked(desk.home, desk.state, desk.today, revision, desk.practice)


@st.cache_resource(max_entries=4, show_spinner="Looking through the records …")
def _checked(
    home: Home, known: State, today: date, revision: int, _practice: Practice
) -> tuple[Health, ...]:
    """The checks of the records in that state; whatever people do here raises the
    revision.
    """
    return workflows.health(home, known, _practice, today)


def _list(one: Health) -> None:
    st.markdown(one.check.about)
    shown = one.found.rows.rename(columns={"id": "Which", "what": "What"})
    parts.paged(shown, one.check.title, f"health.{one.check.key}")
    st.download_button(
        text_trust.HEALTH_TAKE,
        lambda: papers.spreadsheet_csv(shown),
        f"{one.check.key}-{state.now():%Y%m%d}.csv",
        "text/csv",
        key=f"health.{one.check.key}.file",
        on_click="ignore",
        icon=":material/download:",
    )
