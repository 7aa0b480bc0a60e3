"""导入台账 in the browser: somebody's ledger goes in step by step, and can be taken back."""

import io
import itertools
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hazards import actions
from hazards.models import Hazard
from hazards.workflow import Status
from tests.factories.organisation import make_membership, make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_sector, make_site
from tests.foreign import ledgers
from tests.foreign.hostile import corpus
from township_safety import beside, jobs
from township_safety.desk import import_drafts
from township_safety.desk.models import ImportBatch, LedgerMapping
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Site
from township_safety.spreadsheets import MAX_BYTES

pytestmark = pytest.mark.django_db

HEADERS = ["检查日期", "单位名称", "存在问题", "整改时限", "是否整改", "内部代号"]


@pytest.fixture(autouse=True, scope="module")
def _child():
    yield
    jobs.stop()


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office():
    office = make_office(name="青山乡")
    east = make_village(office=office, name="东村")
    fire = make_sector("fire", name="消防")
    make_hazard_source("daily", name="日常检查")
    make_site(office=office, name="广源超市", village=east, sector=fire)
    return office


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def ledger(*rows, headers=HEADERS, name="旧台账.xlsx"):
    book = ledgers.book_of(["2023年隐患台账"], headers, *rows, ["合计", len(rows)])
    return SimpleUploadedFile(name, ledgers.in_memory(book).getvalue())


ROW = ["2023.3.5", "广源超市", "通道堵塞", "2023年3月9日", "已整改", "甲-1"]


def take_in(client, file=None, **said):
    sent = {"register": "hazards", **said} | ({"file": file} if file is not None else {})
    return client.post(reverse("imports"), sent)


def started(client, file=None, **said):
    response = take_in(client, file, **said)
    assert response.status_code == 302, response.content.decode()
    return response.url


def fields(page):
    """What a browser would send back as it stands."""
    sent = {}
    for form in (page.context["table"], page.context["settle"]):
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def settle(client, url, *, button="next", **said):
    page = client.get(url)
    return client.post(url, {**fields(page), button: "1", **said})


def column(page, header):
    (place,) = [c.position for c in page.context["settle"].work.columns if c.header == header]
    return f"col_{place}"


def previewed(client, url, **said):
    """The preview, with every open column going into the remarks."""
    page = client.get(url)
    lines = [line for line in page.context["settle"].column_lines if line.is_open]
    said |= {line.field.html_name: "note" for line in lines}
    response = settle(client, url, **said)
    assert response.status_code == 302
    return client.get(response.url, follow=True)


def confirm(client, page, **said):
    draft = page.context["draft"]
    url = reverse("import_confirm", args=[draft.token])
    sent = {"digest": page.context["outcome"].digest, **said}
    return client.post(url, sent, follow=True)


def text(response):
    return response.content.decode()


# -- the way in ------------------------------------------------------------------------------------


def test_a_ledger_goes_in_step_by_step(client, clerk, office):
    url = started(client, ledger(ROW))
    page = client.get(url)
    assert "1 列待确定" in text(page)
    assert "合计行，合计由系统计算" in text(page)
    stays = settle(client, url)
    assert stays.url == url
    assert "不知道这一列是什么" in text(client.get(url))
    page = previewed(client, url)
    assert "2023.3.5" not in Hazard.objects.values_list("note", flat=True)
    assert page.context["outcome"].counts["有错误"] == 1
    assert "没有完成日期" in text(page) or "整改完成" in text(page)


def test_confirming_writes_what_was_shown_and_the_batch_knows_the_rows(client, clerk, office):
    page = previewed(client, started(client, ledger([*ROW[:4], "未整改", "甲-1"])))
    assert not Hazard.objects.exists()
    done = confirm(client, page)
    hazard = Hazard.objects.get()
    assert (hazard.description, hazard.note) == ("通道堵塞", "内部代号：甲-1")
    batch = ImportBatch.objects.get()
    assert done.redirect_chain[-1][0] == batch.get_absolute_url()
    assert (batch.name, batch.by, batch.counts["新增"]) == ("旧台账.xlsx", clerk, 1)
    assert batch.rows.get(state="新增").uid == hazard.uid
    assert hazard.get_absolute_url() in text(done)
    assert AuditEvent.objects.filter(action="导入台账", by=clerk).count() == 1
    assert import_drafts.unfinished(by=clerk, office=office) == []


