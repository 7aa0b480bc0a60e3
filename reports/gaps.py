"""缺少的数据: what a report cannot say for lack of rows, each with the page where it is entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from hazards.models import Notice
from inspections.models import Operation
from reports.figures import REGISTRY, Figure, Request, Value
from reports.questions import register_terms
from township_safety.activities.models import (
    Drill,
    DutyRoster,
    Fund,
    HouseholdSurvey,
    Meeting,
    Publicity,
    SignedLetter,
    Submission,
    Training,
)
from township_safety.register.models import NilReturn

# Where rows of a register are entered, and how a clerk calls that.
_ENTERED: dict[type[Model], tuple[str, tuple[str, ...], str]] = {
    Operation: ("records:new", ("operations",), "检查、联合执法"),
    NilReturn: ("records:new", ("nil_returns",), "零报告"),
    Notice: ("hazards:notice_create", (), "整改通知书"),
    Meeting: ("records:new", ("meetings",), "会议"),
    Training: ("records:new", ("trainings",), "培训"),
    Publicity: ("records:new", ("publicity",), "宣传"),
    Drill: ("records:new", ("drills",), "演练"),
    SignedLetter: ("records:new", ("letters",), "责任书、承诺书"),
    Fund: ("records:new", ("funds",), "经费"),
    HouseholdSurvey: ("records:new", ("surveys",), "入户摸排"),
    Submission: ("records:new", ("submissions",), "报送"),
    DutyRoster: ("records:new", ("rosters",), "值班"),
}


class Gap(str):
    """What is missing, in words; `url` leads to where it is entered, `action` names that."""

    url: str
    action: str
    __slots__ = ("action", "url")

    @classmethod
    def at(cls, text: str, view: str, *args: str, action: str, query: str = "") -> Self:
        gap = cls(text)
        gap.action, gap.url = action, _address(view, args) + query
        return gap

    @classmethod
    def behind(cls, text: str, url: str, *, action: str) -> Self:
        gap = cls(text)
        gap.action, gap.url = action, url
        return gap


def missing_records(asked: Iterable[Request], values: Mapping[Request, Value]) -> Iterator[Gap]:
    """Registers that the report asks and that hold nothing of the period."""
    found: dict[type[Model], bool] = {}
    for request in asked:
        figure = REGISTRY.get(request.key)
        if not isinstance(figure, Figure) or not figure.is_flow:
            continue
        model = register_terms(figure)[0].model
        if model in _ENTERED:
            value = values[request]
            found[model] = found.get(model, False) or not value.recorded or not value.is_zero
    for model, (view, args, label) in _ENTERED.items():
        if found.get(model) is False:
            text = f"这一期没有登记{label}，有关{label}的话没有写进报告"
            yield Gap.at(text, view, *args, action=f"登记{label}")


def unbacked_zero(request: Request) -> Gap:
    """A zero that neither an inspection nor a nil return stands behind."""
    figure = REGISTRY.get(request.key)
    text = f"“{figure.name}”为0，但没有检查记录，也没有零报告，报告里不写“未发生、未发现”"
    backed = figure.zero_backed_by if isinstance(figure, Figure) else ()
    if any(name.startswith("nil:") for name in backed):
        return Gap.at(text, "records:new", "nil_returns", action="登记零报告")
    return Gap.at(text, "records:new", "operations", action="登记检查")


def _address(view: str, args: tuple[str, ...]) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""
