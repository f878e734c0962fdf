"""Whether two names on file are one person's or firm's: a pure rule, made to be right rather than complete.

Two customers who share a number are often a family or one firm's branches, so a name is the same only where
nothing speaks against it: another given name, Mr and Mrs, junior, a branch's number. A name may stand in
other writing (王小明, Wang Xiaoming), in another order, with a slip, with initials or without its last part.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from callcenter.callers import romanise
from callcenter.callers.firm_names import bare_east_asian, bare_words, is_firm
from callcenter.callers.names import fold, written

_LONGEST_PERSON = 4
_SHORTEST_HEARD = 3
_SHORTEST_SLIP = 4
_SHORTEST_SWAP = 6
_SHORTEST_PART = 4
_MALE = frozenset(["mr", "herr", "monsieur", "señor", "signor", "don", "先生"])
_FEMALE = frozenset(
    [
        "mrs", "ms", "miss", "frau", "mme", "madame", "mlle", "sra", "señora", "senora", "signora", "pani",
        "dona",
        "女士", "小姐", "太太",
    ]
)  # fmt: skip
_TITLES = _MALE | _FEMALE | {"dr", "prof", "ing", "dipl", "sir", "senor", "老师", "师傅"}
_BORN = frozenset(["jr", "sr", "junior", "senior", "ii", "iii", "iv"])
_TOGETHER = re.compile(r"[&+/]|\b(?:and|und|et|y|e|og|och|en)\b|[和与、]")
_HAN_TITLE = re.compile(r"(?<=..)(先生|女士|小姐|太太|老师|师傅)$")
_PINYIN = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|er"
    "|[aoeiuv]))+"
)
_SOUNDS = (("ph", "f"), ("th", "t"), ("ck", "k"), ("c", "k"), ("y", "i"), ("w", "v"), ("z", "s"), ("j", "i"))


class Likeness(IntEnum):
    """How two names are alike, the least sure first."""

    PART = 1
    """Initials, or a part of the other's name."""
    SLIP = 2
    """One slip of the pen, or spelt as it sounds."""
    SOUND = 3
    """Other Chinese characters that sound the same."""
    WRITTEN = 4
    """The same in another order or writing."""
    SAME = 5


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart.

    Attributes:
        plain: folded letters and digits, nothing between them.
        ways: its words in Latin letters, each way to spell them.
        script: the East Asian writing in it, without titles and legal forms.
        sounds: how that reads, as one word each.
        sex: of its title: ``m``, ``f`` or empty.
        born: junior, senior and their like.
        digits: the numbers in it.
        together: names two people.
    """

    plain: str
    ways: tuple[tuple[str, ...], ...]
    script: str
    sounds: frozenset[str]
    sex: str
    born: frozenset[str]
    digits: tuple[str, ...]
    together: bool


def likeness(one: str, other: str, *, firms: bool = False) -> Likeness | None:
    """How alike two names are; None: not the same as far as anybody can tell.

    Args:
        one: a name on file.
        other: another.
        firms: whether one of them is a firm: legal forms don't count then.
    """
    firms = firms or is_firm(one) or is_firm(other)
    a, b = _take_apart(one, firms), _take_apart(other, firms)
    if not (a.plain and b.plain) or _against(a, b):
        return None
    if a.plain == b.plain:
        return Likeness.SAME
    found = [_east_asian(a, b, firms=firms), *(_latin(x, y) for x, y in product(a.ways, b.ways))]
    return max((each for each in found if each is not None), default=None)


def _against(a: _Name, b: _Name) -> bool:
    return (
        bool(a.sex and b.sex and a.sex != b.sex)
        or a.born != b.born
        or a.digits != b.digits
        or a.together != b.together
    )


@lru_cache(maxsize=8192)
def _take_apart(name: str, firm: bool) -> _Name:
    scripts = written(name)
    script = "".join(word for kind, word in scripts[0] if kind != "other")
    script = bare_east_asian(script) if firm else script
    title = _HAN_TITLE.search(script)
    script = script[: title.start()] if title else script
    ways = tuple(
        dict.fromkeys(_words([word for kind, word in way if kind == "other"], firm) for way in scripts)
    )
    said = {word for way in scripts for kind, word in way if kind == "other"} | {
        title.group() if title else ""
    }
    return _Name(
        plain="".join(ways[0]) + script,
        ways=tuple(way for way in ways if way),
        script=script,
        sounds=_sounds(script),
        sex="m" if said & _MALE else "f" if said & _FEMALE else "",
        born=frozenset(said & _BORN),
        digits=tuple(re.findall(r"\d+", fold(name))),
        together=_TOGETHER.search(name.casefold()) is not None and not firm,
    )


def _words(words: list[str], firm: bool) -> tuple[str, ...]:
    kept = tuple(word for word in words if word not in _TITLES and word not in _BORN)
    return bare_words(kept) if firm else kept


def _sounds(script: str) -> frozenset[str]:
    """How East Asian writing is spelt in Latin letters, as one word: each way it may be read."""
    if not script:
        return frozenset()
    if "\uac00" <= script[0] <= "\ud7a3":
        read = romanise.hangul(script)
        usual = romanise.korean_surname(script[0])
        return frozenset("".join(each) for each in (read, (usual or read[0], *read[1:])))
    if script[0] < "\u3100":
        romaji = romanise.kana(script)
        return frozenset((romaji, romanise.short_vowels(romaji)))
    if 2 <= len(script) <= _LONGEST_PERSON:
        return frozenset(surname + "".join(given) for surname, given in romanise.chinese_name(script))
    return frozenset(("".join(romanise.pinyin(script)),))


# --- Chinese, Japanese, Korean ---


def _east_asian(a: _Name, b: _Name, *, firms: bool) -> Likeness | None:
    if a.script and b.script:
        if a.script == b.script:
            return Likeness.WRITTEN
        if a.sounds & b.sounds and len(a.script) == len(b.script):
            return Likeness.SOUND
        return _in_front(a.script, b.script) if firms else None
    sounds, ways = (a.sounds, b.ways) if a.script else (b.sounds, a.ways)
    spelt = {turned.replace("lyu", "lv") for way in ways for turned in _turned(way)}
    return Likeness.WRITTEN if sounds & spelt else None


def _in_front(a: str, b: str) -> Likeness | None:
    """A firm named with its city in front, or without it."""
    short, long = sorted((a, b), key=len)
    return Likeness.PART if len(short) >= _SHORTEST_PART and long.endswith(short) else None


def _turned(words: tuple[str, ...]) -> frozenset[str]:
    """All words as one, beginning with each of them in turn: surname first, surname last."""
    return frozenset("".join((*words[at:], *words[:at])) for at in range(len(words)))


# --- Latin and all other letters ---


def _latin(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness | None:
    if sorted(a) == sorted(b) or _turned(a) & _turned(b):
        return Likeness.WRITTEN
    short, long = sorted((a, b), key=len)
    rest = list(long)
    left = [word for word in short if not _taken(word, rest)]
    same = [word for word in short if word not in left]
    if not left:
        return Likeness.PART if len(same) > 1 else None
    if len(left) > 1 or not any(len(word) > 1 for word in same):
        return None
    if len(left[0]) == 1:
        return Likeness.PART if any(word.startswith(left[0]) for word in rest) else None
    if any(len(word) == 1 and left[0].startswith(word) for word in rest):
        return Likeness.PART
    slips = not _all_pinyin((*a, *b)) and any(_slip(left[0], word) for word in rest)
    return Likeness.SLIP if slips and len(rest) == 1 else None


def _taken(word: str, rest: list[str]) -> bool:
    if word in rest:
        rest.remove(word)
        return True
    return False


def _all_pinyin(words: tuple[str, ...]) -> bool:
    """Chinese names differ by a letter as others differ by a word: Xiaohong, Xiaodong."""
    return all(_PINYIN.fullmatch(word) for word in words)


def _slip(a: str, b: str) -> bool:
    """Whether two words are one, mistyped or spelt as heard; never a man's and a woman's form of a name."""
    short, long = sorted((a, b), key=len)
    if short[0] != long[0] and _sound(short)[:1] != _sound(long)[:1]:
        return False
    if len(short) < _SHORTEST_HEARD or _other_ending(short, long):
        return False
    if _sound(short) == _sound(long):
        return True
    if len(short) < _SHORTEST_SLIP or OSA.distance(short, long, score_cutoff=1) > 1:
        return False
    swapped = len(short) == len(long) and sorted(short) != sorted(long)
    added_at_end = long.startswith(short)
    return len(short) >= _SHORTEST_SWAP or not (swapped or added_at_end)


def _other_ending(short: str, long: str) -> bool:
    """Paul and Paula, Mario and Maria, Martin and Martine: other people."""
    vowels = "aeiouy"
    if len(short) == len(long):
        return short[:-1] == long[:-1] and short[-1] in vowels and long[-1] in vowels
    return long[:-1] == short and long[-1] in vowels


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    """A word as it sounds, roughly: Philipp, Filip; Sarah, Sara; Mohammed, Mohamed."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    word = word[:1] + word[1:].replace("h", "")
    return re.sub(r"(.)\1+", r"\1", word)
