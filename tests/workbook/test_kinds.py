"""Each kind of column: there, back, and on the screen."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.exceptions import FieldDoesNotExist

from inspections.models import Operation
from township_safety.activities.models import Fund, Meeting
from township_safety.organisation.models import AuditEvent
from township_safety.register.models import Site
from township_safety.values import ValueProblem
from township_safety.workbook import Column, Sheet, in_order, kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.kinds import Reading

UID = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
PLAIN = Reading()


def bound(model, name, **options):
    return BoundColumn(Column(name, **options), model, date_field="on")


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        (Site, "name", kinds.Text),
        (Site, "credit_code", kinds.CreditCode),
        (Site, "employees", kinds.Whole),
        (Site, "is_key_unit", kinds.Flag),
        (Site, "size", kinds.Choice),
        (Site, "village", kinds.Ref),
        (Site, "categories", kinds.Many),
        (Site, "active_from", kinds.Date),
        (Site, "uid", kinds.Uid),
        (Fund, "amount", kinds.Amount),
        (Meeting, "minutes", kinds.LongText),
        (AuditEvent, "at", kinds.Moment),
        (AuditEvent, "changes", kinds.Data),
        (Operation, "start_time", kinds.Clock),
    ],
)
def test_the_kind_follows_from_the_field(model, name, kind):
    assert type(bound(model, name).kind) is kind


@pytest.mark.parametrize(
    ("kind", "raw", "value", "cell", "text"),
    [
        (kinds.Text(max_length=9), " 甲\n乙 ", "甲 乙", "甲 乙", "甲 乙"),
        (kinds.LongText(multiline=True), "甲\r\n乙", "甲\n乙", "甲\n乙", "甲\n乙"),
        (kinds.Date(), "2024.3.5", date(2024, 3, 5), datetime.fromisoformat("2024-03-05"),
         "2024-03-05"),
        (kinds.Moment(), "2024.3.5 9:30", datetime(2024, 3, 5, 1, 30, tzinfo=UTC),
         datetime.fromisoformat("2024-03-05 09:30"), "2024-03-05 09:30"),
        (kinds.Clock(), "9时5分", time(9, 5), "09:05", "09:05"),
        (kinds.Clock(), time(9, 5, 7), time(9, 5), "09:05", "09:05"),
        (kinds.Clock(), datetime.fromisoformat("2024-03-05 09:05"), time(9, 5), "09:05", "09:05"),
        (kinds.Clock(), "", None, None, ""),
        (kinds.Whole(), "1,200个", 1200, 1200, "1200"),
        (kinds.Number(places=1), "1.50", Decimal("1.5"), 1.5, "1.5"),
        (kinds.Number(), None, None, None, ""),
        (kinds.Amount(), "1.5万元", Decimal(15000), 15000.0, "15,000.00"),
        (kinds.Amount(), "", None, None, ""),
        (kinds.Flag(), "√", True, "是", "是"),
        (kinds.Flag(), "", None, None, ""),
        (kinds.Uid(), UID, UUID(UID), UID, UID),
        (kinds.Uid(), " ", None, None, ""),
        (kinds.Data(), '{"b": 1, "a": "甲"}', {"a": "甲", "b": 1}, '{"a": "甲", "b": 1}',
         '{"a": "甲", "b": 1}'),
        (kinds.Data(), "", None, None, ""),
        (kinds.CreditCode(), "无", "无", "无", "无"),
        (kinds.CreditCode(), "9133 0100 7996 5505 8b", "91330100799655058B",
         "91330100799655058B", "91330100799655058B"),
    ],
)  # fmt: skip
def test_there_and_back(kind, raw, value, cell, text):
    assert kind.parse(raw, PLAIN) == value
    assert kind.cell(value) == cell
    assert (kind.text(value) or "") == text
    assert kind.parse(kind.cell(value), PLAIN) == value


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        (kinds.Clock(), "25:00", "请写成 9:30"),
        (kinds.Clock(), "早上", "请写成 9:30"),
        (kinds.Uid(), "12", "新增的行请把这一格留空"),
        (kinds.Data(), "{", "保持导出时的样子"),
        (kinds.Text(), "#DIV/0!", "公式有错误"),
        (kinds.Date(is_fact=True), "1980-1-1", "1990—2100"),
        (kinds.Choice([("a", "甲")], words={}), "丙", "可填：甲。"),
    ],
)
def test_what_cannot_be_read_is_said(kind, raw, said):
    with pytest.raises(ValueProblem, match=said):
        kind.parse(raw, PLAIN)


def test_a_day_that_is_no_fact_may_lie_long_ago():
    assert kinds.Date().parse("1958-1-1", PLAIN) == date(1958, 1, 1)


@pytest.mark.parametrize("raw", ["规模以上", " 规模 以上 ", "above", "规上"])
def test_choices_by_label_code_and_other_words(raw):
    column = bound(Site, "size", words={"规上": "above"})
    assert column.kind.parse(raw, PLAIN) == "above"
    assert column.kind.cell("above") == "规模以上"
    assert column.kind.parse("/", PLAIN) is None
    assert column.labels[0] == "规模以上"


def test_headings_notes_and_duties_come_from_the_model():
    column = bound(Site, "name", header="单位名称", note="执照上的名称")
    assert (column.header, column.required) == ("单位名称", True)
    assert "名称" in column.synonyms
    assert column.note == "必填。\n执照上的名称"
    assert "顿号" in bound(Site, "categories").note
    assert "2024年3月5日" in bound(Site, "active_from").note
    assert "单位：元" in bound(Fund, "amount").note
    assert repr(column) == "<单位名称>"


def test_a_column_that_is_no_field_says_what_it_holds():
    column = bound(Site, "closing", header="销号日期", kind="date")
    assert isinstance(column.kind, kinds.Date)
    assert column.value(Site()) is None
    assert not column.required
    with pytest.raises(FieldDoesNotExist):
        bound(Site, "closing")
    with pytest.raises(TypeError):
        _ = column.related_model


def test_a_column_may_be_read_from_another_attribute():
    column = bound(Site, "credit_code", attr="credit_code_shown")
    assert column.text(Site(has_no_code=True)) == "无"
    assert bound(Site, "name", attr="__str__").value(Site(name="甲店")) == "甲店"


def test_a_kind_may_be_given():
    kind = kinds.Number(places=6)
    assert bound(Site, "latitude", kind=kind).kind is kind


def test_the_screen_shows_references_by_name():
    site = Site(name="甲店", parent=Site(name="园区"))
    assert bound(Site, "parent").text(site) == "园区"
    assert kinds.Many().text([Site(name="甲"), Site(name="乙")]) == "甲、乙"


def test_sheets_that_point_at_each_other_in_a_circle():
    class Circle(Sheet):
        needs = {Site, Meeting}

    sheets = [Circle("a", "甲", Site, ()), Circle("b", "乙", Meeting, ())]
    with pytest.raises(ValueError, match="circle"):
        in_order(sheets)
