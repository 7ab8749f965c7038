"""Imports: drop the exports, see what was recognised, answer what is asked; the ledger, and the way back."""

from retention.web import duplicates, health, importing, parts, shell, text, watching
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """The box for files, then what was imported and what was wrong in it."""
    parts.heading(text.IMPORTS)
    importing.drop(desk)
    importing.ledger(desk)
    importing.problems(desk)
    health.draw(desk)
    duplicates.draw(desk)
    watching.draw(desk)


shell.show(draw)
