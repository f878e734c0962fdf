"""Which product the words name: "the fridge is warm" said while a car stands in the form."""

from collections.abc import Iterator
from functools import lru_cache

from callcenter.cases.matching import Words, tokens
from callcenter.cases.taxonomy import Line, Taxonomy

_THIS = ""


def lines_named(text: str, taxonomy: Taxonomy, line: str = "") -> tuple[str, ...]:
    """The product lines that a text clearly names, in its order.

    A word that may as well be a part or a fault of the given line names nothing (a car has a 空调, too), and
    where that line is named itself, no other one is meant.

    Args:
        text: what the caller says.
        taxonomy: the lines there are and the words for them.
        line: code of the line that stands in the form; it is never among those named.
    """
    hits = _words(taxonomy, line).find(tokens(text))
    this = taxonomy.line(line)
    if this is not None and any(this.code in hit.meanings for hit in hits):
        return ()
    named = (hit.meanings[0] for hit in hits if len(hit.meanings) == 1 and hit.meanings[0] != _THIS)
    return tuple(dict.fromkeys(named))


@lru_cache(maxsize=64)
def _words(taxonomy: Taxonomy, line: str) -> Words[str]:
    known = [(word, one.code) for one in taxonomy.lines for word in _spoken(one)]
    return Words(known + [(word, _THIS) for word in _of_components(taxonomy, line)])


def _spoken(line: Line) -> tuple[str, ...]:
    return (*line.keywords, *line.names.values(), line.code.replace("_", " "))


def _of_components(taxonomy: Taxonomy, line: str) -> Iterator[str]:
    if not line:
        return
    for component in taxonomy.fitting(line):
        yield from (*component.keywords, *component.names.values())
        for symptom in component.symptoms:
            yield from symptom.keywords
