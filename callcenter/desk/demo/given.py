"""Names for the people, firms and streets of the demo: short lists of our own, put together at random."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TWO_SIGNS = ("欧阳", "司马", "上官", "诸葛")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红建文斌宇浩凯健俊帆雪倩婷慧佳颖晨阳欣怡梓涵子轩思雨"
    "嘉琪博雅志国海龙云飞春梅淑珍立新永晓东振宁瑞祥安然睿哲诗瑶一鸣若曦承泽"
)
_GIVEN_LATIN = {
    "US": """
        James Mary Robert Linda Michael Susan David Karen Daniel Emily Kevin Angela Brian Melissa Jason Rachel
        Tyler Hannah Marcus Olivia Andre Monica Carlos Elena""",
    "DE": """
        Anna Lukas Sabine Thomas Katrin Stefan Julia Markus Petra Jörg Claudia Matthias Birgit Florian Heike
        Tobias Ulrike Jürgen Lena Maximilian Renate Björn""",
    "GB": """
        Oliver Charlotte Harry Amelia George Sophie Jack Grace Alfie Chloe Ewan Fiona Gareth Nia Siobhan
        Callum Imran Priya Nigel Beatrice""",
    "FR": """
        Camille Léa Hugo Chloé Louis Manon Jules Inès Gabriel Élodie François Hélène Nicolas Céline Amélie
        Jean-Pierre Thérèse Benoît""",
    "IN": "Aarav Ananya Rohan Priya Vikram Neha Arjun Kavita Sanjay Meera Rahul Divya",
}
_SURNAMES_LATIN = {
    "US": """
        Miller Johnson Davis Anderson Thompson Walker Robinson Parker Collins Hughes Bennett Foster Ramirez
        Coleman Jenkins Powell Sullivan Russell Ortiz Henderson Brooks Hayes O'Brien Nguyen""",
    "DE": """
        Müller Schmidt Schneider Fischer Weber Becker Schäfer Koch Richter Wolf Neumann Krüger Hofmann Lange
        Köhler Herrmann Walter Böhm Schröder Groß Yılmaz Kowalski""",
    "GB": """
        Smith Jones Taylor Brown Evans Roberts Wright Hall Green Clarke MacDonald Campbell Hughes Patel Khan
        Edwards Turner Baker Fletcher Whitfield""",
    "FR": """
        Martin Bernard Dubois Moreau Laurent Lefèvre Garnier Rousseau Fontaine Chevalier Lambert Mercier
        Girard Benoît Renaud Noël Picard Delacroix""",
    "IN": "Sharma Patel Iyer Reddy Singh Mehta Kulkarni Nair Gupta Joshi Desai Rao",
}
_LATIN = {country: (given, _SURNAMES_LATIN[country]) for country, given in _GIVEN_LATIN.items()}
_LATIN |= {"CA": _LATIN["US"], "AU": _LATIN["GB"]}
_SINGAPORE = (
    "Wei Ling|Jun Jie|Hui Min|Kai Wen|Siti|Ravi|Mei Fen|Zhi Hao",
    "Tan Lim Lee Ng Goh Chua Rahman Kumar",
)
_JAPAN = (
    "佐藤:Sato 鈴木:Suzuki 高橋:Takahashi 田中:Tanaka 伊藤:Ito 渡辺:Watanabe 山本:Yamamoto 中村:Nakamura",
    "翔太:Shota 美咲:Misaki 健一:Kenichi 葵:Aoi 大輔:Daisuke 恵子:Keiko 蓮:Ren 由美:Yumi",
)
_KOREA = (
    "김:Kim 이:Lee 박:Park 최:Choi 정:Jung 강:Kang 조:Cho 윤:Yoon",
    "민준:Minjun 서연:Seoyeon 지훈:Jihoon 수빈:Subin 현우:Hyunwoo 지은:Jieun",
)
_FIRMS_CN = (
    "{city}{word}物流有限公司",
    "{city}{word}商贸有限公司",
    "{city}{word}酒店管理有限公司",
    "{city}{word}科技有限公司",
    "{city}{word}物业服务有限公司",
    "{city}{word}汽车租赁有限公司",
)
_WORDS_CN = (
    "恒通",
    "瑞丰",
    "新海",
    "东方",
    "金桥",
    "顺达",
    "安泰",
    "华盛",
    "宏远",
    "启明",
    "锦程",
    "中诚",
    "嘉禾",
)
_FIRMS = {
    "DE": ("{word} Logistik GmbH", "Hausverwaltung {word} GmbH", "{word} Gastro OHG", "{word} & Söhne KG"),
    "FR": ("{word} Transports SARL", "Hôtel {word} SAS", "Ateliers {word} SARL"),
    "": ("{word} Logistics Ltd", "{word} Property Services", "{word} & Partners", "{word} Catering Ltd"),
}
_ROADS = {
    "CN": [
        "人民路",
        "中山路",
        "建设路",
        "解放路",
        "光明路",
        "和平路",
        "新华路",
        "长江路",
        "文化路",
        "兴业路",
        "学院路",
        "迎宾大道",
        "花园路",
        "滨河路",
        "科技路",
    ],
    "DE": [
        "Lindenstraße",
        "Bahnhofstraße",
        "Gartenweg",
        "Schulstraße",
        "Am Markt",
        "Birkenallee",
        "Goethestraße",
    ],
    "FR": [
        "rue de la République",
        "avenue Victor Hugo",
        "rue des Lilas",
        "rue Pasteur",
        "boulevard Voltaire",
    ],
    "GB": ["Church Road", "Station Road", "Victoria Street", "Mill Lane", "Park Avenue", "Kings Road"],
    "JP": ["中央", "本町", "桜丘", "緑が丘"],
    "KR": ["중앙로", "한강로", "세종로"],
    "": [
        "Oak Street",
        "Maple Avenue",
        "Washington Street",
        "Lake Drive",
        "Hill Road",
        "Cedar Lane",
        "Main Street",
    ],
}


