"""一页纸: what is sent out of the house names nobody, is one picture, and is logged."""

from __future__ import annotations

import io
from datetime import date, timedelta

import PIL.Image
import pypdfium2
import pytest
from django.urls import reverse

from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_staff
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.sharing import (
    MOST_LATE,
    Masker,
    Sort,
    html_of,
    masked_name,
    one_page,
)
from township_safety.desk.duties import Duty
from township_safety.documents.pdf import render_pdf, tall_picture
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def village(office):
    return make_village(office=office, name="石桥村")


def late_hazard(office, village, *, days=9, **fields):
    return make_hazard(
        office=office,
        village=village,
        found_on=date(2026, 11, 1),
        due_on=TODAY - timedelta(days=days),
        **fields,
    )


def sheet(office, sort, *, duties=()):
    span = Span.of(office, Period.parse("2026-11"), today=TODAY)
    return one_page(sort, span, duties=list(duties))


@pytest.mark.parametrize(
    ("name", "shown"), [("某甲", "某某"), ("王小二", "王某"), ("王小二、李四", "王某、李某")]
)
def test_of_a_name_the_first_character_is_left(name, shown):
    assert masked_name(name) == shown


def test_persons_and_telephones_are_hidden_wherever_they_stand(office, village):
    make_staff(office=office, name="钱某某甲")
    late_hazard(
        office,
        village,
        description="钱某某甲说电话13812345678打不通，找负责人孙某某乙",
        responsible_person="孙某某乙",
    )

    text = sheet(office, Sort.OVERDUE).text

    assert "13812345678" not in text
    assert "138****5678" in text
    assert "钱某某甲" not in text
    assert "孙某某乙" not in text
    assert "责任人孙某" in text


def test_name_of_one_character_hides_nothing(office):
    make_staff(office=office, name="石")

    assert Masker.of(office)("石桥村") == "石桥村"


def test_overdue_list_numbers_its_rows_and_leaves_out_what_is_empty(office, village):
    late_hazard(office, village, description="配电箱没有关门")

    text = sheet(office, Sort.OVERDUE).text

    assert "到2026年11月22日，逾期未整改的隐患1处。" in text
    assert "1．配电箱没有关门；地点（单位）石桥村" in text
    assert "责任人" not in text
    assert "逾期9天" in text


def test_long_list_names_the_longest_overdue_and_says_how_many_there_are(office, village):
    for number in range(MOST_LATE + 1):
        late_hazard(office, village, days=1 if number else 9)

    page = sheet(office, Sort.OVERDUE)

    assert f"逾期未整改的隐患{MOST_LATE + 1}处，这里列出逾期最久的{MOST_LATE}处" in page.text
    assert len(page.parts[0].rows) == MOST_LATE
    assert page.parts[0].rows[0][-1] == "9天"


def test_nothing_overdue_is_said(office):
    assert "没有逾期的隐患" in sheet(office, Sort.OVERDUE).text


def test_bulletin_tells_the_whole_and_each_village(office, village):
    make_village(office=office, name="松林村")
    late_hazard(office, village)

    page = sheet(office, Sort.BULLETIN)

    assert "排查隐患1处，整改0处，本期排查整改率0%（0/1）" in page.text
    assert "逾期隐患：石桥村1处" in page.text
    assert page.parts[0].rows == (
        ("石桥村", "1", "0", "0%", "1", "1"),
        ("松林村", "0", "0", "/", "0", "0"),
    )


def test_duties_are_those_of_the_person(office):
    page = sheet(office, Sort.DUTIES, duties=[Duty("待复查", 3, "/")])

    assert page.parts[0].rows == (("待复查", "3"),)


def test_overview_has_all_the_numbers_of_the_page(office, village):
    late_hazard(office, village)

    text = sheet(office, Sort.OVERVIEW).text

    assert "未整改：本期1处，上期0，上年同期0" in text
    assert "石桥村：期末未整改1，排查1，整改0" in text


@pytest.mark.parametrize("sort", Sort)
def test_sheet_is_one_tall_picture_and_an_upright_pdf(office, village, sort):
    late_hazard(office, village, description="楼梯间堆放纸箱")
    page = sheet(office, sort, duties=[Duty("待复查", 3, "/")])

    picture = PIL.Image.open(
        io.BytesIO(tall_picture(html_of(page, office=office, sheet="share_tall.css")))
    )
    pdf = render_pdf(html_of(page, office=office, sheet="share.css"))

    assert picture.format == "PNG"
    assert 800 <= picture.width <= 900
    assert picture.height < 4000
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as read:
        assert len(read) == 1
        width, height = read[0].get_size()
    assert height > width


@pytest.mark.parametrize(
    ("way", "kind"), [("picture", "image/png"), ("pdf", "application/pdf"), ("text", "text/html")]
)
def test_each_share_is_logged(client, office, monkeypatch, way, kind):
    views = "township_safety.desk.dashboard.share_views"
    monkeypatch.setattr(f"{views}.pdf_of_page", lambda html: html.encode())
    monkeypatch.setattr(f"{views}.picture_of_page", lambda html: html.encode())
    client.force_login(make_user(Role.LEADER, office))
    url = reverse("share", args=["overdue"])

    client.get(url)
    assert not AuditEvent.objects.filter(action="分享一页纸").exists()
    answer = client.post(url, {"as": way})

    assert answer["Content-Type"].startswith(kind)
    event = AuditEvent.objects.get(action="分享一页纸")
    assert "逾期未整改隐患清单" in event.summary


def test_unknown_sheet_or_way_is_refused(client, office):
    client.force_login(make_user(Role.LEADER, office))

    assert client.get(reverse("share", args=["other"])).status_code == 404
    assert client.post(reverse("share", args=["overdue"]), {"as": "fax"}).status_code == 400


def test_village_inspector_shares_nothing(client, office, village):
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))

    assert client.get(reverse("share", args=["overview"])).status_code == 403
