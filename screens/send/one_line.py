"""A question that one line answers."""

from collections.abc import Callable

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
        typing: is told what stands there, at each pause and when it is left: nothing typed is lost.
    """

    DEFAULT_CSS = "OneLine Horizontal { height: 1; padding: 0 1; }"

    def __init__(
        self,
        question: str,
        value: str = "",
        hint: str = "",
        *,
        may_be_empty: bool = False,
        typing: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self.question, self.value, self.hint, self.may_be_empty = question, value, hint, may_be_empty
        self._typing = typing

    def body(self) -> ComposeResult:
        """Caption and field on one line."""
        with Horizontal():
            yield Caption(self.question, 24)
            yield Field(self.value, placeholder=self.hint, id="line")

    def keep_typed(self) -> None:
        """Hand on what stands there."""
        if self._typing is not None:
            self._typing(self.query_one("#line", Field).value.strip())

    @on(Field.Submitted)
    def answered(self, event: Field.Submitted) -> None:
        """Enter takes the line."""
        if event.value.strip() or self.may_be_empty:
            self.dismiss(event.value.strip())
