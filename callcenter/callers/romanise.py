"""How names in Chinese, Japanese and Korean writing are spelt in Latin letters, without a list of names.

Sources: pinyin from ``pypinyin``, except that a surname is read as surnames are (《现代汉语词典》, the sense
"surname" of each character); kana by Hepburn's table; hangul by the Revised Romanization of Korea (2000) and,
for the commonest surnames, by the spelling their bearers use.
"""

from functools import lru_cache
from itertools import pairwise


def _words(text: str) -> list[str]:
    return text.split()


def _table(signs: str, sounds: str) -> dict[str, str]:
    return dict(zip(signs, sounds.split(), strict=True))


_TWO_CHARACTER_SURNAMES = frozenset(
    _words(
        "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 尉迟 尉遲 夏侯 皇甫 令狐 慕容 东方 東方 公孙 公孫 长孙 長孫 宇文"
        " 独孤 獨孤 司徒 司空 端木 南宫 南宮 西门 西門 东郭 東郭 百里 万俟 澹台 澹臺 单于 單于 申屠 太史"
        " 鲜于 鮮于 轩辕 軒轅 钟离 鍾離 拓跋 呼延 闻人 聞人 淳于 濮阳 濮陽 公冶 宗政 太叔 赫连 赫連 闾丘"
        " 仲孙 左丘 公羊 谷梁 第五 东野 南荣 梁丘 亓官 司寇 公良 漆雕 乐正 宰父 夹谷 段干 羊舌 微生 仲长"
        " 公玉 公祖 公伯 公仲 东里 北宫 子车 南门 巫马 公西 颛孙 壤驷"
        " 拓拔 哥舒 贺兰 完颜 耶律 纳兰"
    )
)
_SURNAMES = {
    **_table(
        "单單仇曾解区區查盖蓋任朴乐樂华華翟缪繆员員折召种重冼洗尉黑秘繁晟幺么覃谌諶",
        "shan shan qiu zeng xie ou ou zha ge ge ren piao yue yue hua hua zhai miao miao yun yun she shao"
        " chong chong xian xian wei he bi po cheng yao yao qin chen chen",
    ),
    **_table(
        "牟柏卜藏都祭葛宓隗燕应應宁寧纪紀哈能乜訾逄佴郗谯无句阚闞贠撒尹令长",
        "mou bai bu zang du zhai ge fu wei yan ying ying ning ning ji ji ha nai nie zi pang nai xi qiao wu"
        " gou kan kan yun sa yin ling zhang",
    ),
    "尉迟": "yuchi",
    "尉遲": "yuchi",
    "万俟": "moqi",
    "澹台": "tantai",
    "澹臺": "tantai",
    "单于": "chanyu",
    "單于": "chanyu",
    "长孙": "zhangsun",
    "長孫": "zhangsun",
    "令狐": "linghu",
    "呼延": "huyan",
    "乐正": "yuezheng",
    "仲长": "zhongchang",
    "亓官": "qiguan",
}

_KANA = _table(
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ",
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo"
    " ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo"
    " pa pi pu pe po vu",
)
_SMALL = _table("ゃゅょぁぃぅぇぉ", "ya yu yo a i u e o")

_INITIALS = [sound.strip("-") for sound in _words("g kk n d tt r m b pp s ss - j jj ch k t p h")]
_MEDIALS = _words("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = [sound.strip("-") for sound in _words("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")]
_KOREAN_SURNAMES = _table(
    "김이박최정강조윤장임오신권안유고문손허노심주구우",
    "kim lee park choi jung kang cho yoon jang lim oh shin kwon ahn yoo ko moon son heo noh shim joo koo woo",
)


@lru_cache(maxsize=4096)
def _syllables(han: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # late: its import costs 0.16 s

    return tuple(each for each in lazy_pinyin(han, style=Style.NORMAL) if each.isascii() and each.isalpha())


def pinyin(han: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese text without tones, 'ü' as 'v'."""
    return _syllables(han)


@lru_cache(maxsize=4096)
def chinese_name(han: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return how a Chinese full name may be read: the surname, and the syllables of the given name.

    Args:
        han: two to six Han characters.

    Returns:
        The likeliest first; a second one where the first character is commonly read otherwise.
    """
    cuts = [2 if han[:2] in _TWO_CHARACTER_SURNAMES and len(han) > 2 else 1]
    if len(han) == 4 and cuts == [1]:
        cuts.append(2)  # two surnames joined, or a rare one
    readings = dict.fromkeys(reading for cut in cuts for reading in _read_at(han, cut))
    return tuple(readings)


def _read_at(han: str, cut: int) -> list[tuple[str, tuple[str, ...]]]:
    surname, given = han[:cut], _syllables(han[cut:])
    common = "".join(_syllables(surname))
    return [(reading, given) for reading in (_SURNAMES.get(surname, common), common) if reading]


def kana(hiragana: str) -> str:
    """Return hiragana in Hepburn letters with its long vowels written out ('satou')."""
    out: list[str] = []
    double = False
    for char in hiragana:
        if char == "っ":
            double = True
            continue
        sound = _KANA.get(char, "")
        if char in _SMALL and out:
            sound = _SMALL[char]
            stem = out.pop()[:-1]
            sound = stem + (sound[1:] if stem.endswith(("sh", "ch", "j")) and sound[0] == "y" else sound)
        out.append(sound[:1] + sound if double else sound)
        double = False
    return "".join(out)


def short_vowels(romaji: str) -> str:
    """Return Hepburn letters as passports have them: 'satou' as 'sato', 'yuuki' as 'yuki'."""
    out = romaji[:1]
    for before, char in pairwise(romaji):
        if before + char not in ("ou", "oo", "uu"):
            out += char
    return out


def hangul(text: str) -> tuple[str, ...]:
    """Return the syllables of a Korean text in Latin letters, by the Revised Romanization."""
    out = []
    for char in text:
        at = ord(char) - 0xAC00
        if 0 <= at < 11172:
            out.append(_INITIALS[at // 588] + _MEDIALS[at % 588 // 28] + _FINALS[at % 28])
    return tuple(out)


def korean_surname(char: str) -> str:
    """Return the usual spelling of a Korean surname; '' where it has none but the regular one."""
    return _KOREAN_SURNAMES.get(char, "")
