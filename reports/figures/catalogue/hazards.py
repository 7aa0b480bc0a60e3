"""隐患总账: opening, found, returned, rectified, remaining, and their parts and rates."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, Model, OuterRef, Q, Value
from django.db.models.functions import NullIf

from hazards.models import (
    Hazard,
    HazardCount,
    Listing,
    Notice,
    NoticeItem,
    Outcome,
    Rectification,
    Referral,
    conditions,
)
from reports.figures.catalogue.days import dated
from reports.figures.definitions import REGISTRY, Base, Figure, Ratio, Term
from reports.figures.dimensions import (
    Narrow,
    child,
    chosen,
    coded,
    declare,
    identified,
    site_category,
    tag,
)
from reports.figures.measures import Distinct, Rows, Total
from reports.figures.scope import NONE, Scope


def _classified(model: type[Model], *, tagged: type[Model], to: str = "") -> dict[str, Narrow]:
    """The dimensions of a classified row; `to` leads to it from one of its dated rows."""
    row = to.removesuffix("__") or "pk"
    return {
        "sector": coded(f"{to}sector"),
        "touching": _touching(tagged, to, row),
        "village": identified(f"{to}village"),
        "grade": chosen(f"{to}grade"),
        "level": chosen(f"{to}responsible_level"),
        "source": coded(f"{to}source"),
        "mode": chosen(f"{to}rectify_mode"),
        "category": coded(f"{to}category"),
        "site": identified(f"{to}site"),
        "site_category": site_category(f"{to}site"),
        "campaign": tag(tagged, "campaigns", row=row),
        "key_period": tag(tagged, "key_periods", row=row),
    }


def _touching(model: type[Model], to: str, row: str) -> Narrow:
    by_main, by_extra = coded(f"{to}sector"), tag(model, "extra_sectors", by="code", row=row)
    return lambda codes: by_main(codes) | by_extra(codes)


def _of_an_item(narrow: Narrow) -> Narrow:
    """A notice by the hazards on it."""
    rows = NoticeItem.objects.filter(notice=OuterRef("pk"))
    return lambda codes: Q(Exists(rows.filter(narrow(codes))))


declare(Hazard, **_classified(Hazard, tagged=Hazard), listing=child(Listing, "hazard", "level"))
declare(
    HazardCount,
    **_classified(HazardCount, tagged=HazardCount),
    # 挂牌督办 is of a hazard with a row of its own.
    listing=lambda codes: Q() if NONE in codes else Q(pk__in=[]),
)
declare(
    Rectification,
    **_classified(Rectification, tagged=Hazard, to="hazard__"),
    listing=child(Listing, "hazard", "level", row="hazard"),
)
declare(Listing, **_classified(Listing, tagged=Hazard, to="hazard__"), listing=chosen("level"))
declare(Referral, **_classified(Referral, tagged=Hazard, to="hazard__"))
declare(
    Notice,
    sector=_of_an_item(coded("hazard__sector")),
    campaign=_of_an_item(tag(Hazard, "campaigns", row="hazard")),
    village=identified("village"),
    site=identified("site"),
    site_category=site_category(),
    kind=coded("kind"),
)


def _counts(where: Callable[[Scope], Q], column: str, *, less: str = "") -> Term:
    """The count-only entries' share of a figure."""
    return Term(HazardCount, where, Total(column, less=less))


def _counts_until(day: Callable[[Scope], object]) -> Callable[[Scope], Q]:
    return lambda scope: Q(on__lte=day(scope))


_FOUND = (
    Term(Hazard, dated("found_on"), Rows()),
    _counts(dated("on"), "found"),
)


def _cohort_counts(scope: Scope) -> Q:
    """Rectified rows of the entries that were found in the period."""
    entry = dated("on")(scope) & Q(follows__isnull=True)
    later = (
        Q(follows__on__gte=scope.first_day, follows__on__lte=scope.last_day)
        & Q(follows__voided_at__isnull=True)
        & Q(on__lte=scope.last_day)
    )
    return entry | later


