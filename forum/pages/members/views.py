from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Reader, User
from forum.account_merging.claims import claimable_by
from forum.members import profiles
from forum.moderation.log import moderates_members
from forum.pages.follows.control import Control
from forum.pages.members.facts import facts_of
from forum.pages.moderation.member_tools import member_tools
from forum.pages.old_addresses import views as old_addresses
from forum.pages.pagination import NewestFirst
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.posts.models import Post
from forum.reading.unread import unread_counts
from forum.topics.models import Topic

PER_PAGE = 20


@dataclass(frozen=True)
class About:
    is_shown: bool  # to this reader
    is_public: bool
    posts_needed: int

    @classmethod
    def of(cls, request: ForumRequest, member: User) -> "About":
        reader, site = request.user, request.site_settings
        is_public = bool(member.about_html) and profiles.is_public(member, site)
        is_shown = is_public or profiles.is_shown_early(reader, member)
        return cls(is_shown, is_public, site.profile_posts)


def member(request: ForumRequest, username: str) -> HttpResponse:
    member = User.objects.named(username).first()
    if member is None or is_hidden(member, request.user):
        return old_addresses.member(request, username)
    if member.closed_at is not None:
        return render(request, "members/closed.html", status=410)
    address = reverse("member", args=[member.username])
    if member.username != username:
        return moved_to(request, address)
    shows_topics = request.GET.get("show") == "topics"
    rows = topics_of(member, request.user) if shows_topics else posts_of(member, request.user)
    page = NewestFirst.of(request, rows, "created_at", PER_PAGE)
    control = Control(request.user, member, request.get_full_path())
    control.record_visit(request)
    context = {
        "member": member,
        "control": control,
        "address": address,
        "shows_topics": shows_topics,
        "facts": facts_of(member, request.user, request.site_settings),
        "about": About.of(request, member),
        "moderation": member_tools(request.user, member),
        "page": page,
        "claims": claimable_by(member) if member == request.user else [],
        "unread": unread_counts(request.user, [row for row in page.rows if isinstance(row, Topic)]),
    }
    return render(request, "members/member.html", context)


def is_hidden(member: User, reader: Reader) -> bool:
    """Whether the member waits for approval, and so is nobody yet to anybody but themselves and those who decide."""
    return member.waits_since is not None and member != reader and not moderates_members(reader)


def posts_of(member: User, reader: Reader) -> QuerySet[Post]:
    return Post.objects.visible_to(reader).filter(author=member).select_related("topic", "topic__board")


def topics_of(member: User, reader: Reader) -> QuerySet[Topic]:
    return Topic.objects.visible_to(reader).filter(author=member).listed()
