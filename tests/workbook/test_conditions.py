"""Check constraints judged in Python agree with the database."""

from datetime import date, timedelta

import pytest
from django.db.models import CheckConstraint, F, Q, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from township_safety.organisation.models import Office
from township_safety.register.models import Campaign, Site
from township_safety.workbook import all_sheets
from township_safety.workbook.conditions import Unsupported, compile_condition, violated

FIELDS = ["name", "former_name", "employees", "active_from", "active_to", "village"]
TEXTS = st.sampled_from(["", "甲", "乙"])
NUMBERS = st.none() | st.integers(0, 3)
DATES = st.none() | st.sampled_from([date(2024, 1, 1) + timedelta(n) for n in range(3)])
LEAVES = st.one_of(
    st.builds(lambda v: Q(name=v), TEXTS),
    st.builds(lambda v: Q(employees__gte=v), st.integers(0, 3)),
    st.builds(lambda v: Q(employees__lt=v), st.integers(0, 3)),
    st.builds(lambda v: Q(employees__in=v), st.lists(st.integers(0, 3), min_size=1, max_size=3)),
    st.builds(lambda v: Q(active_to__isnull=v), st.booleans()),
    st.builds(lambda v: Q(village__isnull=v), st.booleans()),
    st.just(Q(active_to__gte=F("active_from"))),
    st.just(Q(name=F("former_name"))),
    st.just(Q(former_name="", employees__gt=1)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner), st.builds(lambda a, b: a | b, inner, inner)
    ),
    max_leaves=6,
)
ROWS = st.builds(
    Site,
    name=TEXTS,
    former_name=TEXTS,
    employees=NUMBERS,
    active_from=DATES,
    active_to=DATES,
    village_id=st.sampled_from([None, 7]),
)


@pytest.mark.django_db
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONDITIONS, ROWS)
def test_python_and_database_agree(condition, row):
    against = {name: Value(getattr(row, Site._meta.get_field(name).attname)) for name in FIELDS}
    fields = {name: Site._meta.get_field(name) for name in FIELDS}
    for name, value in against.items():
        value.output_field = fields[name]
    expected = Q(condition).check(against)
    assert violated(compile_condition(condition, Site), row) is not expected


@pytest.mark.django_db
@given(ROWS)
def test_not_is_judged_as_in_sql(row):
    test = compile_condition(~Q(employees=1) & Q(name="甲"), Site)
    assert violated(test, row) is (row.employees == 1 or row.name != "甲")


def test_a_reference_to_a_row_not_yet_written_is_something():
    test = compile_condition(Q(village__isnull=False), Site)
    office = Office(name="甲乡")
    assert test(Site()) is False
    assert compile_condition(Q(office__isnull=False), Site)(Site(office=office)) is True


@pytest.mark.parametrize(
    "condition",
    [
        Q(name__startswith="甲"),
        Q(village__name="甲"),
        Q(name=None),
        Q(employees=F("employees") + 1),
        Q(employees=Value(1)),
        Q(name="甲") ^ Q(name="乙"),
        Q(categories__isnull=True),
        F("name"),
    ],
)
def test_what_only_the_database_can_judge_is_left_to_it(condition):
    with pytest.raises(Unsupported):
        compile_condition(condition, Site)


def test_every_rule_of_every_register_is_understood():
    rules = [
        (constraint, sheet.model)
        for sheet in all_sheets()
        for constraint in sheet.model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    assert len(rules) > 40
    for constraint, model in rules:
        assert compile_condition(constraint.condition, model)(model()) in (True, False, None)


def test_every_rule_speaks_chinese():
    """A rule that a file can break says so in words of the office."""
    for constraint in Campaign._meta.constraints:
        assert constraint.violation_error_message != constraint.default_violation_error_message
