"""Times as pages show them, in one way everywhere. The formats are translated: each language has its own order."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from django import template
from django.utils import dateformat, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from forum.pages.kept_parts import MomentPlace, Place

register = template.Library()

KEPT = 5_000  # of each
TIME, ZONE = "\ue000", "\ue001"  # stand for the time of a day, and for the name of its zone
# Formats, by Django's letters, in which nothing but these differs within a day.
OF_A_DAY = re.compile(r"(?:[djDlFMNmnyY]|H:i|T|[^a-zA-Z\\])+")
# In seconds.
MINUTE, HOUR, DAY, WEEK = 60, 60 * 60, 24 * 60 * 60, 7 * 24 * 60 * 60
FOREVER = datetime.max.replace(tzinfo=UTC)


class Ages:
    """Times as lists show them, at one moment: a list has sixty of them."""

    def __init__(self) -> None:
        self.now, self.zone, self.language = timezone.now(), timezone.get_current_timezone(), get_language()
        self.year = timezone.localtime(self.now, self.zone).year

    def when(self, moment: datetime) -> SafeString:
        """How long ago it was, or the day once that is clearer."""
        seconds = (self.now - moment).total_seconds()
        if seconds < WEEK:
            words = _ago(int(seconds), self.language)
        else:
            words = _day(moment, self.year, self.zone, self.language)
        # Put together so, for a text that is marked as HTML makes itself plain for each of the other ways.
        return SafeString("".join((_start(moment, self.zone, self.language), words, "</time>")))

    def until(self, moment: datetime) -> datetime:
        """When `when` will say something else of it, this year."""
        seconds = int((self.now - moment).total_seconds())
        if seconds >= WEEK:
            return FOREVER
        unit = _unit(seconds) or MINUTE
        return moment + timedelta(seconds=(max(seconds, 0) // unit + 1) * unit)


class Moments:
    """Times as posts show them, in the zone and the language of a page, which has many posts."""

    def __init__(self) -> None:
        self.zone, self.language = timezone.get_current_timezone(), get_language()

    def on(self, moment: datetime) -> SafeString:
        """A time in full."""
        start = _start(moment, self.zone, self.language)
        return SafeString(f"{start}{escape(self.written(moment, _('j F Y, H:i')))}</time>")

    def published(self, moment: datetime) -> SafeString:
        """When a post was published, for its readers and for programs."""
        return _published(moment, self.zone, self.language)

    def month(self, moment: datetime) -> str:
        return _month(moment, self.zone, self.language)

    def written(self, moment: datetime, form: str) -> str:
        return _formatted(moment, self.zone, self.language, form)


@register.simple_tag
def when(moment: datetime) -> SafeString:
    return Ages().when(moment)


@register.simple_tag
def on(moment: datetime | Place | None) -> SafeString:
    """A time in full, as a post shows it; nothing of what has no end, or has not been yet."""
    if moment is None:
        return SafeString("")
    return moment if isinstance(moment, Place) else Moments().on(moment)


def in_full(moment: datetime) -> str:
    return _written(moment, _("j F Y, H:i"))


@register.simple_tag
def published(moment: datetime | Place) -> SafeString:
    return moment if isinstance(moment, Place) else Moments().published(moment)


@register.simple_tag
def day(moment: datetime | Place | None) -> SafeString:
    if moment is None:
        return SafeString("")
    return moment if isinstance(moment, Place) else _time(moment, _written(moment, _("j M Y")))


@register.simple_tag
def month(moment: datetime | Place) -> str:
    return moment if isinstance(moment, Place) else Moments().month(moment)


@register.filter
def iso(moment: datetime | Place) -> str:
    """A time as programs read it."""
    if isinstance(moment, MomentPlace):
        return moment.iso
    return moment if isinstance(moment, Place) else _written(moment, "c")


def _time(moment: datetime, words: str) -> SafeString:
    # A list has sixty of them, and `format_html` is most of the work.
    start = _start(moment, timezone.get_current_timezone(), get_language())
    return SafeString(f"{start}{escape(words)}</time>")


def _written(moment: datetime, form: str) -> str:
    return Moments().written(moment, form)


# What a moment looks like somewhere never changes, and lists show the same ones again and again. The language is that
# of the moment.
@lru_cache(KEPT)
def _start(moment: datetime, zone: tzinfo, language: str) -> SafeString:
    local = moment.astimezone(zone)
    title = escape(formatted(local, _("j F Y, H:i T"), language))
    return SafeString(f'<time datetime="{local.isoformat(timespec="seconds")}" title="{title}">')


@lru_cache(KEPT)
def _published(moment: datetime, zone: tzinfo, language: str) -> SafeString:
    local = moment.astimezone(zone)
    time, words = local.isoformat(timespec="seconds"), escape(formatted(local, _("j F Y, H:i"), language))
    return SafeString(f'<time itemprop="datePublished" datetime="{time}">{words}</time>')


@lru_cache(KEPT)
def _month(moment: datetime, zone: tzinfo, language: str) -> str:
    return formatted(moment.astimezone(zone), _("M Y"), language)


@lru_cache(KEPT)
def _formatted(moment: datetime, zone: tzinfo, language: str, form: str) -> str:
    return formatted(moment.astimezone(zone), form, language)


@lru_cache(KEPT)
def _day(moment: datetime, this_year: int, zone: tzinfo, language: str) -> SafeString:
    local = moment.astimezone(zone)
    return escape(formatted(local, _("j M") if local.year == this_year else _("j M Y"), language))


def formatted(local: datetime, form: str, language: str) -> str:
    """The same as Django's, which takes a format apart each time; of a day, what it says is kept."""
    if not OF_A_DAY.fullmatch(form):
        return dateformat.format(local, form)
    words = _of_day(local.date(), form, language)
    if TIME in words:
        words = words.replace(TIME, f"{local:%H:%M}")
    return words.replace(ZONE, dateformat.format(local, "T")) if ZONE in words else words


@lru_cache(KEPT)
def _of_day(day: date, form: str, _language: str) -> str:
    """The format on this day, with marks for what differs within it."""
    return dateformat.format(day, form.replace("H:i", TIME).replace("T", ZONE))


def _ago(seconds: int, language: str) -> SafeString:
    """How long ago that was, within a week."""
    unit = _unit(seconds)
    return _counted(unit, seconds // unit if unit else 0, language)


def _unit(seconds: int) -> int:
    return DAY if seconds >= DAY else HOUR if seconds >= HOUR else MINUTE if seconds >= MINUTE else 0


@lru_cache(KEPT)
def _counted(unit: int, n: int, language: str) -> SafeString:
    with override(language):
        if unit == DAY:
            words = ngettext("%(n)d day ago", "%(n)d days ago", n) % {"n": n}
        elif unit == HOUR:
            words = ngettext("%(n)d hour ago", "%(n)d hours ago", n) % {"n": n}
        elif unit == MINUTE:
            words = ngettext("%(n)d minute ago", "%(n)d minutes ago", n) % {"n": n}
        else:
            words = _("just now")
        return escape(words)
