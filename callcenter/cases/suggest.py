"""Categories from what was typed: suggestions from free text, type-ahead by name, and signs of danger.

``Classifier`` is the seam for a learned one; ``KeywordClassifier`` needs nothing but the taxonomy's words. A
component is found by its own words and those of its symptoms, long ones and those it shares with few others
counting more; then its best symptom.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Protocol

from callcenter.cases.matching import Hit, Words, fold, negated, tokens, typed
from callcenter.cases.taxonomy import OTHER, Component, Line, Symptom, Taxonomy
from callcenter.i18n import nearest

_HARMLESS = "harmless"
_LONGEST_TYPED = 200  # signs of what is typed ahead that count
_SHARED = 1.0  # a word of n components counts n ** -_SHARED for each
_EARLY = 0.6  # what is said first weighs up to this share more
_LINE, _FAMILY = 0.5, 0.15  # a word that names the product line or family raises its components by this share


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category and why: the words of the text that led here, as typed. The score orders, nothing more."""

    code: str
    words: tuple[str, ...]
    score: float


class Classifier(Protocol):
    """Whatever can suggest categories for a text."""

    def suggest(self, text: str, *, line: str | None = None) -> Sequence[Suggestion]:
        """The likeliest categories, best first.

        Args:
            text: what the caller said, any language.
            line: the item's product line, where it is known.
        """
        ...


class KeywordClassifier:
    """Suggestions from the taxonomy's words alone."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy

    def suggest(self, text: str, *, line: str | None = None) -> Sequence[Suggestion]:
        """The likeliest categories, best first; see ``Classifier``."""
        return suggest(text, self.taxonomy, line=line)


def suggest(
    text: str, taxonomy: Taxonomy, *, line: str | None = None, family: str | None = None, limit: int = 3
) -> tuple[Suggestion, ...]:
    """The likeliest categories of a text, best first: each component's best symptom, then the second ones.

    Args:
        text: what the caller said, a few words or a page, any language.
        taxonomy: the categories.
        line: the item's product line: only components that it can have; an unknown one narrows nothing.
        family: the same by family, where the line is not known.
        limit: how many at most.
    """
    index = _index(taxonomy)
    reading = _Reading(text, index)
    ranked = sorted(
        (
            (score, component)
            for component in taxonomy.fitting(line, family)
            if (score := reading.score(component, line or family)) > 0
        ),
        key=lambda one: -one[0],
    )
    found = [list(reading.symptoms(score, component)) for score, component in ranked[: max(limit, 1)]]
    seconds = sorted((s for one in found for s in one[1:]), key=lambda s: -s.score)
    return tuple([one[0] for one in found] + seconds)[:limit]


def safety_signs(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The words of a text, as typed, that make it a safety matter; empty where there are none.

    Rather one too many than one missed: only "no", "without", 没 or 不 right before a word, and the file's
    harmless words ("shock absorber", 打不着火), take it out.
    """
    found = tokens(text)
    hits = _index(taxonomy).safety.find(found)
    return _unique(
        typed(text, found, hit)
        for hit in hits
        if not negated(found, hit) and all(meaning.kind != _HARMLESS for meaning in hit.meanings)
    )


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word stands for: a family, line, component or symptom, safety or nothing harmful."""

    kind: str
    code: str = ""
    safety: bool = False


@dataclass(frozen=True, slots=True)
class _Index:
    words: Words[_Meaning]
    safety: Words[_Meaning]
    lines: dict[str, Line]


@lru_cache(maxsize=4)
def _index(taxonomy: Taxonomy) -> _Index:
    harmless = [(word, _Meaning(_HARMLESS)) for word in taxonomy.harmless_words]
    safety = [(word, _Meaning("safety")) for word in taxonomy.safety_words]
    return _Index(
        Words([*_all_words(taxonomy), *harmless]),
        Words(safety + harmless),
        {line.code: line for line in taxonomy.lines},
    )


def _all_words(taxonomy: Taxonomy) -> Iterator[tuple[str, _Meaning]]:
    for family in taxonomy.families:
        yield from _meaning(family.keywords, _Meaning("family", family.code))
    for line in taxonomy.lines:
        yield from _meaning((*line.keywords, *line.names.values()), _Meaning("line", line.code))
    for component in taxonomy.components:
        names = component.names.values() if component.code != OTHER else ()
        yield from _meaning((*component.keywords, *names), _Meaning("component", component.code))
        for symptom in component.symptoms:
            names = () if symptom.code.endswith(f".{OTHER}") else symptom.names.values()
            yield from _meaning(
                (*symptom.keywords, *names), _Meaning("symptom", symptom.code, symptom.safety)
            )


def _meaning(words: Iterable[str], meaning: _Meaning) -> Iterator[tuple[str, _Meaning]]:
    return ((word, meaning) for word in words)


class _Reading:
    """One text, read once: how much each word says for each component and symptom."""

    def __init__(self, text: str, index: _Index) -> None:
        self.text, self.index = text, index
        self.tokens = tokens(text)
        self.components: dict[str, float] = defaultdict(float)
        self.own: dict[str, float] = defaultdict(float)
        self.words: dict[str, list[Hit[_Meaning]]] = defaultdict(list)
        self.lines: set[str] = set()
        self.families: set[str] = set()
        times: dict[tuple[str, ...], int] = defaultdict(int)
        for hit in index.words.find(self.tokens):
            times[hit.key] += 1
            self._take(hit, times[hit.key])

    def _take(self, hit: Hit[_Meaning], time: int) -> None:
        denied = negated(self.tokens, hit)
        weight = self._weight(hit, time)
        told = set()
        for meaning in hit.meanings:
            if meaning.kind == "line":
                self.lines.add(meaning.code)
            elif meaning.kind == "family":
                self.families.add(meaning.code)
            elif meaning.kind != _HARMLESS and not (denied and meaning.safety):
                told.add(meaning.code.partition(".")[0])
                self.words[meaning.code].append(hit)
                self.own[meaning.code] += weight
        for component in told:
            self.components[component] += weight * len(told) ** -_SHARED

    def _weight(self, hit: Hit[_Meaning], time: int) -> float:
        """Longer words say more, repeated ones less each time, early ones more."""
        length = sum(2 if stem.isascii() else 1 for stem in hit.key)
        early = 1 + _EARLY / (1 + hit.first / 20)
        return (0.5 + 0.5 * log(1 + length)) * early / time

    def score(self, component: Component, narrowed: str | None) -> float:
        """What the text says for a component; the lines and families it names count where none is known."""
        score = self.components.get(component.code, 0.0) * component.weight
        if narrowed or not score:
            return score
        said = (self.index.lines[code] for code in self.lines)
        if any(_can_be(component, line) for line in said):
            score *= 1 + _LINE
        return score * (1 + _FAMILY) if component.family in self.families else score

    def symptoms(self, score: float, component: Component) -> Iterator[Suggestion]:
        """The component's symptoms that were spoken of, best first; "other" where none was."""
        told = sorted((s for s in component.symptoms if s.code in self.own), key=lambda s: -self.own[s.code])
        best = self.own[told[0].code] if told else 1.0
        for symptom in told or [s for s in component.symptoms if s.code.endswith(f".{OTHER}")]:
            yield Suggestion(
                symptom.code,
                self._why(component, symptom),
                round(score * self.own.get(symptom.code, best) / best, 4),
            )

    def _why(self, component: Component, symptom: Symptom) -> tuple[str, ...]:
        hits = sorted(
            (*self.words.get(symptom.code, ()), *self.words.get(component.code, ())), key=lambda h: h.first
        )
        return _unique(typed(self.text, self.tokens, hit) for hit in hits)


