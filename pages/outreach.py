"""Outreach: whom do we call next, and why is someone not on the list?"""

from retention.web import shell
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame
from retention.web.outreach import call_queue, explain


def draw(context: PageContext) -> None:
    """Two views of the same list; only the open one is drawn."""
    widgets.heading(frame.OUTREACH)
    widgets.views(
        context,
        dict(zip(frame.VIEWS, (call_queue.draw, explain.draw), strict=True)),
        "outreach.view",
    )


shell.show(draw)
