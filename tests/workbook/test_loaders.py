"""What loading costs, the order of the sheets, and a sheet that completes its rows itself."""

import pytest

from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_kind,
    make_site_category,
)
from tests.workbook.tables import counts, loaded, said, table
from township_safety.organisation.models import Village
from township_safety.register.models import Agency, Kind, Site, Team
from township_safety.workbook import Column, Sheet, sheet_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


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


def test_villages_are_loaded_first_whatever_the_order_in_the_file(office):
    result = loaded(
        table("监管对象", ["名称", "村（居）"], ["甲店", "东村"]),
        table("村（居）", ["名称", "类别"], ["东村", "村"]),
        office=office,
    )
    assert said(result) == []
    assert Site.objects.get().village == Village.objects.get()


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
