"""The lines of the form: key, caption and value; the value gives way to a field while it is typed."""

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from callcenter.i18n import _

from ..guard import Guarded
from ..widgets.breaking import broken
from ..widgets.one_line import one_line
from .picking import PickField, Picks

KEYS = 4
CAPTION = 13


class SpanLine(Guarded, Widget):
    """A painted line; what it says is asked for each time it is painted, so it follows the language."""

    COMPONENT_CLASSES = {"line--key", "line--over", "line--strong", "line--soon", "line--late", "line--good"}

    def __init__(self, words: Callable[[], "Spans"], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = words

    def render(self) -> Text:
        """The spans, each in its tone."""
        acts = getattr(self.screen, "letters_act", False)
        return painted(self, self.words(), "key" if acts else "over")


class SafetyLine(SpanLine):
    """As many lines as it takes: nothing of it may be cut off."""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Its lines."""
        return max(1, len(broken(self._whole(), width)))

    def render(self) -> Text:
        """The words; where their number of lines has changed, room is made for them."""
        lines = broken(self._whole(), self.size.width)
        if len(lines) != self.size.height:
            self.call_after_refresh(self.refresh, layout=True)
        return Text("\n", end="").join(lines)

    def _whole(self) -> Text:
        return painted(self, self.words(), cut=False)


Spans = tuple[str | tuple[str, str], ...]
"""Texts in the reader's words, or (text, tone): key, over, strong, soon, late or good."""


def painted(widget: Widget, spans: Spans, key_tone: str = "key", *, cut: bool = True) -> Text:
    """One line of spans; keys stand back where they don't act."""
    text = Text(no_wrap=True, end="")
    for span in spans:
        words, tone = (span, "") if isinstance(span, str) else span
        tone = key_tone if tone == "key" else tone
        text.append(words, widget.get_component_rich_style(f"line--{tone}") if tone else "")
    return one_line(widget, text) if cut else text


class FormLabel(Guarded, Widget):
    """Keys and caption in front of a line; the keys are bright only where they act."""

    COMPONENT_CLASSES = {"line--key", "line--over"}

    def __init__(self, keys: str, caption: str) -> None:
        super().__init__()
        self.keys, self.caption = keys, caption
        self.styles.width = KEYS + CAPTION

    def render(self) -> Text:
        """The label, its key bright while letters are commands."""
        acts = getattr(self.screen, "letters_act", False)
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        text.append(
            self.keys.ljust(KEYS), self.get_component_rich_style("line--key" if acts else "line--over")
        )
        return text.append(_(self.caption), self.get_component_rich_style("line--over"))


class FormLine(Guarded, Horizontal):
    """One line of the form.

    Args:
        name: the line's id.
        keys: the letters that edit it, as painted.
        caption: message id.
        words: what stands there.
        picks: the form's short list, where a part of the line is typed; None for lines that only show.
    """

    def __init__(
        self, name: str, keys: str, caption: str, words: Callable[[], Spans], picks: Picks | None = None
    ) -> None:
        super().__init__(id=f"line-{name}")
        self.label = FormLabel(keys, caption)
        self.caption = caption
        self.value = SpanLine(words)
        self.field = PickField(picks, id=f"field-{name}") if picks else None

    def compose(self) -> ComposeResult:
        """FormLabel, then value or field."""
        yield self.label
        yield self.value
        if self.field is not None:
            self.field.display = False
            yield self.field

    def edit(self, caption: str, value: str, hint: str, seeks: bool) -> None:
        """Put the field in the place of the value, with the focus."""
        if self.field is None:
            return
        self.label.caption = caption
        self.field.hint = hint
        self.field.placeholder = _(hint)
        self.field.begin(value, seeks)
        self.value.display, self.field.display = False, True
        self.label.refresh()
        self.screen.set_focus(self.field, scroll_visible=False)  # at once: letters typed ahead are words

    def settle(self) -> None:
        """The value stands there again."""
        if self.field is not None:
            self.label.caption = self.caption
            self.value.display, self.field.display = True, False
        self.renew()

    def renew(self) -> None:
        """Paint again."""
        self.label.refresh()
        self.value.refresh()
