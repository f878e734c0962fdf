"""What people say in the demo, from ``faults.toml`` and ``talk.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which things of some product lines fail.

    Attributes:
        category: a code of the shipped taxonomy.
        lines: the product lines that it befalls.
        weight: how common it is there.
        cost: of its repair, in whole yuan; 0 for nothing.
        said: what callers say, by language, ``zh`` and ``en``.
        done: what was found, done and replaced, by language.
    """

    category: str
    lines: tuple[str, ...]
    weight: int
    cost: int
    said: Mapping[str, Sequence[str]]
    done: Mapping[str, Sequence[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class Matter:
    """A question or complaint, and how it was settled."""

    category: str
    said: Mapping[str, Sequence[str]]
    answer: Mapping[str, Sequence[str]]


def tongue(country: str | None) -> str:
    """In which of the two languages the demo's words are for a country."""
    return "zh" if country == "CN" else "en"


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault of the demo."""
    return tuple(
        Fault(
            one["category"],
            tuple(one["lines"]),
            one["weight"],
            one["cost"],
            {"zh": one["zh"], "en": one["en"]},
            {"zh": tuple(map(_parts, one["done_zh"])), "en": tuple(map(_parts, one["done_en"]))},
        )
        for one in _read("faults.toml")["fault"]
    )


@cache
def faults_of(line: str) -> tuple[tuple[Fault, ...], tuple[int, ...]]:
    """The faults that a product line has, and how common each is."""
    found = tuple(one for one in faults() if line in one.lines)
    return found, tuple(one.weight for one in found)


@cache
def fault(category: str) -> Fault:
    """The fault of a category.

    Raises:
        KeyError: the demo knows none.
    """
    return {one.category: one for one in faults()}[category]


@cache
def matters(kind: str) -> tuple[Matter, ...]:
    """The questions (``question``) or complaints (``complaint``)."""
    return tuple(
        Matter(
            one["category"],
            {"zh": one["zh"], "en": one["en"]},
            {"zh": one["answer_zh"], "en": one["answer_en"]},
        )
        for one in _read("talk.toml")[kind]
    )


def phrase(chance: Random, about: str, language: str) -> str:
    """One of the things said about a matter: ``notes``, ``asked``, ``whom`` ..."""
    return str(chance.choice(_read("talk.toml")[f"{about}_{language}"]))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def _parts(line: str) -> tuple[str, str, str]:
    cause, work, parts = (part.strip() for part in line.split("|"))
    return cause, work, parts
