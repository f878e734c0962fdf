"""Reading one cell of a file: numbers, amounts, yes and no, lists, addresses of the net. Pure.

Each reader takes the text of a cell that isn't blank and returns a value, or raises ``Invalid`` with what is
wrong and what to write instead; the row adds file, line and field.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache, partial
from urllib.parse import urlsplit

from callcenter.errors import Invalid
from callcenter.i18n import N_

_LIST = re.compile(r"[;,|、；，\n\t]+")
_YES = frozenset(
    [
        "1",
        "1.0",
        "true",
        "t",
        "yes",
        "y",
        "x",
        "on",
        "✓",
        "√",
        "是",
        "对",
        "有",
        "真",
        "同意",
        "已同意",
        "oui",
        "ja",
        "si",
        "sí",
    ]
)
_NO = frozenset(
    [
        "0",
        "0.0",
        "false",
        "f",
        "no",
        "n",
        "off",
        "×",
        "否",
        "不",
        "不是",
        "无",
        "没有",
        "假",
        "不同意",
        "未同意",
        "non",
        "nein",
    ]
)
_UNIT = re.compile(r"\s*(km|kms|kilometers?|kilometres?|公里|千米)\.?$", re.IGNORECASE)
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₹": "INR",
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "$": "USD",
}
_YEN_OR_YUAN = re.compile(r"[¥￥]|(人民币|rmb|元整|元|圆|块)", re.IGNORECASE)
_CODE = re.compile(r"^([A-Za-z]{3})\s*(?=[\d.])|(?<=[\d.,])\s*([A-Za-z]{3})$")
_MOST = Decimal(10) ** 13
_DEGREES = re.compile(
    r"([NSEW北南东西])?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’分]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”秒]|''))?)?\s*([NSEW北南东西])?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """A text with full-width signs as ASCII and one space between words."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def number(text: str) -> Decimal:
    """A number as people write it: 1,280.50; 1.280,50; 1 280; 12.8万; not 1.280, which may mean two things.

    Raises:
        Invalid: it isn't one.
    """
    said = plain(text).replace(" ", "").replace("'", "").replace("’", "")
    times = 10_000 if said.endswith("万") else 1
    said = said.removesuffix("万")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", said):
        raise Invalid(
            N_("“{given}” may be a thousand or a fraction. Write it without separators, like 1280.50."),
            given=text,
        )
    try:
        found = Decimal(_ungrouped(said)) * times
    except InvalidOperation as error:
        raise Invalid(N_("“{given}” is no number. Write it like 1280.50."), given=text) from error
    if abs(found) > _MOST:
        raise Invalid(N_("“{given}” is too large. Check the number."), given=text)
    return found


def _ungrouped(said: str) -> str:
    """Digits with a point before the fraction; anything else comes back as it is not a number."""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE]\+?\d{1,2})?|[+-]?\.\d+", said, re.ASCII):
        return said
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", said, re.ASCII):
        return said.replace(",", "")
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}|[+-]?\d+,\d{1,2}", said, re.ASCII):
        return said.replace(".", "").replace(",", ".")
    return "no number"


def whole(least: int, most: int, text: str) -> int:
    """A whole number within bounds; 61,000 km and 61000.0 are such.

    Raises:
        Invalid: it isn't one, or lies outside.
    """
    found = number(_UNIT.sub("", plain(text)))
    if found != found.to_integral_value() or not least <= found <= most:
        raise Invalid(
            N_("“{given}” is no whole number from {least} to {most}. Correct it."),
            given=text, least=least, most=most,
        )  # fmt: skip
    return int(found)


def kilometres(text: str) -> int:
    """What an odometer shows, in kilometres."""
    if re.search(r"\d\s*(mi|miles?|英里)\.?$", plain(text), re.IGNORECASE):
        raise Invalid(N_("“{given}” is in miles. Write kilometres."), given=text)
    return whole(0, 9_999_999, text)


def money(house_currency: str, text: str) -> tuple[int, str]:
    """An amount in hundredths, with its currency; ¥ is the yen only where the house counts in yen.

    Args:
        house_currency: of amounts that name none.
        text: the cell.

    Raises:
        Invalid: it isn't an amount.
    """
    said = plain(text)
    currency = house_currency
    for sign, code in _SIGNS.items():
        if sign in said.upper():
            said, currency = re.sub(re.escape(sign), "", said, flags=re.IGNORECASE), code
            break
    if _YEN_OR_YUAN.search(said):
        said = _YEN_OR_YUAN.sub("", said)
        currency = "JPY" if house_currency == "JPY" else "CNY"
    if named := _CODE.search(said.strip()):
        said, currency = _CODE.sub("", said.strip()), (named[1] or named[2]).upper()
    found = number(said)
    if found < 0:
        raise Invalid(N_("“{given}” is below zero. Write what was paid."), given=text)
    return int((found * 100).quantize(Decimal(1), ROUND_HALF_UP)), currency


@lru_cache(maxsize=1024)
def currency(text: str) -> str:
    """A currency's code of three letters, ISO 4217."""
    said = plain(text).upper()
    said = {"¥": "CNY", "元": "CNY", "人民币": "CNY", "RMB": "CNY"}.get(said) or _SIGNS.get(said) or said
    if not re.fullmatch("[A-Z]{3}", said):
        raise Invalid(N_("“{given}” is no currency. Write three letters, like CNY."), given=text)
    return said


