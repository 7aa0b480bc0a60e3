"""文稿检查 in the browser and on the command line."""

from __future__ import annotations

import io
import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from reports import actions
from reports.composing import Commission, compose
from reports.freezing.gates import doubts
from reports.models import Report
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

WRONG = "2024年4月排查隐患6处，整改13处。"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    make_sector("fire", name="消防")
    load_list("report_templates")
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def posted(client, **data):
    return client.post(reverse("reports:review"), data)


def test_the_empty_page_asks_for_a_text(client, clerk):
    page = client.get(reverse("reports:review")).content.decode()

    assert "文稿检查" in page
    assert 'value="2024-04"' in page


def test_a_pasted_text_is_shown_with_its_places_marked(client, clerk):
    page = posted(client, text=WRONG).content.decode()

    assert "整改数大于排查数" in page
    assert 'id="place-1"' in page
    assert 'href="#finding-1"' in page
    assert "review-mark--error" in page


def test_nothing_of_it_is_kept(client, clerk, django_assert_num_queries):
    before = Report.objects.count()
    posted(client, text=WRONG)

    assert Report.objects.count() == before


def test_what_is_pasted_cannot_run(client, clerk):
    page = posted(client, text="<script>alert(1)</script>排查隐患1处。").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_file_is_read(client, clerk):
    file = SimpleUploadedFile("总结.txt", WRONG.encode("gb18030"))

    assert "整改数大于排查数" in posted(client, file=file).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "请粘贴文稿"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, "只收 .docx 和 .txt"),
        ({"text": WRONG, "period": "2024-04", "cut_off": "2024-03-01"}, "早于"),
    ],
)
def test_what_is_missing_is_said(client, clerk, data, said):
    response = posted(client, **data)

    assert response.status_code == 400
    assert said in response.content.decode()


def test_against_the_ledger(client, clerk, office):
    make_hazard(office=office)
    text = "2024年3月共排查隐患1处，剩余1处。"
    page = posted(client, text=text, period="2024-03", against_ledger="on").content.decode()

    assert "与台账核对" in page
    assert "隐患.排查数" in page


def test_a_draft_is_reviewed_with_its_typed_numbers(client, clerk, office):
    report = make_draft(office, Period.of_month(2024, 4), by=clerk)
    slot = "problems"
    actions.write_slot(
        report, name=slot, text="全年出动宣传车77台次。", version=_version(report, slot), by=clerk
    )
    page = client.get(reverse("reports:review_draft", args=[report.pk])).content.decode()

    assert "时间用语与统计期不符" in page
    assert "手写的数，台账里没有" in page
    assert "77台次" in page


def test_a_contradiction_typed_into_a_draft_is_told_before_it_is_signed(office, clerk):
    report = make_draft(office, Period.of_month(2024, 4), by=clerk)
    assert not told(report)

    slot = "problems"
    text = "全年形势平稳，排查隐患6处，整改13处。"
    actions.write_slot(report, name=slot, text=text, version=_version(report, slot), by=clerk)

    assert told(report) == [
        "文稿检查：自写内容里“全年”时间用语与统计期不符，改为“本月”",
        "文稿检查：自写内容里“6处，整改13处”整改数大于排查数，"
        "核对两个数；确有上期结转的，先写“上期结转…处”",
    ]


def told(report):
    said = doubts(report, compose(Commission.of(report)))
    return [one for one in said if one.startswith("文稿检查")]


def _version(report, name):
    slot = report.slots.filter(name=name).first()
    return slot.version if slot else 0


def test_a_draft_of_figures_alone_has_nothing_typed(client, clerk, office):
    report = make_draft(office, Period.of_month(2024, 4), by=clerk)
    page = client.get(reverse("reports:review_draft", args=[report.pk])).content.decode()

    assert "手写的数，台账里没有" not in page


def run(*args, **options):
    out = io.StringIO()
    call_command("review", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "稿.txt"
    path.write_text(WRONG)
    return str(path)


def test_the_command_prints_what_it_found(file):
    out = run(file)

    assert out.startswith("2024年4月：2个数，")
    assert "整改数大于排查数" in out


def test_its_json_keeps_to_the_schema(file, office):
    make_hazard(office=office)
    answer = json.loads(run(file, "--json", "--against-ledger", "--period", "2024-04"))

    assert set(answer) == {"schema", "period", "characters", "figures", "findings", "ledger"}
    assert answer["schema"] == 1
    assert answer["period"] == "2024-04"
    assert {"text": "6处", "number": "6", "unit": "处"}.items() <= answer["figures"][0].items()
    assert set(answer["findings"][0]) == {
        "rule", "name", "severity", "start", "end", "quote", "said", "repair", "why", "source"
    }  # fmt: skip
    assert set(answer["ledger"][0]) == {
        "text", "start", "verdict", "key", "filters", "value", "how"
    }  # fmt: skip


def test_the_command_says_what_it_lacks(file, tmp_path, office):
    without_days = tmp_path / "无.txt"
    without_days.write_text("排查隐患6处。")
    with pytest.raises(CommandError, match="没有“没有"):
        run("没有.txt")
    with pytest.raises(CommandError, match="--period"):
        run(str(without_days), "--against-ledger")
    with pytest.raises(CommandError, match="看不懂统计期"):
        run(file, "--period", "2024-13")
