"""Several of a few things within a form: digits mark them, each on a line of its own."""

from rich.text import Text
from textual import events

from .pick import Pick


class Marks(Pick):
    """As ``Pick``, but any number of answers may be marked; the value is their codes, parted by commas."""

    @property
    def marked(self) -> tuple[str, ...]:
        """The codes that are marked, in the order of the answers."""
        taken = self.value.split(",")
        return tuple(code for code, _words in self.answers if code in taken)

    def put(self, value: str) -> None:
        """Mark from the program; codes that aren't among the answers are left out."""
        self.value = value
        self.value = ",".join(self.marked)
        self.refresh()

    def act_on(self, event: events.Key) -> None:
        """A digit marks its answer, or takes the mark away."""
        codes = [code for code, _words in self.answers]
        if event.character and event.character.isdecimal() and 1 <= int(event.character) <= len(codes):
            self._toggle(codes[int(event.character) - 1])
            event.stop()

    def _toggle(self, code: str) -> None:
        marked = set(self.marked) ^ {code}
        self._take(",".join(one for one, _words in self.answers if one in marked))

    def _lines(self, width: int) -> list[Text]:
        return [
            self._marked(number, code, words, width) for number, (code, words) in enumerate(self.answers, 1)
        ]

    def _marked(self, number: int, code: str, words: str, width: int) -> Text:
        taken = code in self.marked
        style = self.get_component_rich_style("pick--taken") if taken else ""
        key = self.get_component_rich_style("pick--key")
        line = Text("✓" if taken else " ", style, end="", no_wrap=True)
        line.append(str(number), key if self.has_focus else "").append(f" {words}", style)
        line.truncate(width, overflow="ellipsis")
        return line
