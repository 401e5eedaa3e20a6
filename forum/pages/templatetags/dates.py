from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A time as lists show it: how long ago, or the day once that is clearer."""
    return _time(moment, _ago(moment))


@register.simple_tag
def on(moment: datetime) -> SafeString:
    """A time in full, as a post shows it."""
    local = timezone.localtime(moment)
    return _time(moment, f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}")


@register.simple_tag
def day(moment: datetime) -> SafeString:
    return _time(moment, date_format(timezone.localtime(moment), "j M Y"))


@register.simple_tag
def month(moment: datetime) -> SafeString:
    return _time(moment, date_format(timezone.localtime(moment), "M Y"))


def _time(moment: datetime, words: str) -> SafeString:
    local = timezone.localtime(moment)
    full = f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), full, words
    )


def _ago(moment: datetime) -> str:
    passed = timezone.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("%d min ago") % (passed.seconds // 60)
    if passed < timedelta(days=1):
        return _("%d h ago") % (passed.seconds // 3600)
    if passed < timedelta(days=7):
        return _("%d d ago") % passed.days
    local = timezone.localtime(moment)
    return date_format(local, "j M" if local.year == timezone.localtime().year else "j M Y")
