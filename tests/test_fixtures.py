"""The lists an office starts with: complete, valid, and without a code of its own twice."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from township_safety.desk.reference_data import FIXTURES, files_of, load_reference_data
from township_safety.register.models import (
    Criterion,
    HazardCategory,
    Kind,
    ReferenceModel,
    Sector,
    SiteCategory,
    StatisticsRow,
)

FOLDER: Path = settings.BASE_DIR / "fixtures"


@pytest.fixture
def _loaded(db):
    load_reference_data()


loaded = pytest.mark.usefixtures("_loaded")


def entries(name):
    return [
        entry for path in files_of(name) for entry in json.loads(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("name", FIXTURES)
def test_codes_are_unique_identifiers(name):
    codes = [entry["fields"]["code"] for entry in entries(name)]
    assert len(codes) == len(set(codes))
    assert all(code.isidentifier() and code == code.lower() and code.isascii() for code in codes)


@pytest.mark.parametrize("name", FIXTURES)
def test_entries_are_shared_and_without_fixed_keys(name):
    for entry in entries(name):
        assert "pk" not in entry
        assert "office" not in entry["fields"]


def test_every_list_is_filled():
    listed = {entry["model"] for name in FIXTURES for entry in entries(name)}
    lists = {
        model._meta.label_lower for model in apps.get_models() if issubclass(model, ReferenceModel)
    }
    assert lists == listed


def test_every_file_is_loaded():
    lists = {path.stem for path in FOLDER.glob("*.json")} | {"report_templates"}
    assert lists == {*FIXTURES, "key_periods"}


def test_report_templates_name_codes_that_exist():
    """A token such as {letter.copies|letter=commitment} with a wrong code would always print 0."""
    known = {entry["fields"]["code"] for name in FIXTURES for entry in entries(name)}
    known |= {
        str(value)
        for model in apps.get_models()
        for field in model._meta.fields
        for value, _ in field.flatchoices
    }
    text = "".join(path.read_text(encoding="utf-8") for path in files_of("report_templates"))
    filters = re.findall(r"\|(?!as=)[a-z_]+=([a-z_,]+)", text)
    codes = {code for value in filters for code in value.split(",")}
    assert len(codes) > 20
    assert codes - known == set()


@loaded
@pytest.mark.django_db
def test_every_entry_is_valid():
    for model in apps.get_models():
        if issubclass(model, ReferenceModel):
            for entry in model._default_manager.all():
                entry.full_clean()


@loaded
@pytest.mark.django_db
def test_loading_again_adds_nothing():
    assert load_reference_data() == 0


@loaded
@pytest.mark.django_db
def test_every_domain_of_kinds_is_filled():
    assert set(Kind.objects.values_list("domain", flat=True)) == set(Kind.Domain.values)


@loaded
@pytest.mark.django_db
def test_both_statistics_tables_are_whole():
    top = StatisticsRow.objects.filter(parent__isnull=True)
    numbers = {
        form: [row.number for row in top.filter(form=form)] for form in StatisticsRow.Form.values
    }
    assert numbers[StatisticsRow.Form.INDUSTRIAL] == [str(n) for n in range(1, 10)]
    assert numbers[StatisticsRow.Form.SECTORS] == [str(n) for n in range(1, 28)]
    for row in StatisticsRow.objects.filter(parent__isnull=False):
        assert row.form == row.parent.form
        assert row.number.startswith(row.parent.number.split("（")[0])


@loaded
@pytest.mark.django_db
def test_what_is_no_work_safety_has_no_place_in_the_statistics():
    outside = Sector.objects.filter(is_safety=False)
    assert {sector.code for sector in outside} == {"environment", "national_security"}
    assert not outside.filter(statistics_row__isnull=False).exists()


@loaded
@pytest.mark.django_db
def test_the_nine_small_places_are_there():
    small = SiteCategory.objects.filter(code__startswith="small_", sector__code="fire")
    assert small.count() == 9


@loaded
@pytest.mark.django_db
def test_hazard_categories_have_two_levels():
    assert HazardCategory.objects.filter(parent__isnull=True).count() == 4
    assert not HazardCategory.objects.filter(parent__parent__isnull=False).exists()


@loaded
@pytest.mark.django_db
def test_no_criterion_claims_to_have_been_compared_with_the_official_text():
    assert Criterion.objects.exists()
    assert not Criterion.objects.filter(is_verified=True).exists()
