"""A new one-time secret for an account, for the day when the administrator's password is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from township_safety.organisation.founding_actions import renew_secret
from township_safety.organisation.models import User


class Command(BaseCommand):
    help = "为账号生成新的一次性密码，登录后须立即修改"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            user = User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"没有登录名为“{username}”的账号，请核对登录名") from None
        secret = renew_secret(user, by=None)
        self.stdout.write(
            f"登录名：{username}\n一次性密码：{secret}\n只显示这一次，登录后须改密码。"
        )
