"""What stands in a firm's name and doesn't tell firms apart: its legal form."""

import re

_AMBIGUOUS = frozenset(
    ["ag", "co", "as", "ab", "se", "sa", "sl", "lp", "rt", "pt", "cv", "ug", "ev", "company", "limited"]
)
_SURE = frozenset(
    [
        "gmbh", "mbh", "kg", "ohg", "gbr", "ltd", "plc", "llc", "llp", "inc", "incorporated", "corp",
        "corporation", "pty", "bv", "nv", "sas", "sarl", "slu", "srl", "spa", "sro", "asa", "oy", "oyj",
        "aps", "doo", "ooo", "zao", "oao", "pao", "ооо", "зао", "оао", "пао", "ood", "eood", "kft", "zrt",
        "tov", "pvt", "sdn", "bhd", "tbk", "jsc",
    ]
)  # fmt: skip
"""Those that are nobody's name."""
_FORMS = _SURE | _AMBIGUOUS
_SPLIT = tuple(
    tuple(form) for form in ("gmbh", "sas", "srl", "spa", "sa", "sl", "ek", "ev", "bv", "nv", "spzoo")
)
"""Forms that were written with dots."""
_EAST_ASIAN = re.compile(
    "^(株式会社|有限会社|合同会社|주식회사)"
    "|(股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|分公司|集团公司|集团|公司|株式会社|有限会社|合同会社|주식회사)$"
)


def is_firm(name: str) -> bool:
    """Whether a name says by its legal form that it is a firm's."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return bool(_SURE & set(words)) or _EAST_ASIAN.search("".join(name.split())) is not None


def bare_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a firm's name without its legal form; all of them where nothing else would be left."""
    kept = list(words)
    for form in _SPLIT:
        if len(kept) > len(form) and tuple(kept[-len(form) :]) == form:
            del kept[-len(form) :]
    bare = tuple(word for word in kept if word not in _FORMS)
    return bare or words


def bare_east_asian(text: str) -> str:
    """The same of a name in Chinese, Japanese or Korean writing."""
    bare = _EAST_ASIAN.sub("", text)
    return _EAST_ASIAN.sub("", bare) or text
