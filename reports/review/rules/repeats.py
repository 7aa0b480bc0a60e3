"""The same words twice where once is meant, and near-names of one body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.passages import Span

PHRASE = rule(
    "phrase_twice", "短语重复", "同一句里重复的话，多半是粘贴时多出来的", "文字", severity="hint"
)
LISTED = rule(
    "listed_twice",
    "并列里重复",
    "一串名称里同一个写了两次",
    "名单由登记的类别产生",
    severity="hint",
)
PASSAGE = rule(
    "passage_twice",
    "同一隐患写在两处",
    "一处隐患一条记录，别处提到时写明是同一处",
    "统计口径：一条记录只计一次",
)
NAME = rule("garbled_name", "单位名称不完整", "名称以登记的为准", "单位名称以登记的为准")
OFFICES = rule(
    "office_names",
    "同一机构有几个名称",
    "机构名称全文统一，以登记的为准",
    "单位名称以登记的为准",
    severity="hint",
)

_LONGEST_PHRASE = 8
# Sentences of one mould for each sector say what was done; what is there is said once.
_WORK = re.compile(r"[。;\n《》]|20\d\d|开展|检查|执法|排查|发现|整改|召开|组织|现有|结转|警力")
_COUNTED = re.compile(r"\d+[\u4e00-\u9fff]")
_PASSAGE = 16


@check
def phrases(reading: Reading) -> Iterator[Finding]:
    for clause in reading.passage.clauses:
        text = clause.text
        for start in range(len(text) - 2 * _LONGEST_PHRASE + 1):
            piece = text[start : start + _LONGEST_PHRASE]
            again = text.find(piece, start + _LONGEST_PHRASE)
            if again > 0 and re.fullmatch(r"[\u4e00-\u9fff]+", text[start : again + len(piece)]):
                mark = Span(piece, clause.start + again)
                yield at(PHRASE, mark, f"“{piece}”写了两次", "删去一次")
                break


@check
def listed(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(
        r"[^,。;:!?\n()“”、]{2,10}(?:、[^,。;:!?\n()“”、]{2,10}){2,}", reading.text
    ):
        names = [re.sub(r"等.*$", "", one) for one in found[0].split("、")]
        for name, times in Counter(names).items():
            if times > 1 and not re.search(r"\d", name):
                place = found.start() + found[0].rfind(name)
                yield at(LISTED, Span(name, place), f"“{name}”写了{times}次", "删去重复的")


@check
def passages(reading: Reading) -> Iterator[Finding]:
    """A long run with a number in it that comes back in another paragraph: one hazard twice."""
    seen: dict[str, int] = {}
    reported: set[int] = set()
    for paragraph in reading.passage.paragraphs:
        text = paragraph.text
        for start in range(len(text) - _PASSAGE + 1):
            run = text[start : start + _PASSAGE]
            if not _COUNTED.search(run) or _WORK.search(run):
                continue
            first = seen.setdefault(run, paragraph.number)
            told = "如下" in reading.passage.paragraphs[first].text
            if first != paragraph.number and paragraph.number not in reported and not told:
                reported.add(paragraph.number)
                mark = Span(run, paragraph.start + start)
                yield at(PASSAGE, mark, "与前面一段写的是同一件事", "写明“同前”，合计只计一次")


_GARBLED = {
    "自然局": "自然资源局",
    "应急管局": "应急管理局",
    "市场监局": "市场监管局",
    "交通输局": "交通运输局",
}


@check
def names(reading: Reading) -> Iterator[Finding]:
    for wrong, right in _GARBLED.items():
        for found in re.finditer(wrong, reading.text):
            yield at(NAME, found, f"“{wrong}”应是“{right}”", f"改为“{right}”")


@check
def offices(reading: Reading) -> Iterator[Finding]:
    pattern = re.compile(r"安监办|应急办|安办(?!理)|安全办|应急管理办公室|安监站|应急管理站")
    used: dict[str, re.Match[str]] = {}
    for found in pattern.finditer(reading.text):
        used.setdefault(found[0], found)
    if len(used) > 1:
        last = list(used.values())[1]
        yield at(OFFICES, last, "、".join(used), "统一成登记的机构名称")
