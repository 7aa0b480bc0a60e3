"""The pages of the template editor, by clicking alone, and what they refuse."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from reports.blocks import KINDS
from reports.editing.checks import problems_in
from reports.editing.library import library
from reports.models import ReportTemplate
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_template
from township_safety.desk.reference_data import load_list, load_reference_data
from township_safety.organisation.models import Role
from township_safety.register.models import Sector

pytestmark = pytest.mark.django_db

FOUND = {"kind": "paragraph", "text": "排查隐患{hazard.found}处。"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def clerk(client):
    user = make_user(Role.CLERK, make_office(name="青山乡"))
    client.force_login(user)
    return user


@pytest.fixture
def template(clerk):
    make_sector("fire", name="消防")
    return make_template(FOUND, office=clerk.office)


def url(name, *keys):
    return reverse(f"reports:{name}", args=keys)


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def field(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def save(client, template, text, *, number="1", do="save", **more):
    where = url("template_block", template.pk, number)
    data = {"seen": field(page(client, where), "seen"), "text": text, "do": do, **more}
    return client.post(where, data)


def stored(template):
    template.refresh_from_db()
    return template.blocks[0]["text"]


def test_the_list_tells_own_templates_from_shipped_ones(client, clerk):
    load_list("report_templates")
    make_template(office=clerk.office, name="汛期专项汇报")

    html = page(client, url("templates"))

    assert "汛期专项汇报" in html
    assert "安全生产工作月报告" in html
    assert html.count("复制为本单位模板") >= 4


def test_copying_leads_to_the_own_copy(client, clerk):
    load_list("report_templates")
    shipped = ReportTemplate.objects.get(code="monthly")

    answer = client.post(url("template_copy", shipped.pk), follow=True)

    assert "已复制为" in unescape(answer.content.decode())
    assert ReportTemplate.objects.filter(office=clerk.office, copied_from=shipped).exists()
    assert client.post(url("template_retire", shipped.pk)).status_code == 404


def test_wording_is_shown_in_chinese_with_what_it_comes_to(client, clerk, template):
    make_hazard(office=clerk.office, found_on=date(2024, 4, 3))

    html = page(client, template.get_absolute_url(), period="2024-04")

    assert "排查隐患{隐患.排查数}处。" in html
    assert "排查隐患1处。" in html
    assert "hazard.found}" not in html


def test_wording_in_chinese_is_stored_with_keys(client, template):
    answer = save(client, template, "排查消防隐患{隐患.排查数|行业=消防}处。")

    assert answer.status_code == 302
    assert stored(template) == "排查消防隐患{hazard.found|sector=fire}处。"
    assert template.version == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("排查{隐患.没有这个}处。", "没有“隐患.没有这个”这个数据项"),
        ("排查{隐患.排查数|行业=不存在}处。", "“行业”里没有“不存在”"),
        ("签订{责任书.签订率|等级=重大隐患}。", "不能按“等级”细分"),
        ("排查{隐患.排查数处。", "不成对"),
        ("[排查{隐患.排查数}处。", "缺少“]”"),
        ("{{单位}}", "不成对"),
        ("{% load static %}", "没有“% load static %”这个数据项"),
        ("{隐患.排查数.__class__}", "没有“隐患.排查数.__class__”这个数据项"),
        ("{0.__init__.__globals__}", "没有“0.__init__.__globals__”这个数据项"),
        ("{hazard.found!r:>10}", "没有“hazard.found!r:>10”这个数据项"),
        ("{隐患.排查数|sector__office=1}", "看不懂"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_lost(client, template, text, told):
    answer = save(client, template, text)

    html = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert told in html
    assert text in html
    assert stored(template) == FOUND["text"]


def test_markup_is_printed_as_plain_text(client, template):
    text = "<script>alert(1)</script><b>{隐患.排查数}</b>%s %(a)s ${x}"
    refused = save(client, template, text)
    assert "不成对" in unescape(refused.content.decode()) or "没有“x”" in unescape(
        refused.content.decode()
    )

    answer = save(client, template, "<script>alert(1)</script><b>{隐患.排查数}</b>%s %(a)s")

    assert answer.status_code == 302
    raw = client.get(template.get_absolute_url()).content.decode()
    assert "<script>alert(1)</script>" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw


def test_a_figure_is_found_by_initials_and_put_into_the_wording(client, clerk, template):
    make_hazard(office=clerk.office, found_on=date(2024, 4, 3))
    where = url("template_block", template.pk, "1")
    text = "本月"

    found = client.post(where, {"do": "show", "text": text, "q": "yhpcs", "period": "2024-04"})
    assert [line.key for line in found.context["lines"]] == ["hazard.found"]
    assert found.context["lines"][0].text == "1"

    chosen = client.post(
        where, {"do": "show", "text": text, "figure": "hazard.found", "by-sector": "fire"}
    )
    token = chosen.context["picked"].line.token
    assert token == "{隐患.排查数|行业=消防}"

    put = client.post(where, {"do": "insert", "text": text, "token": token})
    assert "本月{隐患.排查数|行业=消防}</textarea>" in unescape(put.content.decode())
    assert stored(template) == FOUND["text"]


def test_a_clause_is_put_in_by_a_button(client, template):
    where = url("template_block", template.pk, "1")

    for do, sign in (("clause", "[，"), ("zero", "//")):
        html = client.post(where, {"do": do, "text": "开头"}).content.decode()
        written = unescape(re.search(r"<textarea[^>]*>([^<]*)</textarea>", html)[1]).strip()
        assert written.startswith("开头[")
        assert sign in written


def test_blocks_are_added_moved_left_out_and_removed_by_clicking(client, template):
    where = url("template_add", template.pk)
    client.post(where, {"at": "1", "kind": "heading"})
    template.refresh_from_db()
    assert [one["kind"] for one in template.blocks] == ["heading", "paragraph"]

    for do, kinds in (
        ("down", ["paragraph", "heading"]),
        ("up", ["paragraph", "heading"]),
        ("switch", ["paragraph", "heading"]),
        ("remove", ["heading"]),
    ):
        html = page(client, template.get_absolute_url())
        client.post(
            url("template_step", template.pk),
            {"path": "1", "seen": field(html, "seen"), "do": do},
        )
        template.refresh_from_db()
        assert [one["kind"] for one in template.blocks] == kinds


def test_every_block_of_the_library_can_be_taken_in(client, template):
    load_reference_data()
    groups = library()
    everything = [one.record for group in groups for one in group.ready]
    assert len(everything) > 40
    assert problems_in(everything, office=template.office) == []
    assert "加入" in page(client, url("template_add", template.pk))

    for group in groups:
        chosen = {"ready": group.ready[0].key, "at": "1"}
        assert client.post(url("template_add", template.pk), chosen).status_code == 302
    template.refresh_from_db()

    assert len(template.blocks) == len(groups) + 1
    assert page(client, template.get_absolute_url())


def test_every_kind_of_block_can_be_begun_empty_and_opened(client, template):
    for kind in KINDS:
        client.post(url("template_add", template.pk), {"kind": kind, "at": "1"})
        template.refresh_from_db()
        assert template.blocks[0]["kind"] == kind
        page(client, url("template_block", template.pk, "1"))
    page(client, template.get_absolute_url())


def test_the_second_writer_sees_both_wordings_and_may_put_the_own_in_place(client, template):
    where = url("template_block", template.pk, "1")
    seen = field(page(client, where), "seen")
    other = make_user(Role.CLERK, template.office, full_name="某乙")
    client.force_login(other)
    save(client, template, "某乙写的{隐患.排查数}处。")
    client.force_login(make_user(Role.CLERK, template.office))

    answer = client.post(where, {"seen": seen, "text": "我写的{隐患.整改数}处。", "do": "save"})

    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "某乙刚修改过这一段" in html
    assert "某乙写的{隐患.排查数}处。" in html
    assert "我写的{隐患.整改数}处。" in html

    again = {"seen": field(html, "seen"), "text": "我写的{隐患.整改数}处。", "do": "save"}
    assert client.post(where, again).status_code == 302
    assert stored(template) == "我写的{hazard.rectified}处。"


def test_settings_are_saved_and_checked(client, template):
    where = url("template_settings", template.pk)
    form = client.get(where).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    answer = client.post(where, {**data, "title": "{单位}{没有}", "rounding": "over"})
    assert "没有“没有”这个数据项" in unescape(answer.content.decode())

    answer = client.post(where, {**data, "rounding": "over", "addressee": "县安委办"})
    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.rounding, template.addressee, template.version) == ("over", "县安委办", 2)


def test_the_second_to_save_settings_sees_both(client, template):
    where = url("template_settings", template.pk)
    form = client.get(where).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    client.post(where, {**data, "signature": "甲单位"})

    answer = client.post(where, {**data, "signature": "乙单位"})

    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "甲单位" in html
    assert "乙单位" in html


def test_versions_are_listed_compared_and_restored(client, template):
    save(client, template, "改过的{隐患.排查数}处。")

    assert "修改第1段" in page(client, url("template_versions", template.pk))
    html = page(client, url("template_version", template.pk, 1))
    assert "<del>" in html
    assert "排查隐患{隐患.排查数}处。" in html
    assert "改过的{隐患.排查数}处。" in html

    client.post(url("template_version", template.pk, 1))
    assert stored(template) == FOUND["text"]
    assert client.get(url("template_version", template.pk, 9)).status_code == 404


def test_a_leader_looks_at_templates_and_changes_none(client, template):
    client.force_login(make_user(Role.LEADER, template.office))

    html = page(client, template.get_absolute_url())

    assert "修改" not in html.split("<main")[1]
    assert client.get(url("template_block", template.pk, "1")).status_code == 403


def test_places_that_are_not_there_are_not_found(client, template):
    for number in ("9", "1-1", "0", "a"):
        assert client.get(url("template_block", template.pk, number)).status_code == 404
    answer = client.post(
        url("template_step", template.pk), {"path": "1", "seen": "x", "do": "explode"}
    )
    assert answer.status_code == 404


def test_within_a_round_the_figure_follows_the_turn(client, clerk, template):
    inner = {"kind": "paragraph", "text": "{行业}方面，排查隐患{hazard.found|sector=$}处。"}
    template.blocks = [{"kind": "sectors", "blocks": [inner]}]
    template.save()
    fire = Sector.objects.get(code="fire")
    make_hazard(office=clerk.office, found_on=date(2024, 4, 3), sector=fire)
    where = url("template_block", template.pk, "1-1")

    html = page(client, where, period="2024-04")
    assert "{隐患.排查数|行业=逐个}" in html
    assert "消防方面，排查隐患1处。" in html

    chosen = client.post(where, {"text": "", "figure": "hazard.found", "by-sector": "$"})
    assert chosen.context["picked"].line.token == "{隐患.排查数|行业=逐个}"
    added = client.post(url("template_add", template.pk), {"kind": "paragraph", "at": "1-2"})
    assert added.status_code == 302
    template.refresh_from_db()
    assert len(template.blocks[0]["blocks"]) == 2


def test_words_of_the_report_are_put_in_by_a_button(client, template):
    where = url("template_block", template.pk, "1")

    html = client.post(where, {"text": "开头", "word": "时段"}).content.decode()
    assert "开头{时段}</textarea>" in html
    html = client.post(where, {"text": "开头", "word": "__class__"}).content.decode()
    assert "开头</textarea>" in html


def test_the_sectors_of_a_round_are_chosen_on_its_own_page(client, template):
    inner = {"kind": "paragraph", "text": "{行业}方面没有问题。", "stays": True}
    template.blocks = [{"kind": "sectors", "blocks": [inner]}]
    template.save()
    where = url("template_block", template.pk, "1")
    assert where in page(client, template.get_absolute_url())

    seen = field(page(client, where), "seen")
    answer = client.post(where, {"seen": seen, "sectors": ["fire"], "do": "save"})

    assert answer.status_code == 302
    template.refresh_from_db()
    assert template.blocks == [{"kind": "sectors", "blocks": [inner], "sectors": ["fire"]}]
