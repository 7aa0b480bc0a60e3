"""Prepare a throw-away demonstration and print every measurement with its floor and ratio."""

import os
import shutil
import tempfile
from pathlib import Path


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="township-safety-bench-"))
    os.environ["DATA_DIR"] = str(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'ledger.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "township_safety.settings"
    os.environ["STATICFILES_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    try:
        _measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path) -> None:
    # Only now: the settings read the environment when Django starts.
    import django

    django.setup()
    from tests.bench import (
        dashboard,
        districts,
        imports,
        issuing,
        ledger,
        measurements,
        papers,
        past,
        reports,
        reviews,
    )

    measurements.empty_office(folder)
    measurements.demonstration()
    measurements.half_year_report()
    reports.files()
    reports.pages(folder)
    papers.notices()
    reviews.texts()
    measurements.workbook(folder / "rows.xlsx")
    imports.ledgers(folder / "ledger.xlsx")
    # Up to here the demonstration is the only office.
    issuing.signing()
    ledger.hazard_list()
    past.time_machine()
    dashboard.dashboard()
    districts.half_year()


if __name__ == "__main__":
    main()
