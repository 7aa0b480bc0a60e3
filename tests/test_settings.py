"""What the settings promise, asked of a fresh process as the server starts one."""

import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection, transaction

from tests.factories.organisation import make_office
from township_safety.organisation.models import NumberSequence

on_sqlite = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3", reason="SQLite only"
)


def ask(*names, folder, **environment):
    """The values of some settings in a process with just this environment."""
    code = (
        "import json, sys; from township_safety import settings; "
        "print(json.dumps({n: getattr(settings, n, None) for n in sys.argv[1:]}, default=str))"
    )
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", code, *names],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_secret_key_is_made_once_and_readable_by_the_owner_only(tmp_path):
    first = ask("SECRET_KEY", folder=tmp_path)
    assert first == ask("SECRET_KEY", folder=tmp_path)
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_offices_have_two_keys(tmp_path):
    first, second = (ask("SECRET_KEY", folder=tmp_path / name) for name in ("one", "two"))
    assert first != second


def test_all_data_lies_in_one_folder(tmp_path):
    answer = ask("DATABASES", "MEDIA_ROOT", "STATIC_ROOT", folder=tmp_path)
    assert Path(answer["DATABASES"]["default"]["NAME"]) == tmp_path / "ledger.sqlite3"
    assert Path(answer["MEDIA_ROOT"]).is_relative_to(tmp_path)
    assert Path(answer["STATIC_ROOT"]).is_relative_to(tmp_path)


def test_sqlite_takes_the_write_lock_at_once_and_no_page_view_takes_it(tmp_path):
    database = ask("DATABASES", folder=tmp_path)["DATABASES"]["default"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] >= 10
    assert not database.get("ATOMIC_REQUESTS")


def test_postgresql_by_one_variable(tmp_path):
    url = "postgres://office:word@db:5433/ledger"
    database = ask("DATABASES", folder=tmp_path, DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db", 5433, "ledger")
    assert "init_command" not in database.get("OPTIONS", {})


SECURE = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")


def test_https_turns_on_secure_cookies(tmp_path):
    answer = ask(*SECURE, "SECURE_HSTS_SECONDS", folder=tmp_path, HTTPS="True")
    assert answer["SESSION_COOKIE_SECURE"]
    assert answer["CSRF_COOKIE_SECURE"]
    assert answer["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert answer["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert answer["SECURE_HSTS_SECONDS"] > 0


def test_without_https_one_can_still_sign_in_on_the_lan(tmp_path):
    assert not any(ask(*SECURE, folder=tmp_path).values())


def test_debug_is_off_and_only_this_machine_is_served_by_default(tmp_path):
    answer = ask("DEBUG", "ALLOWED_HOSTS", folder=tmp_path)
    assert answer == {"DEBUG": False, "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"]}


def test_sign_in_is_demanded_by_default():
    order = settings.MIDDLEWARE
    sign_in = order.index("django.contrib.auth.middleware.LoginRequiredMiddleware")
    assert sign_in > order.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert order[-1] == "axes.middleware.AxesMiddleware"


def test_pages_may_run_no_script_of_their_own():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert not {"script-src", "style-src"} & set(directives)


def test_the_office_s_clock():
    assert (settings.TIME_ZONE, settings.LANGUAGE_CODE) == ("Asia/Shanghai", "zh-hans")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_what_it_confirmed():
    """WAL with FULL: an acknowledged entry survives a power cut."""
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_wait_instead_of_failing():
    """Read-modify-write by four threads: Django's defaults lose a fifth of these to "locked"."""
    office = make_office()
    given = []
    failed = []

    def write():
        try:
            for _ in range(15):
                with transaction.atomic():
                    given.append(
                        NumberSequence.objects.next_number(
                            office_id=office.pk, kind="test", year=2024
                        )
                    )
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(given) == list(range(1, 61))


def test_the_readme_names_every_variable_of_the_environment():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    read = set()
    for name in ("settings.py", "server.py"):
        text = (settings.BASE_DIR / "township_safety" / name).read_text(encoding="utf-8")
        read |= set(re.findall(r"""env\w*(?:\.\w+)*\(\s*["']([A-Z_]+)["']""", text))
    read -= {"STATICFILES_BACKEND"}
    assert {name for name in read if f"`{name}`" not in readme} == set()


def test_the_readme_names_no_command_that_is_missing():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## 命令")[2].partition("## 配置")[0]
    named = set(re.findall(r"^\| `([a-z_]+)", table, re.M))
    assert named
    assert named <= set(get_commands())
    makefile = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", makefile, re.M), target
