from django.utils.safestring import SafeString


def trust_stored_html(html: str) -> SafeString:
    """Vouch for HTML that `render` made and the database kept. The only place that does."""
    return SafeString(html)