REGISTRY.add(
    Figure(
        "hazard.opening",
        "隐患.上期结转",
        "处",
        "统计期开始前发现、到前一日仍未整改的隐患",
        (
            Term(Hazard, lambda scope: conditions.open_on(scope.eve), Rows()),
            _counts(_counts_until(lambda scope: scope.eve), "found", less="rectified"),
        ),
        is_flow=False,
    ),
    Figure(
        "hazard.found",
        "隐患.排查数",
        "处",
        "检查日期在统计期内的隐患，不含误录作废；汇总登记按登记的发现数",
        _FOUND,
        zero_backed_by=("operation.count", "nil:hazards"),
    ),
    Figure(
        "hazard.returned",
        "隐患.退回数",
        "处",
        "统计期内复查不合格、重新列为未整改的隐患（次）",
        (
            Term(
                Rectification,
                dated("decided_on", Q(outcome=Outcome.FAILED)),
                Rows(),
            ),
        ),
    ),
    Figure(
        "hazard.rectified",
        "隐患.整改数",
        "处",
        "整改完成日期在统计期内的隐患，不论何时发现；汇总登记按登记的整改数",
        (
            Term(Rectification, dated("claimed_on"), Rows()),
            _counts(dated("on"), "rectified"),
        ),
    ),
    Figure(
        "hazard.remaining",
        "隐患.期末未整改数",
        "处",
        "到数据截至日已发现、尚未整改的隐患",
        (
            Term(Hazard, lambda scope: conditions.open_on(scope.last_day), Rows()),
            _counts(_counts_until(lambda scope: scope.last_day), "found", less="rectified"),
        ),
        is_flow=False,
    ),
    Figure(
        "hazard.found_and_rectified",
        "隐患.本期发现已整改数",
        "处",
        "检查日期在统计期内、到数据截至日已整改的隐患",
        (
            Term(
                Hazard,
                lambda scope: dated("found_on")(scope) & conditions.rectified_by(scope.last_day),
                Rows(),
            ),
            _counts(_cohort_counts, "rectified"),
        ),
    ),
    Ratio(
        "hazard.rate",
        "隐患.本期排查整改率",
        "检查日期在统计期内的隐患中，到数据截至日已整改的比例",
        "hazard.found_and_rectified",
        "hazard.found",
    ),
    Figure(
        "hazard.to_rectify",
        "隐患.应整改数",
        "处",
        "上期结转的和本期发现的隐患",
        (
            Term(Hazard, lambda scope: conditions.open_on(scope.eve), Rows()),
            _counts(_counts_until(lambda scope: scope.eve), "found", less="rectified"),
            *_FOUND,
        ),
    ),
    Ratio(
        "hazard.flow_rate",
        "隐患.累计整改率",
        "统计期内整改的隐患占上期结转与本期发现之和的比例",
        "hazard.rectified",
        "hazard.to_rectify",
    ),
    Figure(
        "hazard.affected",
        "隐患.涉及数量",
        "",
        "检查日期在统计期内的隐患登记的涉及数量之和：一条隐患涉及58座桥梁的，按58座",
        (Term(Hazard, dated("found_on"), Total("affected_quantity")),),
        unit_from=NullIf("affected_unit", Value("")),
    ),
    Figure(
        "hazard.closed",
        "隐患.销号数",
        "处",
        "销号日期在统计期内的隐患",
        (Term(Hazard, dated("closed_on"), Rows()),),
    ),
    Figure(
        "hazard.unclosed",
        "隐患.未销号数",
        "处",
        "到数据截至日已发现、尚未销号的隐患",
        (Term(Hazard, lambda scope: conditions.unclosed_on(scope.last_day), Rows()),),
        is_flow=False,
    ),
    Figure(
        "hazard.overdue",
        "隐患.逾期数",
        "处",
        "到数据截至日尚未整改、且已过整改期限的隐患；期限当天不算逾期，已上报移送尚未回复的另列",
        (Term(Hazard, lambda scope: conditions.overdue_on(scope.last_day), Rows()),),
        is_flow=False,
    ),
    Figure(
        "hazard.referred_waiting",
        "隐患.已上报待处置数",
        "处",
        "到数据截至日尚未整改、已上报移送而对方尚未回复的隐患；仍在未整改数中，不算逾期",
        (Term(Hazard, lambda scope: conditions.waiting_on(scope.last_day), Rows()),),
        is_flow=False,
    ),
    Figure(
        "hazard.listed",
        "隐患.挂牌督办数",
        "处",
        "到数据截至日挂牌督办尚未解除的隐患；几个单位都挂牌的只算一处",
        (Term(Hazard, lambda scope: conditions.listed_on(scope.last_day), Rows()),),
        is_flow=False,
    ),
    Figure(
        "hazard.listings",
        "隐患.新增挂牌数",
        "件",
        "挂牌日期在统计期内的挂牌督办，一处隐患由几个单位挂牌的分别计",
        (Term(Listing, dated("listed_on"), Rows()),),
    ),
    Figure(
        "hazard.referred",
        "隐患.上报移送数",
        "件",
        "上报日期在统计期内的上报移送",
        (Term(Referral, dated("referred_on"), Rows()),),
    ),
    Figure(
        "hazard.referred_sites",
        "隐患.上报移送涉及家数",
        "家",
        "上报日期在统计期内的上报移送涉及的不同监管对象",
        (Term(Referral, dated("referred_on"), Distinct("hazard__site")),),
    ),
    Figure(
        "hazard.voided",
        "隐患.误录作废数",
        "处",
        "检查日期在统计期内、后来作为误录作废的隐患，不计入排查数和整改数",
        (Term(Hazard, dated("found_on"), Rows(), base=Base.VOIDED),),
    ),
    Figure(
        "notice.issued",
        "通知书.下达数",
        "份",
        "签发日期在统计期内的整改文书，不含已撤销的和提示单、告知书",
        (Term(Notice, dated("issued_on", Q(kind__orders_rectification=True)), Rows()),),
    ),
    Figure(
        "notice.advisory",
        "通知书.提示告知数",
        "份",
        "签发日期在统计期内的提示单、告知书等不属于整改文书的文书",
        (Term(Notice, dated("issued_on", Q(kind__orders_rectification=False)), Rows()),),
    ),
    Figure(
        "notice.served",
        "通知书.送达数",
        "份",
        "送达日期在统计期内的整改文书",
        (Term(Notice, dated("served_on", Q(kind__orders_rectification=True)), Rows()),),
    ),
)
