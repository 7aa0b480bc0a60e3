"""What was to be filled in and was not: XX, *, 【】, blanks; and rests of other files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.findings import Finding, Reading, at, check, rule

_FILLED = "文稿须填完整"
PLACEHOLDER = rule(
    "placeholder", "有没填的空", "占位符号不能出现在报出的文稿里", _FILLED, severity="error"
)
BLANK = rule("blank", "句子里缺了内容", "“围绕等”之间应有一串名称", _FILLED, severity="error")
REST = rule(
    "rest_of_file", "有转换残留的字样", "从别的文件转来时带进的标记", _FILLED, severity="error"
)

_PLACEHOLDER = re.compile(
    r"[Xx]{2,}|×+|\*+|[○〇□]{2,}|_{2,}|\(\s*\)|\.{4,}|某某"
    r"|【\s*】|【[^】\n]{0,12}(?:填|待|补)[^】\n]{0,6}】"
)
_BLANK = re.compile(r"(?:围绕|针对|聚焦|紧盯|突出|对|在)等(?:重点|行业|领域|方面|部位|时段)")
_REST = re.compile(
    r"\[[a-z]+:[^\]\n]{0,40}\]|【[^】\n]*(?:素材|微信|公众号|下载)[^】\n]*】"
    r"|_GoBack|\bError!|错误!"
)


@check
def placeholders(reading: Reading) -> Iterator[Finding]:
    """One finding for a sentence, at its first blank."""
    for sentence in reading.passage.sentences:
        found = list(_PLACEHOLDER.finditer(reading.text, sentence.start, sentence.end))
        if found:
            number = f"这一句有{len(found)}处" if len(found) > 1 else "这里"
            yield at(PLACEHOLDER, found[0], f"{number}没有填：{found[0][0]}", "填上台账的数或名称")
    for blank in _BLANK.finditer(reading.text):
        yield at(BLANK, blank, f"“{blank[0]}”前面没有名称", "补写行业领域名称，或删去“等”")
    for rest in _REST.finditer(reading.text):
        yield at(REST, rest, f"“{rest[0]}”", "删去")
