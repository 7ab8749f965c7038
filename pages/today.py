"""Today: what should we do first?

How old the records are, whom to call, what was promised, what is to be put right.
"""

from retention.web import shell
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame
from retention.web.outreach import caller
from retention.web.outreach.call_queue import queue_of
from retention.web.today import lists, summary


def draw(context: PageContext) -> None:
    """Where the day stands and the way to begin; then the lists that wait for
    somebody.
    """
    widgets.heading(frame.TODAY)
    caller.asks(context)
    queue = queue_of(context)
    summary.freshness(context)
    summary.begin(context, queue)
    summary.tiles(context, queue)
    lists.draw(context, queue)


shell.show(draw)
