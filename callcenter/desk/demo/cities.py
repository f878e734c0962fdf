"""The cities of the demo: where its customers live and its service points stand.

Positions are the cities' centres (degrees, WGS 84, rounded to a kilometre); a test holds them against the
shipped gazetteer.
"""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class City:
    """A real city, and how much of the demo happens there."""

    name: str
    latin: str
    country: str
    region: str
    lat: float
    lon: float
    timezone: str
    weight: int
    area_code: str
    districts: tuple[str, ...]


_CHINA = """
上海市|Shanghai|上海市|31.23|121.47|30|21|浦东新区 徐汇区 静安区 闵行区 杨浦区 长宁区 普陀区 宝山区 嘉定区
北京市|Beijing|北京市|39.91|116.40|24|10|朝阳区 海淀区 丰台区 西城区 东城区 通州区 大兴区 昌平区 石景山区
广州市|Guangzhou|广东省|23.13|113.26|16|20|天河区 越秀区 海珠区 白云区 番禺区 黄埔区 荔湾区
深圳市|Shenzhen|广东省|22.54|114.06|15|755|南山区 福田区 宝安区 龙岗区 罗湖区 龙华区
成都市|Chengdu|四川省|30.66|104.07|12|28|武侯区 锦江区 青羊区 金牛区 成华区 高新区
重庆市|Chongqing|重庆市|29.56|106.55|11|23|渝中区 江北区 渝北区 沙坪坝区 九龙坡区 南岸区
杭州市|Hangzhou|浙江省|30.27|120.16|10|571|西湖区 拱墅区 上城区 滨江区 余杭区 萧山区
武汉市|Wuhan|湖北省|30.58|114.27|10|27|江汉区 武昌区 洪山区 汉阳区 江岸区 青山区
南京市|Nanjing|江苏省|32.06|118.78|9|25|鼓楼区 玄武区 建邺区 江宁区 秦淮区 栖霞区
天津市|Tianjin|天津市|39.14|117.18|9|22|和平区 河西区 南开区 河北区 滨海新区 西青区
西安市|Xi'an|陕西省|34.26|108.93|8|29|雁塔区 碑林区 未央区 长安区 莲湖区
苏州市|Suzhou|江苏省|31.30|120.60|8|512|姑苏区 吴中区 相城区 工业园区 虎丘区
郑州市|Zhengzhou|河南省|34.76|113.65|7|371|金水区 二七区 中原区 管城区
长沙市|Changsha|湖南省|28.23|112.94|7|731|岳麓区 芙蓉区 雨花区 开福区
青岛市|Qingdao|山东省|36.07|120.38|6|532|市南区 市北区 崂山区 城阳区
沈阳市|Shenyang|辽宁省|41.80|123.43|6|24|和平区 沈河区 铁西区 皇姑区
宁波市|Ningbo|浙江省|29.87|121.55|5|574|海曙区 鄞州区 江北区 镇海区
济南市|Jinan|山东省|36.67|117.00|5|531|历下区 市中区 槐荫区 历城区
大连市|Dalian|辽宁省|38.92|121.61|5|411|中山区 沙河口区 甘井子区
厦门市|Xiamen|福建省|24.48|118.08|5|592|思明区 湖里区 集美区
福州市|Fuzhou|福建省|26.06|119.31|5|591|鼓楼区 台江区 仓山区
合肥市|Hefei|安徽省|31.86|117.28|5|551|蜀山区 庐阳区 包河区
昆明市|Kunming|云南省|25.04|102.72|5|871|五华区 盘龙区 官渡区
哈尔滨市|Harbin|黑龙江省|45.75|126.65|5|451|南岗区 道里区 香坊区
长春市|Changchun|吉林省|43.88|125.32|4|431|朝阳区 南关区 宽城区
无锡市|Wuxi|江苏省|31.57|120.29|4|510|梁溪区 滨湖区 新吴区
东莞市|Dongguan|广东省|23.02|113.75|4|769|南城街道 东城街道 长安镇
佛山市|Foshan|广东省|23.03|113.12|4|757|禅城区 南海区 顺德区
石家庄市|Shijiazhuang|河北省|38.04|114.48|4|311|长安区 桥西区 裕华区
南昌市|Nanchang|江西省|28.68|115.88|4|791|东湖区 红谷滩区 西湖区
太原市|Taiyuan|山西省|37.87|112.56|3|351|小店区 迎泽区
贵阳市|Guiyang|贵州省|26.58|106.72|3|851|云岩区 南明区
南宁市|Nanning|广西|22.82|108.32|3|771|青秀区 兴宁区
温州市|Wenzhou|浙江省|28.00|120.67|3|577|鹿城区 瓯海区
常州市|Changzhou|江苏省|31.77|119.95|3|519|天宁区 武进区
嘉兴市|Jiaxing|浙江省|30.75|120.75|2|573|南湖区 秀洲区
兰州市|Lanzhou|甘肃省|36.06|103.79|2|931|城关区 七里河区
乌鲁木齐市|Urumqi|新疆|43.80|87.60|2|991|天山区 沙依巴克区
呼和浩特市|Hohhot|内蒙古|40.81|111.65|2|471|新城区 赛罕区
海口市|Haikou|海南省|20.03|110.33|2|898|龙华区 美兰区
"""
_ABROAD = """
New York|US|NY|40.71|-74.01|America/New_York|9|212|Manhattan Brooklyn Queens
Los Angeles|US|CA|34.05|-118.24|America/Los_Angeles|7|213|Westside Downtown Valley
Chicago|US|IL|41.85|-87.65|America/Chicago|5|312|Loop Northside
Houston|US|TX|29.76|-95.36|America/Chicago|4|713|Midtown Heights
San Francisco|US|CA|37.77|-122.42|America/Los_Angeles|4|415|Mission Sunset
Seattle|US|WA|47.61|-122.33|America/Los_Angeles|3|206|Ballard Downtown
Boston|US|MA|42.36|-71.06|America/New_York|3|617|Back-Bay Southie
Denver|US|CO|39.74|-104.98|America/Denver|2|303|Downtown
Berlin|DE|Berlin|52.52|13.41|Europe/Berlin|9|30|Mitte Neukölln Spandau Pankow
Hamburg|DE|Hamburg|53.55|9.99|Europe/Berlin|6|40|Altona Wandsbek Harburg
München|DE|Bayern|48.14|11.58|Europe/Berlin|6|89|Schwabing Laim Pasing
Köln|DE|Nordrhein-Westfalen|50.94|6.96|Europe/Berlin|4|221|Ehrenfeld Deutz
Frankfurt am Main|DE|Hessen|50.11|8.68|Europe/Berlin|4|69|Bockenheim Höchst
London|GB|England|51.51|-0.13|Europe/London|12|20|Camden Croydon Ealing Hackney
Paris|FR|Île-de-France|48.85|2.35|Europe/Paris|8|1|Bercy Montmartre Grenelle
Toronto|CA|Ontario|43.70|-79.42|America/Toronto|5|416|Etobicoke Scarborough
Vancouver|CA|British Columbia|49.25|-123.12|America/Vancouver|3|604|Kitsilano Burnaby
Sydney|AU|New South Wales|-33.87|151.21|Australia/Sydney|4|2|Parramatta Chatswood
東京|JP|東京都|35.69|139.69|Asia/Tokyo|5|3|新宿区 渋谷区 世田谷区
Singapore|SG|Singapore|1.29|103.85|Asia/Singapore|3||Jurong Tampines
서울|KR|서울특별시|37.57|126.98|Asia/Seoul|3|2|강남구 마포구
Mumbai|IN|Maharashtra|19.07|72.88|Asia/Kolkata|3|22|Andheri Bandra
"""
_ZONES = {"乌鲁木齐市": "Asia/Urumqi"}
_LATIN = {"東京": "Tokyo", "서울": "Seoul", "München": "Munich", "Köln": "Cologne"}


@cache
def cities() -> tuple[City, ...]:
    """All cities, China's first, the largest before the smaller."""
    return tuple(map(_chinese, _CHINA.split("\n")[1:-1])) + tuple(map(_abroad, _ABROAD.split("\n")[1:-1]))


@cache
def city(name: str) -> City:
    """The city of this name.

    Raises:
        KeyError: the demo has no such city.
    """
    return {one.name: one for one in cities()}[name]


def _chinese(line: str) -> City:
    name, latin, region, lat, lon, weight, area, districts = line.split("|")
    zone = _ZONES.get(name, "Asia/Shanghai")
    return City(
        name, latin, "CN", region, float(lat), float(lon), zone, int(weight), area, tuple(districts.split())
    )


def _abroad(line: str) -> City:
    name, country, region, lat, lon, zone, weight, area, districts = line.split("|")
    latin = _LATIN.get(name, name)
    return City(
        name,
        latin,
        country,
        region,
        float(lat),
        float(lon),
        zone,
        int(weight),
        area,
        tuple(districts.split()),
    )
