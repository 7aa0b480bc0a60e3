"""What the headings promise and what stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.counts import Count
from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.passages import Paragraph, Span
from reports.review.sectors import SECTORS, sectors_in

_CONTENT = "标题与内容相符"
EMPTY = rule(
    "hazards_without_numbers",
    "写隐患治理，没有一个数",
    "隐患排查整改是必写的数，零也要写",
    "报告必写数据：排查、整改、剩余",
)
ANNOUNCED = rule(
    "announced_and_written", "前面列的领域与后面写的不一致", "列出几个领域，下面就写几个", _CONTENT
)
PROMISED = rule(
    "promised_not_written", "标题有，内容没有", "标题写到的行业要有内容，没有的写“本期无”", _CONTENT
)
DONE = rule("plan_as_done", "打算写成了已完成", "下一步工作还没有做，不用“了”", "计划与总结分开")
TOPIC = rule(
    "foreign_topic",
    "不是安全生产的内容",
    "国家安全、保密等工作有各自的报告",
    "会议、宣传按主题归类",
    severity="hint",
)
REACH = rule(
    "reach", "范围写到了别的地方", "本单位的报告只能说本地的情况", "单位名称和层级以登记的为准"
)
TENSES = re.compile(
    r"(?:促进|规范|制定|确保|遏制|加强|消除|清理|完善|建立|落实|开展|维护|保证|保障)了"
)


def _below(reading: Reading, heading: Paragraph) -> list[Paragraph]:
    """The heading's own paragraph and all below it."""
    inside = [heading]
    for one in reading.passage.paragraphs[heading.number + 1 :]:
        if heading.heading not in one.path or one.path.index(heading.heading) + 1 < len(
            heading.path
        ):
            break
        inside.append(one)
    return inside


@check
def hazards_without_numbers(reading: Reading) -> Iterator[Finding]:
    told: set[str] = set()
    is_plan = bool(re.search(r"要点|^[^和及]*计划", reading.passage.title))
    for paragraph in reading.passage.paragraphs:
        is_about = re.search(r"隐患(?:排查)?(?:治理|整治|整改)", paragraph.heading[:30])
        if paragraph.is_plan or is_plan or not is_about or len(paragraph.heading) > 30:
            continue
        inside = _below(reading, paragraph)
        counts = reading.counts_in(inside[0].start, inside[-1].end)
        nested = any(above in told for above in paragraph.path[:-1])
        if counts and re.search("检查|执法", paragraph.heading):
            continue  # about the checking, and that is counted
        if not nested and not any(_counts_hazards(one) for one in counts):
            told.add(paragraph.heading)
            mark = Span(paragraph.heading, paragraph.start + paragraph.skip)
            yield at(EMPTY, mark, "这一部分没有隐患的数", "补写排查、下达通知书、整改、剩余的数")
    yield from () if told else _none_at_all(reading)


def _counts_hazards(one: Count) -> bool:
    return bool(one.role) or "隐患" in one.before + one.after


def _none_at_all(reading: Reading) -> Iterator[Finding]:
    """A report that speaks of hazards again and again and counts none."""
    title = reading.passage.title
    if not re.search(r"报告|总结|汇报", title) or re.search("计划|要点", title.split("和")[0]):
        return
    said = [
        found
        for found in re.finditer(
            r"隐患排查|排查[^,。;]{0,8}隐患|隐患[^,。;]{0,4}(?:治理|整治|整改)", reading.text
        )
        if not reading.passage.paragraph_at(found.start()).is_plan
    ]
    is_masked = re.search(r"隐患[^,。;]{0,4}(?:[Xx*×]|\(\s*\)|__)", reading.text)
    if len(said) >= 2 and not is_masked and not any(_counts_hazards(one) for one in reading.counts):
        yield at(EMPTY, said[0], "全文没有一个隐患的数", "补写排查、整改、剩余的数，没有的写0处")


