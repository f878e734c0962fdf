"""Signs and runs of digits: what a text holds before any numbering plan is asked. Standard library only."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

_DOTS = "。．｡·・•‧"
_DASHES = "ー－ｰ−_"
_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_DIGITS = frozenset("0123456789")

_NO_DIGITS = re.compile("[^0-9]+")
_RUN = re.compile(r"(?:\+[+ ]*)?(?:[(\[] ?)*\+?\d[\d ().\[\]-]*")
_EXT_WORDS = (
    r"ext(?:ensi[oó]n?|n)?|xtn|转接?|轉接?|分机号?|分機號?|内线|內線|内線|내선|доб\w*|interno?|int|anexo|ramal|poste"
    r"|durchwahl|dw|nst|press|option|opt|按|拨|撥"
)
# How long an extension may be behind each mark follows libphonenumber's own rules.
_EXTENSION = re.compile(
    rf"[\s.,;:()/-]*(?:(?:{_EXT_WORDS})[\s.:=)-]*(\d{{1,20}})|(?:x|#|~)[\s.:=]*(\d{{1,9}}))(?!\d)#?"
    r"|\s*(?:,,|;|,)\s?(\d{1,15})#",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*[/,\\]\s*")
_LIST = re.compile(
    r"[\s.,)]*(?:[;|&、\n]|or|and|o|ou|oder|und|y|e|或者?|和|及|以及|与)+[\s(]*",
    re.IGNORECASE,
)
_SPREADSHEET = re.compile(r"\s*(\d{7,15})\.0+\s*")
_SCIENTIFIC = re.compile(r"\s*\d(?:[.,](\d+))?[eE]\+?(\d+)\s*")
_CARRIER_MARK = re.compile(r"(?<=\d)(?:xx|\*\*)(?=[\d)])", re.IGNORECASE)


@cache
def _sign(char: str) -> str:
    """Return the plain sign for one character: ASCII digits, '-', '.', ' '; '' for what can't be seen."""
    digit = unicodedata.decimal(char, None)
    category = unicodedata.category(char)
    if char in _BREAKS:
        sign = "\n"
    elif digit is not None:
        sign = str(digit)
    elif category == "Pd" or char in _DASHES:
        sign = "-"
    elif category == "Zs" or char == "\t":
        sign = " "
    elif category in ("Cf", "Cc"):
        sign = ""
    elif char in _DOTS:
        sign = "."
    else:
        plain = unicodedata.normalize("NFKC", char)
        sign = plain if len(plain) == 1 else char
    return sign


def fold(text: str) -> tuple[str, list[int]]:
    """Return ``text`` in plain signs and, for each of them, where it stood."""
    signs = [(sign, at) for at, char in enumerate(text) if (sign := _sign(char))]
    return "".join(sign for sign, _ in signs), [at for _, at in signs]


def digits(text: str) -> str:
    """Return the digits of ``text``, of whatever script, as ASCII digits."""
    if text.isascii():
        return _NO_DIGITS.sub("", text)
    return "".join(sign for char in text if (sign := _sign(char)) in _DIGITS)


def dialled(text: str) -> str:
    """Return what is dialled: digits, behind a plus where the text has one."""
    number = _NO_DIGITS.sub("", text) if text.isascii() else "".join(char for char in text if char.isdigit())
    return f"+{number.lstrip('0')}" if "+" in text else number


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that stand together, with the extension behind them and what parts them from the run before."""

    start: int
    end: int
    extension: str | None
    gap: Literal["word", "join", "list"]
    glued: bool


def _gap(between: str) -> Literal["word", "join", "list"]:
    if _JOIN.fullmatch(between):
        return "join"
    return "list" if _LIST.fullmatch(between) else "word"


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of digits of a folded text, each with the extension behind it."""
    at, last = 0, -1
    while match := _RUN.search(text, at):
        start = match.start()
        end = start + len(match.group().rstrip(" .-(["))
        extension = _EXTENSION.match(text, end)
        number = next(filter(None, extension.groups()), None) if extension else None
        gap = _gap(text[last:start]) if last >= 0 else "word"
        before = text[start - 1 : start]
        yield Run(start, end, number, gap, before.isascii() and before.isalpha())
        at = last = extension.end() if extension and number else end


def plain_number(text: str) -> str | None:
    """Undo what spreadsheets do to numbers; None where digits were lost ('1.38E+10')."""
    if plain := _SPREADSHEET.fullmatch(text):
        return plain[1]
    if lost := _SCIENTIFIC.fullmatch(text):
        mantissa = lost[1] or ""
        return text.strip()[0] + mantissa if len(mantissa) == int(lost[2][:3]) else None
    return text


def extension_end(text: str, end: int) -> int:
    """Return where the extension ends that stands behind a number's end; that end where there is none."""
    match = _EXTENSION.match(text, end)
    return match.end() if match else end


def without_carrier_marks(text: str) -> str:
    """Blank Latin America's place for a carrier's code, '(0xx11)', keeping every other sign where it is."""
    return _CARRIER_MARK.sub("  ", text)


def is_one_run(text: str) -> bool:
    """Say whether the text is nothing but one run of ASCII digits and their signs."""
    return text.isascii() and _RUN.fullmatch(text) is not None
