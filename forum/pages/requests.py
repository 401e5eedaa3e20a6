"""What a request has by the time a view sees it."""

from django.http import HttpRequest

from accounts.models import User
from forum.notifications.bell import Bell
from forum.site.models import SiteSettings


class ForumRequest(HttpRequest):
    """With what ReaderMiddleware adds."""

    site_settings: SiteSettings
    bell: Bell


class MemberRequest(ForumRequest):
    """Of somebody who is signed in: a view behind `login_required` gets no other."""

    user: User
