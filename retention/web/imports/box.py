"""The files that lie in the box, and for whom.

They are on disk for as long as they are looked at.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from retention import services
from retention.core import formatting
from retention.services import ImportOptions, ImportResult, ImportSource, mappings
from retention.services.mappings import IdentifiedFile, Sample
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import imports as text
from retention.web.copy import wording


def most_upload() -> int:
    """How many MB a file may have that goes through the page, as the server is set."""
    return int(st.get_option("server.maxUploadSize"))


@dataclass(frozen=True)
class UploadBox:
    """The dropped files, and the practice they are for."""

    context: PageContext
    name: str
    files: Sequence[UploadedFile]

    @cached_property
    def key(self) -> str:
        """Tells these very files from any others."""
        return "/".join(sorted(file.file_id for file in self.files))

    @contextmanager
    def on_disk(self) -> Iterator[list[ImportSource]]:
        """The files in a folder of their own, under names of ours; gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="retention-") as folder:
            sources = []
            for number, file in enumerate(self.files):
                ending = Path(file.name).suffix.lower()
                path = (
                    Path(folder) / f"{number}{ending if ending[1:].isalnum() else ''}"
                )
                path.write_bytes(file.getbuffer())
                sources.append(ImportSource(Path(file.name).name, path))
            yield sources

    def run(self, *, dry_run: bool) -> ImportResult:
        """Look at the files, or import them, and say meanwhile what is being done."""
        upload = session.upload()
        wish = ImportOptions(
            answers=dict(upload.answers),
            mappings=dict(upload.declared),
            dry_run=dry_run,
        )
        size = formatting.count(max(1, sum(file.size for file in self.files) >> 20))
        reading = text.READING.format(
            files=formatting.plural(len(self.files), "file"), size=size
        )
        room = st.empty()
        try:
            with (
                room.status(wording.plain(reading), type="step") as status,
                self.on_disk() as sources,
            ):
                return services.import_files(
                    self.context.home,
                    self.name,
                    sources,
                    wish,
                    session.now(),
                    lambda doing: status.update(
                        label=wording.plain(
                            text.DOING.format(reading=reading, doing=doing)
                        )
                    ),
                )
        finally:
            room.empty()

    def identify(self) -> tuple[IdentifiedFile, ...]:
        """Each file with what it was told to be."""
        with self.on_disk() as sources:
            return mappings.identify(
                self.context.home, self.name, sources, session.upload().declared
            )

    def sample(self, name: str, line: int | None) -> Sample:
        """The first rows of the file or sheet of that name, under the header line that
        is numbered or found.
        """
        with self.on_disk() as sources:
            return mappings.peek_into(sources, name, line)
