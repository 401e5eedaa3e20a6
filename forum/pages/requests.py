"""What a request has by the time a view sees it, and what middleware is made of."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


GetResponse = Callable[[HttpRequest], HttpResponse]  # what a middleware hands a request on to