@lru_cache(maxsize=1024)
def yes(text: str) -> bool:
    """Yes or no, in several languages."""
    said = plain(text).casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise Invalid(N_("“{given}” is neither yes nor no. Write yes or no."), given=text)


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list, apart by ; , or |, each once."""
    parts = (" ".join(part.split()) for part in _LIST.split(text))
    return tuple({part.casefold(): part for part in parts if part}.values())


def years(text: str) -> list[int]:
    """Model years and spans of them: 2019-2021; 2023."""
    found: set[int] = set()
    for part in listed(plain(text)):
        ends = re.fullmatch(r"(\d{4})(?:\s*(?:-|–|~|至|to)\s*(\d{4}))?年?", part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (0, 0)
        if not 1886 <= first <= last <= 2100:
            raise Invalid(N_("“{given}” are no model years. Write them like 2019-2021; 2023."), given=part)
        found.update(range(first, last + 1))
    return sorted(found)


def degrees(text: str) -> float:
    """A latitude or longitude: 31.2304, 31,2304, 31.2304° N, 31°13'49"N.

    Raises:
        Invalid: it isn't one.
    """
    match = _DEGREES.fullmatch(plain(text))
    if match is None or (match[1] and match[5]):
        raise Invalid(N_("“{given}” is no coordinate. Write degrees, like 31.2304."), given=text)
    parts = [float((part or "0").replace(",", ".")) for part in (match[2], match[3], match[4])]
    sign = (
        -1
        if match[2].startswith("-") or (match[1] or match[5] or "").upper() in ("S", "W", "南", "西")
        else 1
    )
    return sign * (abs(parts[0]) + parts[1] / 60 + parts[2] / 3600)


def choice(words: Collection[str], others: dict[str, str]) -> Callable[[str], str]:
    """``one_of`` for a file's column, in which the same few words stand again and again."""
    return lru_cache(maxsize=1024)(partial(one_of, words, others))


def one_of(words: Collection[str], others: dict[str, str], text: str) -> str:
    """One of our codes, or another word for it.

    Args:
        words: the codes.
        others: further words, case-folded, with the code they mean.
        text: the cell.

    Raises:
        Invalid: it is none of them; the sentence lists the codes.
    """
    said = plain(text).casefold()
    code = re.sub(r"[\s-]+", "_", said)
    for found in (code, others.get(said), others.get(code)):
        if found in words:
            return str(found)
    raise Invalid(N_("“{given}” is none of {words}."), given=text, words=", ".join(words))


def email(text: str) -> str:
    """An e-mail address, as far as its form tells."""
    said = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+", said):
        raise Invalid(N_("“{given}” is no e-mail address. Write it like name@example.com."), given=text)
    return said


def web_address(text: str) -> str:
    """An address that begins with https:// or http:// and names a host."""
    said = text.strip()
    try:
        parts = urlsplit(said)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or any(sign.isspace() or not sign.isprintable() for sign in said):
        raise Invalid(
            N_("“{given}” is no web address. Write it in full, like https://example.com/offers."), given=text
        )
    return said


_LANGUAGES = {
    "zh_CN": "zh zh_cn zh_hans zh_hans_cn chs chinese mandarin 中文 汉语 普通话 国语 简体中文 chi zho",
    "zh_TW": "zh_tw zh_hant zh_hant_tw cht 繁體中文 繁体中文",
    "zh_HK": "zh_hk zh_yue yue cantonese 粤语 粵語 广东话",
    "en": "en eng english 英语 英文", "de": "de deu ger german deutsch 德语 德文",
    "fr": "fr fra fre french français francais 法语 法文", "es": "es spa spanish español espanol 西班牙语",
    "ja": "ja jpn japanese 日本語 日语 日文", "ko": "ko kor korean 한국어 韩语 朝鲜语",
    "it": "it ita italian italiano 意大利语",
    "pt": "pt por portuguese português 葡萄牙语", "ru": "ru rus russian русский 俄语 俄文",
    "ar": "ar ara arabic العربية 阿拉伯语",
    "nl": "nl nld dut dutch nederlands 荷兰语", "pl": "pl pol polish polski 波兰语",
    "tr": "tr tur turkish türkçe 土耳其语",
    "vi": "vi vie vietnamese 越南语", "th": "th tha thai 泰语", "hi": "hi hin hindi 印地语",
    "id": "id ind indonesian 印尼语",
}  # fmt: skip
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split()}


@lru_cache(maxsize=1024)
def language(text: str) -> str:
    """A language's code (``zh_CN``, ``en``, ``de`` ...) from a code of any spelling or its name.

    Raises:
        Invalid: no language we know, and no code of two letters.
    """
    said = re.sub(r"[\s.-]+", "_", plain(text).casefold())
    found = _LANGUAGE_OF.get(said) or _LANGUAGE_OF.get(said.partition("_")[0])
    if found:
        return found
    if match := re.fullmatch("([a-z]{2})(_[a-z0-9]{2,4})*", said):
        return match[1]
    raise Invalid(N_("“{given}” is no language we know. Write a code, like en or zh_CN."), given=text)
