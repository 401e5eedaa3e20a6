"""The index holds the words of the text that was saved last, whoever wrote at the same moment."""

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.search import reindexing
from forum.search.engines import engine
from forum.search.query import parse
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 15


def found(text):
    reader = AnonymousUser()
    matches = engine().match(parse(text, {}, reader), reader, "date", slice(0, 50))
    return [hit.post_id for hit in matches.hits]


def reindex():
    index = reindexing.begin(is_anew=True)
    return list(reindexing.run(index))


def test_of_two_edits_the_one_that_was_saved_is_found(ben, root, topic, say):
    post = say(ben, topic, "How it began.")
    for base in range(1, ROUNDS + 1):
        texts = [render_text(f"lobster{base}"), render_text(f"walrus{base}")]
        editors = zip((ben, root), texts, strict=True)
        at_once([partial(revise, editor, post, text, base=base) for editor, text in editors])
        post.refresh_from_db()
        lost = ({f"lobster{base}", f"walrus{base}"} - {post.text}).pop()
        assert found(post.text) == [post.pk]
        assert found(lost) == []


def test_what_is_edited_and_renamed_while_it_is_indexed_is_found_as_it_was_left(ada, topic):
    post = topic.posts.get()
    for base in range(1, ROUNDS + 1):
        text, title = f"lobster{base}", f"A walrus{base}"
        edit = partial(revise, ada, post, render_text(text), base=base, title=title)
        assert failures(at_once([edit, reindex, reindex])) == []
        assert found(text) == found(f"walrus{base}") == [post.pk]
        assert found(f"lobster{base - 1}") == found(f"walrus{base - 1}") == []


def test_what_is_posted_while_all_is_indexed_is_found(ada, ben, topic, say):
    replies = [partial(say, member, topic, f"lobster {member}") for member in (ada, ben)]
    assert failures(at_once([*replies, reindex, reindex])) == []
    assert len(found("lobster")) == 2
    assert Post.objects.count() == 3
