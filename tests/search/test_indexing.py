"""A search finds posts as they are now: after each act that changes them, where they stand, or who may read them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.moderation import topic_acts
from forum.posts import removing
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.search.engines import engine
from forum.search.models import SearchDocument
from forum.search.query import parse

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def found(as_):
    """found("words", reader) → the numbers of the posts that the search page shows to them, in its order."""

    def search(text, reader=None, **fields):
        page = as_(reader).get("/search/", {"q": text} | fields)
        assert page.status_code == 200
        posts = list(dict.fromkeys(int(pk) for pk in re.findall(r'href="/p/(\d+)/"', page.text)))
        count = re.search(r"(\d+) posts?</h2>", page.text)
        assert len(posts) == int(count[1] if count else 0)
        return posts

    return search


@pytest.fixture
def talk(ada, ben, board, start, say):
    topic = start(ada, board, "Oiling a chain", "With a brush and patience.")
    return topic, topic.posts.get(), say(ben, topic, "Wipe off the surplus.")


def test_a_post_is_found_by_a_word_as_soon_as_it_is_written(talk, found):
    _topic, first, reply = talk
    assert found("patience") == [first.pk]
    assert found("surplus") == [reply.pk]
    assert found("lobster") == []


def test_a_title_is_found_in_the_first_post(talk, found):
    assert found("oiling") == [talk[1].pk]


def test_an_edited_post_is_found_by_its_new_words_and_no_longer_by_its_old_ones(talk, ben, as_, found):
    _topic, _first, reply = talk
    answer = as_(ben).post(f"/p/{reply.pk}/edit/", {"body": "Polish it with wool.", "base": reply.revision})
    assert answer.status_code == 303
    assert found("wool") == [reply.pk]
    assert found("surplus") == []


def test_a_renamed_topic_is_found_by_its_new_title_and_no_longer_by_the_old_one(talk, ada, as_, found):
    _topic, first, _reply = talk
    as_(ada).post(
        f"/p/{first.pk}/edit/",
        {"body": first.source, "title": "Greasing a saddle", "base": first.revision},
    )
    assert found("saddle") == [first.pk]
    assert found("oiling") == []


def test_a_removed_post_is_found_again_only_after_it_is_restored(talk, ben, mod, found):
    _topic, _first, reply = talk
    removing.remove(ben, reply)
    assert found("surplus") == []
    assert found("surplus", mod) == []  # whoever moderates finds it in the admin
    removing.restore(mod, Post.objects.get(pk=reply.pk))
    assert found("surplus") == [reply.pk]


def test_a_topic_that_is_moved_is_found_by_those_who_see_the_other_board(talk, root, eve, staff_board, found):
    topic, first, _reply = talk
    assert found("patience", eve) == [first.pk]
    topic_acts.move(root, topic, "It belongs there.", board=staff_board)
    assert found("patience", eve) == []
    assert found("patience", root) == [first.pk]


def test_a_topic_that_is_removed_takes_all_its_posts_along(talk, root, found):
    topic, first, reply = talk
    topic_acts.remove(root, topic, "Off topic.")
    assert found("patience") == found("surplus") == found("surplus", root) == []
    topic.refresh_from_db()
    topic_acts.restore(root, topic, "On second thoughts.")
    assert (found("patience"), found("surplus")) == ([first.pk], [reply.pk])


def test_a_board_that_becomes_private_is_searched_by_members_alone(talk, board, eve, found):
    _topic, first, _reply = talk
    apply_preset(board, Preset.MEMBERS)
    assert found("patience") == []
    assert found("patience", eve) == [first.pk]


def test_what_a_reader_does_not_see_is_not_counted(ada, root, board, staff_board, start, eve, found):
    start(ada, board, "One", "A lobster.")
    start(root, staff_board, "Two", "Another lobster.")
    for reader, count in ((eve, 1), (root, 2), (AnonymousUser(), 1)):
        assert engine().match(parse("lobster", {}, reader), reader, "date", slice(0, 20)).count == count


def test_a_page_of_matches_comes_with_the_count_of_all(ada, topic):
    texts = {"source": "A lobster.", "html": "<p>A lobster.</p>", "text": "A lobster."}
    append_posts(topic, [Post(author=ada, **texts) for _number in range(30)])
    reader = AnonymousUser()
    query = parse("lobster", {}, reader)
    every = engine().match(query, reader, "date", slice(0, 100))
    page = engine().match(query, reader, "date", slice(20, 25))
    beyond = engine().match(query, reader, "date", slice(40, 60))
    assert every.count == page.count == beyond.count == len(every.hits) == 30
    assert page.hits == every.hits[20:25]
    assert beyond.hits == ()


def test_the_title_weighs_more_than_the_text_and_a_first_post_more_than_a_reply(
    ada, ben, board, start, say, found
):
    by_title = start(ada, board, "A lobster", "We have not seen this before, and would like to know more.")
    by_text = start(ben, board, "Dinner", "We saw a lobster before, and would like to know of more.")
    reply = say(ben, by_title, "Then we saw a lobster again, and would like to know of more.")
    other = start(ada, board, "Breakfast", "Nothing of the kind.")
    say(ben, other, "Still no crab.")
    reader = AnonymousUser()
    matches = engine().match(parse("lobster", {}, reader), reader, "relevance", slice(0, 20))
    assert [hit.post_id for hit in matches.hits] == [
        by_title.posts.get(number=1).pk,
        by_text.posts.get().pk,
        reply.pk,
    ]


def test_the_newest_come_first_by_date(ada, board, start, say, found):
    first = start(ada, board, "A lobster", "Here is one.").posts.get()
    second = say(ada, first.topic, "And one more lobster.")
    assert found("lobster", sort="date") == [second.pk, first.pk]


def test_words_in_the_order_of_a_phrase_are_found_only_so(ada, board, start, found):
    post = start(ada, board, "Supper", "We had cold soup today.").posts.get()
    start(ada, board, "Lunch", "The soup was cold.")
    assert found('"cold soup"') == [post.pk]
    assert len(found("cold soup")) == 2


def test_a_word_can_be_left_out(ada, board, start, found):
    post = start(ada, board, "Supper", "We had cold soup.").posts.get()
    start(ada, board, "Lunch", "Hot soup, hot bread.")
    assert found("soup -bread") == [post.pk]


def test_operators_narrow_what_is_found(talk, ada, ben, members_board, start, say, found):
    topic, first, reply = talk
    other = start(ben, members_board, "Chain", "```\nchain()\n```\nSee https://example.org/.").posts.get()
    assert set(found("chain", ada)) == {first.pk, other.pk}
    assert found("chain author:ben", ada) == [other.pk]
    assert found(f"chain board:{members_board.slug}", ada) == [other.pk]
    assert found("chain has:code", ada) == found("chain has:link", ada) == [other.pk]
    assert found("chain has:image", ada) == []
    assert found("in:topic surplus", ada, topic=topic.pk) == [reply.pk]
    assert found("in:title brush", ada) == []
    assert found("author:ben", ada, sort="date") == [other.pk, reply.pk]


def test_dates_narrow_what_is_found(talk, found):
    _topic, first, reply = talk
    long_ago = timezone.now().replace(year=2011)
    Post.objects.filter(pk=reply.pk).update(created_at=long_ago)
    SearchDocument.objects.filter(pk=reply.pk).update(created_at=long_ago)
    assert found("before:2012") == [reply.pk]
    assert found("after:2012") == [first.pk]


def test_states_of_topics_narrow_what_is_found(talk, ada, root, board, start, found):
    topic, first, _reply = talk
    start(ada, board, "Another chain", "A shorter one.")
    topic_acts.lock(root, topic, "Done.")
    assert found("chain is:locked") == [first.pk]
    assert found("chain is:pinned") == []


def test_unread_posts_are_those_that_lists_call_unread(eve, talk, ada, as_, say, found):
    topic, first, _reply = talk
    assert found("patience is:unread", eve) == [first.pk]
    as_(eve).get(topic.get_absolute_url())
    assert found("patience is:unread", eve) == []
    later = say(ada, topic, "Have patience.")
    assert found("patience is:unread", eve) == [later.pk]
    assert found("patience is:unread", ada) == []
    assert found("is:unread", eve) == [later.pk]


def test_followed_topics_are_searched_for_those_who_follow_them(talk, ada, eve, board, start, found):
    topic, first, _reply = talk
    start(ada, board, "Another", "With patience again.")
    following.follow(eve, topic)
    assert found("patience is:followed", eve) == [first.pk]
    assert found("patience is:followed", ada) == []


def test_whatever_looks_like_a_command_of_the_database_is_only_words(talk, found):
    for text in (
        '"',
        '" OR 1',
        "NEAR(a b)",
        "text : a",
        "a* b^2 {c}",
        "AND OR NOT",
        "'; DROP TABLE x",
        "-",
        "(",
        "a:b:c",
    ):
        found(text)
    assert found("patience AND brush") in ([], [talk[1].pk])
