"""Taking names, numbers and doors out of what somebody typed. Pure functions.

Rather too much is masked than too little: who accepts an offer sees the text as it was typed.
"""

import re
import unicodedata
from collections.abc import Iterable

MASK = "[…]"


def masked(
    text: str, names: Iterable[str] = (), phones: Iterable[str] = (), addresses: Iterable[str] = ()
) -> str:
    """The text without e-mail addresses, telephone numbers, these names and these addresses.

    Masked are also any seven digits in a row, however written, each word of a name, plates, and the numbers
    of chassis.

    Args:
        text: what somebody typed.
        names: of the customer and the contacts, as they are on file, in any script.
        phones: their numbers, however written; also their ends of four or more digits are masked.
        addresses: as they are on file; each part that holds a number is masked.
    """
    text = unicodedata.normalize("NFKC", text)
    for pattern in (_EMAIL, _LINK, *_MARKS, *(_literal(part) for part in _address_parts(addresses))):
        text = pattern.sub(MASK, text)
    text = _without_numbers(text, phones)
    for pattern in _DOORS:
        text = pattern.sub(MASK, text)
    for pattern in _name_patterns(names):
        text = pattern.sub(MASK, text)
    return re.sub(rf"{re.escape(MASK)}(?:\s*{re.escape(MASK)})+", MASK, text)


_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)*")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A plate as it is written in China, and the number of a chassis (ISO 3779): registers name their owner.
_MARKS = (
    re.compile(r"[\u4e00-\u9fff][A-Z][\s·.-]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])"),
)
_UNIT = "(?:号楼|号院|号|弄|单元|室|栋|幢|楼)"
_MORE_UNITS = rf"(?:\s*\d+\s*{_UNIT})*"
_DOORS = (
    re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?:路|街|道|巷|胡同)\s*\d+\s*{_UNIT}?{_MORE_UNITS}"),
    re.compile(rf"(?:\d+|[一二三四五六七八九十百]+)\s*(?:号楼|号院|弄|单元|室|栋|幢){_MORE_UNITS}"),
    re.compile(
        r"\b\d{1,5}[a-z]?,?\s+(?:[\w.'-]+\s+){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard"
        r"|blvd|court|ct|way|place|pl|square|sq)\b\.?",
        re.IGNORECASE,
    ),
    re.compile(r"\b[\w.'-]+(?:straße|strasse|str\.|weg|gasse|platz)\s*\d+\s*[a-z]?\b", re.IGNORECASE),
)

# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────
_HAN_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": "0", "幺": "1", "两": "2", "壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6",
    "柒": "7", "捌": "8", "玖": "9",
}  # fmt: skip
_ANY_RUN = 7  # the shortest telephone number with its area, as people write it
# When it happened matters to a workshop: a day or a span of years stays, unless it is part of a known number.
_DATE = re.compile(
    r"(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d"
)
_KNOWN_RUN = 4  # what people say of a number that is on file
_APART = re.compile(r"[^\W\d_]|[\n\[;:]|,\s")
_GAP = 3  # signs that may stand between two digits of one number


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return str(value) if value is not None else _HAN_DIGITS.get(sign, "")