def test_a_history_ledger_goes_in_without_dates_and_can_be_undone(client, clerk, office):
    url = started(client, ledger(ROW), is_history="on")
    assert "要填台账截至日期" not in text(client.get(url))
    settle(client, url, **{column(client.get(url), "内部代号"): "skip"})
    assert "要填台账截至日期" in text(client.get(url))
    page = previewed(client, url, until="2023-12-31")
    assert "完成日期不详" in text(page)
    confirm(client, page)
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.closed_on) == (Status.CLOSED, date(2023, 12, 31))
    assert hazard.is_history
    assert hazard.rectifications.get().is_date_unknown
    batch = ImportBatch.objects.get()
    assert "没有经过本系统的整改复查流程" in text(client.get(batch.get_absolute_url()))
    undone = client.post(reverse("import_undo", args=[batch.pk]), follow=True)
    assert "已撤销本次导入，作废 1 行" in text(undone)
    assert not Hazard.objects.counted().exists()
    again = previewed(client, started(client, ledger(ROW), is_history="on"), until="2023-12-31")
    assert again.context["outcome"].counts["新增"] == 1


def test_a_batch_stays_once_somebody_works_on_it(client, clerk, office):
    confirm(client, previewed(client, started(client, ledger([*ROW[:4], "未整改", ""]))))
    hazard, batch = Hazard.objects.get(), ImportBatch.objects.get()
    actions.claim(hazard, by=clerk, on=date(2023, 4, 1), measures="已清理")
    page = client.get(batch.get_absolute_url())
    assert f"隐患{hazard.number}" in text(page)
    assert "报告整改完成" in text(page)
    refused = client.post(reverse("import_undo", args=[batch.pk]), follow=True)
    assert "不能撤销" in text(refused)
    assert Hazard.objects.counted().exists()


# -- names -----------------------------------------------------------------------------------------


def test_a_similar_site_is_merged_and_keeps_its_other_name(client, clerk, office):
    rows = [[*ROW[:4], "未整改", ""] for _ in range(2)]
    rows[0][1], rows[1][1] = "广源超市有限公司", "新开粮站"
    url = started(client, ledger(*rows))
    settle(client, url, **{column(client.get(url), "内部代号"): "skip"}, all_village="东村")
    page = client.get(url)
    lines = {line.name.text: line.field for line in page.context["settle"].name_lines}
    assert "可能是" in str(lines["广源超市有限公司"])
    chosen = {lines["广源超市有限公司"].html_name: "=广源超市", lines["新开粮站"].html_name: "+"}
    page = previewed(client, url, **chosen, all_sector="消防")
    assert page.context["outcome"].wrong == 0, [vars(x) for x in page.context["outcome"].lines]
    done = confirm(client, page)
    site = Site.objects.get(name="广源超市")
    assert site.former_name == "广源超市有限公司"
    assert "新开粮站" in text(done)
    assert set(Hazard.objects.values_list("site__name", flat=True)) == {"广源超市", "新开粮站"}
    client.post(reverse("import_undo", args=[ImportBatch.objects.get().pk]))
    site.refresh_from_db()
    assert site.former_name == ""
    assert Site.objects.get(name__startswith="新开粮站（撤销").is_voided


def test_all_strange_names_can_be_entered_at_once(client, clerk, office):
    rows = [[*ROW[:4], "未整改", ""] for _ in range(3)]
    for number, row in enumerate(rows):
        row[1] = f"某某小店{number}号"
    url = started(client, ledger(*rows))
    settle(client, url, **{column(client.get(url), "内部代号"): "skip"})
    page = previewed(client, url, enter_rest="1")
    confirm(client, page)
    assert Site.objects.count() == 4


# -- remembered, repeated, changed -----------------------------------------------------------------


def test_the_mapping_is_remembered_for_the_next_month(client, clerk, office):
    confirm(client, previewed(client, started(client, ledger([*ROW[:4], "未整改", "甲"]))))
    assert LedgerMapping.objects.count() == 1
    page = client.get(started(client, ledger(["2023.4.5", *ROW[1:4], "未整改", "乙"])))
    assert "与上次导入时相同" in text(page)
    assert page.context["open_columns"] == 0


def test_repeated_rows_may_be_left_out(client, clerk, office):
    row = [*ROW[:4], "未整改", ""]
    page = previewed(client, started(client, ledger(row, row)))
    assert page.context["outcome"].counts["表内重复"] == 1
    url = reverse("import_preview", args=[page.context["draft"].token])
    page = client.post(url, {"leave_out": "1"}, follow=True)
    assert page.context["outcome"].counts["不导入"] == 2  # with 合计
    confirm(client, page)
    assert Hazard.objects.count() == 1


