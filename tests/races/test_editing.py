"""Two editors save what they made of the same text (K4): one wins, the other is told, and nothing is lost."""

import html
import re
import uuid
from functools import partial

import pytest

from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import Conflict, revise
from tests.races.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, SENT_ROUNDS, MERGE_ROUNDS = 40, 12, 6


@pytest.fixture
def post(ben, ada, topic, say):
    post = say(ben, topic, "How it began.")
    say(ada, topic, "An answer, from which on every text is kept.")
    return post


def history(post):
    return list(post.revisions.order_by("number").values_list("number", "source"))


def test_of_two_who_start_from_the_same_text_one_wins(ben, root, post):
    said = [post.source]
    for base in range(1, ROUNDS + 1):
        texts = {editor.pk: render_text(f"{editor} in round {base}") for editor in (ben, root)}
        outcomes = at_once(
            [partial(revise, editor, post, texts[editor.pk], base=base) for editor in (ben, root)]
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, Post)]
        lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
        assert (len(won), len(lost)) == (1, 1), outcomes
        assert lost[0].post.source == won[0].source
        said.append(won[0].source)
    post.refresh_from_db()
    assert (post.revision, post.source) == (ROUNDS + 1, said.pop())
    assert history(post) == list(enumerate(said, 1))


def test_the_one_who_comes_second_is_shown_both_texts(ben, root, post, as_):
    editors, address = [as_(ben), as_(root)], f"/p/{post.pk}/edit/"
    for base in range(1, SENT_ROUNDS + 1):
        texts = [f"{uuid.uuid4()} by the author", f"{uuid.uuid4()} by the moderator"]
        answers = at_once(
            [
                partial(browser.post, address, {"body": text, "base": base})
                for browser, text in zip(editors, texts, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        refused = next(answer.content.decode() for answer in answers if answer.status_code == 409)
        assert all(text in refused for text in texts)
        post.refresh_from_db()
        assert post.source in texts
    assert [number for number, _source in history(post)] == list(range(1, SENT_ROUNDS + 1))


def fields(answer):
    """What the form on this page would send. The contexts of two threads are mixed up."""
    box = re.search(r'<textarea name="body".*?>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    base = re.search(r'name="base" value="(\d+)"', answer.text)
    return {"body": html.unescape(box[1]), "base": base[1]}


def test_two_who_put_both_texts_together_and_save_again_lose_no_line(ben, root, post, as_):
    """Each adds a line in each round, and merges until it is saved."""
    address, wanted = f"/p/{post.pk}/edit/", set(post.source.split("\n"))

    def add(browser, name):
        for number in range(MERGE_ROUNDS):
            line = f"{name} adds {number}."
            sent = fields(browser.get(address))
            sent["body"] += f"\n\n{line}"
            while (answer := browser.post(address, sent)).status_code == 409:
                # As the button of the page does it: with the version that the text began with.
                began = re.search(r'name="merge" value="(\d+)"', answer.text)[1]
                sent = fields(browser.post(address, fields(answer) | {"merge": began}))
            assert answer.status_code == 303

    browsers = [(as_(ben), "ben"), (as_(root), "root")]
    outcomes = at_once([partial(add, *each) for each in browsers])
    assert outcomes == [None, None]
    wanted |= {f"{name} adds {number}." for _browser, name in browsers for number in range(MERGE_ROUNDS)}
    post.refresh_from_db()
    assert set(post.source.split("\n")) >= wanted
    assert post.revision == 2 * MERGE_ROUNDS + 1
