"""The sectors of safety work, and the words by which a text speaks of each."""

import re

SECTORS: dict[str, str] = {
    "道路交通": "道路交通|交通安全|交通",
    "消防安全": "消防|火灾",
    "危化品": "危化品|危险化学品|加油站|液化气|油库",
    "烟花爆竹": "烟花爆竹|鞭炮|禁鞭",
    "食品安全": "食品|餐饮|食堂|农村集体聚餐",
    "燃气安全": "燃气|煤气|液化气",
    "建筑施工": "建筑施工|建筑工地|在建工地|施工",
    "非煤矿山": "非煤矿山|矿山",
    "工贸": "工贸",
    "自建房": "自建房|农村建房",
    "水上交通": "水上|渡口|船",
    "地质灾害": "地质灾害|地灾",
    "森林防火": "森林防火|森林防灭火|护林",
    "安全值班": "值班",
    "学校安全": "学校|校园",
    "特种设备": "特种设备|电梯|锅炉",
}


def sectors_in(text: str) -> list[str]:
    return [name for name in SECTORS if re.search(name.replace("安全", "(?:安全)?"), text)]
