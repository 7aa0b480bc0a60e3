"""台账 Excel in the browser: template, export, upload, preview, confirmation."""

import io
import os
import time

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.organisation import make_membership, make_office, make_user, make_village
from tests.factories.register import make_agency, make_campaign
from township_safety import jobs
from township_safety.desk import staging
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Agency
from township_safety.spreadsheets import SheetOut, read_workbook, write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture(scope="module", autouse=True)
def _child():
    yield
    jobs.stop()


def file_of(*rows, headers=("名称", "类别", "电话"), title="站所单位", name="台账.xlsx"):
    target = io.BytesIO()
    write_workbook([SheetOut(title, list(headers), rows)], target)
    return SimpleUploadedFile(name, target.getvalue())


def upload(client, file, **data):
    return client.post(reverse("workbook_upload"), {"file": file, **data})


def previewed(client, file, **data):
    response = upload(client, file, **data)
    assert response.status_code == 302, response.content.decode()
    return client.get(response.url), response.url


def confirm(client, page, **data):
    preview = page.context["preview"]
    address = reverse("workbook_confirm", args=[preview.staged.token])
    return client.post(address, {"digest": preview.digest, **data})


def text(response):
    return response.content.decode()


def sheets_in(response):
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    return {sheet.title: sheet.rows for sheet in read_workbook(io.BytesIO(response.content))}


# -- upload ----------------------------------------------------------------------------------------


def test_upload_shows_what_would_happen_and_confirming_does_it(client, clerk, office):
    page, _ = previewed(client, file_of(["甲所", "", ""], ["乙所", "", ""]))
    assert "新增 2 行，更新 0 行" in text(page)
    assert not Agency.objects.exists()
    response = confirm(client, page)
    assert response.url == reverse("workbook")
    assert Agency.objects.count() == 2
    assert Agency.objects.first().recorded_by == clerk
    event = AuditEvent.objects.get(action="导入台账")
    assert (event.by, event.office) == (clerk, office)
    assert "已导入：新增 2 行" in text(client.get(response.url))


def test_the_upload_is_gone_after_confirming(client, clerk):
    page, address = previewed(client, file_of(["甲所", "", ""]))
    confirm(client, page)
    assert client.get(address).status_code == 404
    assert confirm(client, page).status_code == 404
    assert Agency.objects.count() == 1


def test_the_same_file_again_has_nothing_to_do(client, clerk):
    page, _ = previewed(client, file_of(["甲所", "", ""]))
    confirm(client, page)
    page, _ = previewed(client, file_of(["甲所", "", ""]))
    assert "没有要导入的内容" in text(page)
    assert "确认导入" not in text(page)


def test_wrong_rows_are_shown_and_only_the_good_go_in_when_asked(client, clerk):
    page, _ = previewed(client, file_of(["甲所", "", ""], ["乙所", "飞碟", ""]))
    assert "有 1 处问题" in text(page)
    assert "不在选项中" in text(page)
    assert "只导入没有问题的行" in text(page)
    response = confirm(client, page)
    assert not Agency.objects.exists()
    assert "没有导入任何内容" in text(client.get(response.url))
    confirm(client, page, accept_good="1")
    assert Agency.objects.get().name == "甲所"


def test_wrong_rows_come_back_as_a_file_that_can_be_corrected(client, clerk):
    page, _ = previewed(client, file_of(["甲所", "", ""], ["乙所", "飞碟", 123]))
    token = page.context["preview"].staged.token
    response = client.get(reverse("workbook_rejected", args=[token]))
    rows = sheets_in(response)["站所单位"]
    assert rows[0][1] == ["名称", "类别", "电话", "导入问题"]
    assert rows[1][1][:3] == ["乙所", "飞碟", 123]
    assert rows[1][1][3].startswith("类别：“飞碟”不在选项中")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    book.active["B2"] = "协作部门"
    target = io.BytesIO()
    book.save(target)
    page, _ = previewed(client, SimpleUploadedFile("b.xlsx", target.getvalue()))
    confirm(client, page)
    assert Agency.objects.get().name == "乙所"


