"""The second face: `python -m retention …`, thin over `services`."""

from retention.cli.commands import main

__all__ = ["main"]
