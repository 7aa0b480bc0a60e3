"""The office's own words for the heads of a form: its name, the days, who fills it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from reports.models import StatisticsSettings
from reports.words import words_of
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.periods import Period

FILLED_ON = "填报日期"
# The word and the words before which it is expected.
_HEADS: dict[str, re.Pattern[str]] = {
    "落款单位": re.compile(r"(?:填报|报送|上报|填表|报表)单位|单位名称|单位[（(]?盖?章"),
    FILLED_ON: re.compile(r"(?:填报|填表|报送|上报|报出|制表)(?:日期|时间)"),
    "统计期": re.compile(
        r"统计(?:期|时间|时段)|报送(?:月份|时段)|所属(?:时期|月份)|填报(?:月份|周期)"
    ),
    "截至": re.compile(r"截[至止](?:日期|时间)?|数据截"),
    "填表人": re.compile(r"(?:填表|填报|制表|经办|报送)人(?!数|次)"),
    "审核人": re.compile(r"审[核签批]人?"),
    "单位负责人": re.compile(r"(?:单位|主要|分管)?(?:负责人|领导)(?:签[字名])?"),
    "联系电话": re.compile(r"联系(?:电话|方式)|电话"),
}
# Every 填报单位：＿＿ of one cell at once.
LINE = "本格各栏"
_DAY = r"(?:年[\s_＿]*月(?:[\s_＿]*日)?)?"
_LABEL = re.compile(rf"([^\s:：_＿]+)([:：])([\s_＿]*{_DAY}[\s_＿]*)")
WORDS = (*_HEADS, "单位", "安全办", "年", "起止")


def written_words(office: Office, period: Period, *, today: date) -> dict[str, str]:
    """Every word with its text for these days."""
    settings = StatisticsSettings.objects.of(office)
    known = words_of(office, period)
    own = {
        FILLED_ON: chinese_date(today),
        "统计期": period.label,
        "截至": chinese_date(period.last_day),
        "填表人": settings.preparer,
        "审核人": settings.reviewer,
        "单位负责人": settings.head,
        "联系电话": settings.phone,
    }
    return {word: own.get(word, known.get(word, "")) for word in WORDS}


def filled_line(text: str, words: Mapping[str, str]) -> str:
    """Words put behind their labels; the blanks of the others stay for the pen."""

    def put(found: re.Match[str]) -> str:
        label, colon, _ = found.groups()
        answer = words.get(word_for([label]), "")
        if not answer:
            return found[0]
        gap = "" if found.end() == len(text) else "　　"
        return f"{label}{colon}{answer}{gap}"

    return _LABEL.sub(put, text)


def has_labels(text: str) -> bool:
    return any(word_for([found[1]]) for found in _LABEL.finditer(text))


def word_for(texts: Iterable[str]) -> str:
    """Which of the words is expected behind these, the nearest first; empty for none."""
    for text in texts:
        for word, pattern in _HEADS.items():
            if pattern.search(text):
                return word
    return ""
