"""Three real reports come out of the rows behind them: every figure, the outline, the sums."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from io import StringIO
from typing import Any

import pdfplumber
import pytest
from django.core.management import call_command

from tests.seeds.build import DOCUMENTS, FOLDER, build, workbook_of
from tests.seeds.conftest import SEEDS
from township_safety.documents.model import (
    FigureRun,
    Heading,
    Item,
    figures,
    number_headings,
    plain_text,
    text_of,
    to_json,
)
from township_safety.organisation.models import Office
from township_safety.spreadsheets import read_workbook
from township_safety.workbook import load

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_ledgers"),
]

EXPECTED: list[dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())["figure"]
READINGS: dict[str, Any] = tomllib.loads((FOLDER / "readings.toml").read_text())

# Level and number of each heading, and the run-in points under it, as in the documents.
OUTLINES = {
    "monthly_2022_04": [
        "一、开展的主要工作",
        "（一）隐患排查治理和检查执法",
        "（二）宣传教育培训",
        "（三）会议部署",
        "（四）重要时段和信息报送",
        "二、存在的问题",
        "三、下步工作安排",
    ],
    "half_year_2024": [
        "一、2024年上半年安全生产工作开展情况",
        "（一）加强组织领导，压实安全责任",
        *("一是", "二是", "三是"),
        "（二）落实要素保障，打牢工作基础",
        *("一是", "二是", "三是"),
        "（三）狠抓源头管控，整治各类隐患",
        *("一是", "二是", "三是"),
        "二、存在的问题",
        "三、下半年工作打算",
    ],
    "risk_2023": [
        "一、学习贯彻习近平总书记重要论述情况",
        "二、党政领导安全生产责任制落实情况",
        "三、健全安全生产责任、抓好专项工作情况",
        "四、各项重点工作推进情况",
        "1.非煤矿山安全专项整治",
        "2.道路运输安全专项整治",
        "3.消防安全专项整治",
        "4.烟花爆竹安全专项整治",
        "5.危险化学品安全专项整治",
        "6.工贸企业安全专项整治",
        "7.自建房安全专项整治",
        "五、安全生产形势分析和下一步工作措施",
        "（一）安全生产总体情况",
        "（二）下一步工作措施",
    ],
}
BALANCES = {
    "monthly_2022_04": (0, 0, 0, 0),
    "half_year_2024": (0, 16, 13, 3),
    "risk_2023": (0, 61, 61, 0),
}


def runs_in(data: Any) -> list[dict[str, Any]]:
    """All figures of a document's JSON, wherever they stand."""
    if isinstance(data, list):
        return [run for part in data for run in runs_in(part)]
    if not isinstance(data, dict):
        return []
    own = [data] if data.get("type") == FigureRun.__name__ else []
    return own + [run for part in data.values() for run in runs_in(part)]