def test_what_changed_meanwhile_is_shown_again(client, clerk, office):
    page = previewed(client, started(client, ledger([*ROW[:4], "未整改", ""])))
    make_site(office=office, name="广源超市")
    page = confirm(client, page)
    assert "台账在预览之后有了变化" in text(page)
    assert not Hazard.objects.exists()


def test_two_clicks_import_once(client, clerk, office):
    page = previewed(client, started(client, ledger([*ROW[:4], "未整改", ""])))
    draft, digest = page.context["draft"], page.context["outcome"].digest
    url = reverse("import_confirm", args=[draft.token])
    client.post(url, {"digest": digest})
    client.post(url, {"digest": digest})
    client.get(reverse("import_preview", args=[draft.token]))
    assert Hazard.objects.count() == 1
    assert ImportBatch.objects.count() == 1


def test_wrong_rows_stay_out_only_when_the_person_says_so(client, clerk, office):
    good, bad = [*ROW[:4], "未整改", ""], ["某天", *ROW[1:4], "未整改", ""]
    page = previewed(client, started(client, ledger(good, bad)))
    token = page.context["draft"].token
    assert "只导入没有错误的行" in text(page)
    marked = client.get(reverse("import_rows", args=[token]), {"marked": "1"})
    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    assert [cell.comment is not None for cell in book.active["A"]].count(True) == 1
    result = client.get(reverse("import_rows", args=[token]))
    assert "导入结果" in [
        c.value for c in openpyxl.load_workbook(io.BytesIO(result.content)).active[1]
    ]
    page = confirm(client, page)
    assert not Hazard.objects.exists()
    confirm(client, page, accept_good="1")
    assert Hazard.objects.count() == 1


def test_a_sheet_for_each_month_is_imported_one_after_the_other(client, clerk, office):
    book = ledgers.book_of(HEADERS, [*ROW[:4], "未整改", "甲"], title="3月")
    second = book.create_sheet("4月")
    second.append(HEADERS)
    second.append(["2023.4.5", *ROW[1:3], "2023年4月9日", "未整改", "乙"])
    url = started(client, SimpleUploadedFile("全年.xlsx", ledgers.in_memory(book).getvalue()))
    done = confirm(client, previewed(client, url))
    assert "文件里还有 1 张工作表" in text(done)
    page = client.get(url)
    assert page.context["found"].title == "4月"
    assert "已导入" in str(page.context["table"]["table"])
    assert page.context["open_columns"] == 0
    confirm(client, previewed(client, url))
    assert Hazard.objects.count() == 2
    assert ImportBatch.objects.count() == 2
    assert import_drafts.unfinished(by=clerk, office=office) == []


# -- files, people, time ---------------------------------------------------------------------------


def test_a_pasted_block_and_an_old_csv(client, clerk, office):
    page = previewed(client, started(client, pasted=ledgers.PASTED))
    assert page.context["outcome"].counts["新增"] == 1
    file = SimpleUploadedFile("旧.csv", ledgers.GB18030_CSV)
    assert "被检查单位" in text(client.get(started(client, file)))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "请选择要导入的文件，或者粘贴表格内容"),
        ({"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600)}, "另存为"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken")}, ""),
        ({"pasted": "只有一句话"}, "没有找到表格"),
    ],
)
def test_what_is_no_ledger_is_said_in_chinese(client, clerk, sent, said):
    response = take_in(
        client, **{k: v for k, v in sent.items() if k != "file"}, file=sent.get("file")
    )
    assert response.status_code == 200
    assert said in text(response)
    assert response.context["form"].errors


def test_a_draft_is_nobody_else_s_and_can_be_taken_up_again(client, clerk, office):
    url = started(client, ledger(ROW))
    assert "旧台账.xlsx" in text(client.get(reverse("imports")))
    page = client.get(url)
    settle(client, url, button="again", **{column(page, "内部代号"): "note"})
    assert client.get(url).context["open_columns"] == 0
    client.force_login(make_user(Role.CLERK, office))
    assert client.get(url).status_code == 404
    assert "旧台账.xlsx" not in text(client.get(reverse("imports")))


