"""Lines of text with tones, cut and padded by cells: what the card is painted with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from ..widgets.ledger import fit

Piece = tuple[str, str]
"""A text in the reader's words and its tone: "", accent, soon, late, over or strong."""
Line = tuple[Piece, ...]
TONES = ("accent", "soon", "late", "over", "strong")
GAP = "  "
DOT = " · "


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; with a stop, the cursor can stand on them."""

    lines: tuple[Line, ...]
    stop: int | None = None


@dataclass(slots=True)
class Window:
    """The part of some blocks that is in view; keeps its place while the cursor is in view."""

    top: int = 0
    lines: list[tuple[Line, int | None, bool]] = field(default_factory=list)
    """A line, the stop it belongs to, and whether it is the first line of its block."""

    def show(self, blocks: Iterable[Block], height: int, cursor: int | None) -> "Window":
        """Look at blocks through so many lines, the cursor's block in view.

        Args:
            blocks: from top to bottom.
            height: lines.
            cursor: the stop the cursor is on.
        """
        every = [(line, block.stop, index == 0) for block in blocks for index, line in enumerate(block.lines)]
        here = [index for index, (_, stop, _) in enumerate(every) if cursor is not None and stop == cursor]
        if here:
            self.top = min(max(self.top, here[-1] - height + 1), here[0])
        self.top = max(0, min(self.top, len(every) - height))
        self.lines = every[self.top : self.top + height]
        return self


def width_of(line: Line) -> int:
    """Cells that a line takes."""
    return sum(cell_len(text) for text, _tone in line)


def columns(cells: Sequence[Piece], widths: Sequence[int], right: Sequence[int] = ()) -> Line:
    """Cells in columns of fixed widths; ``right`` names those that stand to the right."""
    pieces: list[Piece] = []
    for index, ((text, tone), width) in enumerate(zip(cells, widths, strict=True)):
        if width > 0:
            pieces += [(GAP, "")] if pieces else []
            pieces.append((fit(text, width, index in right), tone))
    return tuple(pieces)


def pack(parts: Iterable[Piece], width: int, between: str = DOT, indent: str = "") -> tuple[Line, ...]:
    """Parts one after another, with a new line where the next one wouldn't fit.

    Args:
        parts: empty ones are left out.
        width: of a line, in cells.
        between: stands between two parts on one line.
        indent: in front of each line.
    """
    lines: list[list[Piece]] = []
    for text, tone in parts:
        if not text:
            continue
        if lines and width_of(tuple(lines[-1])) + cell_len(between) + cell_len(text) <= width:
            lines[-1] += [(between, "over"), (text, tone)]
        else:
            lines.append([(indent, ""), (text, tone)])
    return tuple(tuple(line) for line in lines)


def spread(left: Line, right: Line, width: int) -> tuple[Line, ...]:
    """Left and right on one line, or on two where they don't fit."""
    if not right:
        return (left,)
    room = width - width_of(left) - width_of(right)
    if room >= len(GAP):
        return ((*left, (" " * room, ""), *right),)
    return left, right


def paint(line: Line, width: int, style: Callable[[str], Style], base: Style | None = None) -> Text:
    """A line as Rich text, exactly so wide; what is cut off leaves an ellipsis.

    Args:
        line: the pieces.
        width: in cells.
        style: of a tone.
        base: beneath all of it: the cursor's.
    """
    text = Text(end="", no_wrap=True, style=base or "")
    for words, tone in line:
        text.append(words.replace("\n", " "), style(tone) if tone else "")
    text.truncate(width, overflow="ellipsis", pad=True)
    return text
