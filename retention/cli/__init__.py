"""The second face: `python -m retention …`, thin over `workflows`."""

from retention.cli.main import main

__all__ = ["main"]
