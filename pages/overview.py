"""Overview: how is the practice doing? One tile for each figure that matters most."""

from retention.web import guesses, shell
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame

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


def draw(context: PageContext) -> None:
    """The tiles, as many in a row as there is room for."""
    widgets.heading(frame.OVERVIEW)
    if not guesses.asks(context, TILES):
        widgets.tiles(context, TILES, "overview.tiles")


shell.show(draw)
