"""Serials, VINs, number plates and IMEIs as people type and read them out; and what a query could be."""

import re
import unicodedata
from typing import Literal

from stdnum import imei

from callcenter.callers.signs import digits, extension_end, fold, runs

Kind = Literal["phone", "serial", "vin", "plate", "case", "name"]

_NO_SERIAL = re.compile("[^A-Z0-9]+")
_VIN = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-HJ-NPR-Z0-9]{17}")
_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR, _CYCLE = 1980, 30
_CONFUSED = str.maketrans("OQI", "001")
_CYRILLIC = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_CHINESE_PLATE = re.compile(rf"[{_PROVINCES}][A-Z][A-Z0-9]{{3,6}}[挂学警港澳]?")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][A-Z0-9]{3,6}[挂学警港澳]?"
)
_PLATE = re.compile(r"(?=.*[^\W\d_])(?=.*\d)[^\W_]{4,9}")
_CASE = re.compile(r"(CASE|TICKET|工单|案件|单|编)?(?:NO|NR|NUMBER|号)?#?\d{2,12}")
_NAME = re.compile(r"(?:^|\s)[^\W\d_]+(?:['’.,·&-]*[^\W\d_]+)*[.,]?(?=\s|$)|[\u3400-\u9fff]{2,}")


def normalise(text: str) -> str:
    """Return a serial as it is compared: capitals and ASCII digits, no spaces, dashes, dots or other signs.

    Nothing is guessed: an O stays an O. For what people confuse see `serial_key`.
    """
    if text.isascii():
        return _NO_SERIAL.sub("", text.upper())
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(digits(char) or char for char in plain if char.isalnum())


def serial_key(text: str) -> str:
    """Return the key under which a serial is looked up: `normalise`, with O and Q as 0 and I as 1.

    The key is stored and indexed beside the serial and never shown: it finds 'S0NY-1OO' for 'SONY-I00'. Two
    serials of one key are two results; the one that is equal without the key comes first.
    """
    return normalise(text).translate(_CONFUSED)


def plate_key(text: str) -> str:
    """Return a number plate as it is compared: '沪A·12345' as '沪A12345', 'B-MW 1234' as 'BMW1234'.

    Cyrillic letters that Russian plates share with the Latin alphabet (GOST R 50577) become Latin.
    """
    return normalise(text).translate(_CYRILLIC)


def is_vin(text: str) -> bool:
    """Say whether a text has a VIN's form: 17 letters and digits without I, O and Q (ISO 3779)."""
    return _VIN.fullmatch(normalise(text)) is not None


def _vin_check(vin: str) -> str:
    total = sum(int(_VIN_VALUES[char]) * weight for char, weight in zip(vin, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def vin_check_ok(text: str) -> bool:
    """Say whether the ninth sign of a VIN is its check digit.

    Compulsory in North America and China only (49 CFR 565.15(c); GB 16735): elsewhere a wrong one means
    nothing, so it may warn and never refuse. False for what is no VIN.
    """
    vin = normalise(text)
    return is_vin(vin) and vin[8] == _vin_check(vin)


def with_vin_check(vin: str) -> str:
    """Return a VIN with the right check digit at its ninth place (49 CFR 565.15(c)), whatever stood there.

    Raises:
        ValueError: it isn't a VIN.
    """
    vin = normalise(vin)
    if len(vin) == 17:
        vin = f"{vin[:8]}0{vin[9:]}"
    if not is_vin(vin):
        raise ValueError("not a VIN")
    return f"{vin[:8]}{_vin_check(vin)}{vin[9:]}"


def vin_year(text: str, latest: int) -> int | None:
    """Return the model year that the tenth sign of a VIN stands for.

    The sign comes round every 30 years. In North America (first sign 1 to 5) a letter at the seventh place
    says 2010 or later (49 CFR 565.15(d)(1)); elsewhere the newest year that can be is taken.

    Args:
        text: a VIN.
        latest: the newest model year there can be, usually next year's.

    Returns:
        The year; None for what is no VIN, for a sign no year has, and where all years are after ``latest``.
    """
    vin = normalise(text)
    if not is_vin(vin) or vin[9] not in _VIN_YEARS:
        return None
    first = _FIRST_YEAR + _VIN_YEARS.index(vin[9])
    years = list(range(first, latest + 1, _CYCLE))
    if vin[0] in "12345":
        newer = vin[6].isalpha()
        years = [year for year in years if (year >= _FIRST_YEAR + _CYCLE) == newer] or years
    return years[-1] if years else None


def imei_ok(text: str) -> bool:
    """Say whether a text is the IMEI of a telephone: 15 digits with their check digit (3GPP TS 23.003)."""
    number = normalise(text)
    return len(number) == 15 and bool(imei.is_valid(number))


def looks_like(text: str) -> set[Kind]:
    """Return what a query could be; a field at the desk takes anything.

    Args:
        text: what was typed.

    Returns:
        ``phone`` for four or more digits (the end of a number) or a number among words; ``case`` for a number
        as people say it; ``vin``, ``plate`` and ``serial`` by their form; ``name`` for any word. More than
        one is usual; empty for nothing but signs.
    """
    plain = normalise(text)
    if is_vin(serial_key(text)):
        return {"vin", "serial"}
    case = _CASE.fullmatch(re.sub(r"[\s.:-]", "", fold(text)[0]).upper())
    if case and case[1]:
        return {"case"}
    few = len(text.split()) <= 3
    chinese = _CHINESE_PLATE.fullmatch(plain) is not None
    phone, words = _phone_and_words(text)
    kinds: dict[Kind, bool] = {
        "phone": phone,
        "case": case is not None,
        "serial": few and plain.isascii() and 4 <= len(plain) <= 40 and bool(digits(plain)),
        "plate": chinese or (few and _PLATE.fullmatch(plain) is not None),
        "name": not chinese and _NAME.search(words) is not None,
    }
    found = {kind for kind, fits in kinds.items() if fits}
    return found or ({"name"} if plain else set())


def _phone_and_words(text: str) -> tuple[bool, str]:
    """Say whether a text is or has a telephone number, and return it with a 0 for each number."""
    folded, _ = fold(text[:200])
    rest, at = "", 0
    sizes: list[tuple[int, bool]] = []
    for run in runs(folded):
        end = extension_end(folded, run.end) if run.extension else run.end
        rest, at = f"{rest}{folded[at : run.start]}0", end
        sizes.append((len(digits(folded[run.start : run.end])), run.glued))
    rest += folded[at:]
    alone = not any(char.isalpha() for char in rest)
    return any(size >= 4 and (alone or (size >= 7 and not glued)) for size, glued in sizes), rest.strip()
