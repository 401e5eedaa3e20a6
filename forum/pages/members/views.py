from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.members_by_name import member_called
from accounts.models import Reader, User
from forum.account_merging.claims import claimable_by
from forum.members import profiles
from forum.moderation.log import moderates_members
from forum.pages.follows.control import Control
from forum.pages.members.facts import facts_of
from forum.pages.members.written import newest_posts, posts_of, shown_posts
from forum.pages.moderation.member_tools import member_tools
from forum.pages.old_addresses import views as old_addresses
from forum.pages.pagination import NewestFirst
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.topics.lists import listed_topics
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
    member = member_called(username)
    if member is None or is_hidden(member, request.user):
        return old_addresses.member(request, username)
    if member.closed_at is not None:
        return render(request, "members/closed.html", status=410)
    address = reverse("member", args=[member.username])
    if member.username != username:
        return moved_to(request, address)
    shows_topics = request.GET.get("show") == "topics"
    page = page_of_topics(request, member) if shows_topics else page_of_posts(request, member)
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
        "sayings": () if shows_topics else shown_posts(page.rows),
        "claims": claimable_by(member) if member == request.user else [],
        "unread": unread_counts(request.user, [row for row in page.rows if isinstance(row, Topic)]),
    }
    return render(request, "members/member.html", context)


def is_hidden(member: User, reader: Reader) -> bool:
    """Whether the member waits for approval, and so is nobody yet to anybody but themselves and those who decide."""
    return member.waits_since is not None and member != reader and not moderates_members(reader)


def page_of_topics(request: ForumRequest, member: User) -> NewestFirst:
    topics = Topic.objects.visible_to(request.user).filter(author=member).only("pk")
    page = NewestFirst.of(request, topics, "created_at", PER_PAGE)
    return replace(page, rows=listed_topics([topic.pk for topic in page.rows]))


def page_of_posts(request: ForumRequest, member: User) -> NewestFirst:
    if "before" in request.GET:
        return NewestFirst.of(request, posts_of(member.pk, request.user), "created_at", PER_PAGE)
    return NewestFirst.from_newest(newest_posts(member, request.user, PER_PAGE + 1), PER_PAGE)
