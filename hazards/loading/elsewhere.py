"""Hazard ledgers of other offices and years: what they call their columns and say in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models

from hazards.duplicates import WITHIN
from hazards.models import Hazard
from township_safety.register.working_days import Calendar, calendar_for
from township_safety.values import ValueProblem, parse_flag
from township_safety.workbook.foreign.dialects import Dialect, Terms
from township_safety.workbook.foreign.drafts import Draft
from township_safety.workbook.rows import Row

_HEADINGS = {
    "found_on": ("日期", "时间", "巡查日期", "巡查时间", "检查整改日期", "隐患排查时间"),
    "village": ("村", "社区", "村社区", "行政村", "村别", "村名", "村居（社区）", "村（居）委会"),
    "site": (
        "单位", "企业", "单位（场所）名称", "检查对象", "被检单位", "受检单位（场所）",
        "企业（单位）名称", "场所", "生产经营单位", "被检查单位名称", "检查单位名称", "单位/场所",
    ),
    "place": ("具体位置", "具体部位", "存在部位", "检查部位", "位置", "隐患具体位置"),
    "description": (
        "问题", "隐患", "隐患问题", "发现问题", "检查发现问题", "主要问题", "存在的问题",
        "存在的隐患", "存在隐患", "安全隐患", "问题及隐患", "存在的主要问题", "检查情况",
        "隐患具体情况", "检查地点、存在问题及隐患",
    ),
    "sector": ("行业领域类别", "领域", "行业（领域）"),
    "category": ("类别", "类型", "隐患类型（专业分类）", "问题类别"),
    "grade": ("隐患类别（一般/重大）", "一般/重大", "隐患程度", "等级", "隐患分级"),
    "inspectors": ("检查人", "巡查人", "巡查人员", "带队人", "检查人员签名"),
    "due_on": (
        "时限", "期限", "整改完成期限", "限期整改时间", "要求完成时间", "整改截止日期",
        "要求整改时限", "限改日期",
    ),
    "is_rectified": ("整改与否", "是否销号", "销号情况", "是否完成", "整改进展", "进展情况",
                     "整改落实情况", "治理完成情况", "状态", "整改情况/是否完成"),
    "rectified_on": ("实际完成时间", "整改销号时间", "整改情况/完成时间", "治理完成日期"),
    "checked_on": ("核查时间", "复核日期", "复核时间", "复查验收日期"),
    "checked_by": ("复核人", "核查人员", "复查责任人"),
    "closed_on": ("销号日期", "销号", "确认时间"),
    "measures": ("整改建议", "处理意见", "处置措施", "整改内容", "整改措施及要求"),
    "responsible_unit": ("责任部门", "整改主体", "责任单位（人）", "整改责任部门/责任人"),
    "responsible_person": ("整改负责人", "责任人及电话", "责任人及联系方式", "联系人",
                           "联系人及电话", "负责人及电话", "联系人及联系方式", "责任人（电话）"),
    "phone": ("责任人电话", "责任人联系方式", "联系人电话", "手机号", "手机号码", "电话号码"),
    "funds": ("整改投入", "资金", "投入", "治理资金", "累计落实治理资金"),
    "harm": ("可能造成的后果",),
}  # fmt: skip

_PATTERNS = (
    (r"(?!.*(?:整改|治理|复查|验收|核查)).*(?:隐患|问题).*(?:描述|内容|情况|表现)", "description"),
    (r".*(?:检查|排查|巡查|发现).*(?:日期|时间)", "found_on"),
    (r".*(?:整改|治理).*(?:期限|时限)", "due_on"),
    (r".*(?:整改|治理).*完成.*(?:日期|时间)", "rectified_on"),
    (r".*(?:复查|验收|核查|复核).*(?:日期|时间)", "checked_on"),
    (r".*(?:整改|治理).*(?:资金|经费).*", "funds"),
    (r".*(?:被检查|受检|被检).*", "site"),
)

_EXTRAS = (
    "上报单位", "企业类型", "统一社会信用代码", "信用代码", "详细地址", "地址", "单位地址",
    "督办单位", "督办人员", "督办人", "危险源编码", "管控措施ID", "排查记录ID", "验收情况描述",
    "验收情况", "验收意见", "验收组织单位", "核查单位", "核查情况", "复查情况", "复查意见",
    "复查结果", "隐患来源说明", "企业编码", "经度", "纬度", "评估负责人签名", "签字日期",
    "累计落实治理资金", "登记人", "填报人", "检查单位", "牵头单位", "包保领导", "包案领导",
    "附件", "隐患照片", "整改照片", "整改前照片", "整改后照片", "删除标志",
)  # fmt: skip

_FIRM = (
    r".*(?:公司|厂|店|超市|合作社|学校|幼儿园|医院|卫生院|酒店|宾馆|饭店|加油站|经营部|农庄"
    r"|养殖场|市场|商行|门市)"
)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]$")
_SPOT = re.compile(r"立即|当场|现场(?:整改|完成)|立行立改|立查立改|即查即改|即知即改|边查边改|马上")
_STANDING = re.compile(r"长期|常态化|持续(?:整改|推进|坚持)|日常坚持|一直坚持")
_NOT_DONE = re.compile(
    r"未|没有?(?:整改|完成)|整改中|正在|部分|尚|待(?!复查|验收)|推进|限期|逾期|不合格|不到位"
)
_DONE = re.compile(r"已|完成|完毕|到位|消除|销号|办结|闭环|合格|整改好")
_WAITS = re.compile(r"待(?:复查|验收)")
# Words that say no more than the state itself.
_STATE_ONLY = re.compile(
    r"(?:已经?|均|全部|整改|完成|完毕|到位|销号|消除|办结|闭环|合格|未|待|复查|验收|中|正在|部分|限期"
    r"|当场|立即|现场|立行立改|即查即改|尚|没有?|[，,。\s])+"
)
_WITHIN = re.compile(
    r"(?:限|要求|在)?\s*([0-9]+|[一二两三四五六七八九十半]+)\s*(?:个)?(工作日|自然日|天|日|周|星期|月)"
    r"(?:之?内|以内)?(?:整改|完成|整改完毕|整改完成|整改到位)?"
)
_SPAN = {"天": 1, "日": 1, "自然日": 1, "周": 7, "星期": 7}
_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "半": 0}
_A_DAY = re.compile(
    r"(?:(?:19|20)?[0-9]{2}\s*[年./\-])?\s*[0-9]{1,2}\s*[月./\-]\s*[0-9]{1,2}\s*[日号]?"
)
_YES, _NO = "是", "否"
_ON_SPOT, _WITHIN_LIMIT = "当场整改", "限期整改"
_PLAIN_STATES = frozenset({"是", "否", "已整改", "未整改", "已完成", "未完成"})


def rewrite(draft: Draft, terms: Terms) -> None:
    """Words in cells of days, states and persons become what the ledger's columns hold."""
    _split_place(draft, terms)
    _split_phone(draft)
    _read_state(draft)
    for name in ("closed_on", "checked_on", "rectified_on"):
        _words_for_day(draft, name)
    _read_deadline(draft, terms)


