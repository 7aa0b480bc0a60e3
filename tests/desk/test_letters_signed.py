"""责任书、承诺书: the list of who has to sign, the rate, signing off many, letters on paper."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories.activities import make_letter, make_obligation
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_kind, make_site, make_site_category
from township_safety.activities.letter_rates import letter_rates
from township_safety.activities.models import LetterObligation, SignedLetter
from township_safety.activities.paper.letters import letter_forms
from township_safety.activities.signing import sign_off
from township_safety.documents.model import plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-03-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office(government_name="测试乡人民政府")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def kind():
    return make_kind(Kind.Domain.LETTER)


def owed(office, kind, number=3, **fields):
    return [
        make_obligation(
            office=office, kind=kind, village=make_village(office=office, name=f"{n}号村"), **fields
        )
        for n in range(1, number + 1)
    ]


def address(kind, name="letter"):
    return reverse(name, args=[2024, "responsibility", kind.code])


class TestSigningOff:
    def test_twelve_at_once_and_two_are_missing(self, client, office, clerk, kind):
        rows = owed(office, kind, 14)
        client.force_login(clerk)
        said = {"signed_on": "2024-03-18", "signed": [row.pk for row in rows[:12]]}
        answer = client.post(address(kind), said, follow=True)
        text = answer.content.decode()
        assert "已登记签订12家，还差2家" in text
        assert "签订率85.7%" in text
        assert SignedLetter.objects.count() == 12
        letter = SignedLetter.objects.last()
        assert (letter.recorded_by, letter.signed_on) == (clerk, date(2024, 3, 18))
        page = client.get(reverse("letters")).content.decode()
        assert "2家：13号村、14号村" in page
        assert AuditEvent.objects.filter(action="登记签订").count() == 1

    def test_only_copies_still_missing(self, office, clerk, kind):
        driver = {"office": office, "kind": kind, "person": "客运驾驶员"}
        row = make_obligation(copies=10, **driver)
        make_letter(copies=4, **driver)
        (signed,) = sign_off([row], signed_on=TODAY, by=clerk)
        assert signed.copies == 6

    def test_signed_meanwhile_is_left_out(self, office, clerk, kind):
        rows = owed(office, kind, 2)
        sign_off(rows[:1], signed_on=TODAY, by=clerk)
        assert len(sign_off(rows, signed_on=TODAY, by=clerk)) == 1
        assert SignedLetter.objects.count() == 2

    def test_not_in_the_future(self, client, office, clerk, kind):
        rows = owed(office, kind, 1)
        with pytest.raises(Refused, match="今天之后"):
            sign_off(rows, signed_on=date(2024, 3, 21), by=clerk)
        client.force_login(clerk)
        answer = client.post(address(kind), {"signed_on": "2024-03-21", "signed": rows[0].pk})
        assert "今天之后" in answer.content.decode()

    def test_nothing_ticked_is_said(self, client, office, clerk, kind):
        owed(office, kind, 1)
        client.force_login(clerk)
        answer = client.post(address(kind), {"signed_on": "2024-03-18"})
        assert "已经签订的：请勾选已经签订的" in answer.content.decode()

    def test_ticks_outlive_a_wrong_day(self, client, office, clerk, kind):
        row, _ = owed(office, kind, 2)
        client.force_login(clerk)
        answer = client.post(address(kind), {"signed_on": "2024-02-30", "signed": row.pk})
        assert answer.content.decode().count(" checked>") == 1

    def test_a_foreign_letter_is_not_signed(self, client, clerk, office, kind):
        owed(office, kind, 1)
        (foreign,) = owed(make_office(), kind, 1)
        client.force_login(clerk)
        client.post(address(kind), {"signed_on": "2024-03-18", "signed": foreign.pk})
        assert not SignedLetter.objects.exists()

    def test_the_viewer_looks_only(self, client, office, kind):
        rows = owed(office, kind, 1)
        client.force_login(make_user(Role.VIEWER, office))
        assert client.get(address(kind)).status_code == 200
        said = {"signed_on": "2024-03-18", "signed": rows[0].pk}
        assert client.post(address(kind), said).status_code == 403


class TestList:
    def test_villages_agencies_and_a_category_at_once(self, client, office, clerk, kind):
        villages = [make_village(office=office) for _ in range(2)]
        agency = make_agency(office=office)
        category = make_site_category()
        site = make_site(office=office)
        site.categories.add(category)
        make_site(office=office)
        client.force_login(clerk)
        said = {
            "letter_class": "responsibility",
            "kind": kind.pk,
            "year": "2024",
            "due_on": "2024-03-31",
            "villages": [one.pk for one in villages],
            "agencies": [agency.pk],
            "category": category.pk,
        }
        where = reverse("letters_owed")
        assert client.post(where, said).status_code == 302
        assert LetterObligation.objects.count() == 4
        assert LetterObligation.objects.get(site=site).due_on == date(2024, 3, 31)
        answer = client.post(where, said, follow=True)
        assert "没有重复增加" in answer.content.decode()
        assert LetterObligation.objects.count() == 4

    def test_nobody_chosen_is_said(self, client, clerk, kind):
        client.force_login(clerk)
        said = {"letter_class": "responsibility", "kind": kind.pk, "year": "2024"}
        answer = client.post(reverse("letters_owed"), said)
        assert "请勾选" in answer.content.decode()

    def test_rates_by_letter(self, office, clerk, kind):
        rows = owed(office, kind, 3)
        other = make_kind(Kind.Domain.LETTER, "fishing", name="渔船承诺书")
        make_obligation(
            office=office, kind=other, letter_class="commitment", person="渔民", copies=8
        )
        sign_off(rows[:2], signed_on=TODAY, by=clerk)
        found = letter_rates(LetterObligation.objects.with_names().with_signed(on=TODAY))
        told = {rate.kind_name: (rate.owed, rate.signed, rate.rate) for rate in found}
        assert told == {kind.name: (3, 2, "66.7%"), other.name: (8, 0, "0%")}

    def test_late_ones_at_home(self, client, office, clerk, kind):
        owed(office, kind, 2, due_on=date(2024, 3, 19))
        client.force_login(clerk)
        assert "责任书、承诺书逾期未签" in client.get(reverse("home")).content.decode()
        assert LetterObligation.objects.late(on=date(2024, 3, 19)).count() == 0


class TestPaper:
    def test_both_names_are_filled_in(self, office, kind):
        (row,) = owed(office, kind, 1)
        text = plain_text(letter_forms(row)[0])
        assert "测试乡人民政府" in text
        assert "1号村" in text
        assert f"2024年{kind.name}" in text

    @pytest.mark.parametrize("who", ["agency", "site", "person"])
    @pytest.mark.parametrize("letter_class", ["responsibility", "commitment"])
    def test_for_every_counterparty(self, office, kind, who, letter_class):
        made = {"agency": make_agency, "site": make_site}
        other = made[who](office=office, name="某某厂") if who in made else "某某厂"
        row = make_letter(office=office, kind=kind, letter_class=letter_class, **{who: other})
        text = plain_text(letter_forms(row)[0])
        assert "某某厂" in text
        assert ("承诺" in text) == (letter_class == "commitment")

    def test_a_batch_as_pdf_and_as_word_files(self, client, office, clerk, kind, monkeypatch):
        rows = owed(office, kind, 3)
        sign_off(rows[:1], signed_on=TODAY, by=clerk)
        seen = []
        monkeypatch.setattr(
            "township_safety.desk.proof_paper_views.pdf_of_many",
            lambda papers, **_: seen.extend(papers) or b"%PDF-",
        )
        client.force_login(clerk)
        assert client.get(address(kind, "letter_pdf")).content == b"%PDF-"
        assert ["2号村" in plain_text(paper) for paper in seen] == [True, False]
        archive = zipfile.ZipFile(io.BytesIO(client.get(address(kind, "letter_word")).content))
        assert archive.namelist() == ["001_2号村.docx", "002_3号村.docx"]

    def test_unknown_is_not_found(self, client, clerk):
        client.force_login(clerk)
        assert client.get(reverse("letter", args=[2024, "commitment", "x"])).status_code == 404
