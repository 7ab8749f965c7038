"""The second face: `python -m retention …`, thin over `workflows`."""

from retention.cli.commands import main

__all__ = ["main"]
