"""Today: what should we do first?

How old the records are, whom to call, what was promised, what is to be put right.
"""

from retention.web import caller, parts, shell, text, today, today_lists
from retention.web.desk import Desk
from retention.web.queue import queue_of


def draw(desk: Desk) -> None:
    """Where the day stands and the way to begin; then the lists that wait for
    somebody.
    """
    parts.heading(text.TODAY)
    caller.asks(desk)
    queue = queue_of(desk)
    today.freshness(desk)
    today.begin(desk, queue)
    today.tiles(desk, queue)
    today_lists.draw(desk, queue)


shell.show(draw)
