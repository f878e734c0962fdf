"""One of a few answers within a form: digits or arrows choose, all of them stay in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from ..guard import Guarded

GAP = 2


class Pick(Guarded, Widget, can_focus=True):
    """The answers, beside each other, on as many lines as they need.

    Args:
        answers: code and words of each, in the reader's language.
        value: the code that is chosen at first; "" for none.
    """

    COMPONENT_CLASSES = {"pick--taken", "pick--key"}

    @dataclass
    class Changed(Message):
        """Another answer was chosen."""

        pick: "Pick"
        value: str

        @property
        def control(self) -> "Pick":
            """The widget, for ``@on(Pick.Changed, "#answer")``."""
            return self.pick

    def __init__(self, answers: Sequence[tuple[str, str]], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.answers = tuple(answers)
        self.value = value

    def put(self, value: str) -> None:
        """Choose an answer from the program; a code that isn't among them chooses none."""
        self.value = value if any(code == value for code, _words in self.answers) else ""
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """The lines that the answers need."""
        return len(self._lines(width))

    def render(self) -> Text:
        """The answers with their keys; the chosen one has a sign and another colour."""
        return Text("\n", end="").join(self._lines(self.size.width))

    def on_key(self, event: events.Key) -> None:
        """A key while it has the focus."""
        self.act_on(event)

    def act_on(self, event: events.Key) -> None:
        """A digit takes its answer, the arrows the next one."""
        codes = [code for code, _words in self.answers]
        at = codes.index(self.value) if self.value in codes else None
        if event.character and event.character.isdecimal() and 1 <= int(event.character) <= len(codes):
            self._take(codes[int(event.character) - 1])
        elif event.key in ("right", "space"):
            self._take(codes[0 if at is None else min(at + 1, len(codes) - 1)])
        elif event.key == "left":
            self._take(codes[-1 if at is None else max(at - 1, 0)])
        else:
            return
        event.stop()

    def on_focus(self) -> None:
        """The chosen answer looks like what the keys act on."""
        self.refresh()

    def on_blur(self) -> None:
        """It no longer is."""
        self.refresh()

    def _take(self, code: str) -> None:
        if code != self.value:
            self.value = code
            self.refresh()
            self.post_message(self.Changed(self, code))

    def _lines(self, width: int) -> list[Text]:
        lines = [Text(no_wrap=True, end="")]
        for number, (code, words) in enumerate(self.answers, 1):
            one = self._answer(number, code, words)
            if lines[-1].cell_len and lines[-1].cell_len + GAP + one.cell_len > width:
                lines.append(Text(no_wrap=True, end=""))
            if lines[-1].cell_len:
                lines[-1].append(" " * GAP)
            lines[-1].append_text(one)
        return lines

    def _answer(self, number: int, code: str, words: str) -> Text:
        taken = code == self.value
        style = self.get_component_rich_style("pick--taken") if taken else ""
        key = self.get_component_rich_style("pick--key")
        sign = Text("›" if taken else " ", style, end="")
        return sign.append(str(number), key if self.has_focus else "").append(f" {words}", style)