def _runs(text: str) -> Iterable[list[int]]:
    """The places of the digits of each number in the text, separators left out."""
    run: list[int] = []
    for at, sign in enumerate(text):
        if not _digit(sign):
            continue
        between = text[run[-1] + 1 : at] if run else ""
        if run and (len(between) > _GAP or _APART.search(between)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _without_numbers(text: str, phones: Iterable[str]) -> str:
    known = [digits for digits in ("".join(map(_digit, phone)) for phone in phones) if digits]
    kept, at = [], 0
    for run in _runs(text):
        digits = "".join(_digit(text[place]) for place in run)
        is_date = _DATE.fullmatch(text[run[0] : run[-1] + 1]) is not None
        for first, last in _private(digits, known, at_most=len(digits) if is_date else _ANY_RUN - 1):
            begin, end = run[first], run[last] + 1
            kept += [text[at:begin], MASK]
            at = end
    return "".join(kept) + text[at:]


def _private(digits: str, known: list[str], *, at_most: int) -> list[tuple[int, int]]:
    """First and last index of the stretches of a run to mask; a longer one than ``at_most`` as a whole."""
    if len(digits) > at_most:
        return [(0, len(digits) - 1)]
    hidden = [False] * len(digits)
    for start in range(len(digits) - _KNOWN_RUN + 1):
        if any(digits[start : start + _KNOWN_RUN] in number for number in known):
            hidden[start : start + _KNOWN_RUN] = [True] * _KNOWN_RUN
    for number in known:  # a short or internal number, as a whole
        if len(number) < _KNOWN_RUN and digits == number:
            hidden = [True] * len(digits)
    stretches: list[tuple[int, int]] = []
    for place, yes in enumerate(hidden):
        if yes and stretches and stretches[-1][1] == place - 1:
            stretches[-1] = stretches[-1][0], place
        elif yes:
            stretches.append((place, place))
    return stretches


# ── Names and addresses ─────────────────────────────────────────────────────────────────────────────────────
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"  # no letter before, none after
_TITLES = "(?:先生|女士|小姐|太太|师傅|老师|经理|总|姐|哥|叔|阿姨)"
_DOUBLE_SURNAMES = frozenset([
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "司徒", "司空", "夏侯", "南宫", "端木", "长孙", "宇文", "轩辕", "西门",
])  # fmt: skip
# Names that are also everyday words: only hidden where they are written as a name is.
_EVERYDAY = frozenset([
    "an", "so", "do", "he", "go", "no", "we", "may", "can", "will", "you", "in", "on", "at", "to", "my",
    "is", "it", "be", "the", "and", "for", "art", "bill", "mark", "long", "day", "rose", "hope", "joy",
    "grace", "young", "white", "black", "brown", "green", "king", "sun", "su", "la", "le", "de", "da",
    "van", "von", "der", "di", "el", "al", "mr", "mrs", "ms", "ltd", "inc", "gmbh", "llc", "co",
    "company",
])  # fmt: skip


def _literal(text: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in text.split()]
    return re.compile(r"\s*".join(words), re.IGNORECASE)


def _address_parts(addresses: Iterable[str]) -> Iterable[str]:
    for address in addresses:
        whole = unicodedata.normalize("NFKC", address).strip()
        if len(whole) > 5 and any(map(str.isdigit, whole)):
            yield whole
        for part in re.split(r"[,;\n]", whole):
            if len(part.strip()) >= 4 and any(map(str.isdigit, part)):
                yield part.strip()


def _name_patterns(names: Iterable[str]) -> Iterable[re.Pattern[str]]:
    for name in names:
        plain = unicodedata.normalize("NFKC", name).strip()
        yield from _han_patterns(plain) if _HAN.search(plain) else _latin_patterns(plain)


def _han_patterns(name: str) -> Iterable[re.Pattern[str]]:
    whole = re.sub(r"\s|·|•", "", name)
    if len(whole) < 2:
        return
    yield re.compile(r"[\s·•]*".join(map(re.escape, whole)))
    for part in re.split(r"[\s·•]+", name):
        if len(part) >= 2:
            yield re.compile(re.escape(part))
    if len(whole) > 4 or not all(map(_HAN.match, whole)):
        return
    surname = 2 if whole[:2] in _DOUBLE_SURNAMES else 1
    yield re.compile(f"[老小]?{re.escape(whole[:surname])}{_TITLES}")
    if len(whole) - surname >= 2:
        yield re.compile(re.escape(whole[surname:]))


def _latin_patterns(name: str) -> Iterable[re.Pattern[str]]:
    words = [word for word in re.split(r"[\s,.·()/-]+", name) if word]
    if len(words) > 1:
        for order in (words, words[::-1]):
            yield re.compile(r"\b" + r"[\s,.·-]*".join(map(re.escape, order)) + r"\b", re.IGNORECASE)
    for word in words:
        if len(word) < 2:
            continue
        if word.casefold() in _EVERYDAY:
            yield re.compile(
                rf"(?<![^\W\d_])(?:{re.escape(word.capitalize())}|{re.escape(word)})(?![^\W\d_])"
            )
        else:
            yield re.compile(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", re.IGNORECASE)
