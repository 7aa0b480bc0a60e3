"""After an accident: 封存 of the site's file, and 履职档案 as it was known an hour before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from hazards import actions
from hazards.models import Hazard
from hazards.related import related_to
from tests.factories.activities import make_accident, make_duty, make_letter
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_licence, make_site
from township_safety.desk.models import SiteSeal
from township_safety.desk.sitefile.contents import site_file
from township_safety.desk.sitefile.known import hazards_known, rows_known
from township_safety.desk.sitefile.marking import COLUMN
from township_safety.desk.sitefile.record import record_form
from township_safety.desk.sitefile.sealing import lift, seal
from township_safety.documents.model import from_json, plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role
from township_safety.register.models import Site, SiteLicence

pytestmark = pytest.mark.django_db

# 14:30 in Shanghai; the record is that of 13:30.
MOMENT = datetime(2024, 3, 10, 6, 30, tzinfo=UTC)
EARLIER, LATER = "2024-03-01 10:00+08:00", "2024-03-12 10:00+08:00"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office)


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office, village):
    with time_machine.travel("2024-02-01 10:00+08:00"):
        return make_site(office=office, village=village, name="测试厂")


def an_accident(site, **fields):
    known = {"occurred_on": date(2024, 3, 10), "occurred_at": MOMENT, "site": site}
    return make_accident(office=site.office, village=site.village, **(known | fields))


def hazard_of(site, *, at, by, **fields):
    with time_machine.travel(at):
        return make_hazard(office=site.office, village=site.village, site=site, by=by, **fields)


def marks(site, reader, key="hazards"):
    file = site_file(site, reader=reader)
    section = next(part for part in file.sections if part.key == key)
    return [row.cells[-1][0] for row in section.table.rows if row.cells[-1][2] == COLUMN]


def test_what_was_entered_later_is_told_from_what_was_there(site, clerk):
    hazard_of(site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1))
    hazard_of(site, at=LATER, by=clerk, found_on=date(2024, 3, 5))
    hazard_of(site, at=LATER, by=clerk, found_on=date(2024, 3, 11))
    with time_machine.travel(LATER):
        seal(an_accident(site), by=clerk)
        assert marks(site, clerk) == ["事故后登记", "事故后补录", "事故前登记"]


def test_a_site_without_a_seal_tells_nothing(site, clerk):
    hazard_of(site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1))
    with time_machine.travel(LATER):
        assert marks(site, clerk) == []


def test_an_entry_of_the_very_minute_is_a_later_one(site, clerk):
    with time_machine.travel(MOMENT, tick=False):
        late = make_hazard(
            office=site.office,
            village=site.village,
            site=site,
            by=clerk,
            found_on=date(2024, 3, 10),
        )
    with time_machine.travel(LATER):
        sealed = seal(an_accident(site), by=clerk)
        assert sealed.mark(late.recorded_at, late.found_on) == "事故后补录"


def test_a_rectification_told_only_after_the_accident_is_told(site, clerk):
    hazard = hazard_of(
        site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1), due_on=date(2024, 3, 20)
    )
    with time_machine.travel(LATER):
        actions.claim(hazard, by=clerk, on=date(2024, 3, 9), measures="已修好")
        seal(an_accident(site), by=clerk)
        assert marks(site, clerk) == ["事故前登记，整改情况事故后登记"]


def test_a_hazard_is_known_as_it_stood_then(site, clerk):
    hazard = hazard_of(
        site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1), description="旧的描述",
        due_on=date(2024, 3, 8),
    )  # fmt: skip
    with time_machine.travel(LATER):
        hazard = actions.claim(hazard, by=clerk, on=date(2024, 3, 9), measures="已修好")
        actions.correct(
            Hazard.objects.get(pk=hazard.pk), by=clerk, on=date(2024, 3, 12), reason="改写",
            values={"description": "新的描述"},
        )  # fmt: skip
        (known,) = hazards_known(site, at=MOMENT)
    assert (known.description, known.status, known.rectified_on) == ("旧的描述", "open", None)
    assert Hazard.objects.get(pk=hazard.pk).description == "新的描述"


def test_a_hazard_voided_later_was_known_then_and_one_entered_later_was_not(site, clerk):
    first = hazard_of(site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1))
    hazard_of(site, at=LATER, by=clerk, found_on=date(2024, 3, 1))
    with time_machine.travel(LATER):
        actions.void(first, by=clerk, on=date(2024, 3, 12), reason="登记错了")
        assert [row.pk for row in hazards_known(site, at=MOMENT)] == [first.pk]


def test_a_row_with_a_history_is_read_as_it_stood(site):
    with time_machine.travel(EARLIER):
        licence = make_licence(site=site, name="旧名")
    with time_machine.travel(LATER):
        licence.name = "新名"
        licence.save()
        make_licence(site=site, name="后来的")
        assert [row.name for row in rows_known(SiteLicence, at=MOMENT, site_id=site.pk)] == ["旧名"]
        assert rows_known(Site, at=MOMENT, id=site.pk)[0].name == "测试厂"


def test_the_record_says_what_was_done_and_known(site, office, village, clerk):
    hazard = hazard_of(
        site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1), due_on=date(2024, 3, 8)
    )
    with time_machine.travel(EARLIER):
        operation = make_operation(
            office=office, village=village, on=date(2024, 3, 1), topic="三月检查"
        )
        make_target(operation, site=site)
        make_letter(office=office, site=site, village=None)
        make_licence(site=site, name="许可证", valid_until=date(2024, 3, 9))
        make_duty(office=office, first_day=date(2024, 1, 1), name="每月检查一次")
    with time_machine.travel(LATER):
        after = make_operation(
            office=office, village=village, on=date(2024, 3, 9), topic="补记的检查"
        )
        make_target(after, site=site)
        accident = an_accident(site)
        text = plain_text(record_form(accident, site, moment=MOMENT))
    assert "2024年3月10日13:30（事故前1小时）" in text
    assert "三月检查" in text
    assert "补记的检查" not in text
    assert f"{hazard.number}" in text
    assert "待整改，逾期" in text
    assert "2024-03-09（已过期）" in text
    assert "每月检查一次" in text
    assert "培训" in text.split("当时没有登记的：")[1]


def test_what_is_kept_does_not_follow_the_ledger(site, clerk):
    hazard = hazard_of(site, at=EARLIER, by=clerk, found_on=date(2024, 3, 1))
    with time_machine.travel(LATER):
        sealed = seal(an_accident(site), by=clerk)
        before = plain_text(from_json(sealed.document))
        Hazard.objects.filter(pk=hazard.pk).update(description="改过的")
        again = SiteSeal.objects.get(pk=sealed.pk)
    assert plain_text(from_json(again.document)) == before
    assert "改过的" not in before


def test_an_accident_without_a_site_or_sealed_already_is_refused(site, clerk):
    with time_machine.travel(LATER):
        with pytest.raises(Refused, match="没有填发生单位"):
            seal(make_accident(office=site.office), by=clerk)
        accident = an_accident(site)
        seal(accident, by=clerk)
        with pytest.raises(Refused, match="已经封存"):
            seal(accident, by=clerk)


def test_without_an_hour_the_day_of_the_accident_counts_from_its_beginning(site, clerk):
    with time_machine.travel(LATER):
        sealed = seal(an_accident(site, occurred_at=None), by=clerk)
    assert sealed.moment == datetime(2024, 3, 9, 16, tzinfo=UTC)


def test_a_lifted_seal_marks_nothing_and_can_be_set_again(site, clerk):
    hazard_of(site, at=LATER, by=clerk, found_on=date(2024, 3, 5))
    with time_machine.travel(LATER):
        accident = an_accident(site)
        sealed = seal(accident, by=clerk)
        with pytest.raises(Refused, match="写明"):
            lift(sealed, reason=" ", by=clerk)
        lift(sealed, reason="认定错了", by=clerk)
        assert marks(site, clerk) == []
        seal(accident, by=clerk)
        assert marks(site, clerk) == ["事故后补录"]


def test_the_page_of_the_hazard_tells_it_too(site, clerk):
    late = hazard_of(site, at=LATER, by=clerk, found_on=date(2024, 3, 5))
    with time_machine.travel(LATER):
        seal(an_accident(site), by=clerk)
        told = [row.text for row in related_to(late, reader=clerk) if row.kind == "档案封存"]
    assert told == ["事故后补录"]


def test_from_the_accident_to_the_sealed_file(client, site, clerk):
    with time_machine.travel(LATER):
        accident = an_accident(site)
        client.force_login(clerk)
        where = reverse("seal_new", args=[accident.pk])
        assert (
            where
            in client.get(
                reverse("records:detail", args=["accidents", accident.pk])
            ).content.decode()
        )
        assert "2024-03-10 14:30" in client.get(where).content.decode()
        assert not SiteSeal.objects.exists()
        page = client.post(where, follow=True).content.decode()
    assert "本档已因2024年3月10日的事故封存" in page
