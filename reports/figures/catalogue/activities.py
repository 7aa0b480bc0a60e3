"""各项工作: meetings, training, publicity, drills, letters, funds, surveys, accidents, returns."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Model, Q, Value, When
from django.db.models.functions import Concat, NullIf

from reports.figures.catalogue.casualties import DEATHS
from reports.figures.catalogue.days import dated
from reports.figures.definitions import REGISTRY, Attribute, Figure, Ratio, Term, UnitBy
from reports.figures.dimensions import (
    Narrow,
    chosen,
    coded,
    declare,
    identified,
    number,
    tag,
    text,
)
from reports.figures.measures import Distinct, Rows, Total
from reports.figures.scope import Scope
from township_safety.activities.models import (
    Accident,
    Counterparty,
    Drill,
    Fund,
    HouseholdSurvey,
    LetterObligation,
    Meeting,
    PlanItem,
    Publicity,
    PublicReport,
    SignedLetter,
    Submission,
    Training,
    with_counterparty,
)
from township_safety.register.models import PublicityItem


def _activity(model: type[Model]) -> dict[str, Narrow]:
    by_main = coded("sector")
    by_extra = tag(model, "extra_sectors", by="code")
    return {
        "sector": by_main,
        "touching": lambda codes: by_main(codes) | by_extra(codes),
        "village": identified("village"),
        "campaign": tag(model, "campaigns"),
        "key_period": tag(model, "key_periods"),
        "topic": text("topic"),
    }


def _counterparties(codes: tuple[str, ...]) -> Q:
    condition = Q(pk__in=[])
    for code in codes:
        condition |= with_counterparty(code)
    return condition


_LETTER: dict[str, Any] = {
    "letter": chosen("letter_class"),
    "kind": coded("kind"),
    "year": number("year"),
    "counterparty": _counterparties,
    "sector": coded("sector"),
    "village": identified("village"),
}

declare(Meeting, **_activity(Meeting), kind=coded("kind"), led_by=chosen("leader_class"))
declare(Training, **_activity(Training), kind=coded("kind"), subject=text("audience"))
declare(Publicity, **_activity(Publicity), item=coded("item"))
declare(Drill, **_activity(Drill), kind=coded("kind"), level=chosen("level"))
declare(SignedLetter, **_LETTER)
declare(LetterObligation, **_LETTER)
declare(
    Fund,
    sector=coded("sector"),
    village=identified("village"),
    purpose=coded("purpose"),
    source=chosen("source"),
)
declare(
    HouseholdSurvey,
    sector=coded("sector"),
    village=identified("village"),
    item=coded("item"),
    site_category=lambda codes: Q(site_category__code__in=codes),
    campaign=identified("campaign"),
)
declare(Accident, sector=coded("sector"), village=identified("village"), grade=chosen("grade"))
declare(PublicReport, sector=coded("sector"))
declare(Submission, kind=coded("kind"), sector=coded("sector"), key_period=identified("key_period"))
declare(
    PlanItem,
    sector=coded("sector"),
    topic=text("text"),
    campaign=identified("campaign"),
    subject=chosen("per"),
    frequency=chosen("frequency"),
)


def _occasions(model: type[Model], key: str, name: str, unit: str, what: str) -> Figure:
    return Figure(key, name, unit, what, (Term(model, dated("on"), Rows()),))


def _sum(model: type[Model], key: str, name: str, unit: str, what: str, column: str) -> Figure:
    return Figure(key, name, unit, what, (Term(model, dated("on"), Total(column)),))


def _year(scope: Scope) -> Q:
    """Letters are owed for a calendar year."""
    return Q(year=scope.last_day.year)


def _signed(scope: Scope) -> Q:
    return _year(scope) & Q(signed_on__lte=scope.last_day)


# How often and for whom: 次/月, 次/周·村.
_OFTEN = {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
_FOR_EACH = {"village": "·村", "agency": "·单位", "enterprise": "·家", "school": "·校"}


def _worded(column: str, words: dict[str, str]) -> Case:
    cases = (When(**{column: code}, then=Value(word)) for code, word in words.items())
    return Case(*cases, default=Value(""))


_TIMES_UNIT = Concat(Value("次/"), _worded("frequency", _OFTEN), _worded("per", _FOR_EACH))

_PARTIES = (Counterparty.VILLAGE, Counterparty.AGENCY, Counterparty.SITE)


def _parties(where: Any, model: type[Model]) -> tuple[Term, ...]:
    """Each counterparty once; persons by the number of copies."""
    named = tuple(Term(model, where, Distinct(party.value)) for party in _PARTIES)
    return (*named, Term(model, lambda s: where(s) & ~Q(person=""), Total("copies")))


def _item_units() -> dict[str, str]:
    return dict(PublicityItem.objects.values_list("code", "unit"))


def _in_force(scope: Scope) -> Q:
    return Q(first_day__lte=scope.last_day, last_day__gte=scope.first_day)


def _with_target(scope: Scope) -> Q:
    return _in_force(scope) & Q(target_quantity__isnull=False)


def _recurring(scope: Scope) -> Q:
    return _in_force(scope) & ~Q(frequency="")


REGISTRY.add(
    _occasions(Meeting, "meeting.count", "会议.次数", "次", "统计期内召开的会议"),
    _sum(Meeting, "meeting.attendees", "会议.参会人次", "人次", "参会人数之和", "attendee_count"),
    _occasions(Training, "training.count", "培训.次数", "次", "统计期内的培训、考试、答题"),
    _sum(Training, "training.sessions", "培训.场次", "场", "统计期内培训的场次之和", "sessions"),
    _sum(Training, "training.attendees", "培训.人次", "人次", "参加人数之和", "attendee_count"),
    Figure(
        "meeting.regular_and_training",
        "会议.例会及培训会次数",
        "次",
        "统计期内的安全例会，加安全培训会；同一次活动只在一个台账登记",
        (
            Term(Meeting, dated("on", Q(kind__code="regular_meeting")), Rows()),
            Term(Training, dated("on", Q(kind__code="training_meeting")), Rows()),
        ),
    ),
    _occasions(Publicity, "publicity.count", "宣传.次数", "次", "统计期内登记的宣传"),
    Figure(
        "publicity.quantity",
        "宣传.数量",
        "",
        "该宣传项目在统计期内的数量之和",
        (Term(Publicity, dated("on"), Total("quantity")),),
        unit_from="item__unit",
        unit_by=UnitBy("item", _item_units),
    ),
    _sum(
        Publicity,
        "publicity.places",
        "宣传.地点数",
        "个",
        "统计期内宣传登记的地点数之和",
        "place_count",
    ),
    _sum(
        Publicity,
        "publicity.participants",
        "宣传.参与人数",
        "人",
        "统计期内宣传的参与人数之和",
        "participant_count",
    ),
    _occasions(Drill, "drill.count", "演练.次数", "次", "统计期内的应急演练"),
    _sum(Drill, "drill.participants", "演练.人次", "人次", "参演人数之和", "participant_count"),
    Figure(
        "letter.copies",
        "责任书.份数",
        "份",
        "签订日期在统计期内的责任书、承诺书",
        (Term(SignedLetter, dated("signed_on"), Total("copies")),),
    ),
    Figure(
        "letter.parties",
        "责任书.签订对象数",
        "个",
        "签订日期在统计期内的不同签订对象，签几份都算一个",
        _parties(dated("signed_on"), SignedLetter),
    ),
    Figure(
        "letter.kinds",
        "责任书.种类数",
        "种",
        "签订日期在统计期内的责任书、承诺书有几个种类",
        (Term(SignedLetter, dated("signed_on"), Distinct("kind")),),
    ),
    Figure(
        "letter.signed",
        "责任书.本年度已签数",
        "个",
        "到数据截至日已签本年度责任书、承诺书的不同对象",
        _parties(_signed, SignedLetter),
        is_flow=False,
    ),
    Figure(
        "letter.required",
        "责任书.本年度应签数",
        "个",
        "本年度应签名单上的不同对象",
        _parties(_year, LetterObligation),
        is_flow=False,
    ),
    Ratio(
        "letter.rate",
        "责任书.签订率",
        "到数据截至日已签对象占本年度应签名单的比例",
        "letter.signed",
        "letter.required",
    ),
    Figure(
        "fund.amount",
        "经费.金额",
        "元",
        "统计期内登记的经费之和",
        (Term(Fund, dated("on"), Total("amount")),),
        is_money=True,
    ),
    _sum(
        HouseholdSurvey,
        "survey.households",
        "摸排.户数",
        "户",
        "统计期内摸排户数之和",
        "households",
    ),
    Figure(
        "survey.quantity",
        "摸排.数量",
        "",
        "统计期内摸排数量之和",
        (Term(HouseholdSurvey, dated("on"), Total("quantity")),),
        unit_from=NullIf("unit", Value("")),
    ),
    Figure(
        "accident.count",
        "事故.起数",
        "起",
        "发生日期在统计期内的事故",
        (Term(Accident, dated("occurred_on"), Rows()),),
        zero_backed_by=("nil:accidents",),
    ),
    Figure(
        "accident.deaths",
        "事故.死亡人数",
        "人",
        "发生日期在统计期内的事故的死亡人数之和，按到数据截至日最近一次快报",
        DEATHS,
        zero_backed_by=("nil:accidents",),
    ),
    Figure(
        "report.accepted",
        "举报.受理数",
        "件",
        "受理日期在统计期内的举报",
        (Term(PublicReport, dated("accepted_on"), Rows()),),
    ),
    Figure(
        "submission.sent",
        "报送.已报份数",
        "份",
        "报送日期在统计期内的报送",
        (Term(Submission, dated("submitted_on"), Rows()),),
    ),
    Figure(
        "submission.late",
        "报送.迟报份数",
        "份",
        "报送日期在统计期内、晚于应报日期的报送",
        (Term(Submission, dated("submitted_on", Q(submitted_on__gt=F("due_on"))), Rows()),),
    ),
    Figure(
        "plan.items",
        "工作要点.项数",
        "项",
        "与统计期有重叠的工作要点",
        (Term(PlanItem, _in_force, Rows()),),
        is_flow=False,
    ),
    Figure(
        "plan.sectors",
        "工作要点.行业领域数",
        "个",
        "与统计期有重叠的工作要点涉及的不同行业领域",
        (Term(PlanItem, _in_force, Distinct("sector")),),
        is_flow=False,
    ),
    Attribute(
        "plan.target",
        "工作要点.目标数量",
        "",
        "所列工作要点写明的目标数量；各项不同时写最少和最多",
        Term(PlanItem, _with_target, Rows()),
        "target_quantity",
        unit_from=NullIf("unit", Value("")),
        beside=("unit",),
    ),
    Attribute(
        "plan.times",
        "工作要点.每期次数",
        "次",
        "所列工作要点规定的每期次数",
        Term(PlanItem, _recurring, Rows()),
        "times",
        unit_from=_TIMES_UNIT,
    ),
)
