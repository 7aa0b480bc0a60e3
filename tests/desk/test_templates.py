"""The shared templates: escaping, accessibility, and what the content policy forbids."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.formats import reset_format_cache

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SITE = settings.BASE_DIR / "township_safety" / "static" / "site"
STYLES = sorted(SITE.glob("*.css"))


@pytest.fixture
def _date_formats(settings):
    settings.FORMAT_MODULE_PATH = "township_safety.formats"
    reset_format_cache()
    yield
    reset_format_cache()


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def with_id(self, value):
        return [attrs for _tag, attrs in self.found if attrs.get("id") == value]

    def named(self, name):
        return next(attrs for _tag, attrs in self.found if attrs.get("name") == name)


class SampleForm(forms.Form):
    found_on = forms.DateField(label="发现日期", help_text="以现场查到的那天为准")
    grade = forms.ChoiceField(
        label="级别", choices=[("general", "一般"), ("major", "重大")], widget=forms.RadioSelect
    )
    text = forms.CharField(label="隐患描述", widget=forms.Textarea)
    on_spot = forms.BooleanField(label="当场整改", required=False)

    def clean(self):
        raise forms.ValidationError("整改期限不能早于发现日期")


def test_refused_form_names_each_fault_and_links_to_its_field():
    html = SampleForm({}).render()
    page = Elements(html)

    links = [a["href"][1:] for tag, a in page.found if tag == "a"]
    assert links == ["id_found_on", "id_grade", "id_text"]
    assert all(len(page.with_id(target)) == 1 for target in links)
    assert "整改期限不能早于发现日期" in html


def test_field_is_tied_to_its_help_and_its_fault():
    page = Elements(SampleForm({}).render())
    field = page.named("found_on")

    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["id_found_on_helptext", "id_found_on_error"]
    assert page.with_id("id_found_on_helptext")
    assert page.with_id("id_found_on_error")


def test_every_id_of_a_form_is_given_once():
    ids = [a["id"] for _tag, a in Elements(SampleForm({}).render()).found if "id" in a]

    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("_date_formats")
def test_date_field_is_a_date_input_with_the_value_browsers_read():
    html = SampleForm(initial={"found_on": date(2024, 3, 5)}).render()
    field = Elements(html).named("found_on")

    assert (field["type"], field["value"]) == ("date", "2024-03-05")


def test_fresh_form_shows_no_fault():
    html = SampleForm().render()

    assert "error-summary" not in html
    assert "aria-invalid" not in html


def test_labels_and_values_are_escaped():
    class Hostile(forms.Form):
        text = forms.CharField(label="</label><script>1</script>", help_text="<b>粗</b>")

    html = Hostile({"text": '"><img src=x>'}).render()

    assert "<script>" not in html
    assert "<img" not in html
    assert "<b>" not in html


def test_rules_of_passwords_stay_a_list():
    assert "<li>" in SetPasswordForm(user=None).render()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_paging_keeps_the_question(rf, number):
    page = Paginator(range(120), 50).page(number)
    request = rf.get("/hazards/", {"village": "3", "q": "燃气", "page": str(number)})

    html = render_to_string("components/_pagination.html", {"page": page}, request=request)

    links = [a["href"] for tag, a in Elements(html).found if tag == "a"]
    assert links
    assert all("village=3" in link and "q=%E7%87%83%E6%B0%94" in link for link in links)
    assert "共 <strong>120</strong> 条" in html


def test_single_page_has_no_paging(rf):
    page = Paginator(range(3), 50).page(1)

    html = render_to_string("components/_pagination.html", {"page": page}, request=rf.get("/"))

    assert "<nav" not in html
    assert "共 <strong>3</strong> 条" in html


@pytest.mark.parametrize(
    ("state", "word"), [("normal", "正常"), ("due", "临期"), ("overdue", "逾期")]
)
def test_light_always_bears_its_word(state, word):
    assert word in render_to_string("components/light.html", {"state": state})


def test_table_escapes_its_cells():
    html = render_to_string(
        "components/table.html",
        {
            "label": "会议",
            "columns": [{"label": "日期", "kind": "date"}, {"label": "主题", "kind": ""}],
            "rows": [
                {"url": "/x/1/", "cells": [("2024-03-05", "date"), ("<script>1</script>", "")]}
            ],
        },
    )

    assert "<script>" not in html
    assert '<a href="/x/1/">2024-03-05</a>' in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_keeps_the_content_policy(path: Path):
    """No inline style, script or handler, and nothing from another machine."""
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<style", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", source)
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", source)


def test_static_files_and_icons_named_in_templates_exist():
    icons = set(re.findall(r'<symbol id="([a-z]+)"', (SITE / "icons.svg").read_text("utf-8")))
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    files = {name for source in sources for name in re.findall(r"static 'site/([^']+)'", source)}
    names = {
        name
        for source in sources
        for name in re.findall(r'icon.html" with name="([a-z]+)"', source)
    }

    assert {name for name in files if not (SITE / name).exists()} == set()
    assert names - icons == set()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheet_is_understood_by_the_oldest_browser(path: Path):
    """Chrome 109: no nesting, container queries, :has or colour functions."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r":has\(|@container|color-mix\(|@layer|@scope|(?:^|\s)&", source)
    assert source.count("{") == source.count("}")
    assert not re.search(r"https?://|@import", source)


def _tokens():
    source = (SITE / "tokens.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", source)
    return dict(pairs)


def _luminance(colour: str) -> float:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[
            (text, ground, 4.5)
            for text in ("ink", "ink-soft", "ink-faint", "link", "bad", "brand-deep")
            for ground in ("paper", "ground", "shade", "brand-pale")
        ],
        ("good", "good-pale", 4.5),
        ("warn", "warn-pale", 4.5),
        ("bad", "bad-pale", 4.5),
        ("light-normal", "paper", 4.5),
        ("light-due", "paper", 4.5),
        ("light-overdue", "paper", 4.5),
        ("light-normal", "brand-pale", 4.5),
        ("light-due", "brand-pale", 4.5),
        ("light-overdue", "brand-pale", 4.5),
        ("paper", "brand", 4.5),
        ("paper", "brand-deep", 4.5),
        ("paper", "risk-red", 4.5),
        ("paper", "risk-blue", 4.5),
        ("line-firm", "paper", 3.0),
        ("focus", "ground", 3.0),
    ],
)
def test_colours_can_be_told_apart(text, ground, least):
    """WCAG 2.1, 1.4.3 and 1.4.11."""
    tokens = _tokens()

    assert _contrast(tokens[text], tokens[ground]) >= least


def test_overdue_is_not_the_red_of_the_risk_grades():
    tokens = _tokens()

    assert tokens["light-overdue"] != tokens["risk-red"]
    assert tokens["bad"] != tokens["risk-red"]
