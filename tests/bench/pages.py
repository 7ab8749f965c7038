"""Run by hand: how long each page's rerun takes in the server, for a visitor who is
looking at it already.

    python -m tests.bench.pages [--patients 20000] [--years 8] [--runs 40] [--page
    growth]

Draws every page on the demo once from nothing, then again and again: unchanged, and,
where a page has pickers, with a choice of period, provider and age that nobody made
before. Prints the median, the 95th percentile and the longest in milliseconds, and the
95th percentile of the processor's time, which other work on the machine does not raise.
The time is that of the script with all it sends; the browser's own comes on top. Never
a test: machines differ.
"""

import logging
import os
import random
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import click
import numpy as np
from streamlit.testing.v1 import AppTest

from retention import services
from retention.services import Home
from retention.web.shell import PAGES
from tests.bench.main_job import ENDS

APP = Path(__file__).parents[2] / "app.py"
PICKERS = ("period", "provider", "age")
BAR = 300
"""Milliseconds that a rerun may take at the 95th percentile."""

Taken = tuple[float, float]
"""Milliseconds of one run: by the clock, and of the processor."""


def opened(home: Home, page: str) -> AppTest:
    """The page as a visitor's session shows it."""
    os.environ.update(RETENTION_HOME=str(home.path), RETENTION_TODAY=f"{ENDS:%Y-%m-%d}")
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.switch_page(f"pages/{page}.py")
    return app


def drawn(app: AppTest) -> Taken:
    """The time of one run; it must not break."""
    start = time.perf_counter()
    busy = time.process_time()
    app.run()
    taken = (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000
    assert not app.exception, app.exception
    assert not app.error, app.error[0].value
    return taken


def new_choices(app: AppTest) -> Callable[[], Taken]:
    """Draws with another choice of the pickers each time."""
    options = [app.selectbox(key=key).options for key in PICKERS]
    choices = list(product(*(range(len(of)) for of in options)))
    random.Random(7).shuffle(choices)

    def draw() -> Taken:
        for key, place in zip(PICKERS, choices.pop(), strict=True):
            app.selectbox(key=key).select_index(place)
        return drawn(app)

    return draw


def show(name: str, taken: list[Taken]) -> None:
    """One line."""
    clock, busy = np.array(taken).T
    late = np.percentile(clock, 95)
    over = f"   over {BAR}" if late > BAR else ""
    click.echo(
        f"{name:<26}{np.median(clock):>9.0f}{late:>9.0f}{clock.max():>9.0f}{np.percentile(busy, 95):>15.0f}{over}"
    )


def measure(home: Home, page: str, runs: int, *, has_pickers: bool) -> None:
    """Two or three lines for a page."""
    app = opened(home, page)
    show(f"{page}, from nothing", [drawn(app)])
    show(f"{page}, again", [drawn(app) for _ in range(runs)])
    if has_pickers:
        choose = new_choices(app)
        show(f"{page}, a new choice", [choose() for _ in range(runs)])


@click.command()
@click.option("--patients", default=20_000)
@click.option("--years", default=8)
@click.option("--runs", default=40)
@click.option("--page", "only", default="", help="Key of the one page to look at.")
def main(patients: int, years: int, runs: int, only: str) -> None:
    """Every page, timed."""
    logging.disable()  # Streamlit warns that there is no server
    with tempfile.TemporaryDirectory() as folder:
        home = services.home(Path(folder))
        services.make_demo(
            home, patients=patients, years=years, seed=7, ends=ENDS.date(), now=ENDS
        )
        click.echo(f"{patients:,} patients, {years} years")
        click.echo(
            f"\n{'':<26}{'median':>9}{'p95':>9}{'longest':>9}{'processor p95':>15}  ms"
        )
        for page in PAGES:
            if only in ("", page.key):
                measure(home, page.key, runs, has_pickers=bool(page.picks))


if __name__ == "__main__":
    main()
