"""By what a figure may be narrowed: sector, village, grade …, and how each register tells it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from reports.figures.scope import NONE, Filters
from township_safety.register.models import Site, tagged

_UID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Narrow = Callable[[tuple[str, ...]], Q]


class DimensionProblem(ValueError):
    """The register has no such dimension; the message is Chinese."""


@dataclass(frozen=True)
class Dimension:
    key: str
    label: str


DIMENSIONS = {
    dimension.key: dimension
    for dimension in (
        Dimension("sector", "行业"),
        Dimension("touching", "涉及行业"),
        Dimension("village", "村（居）"),
        Dimension("grade", "等级"),
        Dimension("level", "层级"),
        Dimension("source", "来源"),
        Dimension("mode", "整改方式"),
        Dimension("category", "类别"),
        Dimension("site_category", "监管对象类别"),
        Dimension("parent_category", "所在场所类别"),
        Dimension("site", "监管对象"),
        Dimension("status", "经营状态"),
        Dimension("licence", "证照情况"),
        Dimension("risk", "风险等级"),
        Dimension("equipment", "安全设施"),
        Dimension("kind", "种类"),
        Dimension("led_by", "带队（主持）领导"),
        Dimension("partners", "协作部门"),
        Dimension("campaign", "专项行动"),
        Dimension("key_period", "重要时段"),
        Dimension("item", "项目"),
        Dimension("thing", "物品"),
        Dimension("subject", "对象"),
        Dimension("violation", "违法行为"),
        Dimension("topic", "主题"),
        Dimension("counterparty", "签订对象"),
        Dimension("letter", "文书类别"),
        Dimension("year", "年度"),
        Dimension("purpose", "用途"),
        Dimension("listing", "挂牌级别"),
        Dimension("employment", "专兼职"),
        Dimension("establishment", "编制"),
        Dimension("role", "身份"),
        Dimension("post", "职务"),
        Dimension("register", "台账"),
        Dimension("frequency", "频次"),
        Dimension("duty", "例行检查任务"),
    )
}

_MODELS: dict[type[Model], dict[str, Narrow]] = {}


def declare(model: type[Model], **dimensions: Narrow) -> None:
    """Say how the rows of this model are narrowed by each dimension."""
    unknown = set(dimensions) - set(DIMENSIONS)
    if unknown:
        raise ValueError(f"unknown dimensions {unknown}")
    _MODELS.setdefault(model, {}).update(dimensions)


def dimensions_of(model: type[Model]) -> dict[str, Narrow]:
    return _MODELS.get(model, {})


def condition_for(model: type[Model], filters: Filters) -> Q:
    condition = Q()
    for dimension, codes in filters:
        narrow = dimensions_of(model).get(dimension)
        if narrow is None:
            label = DIMENSIONS[dimension].label if dimension in DIMENSIONS else dimension
            raise DimensionProblem(f"“{model._meta.verbose_name}”不能按“{label}”筛选")
        condition &= narrow(codes)
    return condition


@dataclass(frozen=True)
class Column:
    """A dimension that is one column: each row has one code, so parts can be grouped by it."""

    path: str
    empty: Q = field(compare=False)
    is_uid: bool = False

    def __call__(self, codes: tuple[str, ...]) -> Q:
        codes = _uids(codes) if self.is_uid else codes
        named = [code for code in codes if code != NONE]
        condition = Q(**{f"{self.path}__in": named}) if named else Q(pk__in=[])
        return condition | self.empty if NONE in codes else condition

    def code_of(self, raw: object) -> str:
        """The code under which rows with this column value are asked for."""
        return str(raw) if raw not in (None, "") else NONE

    def spelled(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Codes as `code_of` writes them: a record number may come without hyphens."""
        if not self.is_uid:
            return codes
        return tuple(map(_spelled, _uids(codes)))


@lru_cache(maxsize=4096)
def _spelled(code: str) -> str:
    return code if code == NONE else str(UUID(code))


def coded(path: str) -> Column:
    """A reference row named by its code; NONE for rows without one."""
    return Column(f"{path}__code", Q(**{f"{path}__isnull": True}))


def identified(path: str) -> Column:
    """An owned row (village, site) named by its uid; NONE for rows without one."""
    return Column(f"{path}__uid", Q(**{f"{path}__isnull": True}), is_uid=True)


def chosen(column: str) -> Column:
    """A column with choices; NONE for an empty one."""
    return Column(column, Q(**{column: ""}))


def itself(codes: tuple[str, ...]) -> Q:
    """The row's own uid; no row is without one."""
    return Q(uid__in=[uid for uid in _uids(codes) if uid != NONE])


def _uids(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if code != NONE and not _UID.fullmatch(code):
            raise DimensionProblem(f"“{code}”不是记录号")
    return codes


def number(column: str) -> Narrow:
    def narrow(codes: tuple[str, ...]) -> Q:
        wrong = [code for code in codes if not (code.isascii() and code.isdigit())]
        if wrong:
            raise DimensionProblem(f"“{wrong[0]}”不是数字")
        return Q(**{f"{column}__in": [int(code) for code in codes]})

    return narrow


def text(column: str) -> Narrow:
    """Free text that holds one of the words."""

    def narrow(codes: tuple[str, ...]) -> Q:
        condition = Q(pk__in=[])
        for word in codes:
            condition |= Q(**{f"{column}__contains": word})
        return condition

    return narrow


def tag(model: type[Model], relation: str, *, by: str = "uid", row: str = "pk") -> Narrow:
    """One of several labels, by Exists, so that a row with two of them counts once."""
    if by == "uid":
        return lambda codes: tagged(model, relation, _uids(codes), by=by, row=row)
    return lambda codes: tagged(model, relation, codes, by=by, row=row)


def site_category(row: str = "site") -> Narrow:
    """The categories of the site behind the row."""
    return lambda codes: tagged(Site, "categories", codes, by="code", row=row)


def child(model: type[Model], link: str, column: str, *, row: str = "pk") -> Narrow:
    """Whether the row has a dated row of `model` with one of these values; NONE for no such row."""

    def narrow(codes: tuple[str, ...]) -> Q:
        rows = model._default_manager.filter(**{link: OuterRef(row)})
        condition = Q(Exists(rows.filter(**{f"{column}__in": list(codes)})))
        return condition | ~Q(Exists(rows)) if NONE in codes else condition

    return narrow
