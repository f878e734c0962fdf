"""Where lines break: between words, and between Chinese letters, but never before a closing sign.

Rich breaks at blanks only, so that a run of Chinese behind a Latin word goes to the next line as a whole.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_OPENS, _CLOSES = "（「『“‘《", "，。：；！？、）」』”’》…"
_LETTER = r"\u2e80-\u2fff\u3005-\u3007\u3040-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_PIECE = re.compile(
    rf"[{_OPENS}]*(?:[{_LETTER}]|[^\s{_LETTER}{_OPENS}{_CLOSES}]+|(?=[{_CLOSES}])|\s+)[{_CLOSES}]*\s*|."
)


def breaks(text: str, width: int) -> list[int]:
    """Places at which a new line begins.

    Args:
        text: without line breaks.
        width: of a line, in cells.
    """
    found, used = [], 0
    for start, piece in _pieces(text, max(2, width)):
        if used and used + cell_len(piece.rstrip()) > width:
            found.append(start)
            used = 0
        used += cell_len(piece)
    return found


def _pieces(text: str, width: int) -> Iterator[tuple[int, str]]:
    """What stays together; what is longer than a line comes letter by letter."""
    for match in _PIECE.finditer(text):
        if cell_len(match[0].rstrip()) <= width:
            yield match.start(), match[0]
        else:
            yield from ((match.start() + index, letter) for index, letter in enumerate(match[0]))


def broken(text: Text, width: int) -> list[Text]:
    """A text as lines; its own line breaks stay.

    Args:
        text: with its styles.
        width: of a line, in cells.
    """
    lines = [
        line for part in text.split("\n", allow_blank=True) for line in part.divide(breaks(part.plain, width))
    ]
    for line in lines:
        line.rstrip()
    return lines
