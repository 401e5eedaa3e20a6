from collections.abc import Callable
from typing import cast

from csp.constants import SELF
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts import last_seen
from accounts.models import User
from forum.boards.models import keep_permissions_under
from forum.member_records import networks
from forum.moderation.log import moderates_anything
from forum.notifications.bell import Bell
from forum.once import Once
from forum.pages.client_limits import client_ip
from forum.pages.middleware.sessions import SessionStore
from forum.pages.requests import ForumRequest, itself
from forum.pages.to_do import ToDo, to_do_of
from forum.pages.topics.reading import is_looked_at
from forum.reading import absence, kept_topics
from forum.reading.reader_facts import keep_with
from forum.reading.unread import UnreadInMenu
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings
from forum.site.settings_in_memory import settings_under
from forum.site.spam_protection import read_once

MODERATORS_KEPT_FOR = 300  # seconds; the pages themselves ask again

OWN_IMAGES = [SELF, "data:"]
# What is often sent and mutes nothing. That something was read the moments tell, and a reply reads its topic.
CHANGES_NOTHING_UNREAD = {
    "reply", "topic-seen", "conversation-reply", "conversation-seen", "preview", "draft-save", "draft-token",
    "post-react", "post-take-back-reaction", "post-bookmark-add", "post-bookmark-remove", "poll-vote",
}  # fmt: skip


def is_moderator(request: ForumRequest) -> bool:
    """Whether the menu leads to the moderators' pages, remembered until roles or boards change: every page asks."""
    if not request.user.is_authenticated:
        return False
    key = f"moderates:{request.user.pk}:{request.site_settings.version}"
    answer: bool | None = caches["pages"].get(key)
    if answer is None:
        answer = moderates_anything(request.user)
        caches["pages"].set(key, answer, MODERATORS_KEPT_FOR)
    return answer


class ReaderMiddleware:
    """Sets the reader's time zone and language; visitors get the forum's, so that one page serves them all."""

    def __init__(self, get_response: Callable[[ForumRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        version = Once(cast("SessionStore", request.session).forum_version)
        request.site_settings = cast("SiteSettings", SimpleLazyObject(lambda: settings_under(version())))
        request.bell = cast("Bell", SimpleLazyObject(lambda: Bell(cast("User", request.user))))
        now = timezone.now()
        request.unread = cast("UnreadInMenu", SimpleLazyObject(lambda: UnreadInMenu(request.user, now)))
        request.moderates = cast("bool", SimpleLazyObject(lambda: is_moderator(request)))
        # Found at once: what is kept with the reader below would have it found in any case.
        reader = request.user = itself(request.user)
        request.to_do = cast("ToDo", SimpleLazyObject(lambda: to_do_of(request.user, request.moderates)))
        keep_permissions_under(reader, version)
        keep_with(
            reader, moments=lambda: request.bell.moments, days=lambda: request.site_settings.unread_days
        )
        if reader.is_authenticated and is_looked_at(request):
            absence.note_return(reader)
        zone = reader.zone if reader.is_authenticated else None
        language = reader.language if reader.is_authenticated else ""
        in_language = translation.override(language or settings.LANGUAGE_CODE)
        with timezone.override(zone), in_language, read_once():
            response = self.get_response(request)
        if reader.is_authenticated and request.method == "POST" and not changes_nothing_unread(request):
            # Whatever it did, a mute or a follow, is in what this process says is unread from now on.
            kept_topics.forget(reader)
        if reader.is_authenticated and (request.method == "POST" or is_looked_at(request)):
            last_seen.note_visit(reader)
            networks.note(reader, client_ip(request), request.site_settings.network_days)
        response.headers.setdefault("Content-Language", language or settings.LANGUAGE_CODE)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and request.site_settings.remote_images != RemoteImages.LOADED:
            # Also for what was posted while they were shown.
            response._csp_replace = {"img-src": OWN_IMAGES}  # type: ignore[attr-defined]
        return response


def changes_nothing_unread(request: ForumRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in CHANGES_NOTHING_UNREAD
