"""Style sheets that are parsed once."""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet


class SteadyStyles(Stylesheet):
    """Parses each style sheet once a colour scheme: Textual parses all of them for each new screen, 30 ms."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(1024)  # Textual keeps 64; the screens have more

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other values of the variables, if they are others."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Parse what is new."""
        if self._require_parse:
            self.parse()
