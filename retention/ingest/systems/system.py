"""What a practice system is to an import: its files, and how it spells codes."""

from dataclasses import dataclass
from importlib.metadata import entry_points

from retention.core.errors import RetentionError
from retention.ingest.recognise.layouts import Layout

ENTRY_POINTS = "retention.systems"
"""The group of entry points under which a package of others names its systems."""


@dataclass(frozen=True)
class System:
    """A practice system, or another source of lists, whose files are known.

    The keys of its layouts begin with its own key.
    """

    key: str
    layouts: tuple[Layout, ...]
    uses_d_codes: bool = False
    """Whether its codes are D codes, however they are spelt; else numbers are asked
    about.
    """


def installed_systems() -> tuple[System, ...]:
    """The systems that other installed packages declare, in the order of their names.

    Raises:
        RetentionError: An entry point names something that is no `System`.
    """
    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    systems = []
    for point in points:
        system = point.load()
        if not isinstance(system, System):
            raise RetentionError(
                f"The installed package names “{point.value}” as a practice system, "
                "and it is none. Uninstall the package, or ask who wrote it."
            )
        systems.append(system)
    return tuple(systems)
