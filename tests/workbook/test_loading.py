"""Rows that go in: added, recognised, updated, and those of other offices left alone."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_campaign,
    make_kind,
    make_sector,
    make_site,
    make_site_category,
)
from tests.workbook.tables import counts, loaded, said, table
from township_safety.activities.models import Fund, Meeting
from township_safety.register.models import Agency, Campaign, Kind, Sector, Site, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def agencies(*rows, headers=("名称", "类别", "联系人", "电话")):
    return table("站所单位", list(headers), *rows)


def test_rows_are_added_with_all_their_columns(office):
    clerk = make_user(office=office)
    village = make_village(office=office, name="东村")
    sector = make_sector("fire", name="消防")
    make_site_category("hotel", name="宾馆")
    make_site_category("kitchen", name="餐饮")
    result = loaded(
        table(
            "监管对象",
            ["名称", "类别", "行业领域", "村（居）", "统一社会信用代码", "从业人员数", "重点单位",
             "经营状态", "起始日期"],
            ["甲饭店", "宾馆、餐饮", "消防", "东村", "无", "１２人", "是", "停产", "2020.3.5"],
        ),
        office=office,
        by=clerk,
    )  # fmt: skip
    assert said(result) == []
    assert result.is_loaded
    assert counts(result, "sites") == (1, 0, 0, 0)
    site = Site.objects.get()
    assert (site.village, site.sector, site.office) == (village, sector, office)
    assert {category.code for category in site.categories.all()} == {"hotel", "kitchen"}
    assert (site.has_no_code, site.credit_code) == (True, "")
    assert (site.employees, site.is_key_unit) == (12, True)
    assert (site.operating_status, site.active_from) == ("stopped", date(2020, 3, 5))
    assert site.recorded_by == clerk


def test_the_history_begins_with_the_import_and_holds_the_tags(office):
    clerk = make_user(office=office)
    make_site_category("hotel", name="宾馆")
    loaded(table("监管对象", ["名称", "类别"], ["甲", "宾馆"]), office=office, by=clerk)
    (version,) = Site.objects.get().history.all()
    assert (version.history_type, version.history_user) == ("+", clerk)
    assert version.history_change_reason == "台账 Excel 导入"
    assert [link.sitecategory.code for link in version.categories.all()] == ["hotel"]


def test_a_row_may_name_rows_that_come_in_the_same_file(office):
    result = loaded(
        table("队伍机构", ["名称", "种类", "专项行动"], ["甲队", "应急队", "百日行动"]),
        table("专项行动", ["名称", "开始日期"], ["百日行动", "2024-3-1"]),
        table("种类", ["代码", "名称", "所属"], ["rescue", "应急队", "队伍种类"]),
        office=office,
    )
    assert said(result) == []
    team = Team.objects.get()
    assert team.campaign == Campaign.objects.get()
    assert (team.kind.code, team.kind.office) == ("rescue", office)


def test_a_row_may_name_a_later_row_of_its_own_sheet(office):
    result = loaded(
        table("监管对象", ["名称", "所在场所"], ["甲厂", "乙园"], ["乙园", None], ["丙厂", "甲厂"]),
        office=office,
    )
    assert said(result) == []
    inner = Site.objects.get(name="丙厂")
    assert inner.parent.name == "甲厂"
    assert inner.parent.parent.name == "乙园"


def test_rows_in_a_circle_are_refused(office):
    result = loaded(
        table("监管对象", ["名称", "所在场所"], ["甲厂", "乙厂"], ["乙厂", "甲厂"]), office=office
    )
    assert counts(result, "sites")[3] == 2
    assert "互相指向" in said(result)[0]
    assert not Site.objects.exists()


def test_money_in_ten_thousands_says_so_in_the_heading_or_the_cell(office):
    make_kind(Kind.Domain.FUND_PURPOSE, "sign", name="设标志")
    result = loaded(
        table("经费", ["日期", "金额（万元）", "用途"],
              ["2024-1-1", 1.5, "设标志"], ["2024-1-2", "200元", "设标志"]),
        office=office,
    )  # fmt: skip
    assert said(result) == []
    amounts = Fund.objects.order_by("on").values_list("amount", flat=True)
    assert list(amounts) == [Decimal(15000), Decimal(200)]


def test_loading_the_same_file_twice_changes_nothing(office):
    file = agencies(["甲所", "站所", "某甲", "13800001111"], ["乙所", "", "", ""])
    assert counts(loaded(file, office=office), "agencies") == (2, 0, 0, 0)
    again = loaded(file, office=office)
    assert counts(again, "agencies") == (0, 0, 2, 0)
    assert not again.is_loaded
    assert Agency.history.count() == 2


def test_two_equal_meetings_stay_two(office):
    make_kind(Kind.Domain.MEETING, "regular", name="例会")
    file = table("会议", ["日期", "会议种类", "主题"],
                 *[["2024-3-5", "例会", "月度例会"]] * 2)  # fmt: skip
    assert counts(loaded(file, office=office), "meetings") == (2, 0, 0, 0)
    assert counts(loaded(file, office=office), "meetings") == (0, 0, 2, 0)
    file.rows.append((9, ["2024-3-5", "例会", "月度例会"]))
    assert counts(loaded(file, office=office), "meetings") == (1, 0, 2, 0)
    assert Meeting.objects.count() == 3


def test_a_changed_cell_updates_the_row_and_is_listed(office):
    loaded(agencies(["甲所", "站所", "某甲", ""]), office=office)
    result = loaded(agencies(["甲所", "协作部门", "某甲", ""]), office=office)
    assert counts(result, "agencies") == (0, 1, 0, 0)
    agency = Agency.objects.get()
    assert agency.kind == "partner"
    (change,) = result.changes
    assert (change.column, change.before, change.after) == ("类别", "驻乡单位、站所", "协作部门")
    assert [version.history_type for version in agency.history.all()] == ["~", "+"]


def test_the_number_of_a_row_finds_it_whatever_else_changed(office):
    loaded(agencies(["甲所", "", "", ""]), office=office)
    agency = Agency.objects.get()
    file = table("站所单位", ["名称", "记录号"], ["新甲所", str(agency.uid)])
    assert counts(loaded(file, office=office), "agencies") == (0, 1, 0, 0)
    agency.refresh_from_db()
    assert agency.name == "新甲所"


def test_a_column_that_is_not_in_the_file_stays_as_it_is(office):
    loaded(agencies(["甲所", "协作部门", "某甲", ""]), office=office)
    loaded(table("站所单位", ["名称", "电话"], ["甲所", "13800001111"]), office=office)
    agency = Agency.objects.get()
    assert (agency.contact, agency.kind, agency.phone) == ("某甲", "partner", "13800001111")


def test_an_emptied_cell_empties_the_column(office):
    loaded(agencies(["甲所", "协作部门", "某甲", ""]), office=office)
    loaded(agencies(["甲所", "协作部门", None, ""]), office=office)
    assert Agency.objects.get().contact == ""


def test_tags_are_compared_as_sets(office):
    for code, name in [("a", "甲类"), ("b", "乙类"), ("c", "丙、丁类")]:
        make_site_category(code, name=name)
    sites = lambda tags: table("监管对象", ["名称", "类别"], ["店", tags])  # noqa: E731 -- short
    loaded(sites("甲类、乙类"), office=office)
    assert counts(loaded(sites("乙类；甲类"), office=office), "sites") == (0, 0, 1, 0)
    assert counts(loaded(sites("甲类，丙、丁类"), office=office), "sites") == (0, 1, 0, 0)
    site = Site.objects.get()
    assert {category.code for category in site.categories.all()} == {"a", "c"}
    latest = site.history.first()
    assert {link.sitecategory.code for link in latest.categories.all()} == {"a", "c"}
    assert counts(loaded(sites(""), office=office), "sites") == (0, 1, 0, 0)
    assert not site.categories.exists()


def test_voided_rows_are_not_revived(office):
    loaded(agencies(["甲所", "", "", ""]), office=office)
    agency = Agency.objects.get()
    Agency.objects.update(voided_at="2024-01-01T00:00:00Z", void_reason="误录")
    result = loaded(table("站所单位", ["名称", "记录号"], ["甲所", agency.uid]), office=office)
    assert "误录作废" in said(result)[0]
    assert counts(loaded(agencies(["甲所", "", "", ""]), office=office), "agencies")[0] == 1


def test_shared_lists_are_recognised_but_not_changed(office):
    make_sector("fire", name="消防")
    same = table("行业领域", ["代码", "名称"], ["fire", "消防"])
    assert counts(loaded(same, office=office), "sectors") == (0, 0, 1, 0)
    other = table("行业领域", ["代码", "名称"], ["fire", "防火"], ["own", "本乡特有"])
    result = loaded(other, office=office, accept_good=True)
    assert "共用的基础数据" in said(result)[0]
    assert Sector.objects.get(code="fire").name == "消防"
    assert Sector.objects.get(code="own").office == office


def test_another_offices_rows_are_neither_named_nor_touched(office):
    foreign = make_office()
    make_village(office=foreign, name="西村")
    site = make_site(office=foreign, name="外店")
    result = loaded(
        table("监管对象", ["名称", "村（居）", "记录号"],
              ["甲店", "西村", None], ["改名", None, str(site.uid)]),
        office=office,
    )  # fmt: skip
    first, second = said(result)
    assert "没有找到村（居）“西村”" in first
    assert "属于别的单位" in second
    site.refresh_from_db()
    assert site.name == "外店"


def test_equal_names_in_two_offices_do_not_meet(office):
    foreign = make_office()
    loaded(agencies(["甲所", "", "", ""]), office=foreign)
    assert counts(loaded(agencies(["甲所", "", "", ""]), office=office), "agencies")[0] == 1


def test_a_campaign_of_another_office_is_not_found_by_name(office):
    make_campaign(office=make_office(), name="百日行动")
    make_kind(Kind.Domain.TEAM, "rescue", name="应急队")
    result = loaded(
        table("队伍机构", ["名称", "种类", "专项行动"], ["甲队", "应急队", "百日行动"]),
        office=office,
    )
    assert "没有找到专项行动“百日行动”" in said(result)[0]
