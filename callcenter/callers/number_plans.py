"""How much of a number a numbering plan looks at: the digits at its end that can be any without a change.

The plans of ``phonenumbers`` are regular expressions of digits. Their derivatives (J. Brzozowski, 1964) say
exactly whether what remains of one after the beginning of a number takes all endings of a length, none of
them, or some: no sampling, no guessing.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    country_code_for_region,
    region_code_for_country_code,
)

_DIGITS = "0123456789"
_DESCRIPTIONS = (
    "general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number",
    "voip", "pager", "uan", "voicemail",
)  # fmt: skip

Node = tuple[Any, ...]
"""``("end",)``, ``("never",)``, ``("digit", digits)``, ``("then", a, b)``, ``("or", (a, b ...))`` or
``("times", a, least, most)``."""

_END: Node = ("end",)
_NEVER: Node = ("never",)


class Unknown(ValueError):
    """A pattern holds a sign that isn't expected in a numbering plan."""


class _Parser:
    r"""Reads one pattern: digits, ``\d``, sets, groups, ``|``, ``?``, ``{m}`` and ``{m,n}``."""

    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    def whole(self) -> Node:
        node = self._choice()
        if self._at != len(self._text):
            raise Unknown(self._text)
        return node

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _choice(self) -> Node:
        choices = [self._row()]
        while self._next() == "|":
            self._at += 1
            choices.append(self._row())
        return _either(choices)

    def _row(self) -> Node:
        parts = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._one()))
        node = _END
        for part in reversed(parts):
            node = _then(part, node)
        return node

    def _one(self) -> Node:
        sign = self._next()
        self._at += 1
        if sign in _DIGITS:
            return ("digit", sign)
        if sign == "$":
            return _END  # what ends there is decided by what may still come
        if sign == "\\" and self._next() == "d":
            self._at += 1
            return ("digit", _DIGITS)
        if sign == "[":
            return self._set()
        if sign == "(":
            if self._text.startswith("?:", self._at):
                self._at += 2
            node = self._choice()
            if self._next() != ")":
                raise Unknown(self._text)
            self._at += 1
            return node
        raise Unknown(self._text)

    def _set(self) -> Node:
        end = self._text.index("]", self._at)
        inside, self._at = self._text[self._at : end], end + 1
        found = set[str]()
        at = 0
        while at < len(inside):
            if inside.startswith(r"\d", at):
                found.update(_DIGITS)
                at += 2
            elif inside[at + 1 : at + 2] == "-":
                found.update(map(chr, range(ord(inside[at]), ord(inside[at + 2]) + 1)))
                at += 3
            else:
                found.add(inside[at])
                at += 1
        if not found <= set(_DIGITS):
            raise Unknown(self._text)
        return ("digit", "".join(sorted(found)))

    def _repeated(self, node: Node) -> Node:
        if self._next() == "?":
            self._at += 1
            return ("times", node, 0, 1)
        if self._next() == "{":
            end = self._text.index("}", self._at)
            least, comma, most = self._text[self._at + 1 : end].partition(",")
            self._at = end + 1
            if comma and not most:
                raise Unknown(self._text)
            return ("times", node, int(least), int(most or least))
        return node


def _then(first: Node, second: Node) -> Node:
    if first is _NEVER or second is _NEVER:
        return _NEVER
    return second if first is _END else ("then", first, second)


def _either(nodes: list[Node]) -> Node:
    flat: dict[Node, None] = {}
    for node in nodes:
        for each in node[1] if node[0] == "or" else (node,):
            if each is not _NEVER:
                flat[each] = None
    if not flat:
        return _NEVER
    return next(iter(flat)) if len(flat) == 1 else ("or", tuple(flat))


@lru_cache(maxsize=8192)
def _may_end(node: Node) -> bool:
    match node:
        case ("end",):
            return True
        case ("then", first, second):
            return _may_end(first) and _may_end(second)
        case ("or", nodes):
            return any(map(_may_end, nodes))
        case ("times", inner, least, _):
            return least == 0 or _may_end(inner)
    return False


@lru_cache(maxsize=8192)
def _after(node: Node, digit: str) -> Node:
    """What remains of a pattern after one digit."""
    match node:
        case ("digit", digits):
            return _END if digit in digits else _NEVER
        case ("then", first, second):
            rest = _then(_after(first, digit), second)
            return _either([rest, _after(second, digit)]) if _may_end(first) else rest
        case ("or", nodes):
            return _either([_after(each, digit) for each in nodes])
        case ("times", inner, least, most):
            rest = _after(inner, digit)
            return _then(rest, ("times", inner, max(0, least - 1), most - 1) if most > 1 else _END)
    return _NEVER