@check
def announced(reading: Reading) -> Iterator[Finding]:
    paragraphs = reading.passage.paragraphs
    pattern = re.compile(r"(?:围绕|紧盯|聚焦|突出|紧扣)([^。;,]{6,60}?)等(?:\S{0,4})(?:行业|领域)")
    for found in pattern.finditer(reading.text):
        names = sectors_in(found[1])
        here = reading.passage.paragraph_at(found.start())
        headings = [
            one
            for one in paragraphs[here.number + 1 :]
            if one.style in ("bracketed", "point") and not one.is_plan
        ]
        depth = len(headings[0].path) if headings else 0
        written = [
            name
            for one in headings
            if len(one.path) == depth
            for name in sectors_in(one.heading[:14])
        ]
        if len(set(names) & set(written)) < 2:
            continue
        lost = [name for name in names if name not in written]
        extra = [name for name in written if name not in names]
        if lost or extra:
            said = "；".join(
                part
                for part in (
                    f"列了没写：{'、'.join(lost)}" if lost else "",
                    f"写了没列：{'、'.join(extra)}" if extra else "",
                )
                if part
            )
            yield at(ANNOUNCED, found, said, "两处对应起来")


@check
def promised(reading: Reading) -> Iterator[Finding]:
    for paragraph in reading.passage.paragraphs:
        names = sectors_in(paragraph.heading[:20]) if paragraph.style else []
        if len(names) < 2 or paragraph.is_plan:
            continue
        body = "".join(one.text for one in _below(reading, paragraph))
        body = body.replace(paragraph.heading, "", 1)
        lost = [name for name in names if not re.search(SECTORS[name], body)]
        if lost and len(lost) < len(names) and len(body) > 30:
            mark = Span(paragraph.heading, paragraph.start + paragraph.skip)
            yield at(PROMISED, mark, f"内容里没有{'、'.join(lost)}", "补写，或写“本期无”，或改标题")


@check
def plan_as_done(reading: Reading) -> Iterator[Finding]:
    for paragraph in reading.passage.paragraphs:
        if paragraph.is_plan and (
            found := TENSES.search(reading.text, paragraph.start, paragraph.end)
        ):
            yield at(DONE, found, f"下一步工作里写“{found[0]}”", "改成还要做的说法，已做的移到前面")


@check
def foreign(reading: Reading) -> Iterator[Finding]:
    seen = False
    for found in re.finditer(
        r"国家安全(?:教育)?(?:宣传)?日|国家安全专题|反间谍|保密(?:工作)?会", reading.text
    ):
        if not seen:
            seen = True
            yield at(TOPIC, found, f"“{found[0]}”", "不计入安全生产的会议和宣传")


_AREA = {"市": "市", "县": "县", "区": "区", "镇": "镇", "乡": "乡", "街道": "街道"}


@check
def reach(reading: Reading) -> Iterator[Finding]:
    """“确保了全市…形势平稳” in the paper of a county bureau."""
    own = _own_area(reading)
    for found in re.finditer(
        r"(?:确保|促进|维护|推动|保障|保证)了?全(市|县|区|镇|乡|街道)(?=[^,。;]{0,16}(?:形势|稳定|平稳))",
        reading.text,
    ):
        if own and found[1] != own:
            yield at(REACH, found, f"本单位是{own}级的，这里写“全{found[1]}”", f"改为“全{own}”")


def _own_area(reading: Reading) -> str:
    title = re.search(
        r"(街道|县|区|(?<!乡)镇|乡(?!镇)|市)(?=[\u4e00-\u9fff]{0,6}(?:局|20\d\d|安全|交通|应急|城镇))",
        reading.passage.title,
    )
    if title:
        return title[1]
    counts = {
        area: len(re.findall(rf"[我全]{area}(?!人民政府|政府|委)", reading.text)) for area in _AREA
    }
    best = max(counts, key=lambda area: counts[area])
    return best if counts[best] >= 2 else ""
