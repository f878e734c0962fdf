"""How people are called: names in many scripts, the same for the same number.

Names are common knowledge, put together at random; family names of some languages are built as their speakers
build them, so that the vocabulary is as large as a real one.
"""

# ruff: noqa: E501, RUF005, SIM905  names stand in lists, not in columns

from collections.abc import Callable, Sequence
from itertools import product

Names = Callable[[int], str]
"""A name for a number: the same for the same, a different one for most others."""


def _joined(*parts: str | Sequence[str], apart: str = " ") -> Names:
    """Names of one part of each list; a text is a list of words."""
    lists = [part.split(", " if "," in part else " ") if isinstance(part, str) else part for part in parts]

    def name(number: int) -> str:
        found = []
        for each in lists:
            number, at = divmod(number, len(each))
            found.append(each[at])
        return apart.join(found)

    return name


def _built(stems: str, ends: str) -> list[str]:
    """Every stem with every ending, as ``Berg`` and ``mann``."""
    return [stem + end for stem, end in product(stems.split(), ends.split())]


_HAN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志新宇浩轩子涵梓欣怡雨泽晨佳琪思远家豪嘉慧雪梅婷鹏飞龙凤春夏秋冬山海江河林森"
CHINESE = _joined(
    list(
        "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
    )
    + ["欧阳", "司马", "诸葛", "上官"],
    ["", *_HAN],
    list(_HAN),
    apart="",
)
JAPANESE = _joined(
    _built(
        "山 田 中 高 松 小 大 吉 石 木 林 村 上 川 藤 佐 井 西 東 北",
        "田 川 本 村 野 島 原 山 井 木 橋 崎 谷 沢 岡",
    ),
    "太郎 花子 健一 美咲 翔太 陽菜 大輔 裕子 直樹 由美子 拓也 さくら 浩二 恵子 隆 明美 誠 愛 学 真由美 和也 久美子 剛 ひかり",
)
KOREAN = _joined(
    list("김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방"),
    list("민서지현수영준하예은도윤시우주태성재혜미경정유동상승진나"),
    list("준서연우진현민지은호아희영수미숙철훈석용빈원경혁"),
    apart="",
)
_GIVEN_CYRILLIC = "Александр Дмитрий Сергей Андрей Алексей Михаил Иван Максим Павел Николай Олег Игорь Юрий Виктор Артём Роман"
_STEMS_CYRILLIC = (
    "Иван Петр Сидор Смирн Кузнец Соколов Попк Лебед Козл Новик Мороз Волк Павл Семен Голуб Виноград Богдан Воробь Фёдор"
    " Михайл Беля Тарас Жук Орл Андре Макар Никит Захар Зайц Солов Борис Яковл Григор Роман Осип Сорок Гус Ковал Шевч"
    " Дмитр Кравц Мельн Ткач Бондар Савч Руд Крут Белк Кисел Быстр Горбач Давыд Ефим Журавл Ильин"
)
RUSSIAN = _joined(_GIVEN_CYRILLIC.split(), _built(_STEMS_CYRILLIC, "ов ев ин ский енков ников"))
UKRAINIAN = _joined(
    "Олександр Андрій Тарас Богдан Оксана Наталія Ірина Юлія Сергій Володимир Микола Галина",
    _built(_STEMS_CYRILLIC, "енко чук юк ець ський"),
)
GREEK = _joined(
    "Γιώργος Δημήτρης Κώστας Νίκος Γιάννης Μαρία Ελένη Κατερίνα Βασιλική Σοφία Ανδρέας Θανάσης Άννα "
    "Ευαγγελία",
    _built(
        "Παπαδ Δημητρ Γεωργ Νικολα Κωνσταντ Αντων Βασιλ Ιωανν Θεοδωρ Χριστ Μιχαηλ Σταματ Αθανασ Παναγιωτ Αλεξ",
        "όπουλος ίδης άκης ίου άκος έλλης",
    ),
)
ARABIC = _joined(
    "محمد أحمد علي حسن خالد عمر يوسف إبراهيم فاطمة مريم عائشة زينب نور سارة ليلى هدى سعيد كريم طارق سمير",
    "محمد أحمد علي حسن خالد عمر يوسف إبراهيم عبدالله عبدالرحمن سليمان داود",
    "الأحمد الحسن المصري الشامي العلي الحربي القحطاني العتيبي الدوسري الغامدي الزهراني الشهري المالكي "
    "حداد نجار خوري منصور صالح عثمان ناصر فارس جابر رشيد سالم حمدان عيسى بكر موسى هاشم درويش",
)
TURKISH = _joined(
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Emre Çağrı Oğuz Fatma Ayşe Emine Zeynep Elif "
    "Gülşen Şule Özlem Işıl Müge",
    _built(
        "Demir Kara Ak Öz Yıldız Taş Koç Çelik Şahin Aslan Doğan Kılıç Güneş Polat Bulut Toprak Kaya Eren Tekin Uzun",
        "oğlu er kan türk soy ci",
    )
    + "Yılmaz Kaya Demir Çelik Şahin Yıldız Aydın Öztürk Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özdemir Şimşek".split(),
)
VIETNAMESE = _joined(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",
    "Văn Thị Hữu Đức Minh Thanh Quốc Ngọc Kim Xuân Thu Hồng",
    "Anh Bình Châu Dũng Giang Hà Hùng Khánh Lan Linh Long Mai Nam Nga Phong Phương Quân Sơn Thảo Trang "
    "Tuấn Việt Yến Hạnh",
)
GERMAN = _joined(
    "Jürgen Björn Käthe Hans Anna Peter Sabine Günter Renate Thomas Ute Wolfgang Monika Jörg Heike "
    "Stefan Ingrid Uwe",
    _built(
        "Berg Stein Hof Wald Bach Feld Brück Acker Linden Eich Buch Rosen Kirch Neu Alt Ober Unter Hinter Schön Grün Weiß"
        " Schwarz Roth Klein Groß Lang",
        "mann er meier müller bauer hauer ner bacher feld huber berger",
    ),
)
ENGLISH = _joined(
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard "
    "Susan Joseph Jessica Thomas Sarah Charles Karen Sean O'Neil",
    _built(
        "Ash Brad Clay Dal Ed El Farn Gar Hart Hor King Lang Mid New Nor Oak Pem Red Ross Sher Stan Sut Thorn Wal West Win",
        "ton ley ford son worth wood field man well by",
    ),
)
FRENCH = _joined(
    "Jean-Pierre Élodie François Amélie Benoît Chloé Gérard Hélène Jérôme Léa Noël Renée Stéphane Zoé "
    "Céline André",
    _built(
        "Beau Bel Bon Cham Cour De Du Gar La Le Mar Mont Mor Ro Saint- Val Ver Vil",
        "champ din lain mont nard nier pré reau rand ville teau",
    ),
)
SPANISH = _joined(
    "José María Antonio Carmen Manuel Ana Francisco Isabel Javier Lucía Íñigo Begoña Ángel Núria Raúl Inés",
    _built(
        "Fernánd Gonzál Rodrígu Lóp Martín Sánch Pér Góm Jimén Domíngu Vázqu Ramír Núñ Álvar Gutiérr Hernánd",
        "ez es",
    ),
    _built("Cas Mol Ser Tor Cam Rom Or Nav Del Gar Rib Vill", "ado ero as anos illo ales ina"),
)
POLISH = _joined(
    "Łukasz Małgorzata Paweł Zofia Michał Agnieszka Stanisław Bożena Grzegorz Żaneta Jędrzej "
    "Świętosława Piotr Ewa",
    _built(
        "Kowal Wiśniew Dąbrow Lewandow Wójc Kamiń Zieliń Szymań Woźni Kozł Jankow Mazur Krawcz Piotrow Grabow Nowak Paw Michal",
        "ski cki czyk ak owicz ik",
    ),
)
SWEDISH = _joined(
    "Åke Björn Östen Ingrid Lars Märta Sven Astrid Göran Karin Håkan Elsa",
    _built(
        "Anders Johans Karls Nils Berg Lind Sjö Ek Gran Lund Söder Norr Öst Väster Hög Ström",
        "son ström berg lund qvist gren mark",
    ),
)
PORTUGUESE = _joined(
    "João Conceição Luís Fátima Antônio Glória César Débora Mário Inês Paulo Lívia",
    "da Silva, dos Santos, de Oliveira, Pereira, Gonçalves, Araújo, Conceição, Magalhães, Guimarães, "
    "Simões, Assunção, Falcão",
    _built("Alm Mor Fer Rib Car Nog Per Tei", "eida eira eiro ado ão ões"),
)