@lru_cache(maxsize=8192)
def _takes(node: Node, length: int) -> Literal["all", "none", "some"]:
    """Which of all endings of a length a pattern takes."""
    if node is _NEVER:
        return "none"
    if length == 0:
        return "all" if _may_end(node) else "none"
    found = {_takes(rest, length - 1) for rest in {_after(node, digit) for digit in _DIGITS}}
    return found.pop() if len(found) == 1 else "some"


@lru_cache(maxsize=1024)
def _pattern(text: str) -> Node:
    return _Parser(text).whole()


@lru_cache(maxsize=8192)
def _rest(text: str, begin: str) -> Node:
    """What remains of a pattern after the beginning of a number."""
    return _after(_rest(text, begin[:-1]), begin[-1]) if begin else _pattern(text)


class _Plan(NamedTuple):
    """What a region's plan asks: of whole numbers, of their beginnings, before they are dialled."""

    whole: tuple[str, ...]
    begins: str
    abroad: str
    national: str


@lru_cache(maxsize=512)
def _plan(region: str) -> _Plan:
    data = PhoneMetadata.metadata_for_region(region)
    if data is None:
        return _Plan((), "", "", "")
    whole = {getattr(getattr(data, name), "national_number_pattern", None) for name in _DESCRIPTIONS}
    return _Plan(
        tuple(sorted(filter(None, whole))),
        data.leading_digits or "",
        data.international_prefix or "",
        data.national_prefix_for_parsing or "",
    )


def _ends(pattern: str, number: str, start: int) -> Iterator[int]:
    """Where a prefix that begins at ``start`` may end: each end that its pattern has."""
    for end in range(start, len(number) + 1):
        rest = _rest(pattern, number[start:end])
        if rest is _NEVER:
            return
        if _may_end(rest):
            yield end


def _abroad(number: str, region: str | None, *, plus: bool) -> Iterator[int]:
    """Where a country's code may begin, behind: the plus, what is dialled to go abroad, zeros."""
    starts = {0} if plus else set[int]()
    for prefix in ("00", "011", _plan(region).abroad if region else ""):
        if prefix:
            starts.update(_ends(prefix, number, 0))
    for start in starts:
        yield start
        yield len(number) - len(number[start:].lstrip("0"))


def _behind_codes(number: str, region: str | None, *, plus: bool) -> Iterator[tuple[int, int]]:
    """Where the number may begin behind a country's code, and that code."""
    for start in set(_abroad(number, region, plus=plus)):
        for end in range(start + 1, start + 4):
            code = number[start:end]
            if code and code[0] != "0" and int(code) in COUNTRY_CODE_TO_REGION_CODE:
                yield end, int(code)
    home = country_code_for_region(region) if region else 0
    if home and number.startswith(str(home)):
        yield len(str(home)), home


def free_digits(number: str, region: str | None, most: int = 8) -> int:
    """How many digits at the end of a number may be any others without a change of what the plans say of it.

    The number is followed through all ways in which ``phonenumbers.parse`` may read it: as it stands, behind
    each country code it may begin with, behind national prefixes. Every pattern that is asked on the way,
    of each region that is asked, must take all such endings or none; every beginning that is looked for must
    lie in the digits before.

    Args:
        number: digits, behind a plus or not.
        region: where it is dialled, or None.
        most: that are looked for.

    Returns:
        ``most`` or fewer; 0 where fewer than four are free.
    """
    bare = number.removeprefix("+")
    codes = list(_behind_codes(bare, region, plus=number.startswith("+")))
    dialled = {region_code_for_country_code(code) for _, code in codes} | ({region} if region else set())
    shared = {code for _, code in codes} | ({country_code_for_region(region)} if region else set())
    regions = {each for code in shared for each in COUNTRY_CODE_TO_REGION_CODE[code]}
    places = {0, *(start for start, _ in codes), len(bare) - len(bare.lstrip("0"))}
    try:
        ends = {
            end
            for each in dialled
            if (prefix := _plan(each).national)
            for start in places
            for end in _ends(prefix, bare, start)
        }
        asked = {
            *(pattern for each in dialled for pattern in (_plan(each).abroad, _plan(each).national)),
            *(_plan(each).begins for each in regions),
        } - {""}
        whole = {pattern for each in regions for pattern in _plan(each).whole}
        for free in range(min(most, len(bare) - 4), 3, -1):
            if _is_free(bare, free, sorted(places | ends), whole, asked):
                return free
    except Unknown:
        return 0
    return 0


def _is_free(number: str, free: int, places: list[int], whole: set[str], begins: set[str]) -> bool:
    head = number[:-free]
    if places[-1] > len(head) or not head.strip("0"):
        return False
    for start in places:
        begin = head[start:]
        if any(_rest(pattern, begin) not in (_NEVER, _END) for pattern in begins):
            return False
        if any(_takes(_rest(pattern, begin), free) == "some" for pattern in whole):
            return False
    return True
