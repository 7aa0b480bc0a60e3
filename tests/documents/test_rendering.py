"""A document is printed once and then read back."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.documents.papers import full_paper, paper, say
from township_safety import jobs
from township_safety.documents import rendering
from township_safety.documents.model import Addressee


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def printings(monkeypatch):
    """Stands in for the child; holds what was asked of it."""
    asked: list[str] = []

    def run(function_path, *args, timeout):
        asked.extend(args[0])
        return b"%PDF-1.7 " + str(len(asked)).encode()

    monkeypatch.setattr(rendering.jobs, "run", run)
    return asked


def test_the_child_prints_it(data_dir):
    assert rendering.pdf_of(full_paper()).startswith(b"%PDF-")
    assert len(list(rendering._folder().glob("*.pdf"))) == 1
    jobs.stop()


def test_a_second_asking_starts_no_child(data_dir, printings):
    first = rendering.pdf_of(full_paper())

    assert rendering.pdf_of(full_paper()) == first
    assert len(printings) == 1


def test_other_content_is_printed_anew(data_dir, printings):
    rendering.pdf_of(full_paper())
    rendering.pdf_of(replace(full_paper(), addressee=Addressee("市应急管理局")))
    rendering.pdf_of(full_paper(), pdf_variant="pdf/a-2u")
    rendering.pdf_of(full_paper(), running_head=True)

    assert len(printings) == 4


def test_other_faces_print_anew(data_dir, printings, monkeypatch):
    rendering.pdf_of(full_paper())
    monkeypatch.setattr(rendering, "faces_key", lambda: "other.ttf:1")
    rendering.pdf_of(full_paper())

    assert len(printings) == 2


def test_the_oldest_are_forgotten(data_dir, printings, monkeypatch):
    monkeypatch.setattr(rendering, "KEPT", 3)
    for number in range(5):
        rendering.pdf_of(paper(say(str(number))))

    assert len(list(rendering._folder().glob("*"))) == 3


def test_a_folder_that_cannot_be_written_costs_only_time(data_dir, printings):
    (data_dir / "cache").write_text("a file in the way")

    assert rendering.pdf_of(full_paper()).startswith(b"%PDF-")
    assert rendering.pdf_of(full_paper()).startswith(b"%PDF-")
    assert len(printings) == 2


def test_a_failed_printing_is_not_kept(data_dir, monkeypatch):
    def run(*args, **limits):
        raise jobs.JobTimeout("超时")

    monkeypatch.setattr(rendering.jobs, "run", run)
    with pytest.raises(jobs.JobTimeout):
        rendering.pdf_of(full_paper())
    assert list(data_dir.rglob("*.pdf")) == []


def test_warming_up(data_dir):
    rendering.warm_up()
    jobs.stop()


def test_the_web_process_stays_light():
    """Composing and asking for a PDF loads neither WeasyPrint nor the face reader."""
    script = (
        "import sys\n"
        "from township_safety.documents import checks, glyphs, html, model, rendering\n"
        "glyphs.missing_characters('安全')\n"
        "print([name for name in ('weasyprint', 'fontTools') if name in sys.modules])"
    )
    shown = subprocess.run(  # noqa: S603 -- our own interpreter and script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "[]"
