"""A document survives its JSON, and says the same in plain text."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.papers import figure, full_paper, paper, say
from township_safety.documents import model

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RUNS = st.lists(
    st.one_of(
        st.builds(model.TextRun, TEXT, st.booleans()),
        st.builds(
            model.FigureRun,
            text=TEXT,
            key=TEXT,
            value=st.none() | st.integers() | TEXT,
            unit=TEXT,
            filters=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
            definition=TEXT,
            href=TEXT,
            rows=st.none() | st.integers(0, 9),
        ),
    ),
    max_size=3,
).map(tuple)
CELLS = st.lists(st.builds(model.TableCell, RUNS), max_size=2).map(tuple)
ROWS = st.lists(CELLS, max_size=2).map(tuple)
NUMBERS = st.none() | st.integers(-9, 9999) | st.floats(allow_nan=False, allow_infinity=False)
SERIES = st.builds(model.Series, TEXT, st.lists(NUMBERS, max_size=3).map(tuple), TEXT)
BLOCKS = st.one_of(
    st.builds(model.Paragraph, RUNS, st.booleans(), st.sampled_from(["left", "justify"])),
    st.builds(model.Heading, st.sampled_from([1, 2, 3, 4]), RUNS, st.none() | RUNS),
    st.builds(model.Item, RUNS),
    st.builds(model.Slot, TEXT, TEXT, st.tuples(st.builds(model.Paragraph, RUNS)), TEXT),
    st.builds(model.Table, TEXT, TEXT, ROWS, ROWS, st.tuples(st.floats(1, 200), st.just(10))),
    st.builds(
        model.Chart,
        st.sampled_from(["bar", "line", "bar_line"]),
        TEXT,
        TEXT,
        st.lists(TEXT, max_size=3).map(tuple),
        st.lists(SERIES, max_size=2).map(tuple),
        TEXT,
    ),
    st.just(model.PageBreak()),
)
DOCUMENTS = st.builds(
    model.Document,
    title=st.builds(model.Title, st.lists(TEXT, max_size=2).map(tuple)),
    period_label=TEXT,
    addressee=st.none() | st.builds(model.Addressee, TEXT),
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    signature=st.none() | st.builds(model.Signature, TEXT, st.none() | st.dates(), st.booleans()),
    meta=st.builds(
        model.Meta,
        TEXT,
        TEXT,
        st.lists(TEXT, max_size=2).map(tuple),
        st.datetimes(timezones=st.just(UTC)),
    ),
    numbering=st.sampled_from(["standard", "run_in", "arabic"]),
)


@given(DOCUMENTS)
def test_a_document_comes_back_from_its_json(document):
    written = json.loads(json.dumps(model.to_json(document)))

    assert model.from_json(written) == document
    assert model.digest(model.from_json(written)) == model.digest(document)


def test_the_digest_follows_the_content_and_nothing_else():
    assert model.digest(full_paper()) == model.digest(full_paper())
    assert model.digest(full_paper()) != model.digest(replace(full_paper(), addressee=None))
    assert model.digest(paper(say("甲"))) != model.digest(paper(say("乙")))


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: data | {"schema": 2},
        lambda data: data | {"type": "Path"},
        lambda data: data | {"colour": "red"},
        lambda data: {name: value for name, value in data.items() if name != "blocks"},
        lambda data: data | {"blocks": [{"type": "object"}]},
        lambda data: {"schema": 1} | data["title"],
    ],
)
def test_other_data_is_refused(spoilt):
    with pytest.raises(ValueError, match=r"文稿|程序"):
        model.from_json(spoilt(model.to_json(full_paper())))


def test_json_holds_what_a_figure_was_asked():
    data = model.to_json(paper(say("共", figure("13", "处"), "处。")))

    assert data["blocks"][0]["runs"][1] == {
        "type": "FigureRun",
        "text": "13",
        "key": "hazards.found",
        "value": "13",
        "unit": "处",
        "filters": [["sector", "fire"]],
        "definition": "统计期内发现的隐患",
        "href": "/figures/hazards.found?sector=fire",
        "rows": 2,
    }


def test_figures_are_found_wherever_they_stand():
    cell = model.TableCell((figure("4", "处"),))
    document = paper(
        say(figure("1", "处")),
        model.Heading(1, (figure("2", "处"),), run_in=(figure("3", "处"),)),
        model.Table("", "", (), ((cell,),), (10,)),
        model.Slot("s", "", (say(figure("5", "处")),), ""),
        model.Item((figure("6", "处"),)),
        model.PageBreak(),
    )

    assert [run.text for run in model.figures(document)] == ["1", "2", "3", "4", "5", "6"]


def test_plain_text_reads_like_the_paper():
    text = model.plain_text(full_paper())

    assert text.split("\n") == [
        "梧桐镇2024年第一季度",
        "安全隐患排查治理情况的报告",
        "县应急管理局：",
        "现将本期情况报告如下。",
        "本期抓了三件事，投入12.5万元。",
        "一、排查情况",
        "（一）总体情况",
        "共发现隐患13处，已整改12处。",
        "1.消防安全。检查场所86家。",
        "隐患与整改率",
        "表1　各村隐患情况",
        "单位：处",
        "序号\t村（社区）\t隐患数",
        "1\t梧桐村\t3",
        "2\t梧桐村\t3",
        "3\t梧桐村\t3",
        "二、存在问题",
        "一是进度不均衡。",
        "二是台账不完整。",
        "表2　重点隐患清单",
        "单位：处",
        "序号\t村（社区）\t隐患数",
        "1\t梧桐村\t3",
        "2\t梧桐村\t3",
        "3\t梧桐村\t3",
        "4\t梧桐村\t3",
        "特此报告。",
        "梧桐镇人民政府",
        "2024年4月8日",
    ]


def test_a_paper_without_addressee_and_signature_has_neither_line():
    document = paper(say("甲。"), addressee=None, signature=None, title=model.Title(("通报",)))

    assert model.plain_text(document) == "通报\n甲。"
    assert document.name == "通报"


def test_an_unknown_numbering_is_refused():
    with pytest.raises(ValueError, match="roman"):
        paper(numbering="roman")


def test_created_at_is_kept_to_the_second():
    document = full_paper()
    assert document.meta.created_at == datetime(2024, 4, 8, 1, tzinfo=UTC)
    assert model.to_json(document)["meta"]["created_at"] == "2024-04-08T01:00:00+00:00"
