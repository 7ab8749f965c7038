"""Settings: the practice's own values within their limits, and who asked us to stop."""

from retention.web import settings, shell
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame


def draw(context: PageContext) -> None:
    """The values, and the stop list."""
    widgets.heading(frame.SETTINGS)
    settings.values(context)
    settings.stops(context)


shell.show(draw)
