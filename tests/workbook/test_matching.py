"""Sheets and columns found by what people call them."""

import pytest

from tests.workbook.tables import table
from township_safety.spreadsheets import SheetRows
from township_safety.workbook import all_sheets
from township_safety.workbook.matching import plain_header, recognise


def found(*tables, **options):
    tables, problems = recognise(tables, all_sheets(), **options)
    return tables, [str(problem) for problem in problems + [p for t in tables for p in t.problems]]


def columns(recognised):
    return [heading.column.name for heading in recognised.headings]


@pytest.mark.parametrize(
    "header",
    ["名称", " 名 称 ", "\ufeff名称", "名　称", "名称*", "*名称：", "名\n称", "单位名称", "name"],
)
def test_headings_are_read_through_their_spelling(header):
    (one,), problems = found(table("站所单位", [header], ["甲所"]))
    assert (columns(one), problems) == (["name"], [])


@pytest.mark.parametrize(
    "header", ["村（居）", "村(居)", "村【居】", "村［居］", "村（社区）", "属地"]
)
def test_brackets_of_any_kind(header):
    (one,), problems = found(table("监管对象", ["名称", header], ["甲店", "东村"]))
    assert columns(one) == ["name", "village"]
    assert problems == []


def test_order_does_not_matter_and_serial_numbers_say_nothing():
    (one,), problems = found(table("站所单位", ["序号", "电话", "名称"], [1, "", "甲所"]))
    assert (columns(one), problems) == (["phone", "name"], [])


def test_a_serial_number_that_the_register_keeps_is_a_column():
    (one,), _ = found(table("统计报表行业", ["代码", "名称", "行号"], ["a", "甲", "1"]))
    assert "number" in columns(one)


def test_titles_may_stand_above_the_header():
    rows = table("站所单位", ["某乡站所一览表"], ["填报日期：2024-3-5", "名称"],
                 ["名称", "类别", "电话"], ["甲所", "", ""])  # fmt: skip
    (one,), problems = found(rows)
    assert (one.header_row, len(one.rows), problems) == (3, 1, [])


def test_a_header_below_the_tenth_row_is_not_found():
    rows = table("站所单位", *[["说明"]] * 10, ["名称", "电话"])
    _, problems = found(rows)
    assert any("没有找到表头" in problem for problem in problems)


def test_units_in_the_heading():
    (one,), problems = found(table("经费", ["日期", "金额（万元）", "用途"], [1, 2, 3]))
    assert problems == []
    assert [heading.unit for heading in one.headings] == ["元", "万元", "元"]


def test_an_unknown_column_has_to_be_settled():
    rows = table("站所单位", ["名称", "咒语"], ["甲所", "x"])
    _, problems = found(rows)
    assert problems == [
        "工作表“站所单位”第1行“咒语”列：模板中没有这一列，请改成模板中的列名，或删去这一列。"
    ]
    assert found(rows, ignore=[" 咒语 "])[1] == []


def test_a_missing_required_column():
    _, problems = found(table("站所单位", ["电话"], ["1"]))
    assert problems == ["工作表“站所单位”第1行“名称”列：缺少这一必填列，请补上。"]


def test_the_same_column_twice():
    _, problems = found(table("站所单位", ["名称", "单位名称"], ["甲", "乙"]))
    assert problems == ["工作表“站所单位”第1行“单位名称”列：与“名称”是同一列，请只保留一列。"]


def test_cells_without_a_heading_are_not_dropped_in_silence():
    _, problems = found(table("站所单位", ["名称", None], ["甲所"], ["乙所", "x", "y"]))
    assert len(problems) == 2
    assert "第3行“第B列”列：第B列有内容但没有列名" in problems[0]
    assert "第C列有内容但没有列名" in problems[1]


@pytest.mark.parametrize("title", ["站所单位", " 站所 单位", "站所", "agencies"])
def test_sheets_by_title(title):
    (one,), _ = found(table(title, ["名称"], ["甲所"]))
    assert one.sheet.key == "agencies"


def test_a_sheet_without_a_name_is_known_by_its_columns():
    headers = ["名称", "类别", "统一社会信用代码", "法定代表人", "从业人员数"]
    (one,), problems = found(table("Sheet1", headers, ["甲店"]))
    assert (one.sheet.key, problems) == ("sites", [])


@pytest.mark.parametrize("headers", [["名称", "电话"], ["甲", "乙"], ["名称"]])
def test_a_sheet_that_could_be_anything_is_not_guessed(headers):
    _, problems = found(table("Sheet1", headers, ["x"]))
    assert "认不出这是哪一种台账" in problems[0]


def test_empty_sheets_and_notes_are_passed_over():
    assert found(table("填表说明", ["请先看"]), SheetRows("表", [])) == ([], [])


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("＊名　称：", "名称"), ("整改 资金（元）", "整改资金(元)"), ("Name", "name"), (None, "")],
)
def test_plain_header(typed, plain):
    assert plain_header(typed) == plain
