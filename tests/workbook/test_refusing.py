"""Rows that do not go in, and what is said about each of them."""

from datetime import date

import pytest

from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_site,
    make_site_category,
)
from tests.workbook.tables import counts, loaded, said, table
from township_safety.register.models import Agency, Campaign, Kind, Site, Team
from township_safety.workbook import all_sheets
from township_safety.workbook.conditions import Unsupported, compile_condition

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def agencies(*rows, headers=("名称", "类别", "联系人", "电话")):
    return table("站所单位", list(headers), *rows)


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
