from forum.site.models import SiteSettings


def site(request):
    """The forum's own name and manners, for every template."""
    current = getattr(request, "site", None) or SiteSettings.current()
    reader = getattr(request, "user", None)
    own_theme = reader.theme if reader is not None and reader.is_authenticated else ""
    return {"forum": current, "theme": own_theme or current.default_theme}
