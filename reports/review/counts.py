"""Every number of a text that counts something: how much, of which unit, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from reports.review.passages import Passage, han_number, pieces

UNITS = (
    "家次|人次|场次|批次|车次|户次|台次|辆次|艘次|班次|处次|公里|千米|万元|亿元|平方米|小时|周年"
    "|次条|元|吨|米|个|处|条|项|起|家|户|栋|间|份|幅|张|册|本|次|场|期|人|名|位|支|队|辆|台|艘|套"
    "|件|宗|例|批|块|具|部|挂|袋|箱|把|顶|盒|桶|座|所|棵|亩|头|只|篇|封|卷|天|日|周|点|岁|组|类|种|大|方面"
)
_SUFFIX = r"(?:\((?:次|人|家)\))?"
_COUNTED = re.compile(
    rf"(?P<near>近|约|超过|超|逾|达到|至少|不少于|大约)?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?)\s?(?P<scale>[万亿千百])?"
    rf"(?P<over>余|多|来)?\s?"
    rf"(?P<unit>%|(?:{UNITS}){_SUFFIX})"
)
_SPELLED = re.compile(
    rf"(?P<number>[一二两三四五六七八九十百千]+)(?P<over>余|多)?(?P<unit>{UNITS})"
)
# 一岗双责, 三个必须, 两个责任: set phrases, no counts.
_SET_PHRASES = re.compile(
    r"(?:三|四|五|两|八|十|十五|六|七)(?:个|条|项|大)(?:必须|狠抓|责任|一律|体系|领域|能力|维护|意识|自信|主体"
    r"|硬措施|清单|关键|环节|到位|严禁|不放过|阶段|方面|层面|环境|坚持|结合|强化|加强|没有|不准|确保|统一|一)"
)
# After 第, 每 and the like a number names a member or a frequency.
_NAMED = re.compile(
    r"(?:第|每|各|这|那|某|同|任|另|哪|其中的|前|后|星期|周|国道|省道|[A-Za-z〔\[.\-—/])$"
)
_EACH = re.compile(r"每(?:个|支|周|月|年|季度|天|日|户|家|次|人|半年|村)?[^,。;、\d]{0,6}$")
_DAYS = re.compile(
    r"\d{4}年(?:度)?(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}(?:[-—至~]\d{1,2})?月(?:份|底|初|中旬|末)?"
    r"|\d{1,2}[日号](?=[,。至到前起上下])|\d{1,2}[:时]\d{0,2}分?|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}行动|[〔\[(【]\d{4}[〕\])】]\s*\d*\s*号?"
)
_VERBS = (
    "共|累计|现有|现已|已|均|全部|分别|先后|并|还|又|及时|组织|开展|进行|召开|举办|发放|印发|张贴|悬挂"
    "|排查出|排查|检查|查处|发现|整改|下达|下发|发出|出动|教育|劝导|签订|签署|查获|收缴|扣押|纠正|处理|处罚"
    "|完成|建立|成立|配备|安排|参与|参加|培训|受理|约谈|抽查|摸排|覆盖|制作|设置|达到|达|为|有|由|了|出|对"
)
_LEADING = re.compile(rf"^(?:{_VERBS})+")
_TAIL = re.compile(
    rf"(?:{_VERBS}|,|。|;|:|、|\(|\)|!|\?|的|和|与|及|在|被|从|按|是|等|以|但|并|其|需|仍|尚|未|将|\d)"
)
Role = Literal["found", "rectified", "remaining", ""]

HAZARD = r"(?:隐患|问题|缺陷)"
HAZARD_UNITS = frozenset("处个条项起点艘")
_FOUND = re.compile(
    rf"(?:排查|发现|查出|查处|梳理|存在|检查出|整治排查|排摸|摸排|巡查|自查)(?!整改)[^整改治]*{HAZARD}"
)
_FOUND_BEFORE = re.compile(
    r"(?:排查|发现|查出|查处|梳理|存在|检查出|巡查|自查)(?:出|了|到|各类)*共?$"
)
_REMAINING = re.compile(
    r"(?:剩余|剩下|尚有|还有|尚未|未整改|未完成整改|未治理|其余|正在整改|剩|余)"
)
_RECTIFIED = re.compile(
    r"(?:整改|治理|消除|销号|整治)(?:完成|完毕|到位|安全|消除|了|各类|一般|重大|事故|问题|的达|隐患|数|共|率)*$"
    r"|(?:完成|落实|督促完成)(?:整改|治理)[^,。;]{0,6}$|^已?(?:完成)?(?:整改|治理|销号)(?:安全|一般)?隐患?$"
)
_ORDERED = re.compile(
    r"通知|指令|文书|限期(?!内|整改完|整改到位)|责令|立即(?!整改(?:完成|到位|[^,]*\d))|方案|资金"
)


@dataclass(frozen=True)
class Count:
    """`before` and `after` are the words around it, up to the next number or mark."""

    number: Decimal
    unit: str
    is_about: bool  # 余, 多, 近, 约
    start: int
    end: int
    text: str
    before: str
    after: str
    # The whole clause and sentence, and where they begin.
    clause: str
    sentence: str
    sentence_start: int
    paragraph: int
    is_part: bool  # behind 其中
    is_each: bool  # 每…
    number_text: str = ""

    @cached_property
    def noun(self) -> str:
        """What is counted: 40家工贸企业, 检查企业40家."""
        behind = _TAIL.split(self.after, maxsplit=1)[0]
        if 2 <= len(behind) <= 14 and self.unit not in {"次", "人次", "家次", "份"}:
            return behind
        ahead = _LEADING.sub("", self.before)
        return ahead[-14:] or behind

    @cached_property
    def role(self) -> Role:
        """Which part of the hazard balance it states."""
        if self.unit not in HAZARD_UNITS:
            return ""
        return _role(self.before, self.after)

    @property
    def shown(self) -> str:
        return self.text


def _role(before: str, after: str) -> Role:
    here = before + "#" + after
    if _REMAINING.search(before) or re.match(rf"{HAZARD}?(?:条?隐患)?(?:正在|尚未|未)", after):
        return "remaining" if not _FOUND_BEFORE.search(before) else "found"
    if _RECTIFIED.search(before) and not _ORDERED.search(before) and "整改率" not in before:
        return "rectified"
    if _FOUND.search(before) and not re.search(r"点$", before):
        return "found"
    if _FOUND_BEFORE.search(before) and re.match(rf"[^,。;]{{0,8}}{HAZARD}", after):
        return "found"
    if re.match(r"一般隐患|重大(?:事故)?隐患|隐患", after) and _FOUND_BEFORE.search(before):
        return "found"
    del here
    return ""


def counts_of(passage: Passage) -> Iterator[Count]:
    """In the order of the text; no dates, numbers of papers, ordinals or headings."""
    text = passage.text
    taken = [match.span() for match in _DAYS.finditer(text)]
    taken += [match.span() for match in re.finditer(r"《[^》\n]*》", text)]
    taken += [match.span() for match in _SET_PHRASES.finditer(text)]
    taken += [(one.start, one.start + one.skip) for one in passage.paragraphs if one.skip]
    blocked = bytearray(len(text) + 1)
    for start, end in taken:
        blocked[start:end] = b"\x01" * (end - start)
    matches = [match for match in _COUNTED.finditer(text) if not blocked[match.start("number")]]
    matches += [match for match in _SPELLED.finditer(text) if _is_spelled(match, blocked, text)]
    matches = [
        one for one in matches if not _NAMED.search(text[max(0, one.start() - 3) : one.start()])
    ]
    yield from _placed(passage, sorted(matches, key=lambda one: one.start("number")))


def _is_spelled(match: re.Match[str], blocked: bytearray, text: str) -> bool:
    if blocked[match.start()] or text[match.end() : match.end() + 1] in ("是", "”"):
        return False
    number = han_number(match["number"])
    if (
        number is None
        or number < 2
        or match["unit"] in {"点", "大", "方面", "类", "种", "日", "周", "天"}
    ):
        return False
    return text[match.start() - 1 : match.start()] not in ("“", "(", "十", "第")


def _placed(passage: Passage, matches: list[re.Match[str]]) -> Iterator[Count]:
    clauses = {}
    for clause in pieces(passage.text):
        for place in range(clause.start, clause.end):
            clauses[place] = clause
    for index, match in enumerate(matches):
        start, end = match.start("number"), match.end()
        clause = clauses[start]
        left = max(clause.start, matches[index - 1].end() if index else 0)
        until = matches[index + 1].start() if index + 1 < len(matches) else len(passage.text)
        sentence = passage.sentence_at(start)
        before = passage.text[left : match.start()].strip(" \n,。;:()、!?")
        after = passage.text[end : min(max(clause.end, end), until)].strip(" \n,。;:()、!?")
        yield Count(
            number=_number(match),
            unit=match["unit"],
            is_about=bool(match["over"] or match.groupdict().get("near") not in (None, "达到")),
            start=start,
            end=end,
            text=passage.shown[start:end],
            before=before,
            after=after,
            clause=clause.text,
            sentence=sentence.text,
            sentence_start=sentence.start,
            paragraph=passage.paragraph_at(start).number,
            is_part="其中" in passage.text[sentence.start : start],
            is_each=bool(_EACH.search(before)),
            number_text=passage.shown[start : match.start("unit")],
        )


_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def _number(match: re.Match[str]) -> Decimal:
    typed = match["number"]
    if not typed[0].isdigit():
        return Decimal(han_number(typed) or 0)
    number = Decimal(typed.replace(",", ""))
    unit, scale = match["unit"], match.groupdict().get("scale")
    if scale:
        number *= _SCALES[scale]
    if unit in ("万元", "亿元"):
        number *= _SCALES[unit[0]]
    return number
