"""A post that was rendered before looks to each reader as if it were rendered for them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board
from forum.bookmarks.models import Bookmark
from forum.follows import following
from forum.pages.posts import kept_posts
from forum.pages.posts.own_marks import marks_of
from forum.pages.store.members_parts import the_parts
from forum.pages.topics import kept_posts as kept_pages_of_topics
from forum.pages.topics import page as pages_of_topics
from forum.posts import solving
from forum.posts.models import Post
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.conftest import join

# What is made for each form, and the number of those who have seen the page.
ONCE = re.compile(
    r'name="(?:csrfmiddlewaretoken|key|form_opened)" value="[^"]*"|userInteractionCount" content="[^"]*"'
)


@pytest.fixture
def busy_topic(ada, ben, eve, board, topic, say):
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    answer = say(ben, topic, "An answer. @ada")
    say(ada, topic, "Thank you.", reply_to=answer)
    long_ago = say(eve, topic, "- [ ] A task\n\n[^1]\n\n[^1]: A note.")
    Post.objects.filter(pk=long_ago.pk).update(created_at=timezone.now() - timedelta(days=400), revision=2)
    Reaction.objects.create(post=answer, member=ada, emoji="👍")
    Bookmark.objects.create(post=answer, member=eve)
    return topic


NAMES = [
    "Short",
    "A name that is longer than twenty letters",
    "אבג",
    "שם ארוך מאוד של מישהי שכותבת כאן",
    "Bobby <b>&\"'</b> 100 % %(name)s",
]


@pytest.fixture
def many_people(ada, topic, say):
    """A topic to which people write whose names, pictures and accounts differ in all that pages ask of them."""
    writers = [
        join(f"writer{number}", display_name=name, title=name[:30] if number % 2 else "", avatar="a" * number)
        for number, name in enumerate(NAMES)
    ]
    writers += [join("plain.name-1"), join("zoë"), gone := join("gone")]
    for writer in writers:
        post = say(writer, topic)
        answer = say(ada, topic, "100 % %(so)s it is.", reply_to=post)
        edited = {"edited_at": timezone.now(), "edited_by": writer, "revision": 2}
        Post.objects.filter(pk__in=[post.pk, answer.pk]).update(**edited)
        Reaction.objects.create(post=answer, member=writer, emoji="👍")
        Reaction.objects.create(post=answer, member=ada, emoji="❤️")
    User.objects.filter(pk=gone.pk).update(closed_at=timezone.now())
    return topic


def render_each_anew(patch):
    """Let no post look alike for many, whoever asks."""
    the_parts.forget()
    for module in (kept_posts, kept_pages_of_topics, pages_of_topics):
        patch.setattr(module, "is_alike_for_many", lambda row, context: False)


def page(browser, topic, query=""):
    text = browser.get(f"{topic.get_absolute_url()}{query}").text
    return re.sub(r">\s+<", "><", ONCE.sub("", text))


def test_what_was_rendered_for_others_is_what_would_be_rendered_now(
    as_, ada, ben, eve, mod, root, busy_topic, monkeypatch
):
    eve.time_zone = "Asia/Tokyo"
    eve.save()
    readers = [None, ada, ben, eve, mod, root]
    for locked in (False, True):
        if locked:
            Topic.objects.get(pk=busy_topic.pk).lock(mod)
        for query in ("", "?view=threads"):
            for reader in readers:
                page(as_(reader), busy_topic, query)
            kept = [page(as_(reader), busy_topic, query) for reader in readers]
            with monkeypatch.context() as patch:
                render_each_anew(patch)
                anew = [page(as_(reader), busy_topic, query) for reader in readers]
            assert kept == anew
            assert len(set(kept)) == len(readers)


def test_names_pictures_and_moments_of_other_posts_are_put_in_as_they_would_be_rendered(
    as_, ada, eve, board, many_people, monkeypatch
):
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    for solved in (False, True):
        if solved:
            assert solving.mark(ada, many_people.posts.get(number=2))
        kept = [page(as_(reader), many_people) for reader in (None, eve)]
        with monkeypatch.context() as patch:
            render_each_anew(patch)
            assert kept == [page(as_(reader), many_people) for reader in (None, eve)]


def test_a_post_of_another_author_is_shown_without_a_template_and_another_kind_of_post_with_one(
    as_, ada, ben, eve, nia, topic, start, say, board
):
    kept_posts.rendered.cache_clear()
    say(ben, topic)
    page(as_(eve), topic)
    before = kept_posts.rendered.cache_info().misses
    other = start(ada, board, title="Another question")
    answer = say(nia, other, "Something else.")
    assert "Something else." in page(as_(eve), other)
    assert kept_posts.rendered.cache_info().misses == before
    Reaction.objects.create(post=answer, member=ben, emoji="👍")
    assert "👍 <b>1</b>" in page(as_(eve), other)
    assert kept_posts.rendered.cache_info().misses == before + 1


def test_a_change_of_anything_a_post_shows_is_seen_at_once(as_, ada, ben, eve, busy_topic):
    answer = busy_topic.posts.get(number=2)
    browser = as_(eve)

    def shown(words):
        return words in page(browser, busy_topic)

    assert not shown("Benedict the Second")
    ben.display_name = "Benedict the Second"
    ben.save()
    assert shown("Benedict the Second")
    SiteSettings.current().change(reactions="🦆")
    assert shown("🦆")
    assert solving.mark(ada, answer)
    assert shown("post-solution")
    Post.objects.filter(pk=answer.pk).update(edited_at=timezone.now(), edited_by=ada)
    assert shown("edited by")
    Post.objects.filter(pk=answer.pk).update(html="<p>Something else.</p>")
    assert shown("Something else.")
    assert not shown("An answer.")


def test_a_post_that_arrives_while_a_member_is_asked_about_the_others_is_not_shown_as_to_others(
    as_, ben, eve, nia, topic, say, monkeypatch
):
    following.mute(eve, ben)
    browser, other = as_(eve), as_(nia)
    page(browser, topic)
    page(browser, topic)

    def marks_then(*asked):
        monkeypatch.setattr(kept_pages_of_topics, "marks_of", marks_of)
        found = marks_of(*asked)
        say(ben, topic, "What Ben says.")
        for _ in range(2):  # what has just changed is kept from the second time on
            assert "post-folded" not in page(other, topic)
        return found

    monkeypatch.setattr(kept_pages_of_topics, "marks_of", marks_then)
    assert "post-folded" in page(browser, topic)
    assert kept_pages_of_topics.marks_of is marks_of
    assert "post-folded" in page(browser, topic)
