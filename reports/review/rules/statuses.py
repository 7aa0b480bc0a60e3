"""Words that leave open what happened: ordered or done, one entry by mistake or a hazard gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.findings import Finding, Reading, at, check, rule

_STATUS = "隐患状态：待整改、已整改待复查、已销号、误录作废"
UNCLEAR = rule(
    "status_unclear",
    "是责令整改还是已经整改，分不清",
    "排查、责令、整改是三个数，要分开写",
    _STATUS,
)
MISTAKEN = rule(
    "mistake_as_rectified",
    "误录的写成已整改",
    "误录作废的不是隐患，不算排查，也不算整改",
    _STATUS,
    severity="error",
)
LISTED = rule(
    "listing_unclear", "督办是已办还是将办，分不清", "挂牌督办以挂牌日期为准", "挂牌督办有挂牌日期"
)
TERM = rule(
    "one_term",
    "同一事项有几种名称",
    "名称全文统一",
    "文书、督办、台账的名称以登记的为准",
    severity="hint",
)

_UNCLEAR = re.compile(
    r"(?:发现|排查|检查)(?:并)?整改(?:各类|安全|一般)?隐患\s?\d+|督促整改[^,。;\d完]{0,8}隐患\s?\d+"
    r"|责令整改(?:到位|完成|完毕)|限期整改(?:各类|安全)?(?:隐患|问题)\s?\d+"
)
_MISTAKE = re.compile(r"误录|录错|误报|错录|操作失误|录成")
_DONE = re.compile(r"隐患已消除|完成整治|完成整改|已整改|已销号")


@check
def unclear(reading: Reading) -> Iterator[Finding]:
    for found in _UNCLEAR.finditer(reading.text):
        sentence = reading.passage.sentence_at(found.start()).text
        if "限期整改" in found[0] and re.search(r"当场整改|立行立改", sentence):
            continue  # how it was rectified, both ways named
        repair = "分开写：排查…处，责令限期整改…处，已整改…处，剩余…处"
        yield at(UNCLEAR, found, f"“{found[0]}”", repair)


@check
def mistaken(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.passage.sentences:
        mistake, done = _MISTAKE.search(sentence.text), _DONE.search(sentence.text)
        if mistake and done:
            found = _DONE.search(reading.text, sentence.start, sentence.end) or done
            yield at(
                MISTAKEN,
                found,
                f"“{mistake[0]}”的又写“{done[0]}”",
                "写“误录作废…处”，不计入排查和整改",
            )


@check
def listing(reading: Reading) -> Iterator[Finding]:
    future = re.search(r"(?:将|拟)[^,。;]{0,40}挂[账牌]督办", reading.text)
    done = [
        found
        for found in re.finditer(r"(?:予以|已|进行了?|实施)挂[账牌]督办", reading.text)
        if not future or not future.start() <= found.start() < future.end()
    ]
    if future and done:
        yield at(LISTED, future, "一处写将要挂牌，一处写已挂牌", "写明挂牌日期和督办单位")


_TERMS: tuple[tuple[str, ...], ...] = (
    (r"挂牌督办", r"挂账督办"),
    (r"台账", r"台帐"),
    (
        r"责令(?:限期)?整改通知书",
        r"责改通知书",
        r"整改通知单",
        r"(?<!责令)(?<!责令限期)(?:限期)?整改通知书",
        r"整改指令书",
        r"下发文书",
    ),
)


@check
def one_term(reading: Reading) -> Iterator[Finding]:
    for terms in _TERMS:
        used = [found for term in terms if (found := re.search(term, reading.text))]
        if len(used) > 1:
            last = max(used, key=lambda found: found.start())
            yield at(TERM, last, "、".join(found[0] for found in used), "全文用一个名称")
