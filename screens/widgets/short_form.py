"""A short form in a band at the foot: a few fields, ^s saves, Esc goes back and keeps what was typed.

The screen above stays in sight and goes on living. When somebody else changes the thing meanwhile nothing
typed is touched: saving says so and may be tried again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from callcenter import i18n
from callcenter.errors import CallcenterError, Changed
from callcenter.i18n import N_, _

from ..base import Modal
from ..commands import Command
from .asks import Ask, echo
from .breaking import broken
from .field import Caption, Field, Words
from .marks import Marks
from .message_line import MessageLine, Said
from .one_line import one_line
from .pick import Pick

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

Values = Mapping[str, Any]
MESSAGE_LINES = 3
"""So many lines a sentence may take at the foot of a form."""
Save = Callable[["AgentDesk", str, Values], Any]
"""Given the desk, the request key and the values; runs in a thread."""


class Title(Widget):
    """What the form is about, in its first line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self) -> Text:
        """The words, cut at the width."""
        return one_line(self, Text(self.text, no_wrap=True, end=""))


class Echo(Widget):
    """How a time is understood, beside its field."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"{name}-echo", classes="echo")
        self.text = ""

    def tell(self, text: str) -> None:
        """Show another understanding."""
        self.text = text
        self.refresh()

    def render(self) -> Text:
        """The words."""
        return one_line(self, Text(self.text, no_wrap=True, end=""))


class WholeMessage(MessageLine):
    """The message of a form: as many lines as its sentence needs, up to three."""

    def tell(self, said: Said) -> None:
        """Show a sentence, and make room for it."""
        super().tell(said)
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Its lines."""
        return max(1, min(MESSAGE_LINES, len(self._lines(width))))

    def render(self) -> Text:
        """The sentence; one that is too long even so is cut, and the help shows it whole."""
        lines = self._lines(self.size.width)
        if len(lines) <= 1:
            return super().render()
        if len(lines) > MESSAGE_LINES:
            rest = Text(" ", end="").join(lines[MESSAGE_LINES - 1 :])
            rest.truncate(self.size.width - 2, overflow="ellipsis")
            lines = [*lines[: MESSAGE_LINES - 1], rest]
        return Text("\n", no_wrap=True, end="").join([Text(" ", end="").append_text(line) for line in lines])

    def _lines(self, width: int) -> list[Text]:
        return broken(Text(str(self.said), self.tone_style(), end=""), max(8, width - 2)) if self.said else []


