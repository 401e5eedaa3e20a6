"""A post that was rendered before looks to each reader as if it were rendered for them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.models import Board
from forum.bookmarks.models import Bookmark
from forum.pages.posts import kept_posts
from forum.posts import solving
from forum.posts.models import Post
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings
from forum.topics.models import Topic

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
                patch.setattr(kept_posts, "is_alike_for_many", lambda row, context: False)
                anew = [page(as_(reader), busy_topic, query) for reader in readers]
            assert kept == anew
            assert len(set(kept)) == len(readers)


def test_posts_are_kept_for_ordinary_readers_and_rendered_again_only_where_they_changed(
    as_, ada, ben, eve, busy_topic
):
    page(as_(eve), busy_topic)
    before = kept_posts.rendered.cache_info().misses
    page(as_(eve), busy_topic)
    assert kept_posts.rendered.cache_info().misses == before
    Reaction.objects.create(post=busy_topic.posts.get(number=3), member=ben, emoji="👍")
    assert "👍 <b>1</b>" in page(as_(eve), busy_topic)
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