def complete(draft: Draft, terms: Terms) -> None:
    """On the spot or not, once the days are known; and what a ledger of the past leaves open."""
    _settle_spot(draft)
    if terms.history_until is not None:
        _settle_history(draft, terms.history_until)


# -- two things in one cell ------------------------------------------------------------------------


def _split_place(draft: Draft, terms: Terms) -> None:
    """东村 广源超市: the village goes into its own column."""
    text = draft.text("site")
    if not text or draft.has("village"):
        return
    for village in sorted(terms.known.get("village", ()), key=len, reverse=True):
        rest = text.removeprefix(village)
        if rest == text or not re.match(r"[\s、，,/\-—_：:]", rest):
            continue
        name = rest.strip(" 、，,/-—_：:　")
        if len(name) >= 2:
            draft.put("site", name, because="site", said=f"村（居）：{village}；监管对象：{name}")
            draft.cells["village"] = village
            return


def _split_phone(draft: Draft) -> None:
    """张某 13800000001 under the person; two numbers under the telephone."""
    numbers = _PHONE.findall(draft.text("phone"))
    if len(numbers) > 1:
        draft.put("phone", numbers[0], because="phone", said=f"{numbers[0]}，其余记到备注")
        for further in numbers[1:]:
            draft.keep("phone", further)
    for name in ("responsible_person", "responsible_unit"):
        text = draft.text(name)
        numbers = _PHONE.findall(text)
        if not numbers:
            continue
        rest = _PHONE.sub("", text).strip(" 　,，、;；:：()（）电话联系手机/\n")
        draft.tell(name, text, f"{rest}；电话：{numbers[0]}")
        draft.cells[name] = rest
        if not draft.has("phone"):
            draft.cells["phone"] = numbers[0]
        elif draft.text("phone") != numbers[0]:
            draft.keep(name, numbers[0])
        for further in numbers[1:]:
            draft.keep(name, further)


