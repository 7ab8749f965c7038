"""Settings: the practice's own values within their limits, and who asked us to stop."""

from retention.web import parts, settings, shell, text
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """The values, and the stop list."""
    parts.heading(text.SETTINGS)
    settings.values(desk)
    settings.stops(desk)


shell.show(draw)
