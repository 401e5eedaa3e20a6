"""What is hidden, removed or private is told nowhere; the matrix of all surfaces is in `test_hidden_boards`."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow
from forum.moderation import post_acts
from tests.pages.leaking import SECRET_TEXT


def test_a_hidden_topic_and_board_are_hidden_from_those_who_followed_before(as_, ben, board, topic):
    browser = as_(ben)
    for thing in (topic, board):
        following.follow(ben, thing)
    apply_preset(board, Preset.STAFF)
    for thing in (topic, board):
        place = thing.get_absolute_url()
        assert browser.get(f"{place}followers/").status_code == 404
        assert browser.post(f"{place}follow/", {"level": "daily"}).status_code == 404
        assert browser.post(f"{place}unfollow/").status_code == 404
    assert set(Follow.objects.filter(member=ben).values_list("level", flat=True)) == {"first", "daily"}


@pytest.mark.parametrize("is_withheld", [False, True])
def test_a_removed_posts_text_is_hidden_everywhere(as_, ada, ben, eve, mod, topic, say, is_withheld):
    """From its author too if it was illegal or private; else they alone read it, in its place."""
    post = say(ben, topic, SECRET_TEXT)
    post_acts.remove(mod, post, "quiet reason", is_withheld=is_withheld)
    surfaces = [
        "/",
        "/latest/",
        topic.board.get_absolute_url(),
        topic.get_absolute_url(),
        f"{topic.get_absolute_url()}?quote={post.pk}",
        f"/p/{post.pk}/",
        f"/p/{post.pk}/edit/",
        f"/p/{post.pk}/quote/",
        f"/p/{post.pk}/history/",
        f"/p/{post.pk}/remove/",
        f"/p/{post.pk}/restore/",
        "/u/ben/",
    ]
    for reader in (None, ada, eve, ben):
        for address in surfaces:
            answer = as_(reader).get(address, follow=True)
            in_place = answer.redirect_chain or address.startswith(topic.get_absolute_url())
            is_read = reader == ben and not is_withheld and bool(in_place)
            assert (SECRET_TEXT in answer.text) is is_read, (reader, address)
            assert ("quiet reason" in answer.text) is is_read, (reader, address)


def test_a_board_made_private_is_gone_at_once(as_, ben, board, topic):
    browser = as_(ben)
    assert browser.get(topic.get_absolute_url()).status_code == 200
    apply_preset(board, Preset.STAFF)
    assert browser.get(topic.get_absolute_url()).status_code == 404
    assert topic.title not in browser.get("/latest/").text


def test_the_choice_of_boards_to_move_to_names_only_those_one_moderates(
    as_, mod, topic, staff_board, members_board
):
    page = as_(mod).get(f"{topic.get_absolute_url()}move/").text
    assert "Backroom" not in page
    assert "Lounge" not in page


def test_a_reply_to_a_removed_post_does_not_tell_what_it_said(as_, ada, ben, mod, topic, say):
    post = say(ben, topic, SECRET_TEXT)
    say(ada, topic, "I answer.", reply_to=post)
    post_acts.remove(mod, post, "x")
    assert SECRET_TEXT not in as_().get(topic.get_absolute_url()).text


def test_no_page_shows_an_address_of_mail_or_network_to_others(as_, ada, ben, topic):
    topic.posts.update(ip="192.0.2.77")
    for reader in (None, ben):
        for address in (topic.get_absolute_url(), "/u/ada/", f"{topic.get_absolute_url()}followers/"):
            page = as_(reader).get(address).text
            assert "ada@example.org" not in page
            assert "192.0.2.77" not in page
