"""Reading and checking a taxonomy file (TOML); each fault is one sentence with its remedy."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from callcenter.cases.matching import key as form
from callcenter.cases.taxonomy import OTHER, WAYS, Component, Family, Line, Names, Symptom, Taxonomy
from callcenter.errors import Invalid
from callcenter.i18n import LANGUAGES, N_

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_TOP = ("other", "questions", "safety_words", "families", "lines", "components")
_NAMED = (*LANGUAGES, "words")
_ROUTED = ("skill", "usual_way")
_SYMPTOM = (*_NAMED, *_ROUTED, "safety", "safety_question", "may_drive_question")


def load(path: Path) -> Taxonomy:
    """The taxonomy in a file; kept until the file changes.

    Raises:
        Invalid: the file can't be read or has a fault.
    """
    try:
        return _load(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise Invalid(
            N_("{file} can't be read ({why}): check its path and who may read it."),
            file=path.name,
            why=error.strerror or str(error),
        ) from error


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> Taxonomy:
    try:
        data = tomllib.loads(path.read_bytes().decode())
    except UnicodeDecodeError as error:
        raise Invalid(
            N_("{file} is not UTF-8 text (byte {at}): save it as UTF-8."), file=path.name, at=error.start
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            N_("{file} is not valid TOML: {why}. Mend that line."), file=path.name, why=str(error)
        ) from error
    return _Reader(_Entry(path.name, "", data)).taxonomy()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the file, which knows where it stands so that a fault can name it."""

    file: str
    at: str
    data: Mapping[str, Any]

    def wrong(self, template: str, **params: Any) -> NoReturn:
        raise Invalid(template, file=self.file, entry=self.at or N_("top level"), **params)

    def sub(self, key: str, *, needed: bool = True) -> "_Entry":
        value = self.data.get(key, None if needed else {})
        if value is None:
            self.wrong(N_("{file}, {entry}: the table {key} is missing; add it."), key=key)
        if not isinstance(value, dict):
            self.wrong(N_("{file}, {entry}: {key} must be a table; write [{key}] or {{ … }}."), key=key)
        return _Entry(self.file, f"{self.at}.{key}".lstrip("."), value)

    def tables(self) -> Iterator[tuple[str, "_Entry"]]:
        for key in self.data:
            if not _CODE.fullmatch(key):
                self.wrong(
                    N_("{file}, {entry}: the code {key} may hold only a-z, 0-9 and _, a letter first."),
                    key=key,
                )
            yield key, self.sub(key)

    def only(self, *known: str) -> None:
        for key in self.data:
            if key not in known:
                near = get_close_matches(key, known, 1) or [", ".join(known)]
                self.wrong(
                    N_("{file}, {entry}: {key} is not known here; use {known}."), key=key, known=near[0]
                )

    def text(self, key: str, default: str = "") -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (key in self.data and not value.strip()):
            self.wrong(N_("{file}, {entry}: {key} must be a text between quotes and not empty."), key=key)
        return value.strip()

    def number(self, key: str, default: float) -> float:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10:
            self.wrong(N_("{file}, {entry}: {key} must be a number above 0, at most 10."), key=key)
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.wrong(N_("{file}, {entry}: {key} must be true or false, without quotes."), key=key)
        return value

    def names(self) -> Names:
        names = {language: self.text(language) for language in LANGUAGES if language in self.data}
        if not names:
            self.wrong(N_("{file}, {entry}: it has no name; add en or zh_CN."))
        return names

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(N_('{file}, {entry}: {key} must be a list of texts, like ["stall", "熄火"].'), key=key)
        for word in value:
            parts = word.split("...")
            if len(parts) > 2 or not all(any(c.isalnum() for c in part) for part in parts):
                self.wrong(
                    N_("{file}, {entry}: the word “{word}” needs letters; at most one ..., between words."),
                    word=word,
                )
        return tuple(word.strip() for word in value)

    def one_of(self, key: str, known: Mapping[str, Any] | tuple[str, ...], default: str = "") -> str:
        value = self.text(key, default)
        if value and value not in known:
            self.wrong(
                N_("{file}, {entry}: {key} is “{value}”; use one of {known}."),
                key=key,
                value=value,
                known=", ".join(known),
            )
        return value


