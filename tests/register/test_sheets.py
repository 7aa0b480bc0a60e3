"""Every register is a sheet, and reads the ledgers that offices keep in fact."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from inspections.models import ChecklistAnswer, ClearanceItem
from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_kind,
    make_sector,
    make_site,
    make_site_category,
)
from tests.factories.tables import load_rows, table
from township_safety.activities.models import Attendee
from township_safety.organisation.models import CountedModel, Village
from township_safety.register.models import Holiday, Kind, ReferenceModel, Site, Team
from township_safety.workbook import Sheet, all_sheets, sheet_for
from township_safety.workbook.matching import plain_header

OWN = {"organisation", "register", "activities", "inspections"}
SHEETS = [sheet for sheet in all_sheets() if sheet.model._meta.app_label in OWN]
# Lines of a record that are no register of their own.
LINES = {Attendee, ChecklistAnswer, ClearanceItem}
# Accounts are no part of a workbook.
ACCOUNTS = {"assigned_to"}
by_key = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)


def test_every_register_has_a_sheet() -> None:
    models = [
        model
        for label in OWN
        for model in apps.get_app_config(label).get_models()
        if issubclass(model, CountedModel | ReferenceModel | Holiday)
    ]
    assert {sheet.model for sheet in SHEETS} == set(models) | LINES


@by_key
def test_a_heading_names_one_column(sheet: Sheet) -> None:
    named: dict[str, str] = {}
    for column in sheet.bound:
        for heading in (column.header, *column.synonyms):
            assert named.setdefault(plain_header(heading), column.name) == column.name, heading


def test_a_title_names_one_sheet() -> None:
    named: dict[str, str] = {}
    for sheet in all_sheets():
        assert len(sheet.title) <= 31, "Excel cuts longer names"
        for title in (sheet.title, *sheet.synonyms):
            assert named.setdefault(plain_header(title), sheet.key) == sheet.key, title


@by_key
def test_a_row_is_recognised_by_columns_of_the_sheet(sheet: Sheet) -> None:
    assert set(sheet.fingerprint) <= sheet.by_name.keys()
    assert sheet.fingerprint


@by_key
def test_every_column_a_clerk_fills_is_there(sheet: Sheet) -> None:
    """All fields that can be edited, so that dump and load lose nothing."""
    fields = [*sheet.model._meta.fields, *sheet.model._meta.many_to_many]
    kept = {field.name for field in fields if field.editable and not field.primary_key}
    assert kept - {"office"} - ACCOUNTS <= sheet.by_name.keys()


@by_key
def test_a_list_fits_the_screen(sheet: Sheet) -> None:
    assert 2 <= len(sheet.listed) <= 10


@pytest.mark.django_db
class TestRealLedgers:
    def test_a_site_ledger(self) -> None:
        office = make_office()
        village = make_village(office=office, name="前进村")
        make_sector("industry", name="工贸")
        make_site_category("workshop", name="工贸企业")
        result = load_rows(
            office,
            table(
                "企业基础台账",
                ["测试乡企业台账（2024年）"],
                ["企业名称 ", "企业类型", "所属行业", "所在村", "信用代码", "法定代表人",
                 "联系电话", "从业人员数", "企业状态", "成立日期"],
                ["测试纺织厂", "工贸企业", "工贸", "前进村", "无", "某甲", "13800000000",
                 "25人", "停产", "2019.5.6"],
            ),
        )  # fmt: skip
        assert result.problems == []
        site = Site.objects.get()
        assert (site.village, site.employees, site.has_no_code) == (village, 25, True)
        assert site.operating_status == Site.OperatingStatus.STOPPED
        assert site.active_from == date(2019, 5, 6)
        assert [category.code for category in site.categories.all()] == ["workshop"]

    def test_the_same_ledger_twice_changes_nothing(self) -> None:
        office = make_office()
        village = make_village(office=office, name="前进村")
        make_site(office=office, name="测试厂甲", village=village, categories=("workshop",))
        ledger = table(
            "监管对象",
            ["名称", "类别", "村（居）", "统一社会信用代码"],
            ["测试厂甲", "workshop", "前进村", None],
            ["测试厂乙", "workshop", "前进村", "无"],
        )
        first = load_rows(office, ledger)
        again = load_rows(office, ledger)
        assert (first.sheets[0].added, first.sheets[0].unchanged) == (1, 1)
        assert (again.sheets[0].added, again.sheets[0].unchanged) == (0, 2)

    def test_villages_teams_and_lists(self) -> None:
        office = make_office()
        make_kind(Kind.Domain.TEAM, "squad", name="应急救援小分队")
        result = load_rows(
            office,
            table("行政村", ["村名", "类别"], ["前进村", "村委会"], ["东街", "社区"]),
            table(
                "应急队伍",
                ["队伍名称", "队伍类别", "级别", "所在村", "队员人数"],
                ["前进村小分队", "应急救援小分队", "村级", "前进村", 6],
            ),
            table("种类", ["代码", "名称", "所属"], ["night_patrol", "夜间巡查", "检查执法方式"]),
        )
        assert result.problems == []
        assert Village.objects.for_offices([office]).count() == 2
        assert str(Team.objects.get().village) == "前进村"
        assert Kind.objects.get(code="night_patrol").office == office

    def test_none_is_written_out_as_none(self) -> None:
        """“无” is an answer; the workbook keeps it apart from an empty cell."""
        column = sheet_for("sites").by_name["credit_code"]
        site = make_site()
        assert column.text(site) == ""
        site.has_no_code = True
        assert column.text(site) == "无"
