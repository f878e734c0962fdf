"""The two short questions of the card: which details matched, and what a chaser asks for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from callcenter.i18n import N_, _, fill, ngettext, say

from ..base import Modal
from ..commands import Command
from ..widgets.field import Caption, Field

ENOUGH = 2
"""How many details must match."""


SEEN = frozenset({"ask.serial", "ask.plate", "ask.month_bought"})
"""What stands on the card: the agent compares it. All else is masked, and the console compares."""
Fits = Callable[[str, str, Callable[[bool], None]], None]
"""Asks whether what was said fits a detail, and is called back with the answer."""


class Ticks(Widget):
    """The details on offer, each with its digit and whether it matched."""

    COMPONENT_CLASSES = {"ticks--key", "ticks--ask", "ticks--on", "ticks--off"}

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = tuple(codes)
        self.ticked: set[str] = set()
        self.missed: set[str] = set()

    def turn(self, code: str) -> None:
        """Tick it, or take the tick away."""
        self.ticked ^= {code}
        self.refresh()

    def found(self, code: str, fits: bool) -> None:
        """What the console found when it compared."""
        (self.ticked if fits else self.missed).add(code)
        (self.missed if fits else self.ticked).discard(code)
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line for the question, one for each detail."""
        return 1 + len(self.codes)

    def render(self) -> Text:
        """The question and the details, one below the other."""
        missing = ENOUGH - len(self.ticked)
        text = Text(end="")
        text.append(_("Which did the caller know? The answers are not kept."), self._style("ask"))
        if missing > 0:
            more = fill(ngettext("{count} more", "{count} more", missing), {"count": missing})
            text.append(f"   {more}", self._style("key"))
        for number, code in enumerate(self.codes, 1):
            sign, tone = (
                ("✓", "on") if code in self.ticked else ("✗", "off") if code in self.missed else ("·", "")
            )
            text.append(f"\n {sign} ", self._style(tone)).append(str(number), self._style("key"))
            text.append(f" {say(code)}", self._style(tone)).append(self._note(code), self._style("off"))
        return text

    def _note(self, code: str) -> str:
        if code in self.missed:
            return "  " + _("does not fit")
        return "" if code in SEEN or code in self.ticked else "  " + _("type what they say")

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"ticks--{name}")) if name else ""


class Verify(Modal[tuple[str, ...]]):
    """Digits tick what matched; Enter gives back the ticked codes, Esc nothing.

    Args:
        codes: what may be asked, of ``Card.ask``.
        fits: compares what was said with what stays masked.
    """

    HELP_TEXT = N_("Ask for two details. What is kept is which of them matched, never what was said.")
    ACTIONS = (
        Command("verify.record", "enter", N_("record"), N_("Record which details matched"), 90,
                when=lambda self: self.enough),
    )  # fmt: skip

    def __init__(self, codes: Sequence[str], fits: Fits) -> None:
        super().__init__()
        self.ticks = Ticks(codes[:9])
        self.fits = fits

    @property
    def enough(self) -> bool:
        """Whether enough details are ticked."""
        return len(self.ticks.ticked) >= ENOUGH

    def body(self) -> ComposeResult:
        """The list."""
        yield self.ticks

    def action_record(self) -> None:
        """Enter."""
        if self.enough:
            self.dismiss(tuple(code for code in self.ticks.codes if code in self.ticks.ticked))

    def on_key(self, event: events.Key) -> None:
        """A digit turns its detail, or asks what was said of one that is masked."""
        place = int(event.character) - 1 if event.character and event.character in "123456789" else -1
        if not 0 <= place < len(self.ticks.codes):
            return
        event.stop()
        code = self.ticks.codes[place]
        if code in SEEN or code in self.ticks.ticked:
            self.ticks.turn(code)
            self.refresh_bindings()
        else:
            question = OneLine(N_("They say"), N_("is compared, not kept"), say(code))
            self.app.push_screen(question, lambda said: self._compare(code, said))

    def _compare(self, code: str, said: str | None) -> None:
        if said:
            self.fits(code, said, lambda fits: self._compared(code, fits))

    def _compared(self, code: str, fits: bool) -> None:
        self.ticks.found(code, fits)
        self.refresh_bindings()


class OneLine(Modal[str]):
    """One field at the foot of the screen; Enter or ^s gives back its words, Esc nothing.

    Args:
        caption: message id of what stands in front of the field.
        hint: message id of the words in the empty field.
        about: what it is about, in the reader's words.
        draft: form and subject under which what is typed is kept; whoever records it drops that draft.
    """

    ACTIONS = (Command("one-line.record", "ctrl+s", N_("record"), N_("Record it with these words"), 90),)

    def __init__(
        self, caption: str, hint: str, about: str = "", value: str = "", *, draft: tuple[str, str] = ("", "")
    ) -> None:
        super().__init__()
        self.caption, self.hint, self.about, self.value = caption, hint, about, value
        self._form, self._subject = draft

    def body(self) -> ComposeResult:
        """Caption, what it is about, the field."""
        with Horizontal(id="one-line"):
            yield Caption(self.caption, 12)
            yield Caption(self.about, min(40, Text(self.about).cell_len + 2))
            yield Field(self.value, placeholder=self.hint, id="words")

    def on_mount(self) -> None:
        """What was typed here and not recorded comes back."""
        if self._form:
            self.kept_words(self._form, self._subject, self._restore)

    def _restore(self, body: Mapping[str, Any] | None) -> None:
        field = self.query_one("#words", Field)
        if body is not None and not field.value:
            field.put(str(body.get("asked", "")))

    def keep_typed(self) -> None:
        """Keep it as a draft."""
        words = self.query_one("#words", Field).value.strip()
        if self._form and words != self.value:
            self.keep_words(self._form, self._subject, {"asked": words})

    @on(Field.Submitted, "#words")
    def action_record(self) -> None:
        """Give the words back; the note is kept, nothing leaves the house."""
        self.keep_typed()  # it may not be possible to record it now
        self.dismiss(self.query_one("#words", Field).value.strip())
