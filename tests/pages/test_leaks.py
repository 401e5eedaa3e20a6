"""The leak matrix: what is hidden from a reader is hidden on every surface there is.

Each new surface (a page, a feed, a count, a mail) gets its row in SURFACES.
"""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import FeedKey, Follow, Level
from forum.importing.models import Import, OldAddress, OldForum
from forum.jobs.running import run_due
from forum.mail import follow_confirmation
from forum.mail.unsubscribe import token_for
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Delivery, Notification
from forum.topics.models import Tag, Topic

SECRET_TITLE = "Heron under the boathouse"
SECRET_TEXT = "xylograph and quince"

SURFACES = {
    "home": "/",
    "latest": "/latest/",
    "board": "/b/backroom/",
    "all boards": "/boards/",
    "boards inside": "/boards/?in=backroom",
    "start a topic": "/b/backroom/new/",
    "topic": "/t/{topic}-{slug}/",
    "topic by number": "/t/{topic}/",
    "topic by another slug": "/t/{topic}-x/",
    "quoting in the topic": "/t/{topic}-{slug}/?quote={post}",
    "quoting in another topic": "/t/{other}-{other_slug}/?quote={post}",
    "followers": "/t/{topic}-{slug}/followers/",
    "followers of the board": "/b/backroom/followers/",
    "followers of the author": "/u/root/followers/",
    "followers of its tag": "/tag/quiet/followers/",
    "first unread post": "/t/{topic}-{slug}/unread/",
    "follow by mail": "/t/{topic}-{slug}/follow-by-mail/",
    "a notification": "/notifications/{notification}/",
    "notifications": "/notifications/",
    "number at the bell": "/notifications/count/",
    "what one follows": "/following/",
    "what one has muted": "/following/?kind=muted",
    "feed of what one follows": "/following/feed/{key}/",
    "tags": "/tags/",
    "tag": "/tag/quiet/",
    "latest with a tag": "/latest/?tag=quiet",
    "board with a tag": "/b/general/?tag=quiet",
    "whom one ignores": "/settings/ignored/",
    "link that stops a mail": "/mail/stop/{stop}/",
    "link that changes a level": "/mail/level/{stop}/",
    "link that confirms": "/mail/confirm/{confirm}/",
    "permalink": "/p/{post}/",
    "edit": "/p/{post}/edit/",
    "history": "/p/{post}/history/",
    "remove": "/p/{post}/remove/",
    "restore": "/p/{post}/restore/",
    "lock": "/t/{topic}-{slug}/lock/",
    "unlock": "/t/{topic}-{slug}/unlock/",
    "pin": "/t/{topic}-{slug}/pin/",
    "unpin": "/t/{topic}-{slug}/unpin/",
    "move": "/t/{topic}-{slug}/move/",
    "move another topic": "/t/{other}-{other_slug}/move/",
    "remove topic": "/t/{topic}-{slug}/remove/",
    "restore topic": "/t/{topic}-{slug}/restore/",
    "author's page": "/u/root/",
    "old address of the topic": "/t/heron-under-the-boathouse/777",
    "old address of the topic by its number": "/t/777",
    "old address of the topic for a program": "/t/777.json",
    "old address of the post": "/t/heron-under-the-boathouse/777/1",
    "old address of the post by its number": "/p/7771",
    "old address of the post's text": "/raw/777/1",
    "old address of the board": "/c/backroom/7",
}
POSTS = [
    "reply",
    "follow",
    "unfollow",
    "follow-by-mail",
    "lock",
    "unlock",
    "pin",
    "unpin",
    "move",
    "remove",
    "restore",
]


@pytest.fixture
def hidden(root, ben, staff_board, start, say, ada, board):
    topic = start(root, staff_board, title=SECRET_TITLE, body=SECRET_TEXT)
    post = say(root, topic, f"More of {SECRET_TEXT}")
    tag = Tag.objects.create(name="Quiet", slug="quiet")
    topic.tags.add(tag)
    for thing in (topic, staff_board, tag):
        following.follow(root, thing)
    following.follow(ada, root)
    other = start(ada, board, title="Harmless")
    old = OldForum.objects.create(source="discourse:old.example", host="old.example")
    for path in ("/t/heron-under-the-boathouse/777", "/t/777"):
        OldAddress.objects.create(forum=old, path=path, topic=topic)
    first = topic.posts.get(number=1)
    OldAddress.objects.create(forum=old, path="/t/-/777/1", topic=topic, post=first)
    OldAddress.objects.create(forum=old, path="/c/7", board=staff_board)
    Import.objects.create(source=old.source, kind="post", foreign_id="7771", local_id=first.pk)
    while run_due():
        pass
    return {
        "topic": topic.pk,
        "slug": topic.slug,
        "post": post.pk,
        "other": other.pk,
        "other_slug": other.slug,
    } | left_over(ben, topic)