def _can_be(component: Component, line: Line) -> bool:
    return component.family == line.family and (not component.lines or line.code in component.lines)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({word.casefold(): word for word in reversed(list(words))}.values())[::-1]


_NAME, _OTHER_NAME, _PINYIN, _KEYWORD = 4.0, 3.0, 2.0, 1.0


def type_ahead(
    text: str, taxonomy: Taxonomy, *, language: str, line: str | None = None, limit: int = 8
) -> tuple[Suggestion, ...]:
    """The categories whose names begin as typed, best first; each part typed must fit somewhere.

    Args:
        text: beginnings of words of the component and the symptom, in either language ("eng st", 刹车 异),
            pinyin or its initials ("fdj xh"), or words that callers use.
        taxonomy: the categories.
        language: the reader's; its names go first.
        line: the item's product line; only what it can have.
        limit: how many at most.
    """
    parts = [part for part in re.split(r"[\s›]+", fold(text[:_LONGEST_TYPED])) if part]
    fitting = {component.code for component in taxonomy.fitting(line)}
    found = [
        Suggestion(entry.code, (text.strip(),), score)
        for entry in _entries(taxonomy, nearest(language))
        if parts and entry.component in fitting and (score := entry.score(parts))
    ]
    return tuple(sorted(found, key=lambda one: -one.score)[:limit])


@dataclass(frozen=True, slots=True)
class _Entry:
    """What of a category can be typed: texts that begin with a blank before each word, and their weight."""

    code: str
    component: str
    texts: tuple[tuple[str, float], ...]

    def score(self, parts: Sequence[str]) -> float:
        """The sum over the parts; nothing when one doesn't fit."""
        best = [max(weight * _fit(part, text) for text, weight in self.texts) for part in parts]
        return sum(best) if all(best) else 0


def _fit(part: str, text: str) -> float:
    """Whole where a word begins so; a little less within Chinese, which has no blanks; else nothing."""
    if f" {part}" in text:
        return 1.0
    return 0.0 if part.isascii() or part not in text else 0.9


@lru_cache(maxsize=4)
def _entries(taxonomy: Taxonomy, language: str) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(symptom.code, component.code, tuple(_typeable(component, symptom, language)))
        for component in taxonomy.components
        for symptom in component.symptoms
    )


def _typeable(component: Component, symptom: Symptom, language: str) -> Iterator[tuple[str, float]]:
    for own, names in ((0.5, symptom.names), (0.0, component.names)):
        for name_language, name in names.items():
            yield f" {fold(name)}", own + (_NAME if name_language == language else _OTHER_NAME)
    spoken = component.names.get("zh_CN", ""), symptom.names.get("zh_CN", "")
    yield _pinyin(*spoken), _PINYIN
    yield " ".join(("", *map(fold, symptom.keywords))), _KEYWORD


def _pinyin(*names: str) -> str:
    """Full pinyin and initials of each Chinese name and of all together; empty without the library."""
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        return ""
    syllables = [[one for one in lazy_pinyin(name) if one.isalnum()] for name in names]
    syllables.append([one for name in syllables for one in name])
    return "".join(f" {''.join(one)} {''.join(part[0] for part in one)}" for one in syllables)
