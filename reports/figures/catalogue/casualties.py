"""Deaths of accidents as known on the last day: a later 续报 changes no earlier report."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reports.figures.catalogue.days import dated
from reports.figures.definitions import Term
from reports.figures.dimensions import chosen, coded, declare, identified
from reports.figures.measures import Total
from reports.figures.scope import Scope
from township_safety.activities.models import Accident, AccidentReport

declare(
    AccidentReport,
    sector=coded("accident__sector"),
    village=identified("accident__village"),
    grade=chosen("accident__grade"),
)

_OCCURRED = dated("occurred_on")


def _unreported(scope: Scope) -> Q:
    """Accidents without a 快报 say it themselves."""
    return _OCCURRED(scope) & Q(~Exists(AccidentReport.objects.filter(accident=OuterRef("pk"))))


def _latest_known(scope: Scope) -> Q:
    """Of each accident the newest 快报 up to the last day; if all are later, the first one."""
    end = timezone.make_aware(datetime.combine(scope.last_day + timedelta(days=1), time()))
    others = AccidentReport.objects.filter(accident=OuterRef("accident"))
    newer = Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk"))
    older = Q(as_of__lt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__lt=OuterRef("pk"))
    in_time = Q(as_of__lt=end) & Q(~Exists(others.filter(newer, as_of__lt=end)))
    too_late = Q(as_of__gte=end) & Q(~Exists(others.filter(older)))
    days = Q(accident__occurred_on__gte=scope.first_day, accident__occurred_on__lte=scope.last_day)
    return days & (in_time | too_late)


DEATHS = (
    Term(Accident, _unreported, Total("deaths")),
    Term(AccidentReport, _latest_known, Total("deaths")),
)
