"""The site's settings without a query, under the forum's version."""

from copy import copy

from django.db import connection

from forum.site.forum_version import VERSION, InMemory
from forum.site.models import SiteSettings, settings_row


def settings_under(version: str | None) -> SiteSettings:
    """As `SiteSettings.current()`, where the version has been read. Each caller gets an object of their own."""
    settings = copy(_in_memory.under(version))
    settings.read_under = version
    return settings


def _read() -> tuple[str | None, SiteSettings]:
    row = settings_row()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({VERSION}), {', '.join(row.columns)} "  # noqa: S608
            "FROM (SELECT 1) AS one LEFT JOIN site_sitesettings ON id = 1"
        )
        version, *values = cursor.fetchone()
    is_saved = values[row.names.index("id")] is not None
    return version, row.object_of(values) if is_saved else SiteSettings(pk=1)


_in_memory = InMemory(_read)
