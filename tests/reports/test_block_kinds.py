"""Blocks beside plain sentences: rows, rounds, problems, annexes, and a day that closes early."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard
from hazards.workflow import Action
from reports.blocks import KINDS, read_blocks
from reports.commissions import commission
from reports.composing import compose
from reports.figures import Request, Scope, value
from reports.models import ReportTemplate
from reports.printing import link_to_rows
from reports.text import WordingProblem
from tests.factories.activities import make_submission
from tests.factories.hazards import act, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign
from township_safety.documents.model import (
    Heading,
    Item,
    PageBreak,
    Signature,
    Table,
    figures,
    from_json,
    plain_text,
    to_json,
)
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db
APRIL = Period.parse("2024-04")
DAY = date(2024, 4, 10)


def composed(office, *blocks, period=APRIL, about="", **fields):
    given = {"code": "test", "name": "测试报告", "period_kind": "month", "title": "{单位}报告"}
    template = ReportTemplate.objects.create(**{**given, **fields, "blocks": list(blocks)})
    return compose(commission(office, template, period, about=about))


def lines(composition):
    return plain_text(composition.document).splitlines()


def paragraph(text, **fields):
    return {"kind": "paragraph", "text": text, **fields}


OVERDUE = {"kind": "rows", "source": "overdue"}


def overdue_hazard(office, **fields):
    return make_hazard(office=office, found_on=date(2024, 3, 1), due_on=date(2024, 3, 8), **fields)


def test_every_kind_says_what_is_filled_in():
    for kind in KINDS.values():
        assert kind.label
        assert all(field.label for field in kind.fields)


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"kind": "rows", "source": "secrets"}, "第1段：没有“secrets”这种明细"),
        ({"kind": "rows", "source": "overdue", "form": "song"}, "没有“song”这种写法"),
        ({"kind": "rows", "source": "overdue", "each": "{电话}"}, "电话"),
        ({"kind": "problems", "only": ["weather"]}, "没有“weather”这种问题"),
        ({"kind": "heading", "level": 7, "text": "标题"}, "标题只有四级"),
        ({"kind": "heading", "level": "x", "text": "标题"}, "第1段缺少内容"),
        ({"kind": "campaigns", "blocks": [{"kind": "nothing"}]}, "第1段：第1段：没有“nothing”"),
        ({"kind": "slot", "name": "a", "label": "b", "offers": "c"}, "没有“c”这种备选内容"),
    ],
)
def test_unknown_parts_are_refused_by_name(record, says):
    with pytest.raises(WordingProblem, match=says):
        read_blocks([record])


def test_overdue_hazards_are_told_one_by_one():
    office = make_office()
    overdue_hazard(office, place="仓库", description="线路老化。", responsible_person="某甲")

    (line,) = [one for one in lines(composed(office, OVERDUE)) if "线路" in one]

    assert line == "仓库：线路老化（整改期限2024年3月8日，逾期53天，责任人某甲）。"


def test_row_is_said_as_the_template_says_it():
    office = make_office()
    overdue_hazard(office, description="线路老化")
    each = "{隐患}[（{村名}）]，逾期{逾期天数}天。"

    assert "线路老化，逾期53天。" in lines(composed(office, {**OVERDUE, "each": each}))


@pytest.mark.parametrize(("form", "block"), [("items", Item), ("table", Table)])
def test_rows_as_items_or_table(form, block):
    office = make_office()
    overdue_hazard(office)

    blocks = composed(office, {**OVERDUE, "form": form}).document.blocks

    assert [type(one) for one in blocks] == [block]


def test_rows_of_nothing_say_what_is_said_otherwise():
    said = lines(
        composed(make_office(), {**OVERDUE, "text": "逾期{个数}处：", "otherwise": "无逾期。"})
    )

    assert "无逾期。" in said
    assert not [one for one in said if "处：" in one]


def test_rows_are_of_the_office_alone():
    overdue_hazard(make_office(), description="别处的隐患")

    assert "别处" not in plain_text(composed(make_office(), OVERDUE).document)


def test_more_rows_than_anybody_reads_are_counted():
    office = make_office()
    Hazard.objects.bulk_create(
        Hazard(office=office, number=f"甲{n}", found_on=DAY, description="线路老化")
        for n in range(101)
    )

    said = lines(composed(office, {"kind": "rows", "source": "found"}))

    assert sum("线路老化" in one for one in said) == 100
    assert "共101条，这里只列前100条，其余见台账。" in said


def test_each_campaign_with_its_own_figures():
    office = make_office()
    gas, fire = (make_campaign(office=office, name=name) for name in ("燃气整治", "消防整治"))
    make_hazard(office=office, found_on=DAY).campaigns.add(gas)
    block = {
        "kind": "campaigns",
        "blocks": [paragraph("{专项行动}发现{hazard.found|campaign=$}处。")],
    }

    composition = composed(office, block)

    assert [one for one in lines(composition) if "整治" in one] == ["燃气整治发现1处。"]
    (run,) = figures(composition.document)
    assert run.filters == (("campaign", str(gas.uid)),)
    assert fire.name not in plain_text(composition.document)


def test_villages_without_anything_are_named_when_the_block_says_so():
    office = make_office()
    make_village(office=office, name="东村")
    blocks = [paragraph("{村名}发现{hazard.found|village=$}处。", stays=True)]

    said = lines(composed(office, {"kind": "villages", "stays": True, "blocks": blocks}))

    assert "东村发现0处。" in said


def test_heading_above_nothing_is_left_out_only_when_it_says_so():
    blocks = (
        {"kind": "heading", "level": 1, "text": "留下"},
        {"kind": "heading", "level": 1, "text": "略去", "drops": True},
        {"kind": "heading", "level": 2, "text": "也略去", "drops": True},
        paragraph("[{drill.count}次。]"),
        {"kind": "heading", "level": 1, "text": "结束"},
    )

    headings = composed(make_office(), *blocks).document.blocks

    assert [plain.runs[0].text for plain in headings] == ["留下", "结束"]


def test_headings_run_into_their_text_when_the_template_says_so():
    blocks = (
        {"kind": "heading", "level": 1, "text": "概况"},
        {"kind": "heading", "level": 2, "text": "排查"},
        paragraph("发现{hazard.found}处。", stays=True),
    )

    document = composed(make_office(), *blocks, heading_style="run_in").document

    first, second = document.blocks
    assert isinstance(first, Heading)
    assert first.run_in is None
    assert "（一）排查。发现0处。" in plain_text(document)
    assert isinstance(second, Heading)


def test_problems_are_what_the_ledger_proves():
    office = make_office()
    assert "不够" not in plain_text(composed(office, {"kind": "problems"}).document)
    overdue_hazard(office)
    make_submission(office=office, title="3月月报", due_on=DAY)

    said = lines(composed(office, {"kind": "problems"}, code="second"))

    assert "一是隐患整改不够及时，截至2024年4月30日有1处隐患超过整改期限仍未整改。" in said
    assert "二是信息报送不够及时，本月有1份材料没有按时报送：3月月报（未报）。" in said


def test_problems_are_offered_for_a_passage_without_being_printed():
    office = make_office()
    overdue_hazard(office)
    slot = {"kind": "slot", "name": "problems", "label": "存在的问题", "offers": "problems"}

    composition = composed(office, slot)

    assert "逾期" not in plain_text(composition.document)
    assert [one[:8] for one in composition.offers["problems"]] == ["隐患整改不够及时"]


def test_annex_follows_the_signature():
    office = make_office()
    overdue_hazard(office)
    blocks = (
        paragraph("正文。"),
        {"kind": "annex", "text": "空附件"},
        {"kind": "annex", "text": "逾期隐患清单"},
        {**OVERDUE, "form": "table"},
    )

    document = composed(office, *blocks).document

    kinds = [type(block) for block in document.blocks]
    assert kinds.index(Signature) < kinds.index(PageBreak) < kinds.index(Table)
    assert document.signature is None
    assert "附件：逾期隐患清单" in plain_text(document)
    assert "空附件" not in plain_text(document)
    assert from_json(to_json(document)) == document


def test_numbers_are_rounded_for_a_whole_report_but_for_an_exception():
    office = make_office()
    Hazard.objects.bulk_create(
        Hazard(office=office, number=f"甲{n}", found_on=DAY, description="线路老化")
        for n in range(123)
    )
    text = "发现{hazard.found}处，即{hazard.found|as=exact}处。"

    said = lines(composed(office, paragraph(text), rounding="over"))

    assert "发现100余处，即123处。" in said


def test_zeros_are_left_out_when_the_template_says_so():
    clause = paragraph("工作正常。[开展演练{drill.count}次//未开展演练]。", stays=True)

    assert "未开展演练" not in plain_text(
        composed(make_office(), clause, zeros="left_out").document
    )


def entered(hazard, day, hour, minute=0):
    moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    Hazard.objects.filter(pk=hazard.pk).update(recorded_at=moment)


@pytest.mark.parametrize(
    ("hour", "minute", "today", "tomorrow"), [(15, 59, 1, 0), (16, 0, 0, 1), (23, 59, 0, 1)]
)
def test_what_is_entered_after_the_hour_counts_tomorrow(hour, minute, today, tomorrow):
    office = make_office()
    entered(make_hazard(office=office, found_on=DAY), DAY, hour, minute)

    counts = [
        value("hazard.found", Scope((office.pk,), Period.of_day(day), closes_at=time(16))).number
        for day in (DAY, date(2024, 4, 11))
    ]

    assert counts == [today, tomorrow]


def test_what_is_entered_days_later_stays_with_its_day():
    office = make_office()
    entered(make_hazard(office=office, found_on=DAY), date(2024, 4, 12), 18)

    scope = Scope((office.pk,), Period.of_day(DAY), closes_at=time(16))

    assert value("hazard.found", scope).number == 1


def test_days_that_close_early_add_up():
    office = make_office()
    for hour in (9, 17):
        entered(make_hazard(office=office, found_on=DAY), DAY, hour)
    days = [Period.of_day(date(2024, 4, day)) for day in range(9, 13)]
    whole = Period.between(days[0].first_day, days[-1].last_day)

    parts = [
        value("hazard.found", Scope((office.pk,), day, closes_at=time(16))).number for day in days
    ]

    assert parts == [0, 1, 1, 0]
    assert value("hazard.found", Scope((office.pk,), whole, closes_at=time(16))).number == 2


def test_page_behind_a_daily_figure_lists_the_same_rows(client):
    office = make_office()
    early = make_hazard(office=office, found_on=DAY, description="早上的")
    late = make_hazard(office=office, found_on=DAY, description="傍晚的")
    entered(early, DAY, 9)
    entered(late, DAY, 17)
    client.force_login(make_user(office=office))

    scope = Scope((office.pk,), Period.of_day(DAY), closes_at=time(16))
    page = client.get(link_to_rows(Request("hazard.found", scope))).content.decode()

    assert "早上的" in page
    assert "傍晚的" not in page
    assert "每日截至16:00" in page


def test_wrong_hour_in_the_address_is_refused(client):
    client.force_login(make_user(office=make_office()))
    address = reverse("reports:figure", args=["hazard.found"])
    asked = {"first": "2024-04-10", "last": "2024-04-10", "closes": "elf"}

    assert client.get(address, asked).status_code == 400


def test_district_figure_opens_only_to_those_who_see_every_township(client):
    district = make_office(level="county")
    east, west = make_office(parent=district), make_office(parent=district)
    for office in (east, west):
        make_hazard(office=office, found_on=DAY, description="线路老化")
    scope = Scope((district.pk, east.pk, west.pk), APRIL)
    address = link_to_rows(Request("hazard.found", scope))

    client.force_login(make_user(Role.VIEWER, district))
    page = client.get(address)
    client.force_login(make_user(office=east))
    other = client.get(address)

    assert page.content.decode().count("线路老化") == 2
    assert other.status_code == 404


def test_listed_hazard_names_the_body_that_lists_it():
    office = make_office()
    user = make_user(office=office)
    hazard = make_hazard(office=office, by=user, found_on=DAY, description="线路老化")
    act(hazard, Action.LIST, by=user, on=DAY)

    said = plain_text(composed(office, {"kind": "rows", "source": "listed"}).document)

    assert "测试县安委办2024年4月10日挂牌督办的隐患（线路老化），正在整改。" in said