def left_over(ben, topic):
    """What Ben still holds from a time in which he saw the board: follows, a notification, links in mails, a feed."""
    follow = Follow.objects.create(member=ben, topic=topic, level=Level.EVERY)
    Follow.objects.create(member=ben, board=topic.board, level=Level.MUTE)
    notification = Notification.objects.create(
        member=ben, kind="reply", matter=f"topic:{topic.pk}", topic=topic, post=topic.posts.first(), count=1
    )
    asked = Follow.objects.create(address="pat@example.net", topic=topic, level=Level.ASKED)
    Topic.objects.filter(pk=topic.pk).update(follower_count=2)
    return {
        "notification": notification.pk,
        "key": FeedKey.objects.create(member=ben).key,
        "stop": token_for(Delivery(member=ben, follow=follow, kind="reply")),
        "confirm": follow_confirmation.token_for(asked),
    }


def leaks(answer):
    said = answer.text + str(answer.headers)
    return [word for word in (SECRET_TITLE, SECRET_TEXT, "heron-under", "Backroom") if word in said]


def reader_called(name, request):
    return None if name == "visitor" else request.getfixturevalue(name)


@pytest.mark.parametrize("name", ["visitor", "ben", "mod"])
@pytest.mark.parametrize("surface", SURFACES)
def test_a_hidden_board_is_hidden_everywhere(surface, name, as_, hidden, request):
    address = SURFACES[surface].format(**hidden)
    answer = as_(reader_called(name, request)).get(address)
    assert answer.status_code != 500
    if "heron-under" not in address:
        assert leaks(answer) == []
    if ("{topic}" in SURFACES[surface] or "{post}" in SURFACES[surface]) and "{other}" not in SURFACES[
        surface
    ]:
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["visitor", "ben", "mod"])
def test_a_hidden_topic_takes_no_act_from_those_it_is_hidden_from(name, as_, hidden, request):
    browser = as_(reader_called(name, request))
    for act in POSTS:
        answer = browser.post(f"/t/{hidden['topic']}-{hidden['slug']}/{act}/", {"body": "x", "reason": "x"})
        assert answer.status_code == 404
        assert SECRET_TITLE not in answer.text
    for act in ("edit", "remove", "restore"):
        answer = browser.post(f"/p/{hidden['post']}/{act}/", {"body": "x", "reason": "x", "base": 1})
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["visitor", "ben", "mod"])
def test_a_hidden_board_is_neither_followed_nor_muted_nor_left(name, as_, hidden, request):
    browser = as_(reader_called(name, request))
    for act, sent in (("follow", {}), ("follow", {"level": "mute"}), ("unfollow", {})):
        answer = browser.post(f"/b/backroom/{act}/", sent)
        assert answer.status_code == 404
        assert leaks(answer) == []
    assert browser.get("/b/backroom/followers/").status_code == 404


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


@pytest.mark.parametrize("surface", SURFACES)
def test_a_removed_topic_is_hidden_everywhere(surface, as_, ben, root, board, start, staff_board, hidden):
    topic = Topic.objects.get(pk=hidden["topic"])
    apply_preset(staff_board, Preset.PUBLIC)
    topic_acts.remove(root, topic, "secret")
    while run_due():
        pass
    for reader in (None, ben):
        answer = as_(reader).get(SURFACES[surface].format(**hidden))
        said = answer.text + str(answer.headers)
        assert SECRET_TEXT not in said
        assert SECRET_TITLE not in said


def test_a_removed_posts_text_is_hidden_everywhere(as_, ben, eve, mod, topic, say):
    post = say(ben, topic, SECRET_TEXT)
    post_acts.remove(mod, post, "quiet reason")
    surfaces = [
        "/",
        "/latest/",
        topic.board.get_absolute_url(),
        topic.get_absolute_url(),
        f"{topic.get_absolute_url()}?quote={post.pk}",
        f"/p/{post.pk}/",
        f"/p/{post.pk}/edit/",
        f"/p/{post.pk}/history/",
        f"/p/{post.pk}/remove/",
        f"/p/{post.pk}/restore/",
        "/u/ben/",
    ]
    for reader in (None, eve, ben):
        for address in surfaces:
            answer = as_(reader).get(address, follow=True)
            assert SECRET_TEXT not in answer.text, (reader, address)
            assert "quiet reason" not in answer.text, (reader, address)


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
