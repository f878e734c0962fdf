"""Telephone numbers as people type them, read into E.164.

``phonenumbers.parse`` alone is a trap: it turns the words after a number into digits, fuses two numbers of
one field and glues extensions on. So the text is folded to plain signs and cut into runs of digits
(``signs``), each run is read as one number, a number with an extension or several numbers (``reading``),
and only those stretches are asked of the numbering plans, here.
"""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any, Literal

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from callcenter.callers.number_plans import free_digits
from callcenter.callers.reading import LONGEST_DIALLED, Found, Look, Reader, Reading
from callcenter.callers.signs import (
    dialled,
    digits,
    extension_end,
    fold,
    is_one_run,
    plain_number,
    runs,
    without_carrier_marks,
)
from callcenter.callers.views import PhoneCandidate

__all__ = [
    "PhoneCandidate",
    "PrefixCache",
    "candidates",
    "digits",
    "kind_guess",
    "mask",
    "pretty",
    "region_of",
    "reverse",
]

PhoneKindGuess = Literal["mobile", "fixed", "other"]

_LONGEST_TEXT = 500  # a field, not a book
_LONGEST_SINGLE = 13  # more digits may be two numbers
_SHORTEST_GUESS = 5
_E164 = re.compile(r"\+[1-9]\d{1,14}")
_URI = re.compile(r"(?:tel:)?[+\d(][\d ().-]*(?:;(?:ext|isub|phone-context)=[^;\s]*)+", re.IGNORECASE)
_VANITY = re.compile(r"\+?\(?\d(?:[ ().-]*\d){2}[\d ().-]*[A-Za-z][A-Za-z\d ().-]*")

# France's overseas departments share the French way of dialling but have country codes of their own.
_SIBLINGS = {"FR": ("GP", "MQ", "GF", "RE", "YT")}
_VANITY_TYPES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}


def _parse(number: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, region)
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


def _valid(number: PhoneNumber | None) -> Reading | None:
    if number is None:
        return None
    region = phonenumbers.region_code_for_number(number)
    if region is None or not phonenumbers.is_valid_number_for_region(number, region):
        return None
    e164 = _e164(number)
    return Reading(e164, region) if _E164.fullmatch(e164) else None


def _international(number: str) -> Reading | None:
    number = number.lstrip("0")
    return _valid(_parse(f"+{number}", None)) if len(number) <= 15 else None


@cache
def _trunk(region: str) -> tuple[str, str]:
    """Return the country code and the national prefix ('' for none) of a region."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    return str(phonenumbers.country_code_for_region(region)), (metadata and metadata.national_prefix) or ""


def _at_home(number: str, region: str) -> Reading | None:
    """Read a number as number in ``region``; its own country code may stand before it without a plus."""
    home = _valid(_parse(number, region))
    code, trunk = _trunk(region)
    if home and trunk and number.startswith(code) and not number.startswith(trunk):
        return _international(number) or home
    return home


def _narrow(number: str, region: str | None) -> Reading | None:
    """Read what was number as it says: with a plus, as in ``region``, or behind 00 or 011."""
    if len(number) > LONGEST_DIALLED:
        return None
    if number.startswith("+"):
        return _international(number[1:]) or (_at_home(number[1:], region) if region else None)
    found = _at_home(number, region) if region else None
    for prefix in ("00", "011"):
        if not found and number.startswith(prefix):
            found = _international(number[len(prefix) :])
    return found


def _wide(number: str, region: str | None) -> Reading | None:
    """Read a number that its region doesn't know: a country code without a plus, or a sister region."""
    if number.startswith("+"):
        return None
    for sibling in _SIBLINGS.get(region or "", ()):
        if found := _valid(_parse(number, sibling)):
            return found
    enough = 10 if region else 9
    return _international(number) if len(number) >= enough and number[0] != "0" else None


# --- the whole text ---