def test_changes_of_existing_rows_are_listed(client, clerk, office):
    make_agency(office=office, name="甲所", phone="13800001111")
    page, _ = previewed(client, file_of(["甲所", "驻乡单位、站所", "13900002222"]))
    assert "13800001111" in text(page)
    assert "13900002222" in text(page)
    assert "更新 1 行" in text(page)


def test_a_column_the_template_lacks_can_be_left_out(client, clerk):
    file = file_of(["甲所", "x"], headers=["名称", "咒语"])
    page, address = previewed(client, file)
    assert page.context["preview"].unknown_columns == ["咒语"]
    page = client.get(address, {"ignore": "咒语"})
    assert page.context["preview"].result.is_clean
    confirm(client, page, ignore="咒语")
    assert Agency.objects.exists()


def test_the_year_for_dates_without_one(client, clerk):
    file = file_of(["行动", "3月5日"], headers=["名称", "开始日期"], title="专项行动")
    page, _ = previewed(client, file, default_year="2024")
    assert page.context["preview"].result.is_clean
    assert page.context["preview"].year == 2024


def test_a_ledger_that_changed_meanwhile_is_shown_again(client, clerk, office):
    page, _ = previewed(client, file_of(["甲所", "", "13800001111"]))
    make_agency(office=office, name="甲所")
    response = confirm(client, page)
    page = client.get(response.url)
    assert "台账在预览之后有了变化" in text(page)
    assert "更新 1 行" in text(page)
    confirm(client, page)
    assert Agency.objects.get().phone == "13800001111"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"x", "这不是 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧的 .xls 格式"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"0" * (10 * 1024 * 1024 + 1), "最多 10 MB"),
    ],
)
def test_what_is_no_workbook_is_said_on_the_page(client, clerk, content, said):
    response = upload(client, SimpleUploadedFile("台账.xlsx", content))
    assert response.status_code == 200
    assert said in text(response)


def test_no_file_chosen(client, clerk):
    assert "请先选择要导入的" in text(client.post(reverse("workbook_upload"), {}))


def test_a_bomb_ends_the_child_and_not_the_service(client, clerk, monkeypatch):
    def dies(path, **options):
        raise jobs.JobFailed("内容过多，超出内存上限。")

    monkeypatch.setattr("township_safety.desk.workbook_views.read_upload", dies)
    assert "超出内存上限" in text(upload(client, file_of(["甲所", "", ""])))


def test_text_of_the_file_is_text_on_the_page(client, clerk):
    page, _ = previewed(client, file_of(["<script>alert(1)</script>", "<b>x</b>", ""]))
    assert "<script>alert" not in text(page)
    assert "&lt;b&gt;x&lt;/b&gt;" in text(page)


# -- whose upload ----------------------------------------------------------------------------------


def test_an_upload_belongs_to_the_person_and_office_that_made_it(client, clerk, office):
    page, address = previewed(client, file_of(["甲所", "", ""]))
    token = page.context["preview"].staged.token
    client.force_login(make_user(Role.CLERK, office))
    assert client.get(address).status_code == 404
    assert client.get(reverse("workbook_rejected", args=[token])).status_code == 404
    assert confirm(client, page).status_code == 404
    assert not Agency.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 32, "..%2f..%2fsecret_key", "." * 32])
def test_tokens_lead_nowhere_else(client, clerk, token):
    assert client.get(f"/workbook/{token}/").status_code == 404


def test_uploads_are_forgotten_after_a_day(client, clerk, office):
    _, address = previewed(client, file_of(["甲所", "", ""]))
    (path,) = (settings.DATA_DIR / "uploads").glob("*.json")
    assert path.stat().st_mode & 0o077 == 0
    yesterday = time.time() - staging.KEPT_SECONDS - 1
    os.utime(path, (yesterday, yesterday))
    staging.clear_old()
    assert client.get(address).status_code == 404


