"""Finding names: what is stored for a name, what is looked for, and how near the two are.

A name is found by any of its words in any order, without accents; a Chinese one also by any of its
characters, by pinyin and by initials; Japanese kana and Korean also in Latin letters. One typo is found
through keys that leave one letter out (SymSpell, W. Garbe 2012).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, islice, pairwise, product

from rapidfuzz.distance import OSA

from callcenter.callers import romanise

_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n"}
)
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_UMLAUTS = frozenset("äöüåø")
_ASCII_WORD = re.compile("[a-z0-9]+")
_ASCII_JOINED = re.compile("[a-z0-9]+(?:['`-][a-z0-9]+)+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]+")
_APOSTROPHES = "'’‘ʼ`´ʹ＇"
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u309f\u30fc"
_HANGUL = "\uac00-\ud7a3"
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<kana>[{_KANA}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<other>[^\W_{_HAN}{_KANA}{_HANGUL}]+)"
)
_EAST_ASIAN = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_LONGEST_PERSON = 4  # Han characters; longer is a firm
_LONGEST_READ = 16
_LONGEST_NAME = 200
_MOST_FORMS = 32


def fold(text: str) -> str:
    """Return text as it is compared: without case, accents and width; katakana as hiragana."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST_NAME])
    plain = _MARKS.sub("", plain).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", plain))
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in plain)


def _split_marks(text: str) -> str:
    """Close up what vowel signs and joiners of Indic scripts would tear apart; they are no word's end."""
    return "".join("" if unicodedata.category(char) in ("Mn", "Mc", "Cf") else char for char in text)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, str], ...]:
    """Return the (script, word) pieces of a text; Han pieces that only spaces part are one."""
    folded = _split_marks(fold(text))
    folded = re.sub(f"[{re.escape(_APOSTROPHES)}]", "", folded)
    folded = re.sub(rf"(?<=[{_HAN}])[\s·・]+(?=[{_HAN}])", "", folded)
    return tuple((match.lastgroup or "other", match.group()) for match in _PIECE.finditer(folded))


def _written_out(name: str) -> str:
    """Return a name with ä, ö, ü as ae, oe, ue: 'Müller' is also 'Mueller'."""
    return unicodedata.normalize("NFC", name[:_LONGEST_NAME]).casefold().translate(_WRITTEN_OUT)


def _grams(script: str, word: str) -> set[str]:
    single = () if script == "kana" else tuple(word)
    return {word, *single, *(a + b for a, b in pairwise(word))}


def _umlauts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the spellings of pinyin's ü: 'lv' is also typed 'lu' and, in passports, 'lyu'."""
    if not any("v" in word for word in words):
        return [words]
    return [tuple(word.replace("v", new) for word in words) for new in ("v", "u", "yu")]


@lru_cache(maxsize=4096)
def _spellings(script: str, word: str) -> tuple[tuple[str, ...], ...]:
    """Return how a word in East Asian writing is spelt in Latin letters, each way as its words in order."""
    if script == "han":
        if 2 <= len(word) <= _LONGEST_PERSON:
            readings = romanise.chinese_name(word)
            return tuple(each for surname, given in readings for each in _umlauts((surname, *given)))
        return (romanise.pinyin(word[:_LONGEST_READ]),)
    if script == "kana":
        romaji = romanise.kana(word)
        return tuple((each,) for each in dict.fromkeys((romaji, romanise.short_vowels(romaji))) if each)
    if script == "hangul":
        regular = romanise.hangul(word)
        surname = romanise.korean_surname(word[0])
        return (regular, (surname, *regular[1:])) if surname else (regular,)
    return ()


def _latin(script: str, word: str) -> set[str]:
    """Return the Latin tokens of a word in East Asian writing."""
    tokens = set[str]()
    for spelling in _spellings(script, word):
        tokens.update((*spelling, "".join(spelling)))
        if len(spelling) > 1:
            tokens.add(_initials(spelling))
        if len(word) > _LONGEST_PERSON:
            tokens.update(a + b for a, b in pairwise(spelling))
        elif len(spelling) > 1:
            tokens.update(("".join(spelling[1:]), "".join((*spelling[1:], spelling[0]))))
    if script == "han" and len(word) <= _LONGEST_PERSON:
        syllables = romanise.pinyin(word)  # a two-character surname's too: 'ou', 'yang', 'oyx'
        tokens.update((*syllables, _initials(syllables)))
    return tokens


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words)


def tokens(name: str) -> frozenset[str]:
    """Return what a name is found by.

    Args:
        name: a person's or firm's, in any script.

    Returns:
        Words without case and accents ('obrien' and 'o', 'brien'; 'jean', 'pierre' and 'jeanpierre'); of
        Chinese, Japanese and Korean writing the whole, each pair and each character; their Latin spellings:
        'wang', 'xiaoming', 'xiao', 'ming', 'wangxiaoming', 'xiaomingwang' and the initials 'wxm'.
    """
    if name.isascii():
        return _ascii_tokens(name[:_LONGEST_NAME].casefold())
    found = set[str]()
    for script, word in (*_pieces(name), *(_pieces(_written_out(name)) if _has_umlaut(name) else ())):
        found.add(word)
        if script != "other":
            found |= _grams(script, word) | _latin(script, word)
    folded = _split_marks(fold(name))
    for joined in re.findall(rf"[^\W_]+(?:[{re.escape(_APOSTROPHES)}-][^\W_]+)+", folded):
        parts = re.findall(r"[^\W_]+", joined)
        found.update((*parts, "".join(parts)))
    return frozenset(each for each in found if each)