def _uri(text: str, region: str | None) -> list[Found]:
    """Read ``tel:`` addresses with parameters (RFC 3966)."""
    found = []
    for match in _URI.finditer(text):
        raw = match.group()
        number = _parse(raw if raw[:4].casefold() == "tel:" else f"tel:{raw}", region)
        if number and (reading := _valid(number)):
            found.append(Found(*match.span(), reading.e164, reading, number.extension))
    return found


def _vanity(text: str, region: str | None) -> list[Found]:
    """Read letters as the digits of their keys, for services only ('1-800-FLOWERS')."""
    match = _VANITY.search(text)
    if not match or sum(char.isalpha() for char in match.group()) < 3:
        return []
    raw = match.group().rstrip(" .-(")
    number = _parse(raw, region)
    if number is None or number.extension:
        return []
    if raw[-1].isalpha():
        phonenumbers.truncate_too_long_number(number)  # networks ignore the letters too many
    reading = _valid(number)
    if not reading or phonenumbers.number_type(number) not in _VANITY_TYPES:
        return []
    return [Found(match.start(), match.start() + len(raw), reading.e164, reading)]


def _guess(text: str, region: str | None) -> list[Found]:
    """Keep the first number that may be one though no plan knows it: local, internal or new."""
    for run in runs(text):
        raw = dialled(text[run.start : run.end])
        number = _parse(raw, region)
        if run.glued or number is None or len(raw.lstrip("+")) < _SHORTEST_GUESS:
            continue
        length = phonenumbers.is_possible_number_with_reason(number)
        if length in (ValidationResult.TOO_LONG, ValidationResult.INVALID_COUNTRY_CODE):
            continue
        home = phonenumbers.region_code_for_country_code(number.country_code or 0)
        reading = Reading(_e164(number), None if home == "ZZ" else home)
        return [Found(run.start, run.end, raw, reading, run.extension, valid=False)]
    return []


def _one_number(text: str, region: str | None, look: Look) -> PhoneCandidate | None:
    """Read the usual case cheaply: nothing but one number, too short to be two."""
    if not is_one_run(text) or len(text) > _LONGEST_TEXT or ".0" in text:
        return None
    number = dialled(text)
    reading = look(number, region) if len(number) <= _LONGEST_SINGLE else None
    return reading and PhoneCandidate(text.rstrip(" .-(["), reading.e164, None, reading.region, True)


def _read(text: str, region: str | None, look: Look) -> tuple[PhoneCandidate, ...]:
    region = (region or "").upper()
    region = region if region in phonenumbers.SUPPORTED_REGIONS else None
    if one := _one_number(text, region, look):
        return (one,)
    text = text[:_LONGEST_TEXT]
    folded, where = fold(text)
    plain = plain_number(folded)
    if plain is None:
        return ()
    marked = without_carrier_marks(plain)
    found = (
        _uri(marked, region)
        or Reader(marked, region, look, _wide).found()
        or _vanity(marked, region)
        or _guess(marked, region)
    )
    seen: dict[tuple[str, str | None], PhoneCandidate] = {}
    for each in found:
        end = extension_end(marked, each.end) if each.extension else each.end
        raw = text[where[each.start] : where[end - 1] + 1] if plain == folded else text.strip()
        candidate = PhoneCandidate(raw, each.reading.e164, each.extension, each.reading.region, each.valid)
        if _E164.fullmatch(candidate.e164):
            seen.setdefault((candidate.e164, each.extension), candidate)
    return tuple(seen.values())


def candidates(text: str, region: str | None = "CN") -> tuple[PhoneCandidate, ...]:
    """Find the telephone numbers in what a person typed or a file holds.

    Args:
        text: anything: one number, several, with words, extensions, signs and digits of any script.
        region: ISO 3166 code of the country in which a number without a country code is dialled, or None.

    Returns:
        Best first: those that a numbering plan knows in the order of the text, else at most one that none
        knows (a local or internal number; ``valid`` is False); empty where there is no number.
    """
    return _read(text, region, _narrow)


