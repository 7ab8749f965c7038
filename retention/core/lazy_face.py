"""Faces of packages: a name's module is imported when the name is first used."""

import ast
import inspect
import sys
from collections.abc import Callable
from importlib import import_module


def lazy_face(package: str) -> Callable[[str], object]:
    """Make the `__getattr__` of a package whose imports stand under TYPE_CHECKING.

    Type checkers read those imports; here they say which module has which name.
    """
    face = sys.modules[package]
    origins = _origins(inspect.getsource(face))

    def find(name: str) -> object:
        if name not in origins:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")

        module, attribute = origins[name]
        value = getattr(import_module(module), attribute)
        setattr(face, name, value)  # the next time it is found without us
        return value

    return find


def _origins(source: str) -> dict[str, tuple[str, str]]:
    """Read the module and the attribute behind each name imported for type checkers."""
    origins = {}
    for block in ast.parse(source).body:
        if not isinstance(block, ast.If):
            continue
        for statement in block.body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                for alias in statement.names:
                    name = alias.asname or alias.name
                    origins[name] = (statement.module, alias.name)
    return origins
