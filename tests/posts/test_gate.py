"""What a visitor finds where they would write or follow, and how nothing of it is lost on the way in."""

import re

import pytest
from django.test import Client

from forum.follows.models import Follow
from forum.moderation import topic_acts
from forum.posts.models import Post
from tests.conftest import PASSWORD

TEXT = "I had the same. It was the belt."
OURS = {"headers": {"sec-fetch-site": "same-origin"}}


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def token(browser, address):
    browser.get(address)
    return browser.cookies["csrf"].value


def sign_in(browser, address, name):
    return browser.post(
        address,
        {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token(browser, address)},
    )


def test_a_visitor_finds_the_gate_with_its_words_and_a_box(visitor, topic):
    page = visitor.get(topic.get_absolute_url()).text
    for words in (
        "Create an account or sign in to comment",
        "You need to be a member in order to leave a comment",
        "Create an account",
        "Sign up for a new account in our community. It&#x27;s easy!",
        "Already have an account? Sign in here.",
        "Sign up</button>",
        "Sign in</button>",
        "Sign in to follow this",
        "Followers <b>0</b>",
        "<h2 data-post-count>",
        '<textarea id="id_body" name="body"',
    ):
        assert words in page or words.replace("&#x27;", "'") in page


def test_a_visitors_page_sets_no_cookie_and_holds_no_token(visitor, topic):
    for address in ("/", "/latest/", topic.board.get_absolute_url(), topic.get_absolute_url()):
        answer = visitor.get(address)
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.text


def test_what_a_visitor_wrote_waits_in_the_box_after_signing_in_and_is_not_posted(visitor, ben, topic):
    answer = visitor.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT}, **OURS)
    assert answer.status_code == 303
    assert answer.url.startswith("/accounts/login/?next=")
    back = sign_in(visitor, answer.url, "ben")
    assert back.url == f"{topic.get_absolute_url()}#reply"
    page = visitor.get(back.url).text
    assert TEXT in page
    assert Post.objects.count() == 1


def test_the_waiting_text_is_forgotten_once_it_is_posted(visitor, ben, topic):
    answer = visitor.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT}, **OURS)
    back = sign_in(visitor, answer.url, "ben")
    visitor.get(back.url)
    sent = {
        "body": TEXT,
        "key": "k1",
        "board": topic.board_id,
        "csrfmiddlewaretoken": visitor.cookies["csrf"].value,
    }
    assert visitor.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
    assert visitor.get(topic.get_absolute_url()).text.count(TEXT) == 1


def test_what_a_visitor_wrote_survives_signing_up(visitor, topic):
    visitor.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT}, **OURS)
    address = f"/accounts/signup/?next={topic.get_absolute_url()}"
    answer = visitor.post(
        address,
        {
            "username": "newcomer",
            "email": "newcomer@example.org",
            "password1": PASSWORD,
            "csrfmiddlewaretoken": token(visitor, address),
        },
    )
    assert answer.status_code == 302
    assert TEXT in visitor.get(topic.get_absolute_url()).text


def test_a_visitors_wish_to_follow_is_done_when_they_have_signed_in(visitor, ben, topic):
    answer = visitor.post(f"{topic.get_absolute_url()}follow/", **OURS)
    assert answer.status_code == 303
    assert not Follow.objects.exists()
    back = sign_in(visitor, answer.url, "ben")
    assert back.url == topic.get_absolute_url()
    assert Follow.objects.get().member == ben
    topic.refresh_from_db()
    assert topic.follower_count == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
    ],
)
def test_another_site_cannot_make_a_visitor_write_or_wish(headers, visitor, topic):
    for act in ("reply", "follow"):
        answer = visitor.post(f"{topic.get_absolute_url()}{act}/", {"body": TEXT}, headers=headers)
        assert answer.status_code == 403
        assert "session" not in visitor.cookies


def test_the_browsers_own_origin_is_enough(visitor, topic):
    headers = {"origin": "http://testserver"}
    assert (
        visitor.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT}, headers=headers).status_code == 303
    )


