from typing import Any

from django.http import HttpRequest

from forum.site.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """The forum's name and settings, and the reader's theme, for every template."""
    # An error page may come before the middleware.
    settings = getattr(request, "site_settings", None) or SiteSettings.current()
    reader = getattr(request, "user", None)
    own_theme = reader.theme if reader is not None and reader.is_authenticated else ""
    return {"forum": settings, "theme": own_theme or settings.default_theme}
