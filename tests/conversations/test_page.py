import uuid

import pytest

from forum.conversations import taking_part
from forum.conversations.models import MessagePreference, Writers
from forum.follows import following
from forum.posts.models import Post
from forum.topics.models import Tag
from forum.topics.participants import Participant
from tests.conversations.talking import TITLE, anybody_writes, settings, talk


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def conversation(ada, ben):
    return talk(ada, ben)


def reply(browser, topic, body="The brass one is gone", **more):
    return browser.post(f"{topic.get_absolute_url()}reply/", {"body": body, "key": uuid.uuid4().hex, **more})


def test_who_takes_part_reads_and_answers_and_nobody_else_knows_of_it(as_, conversation, ben, eve, root):
    address = conversation.get_absolute_url()
    answer = reply(as_(ben), conversation)
    post = Post.objects.get(number=2)
    assert answer.url == f"{address}#post-{post.pk}"
    assert "The brass one is gone" in as_(ben).get(address).text
    for outsider in (eve, root):
        for path in (
            address,
            f"/t/{conversation.pk}/",
            f"/t/{conversation.pk}-a-swap-of-lamps/",
            f"/p/{post.pk}/",
        ):
            assert as_(outsider).get(path).status_code == 404
        assert reply(as_(outsider), conversation).status_code == 404
    assert as_().get(f"/p/{post.pk}/").status_code == 404
    assert Post.objects.count() == 2


def test_its_list_shows_each_member_their_own_with_what_is_new(as_, conversation, ada, ben, eve):
    assert TITLE in as_(ada).get("/conversations/").text
    new = as_(ben).get("/conversations/").text
    assert TITLE in new
    assert "unread-count" in new
    as_(ben).get(conversation.get_absolute_url())
    assert "unread-count" not in as_(ben).get("/conversations/").text
    assert TITLE not in as_(eve).get("/conversations/").text


def test_posts_are_quoted_answered_edited_and_removed_as_on_a_board(as_, conversation, ada, ben):
    post = conversation.posts.get()
    browser = as_(ben)
    assert browser.get(f"/p/{post.pk}/").url == f"{conversation.get_absolute_url()}#post-{post.pk}"
    assert "brass" in browser.get(f"/p/{post.pk}/quote/").text
    assert browser.post(f"/p/{post.pk}/react/", {"emoji": "👍"}).status_code == 303
    reply(browser, conversation, reply_to=post.pk)
    own = Post.objects.get(number=2)
    assert own.reply_to == post
    sent = {"body": "The brass one is **sold**", "base": 1}
    assert browser.post(f"/p/{own.pk}/edit/", sent).status_code == 303
    assert "<strong>sold</strong>" in as_(ada).get(conversation.get_absolute_url()).text
    assert as_(ada).get(f"/p/{own.pk}/edit/").status_code == 403
    assert browser.post(f"/p/{own.pk}/remove/").status_code == 303
    assert "sold" not in as_(ada).get(conversation.get_absolute_url()).text


def test_a_conversation_stays_without_its_only_message_which_its_author_can_restore(
    as_, conversation, ada, ben
):
    post, address = conversation.posts.get(), conversation.get_absolute_url()
    asked = as_(ada).get(f"/p/{post.pk}/remove/").text
    assert "You can restore it." in asked
    assert "A moderator can restore it" not in asked
    removed = as_(ada).post(f"/p/{post.pk}/remove/", follow=True)
    assert removed.status_code == 200
    assert "Post removed." in removed.text
    for reader in (ada, ben):
        page = as_(reader).get(address)
        assert page.status_code == 200
        assert TITLE in as_(reader).get("/conversations/").text
    assert "Would you take" not in page.text
    assert "Everyone who takes part" in as_(ada).get(f"/p/{post.pk}/restore/").text
    assert as_(ada).post(f"/p/{post.pk}/restore/").status_code == 303
    assert "Would you take" in as_(ben).get(address).text
    assert "Reply to the conversation instead" in as_(ben).get(address).text


