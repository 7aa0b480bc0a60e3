"""Builds the index of the hazards' words anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from hazards import words


class Command(BaseCommand):
    help = "重建隐患文字的查找索引；查不到明明有的文字时使用"

    def handle(self, *args: Any, **options: Any) -> None:
        words.rebuild(DEFAULT_DB_ALIAS)
        self.stdout.write("隐患文字的查找索引已重建")
