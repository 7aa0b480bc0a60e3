"""Loading registers: what is taken, what is refused in words, what loading twice does."""

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
from township_safety.organisation.models import Village
from township_safety.register.models import Agency, Campaign, Kind, Sector, Site, Team
from township_safety.workbook import Column, Sheet, all_sheets, sheet_for
from township_safety.workbook.conditions import Unsupported, compile_condition

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def agencies(*rows, headers=("名称", "类别", "联系人", "电话")):
    return table("站所单位", list(headers), *rows)


# -- adding ----------------------------------------------------------------------------------------


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


# -- recognising -----------------------------------------------------------------------------------


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


# -- other offices ---------------------------------------------------------------------------------


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


# -- refusing --------------------------------------------------------------------------------------


def test_nothing_goes_in_unless_all_is_right_or_the_good_are_chosen(office):
    file = agencies(["甲所", "", "", ""], ["", "", "", ""], [None, "站所", "某甲", ""])
    result = loaded(file, office=office)
    assert not result.is_loaded
    assert not Agency.objects.exists()
    assert counts(result, "agencies") == (1, 0, 0, 1)
    assert said(result) == ["工作表“站所单位”第4行“名称”列：必填，不能为空。"]
    result = loaded(file, office=office, accept_good=True)
    assert result.is_loaded
    assert [agency.name for agency in Agency.objects.all()] == ["甲所"]


def test_a_dry_run_writes_nothing(office):
    result = loaded(agencies(["甲所", "", "", ""]), office=office, dry_run=True)
    assert counts(result, "agencies") == (1, 0, 0, 0)
    assert not result.is_loaded
    assert not Agency.objects.exists()


def test_every_problem_of_every_row_is_said(office):
    result = loaded(
        table("专项行动", ["名称", "开始日期", "结束日期"],
              ["甲", "尽快", "2024-02-30"], ["", "2024-3-5", "2024-3-1"]),
        office=office,
    )  # fmt: skip
    assert [(p.row, p.column) for p in result.problems] == [
        (2, "开始日期"), (2, "结束日期"), (3, "名称"), (3, "结束日期"),
    ]  # fmt: skip
    assert result.problems[3].reason == "结束日期不能早于开始日期"
    assert result.problems[0].value == "尽快"


def test_twenty_kinds_of_wrong_rows_give_twenty_clear_lines(office):
    make_site_category("shop", name="商店")
    make_village(office=office, name="东村")
    make_site(office=office, name="同名")
    make_site(office=office, name="同名")
    make_site(office=office, name="老店", credit_code="91330100799655058B")
    headers = ["名称", "类别", "行业领域", "村（居）", "所在场所", "统一社会信用代码", "规模",
               "从业人员数", "重点单位", "经营状态", "状态日期", "起始日期", "终止日期", "备注",
               "记录号"]  # fmt: skip
    wrong = [
        ({"名称": None, "备注": "x"}, "名称", "必填"),
        ({"名称": "长" * 101}, "名称", "超过100字（现有101字）"),
        ({"名称": "#REF!"}, "名称", "公式有错误"),
        ({"类别": "飞碟"}, "类别", "没有找到监管对象类别“飞碟”"),
        ({"类别": "商店、飞碟"}, "类别", "没有找到监管对象类别“飞碟”"),
        ({"行业领域": "玄学"}, "行业领域", "没有找到行业领域“玄学”"),
        ({"村（居）": "西村"}, "村（居）", "没有找到村（居）“西村”"),
        ({"所在场所": "同名"}, "所在场所", "有2条监管对象都叫“同名”"),
        ({"统一社会信用代码": "91330100799655058B"}, "统一社会信用代码", "相同统一社会信用代码"),
        ({"统一社会信用代码": "9" * 19}, "统一社会信用代码", "超过18字"),
        ({"规模": "巨大"}, "规模", "不在选项中，可填：规模以上"),
        ({"从业人员数": "十来个"}, "从业人员数", "请只填阿拉伯数字"),
        ({"从业人员数": -3}, "从业人员数", "负数"),
        ({"从业人员数": 2.5}, "从业人员数", "不是整数"),
        ({"从业人员数": "3²"}, "从业人员数", "不是整数"),
        ({"重点单位": "也许"}, "重点单位", "请填“是”或“否”"),
        ({"经营状态": "魔幻"}, "经营状态", "不在选项中"),
        ({"状态日期": "2024-02-30"}, "状态日期", "没有“2024-02-30”这一天"),
        ({"状态日期": "2024.10"}, "状态日期", "没有日"),
        ({"状态日期": "3月5日"}, "状态日期", "请写上年份"),
        ({"起始日期": "2024-3-5", "终止日期": "2024-3-1"}, "终止日期", "终止日期不能早于起始日期"),
        ({"备注": "长" * 201}, "备注", "超过200字"),
        ({"记录号": "12"}, "记录号", "不是记录号"),
    ]
    rows = [
        [{"名称": f"店{n}", **cells}.get(header) for header in headers]
        for n, (cells, _, _) in enumerate(wrong)
    ]
    before = Site.objects.count()
    result = loaded(table("监管对象", headers, *rows), office=office)
    assert len(wrong) >= 20
    assert [(p.row, p.column) for p in result.problems] == [
        (n + 2, column) for n, (_, column, _) in enumerate(wrong)
    ]
    for problem, (_, _, reason) in zip(result.problems, wrong, strict=True):
        assert reason in problem.reason
        assert problem.sheet == "监管对象"
    assert Site.objects.count() == before


