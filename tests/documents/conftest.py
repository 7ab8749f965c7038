"""The command line, for the page that it writes."""

from tests.cli.conftest import folder, imported, line

__all__ = ["folder", "imported", "line"]
