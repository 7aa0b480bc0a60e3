"""下发表格 on the screen: upload, teach by clicking, fill, type, 定稿, download."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.handed_down.rules import read_rules
from reports.models import HandedFilling, HandedForm
from tests.factories import blank_forms
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture(scope="module", autouse=True)
def _child():
    yield
    jobs.stop()


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def villages(office):
    return [make_village(office=office, name=name) for name in ("上村", "下村")]


def upload(client, content, *, name="", where=None):
    file = SimpleUploadedFile("附件2.xlsx", content)
    where = where or reverse("reports:handed_new")
    return client.post(where, {"file": file, "name": name, "sender": "县安委办"}, follow=True)


@pytest.fixture
def form(client, clerk, villages):
    upload(client, blank_forms.by_village("上村", "下村"))
    return HandedForm.objects.get()


def teach(client, form, at, said, **asked):
    where = reverse("reports:handed_teach", args=[form.pk], query={"at": at, **asked})
    return client.post(where, said, follow=True)


def begin(client, form, month="4"):
    client.post(reverse("reports:handed_begin", args=[form.pk]), {"year": "2024", "span": month})
    return HandedFilling.objects.get()


def test_uploaded_form_is_shown_as_it_looks_with_suggestions(client, clerk, villages):
    page = upload(client, blank_forms.by_village("上村", "下村")).content.decode()

    assert HandedForm.objects.get().name == "安全隐患排查整治情况统计表"
    assert 'colspan="7"' in page
    assert 'rowspan="2"' in page
    assert "按表头认出 <strong>6</strong> 处" in page
    assert "blank__cell--suggested" in page


def test_old_format_is_refused_beside_the_field(client, clerk):
    page = upload(client, b"\xd0\xcf\x11\xe0" + bytes(600)).content.decode()

    assert "另存为" in page
    assert not HandedForm.objects.exists()


def test_second_form_of_the_same_name_is_refused(client, form):
    page = upload(client, blank_forms.by_village("上村", "下村")).content.decode()

    assert "换新表样" in page
    assert HandedForm.objects.count() == 1


def test_name_and_sender_are_changed_afterwards(client, form):
    where = reverse("reports:handed_rename", args=[form.pk])
    assert "安全隐患排查整治情况统计表" in client.get(where).content.decode()

    page = client.post(where, {"name": "隐患月报表", "sender": "市安委办"}, follow=True)
    assert "市安委办下发" in page.content.decode()
    form.refresh_from_db()
    assert (form.name, form.sender) == ("隐患月报表", "市安委办")
    assert AuditEvent.objects.filter(action="更改下发表格名称").exists()


def test_name_of_another_form_is_refused(client, form):
    upload(client, blank_forms.list_of_hazards(), name="隐患清单")
    where = reverse("reports:handed_rename", args=[form.pk])
    page = client.post(where, {"name": "隐患清单", "sender": ""}).content.decode()

    assert "已经有叫这个名称的下发表格" in page
    form.refresh_from_db()
    assert form.name == "安全隐患排查整治情况统计表"


def test_cell_is_taught_a_narrowed_figure_of_each_village(client, form):
    where = reverse("reports:handed_teach", args=[form.pk])
    page = client.get(where, {"at": "0.5.3", "q": "逾期"}).content.decode()
    link = unescape(re.search(r'<a href="([^"]+)">隐患\.逾期数</a>', page)[1])
    assert 'value="column:2:village" selected' in client.get(link).content.decode()

    teach(
        client,
        form,
        "0.5.3",
        {
            "to_row": "6",
            "to_column": "3",
            "days": "year",
            "names": "column:2:village",
            "by_grade": "major",
        },
        kind="figure",
        key="hazard.overdue",
    )

    form.refresh_from_db()
    rule = next(one for one in read_rules(form.rules) if not one.is_suggested)
    assert (rule.where, rule.key, rule.days) == ("C5至C6", "hazard.overdue", "year")
    assert (rule.dimension, rule.names_at, rule.filters) == ("village", 2, {"grade": "major"})


def test_fixed_text_and_a_word_are_taught_and_taken_back(client, form):
    teach(client, form, "0.5.7", {"to_row": "5", "to_column": "7", "text": "无"}, kind="text")
    teach(client, form, "0.6.7", {"to_row": "6", "to_column": "7", "word": "填表人"}, kind="word")
    form.refresh_from_db()
    assert [one.text for one in read_rules(form.rules) if not one.is_suggested] == ["无", "填表人"]

    teach(client, form, "0.5.7", {"do": "forget"})
    form.refresh_from_db()
    assert [one.text for one in read_rules(form.rules) if not one.is_suggested] == ["填表人"]


def test_list_takes_a_column_of_the_register_for_each_column_of_the_form(client, clerk, office):
    upload(client, blank_forms.list_of_hazards())
    form = HandedForm.objects.get()
    make_hazard(office=office, found_on=date(2024, 4, 3), description="电线老化")
    where = reverse("reports:handed_teach", args=[form.pk])
    asked = {"at": "0.3.1", "kind": "list", "key": "hazard.found"}
    page = client.get(where, asked).context["form"]
    assert page.initial["to_row"] == 5
    assert [page.fields[f"column_{n}"].initial for n in (1, 2, 3)] == ["#", "description", "due_on"]

    said = {"to_row": "5", "days": "period", "column_1": "#", "column_2": "description"}
    teach(client, form, "0.3.1", said, kind="list", key="hazard.found")
    html = client.get(begin(client, form).get_absolute_url()).content.decode()
    assert "电线老化</a>" in html


def test_filled_form_links_types_freezes_and_downloads(client, form, villages, office):
    make_hazard(office=office, village=villages[0], found_on=date(2024, 4, 3))
    teach(client, form, "0.5.7", {"to_row": "6", "to_column": "7"}, kind="typed")
    client.post(reverse("reports:handed_teach", args=[form.pk]), {"do": "accept_all"})
    filling = begin(client, form)
    where = filling.get_absolute_url()
    page = client.get(where).content.decode()
    link = unescape(re.search(r'<a href="([^"]+first=2024-04-01[^"]+)">1</a>', page)[1])
    assert '<data id="value" value="1">' in client.get(link).content.decode()
    assert "还有 <strong>2</strong> 格待填：G5、G6" in page

    client.post(where, {"version": "0", "cell-0.5.7": "已督办"})
    assert "还有 <strong>1</strong> 格待填：G6" in client.get(where).content.decode()
    client.post(reverse("reports:handed_freeze", args=[filling.pk]))
    filling.refresh_from_db()
    assert not filling.is_frozen
    client.post(reverse("reports:handed_freeze", args=[filling.pk]), {"accept": "1"})
    make_hazard(office=office, village=villages[0], found_on=date(2024, 4, 4))

    page = client.get(where).content.decode()
    assert "已定稿" in page
    assert "定稿 1，现在" in page
    answer = client.get(reverse("reports:handed_file", args=[filling.pk]))
    sheet = blank_forms.opened(answer.content)
    assert (sheet["C5"].value, sheet["G5"].value) == (1, "已督办")
    kept = client.get(unescape(re.search(r'<a href="([^"]+/figures/\d+/)">1</a>', page)[1]))
    assert "1 条，计 <strong>1</strong>" in kept.content.decode()
    assert AuditEvent.objects.filter(action="下载下发表格").count() == 1


def test_open_filling_is_taken_back_and_a_frozen_one_stays(client, form):
    client.post(reverse("reports:handed_teach", args=[form.pk]), {"do": "accept_all"})
    filling = begin(client, form)
    client.post(reverse("reports:handed_drop", args=[filling.pk]))
    assert not HandedFilling.objects.exists()

    filling = begin(client, form)
    client.post(reverse("reports:handed_freeze", args=[filling.pk]))
    client.post(reverse("reports:handed_drop", args=[filling.pk]))
    assert HandedFilling.objects.get().is_frozen


def test_period_that_has_not_begun_is_refused(client, form):
    where = reverse("reports:handed_begin", args=[form.pk])
    page = client.post(where, {"year": "2024", "span": "6"}, follow=True).content.decode()

    assert "还没有开始" in page
    assert not HandedFilling.objects.exists()


def test_new_layout_of_the_sender_keeps_what_was_taught(client, form):
    client.post(reverse("reports:handed_teach", args=[form.pk]), {"do": "accept_all"})
    changed = blank_forms.by_village("上村", "下村", extra_column=True)
    page = upload(client, changed, where=reverse("reports:handed_renew", args=[form.pk]))

    assert "6 处设定按表头对上了" in page.content.decode()
    form.refresh_from_db()
    assert form.version == 2
    assert form.history.count() > 1


@pytest.mark.parametrize("at", ["0.5.99", "9.1.1", "x", "0.2.2"])
def test_cell_that_is_none_is_not_found(client, form, at):
    where = reverse("reports:handed_teach", args=[form.pk], query={"at": at})
    assert client.get(where).status_code == 404
