"""The error boundary: no fault reaches the screen but as a sentence.

What stops us is said in its own sentence, anything else in a plain one without detail.
"""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from retention.core.errors import RetentionError
from retention.web.copy import frame, wording

LOG = logging.getLogger("retention.web")


def guarded(draw: Callable[[], None]) -> None:
    """Draw; what goes wrong becomes a sentence on the screen.

    It also becomes a line in the log that names no patient.
    """
    try:
        draw()
    except RetentionError as stopped:
        st.error(wording.plain(stopped.in_full), icon=":material/error:")
    # The last line of defence: a traceback may show what a patient's row holds
    except Exception as broken:  # noqa: BLE001
        # Without the message, which may hold data
        LOG.error("%s at %s", type(broken).__name__, _places(broken))  # noqa: TRY400
        st.error(frame.BROKEN, icon=":material/error:")


def _places(broken: BaseException) -> str:
    """Where it happened: file and line of each call, without the values."""
    calls = traceback.extract_tb(broken.__traceback__)
    places = [f"{Path(call.filename).name}:{call.lineno}" for call in calls]
    return " < ".join(reversed(places))
