"""Times as pages show them, in one way everywhere. The formats are translated: each language has its own order."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A time as lists show it: how long ago, or the day once that is clearer."""
    return _time(moment, _ago(moment))


@register.simple_tag
def on(moment: datetime) -> SafeString:
    """A time in full, as a post shows it."""
    return _time(moment, date_format(timezone.localtime(moment), _("j F Y, H:i")))


@register.simple_tag
def day(moment: datetime) -> SafeString:
    return _time(moment, date_format(timezone.localtime(moment), _("j M Y")))


@register.simple_tag
def month(moment: datetime) -> SafeString:
    return _time(moment, date_format(timezone.localtime(moment), _("M Y")))


def _time(moment: datetime, words: str) -> SafeString:
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, _("j F Y, H:i T")),
        words,
    )


def _ago(moment: datetime) -> str:
    passed = timezone.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        n = passed.seconds // 60
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", n) % {"n": n}
    if passed < timedelta(days=1):
        n = passed.seconds // 3600
        return ngettext("%(n)d hour ago", "%(n)d hours ago", n) % {"n": n}
    if passed < timedelta(days=7):
        n = passed.days
        return ngettext("%(n)d day ago", "%(n)d days ago", n) % {"n": n}
    local = timezone.localtime(moment)
    return date_format(local, _("j M") if local.year == timezone.localtime().year else _("j M Y"))