def test_a_row_that_names_a_wrong_row_waits_for_it(office):
    result = loaded(
        table("专项行动", ["名称", "开始日期"], ["百日行动", "尽快"]),
        table("队伍机构", ["名称", "种类", "专项行动"], ["甲队", "应急队", "百日行动"]),
        table("种类", ["代码", "名称", "所属"], ["rescue", "应急队", "队伍种类"]),
        office=office,
        accept_good=True,
    )
    assert "（专项行动第2行）有错误" in said(result)[1]
    assert not Team.objects.exists()
    assert Kind.objects.filter(code="rescue").exists()


def test_a_row_below_a_wrong_row_of_its_own_sheet_waits_for_it(office):
    result = loaded(
        table("监管对象", ["名称", "所在场所", "备注"],
              ["丙", "乙", None], ["乙", "甲", None], ["甲", None, "长" * 201], ["丁", None, None]),
        office=office,
        accept_good=True,
    )  # fmt: skip
    assert counts(result, "sites") == (1, 0, 0, 3)
    assert [site.name for site in Site.objects.all()] == ["丁"]


def test_the_same_key_twice_in_one_file(office):
    result = loaded(agencies(["甲所", "", "", ""], ["甲所", "", "某甲", ""]), office=office)
    assert said(result) == [
        "工作表“站所单位”第3行“名称”列：已有同名的站所单位：与第2行重复，请核对。（填的是：甲所）"
    ]


def test_the_same_number_twice_in_one_file(office):
    uid = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
    result = loaded(
        table("站所单位", ["名称", "记录号"], ["甲所", uid], ["乙所", uid]), office=office
    )
    assert "与第2行的记录号相同" in said(result)[0]


def test_two_rows_may_swap_a_unique_name_with_a_third(office):
    loaded(agencies(["甲所", "", "", ""], ["乙所", "", "", ""]), office=office)
    one, two = Agency.objects.order_by("pk")
    file = table("站所单位", ["名称", "记录号"], ["丙所", one.uid], ["甲所", two.uid])
    assert counts(loaded(file, office=office), "agencies") == (0, 2, 0, 0)


def test_wrong_rows_are_said_together_with_a_wrong_heading(office):
    result = loaded(
        table("专项行动", ["名称", "开始日期", "咒语"],
              ["甲", "尽快", ""], ["乙", "2024.3.5", ""]),
        table("队伍机构", ["名称", "种类", "专项行动"], ["甲队", "应急队", "乙"]),
        table("种类", ["代码", "名称", "所属"], ["rescue", "应急队", "队伍种类"]),
        office=office,
        accept_good=True,
    )  # fmt: skip
    heading, cell, follower = said(result)
    assert "模板中没有这一列" in heading
    assert "“尽快”不是一个日期" in cell
    assert "（专项行动第3行）有错误" in follower
    assert counts(result, "campaigns") == (0, 0, 0, 2)
    assert not Campaign.objects.exists()


def test_a_row_of_totals_is_no_row(office):
    result = loaded(agencies(["甲所", "", "", ""], ["合计", "", "", "2"]), office=office)
    assert "合计行" in said(result)[0]


def test_the_office_column_of_a_district_file(office):
    headers = ["填报单位", "名称"]
    result = loaded(table("站所单位", headers, [office.name, "甲所"]), office=office)
    assert result.is_loaded
    result = loaded(table("站所单位", headers, ["别的乡", "乙所"]), office=office)
    assert "属于别的单位" in said(result)[0]


def test_the_year_of_dates_without_one(office):
    file = table("专项行动", ["名称", "开始日期"], ["甲", "3月5日"])
    assert not loaded(file, office=office).is_loaded
    assert loaded(file, office=office, default_year=2024).is_loaded
    assert Campaign.objects.get().first_day == date(2024, 3, 5)


def test_day_numbers_of_the_1904_calendar(office):
    loaded(table("专项行动", ["名称", "开始日期"], ["甲", 43894], date_1904=True), office=office)
    assert Campaign.objects.get().first_day == date(2024, 3, 5)


def test_the_log_is_written_in_the_same_transaction(office):
    def fails(result):
        assert result.is_loaded
        raise RuntimeError

    with pytest.raises(RuntimeError):
        loaded(agencies(["甲所", "", "", ""]), office=office, on_written=fails)
    assert not Agency.objects.exists()


