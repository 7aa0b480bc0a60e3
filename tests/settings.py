"""The settings of the tests: the project's own, in a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="township-safety-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Set, not defaulted: no test may reach an office's data, whatever the shell or .env says.
os.environ["DATA_DIR"] = str(_folder)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_folder / 'ledger.sqlite3'}")
for name in ("SECRET_KEY", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
    os.environ[name] = {"SECRET_KEY": "tests"}.get(name, "")

from township_safety.settings import *  # noqa: E402, F403 -- everything but what follows
from township_safety.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402 -- same

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file: a database in memory locks whole tables when threads share it.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(exist_ok=True)
