"""Case numbers: a counter and a Damm check digit, so that a slip of the tongue or the finger is noticed.

The store holds ``48217``, people see ``4821-7`` and hear ``48 21 - 7``. The digit catches each single wrong
digit and each swap of two neighbours (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004;
``stdnum.damm``). Gaps in the counter are fine.
"""

import re
import unicodedata
from itertools import pairwise

from stdnum import damm

_LONGEST = 12
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
# "case no. 4821-7", "工单号: 4821-7", "#48217"; the dash only before the check digit.
_SAID = re.compile(
    r"(?:case|ticket|工单|案件|单|编)?\s*(?:no\.?|nr\.?|number|号)?\s*[#:]?\s*([1-9](?:\s*[0-9])*?)\s*-?\s*([0-9])",
    re.IGNORECASE,
)


def case_number(counter: int) -> str:
    """Return the number of a case as it is stored: the counter with its check digit.

    Args:
        counter: 1 or more, new for each case.

    Raises:
        ValueError: a counter below 1.
    """
    if counter < 1:
        raise ValueError(f"a case counter begins at 1, not {counter}")
    return f"{counter}{damm.calc_check_digit(str(counter))}"


def show(number: str) -> str:
    """Return a stored number as people see it: ``4821-7``."""
    return f"{number[:-1]}-{number[-1]}"


def grouped(number: str) -> str:
    """Return a stored number as it is read aloud: in even groups of two or three, ``48 21 - 7``."""
    digits = number[:-1]
    groups = -(-len(digits) // 3)
    size, longer = divmod(len(digits), groups)
    ends = [size * n + min(n, longer) for n in range(groups + 1)]
    said = " ".join(digits[since:till] for since, till in pairwise(ends))
    return f"{said} - {number[-1]}"


def parse(text: str) -> str | None:
    """Return the stored form of a case number that somebody typed or said.

    Args:
        text: the number alone, with or without its dash, spaces, ``#`` or a word like "case" before it, in
            digits of any script: ``4821-7``, ``48217``, ``４８２１－７``, ``48 21 - 7``, ``case no. 4821-7``.

    Returns:
        the number, or None where the text is something else or the check digit is wrong.
    """
    found = _SAID.fullmatch(_plain(text))
    if found is None:
        return None
    digits = "".join(found[1].split()) + found[2]
    return digits if len(digits) <= _LONGEST and damm.is_valid(digits) else None


def _plain(text: str) -> str:
    """The text with the digits, dashes and widths of ASCII, and single spaces."""
    narrow = " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in narrow)