def test_a_row_somebody_entered_meanwhile_is_a_message_not_a_crash(office, monkeypatch):
    from township_safety.workbook import loading

    def late(plan, *, by):
        Agency.objects.create(office=office, name="甲所")
        original(plan, by=by)

    original = loading.write
    monkeypatch.setattr(loading, "write", late)
    result = loaded(agencies(["甲所", "", "", ""]), office=office)
    assert not result.is_loaded
    assert "刚刚登记" in said(result)[0]
    assert not Agency.objects.exists()


# -- cost ------------------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_rows(office, django_assert_max_num_queries):
    make_village(office=office, name="东村")
    make_site_category("shop", name="商店")

    def file(start, count):
        return table("监管对象", ["名称", "村（居）", "类别", "从业人员数"],
                     *[[f"店{start}{n}", "东村", "商店", n] for n in range(count)])  # fmt: skip

    few, many = file("甲", 2), file("乙", 20)
    with django_assert_max_num_queries(25) as first:
        assert loaded(few, office=office).is_loaded
    with django_assert_max_num_queries(len(first)):
        assert loaded(many, office=office).is_loaded
    with django_assert_max_num_queries(len(first)):
        assert counts(loaded(many, office=office), "sites") == (0, 0, 20, 0)


def test_every_check_constraint_is_judged_without_the_database():
    left_out = []
    for sheet in all_sheets():
        for constraint in sheet.model._meta.constraints:
            condition = getattr(constraint, "condition", None)
            try:
                if condition is not None:
                    compile_condition(condition, sheet.model)
            except Unsupported:
                left_out.append(constraint.name)
    assert left_out == []


def test_a_campaign_of_another_office_is_not_found_by_name(office):
    make_campaign(office=make_office(), name="百日行动")
    make_kind(Kind.Domain.TEAM, "rescue", name="应急队")
    result = loaded(
        table("队伍机构", ["名称", "种类", "专项行动"], ["甲队", "应急队", "百日行动"]),
        office=office,
    )
    assert "没有找到专项行动“百日行动”" in said(result)[0]


def test_villages_are_loaded_first_whatever_the_order_in_the_file(office):
    result = loaded(
        table("监管对象", ["名称", "村（居）"], ["甲店", "东村"]),
        table("村（居）", ["名称", "类别"], ["东村", "村"]),
        office=office,
    )
    assert said(result) == []
    assert Site.objects.get().village == Village.objects.get()


# -- a sheet's own loader --------------------------------------------------------------------------


def numbered(batch):
    """Gives each new agency a contact from a counter, and founds a team with it when asked."""
    rows = batch.read()
    for row in rows:
        row.later.add("contact")
        if row.values.get("team") and not row.is_rejected and batch.mentions("teams", "name"):
            batch.reject(row, "team", "队伍另有一张表，请填在那里。", value=row.values["team"])
    plan = batch.check(rows)
    plan.before_write.append(lambda: number(plan))
    plan.after_write.append(lambda: found(plan, batch.office))
    return plan


def number(plan):
    for place, row in enumerate(plan.added, 1):
        row.instance.contact = f"第{place}号"


def found(plan, office):
    kind = make_kind(Kind.Domain.TEAM)
    for row in plan.added:
        if row.values["team"]:
            Team.objects.create(office=office, name=row.values["team"], kind=kind)


OWN = Sheet(
    "own", "自带队伍的站所", Agency,
    ("name", Column("team", header="队伍", kind="text")), load=numbered,
)  # fmt: skip


def test_a_sheet_may_complete_its_rows_itself(office):
    file = table("自带队伍的站所", ["名称", "队伍"], ["甲所", "甲队"], ["乙所", None])
    result = loaded(file, office=office, sheets=[OWN])
    assert said(result) == []
    assert [agency.contact for agency in Agency.objects.order_by("pk")] == ["第1号", "第2号"]
    assert Team.objects.get().name == "甲队"
    assert counts(loaded(file, office=office, sheets=[OWN]), "own") == (0, 0, 2, 0)


def test_a_loader_knows_what_other_sheets_of_the_file_name(office):
    result = loaded(
        table("自带队伍的站所", ["名称", "队伍"], ["甲所", "甲队"]),
        table("队伍机构", ["名称", "种类"], ["甲队", "应急队"]),
        table("种类", ["代码", "名称", "所属"], ["rescue", "应急队", "队伍种类"]),
        office=office,
        sheets=[OWN, sheet_for("teams"), sheet_for("kinds")],
    )
    assert said(result) == [
        "工作表“自带队伍的站所”第2行“队伍”列：队伍另有一张表，请填在那里。（填的是：甲队）"
    ]


def test_a_touched_row_counts_as_updated(office):
    def touching(batch):
        rows = batch.read()
        for row in rows:
            row.is_touched = not row.is_new
        return batch.check(rows)

    sheet = Sheet("own", "站所", Agency, ("name",), load=touching)
    file = table("站所", ["名称"], ["甲所"])
    assert counts(loaded(file, office=office, sheets=[sheet]), "own") == (1, 0, 0, 0)
    assert counts(loaded(file, office=office, sheets=[sheet]), "own") == (0, 1, 0, 0)
