"""One row of every plain register, and what a browser sends back from its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories import activities, feedback, inspections, register, stations
from tests.factories.organisation import make_village
from township_safety.organisation.models import Office

MAKE: dict[str, Callable[..., Any]] = {
    "villages": make_village,
    "sites": register.make_site,
    "site_licences": register.make_licence,
    "agencies": register.make_agency,
    "campaigns": register.make_campaign,
    "key_periods": register.make_key_period,
    "teams": register.make_team,
    "staff": register.make_staff,
    "leader_posts": register.make_leader_post,
    "leader_charges": register.make_leader_charge,
    "nil_returns": register.make_nil_return,
    "operations": inspections.make_operation,
    "meetings": activities.make_meeting,
    "trainings": activities.make_training,
    "publicity": activities.make_publicity,
    "drills": activities.make_drill,
    "letters": activities.make_letter,
    "letter_obligations": activities.make_obligation,
    "funds": activities.make_fund,
    "surveys": activities.make_survey,
    "accidents": activities.make_accident,
    "public_reports": activities.make_public_report,
    "submissions": activities.make_submission,
    "feedbacks": feedback.make_feedback,
    "feedback_problems": feedback.make_problem,
    "plan_items": activities.make_plan_item,
    "duties": activities.make_duty,
    "rosters": activities.make_roster,
    "policies": activities.make_policy,
    "insurance_claims": activities.make_insurance_claim,
    "sampling_tests": activities.make_sampling,
    "standardisation": activities.make_standardisation,
    "station_questions": stations.make_question,
}
# A text of each register that a test may set to whatever it likes.
TEXT = {
    "villages": "responsible_person",
    "sites": "address",
    "agencies": "contact",
    "campaigns": "issuer",
    "key_periods": "name",
    "teams": "leader",
    "staff": "post",
    "leader_posts": "post",
    "leader_charges": "leader",
    "nil_returns": "evidence",
    "accidents": "place",
    "public_reports": "content",
    "plan_items": "owner",
    "rosters": "persons",
    "policies": "title",
    "feedbacks": "body",
    "feedback_problems": "owner",
    "standardisation": "passed_on",
}
# What to type there where it is no text.
TYPED = {"standardisation": "2030-12-31"}
# What has to differ between two rows of one office.
OTHER = {
    "villages": {"name": "另一个村"},
    "agencies": {"name": "另一个站"},
    "rosters": {"shift": "夜班"},
    "letter_obligations": {"year": "2031"},
    "station_questions": {"label": "另一项"},
}


def make_row(key: str, office: Office, **fields: Any) -> Any:
    return MAKE[key](office=office, **fields)


def text_field(key: str) -> str:
    return TEXT.get(key, "note")


def sent(response: Any, **changes: Any) -> dict[str, Any]:
    """The form of a page as the browser sends it, lines included, with changes typed in."""
    form = response.context["form"]
    data = _values(form)
    for formset in response.context.get("lines", []):
        data |= _values(formset.management_form)
        for line in formset.forms:
            data |= _values(line)
    return data | changes


def _values(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False or value == "":
            continue
        if isinstance(value, list | tuple):
            value = [getattr(item, "pk", item) for item in value]
        elif value is True:
            value = "on"
        else:
            value = bound.field.widget.format_value(value) or ""
            value = value[0] if isinstance(value, list) else value
        found[bound.html_name] = value
    return found