@pytest.fixture(autouse=True)
def _no_uploads_left():
    yield
    for path in (settings.DATA_DIR / "uploads").glob("*.json"):
        path.unlink()


@pytest.mark.parametrize("role", [Role.LEADER, Role.VILLAGE, Role.VIEWER, Role.ADMIN])
def test_only_clerks_import(client, office, role):
    client.force_login(make_user(role, office))
    assert upload(client, file_of(["甲所", "", ""])).status_code == 403
    assert client.get(reverse("workbook_preview", args=["a" * 32])).status_code == 403


# -- export and template ---------------------------------------------------------------------------


def test_the_template_of_all_registers(client, clerk):
    response = client.get(reverse("workbook_template"))
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert "监管对象" in sheets_in(response)


def test_the_template_of_one_register(client, clerk):
    response = client.get(reverse("workbook_template"), {"sheet": "sites"})
    assert list(sheets_in(response)) == ["监管对象"]
    assert client.get(reverse("workbook_template"), {"sheet": "magic"}).status_code == 404


def test_export_holds_the_offices_rows_and_is_logged(client, clerk, office):
    make_agency(office=office, name="甲所")
    make_agency(office=make_office(), name="外所")
    rows = sheets_in(client.get(reverse("workbook_export"), {"sheet": "agencies"}))["站所单位"]
    assert [cells[0] for _, cells in rows] == ["名称", "甲所"]
    assert AuditEvent.objects.get(action="导出台账").by == clerk


def test_export_of_some_days(client, clerk, office):
    make_campaign(office=office, name="早", first_day="2024-01-01")
    make_campaign(office=office, name="晚", first_day="2024-06-01")
    asked = {"sheet": "campaigns", "first_day": "2024.5.1", "last_day": ""}
    rows = sheets_in(client.get(reverse("workbook_export"), asked))["专项行动"]
    assert [cells[0] for _, cells in rows] == ["名称", "晚"]
    wrong = client.get(
        reverse("workbook_export"), {"first_day": "2024.5.1", "last_day": "2024.4.1"}
    )
    assert "结束日期不能早于开始日期" in text(wrong)


def test_who_may_not_see_phones_gets_them_in_part(client, office):
    make_agency(office=office, name="甲所", phone="13800001111")
    client.force_login(make_user(Role.VIEWER, office))
    rows = sheets_in(client.get(reverse("workbook_export"), {"sheet": "agencies"}))["站所单位"]
    assert "138****1111" in rows[1][1]
    assert "13800001111" not in str(rows)


def test_a_file_with_phones_in_part_does_not_replace_the_whole_ones(client, clerk, office):
    make_agency(office=office, name="甲所", phone="13800001111")
    page, _ = previewed(client, file_of(["甲所", "驻乡单位、站所", "138****1111"]))
    assert "没有要导入的内容" in text(page)


def test_a_district_viewer_gets_all_its_offices(client):
    county = make_office(name="某县")
    below = make_office(name="青山乡", parent=county)
    make_village(office=below, name="东村")
    client.force_login(make_user(Role.VIEWER, county))
    rows = sheets_in(client.get(reverse("workbook_export"), {"sheet": "villages"}))["村（居）"]
    assert rows[1][1][:2] == ["青山乡", "东村"]


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.ADMIN, Role.AUDITOR])
def test_who_may_not_take_files_out(client, office, role):
    client.force_login(make_user(role, office))
    assert client.get(reverse("workbook_export")).status_code == 403


def test_the_page_offers_what_the_person_may_do(client, office):
    for role, imports, exports in [
        (Role.CLERK, True, True), (Role.LEADER, False, True), (Role.VILLAGE, False, False),
    ]:  # fmt: skip
        client.force_login(make_user(role, office))
        page = text(client.get(reverse("workbook")))
        assert (reverse("workbook_upload") in page) is imports
        assert (reverse("workbook_export") in page) is exports


def test_without_an_office_that_may_import(client):
    user = make_user(None)
    make_membership(user=user, role=Role.ADMIN)
    client.force_login(user)
    assert client.get(reverse("workbook")).status_code == 403
