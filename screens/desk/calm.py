"""What stands under the field when nobody is shown: what to do next, in a few quiet lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import N_, _, fill

from ..guard import Guarded
from .lines import Line, columns, paint

if TYPE_CHECKING:
    from callcenter.desk.views import LookupAnswer

Said = tuple[str, str]
EXAMPLES = (
    ("139 1234 5678", N_("a telephone number, in any spelling")),
    ("5678", N_("its last four digits, or more")),
    ("王小明 · wang xm", N_("a name, in any script and order")),
    ("LSGJA52U · 沪A12345", N_("a serial number, VIN or number plate")),
    ("4821-7", N_("a case number")),
)


class Calm(Guarded, Widget):
    """A few lines; ``tell`` says which.

    Codes: ``ready``, ``opening``, ``away``, ``refused``, ``nothing`` (found), ``unknown`` (number).
    """

    COMPONENT_CLASSES = {"calm--strong", "calm--accent", "calm--over", "calm--soon"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.code = "ready"
        self.text = ""
        self.doubtful = False

    def tell(self, code: str, text: str = "", *, doubtful: bool = False) -> None:
        """Show other lines.

        Args:
            code: which.
            text: what stands in the field, or the number.
            doubtful: whether no numbering plan knows the number.
        """
        if (code, text, doubtful) != (self.code, self.text, self.doubtful):
            self.code, self.text, self.doubtful = code, text, doubtful
            self.refresh(layout=True)

    def found(self, text: str, answer: LookupAnswer) -> None:
        """Say what to do where nothing, or only an unknown number, was found.

        Args:
            text: what stands in the field.
            answer: to it.
        """
        new = next((row for row in answer.rows if row.kind == "new"), None)
        if new is not None and len(answer.rows) == 1:
            doubtful = answer.number is not None and not answer.number.valid
            self.tell("unknown", answer.number_text or new.e164 or text, doubtful=doubtful)
        else:
            self.tell("nothing", text)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as there are."""
        return len(self._lines())

    def render(self) -> Text:
        """The lines."""
        width = max(1, self.size.width)
        return Text("\n", end="").join(paint(line, width, self._style) for line in self._lines())

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"calm--{tone}", partial=True)

    def _lines(self) -> Sequence[Line]:
        return {
            "ready": self._ready,
            "opening": self._opening,
            "away": self._away,
            "refused": self._refused,
            "nothing": self._nothing,
            "unknown": self._unknown,
        }[self.code]()

    def _ready(self) -> list[Line]:
        rows = [
            columns((("", ""), (shown, ""), (_(means), "over")), (1, 22, 50)) for shown, means in EXAMPLES
        ]
        return [
            (),
            (("   ", ""), (_("Ready for a call."), "strong")),
            (("   ", ""), (_("Type what the caller says; it is found as you type."), "")),
            (),
            *rows,
            (),
        ]

    def _opening(self) -> list[Line]:
        return [
            (),
            (("   ", ""), (_("The store is opening."), "strong")),
            (("   ", ""), (_("Type on: it is looked up as soon as the store stands."), "")),
        ]

    def _away(self) -> list[Line]:
        return [
            (),
            (("   ", ""), (_("! The store is away."), "soon")),
            (("   ", ""), (_("It is tried again by itself, and what you type is kept."), "")),
            (("   ", ""), (_("Take number and words of the caller on; they are looked up later."), "over")),
        ]

    def _refused(self) -> list[Line]:
        return [
            (),
            (("   ", ""), (_("! The store can't be opened."), "soon")),
            (("   ", ""), (_("The line below says why. “callcenter doctor” in a shell says more."), "")),
        ]

    def _nothing(self) -> list[Line]:
        said = fill(_("Nobody and nothing found for “{text}”."), {"text": self.text})
        return [
            (),
            (("   ", ""), (said, "strong")),
            (),
            _key("", _("Fewer letters, another spelling or a number's last digits may help.")),
            _key("F6", _("puts a new customer on file")),
            _key("F4", _("logs a case without a customer; the form asks for a number")),
        ]

    def _unknown(self) -> list[Line]:
        said = fill(_("Nobody on file has {number}."), {"number": self.text})
        doubt = _("! No numbering plan knows it: it may be mistyped. Ask again.")
        return [
            (),
            (("   ", ""), (said, "strong")),
            *([(("   ", ""), (doubt, "soon"))] if self.doubtful else []),
            (),
            _key(_("Enter"), _("puts a new customer on file, with this number")),
            _key("F4", _("logs a case with nothing but the number")),
            _key("", _("or type on: a name, a serial number, a case")),
        ]


def _key(key: str, words: str) -> Line:
    return (*columns((("", ""), (key, "accent")), (1, 6)), (f"  {words}", ""))
