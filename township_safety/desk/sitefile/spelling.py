"""How the rows about a site stand in a table, on the screen and on paper alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from hazards.models import Hazard, Notice, Recheck
from hazards.models.deadlines import light_of
from inspections.models import OperationResult, OperationTarget
from township_safety.activities.duties import Standing
from township_safety.activities.models import LetterObligation, Obligation, SignedLetter
from township_safety.desk.register_lists import Heading, Line, Table
from township_safety.register.models import SiteLicence

_LIGHTS = {"normal": "正常", "due": "临期", "overdue": "逾期"}
_KINDS = {"日期": "date", "编号": "code", "文号": "code"}


@dataclass(frozen=True)
class Section:
    """One part of the file: some rows, how many there are in all, where the others stand."""

    key: str
    title: str
    table: Table
    total: int
    more_url: str = ""
    empty: str = ""
    # The columns' share of the paper's width; the others have one each.
    shares: tuple[float, ...] = ()

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.table.rows)


def grid(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> Table:
    """Rows of (address, texts)."""
    headings = [Heading(label, _kind(label)) for label in head]
    lines = [
        Line(
            url,
            [(text, h.kind, h.label) for text, h in zip(texts, headings, strict=True)],
            voided=False,
        )
        for url, texts in rows
    ]
    return Table(headings, lines)


def _kind(label: str) -> str:
    return next((kind for ending, kind in _KINDS.items() if label.endswith(ending)), "")


def day(on: date | None) -> str:
    return on.isoformat() if on else ""


HAZARD_HEAD = ("编号", "检查日期", "隐患描述", "等级", "整改期限", "状态", "销号日期")
HAZARD_SHARES = (1.6, 1.7, 2.9, 0.8, 1.7, 1.3, 1.7)


def hazard_state(hazard: Hazard, *, on: date, waiting: frozenset[int] = frozenset()) -> str:
    word = light_of(hazard.status, hazard.due_on, on=on, until=on, is_referred=hazard.pk in waiting)
    told = word if word in {"逾期", "已上报待处置"} else ""
    return "，".join(filter(None, (str(hazard.get_status_display()), told)))


def hazards(rows: Iterable[Hazard], *, on: date, waiting: frozenset[int] = frozenset()) -> Table:
    return grid(
        HAZARD_HEAD,
        (
            (
                row.get_absolute_url(),
                (
                    row.number,
                    day(row.found_on),
                    row.description,
                    row.get_grade_display(),
                    "长期坚持" if row.is_standing else day(row.due_on),
                    hazard_state(row, on=on, waiting=waiting),
                    day(row.closed_on),
                ),
            )
            for row in rows
        ),
    )


NOTICE_HEAD = ("文号", "文书种类", "签发日期", "整改期限", "送达日期", "情况")
NOTICE_SHARES = (2.3, 1.9, 1.7, 1.7, 1.7, 1.2)


def notices(rows: Iterable[Notice]) -> Table:
    return grid(
        NOTICE_HEAD,
        (
            (
                row.get_absolute_url(),
                (
                    row.number or "（没有编号）",
                    str(row.kind),
                    day(row.issued_on),
                    day(row.due_on),
                    day(row.served_on),
                    row.state,
                ),
            )
            for row in rows
        ),
    )


RECHECK_HEAD = ("复查日期", "文号", "复查人", "复查结果")
RECHECK_SHARES = (1.3, 2.2, 1.3, 3)


def rechecks(rows: Iterable[Recheck]) -> Table:
    return grid(
        RECHECK_HEAD,
        (
            (row.get_absolute_url(), (day(row.on), row.number, row.verifier, _found(row)))
            for row in rows
        ),
    )


def _found(row: Any) -> str:
    words = (("合格", row.passed), ("不合格", row.failed), ("未复查", row.unseen))
    return "、".join(f"{word}{number}项" for word, number in words if number)


VISIT_HEAD = ("检查日期", "检查", "带队领导", "检查结果", "检查表", "发现隐患")
VISIT_SHARES = (1.5, 2.5, 1.2, 1.2, 2.3, 1)


def visits(rows: Iterable[OperationTarget], answers: dict[int, str]) -> Table:
    return grid(
        VISIT_HEAD,
        (
            (
                reverse("records:detail", args=["operations", row.operation_id]),
                (
                    day(row.operation.on),
                    row.operation.topic or str(row.operation.kind),
                    row.operation.leaders,
                    row.get_outcome_display(),
                    answers.get(row.pk, ""),
                    f"{found}条" if (found := getattr(row, "found", 0)) else "",
                ),
            )
            for row in rows
        ),
    )


RESULT_HEAD = ("检查日期", "处置结果", "违法行为", "数量", "罚款（元）")
RESULT_SHARES = (1.3, 2, 2, 1, 1.2)


def results(rows: Iterable[OperationResult]) -> Table:
    return grid(
        RESULT_HEAD,
        (
            (
                reverse("records:detail", args=["operations", row.operation_id]),
                (
                    day(row.operation.on),
                    str(row.kind),
                    str(row.violation or ""),
                    f"{row.quantity}{row.unit_shown}",
                    f"{row.fine_amount:f}" if row.fine_amount is not None else "",
                ),
            )
            for row in rows
        ),
    )


LETTER_HEAD = ("年度", "名称", "类别", "签订日期")
LETTER_SHARES = (1, 3, 1.6, 2.2)


def letters(signed: Iterable[SignedLetter], owed: Iterable[LetterObligation]) -> Table:
    """What is still to be signed stands above."""
    rows: list[tuple[str, Sequence[str]]] = [
        (
            reverse("records:detail", args=["letter_obligations", row.pk]),
            (
                f"{row.year}年",
                str(row.kind),
                row.get_letter_class_display(),
                f"未签（应于{row.due_on}前）" if row.due_on else "未签",
            ),
        )
        for row in owed
    ]
    rows += [
        (
            reverse("records:detail", args=["letters", row.pk]),
            (f"{row.year}年", str(row.kind), row.get_letter_class_display(), day(row.signed_on)),
        )
        for row in signed
    ]
    return grid(LETTER_HEAD, rows)


LICENCE_HEAD = ("证照名称", "证照编号", "发证机关", "发证日期", "有效期至")
LICENCE_SHARES = (2.5, 1.9, 1.9, 1.7, 2)


def licences(rows: Iterable[SiteLicence]) -> Table:
    return grid(
        LICENCE_HEAD,
        (
            (
                reverse("records:detail", args=["site_licences", row.pk]),
                (
                    row.name,
                    row.number,
                    row.issued_by,
                    day(row.issued_on),
                    f"{row.valid_until}（{_LIGHTS[row.light]}）" if row.valid_until else "长期",
                ),
            )
            for row in rows
        ),
    )


DUTY_HEAD = ("任务名称", "频次", "本期", "已完成", "情况", "责任单位（人）")
DUTY_SHARES = (3, 1.2, 1.6, 1, 1, 1.8)


def duties(rows: Iterable[tuple[Obligation, Standing]]) -> Table:
    return grid(
        DUTY_HEAD,
        (
            (
                duty.get_absolute_url(),
                (
                    duty.name,
                    duty.often,
                    standing.round.label,
                    f"{standing.done}/{standing.required}次",
                    _standing(standing),
                    duty.responsible,
                ),
            )
            for duty, standing in rows
        ),
    )


def _standing(standing: Standing) -> str:
    if not standing.required:
        return "本期不需检查"
    return "已完成" if standing.is_done else _LIGHTS[standing.light]
