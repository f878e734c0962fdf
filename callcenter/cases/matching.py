"""Finding known words in free text: English by stems, Chinese by characters, whichever is mixed.

Text becomes tokens (a stem of an English word or number, one Chinese character, or an end of sentence), a
word list a trie over tokens; the longest word at a place wins: "seat belt" is no seat and 打不着火 no fire.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

M = TypeVar("M", bound=Hashable)

_TOKEN = re.compile(r"[^\W_㐀-鿿豈-﫿]+(?:['’][^\W\d_㐀-鿿豈-﫿]+)*|[㐀-鿿豈-﫿]|[.!?;。！？；\n]|[,，]")
END = "."
_ENDS = frozenset(".!?;。！？；\n")
_COMMAS = frozenset(",，")
# Too common to tell anything; left out of texts and lists alike: "the brakes are failing" is "brakes fail".
_COMMON = (
    "a an the my our your his her their its it is was are were be been being am i to of in on and that this"
)
_SKIPPED = frozenset(_COMMON.split())
GAP = 6


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A rough common form of a word's forms, not a dictionary's: stalls, stalled, stalling → stall."""
    word = word.replace("'", "").replace("’", "") if not word.endswith(("'s", "’s")) else word[:-2]
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and not word.endswith(("ss", "us", "is")):
            word = rest + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@dataclass(frozen=True, slots=True)
class Token:
    """A unit of text; start and end are positions in the text as typed; apart: a comma stands before it."""

    stem: str
    start: int
    end: int
    apart: bool = False


@lru_cache(maxsize=10_000)
def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def fold(text: str) -> str:
    """The text with case and width evened, each character staying at its position."""
    return "".join(map(_fold, text))


def tokens(text: str) -> list[Token]:
    """The tokens of a text, case and width folded."""
    found, apart = [], False
    for match in _TOKEN.finditer(fold(text)):
        word = match[0]
        if word in _COMMAS:
            apart = True
        elif word not in _SKIPPED:
            found.append(Token(END if word in _ENDS else stem(word), match.start(), match.end(), apart))
            apart = False
    return found


@dataclass(frozen=True, slots=True)
class Hit(Generic[M]):
    """A known word in a text: tokens from first to last (inclusive), and what it stands for."""

    first: int
    last: int
    key: tuple[str, ...]
    meanings: tuple[M, ...]


class Words(Generic[M]):
    """A word list compiled for matching; each word stands for any number of meanings."""

    def __init__(self, words: Iterable[tuple[str, M]]) -> None:
        self._root: dict[Any, Any] = {}
        self._pairs: dict[tuple[str, ...], dict[tuple[str, ...], list[M]]] = {}
        for word, meaning in words:
            first, _, second = word.partition("...")
            if second:
                self._add_pair(key(first), key(second), meaning)
            elif parts := key(word):
                self._node(parts).setdefault(None, {})[meaning] = True

    def _node(self, parts: tuple[str, ...]) -> dict[Any, Any]:
        node = self._root
        for part in parts:
            node = node.setdefault(part, {})
        return node

    def _add_pair(self, first: tuple[str, ...], second: tuple[str, ...], meaning: M) -> None:
        for part in (first, second):
            self._node(part).setdefault(END * 2, True)
        self._pairs.setdefault(first, {}).setdefault(second, []).append(meaning)

    def find(self, text: list[Token]) -> list[Hit[M]]:
        """The words in a text, in order, none inside another; then the pairs with a gap between."""
        hits, parts, free = [], [], 0
        for first in range(len(text)):
            longest = None
            for last, node in self._walk(text, first):
                if END * 2 in node:
                    parts.append((first, last))
                if None in node:
                    longest = last, node[None]
            if longest and first >= free:
                free = longest[0] + 1
                hits.append(Hit(first, longest[0], _stems(text, first, longest[0]), tuple(longest[1])))
        return hits + list(self._paired(text, parts))

    def _walk(self, text: list[Token], first: int) -> Iterator[tuple[int, dict[Any, Any]]]:
        node = self._root
        for last in range(first, len(text)):
            found = node.get(text[last].stem)
            if found is None:
                return
            node = found
            yield last, node

    def _paired(self, text: list[Token], parts: list[tuple[int, int]]) -> Iterator[Hit[M]]:
        for first, last in parts:
            seconds = self._pairs.get(_stems(text, first, last))
            for start, end in parts if seconds else ():
                meanings = (seconds or {}).get(_stems(text, start, end))
                between = text[last + 1 : start]
                if (
                    meanings
                    and last < start <= last + 1 + GAP
                    and not any(one.stem == END for one in between)
                ):
                    yield Hit(first, end, _stems(text, first, end), tuple(meanings))


def _stems(text: list[Token], first: int, last: int) -> tuple[str, ...]:
    return tuple(token.stem for token in text[first : last + 1])


def key(word: str) -> tuple[str, ...]:
    """The tokens that a word is found by, the same for all its forms."""
    return tuple(token.stem for token in tokens(word) if token.stem != END)


def typed(text: str, found: list[Token], hit: Hit[Any]) -> str:
    """The words of a hit as they stand in the text, spaces evened."""
    return " ".join(text[found[hit.first].start : found[hit.last].end].split())


_DENIALS = "no not without never neither nor isnt wasnt didnt doesnt dont arent"
_NO = frozenset(_DENIALS.split())
_NO_ZH = ("不", "没", "无", "未", "没有", "没有发生", "没有出现", "没发生")
_BETWEEN = frozenset(["any", "sign", "smell", "visible", "actual"])


def negated(text: list[Token], hit: Hit[Any]) -> bool:
    """Whether a "no", "without", 没 or 不 stands right before the word: no smoke, 没有冒烟."""
    at = hit.first - 1
    while at >= 0 and text[at].stem in _BETWEEN and not text[at + 1].apart:
        at -= 1
    if at < 0 or text[at + 1].apart:
        return False
    before = "".join(token.stem for token in text[max(0, hit.first - 4) : hit.first])
    return text[at].stem in _NO or (before.endswith(_NO_ZH) and not before.endswith("有没有"))
