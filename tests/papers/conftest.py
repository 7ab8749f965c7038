"""The command line, for the page that it writes."""

from tests.cli.conftest import line

__all__ = ["line"]
