"""An outing and its lines come in together; the lines name it by its 记录号."""

from __future__ import annotations

import pytest

from inspections.models import Operation, OperationResult, OperationTarget
from tests.factories.organisation import make_office
from tests.factories.register import (
    make_agency,
    make_kind,
    make_result_kind,
    make_site,
    make_site_category,
)
from tests.factories.tables import load_rows, table
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

NUMBER = "0f8fad5b-d9cb-469f-a165-70867728950e"
OUTINGS = table(
    "检查台账",
    ["检查日期", "类别", "检查方式", "是否联合", "联合部门", "出动警力", "出动人员", "记录号"],
    ["2024-3-5", "执法", "上路执法", "是", "派出所、市场所", "4人次", 9, NUMBER],
)
TARGETS = table(
    "检查对象",
    ["检查编号", "企业名称", "场所类别", "家数", "检查结果", "见证人"],
    [NUMBER, "测试厂甲", None, 1, "拒检", "某甲"],
    [NUMBER, None, "小商铺", "12家", None, None],
)
RESULTS = table(
    "执法结果",
    ["检查编号", "处理结果", "数量", "物品", "单位", "处罚金额（万元）"],
    [NUMBER, "没收物品", 60, "过期食品", "袋", 0.2],
)


def test_an_outing_with_its_lines() -> None:
    office = make_office()
    make_kind(Kind.Domain.OPERATION, "road", name="上路执法")
    make_agency(office=office, name="派出所")
    make_agency(office=office, name="市场所")
    make_site(office=office, name="测试厂甲")
    make_site_category("shop", name="小商铺")
    make_result_kind("seized", name="没收物品", unit="件")
    result = load_rows(office, RESULTS, TARGETS, OUTINGS)
    assert result.problems == []
    operation = Operation.objects.get()
    assert str(operation.uid) == NUMBER
    assert operation.partner_agencies.count() == 2
    assert OperationTarget.objects.visits() == 12
    assert OperationTarget.objects.not_checked().count() == 1
    line = OperationResult.objects.get()
    assert (line.office, line.operation, line.unit_shown) == (office, operation, "袋")
    assert line.fine_amount == 2000
    again = load_rows(office, RESULTS, TARGETS, OUTINGS)
    assert {sheet.key: sheet.unchanged for sheet in again.sheets} == {
        "operations": 1,
        "operation_targets": 2,
        "operation_results": 1,
    }
