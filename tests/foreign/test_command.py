"""importledger on the command line: settled by options, nothing by halves."""

import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from hazards.models import Hazard
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_site
from tests.foreign.ledgers import book_of, saved
from township_safety.organisation.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    office = make_office()
    make_site(office=office, name="广源超市", village=make_village(office=office, name="东村"))
    book = book_of(
        ["2023年隐患台账"],
        ["排查日期", "企业名称", "存在问题", "整改时限", "怪列"],
        ["3月5日", "广源超市", "通道堵塞", "5个工作日内", "甲"],
        ["3月5日", "广源超市", "通道堵塞", "5个工作日内", "甲"],
        ["3月40日", "广源超市", "线路老化", "", "乙"],
    )
    return str(saved(tmp_path, book))


def run(*args, **options):
    said = io.StringIO()
    call_command("importledger", *args, stdout=said, **options)
    return said.getvalue()


def test_an_open_column_must_be_settled(path):
    with pytest.raises(CommandError, match="“怪列”列：不知道这一列是什么"):
        run(path)
    with pytest.raises(CommandError, match="没有“错列”这一列"):
        run(path, map=["错列=备注"])
    with pytest.raises(CommandError, match="没有“错列”这一列，可写：编号"):
        run(path, map=["怪列=错列"])


def test_nothing_goes_in_by_halves_unless_asked(path):
    with pytest.raises(CommandError, match="有 1 行有错误，没有导入任何内容"):
        run(path, map=["怪列=备注"])
    assert not Hazard.objects.exists()
    with pytest.raises(CommandError, match="其余已导入"):
        run(path, map=["怪列=备注"], accept_good=True, skip_repeated=True)
    hazard = Hazard.objects.get()
    assert (str(hazard.found_on), str(hazard.due_on)) == ("2023-03-05", "2023-03-10")
    assert hazard.note == "怪列：甲"
    event = AuditEvent.objects.get()
    assert (event.action, event.changes["不导入"]) == ("导入台账", 1)


def test_a_dry_run_tells_and_writes_only_the_result(path, tmp_path):
    target = tmp_path / "result.xlsx"
    said = run(path, map=["怪列=不导入"], fill=["检查人=李某"], dry_run=True, result=str(target))
    assert "排查日期 → 检查日期（按列名）" in said
    assert "新增1 更新0 未变0 表内重复1 台账已有0 有错误1 不导入0" in said
    assert not Hazard.objects.exists()
    page = openpyxl.load_workbook(target).active
    assert [row[-2].value for row in page.iter_rows(min_row=2)] == ["新增", "表内重复", "有错误"]


def test_names_are_settled_by_options(path, tmp_path):
    book = book_of(
        ["检查日期", "单位名称", "隐患描述", "村"],
        ["2023-3-5", "新开的店", "通道堵塞", "东村委会"],
        ["2023-3-5", "乡广源超市", "线路老化", "东村"],
    )
    other = str(saved(tmp_path, book, "other.xlsx"))
    said = run(other, name=["村（居）:东村委会=东村"], enter=["监管对象"], dry_run=True)
    assert "新增2" in said
    with pytest.raises(CommandError, match="有 2 行有错误"):
        run(other)
    said = run(
        other, name=["村（居）:东村委会=", "监管对象:乡广源超市=广源超市"], enter=["监管对象"]
    )
    assert "已导入" in said
    first, second = Hazard.objects.order_by("pk")
    assert (first.site.name, first.village, first.note) == ("新开的店", None, "村：东村委会")
    assert second.site.name == "广源超市"


def test_a_name_missing_for_two_registers_is_told_once(path, tmp_path):
    book = book_of(
        ["检查日期", "单位名称", "隐患描述", "村"], ["2023-3-5", "新店", "通道堵塞", "无此村"]
    )
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "importledger", str(saved(tmp_path, book, "o.xlsx")), enter=["监管对象"], stdout=said
        )
    assert said.getvalue().count("没有找到村（居）") == 1


def test_unknown_names_are_shown_with_what_they_may_be(path, tmp_path):
    book = book_of(["检查日期", "单位名称", "隐患描述"], ["2023-3-5", "乡广源超市", "线路老化"])
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("importledger", str(saved(tmp_path, book, "other.xlsx")), stdout=said)
    assert "监管对象“乡广源超市”（1 行）没有登记，是不是：广源超市" in said.getvalue()


def test_what_is_no_ledger_is_told(path, tmp_path):
    with pytest.raises(CommandError, match="没有找到文件"):
        run(str(tmp_path / "nothing.xlsx"))
    with pytest.raises(CommandError, match="没有“怪表”这种台账"):
        run(path, sheet="怪表")
    with pytest.raises(CommandError, match="哪一张工作表；文件中的表：没有"):
        run(path, sheet="隐患", table="别的")
    empty = saved(tmp_path, book_of(["什么也不是"]), "empty.xlsx")
    with pytest.raises(CommandError, match="认不出这是哪一种台账"):
        run(str(empty))
