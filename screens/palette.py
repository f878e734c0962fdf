"""The palette: every command that can be asked for now, the themes and the languages."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from callcenter.i18n import _

from .help.screen import acting, keys_shown, possible
from .themes import THEMES, TITLES

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
Offer = tuple[str, IgnoreReturnCallbackType]


class Everything(Provider):
    """Feeds Textual's command palette from our commands."""

    async def discover(self) -> Hits:
        """All of it, before anything is typed."""
        for title, run in self._offers():
            yield DiscoveryHit(title, run)

    async def search(self, query: str) -> Hits:
        """What fits the letters."""
        matcher = self.matcher(query)
        for title, run in self._offers():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), run)

    def _offers(self) -> Iterator[Offer]:
        seen = {"app.palette", "screen.back"}
        for node in acting(self.screen):
            for command in possible(node):
                if command.id not in seen and command.in_palette:
                    seen.add(command.id)
                    keys = keys_shown(self.screen, command)
                    yield f"{_(command.help)}  {keys}", partial(self.app.run_action, command.verb, node)
        yield from self._switches()

    def _switches(self) -> Iterator[Offer]:
        app: Any = self.app
        for name in THEMES:
            yield _("Colours: {name}").format(name=_(TITLES[name])), partial(app.switch_theme, name)
        for code, title in LANGUAGES.items():
            yield _("Language: {name}").format(name=title), partial(app.switch_language, code)
