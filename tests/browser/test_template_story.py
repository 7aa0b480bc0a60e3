"""A clerk makes a template for a special report by clicking alone and composes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Report, ReportTemplate
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    fire = make_sector("fire", name="消防")
    load_list("report_templates")
    clerk = make_user(Role.CLERK, make_office(name="青山乡"), full_name="某甲")
    for days in (3, 5):
        found = timezone.localdate() - timedelta(days=days)
        make_hazard(office=clerk.office, by=clerk, found_on=found, sector=fire)
    return clerk


def add(page, kind):
    page.get_by_role("link", name="加入段落", exact=True).first.click()
    page.get_by_role("button", name=kind, exact=True).click()


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".page-header h1")).to_contain_text("消防专项")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_special_report_made_by_clicking_alone(open_page, clerk, scripted):
    page = open_page(clerk, reverse("reports:templates"), java_script_enabled=scripted)
    page.get_by_role("link", name="新建模板").click()
    page.fill("#id_name", "消防专项整治情况汇报")
    page.get_by_role("button", name="建立模板").click()

    add(page, "标题")
    page.fill("#id_text", "主要工作")
    save(page)
    page.get_by_role("link", name="加入段落", exact=True).first.click()
    page.locator("#group-D button[name=ready]").first.click()

    add(page, "段落")
    page.fill("#id_text", "其中排查消防隐患")
    page.fill("#q", "yhpcs")
    if not scripted:
        page.locator("#content").get_by_role("button", name="查找", exact=True).click()
    figure = page.locator("button[name=figure]", has_text="隐患.排查数")
    expect(page.locator("button[name=figure]")).to_have_count(1)
    figure.click()
    page.select_option("#by-sector", "fire")
    if not scripted:
        page.get_by_role("button", name="看数值").click()
    expect(page.locator("[data-token]")).to_have_text("{隐患.排查数|行业=消防}")
    page.get_by_role("button", name="插入这个数据项").click()
    expect(page.locator("#id_text")).to_have_value("其中排查消防隐患{隐患.排查数|行业=消防}")
    if scripted:
        check_page(page)
    page.fill("#id_text", page.locator("#id_text").input_value() + "处。")
    save(page)

    page.get_by_role("button", name="第3段上移").click()
    expect(page.locator("#block-2")).to_contain_text("其中排查消防隐患")
    add(page, "自写内容")
    page.fill("#id_label", "下步打算")
    save(page)
    if scripted:
        check_page(page)

    template = ReportTemplate.objects.get(office=clerk.office)
    today = timezone.localdate()
    page.goto(f"{reverse('reports:create')}?template={template.code}")
    page.fill("#id_first_day", str(today - timedelta(days=10)))
    page.fill("#id_last_day", str(today))
    page.get_by_role("button", name="生成报告").click()

    expect(page.locator("article")).to_contain_text("其中排查消防隐患2处。")
    report = Report.objects.get(template=template)
    assert report.template.blocks[0]["kind"] == "heading"


def test_a_malicious_wording_is_refused_before_the_writers_eyes(open_page, clerk):
    template = ReportTemplate.objects.create(
        office=clerk.office,
        code="own-1",
        name="专项",
        title="{单位}专项",
        period_kind="month",
        blocks=[{"kind": "paragraph", "text": "文字。"}],
    )
    page = open_page(clerk, reverse("reports:template_block", args=[template.pk, "1"]))
    page.fill("#id_text", "{{ settings.SECRET_KEY }}<script>window.hurt = 1</script>")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator(".error-summary")).to_contain_text("不成对")
    expect(page.locator("#id_text")).to_have_value(
        "{{ settings.SECRET_KEY }}<script>window.hurt = 1</script>"
    )
    page.fill("#id_text", "<script>window.hurt = 1</script>")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#block-1")).to_contain_text("<script>window.hurt = 1</script>")
    assert page.evaluate("window.hurt") is None
    template.refresh_from_db()
    assert template.version == 2
