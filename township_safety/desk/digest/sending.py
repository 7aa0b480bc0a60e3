"""Sending digests: once a day by the schedule or at once by hand, tried again, all of it kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from township_safety import jobs
from township_safety.desk.digest import mail, robots
from township_safety.desk.digest.content import digest_of, text_of
from township_safety.desk.digest.masking import Mask
from township_safety.desk.models import DigestChannel, Push, PushAttempt
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.register.working_days import calendar_for

# How long to wait after the first, second … try in vain; after the last it is given up.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
# While one process tries, no other does; longer than any try takes.
_HELD = timedelta(minutes=5)
# Whatever the scheduler's rhythm: nobody is told of the day before it begins.
NOT_BEFORE = time(8)
_ROBOT = "township_safety.desk.digest.robots:post"
_MAIL = "township_safety.desk.digest.mail:post"


def hosts_of(kind: str) -> tuple[str, ...]:
    """Where robots of this kind may stand: the maker's host, and what the machine allows beside."""
    return (robots.HOSTS[kind], *settings.DIGEST_ROBOT_HOSTS)


@transaction.atomic
def keep_channel(
    channel: DigestChannel, *, form: forms.BaseModelForm[DigestChannel], by: User
) -> DigestChannel:
    """Save the settings; the log says who and what, never the address or the key."""
    act = "修改推送设置" if channel.pk else "新增推送设置"
    form.save()
    state = "启用" if channel.is_on else "停用"
    summary = f"{channel}：{state}，按{channel.recipient}的待办"
    audit.record(act, by=by, office=channel.office, target=channel, summary=summary)
    return channel


@transaction.atomic
def queue(channel: DigestChannel, *, on: date, by: User | None = None) -> Push:
    """The digest as it reads now, on its way. Raises Refused when nobody is there to read it."""
    reader = channel.recipient
    if not reader.may(Permission.VIEW, office_id=channel.office_id):
        raise Refused(f"{reader}的账号已停用或不在本单位，请在推送设置里换一个人。")
    digest = digest_of(reader, today=on)
    delivery = Push.objects.create(
        office=channel.office,
        channel=channel,
        for_day=on,
        subject=f"{digest.title}（{on}）",
        text=text_of(digest, mask=Mask.of_office(channel.office)),
        next_at=timezone.now(),
        asked_by=by,
    )
    audit.record("推送待办", by=by, office=channel.office, target=delivery, summary=str(delivery))
    return delivery


def attempt(delivery: Push) -> Push:
    """One try, in the child process; its result is kept. Nothing while another process tries."""
    held = Push.objects.filter(pk=delivery.pk, state=Push.State.WAITING, next_at=delivery.next_at)
    if not held.update(next_at=timezone.now() + _HELD):
        return delivery
    try:
        _hand_over(delivery.channel, delivery)
    except jobs.JobFailed as problem:
        _note(delivery, words=str(problem))
    else:
        _note(delivery)
    return delivery


def _hand_over(channel: DigestChannel, delivery: Push) -> None:
    if channel.is_robot:
        where = (channel.kind, channel.address, channel.secret)
        said = (delivery.text, hosts_of(channel.kind))
        jobs.run(_ROBOT, *where, *said, timeout=3 * robots.SECONDS)
    else:
        to = addresses_of(channel.address)
        jobs.run(_MAIL, mail.server(), to, delivery.subject, delivery.text, timeout=60.0)


def addresses_of(text: str) -> list[str]:
    return [one.strip() for one in text.replace("，", ",").split(",") if one.strip()]


@transaction.atomic
def _note(delivery: Push, *, words: str = "") -> None:
    now = timezone.now()
    PushAttempt.objects.create(delivery=delivery, is_sent=not words, words=words[:200])
    if not words:
        delivery.state, delivery.sent_at, delivery.next_at = Push.State.SENT, now, None
    else:
        # Not delivery.attempts: they may have been read before this one.
        tried = PushAttempt.objects.filter(delivery=delivery).count()
        is_over = tried > len(BACKOFF)
        delivery.state = Push.State.FAILED if is_over else Push.State.WAITING
        delivery.next_at = None if is_over else now + BACKOFF[tried - 1]
    delivery.save(update_fields=["state", "sent_at", "next_at"])


def send_now(channel: DigestChannel, *, by: User) -> Push:
    """Also of a channel that is off: that is how it is tried out."""
    return attempt(queue(channel, on=timezone.localdate(), by=by))


@transaction.atomic
def try_again(delivery: Push, *, by: User) -> None:
    """再发一次 of what was given up: one more try."""
    if delivery.state != Push.State.FAILED:
        raise Refused("这次推送不用再发。")
    delivery.state, delivery.next_at = Push.State.WAITING, timezone.now()
    delivery.save(update_fields=["state", "next_at"])
    audit.record("再次推送待办", by=by, office=delivery.office, target=delivery)


def send_due(*, at: datetime) -> list[Push]:
    """What the system's scheduler asks for: today's digests, and what waits to be tried again."""
    if timezone.localtime(at).time() >= NOT_BEFORE:
        _queue_all(on=timezone.localdate(at))
    waiting = Push.objects.all().to_try_again(at=timezone.now())
    return [attempt(delivery) for delivery in waiting]


def _queue_all(*, on: date) -> None:
    for channel in DigestChannel.objects.switched_on().not_yet_sent(on=on):
        if channel.working_days_only and not _is_working_day(channel, on):
            continue
        try:
            queue(channel, on=on)
        except Refused as refusal:
            _refuse(channel, str(refusal), on=on)
        except IntegrityError:  # another run of the schedule was quicker
            continue


def _is_working_day(channel: DigestChannel, day: date) -> bool:
    return calendar_for(channel.office, first=day, last=day).is_working_day(day)


@transaction.atomic
def _refuse(channel: DigestChannel, words: str, *, on: date) -> None:
    """Kept in the log like every other try, so that somebody sees it."""
    delivery = Push.objects.create(
        office=channel.office,
        channel=channel,
        for_day=on,
        subject=f"{channel.office}待办汇总（{on}）",
        text="",
        state=Push.State.FAILED,
    )
    PushAttempt.objects.create(delivery=delivery, words=words[:200])
