"""月末销号例检例查 on paper: the sheet to write on, the material with photos, the minutes."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from inspections.clearing import sessions
from inspections.clearing.deciding import Said, decide
from inspections.clearing.proposing import Proposed
from inspections.models import Clearance
from inspections.paper.clearance import material_forms, minutes_forms, sheet_forms
from tests.factories.files import make_photo
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_kind, make_site
from township_safety.documents.model import FormTable, pictures_of
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

HELD_ON, LATER = date(2024, 3, 28), date(2024, 4, 20)


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(office, client):
    make_kind(Kind.Domain.OPERATION, sessions.KIND, name="月末销号例检例查")
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def make_named(office, **fields):
    site = make_site(office=office, name="测试砖厂")
    words = {"place": "窑顶", "description": "护栏缺失", **fields}
    return make_hazard(office=office, site=site, due_on=date(2024, 3, 20), **words)


def draw_up(office, clerk, *hazards, month=date(2024, 3, 1)):
    lines = [Proposed(hazard, "重大隐患、逾期8天") for hazard in hazards]
    return sessions.draw_up(lines, office=office, month=month, by=clerk, uid=uuid.uuid4())


def hold(clearance, clerk):
    facts = {
        "held_on": HELD_ON, "place": "三楼会议室", "chair": "某书记", "chair_class": "main",
        "participants": "各站所负责人", "number": "青会纪〔2024〕3号", "note": "",
    }  # fmt: skip
    return sessions.hold(clearance, by=clerk, facts=facts)


def text(forms):
    return "\n".join(one for form in forms for block in form.blocks for one in words_of(block))


def words_of(block):
    """Each paragraph, each field."""
    if not isinstance(block, FormTable):
        return ["".join(run.text for run in getattr(block, "runs", ()))]
    return ["".join(spelt(cell)) for row in block.rows for cell in row.cells]


def spelt(cell):
    return [run.text for part in cell.parts for run in getattr(part, "runs", ())]


def test_the_sheet_has_room_before_and_the_decisions_after(office, clerk):
    hazard = make_named(office)
    clearance = draw_up(office, clerk, hazard)
    (before,) = sheet_forms(clearance, reader=clerk)
    assert before.landscape
    assert "重大隐患、逾期8天" in text([before])
    assert "继续整改" not in "".join(cells(before))
    clearance = hold(clearance, clerk)
    decide(clearance.items.get(), Said("go_on", "某丙", LATER), by=clerk)
    (after,) = sheet_forms(clearance, reader=clerk)
    assert cells(after)[-3:] == ["继续整改", "某丙", "2024-04-20"]


def cells(form):
    """The words of the last row."""
    (table,) = [block for block in form.blocks if hasattr(block, "rows")]
    return ["".join(spelt(cell)) for cell in table.rows[-1].cells]


def test_the_material_shows_each_hazard_with_its_photos(office, clerk):
    hazard, other = make_named(office, grade="major"), make_named(office)
    for _ in range(2):
        hazard.photos.create(
            office=office, file=make_photo(office=office, by=clerk), stage="before"
        )
    clearance = draw_up(office, clerk, hazard, other)
    (paper,) = material_forms(clearance, reader=clerk)
    said = text([paper])
    assert "3月提请研究重点隐患2条" in said
    assert said.count("测试砖厂") == 2
    assert hazard.number in said
    assert len(set(pictures_of(paper))) == len({p.file.sha256 for p in hazard.photos.all()})


def test_a_month_without_hazards_has_its_material_too(office, clerk):
    assert "没有提请研究的重点隐患" in text(material_forms(draw_up(office, clerk), reader=clerk))


def test_the_minutes_tell_what_was_decided_and_of_the_last_session(office, clerk):
    hazard, other, third = (make_named(office) for _ in range(3))
    first = hold(draw_up(office, clerk, hazard, month=date(2024, 2, 1)), clerk)
    decide(first.items.get(), Said("go_on", "某丙", LATER), by=clerk)
    clearance = draw_up(office, clerk, hazard, other, third)
    assert minutes_forms(clearance, reader=clerk) == ()
    clearance = hold(clearance, clerk)
    agency = make_agency(office=office, name="县应急局")
    on_hazard, on_other, _ = clearance.items.all()
    decide(on_hazard, Said("go_on", "某丁", LATER), by=clerk)
    said = Said("refer", "某戊", to_agency=agency, words="先封闭")
    decide(on_other, said, by=clerk)

    told = text(minutes_forms(Clearance.objects.get(pk=clearance.pk), reader=clerk))

    assert "会议研究重点隐患3条，决定继续整改1条、上报移送1条。" in told
    assert "报县应急局。先封闭" in told
    assert "会上没有决定的（1条）" in told
    assert "上次会议（2024-03-28）决定落实情况：共1条，已落实0条。" in told
    assert "正在落实：未整改，时限2024-04-20" in told
    assert "青会纪〔2024〕3号" in told


def test_each_is_shown_printed_and_taken_as_word(client, office, clerk, monkeypatch):
    monkeypatch.setattr("hazards.views.printing.pdf_of_many", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("hazards.views.printing.docx_of", lambda *_, **__: b"PK")
    clearance = hold(draw_up(office, clerk, make_named(office)), clerk)
    for kind in ("clearance-list", "clearance-material", "clearance-minutes"):
        for ending in ("", "_pdf", "_word"):
            address = reverse(f"inspections:clearance_paper{ending}", args=[kind, clearance.pk])
            answer = client.get(address)
            assert answer.status_code == 200, address
    unknown = reverse("inspections:clearance_paper", args=["notice", clearance.pk])
    assert client.get(unknown).status_code == 404


def test_minutes_before_the_meeting_are_told_to_be_missing(client, office, clerk):
    clearance = draw_up(office, clerk, make_named(office))
    address = reverse("inspections:clearance_paper", args=["clearance-minutes", clearance.pk])
    assert "没有可以打印的" in client.get(address, follow=True).content.decode()
