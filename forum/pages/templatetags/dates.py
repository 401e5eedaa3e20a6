"""Times as pages show them, in one way everywhere. The formats are translated: each language has its own order."""

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

register = template.Library()

KEPT = 5_000  # of each


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A time as lists show it: how long ago, or the day once that is clearer."""
    return _time(moment, _ago(moment))


@register.simple_tag
def on(moment: datetime) -> SafeString:
    """A time in full, as a post shows it."""
    return _time(moment, in_full(moment))


def in_full(moment: datetime) -> str:
    return _written(moment, _("j F Y, H:i"))


@register.simple_tag
def published(moment: datetime) -> SafeString:
    """When a post was published, for its readers and for programs."""
    local = timezone.localtime(moment).isoformat(timespec="seconds")
    return format_html('<time itemprop="datePublished" datetime="{}">{}</time>', local, in_full(moment))


@register.simple_tag
def day(moment: datetime) -> SafeString:
    return _time(moment, _written(moment, _("j M Y")))


@register.simple_tag
def month(moment: datetime) -> str:
    return _written(moment, _("M Y"))


@register.filter
def iso(moment: datetime) -> str:
    """A time as programs read it."""
    return _written(moment, "c")


def _time(moment: datetime, words: str) -> SafeString:
    zone, language = timezone.get_current_timezone(), get_language()
    # A list has sixty of them, and `format_html` is most of the work.
    return SafeString(f"{_start(moment, zone, language, _('j F Y, H:i T'))}{escape(words)}</time>")


def _written(moment: datetime, form: str) -> str:
    return _formatted(moment, timezone.get_current_timezone(), get_language(), form)


# What a moment looks like somewhere never changes, and lists show the same ones again and again.
@lru_cache(KEPT)
def _start(moment: datetime, zone: tzinfo, language: str, form: str) -> SafeString:
    local = timezone.localtime(moment, zone)
    title = _formatted(moment, zone, language, form)
    return format_html('<time datetime="{}" title="{}">', local.isoformat(timespec="seconds"), title)


@lru_cache(KEPT)
def _formatted(moment: datetime, zone: tzinfo, language: str, form: str) -> str:
    with override(language):
        return date_format(timezone.localtime(moment, zone), form)


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
    return _written(moment, _("j M") if local.year == timezone.localtime().year else _("j M Y"))
