"""Dump and template: what stands in the file, and that it comes back the same."""

import io
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from tests.factories import activities, inspections, register
from tests.factories.organisation import make_office, make_user, make_village
from tests.workbook.tables import dumped, loaded, said, table
from township_safety.organisation.models import Office
from township_safety.register.models import Agency, Campaign, Kind, Site
from township_safety.spreadsheets import read_workbook
from township_safety.workbook import all_sheets, dump, dump_rows, sheet_for, template

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def full(office):
    """An office with at least a row in nearly every register."""
    village = make_village(office=office, name="东村", active_from=date(1958, 1, 1))
    register.make_sector("fire", name="消防")
    site = register.make_site(
        office=office,
        name="甲、乙商行",
        village=village,
        categories=("hotel", "shop"),
        sector=register.make_sector("fire"),
        has_no_code=True,
        employees=0,
        note="=1+1",
    )
    register.make_site(office=office, name="同名", parent=site)
    register.make_site(office=office, name="同名", parent=site, active_from=date(1986, 5, 1))
    register.make_key_period(office=office)
    for module in (register, activities, inspections):
        for name, make in vars(module).items():
            if name.startswith("make_") and make.__module__ == module.__name__:
                with suppress(TypeError, IntegrityError), transaction.atomic():
                    make(office=office)
    operation = inspections.make_operation(
        office=office,
        partner_agencies=(register.make_agency(office=office),),
        extra_sectors=(register.make_sector("fire"),),
    )
    inspections.make_target(operation, site=site)
    inspections.make_unnamed_target(operation, quantity=30)
    inspections.make_result(operation, quantity=3)
    return office


def emptied():
    """Delete the rows of all registers, the lists included."""
    sheets = [sheet for sheet in all_sheets() if sheet.load is None]
    for sheet in reversed(sheets):
        for column in sheet.bound:
            if column.is_self_reference and not column.is_many:
                sheet.model._base_manager.update(**{column.name: None})
        sheet.model._base_manager.all().delete()


def test_a_dump_loaded_again_changes_nothing(full):
    result = loaded(*dumped(full), office=full)
    assert said(result) == []
    assert sum(sheet.read for sheet in result.sheets) > 20
    assert [sheet.line for sheet in result.sheets if sheet.unchanged != sheet.read] == []


def test_a_dump_loaded_into_an_empty_register_gives_the_same_dump(full):
    before = dumped(full)
    emptied()
    result = loaded(*before, office=full, by=make_user(office=full))
    assert said(result) == []
    assert result.is_loaded
    assert dumped(full) == before


def test_several_offices_get_a_column_that_says_whose_a_row_is():
    one, two = make_office(name="甲乡"), make_office(name="乙乡")
    make_village(office=one, name="东村")
    make_village(office=two, name="西村")
    target = io.BytesIO()
    counts = dump(target, offices=[one, two], sheets=[sheet_for("villages")])
    assert counts == {"villages": 2}
    target.seek(0)
    (sheet,) = read_workbook(target)
    assert [cells[:2] for _, cells in sheet.rows] == [
        ["填报单位", "名称"], ["甲乡", "东村"], ["乙乡", "西村"],
    ]  # fmt: skip


def test_only_facts_of_the_days_asked_for(office):
    kind = register.make_kind(Kind.Domain.MEETING, "regular", name="例会")
    for day in (date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1)):
        activities.make_meeting(office=office, kind=kind, on=day)
    sheets = dumped(office, first_day=date(2024, 3, 1), last_day=date(2024, 3, 31))
    (meetings,) = [sheet for sheet in sheets if sheet.title == "会议"]
    days = [cells[0].date() for _, cells in meetings.rows[1:]]
    assert days == [date(2024, 3, 1), date(2024, 3, 31)]


def test_things_that_last_go_out_whole(office):
    register.make_site(office=office, name="老店", active_from=date(2001, 1, 1))
    sheets = dumped(office, first_day=date(2024, 3, 1), last_day=date(2024, 3, 31))
    (sites,) = [sheet for sheet in sheets if sheet.title == "监管对象"]
    assert len(sites.rows) == 2


