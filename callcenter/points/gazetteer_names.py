"""Names that the gazetteer's sources lack: regions by code, countries in Chinese, other names of cities.

GeoNames keeps ISO letters for the regions of the US and Britain and FIPS 10-4 or INSEE numbers elsewhere;
where a country isn't named here, a region goes by its largest city.
"""

_CN = """01 Anhui 安徽|02 Zhejiang 浙江|03 Jiangxi 江西|04 Jiangsu 江苏|05 Jilin 吉林|06 Qinghai 青海
|07 Fujian 福建|08 Heilongjiang 黑龙江|09 Henan 河南|10 Hebei 河北|11 Hunan 湖南|12 Hubei 湖北
|13 Xinjiang 新疆|14 Xizang 西藏|15 Gansu 甘肃|16 Guangxi 广西|18 Guizhou 贵州|19 Liaoning 辽宁
|20 Inner_Mongolia 内蒙古|21 Ningxia 宁夏|22 Beijing 北京|23 Shanghai 上海|24 Shanxi 山西
|25 Shandong 山东|26 Shaanxi 陕西|28 Tianjin 天津|29 Yunnan 云南|30 Guangdong 广东|31 Hainan 海南
|32 Sichuan 四川|33 Chongqing 重庆"""
_US = """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
|DC District_of_Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa
|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota
|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New_Hampshire|NJ New_Jersey|NM New_Mexico
|NY New_York|NC North_Carolina|ND North_Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania
|RI Rhode_Island|SC South_Carolina|SD South_Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia
|WA Washington|WV West_Virginia|WI Wisconsin|WY Wyoming"""
_CA = "01 AB|02 BC|03 MB|04 NB|05 NL|07 NS|08 ON|09 PE|10 QC|11 SK|12 YT|13 NT|14 NU"
_AU = "01 ACT|02 NSW|03 NT|04 QLD|05 SA|06 TAS|07 VIC|08 WA"
_GB = "ENG England|NIR Northern_Ireland|SCT Scotland|WLS Wales"
_DE = """01 Baden-Württemberg|02 Bayern|03 Bremen|04 Hamburg|05 Hessen|06 Niedersachsen
|07 Nordrhein-Westfalen|08 Rheinland-Pfalz|09 Saarland|10 Schleswig-Holstein|11 Brandenburg
|12 Mecklenburg-Vorpommern|13 Sachsen|14 Sachsen-Anhalt|15 Thüringen|16 Berlin"""
_FR = """11 Île-de-France|24 Centre-Val_de_Loire|27 Bourgogne-Franche-Comté|28 Normandie
|32 Hauts-de-France|44 Grand_Est|52 Pays_de_la_Loire|53 Bretagne|75 Nouvelle-Aquitaine|76 Occitanie
|84 Auvergne-Rhône-Alpes|93 Provence-Alpes-Côte_d'Azur|94 Corse"""
_COUNTRIES_ZH = """CN 中国|US 美国|GB 英国|FR 法国|DE 德国|JP 日本|KR 韩国|CA 加拿大|AU 澳大利亚
|NZ 新西兰|IT 意大利|ES 西班牙|PT 葡萄牙|NL 荷兰|BE 比利时|CH 瑞士|AT 奥地利|SE 瑞典|NO 挪威|DK 丹麦
|FI 芬兰|PL 波兰|CZ 捷克|RU 俄罗斯|UA 乌克兰|TR 土耳其|GR 希腊|IE 爱尔兰|IN 印度|ID 印度尼西亚|TH 泰国
|VN 越南|MY 马来西亚|SG 新加坡|PH 菲律宾|HK 香港|MO 澳门|TW 台湾|BR 巴西|AR 阿根廷|MX 墨西哥|CL 智利
|ZA 南非|EG 埃及|SA 沙特|AE 阿联酋|IL 以色列|PK 巴基斯坦|KZ 哈萨克斯坦|RO 罗马尼亚|HU 匈牙利"""
_OTHER_NAMES = """DE Köln Cologne|DE Hannover Hanover|DE Nuremberg Nürnberg|DE Munich München
|AT Vienna Wien|IT Rome Roma|IT Milan Milano|IT Naples Napoli|IT Turin Torino|IT Florence Firenze
|IT Venice Venezia|CZ Prague Praha|PL Warsaw Warszawa|PT Lisbon Lisboa|DK Copenhagen København
|SE Gothenburg Göteborg|BE Brussels Bruxelles|BE Brussels Brussel|BE Antwerp Antwerpen
|NL The_Hague Den_Haag|CH Geneva Genève|RU Moscow Москва|UA Kyiv Kiev|GR Athens Αθήνα
|RO Bucharest București|RU Saint_Petersburg Санкт-Петербург|KR Seoul 서울|US New_York_City New_York
|US New_York_City NYC|CN Guangzhou Canton"""


def _rows(text: str) -> list[list[str]]:
    return [[word.replace("_", " ") for word in row.split()] for row in text.split("|")]


REGIONS: dict[tuple[str, str], tuple[str, str]] = {
    (country, row[0]): (row[1], row[2] if len(row) > 2 else "")
    for country, text in {"CN": _CN, "CA": _CA, "AU": _AU, "GB": _GB, "DE": _DE, "FR": _FR}.items()
    for row in _rows(text)
}
"""(country, GeoNames code) to the region's name and its name in Chinese or nothing."""

US_STATES: dict[str, str] = {row[0]: row[1] for row in _rows(_US)}
"""Two letters to the state's name."""

COUNTRIES_ZH: dict[str, str] = {row[0]: row[1] for row in _rows(_COUNTRIES_ZH)}

OTHER_NAMES: dict[tuple[str, str], list[str]] = {}
"""(country, name in the source) to the names people know large cities by beside it."""
for _country, _name, _other in _rows(_OTHER_NAMES):
    OTHER_NAMES.setdefault((_country, _name), []).append(_other)
