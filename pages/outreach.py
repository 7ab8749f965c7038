"""Outreach: whom do we call next, and why is someone not on the list?"""

from retention.web import lookup, parts, queue, shell, text
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """Two views of the same list; only the open one is drawn."""
    parts.heading(text.OUTREACH)
    parts.views(
        desk,
        dict(zip(text.VIEWS, (queue.draw, lookup.draw), strict=True)),
        "outreach.view",
    )


shell.show(draw)
