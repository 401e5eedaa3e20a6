"""How much members may write, and how little of it a welcome newcomer notices."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.moderation import topic_acts
from forum.posts import wiki_posts
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.conftest import join


@pytest.fixture
def later(nia):
    """After the first day of everybody."""
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False) as moment:
        yield moment


def reply(browser, topic, body, **more):
    fields = {"body": body, "board": topic.board_id, "key": uuid.uuid4().hex} | more
    return browser.post(f"{topic.get_absolute_url()}reply/", fields)


def start(browser, board, title, body="Hello."):
    fields = {"title": title, "body": body, "key": uuid.uuid4().hex}
    return browser.post(f"{board.get_absolute_url()}new/", fields)


def links(count):
    return " ".join(f"https://site{n}.example/" for n in range(count))


TOO_MUCH = {
    "links": (5, links, "can have 5 links to other sites. This one has 6."),
    "pictures": (
        8, lambda count: " ".join(f"![x](https://pics.example/{n}.png)" for n in range(count)),
        "can have 8 pictures. This one has 9.",
    ),
    "files": (
        4, lambda count: " ".join(f"[a](/files/{n:022}/a.pdf)" for n in range(count)), "can have 4 files. This one has 5.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_new_member_cannot_put_everything_into_one_post(what, as_, nia, topic):
    most, text_with, words = TOO_MUCH[what]
    assert reply(as_(nia), topic, text_with(most)).status_code == 303
    body = f"Look: {text_with(most + 1)}"
    answer = reply(as_(nia), topic, body)
    assert answer.status_code == 422
    assert words in answer.text
    assert f">\n{body}</textarea>" in answer.text
    assert Post.objects.filter(author=nia).count() == 1


def test_a_new_member_mentions_few_people(as_, nia, topic):
    for n in range(6):
        join(f"person{n}")
    names = [f"@person{n}" for n in range(6)]
    answer = reply(as_(nia), topic, " ".join(names))
    assert answer.status_code == 422
    assert "can mention 5 people. This one mentions 6." in answer.text
    assert reply(as_(nia), topic, " ".join(names[:5])).status_code == 303


def test_it_holds_for_a_new_topic_too(as_, nia, board):
    answer = start(as_(nia), board, "Look", links(6))
    assert answer.status_code == 422
    assert "https://site5.example/" in answer.text
    assert not Topic.objects.exists()


def test_what_could_not_be_posted_cannot_be_edited_in(as_, nia, topic):
    reply(as_(nia), topic, "Hello.")
    post = Post.objects.get(author=nia)
    answer = as_(nia).post(f"/p/{post.pk}/edit/", {"body": links(6), "base": 1})
    assert answer.status_code == 422
    assert "https://site5.example/" in answer.text
    post.refresh_from_db()
    assert post.source == "Hello."


def test_what_could_not_be_posted_cannot_be_put_into_a_wiki_post_of_another(as_, ada, nia, topic):
    post = topic.posts.get()
    wiki_posts.make_wiki(ada, post)
    address = f"/p/{post.pk}/edit/"
    answer = as_(nia).post(address, {"body": links(6), "base": 1})
    assert answer.status_code == 422
    assert "Until you have 3 posts or have been here for a day" in answer.text
    assert as_(nia).post(address, {"body": "A better word.", "base": 1}).status_code == 303


def test_a_post_that_has_more_already_can_be_mended(as_, nia, topic):
    SiteSettings.current().change(new_member_links=None)
    reply(as_(nia), topic, links(8))
    SiteSettings.current().change(new_member_links=5)
    post = Post.objects.get(author=nia)
    for count, status in ((7, 303), (8, 422)):
        post.refresh_from_db()
        sent = {"body": f"{links(count)} mended", "base": post.revision}
        assert as_(nia).post(f"/p/{post.pk}/edit/", sent).status_code == status


def test_the_refusal_says_what_ends_it_and_it_does(as_, nia, topic):
    answer = reply(as_(nia), topic, links(6))
    assert "Until you have 3 posts or have been here for a day, a post can have 5 links" in answer.text
    assert "Take some out, then post again." in answer.text


def test_whoever_has_written_three_posts_is_new_no_more(as_, nia, topic):
    for n in range(3):
        reply(as_(nia), topic, f"Hello {n}.")
    assert reply(as_(nia), topic, links(9)).status_code == 303


def test_whoever_joined_yesterday_is_new_no_more(as_, nia, topic, later):
    assert reply(as_(nia), topic, links(9)).status_code == 303


def test_staff_are_never_new(as_, root, topic):
    assert reply(as_(root), topic, links(9)).status_code == 303


def test_what_a_quoted_post_holds_is_not_counted(as_, ada, nia, topic, say, later):
    quoted = say(ada, topic, links(9))
    type(nia).objects.filter(pk=nia.pk).update(date_joined=timezone.now())
    quote = as_(nia).get(f"/p/{quoted.pk}/quote/").text
    assert reply(as_(nia), topic, f"{quote}Thanks for these!").status_code == 303


def test_what_only_looks_like_a_quote_is(as_, ada, nia, topic, say, later):
    quoted = say(ada, topic, "No links here.")
    type(nia).objects.filter(pk=nia.pk).update(date_joined=timezone.now())
    body = f"> @ada [wrote](/p/{quoted.pk}/):\n>\n> {links(6)}"
    assert reply(as_(nia), topic, body).status_code == 422


def test_links_to_this_forum_are_not_counted(as_, nia, topic):
    body = " ".join(f"[a](/t/{n}/) http://127.0.0.1:8000/t/{n}/" for n in range(20))
    assert reply(as_(nia), topic, body).status_code == 303


def test_topics_of_a_new_member_that_were_removed_count_as_well(as_, nia, mod, board):
    browser = as_(nia)
    for n in range(5):
        assert start(browser, board, f"Buy number {n}").status_code == 303
        topic_acts.remove(mod, Topic.objects.get(title=f"Buy number {n}"), "Spam")
    answer = start(browser, board, "Buy the last")
    assert answer.status_code == 429
    assert "you can start 5 topics" in answer.text
    assert answer.headers["Retry-After"]
    assert "Buy the last" in answer.text
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert start(browser, board, "Tomorrow").status_code == 303


def test_a_welcome_newcomer_runs_into_nothing_on_the_first_evening(as_, ada, ben, nia, board, topic, say):
    """They introduce themselves with pictures, ask, thank, quote and answer everybody."""
    type(nia).objects.exclude(pk=nia.pk).update(date_joined=timezone.now() - timedelta(days=9))
    browser = as_(nia)
    pictures = " ".join(f"![Workshop](/files/{n:022}/800x600/shop.jpg)" for n in range(5))
    hello = f"Hi, I mend violins. {pictures} {links(3)} Thanks @ada and @ben!"
    assert start(browser, board, "Hello from the coast", hello).status_code == 303
    mine = Topic.objects.get(author=nia)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(12):
            clock.shift(60)
            post = say((ada, ben)[n % 2], mine, f"Welcome {n}! {links(7)}")
            quote = browser.get(f"/p/{post.pk}/quote/").text
            assert reply(browser, mine, f"{quote}Thank you, number {n}!", reply_to=post.pk).status_code == 303
            assert (
                browser.post(
                    f"/p/{Post.objects.latest('pk').pk}/edit/", {"body": f"{quote}Thank you!! {n}", "base": 1}
                ).status_code
                == 303
            )
        for n in range(4):
            clock.shift(60)
            assert start(browser, board, f"Question {n}", f"How? {links(2)}").status_code == 303


# --- how fast


def test_more_than_twelve_posts_a_minute_are_too_fast(as_, ben, topic, later):
    answers = [reply(as_(ben), topic, f"Reply {n}.") for n in range(13)]
    assert [answer.status_code for answer in answers] == [303] * 12 + [429]
    assert "Reply 12.</textarea>" in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    later.shift(61)
    assert reply(as_(ben), topic, "Reply 12.").status_code == 303


def test_an_hour_has_a_limit_of_its_own(as_, ben, topic, later):
    SiteSettings.current().change(posts_an_hour=4)
    for n in range(4):
        assert reply(as_(ben), topic, f"Reply {n}.").status_code == 303
        later.shift(600)
    answer = reply(as_(ben), topic, "One more.")
    assert answer.status_code == 429
    assert "You’ve posted 4 times in an hour. Wait 21 minutes" in answer.text
    assert answer.headers["Retry-After"] == "1201"
    later.shift(1201)
    assert reply(as_(ben), topic, "One more.").status_code == 303


def test_the_owner_may_leave_out_every_limit(as_, nia, topic):
    SiteSettings.current().change(posts_a_minute=None, posts_an_hour=None, new_member_links=None)
    answers = [reply(as_(nia), topic, f"{links(9)} {n}").status_code for n in range(15)]
    assert answers == [303] * 15


# --- one after another


def test_a_run_of_own_replies_is_as_long_as_one_likes(as_, ben, topic, later):
    for n in range(10):
        assert reply(as_(ben), topic, f"Reply {n}.").status_code == 303


def test_the_owner_may_end_long_runs_of_own_replies(as_, ada, ben, mod, topic, say, later):
    SiteSettings.current().change(longest_run=2)
    for n in range(2):
        assert reply(as_(ben), topic, f"Reply {n}.").status_code == 303
    answer = reply(as_(ben), topic, "Reply 2.")
    assert answer.status_code == 409
    assert "The last 2 replies here are yours." in answer.text
    assert "Reply 2.</textarea>" in answer.text
    say(ada, topic)
    assert reply(as_(ben), topic, "Reply 2.").status_code == 303
    assert [reply(as_(mod), topic, f"Note {n}.").status_code for n in range(4)] == [303] * 4


def test_a_form_sent_again_is_not_held_to_a_limit_that_it_has_filled(as_, ben, topic, later):
    SiteSettings.current().change(posts_a_minute=1)
    first = reply(as_(ben), topic, "Once.", key="the-same")
    again = reply(as_(ben), topic, "Once.", key="the-same")
    assert first.url == again.url
    assert again.status_code == 303
