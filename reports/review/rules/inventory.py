"""How many there are: one register, one number; no more inspected than there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.counts import Count
from reports.review.findings import Finding, Reading, at, check, rule

_REGISTER = "监管对象登记：一类对象一个数"
OVER = rule(
    "more_than_there_are",
    "检查的比现有的多",
    "检查家数不会多于现有家数（家次才会）",
    _REGISTER,
    severity="error",
)
CONFLICT = rule(
    "inventory_conflict",
    "同一类对象有两个总数",
    "同类对象只有一个总数，“主要、重点”的另写明",
    _REGISTER,
)
BASES = rule(
    "coverage_bases", "覆盖面算不出来", "检查家数和总家数要是同一类对象", _REGISTER, severity="hint"
)
GONE = rule(
    "gone_in_or_out",
    "已拆除（注销）的算没算在内不清楚",
    "已拆除、注销的不在现有数之内",
    _REGISTER,
    severity="hint",
)
LETTERS = rule(
    "more_letters_than_parties", "签订份数多于应签家数", "签订率不会超过100%", "应签名单：已签÷应签"
)

_KINDS: dict[str, str] = {
    "加油站": "加油站",
    "加气站": "加气站",
    "液化气站": "液化气站",
    "烟花爆竹": "烟花爆竹(?:零售|经营|销售)?(?:店|点)",
    "餐馆": "餐馆|餐饮场所|餐饮店|饭店|餐厅|酒店餐饮",
    "学校": "学校|中小学",
    "商场": "商场|超市|商超",
    "非煤矿山": "非煤矿山",
    "工贸企业": "工贸企业",
    "小微企业": "小微企业",
}
_HAS = re.compile(r"(?:现?有|共有|共计|摸排|登记|在册|辖区|全镇|全乡|全街道|我镇|我乡)")
_INSPECTED = re.compile(r"(?<!摸底)(?:排查|检查|抽查|巡查|整治|抽检)")


def _kind(one: Count) -> str:
    words = one.before[-12:] + "#" + one.after[:14]
    for kind, pattern in _KINDS.items():
        if re.search(rf"(?:{pattern})#", words) or re.search(
            rf"#[^,。、]{{0,6}}(?:{pattern})", words
        ):
            return kind
    return ""


def _stock(reading: Reading) -> Iterator[tuple[str, Count, bool]]:
    """Kind, number, and whether it says what was inspected."""
    for one in reading.counts:
        kind = _kind(one) if one.unit in {"家", "个", "座"} else ""
        if not kind:
            continue
        ahead = one.sentence[: one.start - one.sentence_start]
        clause = re.split(r"[;。,]", ahead)[-1]
        follows = re.match(r"[^,。;]{0,16}(?:进行|开展)[^,。;]{0,10}(?:检查|排查|整治)", one.after)
        inspected = bool(_INSPECTED.search(ahead) and not _HAS.search(clause)) or bool(follows)
        yield kind, one, inspected


@check
def more_than_there_are(reading: Reading) -> Iterator[Finding]:
    lines = list(_stock(reading))
    for kind, one, inspected in lines:
        standing = [other for name, other, seen in lines if name == kind and not seen]
        if inspected and standing and one.number > max(other.number for other in standing):
            most = max(standing, key=lambda other: other.number)
            said = f"检查{kind}{one.text}，现有{most.text}"
            yield at(OVER, one, said, "核对；同一家查过几次的写“家次”")


@check
def conflicts(reading: Reading) -> Iterator[Finding]:
    seen: dict[str, Count] = {}
    told: set[str] = set()
    for kind, one, inspected in _stock(reading):
        first = seen.setdefault(kind, one)
        main = re.search("主要|重点", one.after[:6] + first.after[:6])
        standing = not inspected or main
        apart = first.number != one.number and first.paragraph != one.paragraph
        if (
            kind not in told
            and standing
            and apart
            and (main or not _INSPECTED.search(first.before + one.before))
        ):
            told.add(kind)
            said = f"{kind}前面写{first.text}，这里写{one.text}"
            yield at(CONFLICT, one, said, "以登记的监管对象为准；“主要”的写明共有几家")


@check
def coverage(reading: Reading) -> Iterator[Finding]:
    stock = [
        one
        for one in reading.counts
        if one.unit == "家" and re.match("小微企业|规下企业|规上企业", one.after)
    ]
    visited = [
        one
        for one in reading.counts
        if one.unit == "家" and re.search(r"检查企业$", one.before) and not one.is_part
    ]
    if stock and visited:
        said = f"共有{stock[0].after[:4]}{stock[0].text}，检查企业{visited[0].text}，不是同一类"
        yield at(BASES, stock[0], said, "写明检查的是哪一类、覆盖率多少")


@check
def gone(reading: Reading) -> Iterator[Finding]:
    for one in reading.counts:
        behind = reading.text[one.end : one.end + 24]
        if found := re.match(r"\([^)]{0,16}(拆除|关闭|注销|搬迁|搬离)[^)]{0,4}\)", behind):
            said = f"{one.text}里有没有已{found[1]}的，看不出来"
            yield at(GONE, one, said, "写“现有…（不含已拆除…）”")


@check
def letters(reading: Reading) -> Iterator[Finding]:
    for one in reading.counts:
        if one.unit != "份" or not re.search(r"签[订署]", one.before + one.sentence[-60:]):
            continue
        if not re.search(r"签[订署][^,。]{0,12}$", one.before):
            continue
        paragraph = reading.passage.paragraphs[one.paragraph]
        ahead = paragraph.text[: one.start - paragraph.start]
        parties = [
            other.number
            for other in reading.counts_in(paragraph.start, one.start)
            if other.unit in {"家", "个"}
            and re.match(r"[^,。;]{0,8}(?:企业|厂|店|站|村|单位|部门|学校)", other.after)
        ]
        mixed = "责任书" in ahead and "承诺书" in ahead
        is_one_kind = not mixed and (
            len(re.findall(r"《", ahead)) <= 1 and len(re.findall(r"承诺书|责任书", ahead)) <= 2
        )
        if parties and is_one_kind and one.number > sum(parties):
            said = f"应签{sum(parties)}家，签了{one.text}"
            yield at(LETTERS, one, said, "写明还有哪些单位签订，或“已签…/应签…”")
