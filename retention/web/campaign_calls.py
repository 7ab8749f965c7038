"""How the calling goes: what contacts came to, and whether the chances that order the
list can be trusted.
"""

import streamlit as st

from retention import charts, outreach
from retention.web import parts, tables, text_campaigns, wording
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """What contacts came to by reason, opening line, hour or caller; and the chances
    held against what came.
    """
    st.header(text_campaigns.CALLS)
    st.caption(text_campaigns.CALLS_WHY)
    by = parts.choice(text_campaigns.BY, text_campaigns.CALLS, "campaigns.by")
    frame = outreach.breakdown(desk.practice, desk.log, by)
    if frame.empty:
        st.info(text_campaigns.NO_CALLS, icon=":material/info:")
        return
    parts.table(tables.outcomes(frame), text_campaigns.CALLS)
    _chances(desk)


def _chances(desk: Desk) -> None:
    st.header(text_campaigns.CHANCES)
    st.caption(text_campaigns.CHANCES_WHY)
    found = outreach.calibration(desk.practice, desk.log)
    st.markdown(wording.plain(found.sentence))
    if found.contacts:
        drawn = parts.drawing(charts.calibration, found.bins, text_campaigns.CHANCES)
        parts.plain_chart(drawn, "campaigns.calibration")
