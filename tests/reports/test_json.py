"""The README says which keys the commands' JSON has; what they print has these, and no others."""

from __future__ import annotations

import json
import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from reports.models import ReportTemplate
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office

pytestmark = pytest.mark.django_db

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")


def printed(command, **arguments):
    out = StringIO()
    call_command(command, period="2024-04", stdout=out, stderr=StringIO(), **arguments)
    return json.loads(out.getvalue())


def promised(command) -> set[str]:
    """The names in the first column of the table headed by the command."""
    table = README.split(f"| `{command}` | 类型 |", 1)[1].split("\n\n", 1)[0]
    return {name for row in table.splitlines()[2:] for name in names(row.split("|")[1])}


def names(cell: str) -> list[str]:
    """The names in a cell; those behind `figures[].` belong to one figure."""
    first, *others = re.findall(r"`([^`]+)`", cell)
    return [first, *(first[: first.rfind(".") + 1] + other for other in others)]


def examples() -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]


@pytest.fixture
def office():
    office = make_office(name="青山乡")
    make_hazard(office=office, found_on=date(2024, 4, 10))
    return office


@pytest.fixture
def report(office):
    blocks = [{"kind": "paragraph", "text": "发现{hazard.found}处。"}]
    ReportTemplate.objects.create(
        code="test", name="测试", period_kind="month", title="{单位}报告", blocks=blocks
    )
    return printed("report", template="test", format="json")


def test_figures_have_the_keys_of_the_readme(office):
    answer = printed("figures", json=True)

    single = {f"figures[].{key}" for figure in answer["figures"] for key in figure}
    assert set(answer) | single == promised("figures --json")
    assert set(examples()[0]) == set(answer)
    assert all(set(figure) == set(examples()[0]["figures"][0]) for figure in answer["figures"])


def test_figures_have_the_types_of_the_readme(office):
    answer = printed("figures", json=True)

    assert answer["schema"] == 1
    assert (answer["township"], answer["period"]) == ("青山乡", "2024-04")
    assert (answer["first_day"], answer["last_day"]) == ("2024-04-01", "2024-04-30")
    for figure in answer["figures"]:
        assert all(isinstance(figure[key], str) for key in ("key", "name", "unit"))
        assert figure["value"] is None or isinstance(figure["value"], int | str)
        assert figure["filters"] == {}
        assert isinstance(figure["rows"], int)


def test_report_has_the_keys_of_the_readme(report):
    assert set(report) == promised("report --format json") == set(examples()[1])
    assert report["document"]["schema"] == 1
    assert re.fullmatch("[0-9a-f]{64}", report["digest"])
    for check in report["checks"]:
        assert set(check) == set(examples()[1]["checks"][0])
        assert [type(check[key]) for key in ("label", "holds", "numbers")] == [str, bool, str]
    assert all(isinstance(gap, str) for gap in report["gaps"])


def test_document_has_the_keys_of_the_readme(report):
    line = next(line for line in README.splitlines() if line.startswith("`document` 的键"))
    whole, figure = line.split("`blocks` 里", 1)

    assert set(report["document"]) | {"document"} == set(re.findall("`([a-z_]+)`", whole))
    keys = set(re.findall("`([a-z]+)`", figure))
    assert [set(run) for run in runs(report["document"])] == [keys]


def runs(part) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "FigureRun":
            return [part]
        part = list(part.values())
    return [run for each in part for run in runs(each)] if isinstance(part, list) else []
