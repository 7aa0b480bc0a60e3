"""Rules that no linter on the shelf knows. A new exception is written into a list here."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.management import call_command
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

# From the lowest to the highest; one may point at another only to its left.
LAYERS = ["organisation", "register", "hazards", "activities", "inspections", "reports", "desk"]

OPEN_TO_ALL = {"login", "logout", "health"}
FOR_EVERYONE_SIGNED_IN = {"home", "help", "help_page", "password_change", "password_change_done"}

# Only these write a status: everything else asks one of their functions.
STATUS_WRITERS = {"actions.py", "steps.py", "corrections.py"}

# Django finds these by name.
TEMPLATES_BY_CONVENTION = ("400", "403", "403_csrf", "404", "405", "413", "429", "500")
FOLDERS_BY_CONVENTION = ("django/", "registration/", "help/")
# Made for pages that are still to be written.
FOLDERS_AHEAD = ("components/",)

HAN = re.compile("[\u4e00-\u9fff]")
CALLBACK_LOOKUP = re.compile(
    r"\w__(year|month|week|quarter|day|date)(__|\b)|\bTrunc[A-Z]|\bExtract[A-Z]"
)


@cache
def sources() -> dict[str, str]:
    """The project's own code, without tests and migrations."""
    roots = [Path(apps.get_app_config(label).path) for label in LAYERS]
    roots.append(settings.BASE_DIR / "township_safety")
    files = {
        path for root in roots for path in root.rglob("*.py") if "migrations" not in path.parts
    }
    return {
        str(path.relative_to(settings.BASE_DIR)): path.read_text(encoding="utf-8") for path in files
    }


@cache
def nodes(name: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(sources()[name])))


def places(wanted, *, within=lambda name: True):
    return [
        f"{name}:{node.lineno}"
        for name in sorted(sources())
        if within(name)
        for node in nodes(name)
        if wanted(node)
    ]


def is_views(name: str) -> bool:
    path = Path(name)
    return path.stem == "views" or path.stem.endswith("_views") or path.parent.name == "views"


# --- Layers


def test_relations_follow_the_app_layers():
    """import-linter cannot see a ForeignKey("app.Model") given as a string."""
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if not field.auto_created and isinstance(field.related_model, type)
        if field.related_model._meta.app_label in LAYERS[LAYERS.index(label) + 1 :]
    ]
    assert upward == []


def test_only_actions_assign_a_status():
    def assigns(node):
        return (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and node.attr == "status"
        )

    assert places(assigns, within=lambda name: Path(name).name not in STATUS_WRITERS) == []


def test_only_one_module_draws_pages():
    """A second HTML(...) could come without the closed fetcher and read local files."""

    def draws(node):
        return isinstance(node, ast.Call) and _called(node) == "HTML"

    assert places(draws, within=lambda name: not name.endswith("documents/pdf.py")) == []


# --- Questions belong to the models


def test_views_ask_in_the_office_s_words():
    def queries(node):
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"filter", "exclude", "annotate", "aggregate", "raw", "extra"}
        )

    assert places(queries, within=is_views) == []


def test_no_date_lookup_calls_back_for_each_row():
    """SQLite evaluates __year and its kin in Python, a hundred times slower than a range."""
    guilty = [
        f"{name}:{number}"
        for name, text in sorted(sources().items())
        for number, line in enumerate(text.splitlines(), start=1)
        if CALLBACK_LOOKUP.search(line)
    ]
    assert guilty == []


# --- Addresses


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{entry.namespace}:" if entry.namespace else ""
            yield from addresses(entry, prefix + namespace)
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.name), entry.callback


def all_addresses() -> list[tuple[str, object]]:
    return list(addresses(get_resolver()))


def test_views_demand_a_login_unless_listed():
    public = {name for name, view in all_addresses() if not getattr(view, "login_required", True)}
    assert public - OPEN_TO_ALL == set()


def test_views_name_the_permission_they_demand():
    missing = object()
    demanded = {name: _permission(view, missing) for name, view in all_addresses()}
    nothing_said = {name for name, permission in demanded.items() if permission is missing}
    assert nothing_said - OPEN_TO_ALL == set()
    nothing_asked = {name for name, permission in demanded.items() if permission is None}
    assert nothing_asked - OPEN_TO_ALL - FOR_EVERYONE_SIGNED_IN == set()


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _ in all_addresses()]
    assert "None" not in names
    assert sorted(names) == sorted(set(names))


# --- Templates


def test_every_template_is_used():
    folder = settings.BASE_DIR / "templates"
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.html")
    }
    spoken = "\n".join([*texts.values(), *sources().values()])
    unused = {
        name
        for name in texts
        if not name.startswith(FOLDERS_BY_CONVENTION + FOLDERS_AHEAD)
        and name.removesuffix(".html") not in TEMPLATES_BY_CONVENTION
        and not re.search(rf"""["']{re.escape(name)}["']""", spoken)
    }
    assert unused == set()


def test_templates_hold_no_script_or_style():
    """The Content-Security-Policy would refuse them."""
    folder = settings.BASE_DIR / "templates"
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)
    guilty = [
        f"{path.relative_to(folder)}: {found[0]}"
        for path in sorted(folder.rglob("*.html"))
        if (found := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert guilty == []


# --- Models


def test_every_field_has_a_chinese_name():
    nameless = [
        f"{model._meta.label}.{field.name}"
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.fields + model._meta.many_to_many
        if field.name != "id" and not HAN.search(str(field.verbose_name))
    ]
    assert nameless == []


def test_every_model_has_a_chinese_name():
    nameless = [
        model._meta.label
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
        if not HAN.search(str(model._meta.verbose_name))
    ]
    assert nameless == []


def forms_below(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for below in form.__subclasses__():
        yield below
        yield from forms_below(below)


def test_every_field_of_a_form_has_a_chinese_name():
    all_addresses()
    nameless = {
        f"{form.__name__}.{name}"
        for form in forms_below(BaseForm)
        if not form.__module__.startswith(("django.", "tests."))
        if not issubclass(form, AuthenticationForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if field.label is None and not field.widget.is_hidden
    }
    assert nameless == set()


def test_every_model_has_a_name_of_its_own():
    """Two of one name are taken for each other, by readers and by the type checker."""
    names = [model.__name__ for model in apps.get_models()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_first_migrations_create_their_tables_in_one_step():
    """Wrap the list, operations = [CreateModels([...])]: ten seconds become two."""
    alone = {
        str(migration): names
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.app_label in LAYERS and migration.initial
        if len(names := [o.name for o in migration.operations if isinstance(o, CreateModel)]) > 1
    }
    assert alone == {}


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _permission(view: object, missing: object) -> object:
    """Set on the function by `requires`, or on the class of a class-based view."""
    on_class = getattr(getattr(view, "view_class", None), "permission", missing)
    return getattr(view, "permission", on_class)
