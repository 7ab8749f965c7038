"""`python -m retention`, or `retention` where it is installed: the command line."""

import gc

from retention.cli import main

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Importing the libraries makes hundreds of thousands, and nearly all of them stay:
looking through them as often as Python does by itself takes a tenth of a second.
"""


def run() -> None:
    """Run the command that was called."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    main()


if __name__ == "__main__":
    run()