def test_who_is_added_sees_what_is_written_from_then_on_unless_all_is_shown(
    as_, conversation, ada, ben, eve, nia
):
    members = f"/conversations/{conversation.pk}/members/"
    browser = as_(ada)
    assert browser.post(members, {"member": "eve", "sees": "now"}).status_code == 303
    assert browser.post(members, {"member": "nia", "sees": "all"}).status_code == 303
    nothing_yet = as_(eve).get(conversation.get_absolute_url())
    assert "There is nothing yet." in nothing_yet.text
    assert "Would you take" not in nothing_yet.text
    assert 'id="reply-form"' in nothing_yet.text
    previewed = reply(as_(eve), conversation, body="It **shines**", preview="1")
    assert "<strong>shines</strong>" in previewed.text
    assert "It **shines**" in previewed.text
    assert "Would you take" not in previewed.text
    reply(as_(ben), conversation)
    first, second = conversation.posts.order_by("number")
    address = conversation.get_absolute_url()
    for_eve, for_nia = as_(eve).get(address).text, as_(nia).get(address).text
    assert "brass one is gone" in for_eve
    assert "Would you take" not in for_eve
    assert "Would you take" in for_nia
    for path in (f"/p/{first.pk}/", f"/p/{first.pk}/quote/", f"/p/{first.pk}/reactions/"):
        assert as_(eve).get(path).status_code == 404
        assert as_(nia).get(path).status_code != 404
    assert as_(eve).get(f"/p/{second.pk}/").status_code == 302


def test_whoever_started_it_changes_its_title_and_first_message(as_, conversation, ada, ben):
    post, browser = conversation.posts.get(), as_(ada)
    Tag.objects.create(name="Lamps", slug="lamps")
    form = browser.get(f"/p/{post.pk}/edit/")
    assert form.status_code == 200
    assert 'name="tags"' not in form.text
    sent = {"title": "A swap of two lamps", "body": "Either **one**", "base": 1, "tags": "lamps"}
    answer = browser.post(f"/p/{post.pk}/edit/", sent)
    conversation.refresh_from_db()
    assert (answer.status_code, conversation.title) == (303, "A swap of two lamps")
    assert not conversation.tags.exists()
    page = as_(ben).get(conversation.get_absolute_url())
    assert "A swap of two lamps" in page.text
    assert "Either <strong>one</strong>" in page.text
    assert as_(ben).get(f"/p/{post.pk}/history/").status_code == 200


def test_a_moderator_reaches_whoever_ignores_them(as_, ben, root):
    topic = talk(root, ben)
    following.mute(ben, root)
    assert reply(as_(root), topic).status_code == 303
    assert reply(as_(ben), topic).status_code == 303


def test_a_message_is_bookmarked_and_has_no_ways_to_tell_others_of_it(as_, conversation, ben):
    post, browser = conversation.posts.get(), as_(ben)
    assert browser.post(f"/p/{post.pk}/bookmark/add/").status_code == 303
    assert TITLE in browser.get("/bookmarks/").text
    page = browser.get(conversation.get_absolute_url()).text
    for way in ("share", "illegal", "make-wiki"):
        assert f"/p/{post.pk}/{way}/" not in page
        assert browser.get(f"/p/{post.pk}/{way}/").status_code in (404, 405)
    assert f"/p/{post.pk}/history/" not in page


def test_only_who_started_it_adds_removes_and_closes(as_, conversation, ada, ben, eve):
    members = f"/conversations/{conversation.pk}/members/"
    assert as_(ben).post(members, {"member": "eve", "sees": "all"}).status_code == 403
    assert as_(ben).post(f"/conversations/{conversation.pk}/close/").status_code == 403
    assert as_(ben).post(f"{members}ada/remove/").status_code == 403
    assert as_(ada).post(f"{members}ben/remove/").status_code == 303
    assert as_(ben).get(conversation.get_absolute_url()).status_code == 404
    assert "was removed" in as_(ada).get(members).text


def test_who_may_not_write_to_others_first_adds_nobody_either(as_, conversation, ada, eve, start, board):
    settings(messages_after_posts=1)
    members, sent = f"/conversations/{conversation.pk}/members/", {"member": "eve", "sees": "all"}
    refused = as_(ada).post(members, sent)
    assert refused.status_code == 422
    assert "after 1 more post of yours" in beside(refused, "member")
    assert 'value="eve"' in refused.text
    assert not conversation.participants.filter(member=eve).exists()
    start(ada, board)
    assert as_(ada).post(members, sent).status_code == 303
    assert conversation.participants.filter(member=eve).exists()


