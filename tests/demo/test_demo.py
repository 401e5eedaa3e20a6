"""`manage.py demo`: what stands in the database afterwards."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import F

from accounts.models import User
from forum.attachments.models import Attachment
from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.follows.models import Follow
from forum.jobs.models import Job
from forum.moderation.models import LogEntry
from forum.polls.models import Poll
from forum.posts.models import Post, Solution
from forum.posts.revisions import Revision
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings
from forum.topics import rules
from forum.topics.models import Tag, Topic
from tests.example_app import posting

pytestmark = pytest.mark.django_db

ATTRIBUTED = re.compile(r"@([\w.\-]+) \[wrote\]\(/p/(\d+)/\)")


@pytest.fixture(scope="module")
def demo(built_once):
    built_once(lambda: call_command("demo", "--today", "2026-11-23", verbosity=0))


def test_the_forum_is_whole_and_nobody_is_told(demo):
    assert all(verdict.is_whole for verdict in check_invariants())
    assert posting.lengths_are_whole()
    assert not Job.objects.exists()


def test_it_is_a_believable_size(demo, plan):
    assert Topic.objects.count() == len(plan.topics) >= 60
    assert Post.objects.count() == len(plan.posts) >= 600
    assert User.objects.count() == 40
    assert Follow.objects.count() > Topic.objects.count()
    assert not Topic.objects.filter(view_count__lt=1).exists()


def test_boards_tags_and_people_are_followed_at_every_level(demo):
    for kind in ("board", "tag", "person"):
        assert Follow.objects.of_kind(kind).count() >= 10
    assert set(Follow.objects.values_list("level", flat=True)) == {
        "every",
        "first",
        "daily",
        "weekly",
        "site",
    }
    assert Follow.objects.filter(is_shown=False).exists()
    assert not Follow.objects.filter(member=F("person")).exists()


def test_every_tag_stands_on_topics_and_most_topics_have_one(demo):
    assert all(tag.topics.count() >= 3 for tag in Tag.objects.all())
    assert Topic.objects.filter(tags=None).count() < Topic.objects.count() / 3


def test_nobody_of_the_demo_can_sign_in(demo, client):
    members = list(User.objects.all())
    assert not any(member.has_usable_password() or member.email or member.is_superuser for member in members)
    assert not any(member.is_placeholder for member in members)
    assert not client.login(username="ada", password="")


def test_rights_are_real(demo):
    ada, ben, wilma = (User.objects.get(username=name) for name in ("ada", "ben", "wilma"))
    topic = Topic.objects.get(board__slug="backroom", title__startswith="The chain topic")
    assert rules.can_moderate(ada, topic) and rules.can_moderate(ben, topic)
    assert ada.is_staff and not ben.is_staff
    assert (ada.role, ben.role, wilma.role) == ("Administrator", "Moderator", "Member")
    assert not Topic.objects.visible_to(wilma).filter(pk=topic.pk).exists()
    assert rules.can_start(ben, Board.objects.get(slug="announcements"))
    assert not rules.can_start(wilma, Board.objects.get(slug="announcements"))


def test_visitors_see_the_public_boards_only(demo):
    seen = set(Board.objects.visible_to(AnonymousUser()).values_list("slug", flat=True))
    assert set(Board.objects.values_list("slug", flat=True)) - seen == {"lounge", "backroom"}


def test_sections_take_no_topics(demo):
    assert set(Board.objects.filter(takes_topics=False).values_list("slug", flat=True)) == {
        "workbench",
        "community",
    }


def test_what_moderators_did_is_in_the_log_and_was_theirs_to_do(demo):
    removed = Post.objects.exclude(removed_at=None)
    assert LogEntry.objects.filter(act="remove").count() == removed.count() > 0
    assert LogEntry.objects.filter(act="lock").count() == Topic.objects.exclude(locked_at=None).count() > 0
    assert LogEntry.objects.filter(act="pin").count() == Topic.objects.exclude(pinned_at=None).count() > 0
    for entry in LogEntry.objects.select_related("by", "topic", "post"):
        assert rules.can_moderate(entry.by, entry.topic)
        assert entry.reason
        assert entry.created_at > (entry.post or entry.topic).created_at


def test_edited_posts_keep_what_they_said_before(demo):
    edited = Post.objects.filter(revision=2)
    assert Revision.objects.count() == edited.count() > 0
    for revision in Revision.objects.select_related("post"):
        assert revision.source != revision.post.source
        assert revision.html
        assert revision.written_at < revision.post.edited_at


def test_there_is_a_wiki_post_that_somebody_else_edited(demo):
    post = Post.objects.exclude(wiki_at=None).get()
    assert post.edited_by != post.author
    assert post.created_at < post.wiki_at < post.edited_at
    assert post.edited_by.date_joined < post.edited_at


def test_members_reacted_where_they_may_and_nobody_is_notified(demo):
    reactions = Reaction.objects.select_related("post__topic", "member")
    assert reactions.count() > 200
    assert set(reactions.values_list("emoji", flat=True)) == set(SiteSettings.current().reaction_set)
    assert not reactions.filter(is_gathered=False).exists()
    assert not reactions.filter(member=F("post__author")).exists()
    assert not reactions.filter(created_at__lt=F("post__created_at")).exists()
    assert not reactions.filter(member__date_joined__gt=F("created_at")).exists()
    asked = {
        (reaction.member, reaction.post.topic)
        for reaction in reactions
        if reaction.post.topic.board.slug == "backroom"
    }
    assert asked and all(rules.may(member, "react", topic) for member, topic in asked)


def test_a_poll_runs_and_one_has_ended(demo, as_):
    running, ended = sorted(Poll.objects.select_related("topic"), key=lambda poll: poll.has_ended)
    assert not running.has_ended and ended.has_ended
    page = as_().get(running.topic.get_absolute_url()).text
    assert "25 people voted" in page and "Hide glue" in page
    assert "found-topic" in as_().get("/search/?q=epoxy hide glue nearest").text


def test_topics_are_solved_by_replies_on_boards_that_take_solutions(demo, as_):
    solutions = Solution.objects.select_related("topic__board", "post")
    assert solutions.count() >= 3
    for solution in solutions:
        assert not solution.post.is_removed
        assert solution.topic.board.takes_solutions and solution.topic.solved_at == solution.marked_at
        assert solution.post.created_at < solution.marked_at
        assert solution.marked_by == solution.topic.author
    assert "Solved: see the solution" in as_().get(solution.topic.get_absolute_url()).text


def test_a_picture_is_shown_with_room_left_for_it_and_is_served(demo, as_):
    picture = Attachment.objects.get()
    post = Post.objects.get(source__contains=picture.address)
    assert picture.owner == post.author
    page = as_().get(post.get_absolute_url(), follow=True).text
    assert re.search(rf'<img src="{picture.thumbnail_address(640)}"[^>]* width="\d+" height="\d+"', page)
    assert as_().get(picture.address).headers["Content-Type"] == picture.content_type


def test_a_topic_can_be_read_as_threads_where_that_makes_a_difference(demo, as_):
    def page(start):
        return as_().get(Topic.objects.get(title__startswith=start).get_absolute_url()).text

    assert "view=threads" in page("Aluminium seatpost")
    assert "view=threads" not in page("Creak, but only uphill")


def test_quotes_lead_to_an_earlier_post_of_whom_they_quote(demo):
    quoting = Post.objects.filter(source__regex=r"\[wrote\]\(/p/\d+/\)")
    assert quoting.exists()
    for post in quoting:
        assert 'class="mention"' in post.html
        for name, number in ATTRIBUTED.findall(post.source):
            quoted = Post.objects.get(pk=number)
            assert (quoted.author.username, quoted.topic_id) == (name, post.topic_id)
            assert quoted.number < post.number


def test_the_forum_gets_its_name_and_welcome(demo):
    site = SiteSettings.current()
    assert site.name == "The Mending Room"
    assert "<strong>" in site.welcome_html


def test_people_go_on_after_it(demo, nia, start, say):
    last = Post.objects.order_by("pk").last().pk
    topic = start(nia, Board.objects.get(slug="hello"))
    assert say(nia, topic).pk > last