@lru_cache(maxsize=4096)
def _ascii_tokens(folded: str) -> frozenset[str]:
    """The tokens of a name in plain letters, as ``tokens`` finds them, at a tenth of the cost."""
    found = set(_ASCII_WORD.findall(folded.replace("'", "").replace("`", "")))
    if "-" in folded or "'" in folded or "`" in folded:
        for joined in _ASCII_JOINED.findall(folded):
            parts = _ASCII_WORD.findall(joined)
            found.update((*parts, "".join(parts)))
    return frozenset(found)


def _has_umlaut(name: str) -> bool:
    """Whether writing a name out (ä as ae) may make other words; a long one may be cut elsewhere too."""
    return len(name) > _LONGEST_NAME // 4 or not _UMLAUTS.isdisjoint(
        unicodedata.normalize("NFC", name).casefold()
    )


def query_tokens(text: str) -> tuple[str, ...]:
    """Return what to look for; a name that has them all, in any order, is a match.

    Args:
        text: what was typed: words, pinyin with or without spaces, initials, characters.

    Returns:
        The words (the last may be taken as a beginning); of three or more Chinese, Japanese or Korean
        characters their pairs, so that a part of a long name is found. Empty where there is nothing.
    """
    found: list[str] = []
    for script, word in _pieces(text):
        pairs = script != "other" and len(word) > 2
        found += [a + b for a, b in pairwise(word)] if pairs else [word]
    return tuple(dict.fromkeys(found))


def sound_tokens(text: str) -> tuple[str, ...]:
    """Return what to look for when nothing is found as written: how it sounds.

    Args:
        text: what was typed; a Chinese name heard on the telephone is often typed with other characters.

    Returns:
        For each word in Chinese, Japanese or Korean writing its likeliest Latin spelling as one token; empty
        where the text has none.
    """
    spellings = (_spellings(script, word) for script, word in _pieces(text))
    return tuple(dict.fromkeys("".join(each[0]) for each in spellings if each and each[0]))


def deletes(token: str) -> frozenset[str]:
    """Return a token's keys for finding it with one typo; two words one typo apart share a key.

    Args:
        token: of `tokens` or `query_tokens`.

    Returns:
        The token and what remains of it without each one of its letters; empty for fewer than four letters,
        for other than letters, and for Chinese, Japanese and Korean writing.
    """
    if len(token) < 4 or not token.isalpha() or _EAST_ASIAN.search(token):
        return frozenset()
    return frozenset((token, *(token[:at] + token[at + 1 :] for at in range(len(token)))))


# --- how near ---


def written(name: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the folded (script, word) pieces of a name, as it stands and with its umlauts written out.

    Args:
        name: a person's or firm's, in any script; scripts are ``han``, ``kana``, ``hangul`` and ``other``.
    """
    return tuple(dict.fromkeys((_pieces(name), _pieces(_written_out(name)))))


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways a name can be written, each as its words."""
    texts = [tuple(word for _, word in _pieces(text)) for text in (name, _written_out(name))]
    choices = [[(word,), *_written(script, word)] for script, word in _pieces(name)]
    forms = (tuple(chain(*choice)) for choice in islice(product(*choices), _MOST_FORMS))
    return tuple(dict.fromkeys(form for form in (*texts, *forms) if form))


def _written(script: str, word: str) -> list[tuple[str, ...]]:
    """Return a word in East Asian writing as Latin words: by syllable, surname and given name, initials."""
    ways: list[tuple[str, ...]] = []
    for spelling in filter(None, _spellings(script, word)):
        ways += [spelling, (_initials(spelling),)]
        if spelling[2:]:
            ways.append((spelling[0], "".join(spelling[1:])))
    if script == "han" and (syllables := romanise.pinyin(word[:_LONGEST_READ])):
        ways += [syllables, (_initials(syllables),)]
    return list(dict.fromkeys(ways))


def _word_score(asked: str, word: str) -> float:
    if asked == word:
        return 1.0
    if word.startswith(asked):
        return 0.85 + 0.15 * len(asked) / len(word)
    if _EAST_ASIAN.match(asked) and asked in word:
        return 0.9
    if min(len(asked), len(word)) >= 4 and OSA.distance(asked, word, score_cutoff=1) <= 1:
        return 0.9
    return 0.8 * OSA.normalized_similarity(asked, word)


def _form_score(asked: tuple[str, ...], form: tuple[str, ...]) -> float:
    """Match each asked word with the nearest unused one; also all of both as one word, in both orders."""
    rest = list(form)
    total = 0.0
    for word in sorted(asked, key=len, reverse=True):
        if not rest:
            break
        score, best = max((_word_score(word, each), each) for each in rest)
        rest.remove(best)
        total += score * len(word)
    size = sum(map(len, asked))
    covered = min(1.0, size / sum(map(len, form)))
    joined = "".join(asked)
    orders = {"".join(form), "".join((*form[1:], form[0])), "".join((form[-1], *form[:-1]))}
    whole = max(_word_score(joined, order) for order in orders)
    return max(total / size * (0.9 + 0.1 * covered), whole)


def similarity(query: str, name: str) -> float:
    """Say how near a name is to what was typed.

    Args:
        query: what was typed, in any of the ways `query_tokens` takes.
        name: a stored name.

    Returns:
        0 to 1: 1 for all words in any order and writing, about 0.9 with one typo or a beginning, 0.85 for
        other characters of the same sound.
    """
    forms = _forms(name)
    asked = tuple(word for _, word in _pieces(query))
    if not asked or not forms:
        return 0.0
    score = max(_form_score(asked, form) for form in forms)
    if sound := sound_tokens(query):
        score = max(score, 0.85 * max(_form_score(sound, form) for form in forms))
    return min(1.0, score)
