"""Whatever others read goes through the filters: text as it is read, titles, polls, reasons for edits."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.filters.models import WordRule
from forum.polls.models import Poll
from forum.posts.models import PendingPost, Post, PostTotal
from forum.posts.pending_edits import PendingEdit
from tests.filters.test_late_links import OLD, edit
from tests.filters.test_spam_reasons import LONG, why
from tests.filters.test_words import HOLD, REFUSE, REPLACE, rule, send_reply

pytestmark = pytest.mark.usefixtures("spam_protection")


@pytest.fixture(autouse=True)
def forms_of_people(db, spam_protection):
    spam_protection(checks_forms=False)


def start_with(browser, board, **more):
    sent = {"title": "Which pump?", "body": LONG, "key": uuid.uuid4().hex, "poll_most": "1", **more}
    return browser.post(f"{board.get_absolute_url()}new/", sent)


def poll(question="Which one?", *options):
    return {"poll_question": question, "poll_option": list(options or ("This", "That"))}


@pytest.mark.parametrize("body", ["our cas**ino** opens", "our cas&#105;no opens", "a cas[ino](/help/)"])
def test_a_word_with_markup_between_its_letters_is_found(body, as_, ben, eve, nia, topic):
    browser, made = as_(ben), rule("casino", REFUSE)
    refused = send_reply(browser, topic, body)
    assert (refused.status_code, "“casino”" in refused.text) == (422, True)
    for author, action in ((eve, HOLD), (nia, REPLACE)):
        made.delete()
        made = rule("casino", action)
        send_reply(as_(author), topic, body)
        assert why(author) == ["words"]
    assert topic.post_count == 1


def test_what_a_replacement_says_itself_does_not_wait(as_, ben, topic):
    rule("heck", REPLACE, replacement="heck (mild)")
    send_reply(as_(ben), topic, f"Oh *heck*. {LONG}")
    assert topic.posts.filter(author=ben).exists()


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Pumps at https://shop.example/"},
        {"title": "Pumps (www.shop.example)"},
        poll("See https://shop.example/"),
        poll("Which?", "This", "https://shop.example/"),
    ],
)
def test_links_in_titles_and_polls_of_first_topics_wait(more, as_, ben, board):
    start_with(as_(ben), board, **more)
    assert why(ben) == ["first-links"]
    assert not Poll.objects.exists()


def test_words_of_a_poll_are_judged_with_its_topic(as_, ben, board):
    rule("casino", REFUSE)
    rule("pills", HOLD)
    rule("darn", REPLACE)
    browser = as_(ben)
    refused = start_with(browser, board, **poll("Which?", "This", "The casino"))
    assert (refused.status_code, "“casino”" in refused.text) == (422, True)
    start_with(browser, board, **poll("Which?", "This darn one", "The pills"))
    assert why(ben) == ["words"]
    assert PendingPost.objects.get().additions["poll"]["options"] == ["This ■■■ one", "The pills"]


def test_a_poll_without_them_is_published(as_, ben, board):
    start_with(as_(ben), board, **poll())
    assert Poll.objects.get().options.count() == 2


@pytest.mark.parametrize(("posts", "answer"), [(1, 422), (10, 303)])
def test_what_a_poll_says_later_gets_no_words_and_links_that_would_wait(posts, answer, as_, ben, board):
    browser = as_(ben)
    start_with(browser, board, **poll())
    PostTotal.objects.update_or_create(member=ben, board=board, defaults={"post_count": posts})
    made, address = Poll.objects.get(), f"{Poll.objects.get().topic.get_absolute_url()}poll/change/"
    rule("pills", HOLD)

    def change(option):
        sent = {
            "base": str(Poll.objects.get().revision),
            "poll_question": made.question,
            "poll_option": [option],
        }
        return browser.post(address, sent).status_code

    assert change("The pills") == 422
    assert change("https://shop.example/") == answer
    assert change("Neither") == 303


def test_a_reason_for_an_edit_is_judged_with_it(as_, ada, board, start):
    rule("casino", REFUSE)
    post = start(ada, board, "A pump", OLD).posts.get()
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    browser = as_(ada)
    assert edit(browser, post, f"{OLD} More.", reason="See the casino").status_code == 422
    edit(browser, post, f"{OLD} More.", reason="See https://shop.example/")
    assert PendingEdit.objects.get().reasons[0]["evidence"]["links"] == ["https://shop.example/"]
    edit(browser, post, f"{OLD} More.", reason="A word was missing")
    assert Post.objects.get(pk=post.pk).edit_reason == "A word was missing"


def test_a_title_that_is_too_long_once_words_are_replaced_is_said_beside_it(as_, ben, board):
    rule("x", REPLACE, replacement="a much longer word")
    refused = start_with(as_(ben), board, title="x " * 90)
    assert refused.status_code == 422
    assert refused.context["form"].errors["title"]
    assert not WordRule.objects.filter(action=HOLD).exists()
