"""What a machine lacks for printing is said at start."""

from importlib.metadata import PackageNotFoundError

import pytest

from township_safety.documents import checks, health


def test_a_complete_machine_has_no_problems():
    assert health.problems() == []


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ("libharfbuzz-subset.so.0", ["libharfbuzz-subset0", "一分钟"]),
        ("libpango-1.0.so.0", ["libpango-1.0-0", "无法生成PDF"]),
    ],
)
def test_a_missing_library_is_named_with_its_package(monkeypatch, lacking, words):
    monkeypatch.setattr(health, "_loads", lambda library: library != lacking)
    (sentence,) = health.problems()

    assert all(word in sentence for word in words)


def test_a_library_that_is_not_there_does_not_load():
    assert not health._loads("libnothing-of-this-name.so.9")


def test_missing_faces_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(health, "FONTS", tmp_path)

    assert len(health.problems()) == len(health.FACES)
    assert "FandolFang-Regular.otf（仿宋）" in " ".join(health.problems())


def test_another_engine_is_named(monkeypatch):
    monkeypatch.setattr(health, "version", lambda name: "71.0")

    assert "weasyprint 是 71.0 版" in health.problems()[0]


def test_no_engine_is_named(monkeypatch):
    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(health, "version", absent)
    assert "没有安装 weasyprint" in health.problems()[0]


def test_problems_are_warnings_at_start(monkeypatch):
    monkeypatch.setattr(health, "problems", lambda: ["甲。", "乙。"])

    assert [(one.id, one.msg) for one in checks.printing(None)] == [
        ("documents.W001", "甲。"),
        ("documents.W002", "乙。"),
    ]
