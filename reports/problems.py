"""存在问题 that the ledger can prove: sentences that are written only when there is something."""

from __future__ import annotations

from dataclasses import dataclass

from reports.text import Piece, parse


@dataclass(frozen=True)
class Problem:
    """A sentence of figures, or of the rows of a list: said when it counts something."""

    code: str
    label: str
    # Written in a clause, so that nothing stays of it when its figures are zero.
    text: str = ""
    # A list whose names follow, and the sentence with {个数} and {名单}.
    source: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return parse(self.text, words=("个数", "名单"))


_ALL = (
    Problem(
        "overdue",
        "隐患逾期未整改",
        "[隐患整改不够及时，{截至}有{hazard.overdue}处隐患超过整改期限仍未整改"
        "[，其中重大隐患{hazard.overdue|grade=major}处]。]",
    ),
    Problem(
        "returned",
        "复查不合格",
        "[整改质量不高，{本期}有{hazard.returned}处隐患复查不合格，退回重新整改。]",
    ),
    Problem(
        "listed",
        "挂牌督办未解除",
        "[挂牌督办隐患治理难度大，{截至}还有{hazard.listed}处没有解除。]",
    ),
    Problem(
        "waiting",
        "上报后没有回复",
        "[部分隐患需上级和有关部门协调解决，"
        "{截至}有{hazard.referred_waiting}处上报移送后尚未回复。]",
    ),
    Problem(
        "duties",
        "例行任务没有完成",
        "例行工作落实不够到位，{本期}有{个数}项例行任务没有按频次完成：{名单}。",
        source="unmet_duties",
    ),
    Problem(
        "returns",
        "报送不及时",
        "信息报送不够及时，{本期}有{个数}份材料没有按时报送：{名单}。",
        source="late_returns",
    ),
)
PROBLEMS: dict[str, Problem] = {problem.code: problem for problem in _ALL}
