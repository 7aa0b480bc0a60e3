"""Text is found by an index of neighbouring characters: the same rows as reading every row."""

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions, words
from hazards.models import Hazard
from hazards.words import COLUMNS
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

# Signs that a pattern, a quoted word or a tokenizer could take for its own, and two cases.
LETTERS = st.text("燃气软管、，。 a%_\\'\"-*AZéÉß\n𠮷", min_size=1, max_size=8)


@pytest.fixture
def office():
    return make_office()


def read_through(text):
    """What a question asked of every row finds."""
    asked = Q(site__name__icontains=text)
    for column in ("number", "place", "description"):
        asked |= Q(**{f"{column}__icontains": text})
    return set(Hazard.objects.filter(asked).values_list("pk", flat=True))


def found(text):
    return set(Hazard.objects.containing(text).values_list("pk", flat=True))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    texts=st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=4),
    asked=LETTERS,
    cut=st.tuples(st.integers(0, 7), st.integers(1, 4)),
)
def test_the_same_rows_as_reading_them_all(office, texts, asked, cut):
    hazards = [
        make_hazard(office=office, description=description, place=place)
        for description, place in texts
    ]
    start, length = cut
    for text in (asked, texts[0][0][start : start + length], texts[-1][1][:2]):
        if text:
            assert found(text) == read_through(text), text
    assert hazards[0].pk in found(texts[0][0])


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("燃气", True),
        ("气", True),
        ("软管老化", True),
        ("气管", False),
        ("老化，更", True),
        ("甲餐馆", True),
        ("甲", True),
        ("厨房", True),
        ("厨房燃", False),
        ("dn15", True),
        ("100%", True),
        ("1_0", False),
        ("没有", False),
    ],
)
def test_words_as_a_clerk_types_them(office, text, is_there):
    hazard = make_hazard(
        office=office,
        description="燃气软管老化，更换DN15软管，100%到位",
        place="厨房",
        site=make_site(office=office, name="甲餐馆"),
    )
    make_hazard(office=office, description="别的", site=make_site(office=office, name="乙店"))
    assert found(text) == ({hazard.pk} if is_there else set())


def test_it_follows_a_correction_and_a_new_name_of_the_site(office):
    clerk = make_user(Role.CLERK, office)
    site = make_site(office=office, name="甲餐馆")
    hazard = make_hazard(office=office, by=clerk, description="燃气软管老化", site=site)
    actions.correct(
        hazard,
        by=clerk,
        on=hazard.found_on,
        reason="写错",
        values={"description": "煤气罐过期", "responsible_person": "某甲"},
    )
    site.name = "丙餐馆"
    site.save()
    assert found("燃气") == found("甲餐") == set()
    assert found("煤气") == found("丙餐") == {hazard.pk}
    assert Hazard.objects.owed_by("某甲").get() == hazard


def test_it_follows_every_way_of_writing(office):
    hazards = [make_hazard(office=office, description=f"灭火器过期{n}") for n in range(3)]
    Hazard.objects.filter(pk=hazards[0].pk).update(description="线路老化")
    for hazard in hazards:
        hazard.place = "配电间"
    Hazard.objects.bulk_update(hazards[1:], ["place"])
    assert found("线路") == {hazards[0].pk}
    assert found("配电") == {hazards[1].pk, hazards[2].pk}
    hazards[2].events.all()._raw_delete("default")
    Hazard.objects.filter(pk=hazards[2].pk)._raw_delete("default")
    assert found("灭火") == {hazards[1].pk}


def test_a_short_name_is_owed_too(office):
    hazard = make_hazard(office=office, responsible_person="王", responsible_unit="测试厂")
    assert Hazard.objects.owed_by("王").get() == Hazard.objects.owed_by("试厂").get() == hazard


def test_a_very_common_word_is_read_for(office, monkeypatch):
    monkeypatch.setattr(words, "COMMON", 1)
    hazards = [make_hazard(office=office, description="灭火器过期") for _ in range(3)]
    assert found("灭火器") == {row.pk for row in hazards}
    assert found("过期了") == set()


def test_a_damaged_index_is_built_anew(office, capsys):
    hazard = make_hazard(office=office, description="燃气软管老化")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {words.WORDS}_added")
        else:
            cursor.execute(f"DROP INDEX {words.INDEX}")
    later = make_hazard(office=office, description="燃气表漏气")
    connection.check_constraints()  # PostgreSQL changes no table with checks outstanding
    assert words.ensure(DEFAULT_DB_ALIAS)
    assert found("燃气") == {hazard.pk, later.pk}
    assert not words.ensure(DEFAULT_DB_ALIAS)
    connection.check_constraints()
    call_command("rebuild_words")
    assert "已重建" in capsys.readouterr().out
    assert found("燃气") == {hazard.pk, later.pk}


def test_the_columns_indexed_are_those_that_are_asked():
    assert {Hazard._meta.get_field(column).column for column in COLUMNS} == set(COLUMNS)


def test_the_plan_uses_the_index(office):
    make_hazard(office=office)
    plan = Hazard.objects.for_offices([office]).containing("燃气").explain()
    if connection.vendor == "sqlite":
        assert words.WORDS in plan
    else:
        assert "hazards_bigrams" in plan
