"""A draft of the April report, its page and its passages."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from reports import actions
from reports.models import ReportTemplate
from tests.factories.organisation import make_user
from township_safety.organisation.models import Role
from township_safety.periods import Period

TODAY = date(2024, 5, 8)
APRIL = Period.of_month(2024, 4)
PDF_OF = "reports.views.printed.pdf_of"


def template(code="monthly"):
    return ReportTemplate.objects.get(code=code)


def make_report(office, *, code="monthly", period=APRIL, by=None, **days):
    by = by or make_user(Role.CLERK, office)
    return actions.open_draft(
        template(code), office=office, period=period, by=by, today=TODAY, **days
    )


def page(client, report):
    response = client.get(report.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def save_slot(client, report, *, text, version=0, name="opening", json=True):
    headers = {"Accept": "application/json"} if json else {}
    data = {"slot": name, "text": text, "version": version}
    return client.post(reverse("reports:slot", args=[report.pk]), data, headers=headers)
