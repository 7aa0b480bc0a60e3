"""Which figures of the ledger a number of a text can be, by its unit and the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reports.review.counts import Count, Role


@dataclass(frozen=True)
class Line:
    """Words and units that lead to a figure. `by` are dimensions whose names are looked for."""

    key: str
    words: str
    units: str
    by: tuple[str, ...] = ()
    # The figure adds up unlike things: it is only asked for a part that the words name.
    needs: str = ""
    role: Role = ""
    # Many other things are counted in these words: it can confirm a number, never contradict one.
    is_weak: bool = False


_KIND = ("sector", "kind", "campaign")
_HAZARD = ("sector", "grade", "source", "campaign")
LINES: tuple[Line, ...] = (
    Line("hazard.found", "", "处 个 条 项 起", _HAZARD, role="found"),
    Line("hazard.found_and_rectified", "", "处 个 条 项 起", _HAZARD, role="rectified"),
    Line("hazard.rectified", "", "处 个 条 项 起", _HAZARD, role="rectified"),
    Line("hazard.remaining", "", "处 个 条 项 起", _HAZARD, role="remaining"),
    Line("hazard.opening", r"上期结转|期初", "处 个 条", _HAZARD),
    Line("hazard.overdue", r"逾期|超过整改期限", "处 个 条", _HAZARD),
    Line("hazard.closed", r"销号", "处 个 条", _HAZARD),
    Line("hazard.listed", r"挂[牌账]督办", "处 个 条"),
    Line("hazard.referred", r"上报|移送", "处 件 条"),
    Line("hazard.referred_sites", r"上报|移送", "家"),
    Line("notice.issued", r"(?:整改|责改)(?:通知书?|通知单|指令书|文书)", "份", ("sector",)),
    Line("meeting.count", r"会议?#|座谈会|例会|专题会|研究", "次", _KIND),
    Line("meeting.regular_and_training", r"例会及培训", "次"),
    Line("training.count", r"培训", "次 期", _KIND),
    Line("training.sessions", r"培训", "场 期 次", _KIND),
    Line("training.attendees", r"培训|参训", "人次 人", _KIND),
    Line("meeting.attendees", r"参会", "人次 人", is_weak=True),
    Line("drill.count", r"演练", "次 场", _KIND),
    Line("drill.participants", r"演练|参加", "人次 人", is_weak=True),
    Line(
        "publicity.quantity",
        r"",
        "条 份 幅 张 本 册 个 次 辆 台 期 块 台次 车次 部 场",
        ("item",),
        "item",
    ),
    Line("publicity.participants", r"参与|覆盖|受众", "人 人次"),
    Line("inspection.count", r"检查|排查|巡查", "次", _KIND),
    Line("operation.count", r"检查|执法|排查|巡查|督导|劝导|整治", "次", _KIND),
    Line("operation.joint", r"联合", "次", ("sector",)),
    Line("enforcement.count", r"执法", "次", _KIND),
    Line("inspection.led", r"领导|主要负责人|带队", "次", ("led_by",)),
    Line(
        "target.visits",
        r"检查|排查|巡查|抽查",
        "家次 户次",
        ("sector", "site_category", "campaign"),
    ),
    Line("target.sites", r"检查|排查|巡查|抽查", "家 户", ("sector", "site_category", "campaign")),
    Line("site.count", r"有|辖区|#", "家 座 栋", ("sector", "site_category"), is_weak=True),
    Line("operation.groups", r"检查组|督导组", "个"),
    Line("operation.person_times", r"出动|检查人员|执法人员", "人次 人", ("sector",)),
    Line("operation.police_times", r"警力", "人次 人"),
    Line("operation.vehicle_times", r"车辆|车", "台次 辆次 辆 车次", ("sector",)),
    Line("operation.boat_times", r"船|艇", "艘次"),
    Line("operation.vehicles_checked", r"检查[^#]*车", "辆 台次 辆次", ("sector",)),
    Line("operation.mileage", r"里程", "公里"),
    Line("operation.expert_times", r"专家", "人次 人"),
    Line("result.quantity", r"", "人次 人 台次 辆 起 袋 挂 条 家 个 次 件", ("kind",), "kind"),
    Line(
        "result.quantity",
        r"查处|处理|纠正|劝导",
        "人次 人 台次 辆 起 件 次",
        ("violation",),
        "violation",
    ),
    Line("result.quantity", r"", "起 人次", ("violation",), "violation"),
    Line("result.rows", r"查处|处理|立案|处罚", "起 件 次", ("kind",)),
    Line("result.fines", r"罚款|处罚金额", "元 万元", ("sector",)),
    Line("letter.copies", r"责任书|承诺书|责任状", "份", ("kind",)),
    Line("letter.parties", r"签订|签署", "个 家"),
    Line("fund.amount", r"资金|经费|投入", "元 万元", ("purpose",), is_weak=True),
    Line("accident.count", r"事故", "起 次"),
    Line("accident.deaths", r"死亡", "人"),
    Line("report.accepted", r"举报", "件 个 起"),
    Line("village.count", r"#[^,。]{0,2}(?:村|居|社区)|村\(居\)", "个", is_weak=True),
    Line("agency.count", r"#[^,。]{0,4}(?:单位|部门|站所)", "个", is_weak=True),
    Line("team.count", r"", "支 个", ("kind",), "kind"),
    Line("team.members", r"队伍|队员|组成", "人 名", ("kind",), is_weak=True),
    Line("staff.count", r"工作人员|专职|兼职|人员", "人 名", is_weak=True),
    Line("survey.quantity", r"", "户 个 处 栋 家", ("item", "campaign"), "item"),
    Line("survey.households", r"入户|摸排|户", "户", ("item",)),
    Line("sampling.batches", r"检测|抽检|样品", "批次"),
    Line("sampling.rounds", r"抽检", "次"),
    Line("insurance.claims", r"理赔", "件"),
    Line("standardisation.applied", r"标准化|申报", "家"),
)


@dataclass(frozen=True)
class Candidate:
    """A figure with the codes of what the words name; `said` are those words."""

    key: str
    filters: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    is_weak: bool = False


# Names of reference rows are official; people say them shorter.
Names = Mapping[tuple[str, str], Mapping[str, str]]
_DULL = re.compile(
    r"(?:安全生产|安全|工作|整治|处理|查处|其他|、.*$|（.*?）|次数|违法行为|人员|活动|应急)"
)


@dataclass(frozen=True)
class Matcher:
    """`names` are the choices of each figure's dimension: code to name."""

    names: Names = field(repr=False)

    def candidates(self, count: Count, heading: str) -> Iterator[Candidate]:
        """The closest question first: with the sector or kind that the words name, then without."""
        words = f"{count.before}#{count.after}"
        for line in LINES:
            if not self._fits(line, count, words):
                continue
            named = list(self._named(line, words, count, heading))
            if line.needs and not any(dimension == line.needs for dimension, _, _ in named):
                continue
            yield from _narrowings(line, named)

    def _fits(self, line: Line, count: Count, words: str) -> bool:
        if line.role:
            return count.role == line.role
        if count.role and line.key.startswith("hazard."):
            return False
        unit = count.unit.replace("(", "").replace(")", "")
        return unit in line.units.split() and bool(re.search(line.words, words))

    def _named(
        self, line: Line, words: str, count: Count, heading: str
    ) -> Iterator[tuple[str, str, str]]:
        for dimension in line.by:
            best: tuple[int, str, str] = (0, "", "")
            for code, name in self.names.get((line.key, dimension), {}).items():
                near = _near(dimension, words, count, heading)
                for said in _spoken(name):
                    if said in near and len(said) > best[0]:
                        best = (len(said), code, said)
            if best[0]:
                yield dimension, best[1], best[2]


def _near(dimension: str, words: str, count: Count, heading: str) -> str:
    """How far from the number the name may stand: a kind beside it, a campaign anywhere before."""
    if dimension in {"kind", "item", "violation", "grade"}:
        return words
    if dimension == "campaign":
        return f"{count.sentence}{heading}"
    return f"{count.clause}{heading}"


def _narrowings(line: Line, named: list[tuple[str, str, str]]) -> Iterator[Candidate]:
    """All that is named, then each alone, then nothing."""
    sets = [named] if named else []
    sets += [[one] for one in named] if len(named) > 1 else []
    if not line.needs:
        sets.append([])
    for chosen in sets:
        if line.needs and all(dimension != line.needs for dimension, _, _ in chosen):
            continue
        filters = tuple(sorted((dimension, code) for dimension, code, _ in chosen))
        yield Candidate(line.key, filters, tuple(said for _, _, said in chosen), line.is_weak)


def _spoken(name: str) -> Iterator[str]:
    """The name, its parts, and what is left of it without the words that say nothing."""
    for part in {name, *re.split(r"[、,，]", name)}:
        if len(part) >= 2:
            yield part
        short = _DULL.sub("", part)
        if len(short) >= 2:
            yield short
