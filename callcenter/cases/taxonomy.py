"""The quality categories: component › symptom, from a file that an administrator may replace.

``load()`` reads the shipped ``taxonomy.toml`` or another one of the same form (docs/taxonomy.md) and refuses
a faulty one with one sentence that names the file, the entry and the remedy. Standard library only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from callcenter.i18n import nearest

SHIPPED = Path(__file__).with_name("taxonomy.toml")
OTHER = "other"
OTHER_CODE = "other.other"
WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")
Names = Mapping[str, str]


def in_language(names: Names, language: str) -> str:
    """The name in a language, else in English, else in whatever there is; empty where there is none."""
    return names.get(nearest(language)) or names.get("en") or next(iter(names.values()), "")


@dataclass(frozen=True, slots=True)
class Symptom:
    """What the caller notices.

    Attributes:
        code: ``component.symptom``; stored with the case.
        names: by language, ``en`` and ``zh_CN``.
        keywords: words people say, any language; ``a ... b`` means both in one sentence.
        safety: goes before every tier; ``safety_question`` is then asked first.
        usual_way: bring_in, on_site, pick_up, mail_in or roadside.
        skill: what a service point must be able to do.
        own_way: the file names the way for this very symptom, so that a product line doesn't change it.
        own_skill: the same for the skill.
    """

    code: str
    names: Names
    keywords: tuple[str, ...] = ()
    safety: bool = False
    safety_question: Names = field(default_factory=dict)
    may_drive_question: Names = field(default_factory=dict)
    usual_way: str = "bring_in"
    skill: str = "general"
    own_way: bool = False
    own_skill: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """The part of the product that is concerned; an empty ``family`` or ``lines`` fits all."""

    code: str
    names: Names
    family: str = ""
    lines: tuple[str, ...] = ()
    skill: str = "general"
    keywords: tuple[str, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    weight: float = 1.0  # how much its words say in a suggestion; less where they accompany any fault


@dataclass(frozen=True, slots=True)
class Family:
    """A product family: vehicles, appliances."""

    code: str
    names: Names
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A product line; its skill and way, if any, go before those of the components."""

    code: str
    names: Names
    family: str
    keywords: tuple[str, ...] = ()
    skill: str = ""
    usual_way: str = ""


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category as a case needs it, with the way and the skill for its product line."""

    code: str
    component: str
    symptom: str
    safety: bool
    way: str
    skill: str
    safety_question: Names = field(default_factory=dict)
    may_drive_question: Names = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """All components with their symptoms, and the words that make anything a safety matter."""

    components: tuple[Component, ...]
    families: tuple[Family, ...] = ()
    lines: tuple[Line, ...] = ()
    safety_words: tuple[str, ...] = ()
    harmless_words: tuple[str, ...] = ()
    safety_question: Names = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, Symptom]:
        """Every symptom by its code."""
        return {symptom.code: symptom for component in self.components for symptom in component.symptoms}

    @cached_property
    def _components(self) -> Mapping[str, Component]:
        return {component.code: component for component in self.components}

    @cached_property
    def _lines(self) -> Mapping[str, Line]:
        spoken = {word.casefold(): line for line in reversed(self.lines) for word in _spoken(line)}
        return spoken | {line.code: line for line in self.lines}

    def component(self, code: str) -> Component | None:
        """The component of a category code or component code."""
        return self._components.get(code.partition(".")[0])

    def line(self, text: str | None) -> Line | None:
        """The product line that a code, name or common word stands for: car, 冰箱, washing machine."""
        return self._lines.get((text or "").strip().casefold().replace("_", " ")) or self._lines.get(
            text or ""
        )

    def name(self, code: str, language: str) -> str:
        """The words of a category, ``Engine › stalls``; a code this taxonomy doesn't know says itself."""
        component, symptom = self.component(code), self.by_code.get(code)
        if component is None:
            return code
        if symptom is None:
            return in_language(component.names, language) if code == component.code else code
        return f"{in_language(component.names, language)} › {in_language(symptom.names, language)}"

    def category(self, code: str, line: str | None = None) -> CategoryView:
        """A category with the way and the skill for a product line.

        Args:
            code: ``component.symptom``; one that this file doesn't know is treated as "other".
            line: the item's product line, in any of its words.
        """
        symptom = self.by_code.get(code) or self.by_code[OTHER_CODE]
        product = self.line(line)
        component, _, own = code.partition(".")
        return CategoryView(
            code,
            component,
            own,
            symptom.safety,
            (product.usual_way if product and not symptom.own_way else "") or symptom.usual_way,
            (product.skill if product and not symptom.own_skill else "") or symptom.skill,
            symptom.safety_question,
            symptom.may_drive_question,
        )

    def fitting(self, line: str | None = None, family: str | None = None) -> tuple[Component, ...]:
        """The components that a product line or family can have; all of them where neither is known."""
        product = self.line(line)
        family = product.family if product else family
        return tuple(c for c in self.components if _fits(c, product, family))


def _spoken(line: Line) -> Iterator[str]:
    yield from line.keywords
    yield from line.names.values()
    yield line.code.replace("_", " ")


def _fits(component: Component, line: Line | None, family: str | None) -> bool:
    if line and component.lines:
        return line.code in component.lines
    return not family or component.family in ("", family)


def load(path: Path | None = None) -> Taxonomy:
    """The taxonomy in a file, by default the shipped one; read again only when the file has changed.

    Raises:
        Invalid: the file can't be read or has a fault; the sentence names file, entry and remedy.
    """
    from callcenter.cases import taxonomy_file

    return taxonomy_file.load(path or SHIPPED)
