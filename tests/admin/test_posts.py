import pytest

from forum.moderation.models import LogEntry
from forum.posts import revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.site.models import SiteSettings
from tests.admin.conftest import address, choose, confirm, last_entry, messages_of


@pytest.fixture
def post(ben, topic, say):
    return say(ben, topic, "A rude word", ip="203.0.113.7")


def test_a_post_is_removed_with_a_reason_and_restored(as_, keeper, post):
    client = as_(keeper)
    assert choose(client, "posts_post", "remove", [post]).status_code == 200
    assert not Post.objects.get(pk=post.pk).is_removed
    confirm(client, "posts_post", "remove", [post], "Rude")
    post.refresh_from_db()
    assert (post.removed_by, post.removed_reason) == (keeper, "Rude")
    confirm(client, "posts_post", "restore", [post])
    assert not Post.objects.get(pk=post.pk).is_removed
    assert LogEntry.objects.filter(post=post).count() == 2


def test_removing_twice_is_logged_once(as_, keeper, post):
    client = as_(keeper)
    confirm(client, "posts_post", "remove", [post])
    assert "Nothing to do." in messages_of(client, confirm(client, "posts_post", "remove", [post]))
    assert LogEntry.objects.count() == 1


def test_a_removal_is_undone_from_the_message(as_, keeper, post):
    client = as_(keeper)
    page = messages_of(client, confirm(client, "posts_post", "remove", [post]))
    assert f'name="undo" value="{last_entry().pk}"' in page
    client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    assert not Post.objects.get(pk=post.pk).is_removed


def test_what_a_post_says_cannot_be_changed(as_, root, post):
    client = as_(root)
    change = {
        "source": "Changed",
        "html": "<b>x</b>",
        "text": "x",
        "number": 9,
        "author": root.pk,
        "ip": "::1",
    }
    assert client.post(address("posts_post_change", post.pk), change).status_code == 403
    assert client.post(address("posts_post_add"), change).status_code == 403
    assert client.post(address("posts_post_delete", post.pk), {"post": "yes"}).status_code == 403
    confirm(client, "posts_post", "remove", [post], **change)
    same = Post.objects.get(pk=post.pk)
    assert (same.source, same.html, same.text) == (post.source, post.html, post.text)
    assert (same.number, same.author, same.ip) == (post.number, post.author, post.ip)


def test_a_moderator_sees_text_author_and_address(as_, keeper, post):
    page = as_(keeper).get(address("posts_post_change", post.pk)).content.decode()
    for shown in ("A rude word", "203.0.113.7", "ben"):
        assert shown in page


def test_posts_on_boards_that_one_does_not_moderate_are_not_there(as_, keeper, ada, hall, start):
    post = start(ada, hall).posts.get()
    Post.objects.filter(pk=post.pk).update(ip="203.0.113.7")
    client = as_(keeper)
    assert address("posts_post_change", post.pk) not in client.get(address("posts_post_changelist")).text
    assert client.get(address("posts_post_change", post.pk)).status_code == 302
    assert confirm(client, "posts_post", "remove", [post]).status_code == 302
    assert not Post.objects.get(pk=post.pk).is_removed


def test_posts_on_hidden_boards_are_not_there(as_, keeper, secret):
    post = secret.posts.get()
    client = as_(keeper)
    assert "ault" not in client.get(address("posts_post_changelist")).content.decode()
    assert client.get(address("posts_post_change", post.pk)).status_code == 302
    confirm(client, "posts_post", "remove", [post])
    assert not Post.objects.get(pk=post.pk).is_removed


def test_a_removed_post_is_hidden_from_staff_who_do_not_moderate_there(
    as_, keeper, root, ada, ben, hall, start, say
):
    post = say(ben, start(ada, hall), "Something removed")
    confirm(as_(root), "posts_post", "remove", [post])
    page = as_(keeper).get(address("posts_post_changelist")).content.decode()
    assert "Something removed" not in page


def test_the_way_to_earlier_texts_is_for_who_may_see_the_history(
    as_, keeper, root, ben, post, ada, hall, start
):
    SiteSettings.current().change(history_readers="author")
    revising.revise(ben, post, render_text("A kind word"), base=1)
    page = as_(keeper).get(address("posts_post_change", post.pk)).content.decode()
    assert "A kind word" in page
    assert f'<a href="/p/{post.pk}/history/">1 earlier text</a>' in page
    foreign = start(ada, hall, body="Old words").posts.get()
    revising.revise(ada, foreign, render_text("New words"), base=1)
    assert as_(keeper).get(address("posts_post_change", foreign.pk)).status_code == 302
    assert "history/" in as_(root).get(address("posts_post_change", foreign.pk)).content.decode()


def test_posts_are_found_by_number_and_writer_and_not_by_text(as_, keeper, ben, topic, post):
    client = as_(keeper)

    def found(term):
        page = client.get(address("posts_post_changelist"), {"q": term}).content.decode()
        return address("posts_post_change", post.pk) in page

    assert found(post.pk)
    assert found("Ben")
    assert not found("rude")
    assert not found("ada")


def test_the_list_of_a_topics_posts_is_linked_by_its_number(as_, keeper, topic, post, ada, board, start):
    other = start(ada, board, title="Elsewhere").posts.get()
    page = (
        as_(keeper).get(address("posts_post_changelist") + f"?topic__id__exact={topic.pk}").content.decode()
    )
    assert address("posts_post_change", post.pk) in page
    assert address("posts_post_change", other.pk) not in page


def test_the_list_shows_nothing_of_a_spoiler(as_, keeper, ben, topic, say):
    say(ben, topic, "He ||dies at once|| there")
    page = as_(keeper).get(address("posts_post_changelist")).content.decode()
    assert "He [spoiler] there" in page
    assert "dies" not in page
