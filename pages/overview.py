"""Overview: how is the practice doing? One tile for each figure that matters most."""

from retention.web import guessing, parts, shell, text
from retention.web.desk import Desk

TILES = (
    "active",
    "new",
    "returning",
    "return_rate",
    "second_visit",
    "acceptance",
    "sitting",
    "recall_overdue",
)


def draw(desk: Desk) -> None:
    """The tiles, as many in a row as there is room for."""
    parts.heading(text.OVERVIEW)
    if not guessing.asks(desk, TILES):
        parts.tiles(desk, TILES, "overview.tiles")


shell.show(draw)
