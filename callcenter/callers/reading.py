"""From runs of digits to numbers: which stretch of a text is one number, which is several.

It asks the numbering plans through the two functions that it is given.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from callcenter.callers.signs import Run, dialled, digits, runs

LONGEST_DIALLED = 18
"""Digits: 15 of E.164 and an international prefix."""

_WORDS_A_RUN = 16
_RUNS_A_NUMBER = 6


class Reading(NamedTuple):
    """A number that its numbering plan knows."""

    e164: str
    region: str | None


class Found(NamedTuple):
    """A reading with its place in the folded text and what was dialled."""

    start: int
    end: int
    dialled: str
    reading: Reading
    extension: str | None = None
    valid: bool = True


Look = Callable[[str, str | None], Reading | None]


class Reader:
    """Reads one folded text.

    Args:
        text: what `signs.fold` returned.
        region: where a number without a country code is dialled, or None.
        look: reads a number as it says; None where no plan knows it.
        wide: asked last: reads it as one of another country.
    """

    def __init__(self, text: str, region: str | None, look: Look, wide: Look) -> None:
        self.text = text
        self.region = region
        self.look = look
        self.wide = wide

    def found(self) -> list[Found]:
        """Return every number of the text that a numbering plan knows, in the order of the text."""
        found: list[Found] = []
        group: list[Run] = []
        for run in runs(self.text):
            if group and run.gap == "word":
                found += self._group(group)
                group = []
            group.append(run)
        return found + self._group(group)

    def _group(self, group: list[Run]) -> list[Found]:
        """Read runs parted by signs: one ('030/1234567'), several, or further endings ('58881234/40')."""
        if len(group) == 1:
            return self._part(group[0])
        if not any(self._bare(group[0], run) for run in group[1:]):
            alone = [self._part(run) for run in group]
            if all(alone):
                return [found for part in alone for found in part]
        found: list[Found] = []
        at = 0
        while at < len(group):
            took, more = self._next(group[at:], found[-1] if found else None)
            found += more
            at += took
        return found

    def _bare(self, first: Run, run: Run) -> bool:
        """Say whether a run lacks the area code that the first one has."""
        lead = dialled(self.text[first.start : first.end])
        own = dialled(self.text[run.start : run.end])
        return lead[0] in "+0" and own[0] not in "+0" and len(own) <= 8

    def _next(self, rest: list[Run], last: Found | None) -> tuple[int, list[Found]]:
        """Return how many of the runs were read, and the numbers."""
        if last and (ending := self._ending(last, rest[0])):
            return 1, [ending]
        joined = next((at for at, run in enumerate(rest) if at and run.gap != "join"), len(rest))
        for size in range(min(joined, _RUNS_A_NUMBER), 1, -1):
            if found := self._one(rest[0].start, rest[size - 1].end, rest[size - 1].extension):
                return size, [found]
        return 1, self._part(rest[0])

    def _ending(self, last: Found, run: Run) -> Found | None:
        """Read '40' in '58881234/40' or '822' in 'ext. 821/822' by the number before it."""
        tail = dialled(self.text[run.start : run.end])
        if tail[0] == "+" or len(tail) > 8 or len(tail) >= len(last.dialled.lstrip("+")):
            return None
        if last.extension and len(tail) <= len(last.extension) + 1:
            return last._replace(start=run.start, end=run.end, extension=tail)
        number = last.dialled[: -len(tail)] + tail
        reading = self.look(number, self.region)
        return reading and Found(run.start, run.end, number, reading, run.extension)

    def _one(self, start: int, end: int, extension: str | None = None) -> Found | None:
        """Read a stretch of text as one number, or as one with a short extension behind a dash."""
        text = self.text[start:end]
        number = dialled(text)
        reading = self.look(number, self.region)
        if not reading and "(0)" in text:
            reading = self.look(dialled(text.replace("(0)", "")), self.region)
        if reading:
            return Found(start, end, number, reading, extension)
        sign = r"[ -]" if self.text[end : end + 1] == "#" else "-"
        behind = re.fullmatch(rf"(.*\d\)?) ?{sign} ?(\d{{1,6}})", text)
        if extension or not behind:
            return None
        number = dialled(behind[1])
        reading = self.look(number, self.region)
        return reading and Found(start, end, number, reading, behind[2])

    def _part(self, run: Run) -> list[Found]:
        """Read one run: a number, several with nothing but spaces between, or one of another country."""
        start, end, extension = run.start, run.end, run.extension
        one = self._one(start, end, extension)
        if one and len(one.dialled) <= 13:
            return [one]
        several, skipped = self._several(run)
        if several and not skipped and (not one or all(each.dialled[0] in "+0" for each in several)):
            return several
        if one:
            return [one]
        number = dialled(self.text[start:end])
        if wide := self.wide(number, self.region):
            return [Found(start, end, number, wide, extension)]
        return several

    def _several(self, run: Run) -> tuple[list[Found], int]:
        """Cut a run at its spaces (or dashes) into numbers; return them and how many digits are left."""
        words = [match.span() for match in re.finditer(r"\S+", self.text[run.start : run.end])]
        if len(words) == 1:
            return self._fused(run), 0
        spans = [(run.start + start, run.start + end) for start, end in words[:_WORDS_A_RUN]]
        best: list[tuple[int, list[Found]]] = [(0, [])]
        for last in range(len(spans)):
            best.append(self._best(spans[: last + 1], best))
        left, found = best[-1]
        if found and run.extension and found[-1].end == run.end:
            found = [*found[:-1], found[-1]._replace(extension=run.extension)]
        return found, left

    def _best(
        self, spans: list[tuple[int, int]], best: list[tuple[int, list[Found]]]
    ) -> tuple[int, list[Found]]:
        """Return the fewest digits left of these words, and the numbers; ``best`` has the shorter starts."""
        end = spans[-1][1]
        left, found = best[-1]
        choice = (left + self._digits(spans[-1][0], end), found)
        for first in range(len(spans) - 1, -1, -1):
            start = spans[first][0]
            if self._digits(start, end) > LONGEST_DIALLED:
                break
            left, found = best[first]
            if left <= choice[0] and (one := self._one(start, end)):
                choice = min(choice, (left, [*found, one]), key=lambda each: (each[0], len(each[1])))
        return choice

    def _digits(self, start: int, end: int) -> int:
        return len(digits(self.text[start:end]))

    def _fused(self, run: Run) -> list[Found]:
        """Read two numbers of one length with no space or only a dash between them."""
        text = self.text[run.start : run.end]
        cuts = [run.start + match.start() for match in re.finditer("-", text)]
        if text.isdigit() and 20 <= len(text) <= 24 and len(text) % 2 == 0:
            cuts = [run.start + len(text) // 2]
        for cut in cuts:
            if min(self._digits(run.start, cut), self._digits(cut, run.end)) < 7:
                continue
            after = cut + (self.text[cut] == "-")
            if (one := self._one(run.start, cut)) and (two := self._one(after, run.end, run.extension)):
                return [one, two]
        return []