class ShortForm(Modal[bool]):
    """Asks for a few things and saves them; dismissed with True when they are saved.

    Args:
        title: in the reader's words.
        asks: what is asked for, in order.
        save: does it, in a thread; what it raises is shown, and the form stays with all that was typed.
        told: the sentence when it went well, or what makes it then.
        draft: form and subject under which what is typed is kept; "" keeps no draft.
        drops: whether the form drops its draft itself (``save`` does it in its own transaction otherwise).
        renew: called when somebody else changed the thing: looks at it again, then calls ``renewed``; a ^s
            that comes earlier waits for that.
        sure: a question to be answered with y before it is saved.
    """

    CSS_PATH = "short_form.tcss"
    HELP_TEXT = N_("Tab goes from field to field, ^s saves, Esc goes back and keeps what you typed.")
    ACTIONS = (Command("form.save", "ctrl+s", N_("save"), N_("Save what is typed"), 95),)

    def __init__(
        self,
        title: str,
        asks: Sequence[Ask],
        save: Save,
        *,
        told: str | Callable[[Any], str],
        draft: tuple[str, str] = ("", ""),
        drops: bool = True,
        renew: Callable[["ShortForm"], None] | None = None,
        sure: str = "",
    ) -> None:
        super().__init__()
        self.title_text, self.asks, self._save, self._told = title, tuple(asks), save, told
        self._form, self._subject = draft
        self._drops, self._renew, self._sure = drops, renew, sure
        self._request = uuid4().hex
        self._saving = self._kept = self._renewing = self._again = False

    def body(self) -> ComposeResult:
        """A line for each thing."""
        yield Title(self.title_text)
        for ask in self.asks:
            with Horizontal(classes="ask", id=f"{ask.name}-row"):
                yield Caption(ask.caption, width=14)
                yield _field(ask)
                if ask.kind == "when":
                    yield Echo(ask.name)
        yield WholeMessage()

    def on_mount(self) -> None:
        """Show what is asked now, and bring back what was typed and not saved."""
        self._show_asked()
        if self._form:
            self.kept_words(self._form, self._subject, self._restore)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        return {ask.name: self._widget(ask).value for ask in self.asks}

    def action_save(self) -> None:
        """Read the fields and save, or say what to mend."""
        if self._saving:
            return
        if self._renewing:
            self._again = True
            return
        try:
            values = self._values()
        except CallcenterError as error:
            self.tell(i18n.sentence(error), "wrong")
            self.query_one(f"#{error.params['field']}").focus()
            return
        if self._sure:
            self.confirm(self._sure, lambda: self._send(values))
        else:
            self._send(values)

    @on(Field.Submitted)
    def _next(self, event: Field.Submitted) -> None:
        """Enter never sends: it goes on to the next field."""
        event.stop()
        shown = [self._widget(ask) for ask in self.asks if ask.asked(self.typed)]
        here = shown.index(event.input) if event.input in shown else len(shown)
        if here + 1 < len(shown):
            shown[here + 1].focus()
        else:
            self.tell(_("^s saves it."))

    @on(Field.Changed)
    def _typing(self, event: Field.Changed) -> None:
        for line in self.query(f"#{event.input.id}-echo").results(Echo):
            line.tell(echo(event.value))

    @on(Pick.Changed)
    def _picked(self, event: Pick.Changed) -> None:
        self._show_asked()
        self.keep_typed()

    def _show_asked(self) -> None:
        typed = self.typed
        for ask in self.asks:
            self.query_one(f"#{ask.name}-row").display = ask.asked(typed)

    def _values(self) -> dict[str, Any]:
        typed = self.typed
        return {
            ask.name: ask.read(typed[ask.name]) if ask.asked(typed) else (None if ask.kind == "when" else "")
            for ask in self.asks
        }

    def _send(self, values: Values) -> None:
        self._saving = True
        save, request = self._save, self._request
        form, subject = (self._form, self._subject) if self._drops else ("", "")

        def verb(desk: "AgentDesk") -> None:
            save(desk, request, values)
            if form:
                desk.drop_draft(form, subject)

        self.do(verb, lambda _none: self._saved(), told=self._told, failed=self._failed)

    def _saved(self) -> None:
        self._form = ""  # no pause that comes late writes the draft again
        self.dismiss(True)

    def _failed(self, error: Exception) -> None:
        self._saving = False
        self.keep_typed()
        if isinstance(error, Changed) and self._renew is not None:
            self._renewing = True
            self._renew(self)
        elif isinstance(error, CallcenterError) and "field" in error.params:
            for found in self.query(f"#{error.params['field']}"):
                found.focus()

    def renewed(self, error: Exception | None = None) -> None:
        """The thing was looked at again: a ^s that waited for it is done now.

        Args:
            error: why it could not be looked at.
        """
        self._renewing, again = False, self._again
        self._again = False
        if error is not None:
            self.console.outcome("", error)
        elif again:
            self.action_save()

    def keep_typed(self) -> None:
        """Keep it as a draft, once something was typed."""
        typed = self.typed
        touched = self._kept or any(typed[ask.name] != ask.value for ask in self.asks)
        if self._form and not self._saving and touched:
            self._kept = True
            self.keep_words(self._form, self._subject, typed)

    def _restore(self, body: Values | None) -> None:
        typed = self.typed
        if body is None or any(typed[ask.name] != ask.value for ask in self.asks):
            return
        self._kept = True
        for ask in self.asks:
            self._widget(ask).put(str(body.get(ask.name, ask.value)))
        self._show_asked()
        self.tell(_("What you had typed here is back."))

    def _widget(self, ask: Ask) -> Any:
        return self.query_one(f"#{ask.name}")


def _field(ask: Ask) -> Widget:
    if ask.kind in ("pick", "marks"):
        return (Marks if ask.kind == "marks" else Pick)(ask.answers, ask.value, id=ask.name)
    if ask.kind == "words":
        return Words(ask.value, placeholder=ask.hint, id=ask.name)
    return Field(ask.value, placeholder=ask.hint, id=ask.name)
