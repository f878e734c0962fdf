"""A question that one key answers: a reason, a yes or no. It stands in the last lines of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase, digits

from rich.text import Text
from textual.app import ComposeResult
from textual.keys import _character_to_key
from textual.widget import Widget

from callcenter.i18n import N_, _

from ..base import Modal
from ..commands import Command
from .one_line import one_line


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer.

    Args:
        code: what the asker gets.
        text: in the reader's words.
        key: a letter or digit; "" numbers the answers from 1, or from "a" where digits begin a number.
    """

    code: str
    text: str
    key: str = ""


class ChoiceLine(Widget):
    """The question and its answers: on one line where they fit, else one below the other."""

    COMPONENT_CLASSES = {"choice--key", "choice--ask"}

    def __init__(self, question: str, choices: Sequence[Choice], proposed: str) -> None:
        super().__init__()
        self.question, self.choices, self.proposed = question, tuple(choices), proposed

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """One line, or one for the question and one for each answer."""
        return 1 if self._one_line().cell_len <= width else 1 + len(self.choices)

    def render(self) -> Text:
        """Question, keys, answers; the proposed one with a sign."""
        line = self._one_line()
        if line.cell_len <= self.size.width:
            return line
        text = Text(end="")
        text.append(self.question, self._style("ask"))
        for choice in self.choices:
            indent = Text("" if choice.code == self.proposed else " ", end="")
            answer = indent.append_text(self._answer(choice))
            text.append("\n").append_text(one_line(self, answer))
        return text

    def _one_line(self) -> Text:
        line = Text(end="").append(self.question, self._style("ask"))
        for choice in self.choices:
            line.append("  ").append_text(self._answer(choice))
        return line

    def _answer(self, choice: Choice) -> Text:
        sign = "›" if choice.code == self.proposed else ""
        return Text(sign, end="").append(choice.key, self._style("key")).append(f" {choice.text}")

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"choice--{name}"))


class Choose(Modal[str]):
    """Asks and is dismissed with the code of the answer, or None on Esc.

    Args:
        question: in the reader's words.
        choices: at most nine without keys of their own.
        proposed: the code that Enter takes; "" makes Enter do nothing.
        number: where a number may be typed: a digit answers with this code, a colon and the digit.
    """

    ACTIONS = (
        Command("choose.take", "enter", N_("take"), N_("Take the proposed answer"), 90,
                when=lambda self: bool(self.proposed)),
    )  # fmt: skip

    def __init__(
        self, question: str, choices: Sequence[Choice], proposed: str = "", number: str = ""
    ) -> None:
        super().__init__()
        self.question = question
        self.proposed = proposed
        self.number = number
        keys = ascii_lowercase if number else digits[1:]
        self.choices = tuple(
            Choice(one.code, one.text, one.key or key) for key, one in zip(keys, choices, strict=False)
        )
        for index, choice in enumerate(self.choices):  # a binding acts before the next key
            self._bindings.bind(_character_to_key(choice.key), f"answer({index})", show=False)
        for digit in digits if number else "":
            self._bindings.bind(digit, f"begin_number({digit})", show=False)

    def body(self) -> ComposeResult:
        """The line."""
        yield ChoiceLine(self.question, self.choices, self.proposed)

    def label_of(self, command: Command) -> str:
        """Enter names the answer that it takes."""
        if command.id == "choose.take":
            return next((one.text for one in self.choices if one.code == self.proposed), "")
        return super().label_of(command)

    def action_take(self) -> None:
        """Enter takes what is proposed."""
        self.dismiss(self.proposed)

    def action_answer(self, index: int) -> None:
        """A key of an answer."""
        self.dismiss(self.choices[index].code)

    def action_begin_number(self, digit: int) -> None:
        """The first digit of a number that is typed where a row could have been chosen."""
        self.dismiss(f"{self.number}:{digit}")


def yes_no() -> tuple[Choice, Choice]:
    """The two answers of a confirmation, with their keys."""
    return Choice("yes", _("yes"), "y"), Choice("no", _("no"), "n")