class _Reader:
    """The whole file, read in the order in which entries refer to each other."""

    def __init__(self, top: _Entry) -> None:
        top.only(*_TOP)
        self.top = top
        self.other = top.sub("other")
        self.other.only(*_NAMED, *_ROUTED, "component")
        self.questions = {code: entry.names() for code, entry in self._tables("questions")}
        self.safety = top.sub("safety_words", needed=False)
        self.safety.only("question", "harmless", *LANGUAGES)
        self.question = self.questions.get(self.safety.one_of("question", self.questions), {})

    def _tables(self, key: str) -> Iterator[tuple[str, _Entry]]:
        return self.top.sub(key, needed=False).tables()

    def taxonomy(self) -> Taxonomy:
        families = {code: self._family(code, entry) for code, entry in self._tables("families")}
        lines = {code: self._line(code, entry, families) for code, entry in self._tables("lines")}
        components = [
            self._component(code, entry, families, lines)
            for code, entry in self.top.sub("components").tables()
        ]
        if not components:
            self.top.wrong(N_("{file}, {entry}: there is no component; add at least one [components.…]."))
        words = tuple(word for language in LANGUAGES for word in self.safety.texts(language))
        self._apart(words, self.safety.texts("harmless"))
        return Taxonomy(
            (*components, self._other_component()),
            tuple(families.values()),
            tuple(lines.values()),
            words,
            self.safety.texts("harmless"),
            self.question,
        )

    def _family(self, code: str, entry: _Entry) -> Family:
        entry.only(*_NAMED)
        return Family(code, entry.names(), entry.texts("words"))

    def _line(self, code: str, entry: _Entry, families: Mapping[str, Family]) -> Line:
        entry.only(*_NAMED, *_ROUTED, "family")
        family = entry.one_of("family", families)
        if not family:
            entry.wrong(
                N_("{file}, {entry}: it has no family; add family = one of {known}."),
                known=", ".join(families),
            )
        way = entry.one_of("usual_way", WAYS)
        return Line(code, entry.names(), family, entry.texts("words"), entry.text("skill"), way)

    def _component(
        self, code: str, entry: _Entry, families: Mapping[str, Family], lines: Mapping[str, Line]
    ) -> Component:
        entry.only(*_NAMED, *_ROUTED, "family", "lines", "weight", "symptoms")
        if code == OTHER:
            entry.wrong(N_("{file}, {entry}: this code is kept for what fits nowhere; rename it."))
        family = entry.one_of("family", families)
        fits = entry.texts("lines")
        for line in fits:
            if line not in lines or (family and lines[line].family != family):
                entry.wrong(
                    N_("{file}, {entry}: “{line}” is no line of its family; use one of {known}."),
                    line=line,
                    known=", ".join(k for k, v in lines.items() if not family or v.family == family),
                )
        way = entry.one_of("usual_way", WAYS, "bring_in")
        skill = entry.text("skill", "general")
        symptoms = [
            self._symptom(f"{code}.{own}", e, way, skill) for own, e in entry.sub("symptoms").tables()
        ]
        if not any(symptom.code == f"{code}.{OTHER}" for symptom in symptoms):
            symptoms.append(Symptom(f"{code}.{OTHER}", self.other.names(), usual_way=way, skill=skill))
        return Component(
            code,
            entry.names(),
            family,
            fits,
            skill,
            entry.texts("words"),
            tuple(symptoms),
            entry.number("weight", 1.0),
        )

    def _symptom(self, code: str, entry: _Entry, way: str, skill: str) -> Symptom:
        entry.only(*_SYMPTOM)
        safety = entry.flag("safety")
        question = self.questions.get(entry.one_of("safety_question", self.questions), {})
        if question and not safety:
            entry.wrong(N_("{file}, {entry}: safety_question without safety; add safety = true."))
        if safety and not (question or self.question):
            entry.wrong(N_("{file}, {entry}: safety needs a safety_question; name one of [questions]."))
        return Symptom(
            code,
            entry.names(),
            entry.texts("words"),
            safety,
            (question or self.question) if safety else {},
            self.questions.get(entry.one_of("may_drive_question", self.questions), {}),
            entry.one_of("usual_way", WAYS, way),
            entry.text("skill", skill),
            "usual_way" in entry.data,
            "skill" in entry.data,
        )

    def _apart(self, words: tuple[str, ...], harmless: tuple[str, ...]) -> None:
        """A harmless word that is a form of a safety word would silence it."""
        safety = {form(word): word for word in words}
        for word in harmless:
            if form(word) in safety:
                self.safety.wrong(
                    N_("{file}, {entry}: harmless “{word}” is a form of “{other}”; take one of them out."),
                    word=word,
                    other=safety[form(word)],
                )

    def _other_component(self) -> Component:
        other = self.other
        skill = other.text("skill", "general")
        way = other.one_of("usual_way", WAYS, "bring_in")
        symptom = Symptom(f"{OTHER}.{OTHER}", other.names(), other.texts("words"), usual_way=way, skill=skill)
        names = other.sub("component").names() if "component" in other.data else other.names()
        return Component(OTHER, names, skill=skill, symptoms=(symptom,))