def test_rows_entered_by_mistake_stay_behind(office):
    register.make_agency(office=office, name="甲所")
    Agency.objects.update(voided_at="2024-01-01T00:00:00Z", void_reason="误录")
    (sheet,) = [sheet for sheet in dumped(office) if sheet.title == "站所单位"]
    assert len(sheet.rows) == 1


def test_other_offices_rows_stay_out(office):
    register.make_site(office=make_office(), name="外店")
    (sheet,) = [sheet for sheet in dumped(office) if sheet.title == "监管对象"]
    assert len(sheet.rows) == 1


def test_a_name_that_two_rows_share_is_written_as_number(office):
    park = register.make_site(office=office, name="园区")
    register.make_site(office=office, name="园区")
    register.make_site(office=office, name="租户", parent=park)
    rows = dumped(office, sheets=[sheet_for("sites")])[0].rows
    place = rows[0][1].index("所在场所")
    tenant = next(cells for _, cells in rows if cells[0] == "租户")
    assert tenant[place] == str(park.uid)


# -- template --------------------------------------------------------------------------------------


def test_the_template_tells_how_to_fill_it_in(office):
    make_village(office=office, name="东村")
    register.make_kind(Kind.Domain.TEAM, "rescue", name="应急队")
    register.make_kind(Kind.Domain.MEETING, "regular", name="例会")
    target = io.BytesIO()
    template(target, office=office)
    book = openpyxl.load_workbook(target)
    assert [sheet.title for sheet in all_sheets()] == book.sheetnames[: len(all_sheets())]
    sheet = book["队伍机构"]
    headers = {cell.value: cell for cell in sheet[2]}
    assert "记录号" not in headers
    assert headers["名称"].comment.text.startswith("必填")
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    kind = headers["种类"].column_letter
    assert rules[f"{kind}3:{kind}20002"] == '"应急队"'
    assert '"东村"' in rules.values()


def test_an_empty_template_loads_as_nothing(office):
    target = io.BytesIO()
    template(target, office=office)
    target.seek(0)
    result = loaded(*read_workbook(target), office=office)
    assert said(result) == []
    assert not result.is_loaded


def test_a_filled_template_loads(office):
    target = io.BytesIO()
    template(target, office=office, sheets=[sheet_for("campaigns")])
    book = openpyxl.load_workbook(target)
    book.active.append(["百日行动", "2024年3月5日"])
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    assert loaded(*read_workbook(target), office=office).is_loaded
    assert Campaign.objects.get().first_day == date(2024, 3, 5)


def test_rows_of_a_list_as_a_file(office):
    register.make_site(office=office, name="甲店")
    register.make_site(office=office, name="乙店")
    target = io.BytesIO()
    rows = Site.objects.filter(name="甲店")
    dump_rows(target, sheet=sheet_for("sites"), rows=rows, office=office)
    target.seek(0)
    (sheet,) = read_workbook(target)
    assert [cells[0] for _, cells in sheet.rows] == ["名称", "甲店"]


# -- the declarations ------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.key)
def test_each_heading_means_one_column(sheet):
    headers = [column.header for column in sheet.bound]
    assert len(headers) == len(set(headers))
    assert len(headers) <= 60
    assert len(sheet.title) <= 31


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.key)
def test_each_fingerprint_names_columns(sheet):
    assert set(sheet.recognised_by) <= set(sheet.by_name)
    assert not any(sheet.by_name[name].is_many for name in sheet.recognised_by)
    assert not any(sheet.by_name[name].is_self_reference for name in sheet.recognised_by)


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.key)
def test_each_row_the_file_must_hold_can_be_made_from_its_columns(sheet):
    """Every field that has to be filled has a column."""
    given = {"office", "uid", "id", "recorded_at", "recorded_by"}
    for field in sheet.model._meta.concrete_fields:
        if field.name in given or field.blank or field.null or field.has_default():
            continue
        assert field.name in sheet.by_name or not field.editable, field.name


def test_office_is_not_a_sheet():
    assert Office not in {sheet.model for sheet in all_sheets()}


def test_titles_differ():
    titles = [title for sheet in all_sheets() for title in (sheet.title, *sheet.synonyms)]
    assert len(titles) == len(set(titles))


def test_a_file_with_a_strange_table_says_so(office):
    result = loaded(table("魔法", ["咒语"], ["x"]), office=office)
    assert "认不出这是哪一种台账" in said(result)[0]
