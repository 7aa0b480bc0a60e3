"""The demonstration township of one day: large enough, true to every rule of the ledger."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction

from hazards.models import Hazard, HazardEvent, Notice
from hazards.models.saved import ColumnChoice
from hazards.workflow import Action
from inspections.models import Finding, Operation, OperationTarget
from reports.commissions import commission
from reports.composing import compose
from reports.models import (
    Correction,
    CorrectionLine,
    Delivery,
    HandedFigure,
    HandedRow,
    PriorValue,
    Report,
    ReportSettings,
    ReturnDemand,
    ReturnedText,
    StatisticsSettings,
)
from tests.desk.demo_rules import broken_rules, check_open, ledger_models, load, unbalanced
from township_safety.activities.models import (
    Accident,
    LetterObligation,
    SignedLetter,
    Submission,
)
from township_safety.desk.demo import materials
from township_safety.documents.records import from_json, plain_text
from township_safety.organisation.models import (
    AuditEvent,
    CountedModel,
    Handover,
    Role,
    User,
    Village,
)
from township_safety.periods import Period
from township_safety.register.models import Site

TODAY = date(2026, 11, 22)
# Before the office began to use the system there is nothing: it began on the first day.
# Which columns a person looks at is their own choice. No office lies below a township, its report
# needed no correction, and nobody edited it outside. Its handed-down form is not finished yet, and
# it is content with the settings that every office begins with.
EMPTY = {PriorValue, ColumnChoice, HandedFigure, HandedRow, StatisticsSettings, ReportSettings}
EMPTY |= {ReturnDemand, Delivery, Correction, CorrectionLine, ReturnedText}


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests of the module, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(TODAY)
        yield
        transaction.set_rollback(True)


township = pytest.mark.usefixtures("_loaded", "db")


# --- How much there is


@township
@pytest.mark.parametrize("model", ledger_models(), ids=lambda model: model.__name__)
def test_every_register_is_in_use(model):
    assert model._default_manager.exists() is (model not in EMPTY)


@township
def test_it_is_as_large_as_promised():
    assert 380 <= Site.objects.count() <= 420
    assert 1400 <= Hazard.objects.count() <= 1650
    months = 12 * 2 + 11
    assert 18 <= Operation.objects.count() / months <= 26
    assert Village.objects.count() == 12
    assert Hazard.objects.order_by("found_on")[0].found_on.year == 2024
    assert OperationTarget.objects.count() > 2500
    assert Finding.objects.count() > 900


@township
def test_all_of_the_office_is_there():
    roles = {role for user in User.objects.with_access() for role in roles_of(user)}
    assert roles == {
        Role.LEADER,
        Role.DEPUTY,
        Role.CLERK,
        Role.VILLAGE,
        Role.STATION,
        Role.VIEWER,
        Role.ADMIN,
    }
    inspector = User.objects.get(username="village").memberships.get()
    assert inspector.villages.count() == 2
    assert not any(user.has_usable_password() for user in User.objects.all())


@township
def test_one_clerk_has_left_and_handed_the_work_over():
    handover = Handover.objects.get()
    assert handover.leaver.disabled_on == handover.on == TODAY - timedelta(days=1)
    moved = HazardEvent.objects.filter(action=Action.HAND_OVER)
    assert moved.count() == handover.moved > 0
    open_ones = Hazard.objects.filter(assigned_to=handover.leaver)
    assert not any(hazard.is_unclosed for hazard in open_ones)
    assert "工作交接清单" in plain_text(from_json(handover.document))


def roles_of(user):
    return [Role(membership.role) for membership in user.memberships.all()]


@township
def test_today_has_its_share_of_work():
    check_open(TODAY)
    assert Submission.objects.outstanding(on=TODAY).count() == 3
    assert Submission.objects.late().exists()
    assert 1 <= LetterObligation.objects.for_year(2026).unsigned(on=TODAY).count() <= 8
    states = Counter(notice.state for notice in Notice.objects.all())
    assert states["草稿"] == 2
    assert states["待送达"] == 1
    assert states["已撤销"] >= 1


@township
def test_the_seasons_show():
    def found(sector: str, months: set[int]) -> int:
        rows = Hazard.objects.filter(sector__code=sector).values_list("found_on", flat=True)
        return sum(day.month in months for day in rows)

    assert found("drowning", {5, 6, 7, 8}) > 4 * found("drowning", {1, 2, 11, 12})
    assert found("fireworks", {12, 1, 2}) > 4 * found("fireworks", {5, 6, 7, 8})
    assert found("carbon_monoxide", {11, 12, 1, 2}) == found("carbon_monoxide", set(range(1, 13)))


@township
def test_nearly_all_codes_are_valid_and_some_are_missing():
    codes = Site.objects.exclude(credit_code="")
    doubtful = [site for site in codes if site.code_warning]
    assert 0 < len(doubtful) < 0.15 * len(codes)
    assert all(len(site.credit_code) == 15 for site in doubtful)
    assert Site.objects.filter(has_no_code=True).exists()


# --- True to the rules


@township
def test_no_rule_is_broken():
    assert broken_rules(TODAY) == []


@township
@pytest.mark.parametrize(
    "model",
    [model for model in ledger_models() if issubclass(model, CountedModel)],
    ids=lambda model: model.__name__,
)
def test_what_was_generated_could_have_been_typed(model):
    """Every rule of the model, constraints included, over some rows of all times."""
    rows = model._default_manager.order_by("pk")
    for row in rows[:: max(1, rows.count() // 15)]:
        try:
            row.full_clean()
        except ValidationError as problem:
            pytest.fail(f"{row}: {problem.message_dict}")


@township
def test_each_act_left_its_line():
    for model in (Accident, SignedLetter, Operation, Site):
        rows = model._default_manager
        logged = AuditEvent.objects.filter(target_type=model._meta.label_lower, action="登记")
        assert logged.count() == rows.count() == rows.model.history.filter(history_type="+").count()
    assert AuditEvent.objects.filter(action="签发通知书").count() == (
        Notice.objects.exclude(issued_on=None).count()
    )


# --- Nobody real


@township
def test_nobody_real_is_named():
    """Phones are of a range nobody has; areas of the codes do not exist."""
    mobile = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
    for model in (*ledger_models(), User):
        columns = [
            f.attname for f in model._meta.concrete_fields if isinstance(f, models.CharField)
        ]
        for row in model._default_manager.values_list(*columns) if columns else ():
            for text in filter(None, row):
                for phone in mobile.findall(str(text)) if "990101" not in str(text) else ():
                    assert phone.startswith("1390000"), (model, text)
    codes = Site.objects.exclude(credit_code="").values_list("credit_code", flat=True)
    assert all("990101" in code[:8] for code in codes)


def test_no_two_hazard_lines_are_the_same():
    lines = materials.hazard_lines()
    words = [(line.description, line.kinds) for line in lines]
    assert len(words) == len(set(words))
    assert all(line.category and line.measures and line.days > 0 for line in lines)


# --- The reports made from it


def closed_periods(kind) -> list[Period]:
    period = Period.containing(date(2024, 1, 1), kind=kind)
    found = []
    while period.last_day < TODAY:
        found.append(period)
        period = Period.containing(period.last_day + timedelta(days=1), kind=kind)
    return found


@township
def test_every_month_and_half_year_balances():
    periods = [*closed_periods("month"), *closed_periods("half")]
    assert len(periods) == 34 + 5
    assert [words for period in periods for words in unbalanced(period)] == []


@township
@pytest.mark.parametrize("code", ["monthly", "half_year"])
def test_the_drafts_read_like_reports(code):
    report = Report.objects.unissued().get(template__code=code)
    slots = {slot.name: slot.text for slot in report.slots.all()}
    done = compose(commission(report.office, report.template, report.period, slots=slots))
    text = plain_text(done.document)
    assert done.gaps == ()
    assert done.checks
    assert all(one.holds for one in done.checks)
    assert all(line in text for passage in slots.values() for line in passage.splitlines())
    assert not re.search(r"[{}\[\]|]", text)
    assert "青山乡人民政府" in text
    # What an office writes by hand is words: a figure is the ledger's.
    assert not any(
        re.search(r"\d", passage.replace("月份", "")) for passage in list(slots.values())[1:]
    )