def test_a_visitor_cannot_park_on_a_hidden_topic(visitor, root, start, staff_board):
    hidden = start(root, staff_board, title="Keys")
    assert visitor.post(f"{hidden.get_absolute_url()}follow/", **OURS).status_code == 404
    assert visitor.post(f"{hidden.get_absolute_url()}reply/", {"body": TEXT}, **OURS).status_code == 404


def test_a_wish_for_a_topic_that_went_out_of_sight_meanwhile_is_dropped(
    visitor, ben, root, topic, staff_board
):
    answer = visitor.post(f"{topic.get_absolute_url()}follow/", **OURS)
    topic_acts.move(root, topic, board=staff_board)
    sign_in(visitor, answer.url, "ben")
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example/", "/\\evil.example", "https:evil.example"]
)
def test_signing_in_leads_nowhere_else(place, visitor, ben):
    answer = sign_in(visitor, f"/accounts/login/?next={place}", "ben")
    assert "evil" not in answer.url


def test_starting_a_topic_leads_a_visitor_to_sign_in_and_keeps_what_they_wrote(visitor, ben, board):
    address = f"/b/{board.slug}/new/"
    assert visitor.get(address).url == f"/accounts/login/?next={address.replace('/', '%2F')}"
    answer = visitor.post(address, {"title": "My radio hums", "body": TEXT}, **OURS)
    back = sign_in(visitor, answer.url, "ben")
    page = visitor.get(back.url).text
    assert "My radio hums" in page
    assert TEXT in page


@pytest.mark.parametrize(("way", "page"), [("sign-up", "/accounts/signup/"), ("sign-in", "/accounts/login/")])
def test_both_buttons_of_the_gate_take_along_what_was_typed(way, page, visitor, ben, topic):
    answer = visitor.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT, "way": way}, **OURS)
    assert answer.url.startswith(f"{page}?next=")
    assert f"Your reply to “{topic.title}” is kept." in visitor.get(answer.url).text
    back = sign_in(visitor, answer.url.replace("signup", "login"), "ben")
    page = visitor.get(back.url).text
    assert TEXT in page
    assert "It isn’t posted yet." in page


def test_a_visitor_comes_back_to_the_page_on_which_they_wrote(visitor, ben, long_topic):
    topic = long_topic(45)
    page = visitor.get(f"{topic.get_absolute_url()}?page=3").text
    form = re.search(r'id="gate-form" method="post" action="([^"]+)"', page)[1]
    answer = visitor.post(form, {"body": TEXT}, **OURS)
    back = sign_in(visitor, answer.url, "ben")
    assert back.url == f"{topic.get_absolute_url()}?page=3#reply"
    page = visitor.get(back.url).text
    assert TEXT in page
    assert "Your reply is below, ready to post." in page


def test_the_gate_without_a_text_leads_in_and_keeps_nothing(visitor, topic):
    answer = visitor.post(f"{topic.get_absolute_url()}reply/", {"body": " ", "way": "sign-up"}, **OURS)
    assert answer.status_code == 303
    assert not visitor.cookies


def test_what_a_visitor_wrote_is_in_the_box_again_before_they_sign_in(visitor, topic, ada, board, start):
    visitor.post(f"{topic.get_absolute_url()}reply/", {"body": f"{TEXT}</textarea>"}, **OURS)
    visitor.get("/latest/")
    page = visitor.get(topic.get_absolute_url()).text
    assert f"\n{TEXT}&lt;/textarea&gt;</textarea>" in page
    assert "Your text is kept, and isn’t posted yet. Sign in or sign up to post it." in page
    for reader, other in ((visitor, start(ada, board, title="Another")), (Client(), topic)):
        page = reader.get(other.get_absolute_url()).text
        assert TEXT not in page
        assert "Your text is kept, and" not in page


def test_what_is_kept_is_forgotten_by_emptying_the_box_it_is_in_and_by_no_other(visitor, topic):
    address = f"{topic.get_absolute_url()}reply/"
    visitor.post(address, {"body": TEXT}, **OURS)
    visitor.post(address, {"body": " ", "way": "sign-in"}, **OURS)
    assert TEXT in visitor.get(topic.get_absolute_url()).text
    visitor.post(address, {"body": " ", "way": "sign-in", "kept": "1"}, **OURS)
    assert TEXT not in visitor.get(topic.get_absolute_url()).text
