"""What every command stands on: home, practice, today, and how answers and refusals
leave.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retention.core.errors import RetentionError, WrongCall

if TYPE_CHECKING:
    from retention import services
    from retention.outreach import Log
    from retention.practice import Practice


@dataclass
class CommandContext:
    """The home folder, the practice meant and the day of work, as given before the
    command.
    """

    home_path: Path | None
    practice_name: str | None
    today_given: date | None

    @cached_property
    def home(self) -> services.Home:
        """Both homes of data."""
        from retention import services

        return services.home(self.home_path)

    @property
    def today(self) -> date:
        """T, the day of work: given, or the clock's."""
        return self.today_given or date.today()  # noqa: DTZ011  the practice's own day is this machine's

    @property
    def now(self) -> datetime:
        """The moment of work, on the day of work."""
        return datetime.combine(self.today, datetime.now().time())  # noqa: DTZ005

    @cached_property
    def name(self) -> str:
        """The practice meant; the only one where none is named."""
        from retention import services

        return services.chosen_practice(self.home, self.practice_name)

    @cached_property
    def practice(self) -> Practice:
        """The current snapshot, opened."""
        from retention import services

        return services.open_practice(self.home, services.state(self.home, self.name))

    @property
    def opened(self) -> services.OpenedPractice:
        """The practice meant with its records open."""
        from retention import services

        return services.OpenedPractice(self.home, self.name, self.practice)

    def forget_practice(self) -> None:
        """Have the practice opened again: something that its figures depend on was
        decided.
        """
        self.__dict__.pop("practice", None)

    @property
    def log(self) -> Log:
        """What people did here, read afresh, and which rows they have open now."""
        from retention import services

        return services.log(self.home, self.name, now=self.now)


class Day(click.ParamType):
    """A day as 2026-11-21."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day; a sentence where it is none."""
        if isinstance(value, date):
            return value

        with suppress(ValueError):
            return date.fromisoformat(value)
        return self.fail(f"A day is written 2026-11-21; “{value}” is not.", param, ctx)


class Refusing(click.Group):
    """A group whose commands end in a sentence and exit 1 (refused) or 2 (wrong call),
    never in a traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what stops it becomes one sentence on standard error."""
        try:
            return super().invoke(ctx)
        except RetentionError as refusal:
            say(refusal.in_full)
            ctx.exit(2 if isinstance(refusal, WrongCall) else 1)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (
            Exception
        ) as fault:  # a traceback may carry patients; developers ask for it
            if os.environ.get("RETENTION_TRACEBACK"):
                raise
            say(
                f"Something went wrong inside the program ({type(fault).__name__}); "
                "what was not said to be done was not done. Try again, and report it "
                "if it stays so (RETENTION_TRACEBACK=1 shows where)."
            )
            ctx.exit(1)


def say(sentence: str) -> None:
    """A message for people: to standard error."""
    click.echo(sentence, err=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None] | None]:
    """Shows what is being done in one line of a terminal, gone when it is done; None
    where nobody is watching.
    """
    if not sys.stderr.isatty():
        yield None
        return

    def tell(doing: str) -> None:
        click.echo(f"\r\x1b[K{doing} …", nl=False, err=True)

    try:
        yield tell
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


def write_file(out: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, under its name once it
    is there.

    RetentionError where it cannot be written.
    """
    with appearing(out, content):
        pass


def as_json(answer: Any) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(answer, ensure_ascii=False, default=str))


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows as CSV on standard output, cells safe for spreadsheets."""
    import pandas as pd

    from retention import documents

    sys.stdout.buffer.write(
        documents.spreadsheet_csv(pd.DataFrame(list(rows), columns=list(columns)))
    )


@contextmanager
def appearing(out: Path, content: bytes) -> Iterator[None]:
    """The file is written before the block, and takes its name once the block is done:
    no file that is not logged.

    Only who wrote it may read it: such files name patients. RetentionError where it
    cannot be written.
    """
    from retention import store

    with store.appearing(out) as part:
        part.write_bytes(content)
        yield


def options(*several: Callable[..., Any]) -> Callable[..., Any]:
    """Several click options as one decorator."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(several):
            function = option(function)
        return function

    return decorate


json_option = click.option(
    "--json", "wants_json", is_flag=True, help="One JSON object on standard output."
)
csv_option = click.option(
    "--csv", "wants_csv", is_flag=True, help="CSV on standard output."
)
