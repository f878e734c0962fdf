"""Serials of the demo's items, with the check digits that belong to them."""

from random import Random

from stdnum import luhn

from callcenter.callers.serials import with_vin_check
from callcenter.desk.demo.catalogue import Product, is_vehicle

_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR = 1980
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS = "0123456789"
_TYPES = {
    "Huawei": "86748904",
    "Xiaomi": "86563405",
    "OPPO": "86402706",
    "Apple": "35407115",
    "Samsung": "35123492",
}


def _plates(lines: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in lines.split())


# Provinces with the letters of their plates.
_PLATES = _plates(
    """
    上海市:沪ABCDEF 北京市:京ACEFGH 广州市:粤A 深圳市:粤B 成都市:川AG 重庆市:渝ABD 杭州市:浙A 武汉市:鄂A
    南京市:苏A 天津市:津ABC 西安市:陕A 苏州市:苏E 郑州市:豫A 长沙市:湘A 青岛市:鲁B 沈阳市:辽A 宁波市:浙B
    济南市:鲁A 大连市:辽B 厦门市:闽D 福州市:闽A 合肥市:皖A 昆明市:云A 哈尔滨市:黑A 长春市:吉A 无锡市:苏B
    东莞市:粤S 佛山市:粤E 石家庄市:冀A 南昌市:赣A 太原市:晋A
    贵阳市:贵A 南宁市:桂A 温州市:浙C 常州市:苏D 嘉兴市:浙F
    兰州市:甘A 乌鲁木齐市:新A 呼和浩特市:蒙A 海口市:琼A
    """
)
_DISTRICTS = {"Berlin": "B", "Hamburg": "HH", "München": "M", "Köln": "K", "Frankfurt am Main": "F"}


def serial(chance: Random, product: Product, number: int, year: int) -> str:
    """A serial that fits the product; no two numbers give the same.

    Args:
        chance: for the signs that say nothing.
        product: the model.
        number: the item's own number, below a million.
        year: the model year.
    """
    if is_vehicle(product.line):
        begin = product.serial
        if begin[0] in "12345":  # in North America a letter at the seventh place says 2010 or later
            begin = f"{begin[:6]}{begin[6] if begin[6].isalpha() else 'E'}{begin[7]}"
        sign = _YEARS[(year - _FIRST_YEAR) % len(_YEARS)]
        return with_vin_check(f"{begin}0{sign}{chance.choice(_LETTERS[:8])}{number:06}")
    if product.serial == "IMEI":
        body = f"{_TYPES[product.brand]}{number:06}"
        return body + str(luhn.calc_check_digit(body))
    return _filled(chance, product.serial, number)


def plate(chance: Random, country: str, city: str) -> str:
    """A number plate as its country writes it."""
    if country == "CN":
        signs = _PLATES[city]
        tail = "".join(
            chance.choice(_LETTERS if n == 0 and chance.random() < 0.4 else _DIGITS) for n in range(5)
        )
        return f"{signs[0]}{chance.choice(signs[1:])}·{tail}"
    if country == "DE":
        return f"{_DISTRICTS[city]}-{_letters(chance, 2)} {chance.randint(100, 9999)}"
    if country == "GB":
        return f"L{chance.choice(_LETTERS)}{chance.randint(13, 25)} {_letters(chance, 3)}"
    if country == "FR":
        return f"{_letters(chance, 2)}-{chance.randint(100, 999)}-{_letters(chance, 2)}"
    if country == "JP":
        return f"品川 {chance.randint(300, 599)} さ {chance.randint(10, 99)}-{chance.randint(10, 99)}"
    return f"{_letters(chance, 3)} {chance.randint(1000, 9999)}"


def _letters(chance: Random, count: int) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(count))


def _filled(chance: Random, pattern: str, number: int) -> str:
    """The pattern with its free signs; the last of them count, so that no serial comes twice."""
    free = [place for place, sign in enumerate(pattern) if sign in "#@*"]
    counted = f"{number:0{len(free)}}" if all(pattern[place] == "#" for place in free) else ""
    signs = list(pattern)
    for at, place in enumerate(free):
        if counted:
            signs[place] = counted[-len(free) :][at]
        else:
            signs[place] = chance.choice(
                {"#": _DIGITS, "@": _LETTERS, "*": _LETTERS + _DIGITS}[pattern[place]]
            )
    return "".join(signs)
