"""Passages with one fault each, and papers without any."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((_FOLDER / "cases.toml").read_text())["case"]
SOUND: list[dict[str, Any]] = tomllib.loads((_FOLDER / "sound.toml").read_text())["paper"]