# -- how far it is ---------------------------------------------------------------------------------


def _read_state(draft: Draft) -> None:
    """整改情况 in anybody's words: yes, no, on the spot; a day in it is the day it was done."""
    if not draft.has("is_rectified"):
        return
    text = draft.text("is_rectified")
    if (said := _flag(_IN_BRACKETS.sub("", text))) is not None:
        draft.cells["is_rectified"] = _YES if said else _NO
        if said:
            _day_within(draft, text)
        if text not in _PLAIN_STATES:
            draft.tell("is_rectified", text, "已整改" if said else "未整改")
    elif _read_words(draft, text):
        if _WAITS.search(text):
            draft.cells["_waits"] = True
        if not _STATE_ONLY.fullmatch(text):
            draft.keep("is_rectified", text)


def _read_words(draft: Draft, text: str) -> bool:
    """Whether the words say how far it is."""
    if _SPOT.search(text) and not _NOT_DONE.search(text):
        draft.put("is_rectified", _YES, because="is_rectified", said="当场整改")
        _mark_spot(draft)
    elif _NOT_DONE.search(text):
        draft.put("is_rectified", _NO, because="is_rectified", said="未整改")
    elif _DONE.search(text) or _A_DAY.fullmatch(text):
        draft.put("is_rectified", _YES, because="is_rectified", said="已整改")
        _day_within(draft, text)
    else:
        return False
    return True


def _flag(text: str) -> bool | None:
    try:
        return parse_flag(text)
    except ValueProblem:
        return None


def _day_within(draft: Draft, text: str) -> None:
    found = _A_DAY.search(text)
    if found is not None and not draft.has("rectified_on"):
        draft.cells["rectified_on"] = found[0].strip()
        draft.typed.setdefault("rectified_on", draft.typed.get("is_rectified", "整改情况"))


def _words_for_day(draft: Draft, name: str) -> None:
    """已整改, √ or 当场 where a day is asked for."""
    value = draft.cells.get(name)
    if not isinstance(value, str) or not draft.has(name):
        return
    text = draft.text(name)
    said = _flag(text)
    if said is None and re.search(r"\d", text):
        return
    if _SPOT.search(text):
        draft.put(name, None, because=name, said="当场整改")
        _mark_spot(draft)
    elif said is False or (said is None and _NOT_DONE.search(text)):
        draft.put(name, None, because=name, said="未整改" if name == "rectified_on" else "没有日期")
        if not draft.has("is_rectified") and name == "rectified_on":
            draft.cells["is_rectified"] = _NO
    elif said or _DONE.search(text):
        draft.put(name, None, because=name, said="已整改，没有日期")
        if not draft.has("is_rectified"):
            draft.cells["is_rectified"] = _YES


# -- the deadline ----------------------------------------------------------------------------------


def _read_deadline(draft: Draft, terms: Terms) -> None:
    text = draft.text("due_on")
    if not isinstance(draft.cells.get("due_on"), str) or not text:
        return
    found_on = draft.cells.get("found_on")
    if _STANDING.search(text):
        draft.put("due_on", None, because="due_on", said="长期坚持，没有期限")
        draft.cells["is_standing"] = _YES
    elif _SPOT.search(text):
        draft.put("due_on", None, because="due_on", said="当场整改")
        _mark_spot(draft)
    elif (within := _WITHIN.fullmatch(text)) and isinstance(found_on, date):
        day = _after(found_on, within, terms)
        if day is not None:
            draft.put("due_on", day, because="due_on", said=day.isoformat())
    elif _flag(text) or (_DONE.search(text) and not re.search(r"\d", text)):
        draft.put("due_on", None, because="due_on", said="已整改，没有期限")
        if not draft.has("is_rectified"):
            draft.cells["is_rectified"] = _YES


def _after(day: date, found: re.Match[str], terms: Terms) -> date | None:
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1])
    if number is None or number > 366:
        return None
    if found[2] == "工作日":
        return terms.working_day(day, number) if terms.working_day is not None else None
    if found[2] == "月":
        return _months_later(day, number) if number else day + timedelta(days=15)
    return day + timedelta(days=number * _SPAN[found[2]])