class PrefixCache:
    """Reads many numbers of the same blocks quickly, with the answers of `candidates` and `kind_guess`.

    A numbering plan looks at a number's first digits and its length. How many of the last ones are free is
    asked of the plan itself (`number_plans`), so a block has one answer, for certain. As asking costs as much
    as reading some numbers, only beginnings that keep coming are asked.
    """

    _WORTH_ASKING = 3
    _BEGINNING = 4
    _MOST = 20_000
    _FREE = (8, 7, 6, 5, 4)

    def __init__(self) -> None:
        self._blocks: dict[tuple[str | None, int, str], tuple[str, str | None]] = {}
        self._kinds: dict[tuple[int, str], PhoneKindGuess] = {}
        self._met: Counter[tuple[str | None, int, str]] = Counter()
        self._mixed: set[tuple[str | None, int, str]] = set()

    def candidates(self, text: str, region: str | None = "CN") -> tuple[PhoneCandidate, ...]:
        """Return what `candidates` returns for the same text and region."""
        return _read(text, region, self._look)

    def kind_guess(self, e164: str) -> PhoneKindGuess:
        """Return what `kind_guess` returns for the same number."""
        length = len(e164)
        for free in self._FREE:
            if found := self._kinds.get((length, e164[:-free])):
                return found
        found = kind_guess(e164)
        if free := self._free(e164, None):
            self._kinds[length, e164[:-free]] = found
        return found

    def _look(self, number: str, region: str | None) -> Reading | None:
        length = len(number)
        for free in self._FREE:
            if block := self._blocks.get((region, length, number[:-free])):
                return Reading(block[0] + number[-free:], block[1])
        found = _narrow(number, region)
        if found and (free := self._free(number, region)):
            tail = number[-free:]
            if found.e164.endswith(tail):
                self._blocks[region, length, number[:-free]] = (found.e164[:-free], found.region)
        return found

    def _free(self, number: str, region: str | None) -> int:
        """How many of the last digits are free; 0 also where it isn't worth asking yet."""
        block = (region, len(number), number[:-4])
        begin = (region, len(number), number[: self._BEGINNING])
        self._met[begin] += 1
        if self._met[begin] < self._WORTH_ASKING or block in self._mixed:
            return 0
        kept: tuple[Any, ...] = (self._blocks, self._kinds, self._met, self._mixed)
        if max(map(len, kept)) > self._MOST:  # bounded, whatever a file holds
            for each in kept:
                each.clear()
        free = free_digits(number, region)
        if not free:
            self._mixed.add(block)
        return free


# --- a number that stands ---


def reverse(e164: str) -> str:
    """Return the digits of a number backwards, so that its last digits can be looked up by a range."""
    return digits(e164)[::-1]


def pretty(e164: str, extension: str | None = None) -> str:
    """Return a number as it is written internationally, '+86 21 5888 1234 #8012'."""
    text = _spaced(e164)
    return f"{text} #{extension}" if extension else text


@lru_cache(maxsize=1024)  # the number of a call is written several times, in rows and on the card
def _spaced(e164: str) -> str:
    number = _parse(e164, None)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else e164


def mask(e164: str) -> str:
    """Return a number with its last four digits hidden, '+86 21 5888 ••••'."""
    text = list(pretty(e164))
    places = [at for at, char in enumerate(text) if char.isdigit()]
    for at in places[-4:]:
        text[at] = "•"
    return "".join(text)


def region_of(e164: str) -> str | None:
    """Return the two-letter code of the country a number belongs to ('001' for none of them), or None."""
    number = _parse(e164, None)
    return phonenumbers.region_code_for_number(number) if number else None


def kind_guess(e164: str) -> PhoneKindGuess:
    """Say whether a number is a mobile's; 'other' where the plan can't tell (North America) or neither."""
    number = _parse(e164, None)
    kind = phonenumbers.number_type(number) if number else None
    if kind == PhoneNumberType.MOBILE:
        return "mobile"
    return "fixed" if kind == PhoneNumberType.FIXED_LINE else "other"