def test_a_colleague_may_undo_and_another_office_sees_nothing(client, clerk, office):
    confirm(client, previewed(client, started(client, ledger([*ROW[:4], "未整改", ""]))))
    batch = ImportBatch.objects.get()
    client.force_login(make_user(Role.CLERK, make_office()))
    assert client.get(batch.get_absolute_url()).status_code == 404
    deputy = make_user(Role.DEPUTY, office)
    client.force_login(deputy)
    assert client.get(batch.get_absolute_url()).status_code == 403
    make_membership(user=deputy, office=office, role=Role.CLERK)
    client.force_login(deputy)
    assert client.post(reverse("import_undo", args=[batch.pk])).status_code == 302
    assert not Hazard.objects.counted().exists()


def test_another_header_row_may_be_chosen(client, clerk, office):
    url = started(client, ledger([*ROW[:4], "未整改", ""]))
    assert client.get(url).context["found"].header_row == 2
    settle(client, url, header_row="1")
    page = client.get(url)
    assert page.context["found"].header_row == 1
    settle(client, url, header_row="2")
    assert client.get(url).context["found"].header_row == 2


def test_what_was_interrupted_is_said(client, clerk, office, monkeypatch):
    page = previewed(client, started(client, ledger([*ROW[:4], "未整改", ""])))
    draft = page.context["draft"]
    (draft.folder / "progress.json").write_text(
        '{"what": "confirm", "started": 1, "steps": ["读取表格"]}'
    )
    waiting = client.get(reverse("import_preview", args=[draft.token]))
    assert waiting.headers["Refresh"] == "3"
    assert "正在处理" in text(waiting)
    monkeypatch.setattr(beside, "SILENT", 0)
    stopped = client.get(reverse("import_preview", args=[draft.token]))
    assert "处理中断了" in text(stopped)
    assert not Hazard.objects.exists()


def test_dropping_leaves_nothing(client, clerk, office):
    url = started(client, ledger(ROW))
    token = url.split("/")[-3]
    client.post(reverse("import_drop", args=[token]), {"sure": "1"})
    assert client.get(url).status_code == 404


# -- the six column sets, in and out again ---------------------------------------------------------

SETS = {
    "a": (ledgers.ledger_a, 3),
    "b": (ledgers.ledger_b, 3),
    "c": (ledgers.ledger_c, 2),
    "d": (ledgers.ledger_d, 1),
    "e": (ledgers.ledger_e, 2),
    "f": (ledgers.ledger_f, 3),
}


def settle_all(client, url):
    """As somebody would who has little time: strange columns and words into the remarks."""
    for _ in range(4):
        page = client.get(url)
        form = page.context["settle"]
        said = {x.field.html_name: "note" for x in form.column_lines if x.is_open}
        for line in form.name_lines:
            values = [value for value, _ in line.field.field.choices if isinstance(value, str)]
            said[line.field.html_name] = "+" if "+" in values else "-"
        for field in form.constant_fields:
            first = {"all_sector": "消防", "all_found_on": "2024-03-01", "all_source": "日常检查"}
            said[field.html_name] = first.get(field.html_name, "")
        response = settle(client, url, **({"until": "2024-12-31"} | said))
        if response.status_code == 302 and response.url != url:
            return client.get(response.url)
    page = client.get(url)
    raise AssertionError([str(problem) for problem in page.context["problems"]])


@pytest.mark.parametrize("name", SETS)
def test_six_column_sets_go_in_and_come_out_again(client, clerk, office, name):
    make_village(office=office, name="西村")
    make, rows = SETS[name]
    file = SimpleUploadedFile("台账.xlsx", ledgers.in_memory(make()).getvalue())
    page = settle_all(client, started(client, file, is_history="on"))
    outcome = page.context["outcome"]
    assert outcome.wrong == 0, [line for line in outcome.lines if line.reasons]
    confirm(client, page)
    assert Hazard.objects.counted().count() == rows
    exported = client.get(reverse("hazards:export"), {"paper": "1"}).content
    again = settle_all(client, started(client, SimpleUploadedFile("回.xlsx", exported)))
    counts = again.context["outcome"].counts
    assert (counts["未变"], counts["有错误"]) == (rows, 0), again.context["outcome"].lines


def test_hostile_files_are_refused_in_words_or_shown(client, clerk):
    """A sample of the corpus that the engine's own tests read whole."""
    for name, content in itertools.islice(corpus(), 0, None, 9):
        if len(content) > MAX_BYTES:
            continue
        response = take_in(client, SimpleUploadedFile(f"{name}.xlsx", content))
        if response.status_code == 302:
            assert client.get(response.url).status_code == 200, name
        else:
            assert response.status_code == 200, name
            assert response.context["form"].errors, name
