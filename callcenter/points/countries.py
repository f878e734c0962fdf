"""Countries as files name them: codes of two or three letters, names in English and Chinese."""

import re
from functools import cache

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.points.gazetteer_file import countries

_ISO3 = """
ABW:AW AFG:AF AGO:AO AIA:AI ALA:AX ALB:AL AND:AD ARE:AE ARG:AR ARM:AM ASM:AS ATG:AG AUS:AU AUT:AT
AZE:AZ BDI:BI
BEL:BE BEN:BJ BES:BQ BFA:BF BGD:BD BGR:BG BHR:BH BHS:BS BIH:BA BLM:BL BLR:BY BLZ:BZ BMU:BM BOL:BO
BRA:BR BRB:BB
BRN:BN BTN:BT BWA:BW CAF:CF CAN:CA CHE:CH CHL:CL CHN:CN CIV:CI CMR:CM COD:CD COG:CG COK:CK COL:CO
COM:KM CPV:CV
CRI:CR CUB:CU CUW:CW CYM:KY CYP:CY CZE:CZ DEU:DE DJI:DJ DMA:DM DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG
ERI:ER ESH:EH
ESP:ES EST:EE ETH:ET FIN:FI FJI:FJ FLK:FK FRA:FR FRO:FO FSM:FM GAB:GA GBR:GB GEO:GE GGY:GG GHA:GH
GIB:GI GIN:GN
GLP:GP GMB:GM GNB:GW GNQ:GQ GRC:GR GRD:GD GRL:GL GTM:GT GUF:GF GUM:GU GUY:GY HKG:HK HND:HN HRV:HR
HTI:HT HUN:HU
IDN:ID IMN:IM IND:IN IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT JAM:JM JEY:JE JOR:JO JPN:JP KAZ:KZ
KEN:KE KGZ:KG
KHM:KH KIR:KI KNA:KN KOR:KR KWT:KW LAO:LA LBN:LB LBR:LR LBY:LY LCA:LC LIE:LI LKA:LK LSO:LS LTU:LT
LUX:LU LVA:LV
MAC:MO MAF:MF MAR:MA MCO:MC MDA:MD MDG:MG MDV:MV MEX:MX MHL:MH MKD:MK MLI:ML MLT:MT MMR:MM MNE:ME
MNG:MN MNP:MP
MOZ:MZ MRT:MR MSR:MS MTQ:MQ MUS:MU MWI:MW MYS:MY MYT:YT NAM:NA NCL:NC NER:NE NFK:NF NGA:NG NIC:NI
NIU:NU NLD:NL
NOR:NO NPL:NP NRU:NR NZL:NZ OMN:OM PAK:PK PAN:PA PER:PE PHL:PH PLW:PW PNG:PG POL:PL PRI:PR PRK:KP
PRT:PT PRY:PY
PSE:PS PYF:PF QAT:QA REU:RE ROU:RO RUS:RU RWA:RW SAU:SA SDN:SD SEN:SN SGP:SG SHN:SH SLB:SB SLE:SL
SLV:SV SMR:SM
SOM:SO SPM:PM SRB:RS SSD:SS STP:ST SUR:SR SVK:SK SVN:SI SWE:SE SWZ:SZ SXM:SX SYC:SC SYR:SY TCA:TC
TCD:TD TGO:TG
THA:TH TJK:TJ TKL:TK TKM:TM TLS:TL TON:TO TTO:TT TUN:TN TUR:TR TUV:TV TWN:TW TZA:TZ UGA:UG UKR:UA
URY:UY USA:US
UZB:UZ VAT:VA VCT:VC VEN:VE VGB:VG VIR:VI VNM:VN VUT:VU WLF:WF WSM:WS XKX:XK YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW
"""
"""ISO 3166-1 alpha-3 to alpha-2."""
_NAMES = {
    "US": "u.s.; u.s.a.; us of a; united states of america; america; 美利坚合众国",
    "GB": "uk; england; scotland; wales; great britain; britain; northern ireland; 英格兰; 大不列颠",
    "CN": "prc; people's republic of china; p.r. china; pr china; mainland china; 中华人民共和国; 中国大陆",
    "HK": "hongkong; hong kong sar; 中国香港", "MO": "macau; 中国澳门", "TW": "中国台湾; 台湾",
    "IE": "eire; republic of ireland",
    "ZA": "rsa", "CZ": "czech republic", "NL": "holland; the netherlands", "AE": "uae; 阿联酋",
    "KR": "korea; republic of korea; 大韩民国", "RU": "russian federation", "DE": "deutschland; 德意志",
    "ES": "españa",
    "FR": "république française", "IT": "italia", "JP": "nippon; 日本国", "AT": "österreich",
    "CH": "schweiz; suisse; svizzera",
    "BE": "belgië; belgique", "TR": "türkiye; turkey", "VN": "viet nam", "BR": "brasil", "MX": "méxico",
    "PL": "polska",
    "SE": "sverige", "DK": "danmark", "NO": "norge", "FI": "suomi",
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, found in countries().items():
        known |= {_key(name): code for name in (found.name, found.zh or "") if name}
    for code, names in _NAMES.items():
        known |= {_key(name): code for name in names.split(";")}
    known |= {iso3.lower(): iso2 for iso3, iso2 in (pair.split(":") for pair in _ISO3.split())}
    return known | {code.lower(): code for code in countries()}


def _key(name: str) -> str:
    return re.sub(r"[\s.]+", " ", name.casefold()).strip()


def country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country named by code or name.

    Raises:
        Invalid: no country we know.
    """
    found = _codes().get(_key(text))
    if found is None:
        raise Invalid(N_("“{given}” is no country we know. Write its code, like CN."), given=text)
    return found