@pytest.mark.parametrize("wish", [{"writers": Writers.MODERATORS}, {"is_under_age": True}])
def test_who_takes_no_messages_is_not_added(wish, as_, conversation, ada, eve):
    preference = MessagePreference.objects.create(member=eve, **wish)
    members, sent = f"/conversations/{conversation.pk}/members/", {"member": "eve", "sees": "all"}
    refused = as_(ada).post(members, sent)
    assert refused.status_code == 422
    assert "takes no messages from you" in beside(refused, "member")
    assert not conversation.participants.filter(member=eve).exists()
    preference.delete()
    assert as_(ada).post(members, sent).status_code == 303


def beside(answer, field):
    """What is said to be wrong with a field, beside it."""
    return answer.context["form"].errors[field].as_text()


def test_who_leaves_sees_nothing_any_more_and_what_they_wrote_stays(as_, conversation, ada, ben):
    reply(as_(ben), conversation)
    answer = as_(ben).post(f"/conversations/{conversation.pk}/leave/")
    assert answer.url == "/conversations/"
    assert as_(ben).get(conversation.get_absolute_url()).status_code == 404
    assert TITLE not in as_(ben).get("/conversations/").text
    page = as_(ada).get(conversation.get_absolute_url()).text
    assert "brass one is gone" in page
    assert "Nobody can be reached in this conversation any more." in page


def test_when_whoever_started_it_has_left_the_next_looks_after_it(as_, conversation, ada, ben, eve):
    taking_part.add(ada, conversation, eve, sees_all=True)
    as_(ada).post(f"/conversations/{conversation.pk}/leave/")
    assert as_(eve).post(f"/conversations/{conversation.pk}/close/").status_code == 403
    assert as_(ben).post(f"/conversations/{conversation.pk}/close/").status_code == 303


def test_a_closed_one_takes_no_answers_until_it_is_reopened(as_, conversation, ada, ben):
    as_(ada).post(f"/conversations/{conversation.pk}/close/")
    refused = reply(as_(ben), conversation)
    assert refused.status_code == 409
    assert "The brass one is gone" in refused.text
    as_(ada).post(f"/conversations/{conversation.pk}/reopen/")
    assert reply(as_(ben), conversation).status_code == 303


def test_ignoring_ends_a_conversation_of_two_for_both_and_does_not_say_so(as_, conversation, ada, ben):
    following.mute(ben, ada)
    for member in (ada, ben):
        refused = reply(as_(member), conversation)
        assert refused.status_code == 409
        assert "The brass one is gone" in refused.text
    page = as_(ada).get(conversation.get_absolute_url()).text
    assert "Nobody can be reached in this conversation any more." in page
    assert "You ignore" not in page
    following.unfollow(ben, ada)
    assert reply(as_(ada), conversation).status_code == 303


def test_of_three_those_who_do_not_ignore_each_other_go_on(as_, conversation, ada, ben, eve):
    taking_part.add(ada, conversation, eve, sees_all=True)
    following.mute(ben, ada)
    assert reply(as_(ada), conversation).status_code == 303


def test_nothing_of_it_is_counted_for_its_authors(as_, conversation, ada, ben):
    reply(as_(ben), conversation)
    for member in (ada, ben):
        member.refresh_from_db()
        assert member.post_count == 0
        assert not member.post_totals.exists()


def test_a_member_of_the_conversation_is_no_moderator_of_it(as_, conversation, root, ada):
    taking_part.add(ada, conversation, root, sees_all=True)
    post = conversation.posts.get()
    assert as_(root).get(conversation.get_absolute_url()).status_code == 200
    assert as_(root).get(f"/p/{post.pk}/edit/").status_code == 403
    assert as_(root).post(f"/p/{post.pk}/remove/").status_code in (403, 404)
    assert as_(root).get(f"/t/{conversation.pk}-a-swap-of-lamps/lock/").status_code == 404


def test_the_page_asks_as_few_questions_for_many_members_and_messages_as_for_few(
    as_, conversation, ada, ben, django_user_model, django_assert_max_num_queries, warm
):
    for number in range(7):
        taking_part.add(ada, conversation, django_user_model.objects.create_user(f"m{number}"), sees_all=True)
    for number in range(15):
        reply(as_(ben), conversation, body=f"Message {number}", again="1")
    browser = as_(ada)
    warm(browser)
    browser.get(conversation.get_absolute_url())
    assert Participant.objects.count() == 9
    with django_assert_max_num_queries(15):
        browser.get(conversation.get_absolute_url())
    with django_assert_max_num_queries(8):
        browser.get("/conversations/")
