"""Where agents type: one line (``Field``), several lines (``Words``), and the caption in front of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from callcenter.i18n import _

from ..guard import Guarded
from .one_line import one_line

PAUSE = 0.4
"""Seconds after the last key until a draft is worth keeping."""


class Caption(Widget):
    """A word in front of a field; painted late, so it follows the language.

    Args:
        text: message id.
        width: cells; all captions of a form have the same.
    """

    def __init__(
        self, text: str, width: int = 15, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.text = text
        self.styles.width = width

    def render(self) -> Text:
        """The word, cut at the width."""
        return one_line(self, Text(_(self.text), no_wrap=True, end=""))


if TYPE_CHECKING:
    from .words_field import Words as Words  # noqa: PLC0414

    Mixin = Widget
else:
    Mixin = object


class Drafting(Mixin):
    """Says when typing pauses, so that the draft can be kept."""

    @dataclass
    class DraftPause(Message):
        """Typing paused for ``PAUSE`` seconds, or the field was left."""

        field: "Drafting"
        value: str

        @property
        def control(self) -> "Drafting":
            """The field, for ``@on(Drafting.DraftPause, "#fault")``."""
            return self.field

    _pause: Timer | None = None

    @property
    def typed(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def say_pause(self) -> None:
        """Say it now, if there is something new; called when the field or the screen is left."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
            self.post_message(self.DraftPause(self, self.typed))

    def pause_is_over(self) -> None:
        """Say nothing more of what was typed so far: it is kept."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _typing(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.say_pause)


class Field(Guarded, Drafting, Input):
    """One line. Enter posts ``Field.Submitted``, which must never send anything by itself.

    A key repaints this line only: Textual's own Input lays out the whole screen for each key. The caret is
    the terminal's own cursor, which doesn't blink through us. A paste of several lines becomes one line.
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        restrict: str | None = None,
        max_length: int = 0,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            value,
            restrict=restrict,
            max_length=max_length,
            select_on_focus=False,
            compact=True,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.cursor_blink = False
        self.hint = placeholder
        """Message id of the words that stand in the empty field."""

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.value

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: on the cell that the next letter takes."""
        x, y, _width, _height = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def put(self, value: str) -> None:
        """Set the text from the program: a draft that comes back, a number of a call. Says no pause."""
        self.value = value
        self.cursor_position = len(value)
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def on_mount(self) -> None:
        """Words of the empty field, in the reader's language."""
        self.placeholder = _(self.hint)

    def on_blur(self) -> None:
        """A field that is left has paused."""
        self.say_pause()

    def on_resize(self) -> None:
        """The caret goes where the letter now is; Textual moves it only with the next key."""
        if self.has_focus:
            self.call_after_refresh(self._place_caret)

    def _place_caret(self) -> None:
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)
        self.app.cursor_position = self.cursor_screen_offset

    def restricted(self) -> None:
        """A letter that doesn't fit is left out quietly: agents wear headsets."""

    def _watch_value(self, value: str) -> None:
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
        result = self.validate(value) if self.validators and "changed" in self.validate_on else None
        self.post_message(self.Changed(self, value, result))
        if self._initial_value:
            self._initial_value = False
            self.cursor_position = len(value)
        else:
            self.selection = self.selection
        if self.is_mounted:
            self._typing()

    def _on_paste(self, event: events.Paste) -> None:
        text = " ".join(event.text.split("\n")).replace("\r", "").replace("\t", " ")
        self.replace(text, *sorted(self.selection))
        event.stop()
        event.prevent_default()


def is_text(widget: Any) -> bool:
    """Whether letters go into this widget."""
    return isinstance(widget, Input | Drafting)


def __getattr__(name: str) -> Any:
    """``Words`` is loaded when a form first wants it: the desk's first frame has none (5 ms)."""
    if name == "Words":
        from .words_field import Words

        return Words
    raise AttributeError(name)
