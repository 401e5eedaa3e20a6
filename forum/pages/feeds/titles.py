"""What a feed is called: in itself, and where a page names it to programs."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from forum.follows.models import Followable
from forum.site.models import SiteSettings


def feed_title(thing: Followable, forum: SiteSettings) -> str:
    """In the forum's own language, whoever reads the page: a feed is the same for everybody."""
    if isinstance(thing, User):
        with translation.override(settings.LANGUAGE_CODE):
            return _("Posts by %(name)s at %(forum)s") % {"name": thing.name, "forum": forum.name}
    return f"{thing} · {forum.name}"