def printed(data: Any, key: str, filters: dict[str, str]) -> list[tuple[Any, str]]:
    """Value and unit of every figure that asks this question."""
    return [
        (run["value"], run["unit"])
        for run in runs_in(data)
        if run["key"] == key and dict(run["filters"]) == filters
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_workbook_holds_what_the_rows_say(document, tmp_path):
    build(document, tmp_path / "built.xlsx")

    assert read_workbook(workbook_of(document)) == read_workbook(tmp_path / "built.xlsx")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_loading_the_workbook_again_changes_nothing(document):
    office = Office.objects.get(name=SEEDS[document].office)

    again = load(read_workbook(workbook_of(document)), office=office, by=None, dry_run=True)

    assert again.problems == []
    assert again.good == 0


def test_all_figures_of_the_documents_are_expected():
    assert len({figure["id"] for figure in EXPECTED}) == 58
    assert Counter(figure["document"] for figure in EXPECTED) == {
        "half_year_2024": 31,
        "risk_2023": 25,
        "monthly_2022_04": 2,
    }


@pytest.mark.parametrize("figure", EXPECTED, ids=lambda figure: figure["id"])
def test_figure_of_the_document_is_printed(figure, compositions):
    data = to_json(compositions[figure["document"]].document)

    found = printed(data, figure["key"], figure["filters"])

    assert set(found) == {(figure["value"], figure["unit"])}


def test_units_that_differ_from_the_document_are_explained():
    explained = {
        (figure, unit["said"], unit["counted"])
        for unit in READINGS["unit"]
        for figure in unit["figures"]
    }
    differing = {(each["id"], each["said"], each["unit"]) for each in EXPECTED if "said" in each}
    assert differing == explained


def test_readings_speak_of_figures_that_are_expected():
    known = {(figure["document"], figure["id"]) for figure in EXPECTED}
    read = {
        (reading["document"], figure)
        for reading in READINGS["reading"]
        for figure in reading["figures"]
    }
    assert {pair for pair in read if pair not in known} == {("half_year_2024", "001.15")}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_outline_is_that_of_the_document(document, compositions):
    paper = compositions[document].document
    outline = [
        label if isinstance(block, Item) else label + text_of(block.runs)
        for block, label in zip(paper.blocks, number_headings(paper), strict=True)
        if isinstance(block, Heading | Item)
    ]

    assert outline == OUTLINES[document]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_all_sums_hold(document, compositions):
    checks = compositions[document].checks

    assert checks
    assert [check for check in checks if not check.holds] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_balance_is_printed(document, compositions):
    data = to_json(compositions[document].document)

    keys = ("hazard.opening", "hazard.found", "hazard.rectified", "hazard.remaining")
    numbers = tuple(printed(data, key, {})[0][0] for key in keys)

    assert numbers == BALANCES[document]


def test_nothing_is_missing_but_a_question_about_the_quarterly_meetings(compositions):
    assert {document: one.gaps for document, one in compositions.items()} == {
        "monthly_2022_04": (),
        "half_year_2024": (),
        "risk_2023": ("季度会议6次，而统计期只有4个季度，请核对会议种类",),
    }


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("half_year_2024", "全乡未发生生产安全事故，重大及以上事故0起"),
        ("half_year_2024", "其中村级整改8处、乡级整改2处、县级整改0处"),
        ("half_year_2024", "应急救援小分队12支（每支20人，共240人）"),
        ("risk_2023", "全年开展检查6次、检查30家次，未发现安全隐患"),
        ("risk_2023", "发现隐患61处，其中已整改61处，本期排查整改率100%（61/61）"),
        ("risk_2023", "另有3处经营性自建房隐患属误录，已作废，不计入发现和整改"),
        ("risk_2023", "按照每村每周2次的要求开展道路交通劝导"),
        ("monthly_2022_04", "收缴烟花爆竹6挂（2014年生产）"),
        ("monthly_2022_04", "其中国家安全、环境保护方面的会议1次，不属安全生产工作"),
    ],
)
def test_sentence_is_printed(document, says, compositions):
    assert says in plain_text(compositions[document].document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_marks_are_in_order(document, compositions):
    assert marks_out_of_order(plain_text(compositions[document].document)) == []


def marks_out_of_order(text: str) -> list[str]:
    marks = "[，。；：、]"
    return [
        line
        for line in text.splitlines()
        if re.search(f"{marks}{{2}}|（{marks}|[，；：、]）|（）", line) or re.match(marks, line)
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_figures_command_gives_the_values_of_the_report(document, compositions):
    seed = SEEDS[document]
    asked = {"period": seed.period, "township": seed.office, "json": True, "stdout": StringIO()}
    if seed.cut_off:
        asked["cut_off"] = seed.cut_off
    call_command("figures", **asked)
    listed = {each["key"]: each for each in json.loads(asked["stdout"].getvalue())["figures"]}

    whole = [run for run in figures(compositions[document].document) if not run.filters]

    assert whole
    assert [(run.key, run.value, run.unit, run.rows) for run in whole] == [
        (run.key, *(listed[run.key][name] for name in ("value", "unit", "rows"))) for run in whole
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_report_command_gives_the_same_document(document, compositions):
    out = StringIO()
    call_command("report", **arguments(document), format="json", stdout=out, stderr=StringIO())

    assert json.loads(out.getvalue())["document"] == to_json(compositions[document].document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_report_is_printed_on_a_few_pages(document, tmp_path):
    output = tmp_path / "report.pdf"
    call_command("report", **arguments(document), format="pdf", output=output, stderr=StringIO())

    assert output.read_bytes().startswith(b"%PDF")
    with pdfplumber.open(output) as pdf:
        assert 2 <= len(pdf.pages) <= 6


def arguments(document: str) -> dict[str, Any]:
    seed = SEEDS[document]
    given = {"template": seed.template, "period": seed.period, "township": seed.office}
    return {**given, "cut_off": seed.cut_off} if seed.cut_off else given
