"""Several lines to type into."""

from textual.widgets import TextArea

from callcenter.i18n import _

from ..guard import Guarded
from .field import Drafting


class Words(Guarded, Drafting, TextArea):
    """Several lines, for descriptions and notes. Enter makes a new line, Tab moves on."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(
            value, soft_wrap=True, compact=True, highlight_cursor_line=False, id=id, classes=classes
        )
        self.cursor_blink = False
        self.hint = placeholder

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.text

    @property
    def value(self) -> str:
        """What stands in the field, by the same name as in ``Field``."""
        return self.text

    def put(self, value: str) -> None:
        """Set the text from the program; says no pause."""
        with self.prevent(TextArea.Changed):
            self.load_text(value)
        self.move_cursor(self.document.end)

    def on_mount(self) -> None:
        """Words of the empty field, in the reader's language."""
        self.placeholder = _(self.hint)

    def on_blur(self) -> None:
        """A field that is left has paused."""
        self.say_pause()

    def on_text_area_changed(self) -> None:
        """A key was typed."""
        self._typing()
