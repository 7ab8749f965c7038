"""The folder under watch: its setting, and the thread that looks at it."""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from retention import services
from retention.core import formatting
from retention.core.errors import RetentionError
from retention.services import Home, Watcher
from retention.store import Watched
from retention.web import session
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import imports, wording

LOG = logging.getLogger("retention.web")

_threads: dict[Home, "_Looking"] = {}
_starting = threading.Lock()


class _Looking(threading.Thread):
    """Looks at every watched folder of a home until none is left.

    It knows nothing of visitors or screens.
    """

    def __init__(self, home: Home) -> None:
        super().__init__(name="retention-watching", daemon=True)
        self.home = home
        self.watchers: dict[str, Watcher] = {}
        self.woken = threading.Event()

    def run(self) -> None:
        """Look, wait, and look again."""
        while self._look(session.now()):
            self.woken.wait(services.EVERY)
            self.woken.clear()

    def _look(self, now: datetime) -> bool:
        """Look at each folder once; whether any is left to look at."""
        try:
            folders = services.watched_folders(self.home)
            self.watchers = {
                practice: self._watcher(practice, folder)
                for practice, folder in folders.items()
            }
            for watcher in self.watchers.values():
                watcher.look(now)
        except RetentionError:
            return True  # the database is busy or away: look again
        # A fault at one look must not end the watching
        except Exception as broken:  # noqa: BLE001
            # Without the message, which may hold data
            LOG.error("%s while watching", type(broken).__name__)  # noqa: TRY400
            return True
        return bool(folders)

    def _watcher(self, practice: str, folder: Path) -> Watcher:
        """The practice's watcher as it is, or a new one where the folder is another."""
        watcher = self.watchers.get(practice)
        if watcher and watcher.folder == folder:
            return watcher
        return Watcher(self.home, practice, folder)


def keep(home: Home) -> None:
    """Have the folders of a home looked at while the server runs, by one thread.

    There is no thread where nothing is watched.
    """
    with _starting:
        running = _threads.get(home)
        if running is not None and running.is_alive():
            return
        if services.watched_folders(home):
            _threads[home] = _Looking(home)
            _threads[home].start()


def draw(context: PageContext) -> None:
    """The folder, how to begin and end watching it, and what became of its files."""
    name = context.state_or_none.name if context.state_or_none else None
    watching = services.watching(context.home, name)
    st.header(imports.WATCHING)
    st.write(imports.WATCHING_ABOUT)
    if watching.folder:
        _watched(context, name, str(watching.folder))
    else:
        _choose(context, name)
    if watching.files:
        st.subheader(imports.WATCHING_FILES)
        widgets.paged(files(watching.files), imports.WATCHING_FILES, "watching.files")
        _again(context, name, services.left_aside(watching.files))
    elif watching.folder:
        st.caption(imports.WATCHING_NOTHING)


def _choose(context: PageContext, name: str | None) -> None:
    with st.form("watching.form", border=False):
        folder = st.text_input(
            imports.WATCHING_FOLDER, key="watching.folder", width=420
        )
        if st.form_submit_button(
            imports.WATCHING_START,
            key="watching.start",
            icon=":material/visibility:",
        ):
            services.watch_folder(context.home, name, folder or "", session.now())
            keep(context.home)
            session.leave_note(imports.WATCHING_ON)
            st.rerun()


def _watched(context: PageContext, name: str | None, folder: str) -> None:
    keep(context.home)
    st.markdown(wording.plain(imports.WATCHING_NOW.format(folder=folder)))
    if trouble := _trouble(context.home, folder):
        st.warning(wording.plain(trouble), icon=":material/folder_off:")
    if st.button(
        imports.WATCHING_STOP, key="watching.stop", icon=":material/visibility_off:"
    ):
        services.watch_folder(context.home, name, None, session.now())
        session.leave_note(imports.WATCHING_OFF)
        st.rerun()


def _trouble(home: Home, folder: str) -> str:
    """What was in the way at the last look; "" where nothing was."""
    if home not in _threads:
        return ""

    for watcher in _threads[home].watchers.values():
        if str(watcher.folder) == folder:
            return watcher.trouble
    return ""


def _again(context: PageContext, name: str | None, aside: Sequence[Watched]) -> None:
    """The way to have a file taken again that is in no import that counts."""
    if not aside:
        return
    with st.expander(imports.WATCHING_LEFT, icon=":material/replay:"):
        st.caption(imports.WATCHING_LEFT_WHY)
        by_hash = {watched.sha256: watched for watched in aside}
        chosen = st.selectbox(
            imports.WATCHING_WHICH,
            list(by_hash),
            format_func=lambda sha256: _line(by_hash[sha256]),
            key="watching.which",
        )
        if chosen and st.button(
            imports.WATCHING_TRY, key="watching.again", icon=":material/replay:"
        ):
            services.try_again(context.home, name, chosen, session.now())
            name = by_hash[chosen].name
            session.leave_note(imports.WATCHING_TRIED.format(name=name))
            st.rerun()


def _line(watched: Watched) -> str:
    return imports.WATCHING_LINE.format(
        name=watched.name,
        day=formatting.day(watched.at.date()),
        time=f"{watched.at:%H:%M}",
        became=_became(watched),
    )


def _became(watched: Watched) -> str:
    if watched.snapshot is None:
        if watched.is_again:
            return imports.WATCHING_AGAIN
        return imports.WATCHING_REFUSED

    sentence = imports.WATCHING_IMPORT
    if watched.is_undone:
        sentence = imports.WATCHING_UNDONE
    return sentence.format(number=watched.snapshot)


def files(watched: Sequence[Watched]) -> pd.DataFrame:
    """Each file that was met in the folder, newest first, and what became of it."""
    return pd.DataFrame(
        {
            "File": [file.name for file in watched],
            "When": [
                f"{formatting.day(file.at.date())}, {file.at:%H:%M}" for file in watched
            ],
            "Became": [_became(file) for file in watched],
            "Said": [file.say or formatting.ABSENT for file in watched],
        }
    )
