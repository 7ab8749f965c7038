"""Commands that are imported when they are called: `--help` loads none of them."""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from retention.cli.context import Refusing

_BESIDE = 6
"""Columns that click leaves between the margin, a command's name and its help."""


@dataclass(frozen=True)
class Entry:
    """One command of a group."""

    name: str
    place: str
    """Module of `retention.cli` and attribute, as `figures:report`."""
    help: str
    """The first sentence of its help; a test holds it equal to the command's own."""

    def load(self) -> click.Command:
        """Import the command."""
        module, attribute = self.place.split(":")
        command = getattr(import_module(f"retention.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command


class _LazyCommands(MutableMapping[str, click.Command]):
    """A group's commands by name, each imported when it is looked up."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries: dict[str, Entry | click.Command] = {
            entry.name: entry for entry in entries
        }

    def __getitem__(self, name: str) -> click.Command:
        entry = self._entries[name]
        if isinstance(entry, Entry):
            entry = self._entries[name] = entry.load()
        return entry

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._entries[name] = command

    def __delitem__(self, name: str) -> None:
        del self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class Commands(Refusing):
    """A group that knows its commands by name and help, and imports the one called."""

    def __init__(
        self, *args: Any, entries: Sequence[Entry] = (), **options: Any
    ) -> None:
        options["commands"] = _LazyCommands(entries)
        super().__init__(*args, **options)
        self.helps = {entry.name: entry.help for entry in entries}
        """What the help of each command says first, by name."""

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write each command with its help, cut to the width of the terminal."""
        names = self.list_commands(ctx)
        width = formatter.width - _BESIDE - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._short(name, width)) for name in names])

    def _short(self, name: str, width: int) -> str:
        help_text = self.helps.get(name)
        command = (
            self.commands[name]
            if help_text is None
            else click.Command(name, help=help_text)
        )
        return command.get_short_help_str(width)
