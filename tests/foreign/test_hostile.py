"""Files of strangers: each is refused in a Chinese sentence or read, and the server lives on."""

import re
import resource
import time

import pytest

from tests.foreign.hostile import corpus
from tests.foreign.ledgers import ledger_a, saved
from township_safety.jobs import JobFailed
from township_safety.spreadsheets.grids import MAX_FILLED
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import files, tables_of

SENTENCE = re.compile(r"[\u4e00-\u9fff].*[。]$", re.DOTALL)
# Said when a job fell over instead of refusing: a fault of ours.
OURS = "处理时出错"


def outcome(source, read=files.read_file):
    try:
        return read(source), ""
    except JobFailed as problem:
        return None, str(problem)


def test_every_hostile_file_is_refused_in_words_or_read(tmp_path):
    """All of them through the child that serves uploads."""
    path, said, count = tmp_path / "upload", {}, 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slow = {}
    for name, content in corpus():
        path.write_bytes(content)
        started = time.monotonic()
        grids, refusal = outcome(path)
        slow[name] = time.monotonic() - started
        count += 1
        if grids is None:
            said[name] = refusal
        else:
            tables_of(grids, sheet_for("hazards"))
    assert count >= 200
    wrong = {n: text for n, text in said.items() if not SENTENCE.search(text) or OURS in text}
    assert wrong == {}
    assert max(slow.values()) < 15, max(slow, key=slow.get)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 700 * 1024, f"{grown // 1024} MB"
    (found,) = tables_of(files.read_file(saved(tmp_path, ledger_a())), sheet_for("hazards"))
    assert len(found.rows) == 3
    assert {k: said[k] for k in ("old-encrypted", "old-word", "archive-macro", "kind-pdf")} == {
        "old-encrypted": "文件设有打开密码，请在 Excel 中取消密码后再上传。",
        "old-word": "这是 Word 文件，请把表格复制到 Excel 中，存为 .xlsx 再上传。",
        "archive-macro": "文件带有宏，不能上传；请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。",
        "kind-pdf": "这是PDF 文件。这不是表格文件，请上传 .xlsx 或 .csv 文件，"
        "或在 Excel 中复制表格后粘贴。",
    }  # fmt: skip


def test_merging_cannot_fill_more_than_a_ledger_holds(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(dict(corpus())["sheet-merge-wide"])
    grids, refusal = outcome(path)
    assert grids is None
    assert "合并" in refusal
    assert MAX_FILLED == 1_000_000


def test_merging_cannot_cover_more_than_can_be_opened_again(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(dict(corpus())["sheet-merge-all"])
    assert "合并" in outcome(path)[1]


@pytest.mark.parametrize("text", ["", " \n", "a\tb\n" * 30_000, "\t".join("a" * 100), '"' * 99_999])
def test_hostile_blocks_are_refused_or_read(text):
    grids, refusal = outcome(text, files.read_pasted)
    if grids is None:
        assert SENTENCE.search(refusal)
        assert OURS not in refusal
    else:
        assert len(grids) == 1
