"""事故快报 on paper: one sheet for each version, the newest first."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from township_safety.activities.models import Accident, AccidentReport
from township_safety.activities.paper.layout import GRID, long_field, paper
from township_safety.documents import forms
from township_safety.documents.model import Form, FormTable


def accident_forms(accident: Accident) -> tuple[Form, ...]:
    """Before the first report a sheet to be filled in by hand."""
    reports = AccidentReport.objects.of(accident).newest_first()
    return tuple(_sheet(accident, one) for one in reports) or (_sheet(accident, None),)


def _sheet(accident: Accident, report: AccidentReport | None) -> Form:
    site = accident.site
    facts = (
        ("事故单位", str(site or "")),
        ("单位概况", _about(accident)),
        ("发生时间", _moment(accident.occurred_at) or f"{accident.occurred_on}"),
        ("发生地点", accident.place),
        ("行业领域", str(accident.sector or "")),
        ("接报时间", _moment(accident.received_at)),
        ("报出时间", _moment(report.sent_at) if report else ""),
        ("报给", report.sent_to if report else ""),
    )
    rows = (
        *forms.fields(facts),
        long_field("伤亡情况", _casualties(report), height=14),
        long_field("事故经过和现场情况", report.course if report else "", height=55),
        long_field("初步估计直接经济损失", _loss(accident), height=10),
        long_field("已经采取的措施", report.measures if report else "", height=35),
        long_field("是否生产安全事故", _judgement(accident), height=10),
        long_field("其他情况", report.remaining if report else "", height=20),
    )
    blocks = (
        forms.line(f"{report}" if report else "第　　报", align="center"),
        FormTable(rows, GRID),
        forms.signature("签发人（签名）", dated=False),
        forms.signature("报告人（签名）"),
    )
    return paper(accident, "事故快报", blocks)


def _about(accident: Accident) -> str:
    site = accident.site
    if site is None:
        return ""
    people = f"从业人员{site.employees}人" if site.employees is not None else ""
    return "，".join(part for part in (site.address, people) if part)


def _casualties(report: AccidentReport | None) -> str:
    return f"截至{_moment(report.as_of)}，{report.casualties}。" if report else ""


def _loss(accident: Accident) -> str:
    return f"{accident.direct_loss:f}元" if accident.direct_loss is not None else "正在核实"


def _judgement(accident: Accident) -> str:
    told = accident.get_is_production_accident_display()
    if accident.judged_on is None:
        return told
    return f"{told}（{accident.judged_by}，{accident.judged_on}认定）"


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}" if at else ""