def _months_later(day: date, number: int) -> date:
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


# -- on the spot, and the past ---------------------------------------------------------------------


def _mark_spot(draft: Draft) -> None:
    draft.cells["_spot"] = True


def _settle_spot(draft: Draft) -> None:
    """立即整改 was done on the day, or it was demanded: what the other cells say decides."""
    if not draft.cells.pop("_spot", False):
        return
    found_on, done_on = draft.cells.get("found_on"), draft.cells.get("rectified_on")
    if draft.text("is_rectified") == _NO or done_on not in (None, "", found_on):
        draft.cells["rectify_mode"] = _WITHIN_LIMIT
        if not draft.has("due_on"):
            draft.cells["due_on"] = found_on
            draft.tell("due_on", "立即整改", "当天没有整改，期限按检查当天")
        return
    draft.cells["rectify_mode"] = _ON_SPOT
    draft.cells["rectified_on"] = found_on


def _settle_history(draft: Draft, until: date) -> None:
    """A ledger of the past: what it calls done is done, on a day nobody knows any more."""
    waits = draft.cells.pop("_waits", False)
    done_on = draft.cells.get("rectified_on")
    is_done = draft.text("is_rectified") == _YES or isinstance(done_on, date)
    if draft.text("is_rectified") == _NO or not is_done:
        return
    if done_on in (None, ""):
        done_on = draft.cells["rectified_on"] = min([until, *_ends(draft)])
        draft.cells["is_rectified_day_unknown"] = _YES
        name = "is_rectified" if "is_rectified" in draft.typed else "rectified_on"
        by = "截至日期" if done_on == until else "复查（销号）日期"
        draft.tell(name, "已整改，没有完成日期", f"完成日期不详，按{by}{done_on.isoformat()}计")
    has_end = draft.has("closed_on") or draft.has("checked_on")
    if not waits and not has_end and isinstance(done_on, date):
        draft.cells["closed_on"] = done_on


def _ends(draft: Draft) -> list[date]:
    """The days by which it must have been done."""
    ends = (draft.cells.get(name) for name in ("checked_on", "closed_on"))
    return [day for day in ends if isinstance(day, date)]


# -- what the ledger has already -------------------------------------------------------------------


def twins(rows: Sequence[Row], office: models.Model) -> dict[int, str]:
    """New rows whose place, description and part of it are in the ledger within thirty days."""
    days = [row.instance.found_on for row in rows if row.instance.found_on]
    if not days:
        return {}
    near = Hazard.objects.for_offices([office]).not_voided()
    near = near.found_in(min(days) - WITHIN, max(days) + WITHIN)
    known: dict[tuple[Any, ...], list[tuple[date, str]]] = defaultdict(list)
    columns = ("site", "village", "place", "description", "found_on", "number")
    for site, village, place, text, found_on, number in near.values_list(*columns).iterator():
        known[_key(site, village, place, text)].append((found_on, number))
    found = {}
    for row in rows:
        hazard = row.instance
        key = _key(hazard.site_id, hazard.village_id, hazard.place, hazard.description)
        for found_on, number in known.get(key, ()):
            if abs(found_on - hazard.found_on) <= WITHIN:
                found[row.number] = f"台账中已有相同的隐患 {number}（检查日期{found_on}）"
                break
    return found


def _key(site: Any, village: Any, place: str, description: str) -> tuple[Any, ...]:
    where = ("site", site) if site else ("village", village)
    return (*where, _signs(place), _signs(description))


def _signs(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


ELSEWHERE = Dialect(
    headings=_HEADINGS,
    patterns=_PATTERNS,
    looks={"site": _FIRM},
    extras=_EXTRAS,
    note="note",
    rewrite=rewrite,
    complete=complete,
    twins=twins,
    same=("site", "village", "place", "description"),
    same_day="found_on",
    within_days=WITHIN.days,
    enters={"site": ("sites", ("village", "sector"))},
    beside={"site": ("address", "credit_code")},
    wants_known=("village",),
)


def working_days_of(office: Any) -> Callable[[date, int], date]:
    """Which day is so many working days after another, by the office's calendar."""
    calendars: dict[int, Calendar] = {}

    def after(day: date, number: int) -> date:
        if day.year not in calendars:
            last = date(day.year + 2, 12, 31)
            calendars[day.year] = calendar_for(office, first=day.replace(month=1, day=1), last=last)
        return calendars[day.year].add_working_days(day, number)

    return after
