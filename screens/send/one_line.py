"""A question that one line answers."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from ..base import Modal
from ..widgets.field import Caption, Field


class OneLine(Modal[str]):
    """Asks for one line; dismissed with it on Enter, with None on Esc.

    Args:
        question: message id, short.
        value: what stands there at first.
        hint: message id of what stands in the empty field.
        may_be_empty: whether Enter takes an empty line.
    """

    DEFAULT_CSS = "OneLine Horizontal { height: 1; padding: 0 1; }"

    def __init__(self, question: str, value: str = "", hint: str = "", *, may_be_empty: bool = False) -> None:
        super().__init__()
        self.question, self.value, self.hint, self.may_be_empty = question, value, hint, may_be_empty

    def body(self) -> ComposeResult:
        """Caption and field on one line."""
        with Horizontal():
            yield Caption(self.question, 24)
            yield Field(self.value, placeholder=self.hint, id="line")

    @on(Field.Submitted)
    def answered(self, event: Field.Submitted) -> None:
        """Enter takes the line."""
        if event.value.strip() or self.may_be_empty:
            self.dismiss(event.value.strip())