def person(chance: Random, country: str) -> tuple[str, str | None]:
    """A name as its bearer writes it, and in Latin letters where that isn't the same."""
    if country == "CN":
        return chinese(chance), None  # the people's module spells it
    if country == "JP":
        return _two_scripts(chance, *_JAPAN, " ")
    if country == "KR":
        return _two_scripts(chance, *_KOREA, "")
    if country == "SG":
        given, surnames = _SINGAPORE
        return f"{chance.choice(surnames.split())} {chance.choice(given.split('|'))}", None
    given, surnames = _LATIN[country]
    return f"{chance.choice(given.split())} {chance.choice(surnames.split())}", None


def chinese(chance: Random, surname: str = "") -> str:
    """A Chinese name; common surnames come oftener, as they do."""
    if not surname:
        rare = chance.random() < 0.01
        surname = chance.choice(_TWO_SIGNS) if rare else _SURNAMES[int(len(_SURNAMES) * chance.random() ** 2)]
    size = 1 if chance.random() < 0.22 else 2
    return surname + "".join(chance.choice(_GIVEN) for _ in range(size))


def firm(chance: Random, country: str, city: str) -> str:
    """A firm's name."""
    if country in ("CN", "JP", "KR"):
        return chance.choice(_FIRMS_CN).format(city=city.removesuffix("市"), word=chance.choice(_WORDS_CN))
    surnames = _LATIN.get(country, _LATIN["GB"])[1].split()
    forms = _FIRMS.get(country, _FIRMS[""])
    return chance.choice(forms).format(word=chance.choice(surnames))


def street(chance: Random, country: str, city: str, district: str) -> str:
    """An address within a city."""
    road = chance.choice(_ROADS.get(country, _ROADS[""]))
    number = chance.randint(1, 280)
    if country == "CN":
        home = f"{chance.randint(1, 40)}号{chance.randint(1, 24)}0{chance.randint(1, 4)}室"
        return f"{city}{district}{road}{number}弄{home}"
    if country == "JP":
        return f"{city}{district}{road}{chance.randint(1, 6)}-{chance.randint(1, 20)}-{chance.randint(1, 20)}"
    if country in ("DE", "KR"):
        return f"{road} {number}"
    return f"{number} {road}"


def _two_scripts(chance: Random, surnames: str, given: str, between: str) -> tuple[str, str]:
    first, first_latin = chance.choice(given.split()).split(":")
    last, last_latin = chance.choice(surnames.split()).split(":")
    return f"{last}{between}{first}", f"{first_latin} {last_latin}"
