"""现场检查记录: its text and pages, as PDF and as Word."""

from datetime import date, time

import pytest
from django.urls import reverse

from inspections.models import Finding
from inspections.paper.record import record_forms
from tests.documents.printed import opened, squeezed
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from tests.hazards.paper.printing import lines, printed, text_of, the_same_in_pdf_and_word
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)
RECORD = """安全生产监督检查文书
现场检查记录
测安检记〔2024〕12号
被检查单位 某木器厂
地址 某村3组
法定代表人 某甲 职务
联系电话 13800001111 检查场所
检查时间 2024年3月5日09时30分至11时00分
检查机关 测试镇人民政府
检查人员 某乙、某丙
出示证件 □检查人员已出示证件，说明来意
检查情况
1.仓库：通道堆放杂物
检查人员（签名）： 证件号：
检查人员（签名）： 证件号：
被检查单位现场负责人（签名）： 年 月 日
拒绝签字的，注明情况：
见证人（签名）：
本记录只写检查时发现的情况，被检查单位对没有查到的仍应自行排查。一式两份：一份由测试镇人
民政府存档，一份交被检查单位。
第 1 页 共 1 页
"""


@pytest.fixture
def office():
    return make_office(document_word="测安", government_name="测试镇人民政府")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def target(office):
    site = make_site(
        office=office, name="某木器厂", address="某村3组", legal_person="某甲", phone="13800001111"
    )
    operation = make_operation(
        office=office,
        on=DAY,
        number="测安检记〔2024〕12号",
        start_time=time(9, 30),
        end_time=time(11),
        done_by="某乙、某丙",
    )
    return make_target(operation, site=site)


def find(target, clerk, *texts):
    for text in texts:
        hazard = make_hazard(
            office=target.office, site=target.site, by=clerk, description=text, place="仓库"
        )
        Finding.objects.add_to(target.operation, by=clerk, target=target, hazard=hazard)


def test_a_short_record(target, clerk):
    find(target, clerk, "通道堆放杂物")
    (paper,) = record_forms(target, reader=clerk)
    assert lines(printed(paper)) == RECORD.splitlines()
    the_same_in_pdf_and_word(paper)


def test_a_long_one_goes_on_on_continuation_pages(target, clerk):
    find(target, clerk, *(f"第{n}处通道堆放杂物，安全出口上锁" * 4 for n in range(1, 31)))
    (paper,) = record_forms(target, reader=clerk)
    the_same_in_pdf_and_word(paper, pages=4)
    pages = [squeezed(page.extract_text()) for page in opened(printed(paper)).pages]
    assert all("现场检查记录（续页）" in page for page in pages[1:])
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1))


def test_a_refusal_names_the_witness(target, clerk):
    target.outcome, target.witness = target.Outcome.REFUSED, "某丁"
    (paper,) = record_forms(target, reader=clerk)
    text = text_of(paper)
    assert "1.拒绝检查。见证人：某丁" in text
    assert "被检查单位拒绝签字" in text


def test_sites_of_one_outing_have_their_places_behind_the_number(target, clerk):
    second = make_target(target.operation, site=make_site(office=target.office))
    assert record_forms(target, reader=clerk)[0].number == "测安检记〔2024〕12号-1"
    assert record_forms(second, reader=clerk)[0].number == "测安检记〔2024〕12号-2"


def test_the_page_stands_beside_the_operation(client, target, clerk):
    client.force_login(clerk)
    address = reverse("inspections:paper", args=["record", target.pk])
    operation = client.get(reverse("records:detail", args=["operations", target.operation.pk]))
    assert address in operation.content.decode()
    page = client.get(address)
    assert "某木器厂" in page.content.decode()
    assert client.get(reverse("inspections:paper", args=["other", target.pk])).status_code == 404
