import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.conversations import taking_part
from forum.conversations.models import MessagePreference, Writers
from forum.follows import following
from forum.markup.unicode_text import set_apart
from forum.members import closing_accounts
from forum.moderation import silence_acts
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conversations.talking import BODY, TITLE, anybody_writes, form, settings, talk

NEW = "/conversations/new/"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


def test_a_member_writes_to_others_and_is_led_to_the_conversation(as_, ada, ben, eve):
    answer = as_(ada).post(NEW, form([ben, eve]))
    topic = Topic.objects.get(board=None)
    assert (answer.status_code, answer.url) == (303, topic.get_absolute_url())
    assert topic.get_absolute_url() == f"/conversations/{topic.pk}-a-swap-of-lamps/"
    assert (topic.title, topic.author, topic.post_count) == (TITLE, ada, 1)
    assert {row.member.username for row in Participant.objects.present()} == {"ada", "ben", "eve"}
    page = as_(ben).get(topic.get_absolute_url())
    assert page.status_code == 200
    assert "<strong>brass</strong>" in page.text


def test_names_may_have_at_signs_blanks_and_the_same_member_twice(as_, ada, ben, eve):
    as_(ada).post(NEW, form("@ben eve,ben, BEN"))
    assert Participant.objects.count() == 3


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("nobody", "No member has this username"),
        ("ben nobody nowhere", "No members have these usernames"),
        ("ada", "Leave your own name out"),
        ("", "Say whom it is for."),
    ],
)
def test_names_that_are_wrong_are_said_beside_the_field_and_the_text_is_kept(names, sentence, as_, ada, ben):
    answer = as_(ada).post(NEW, form(names))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Would you take the **brass** one?" in answer.text
    assert not Topic.objects.exists()


def test_a_conversation_has_ten_members_at_most(as_, ada, django_user_model):
    crowd = [django_user_model.objects.create_user(f"member{number}") for number in range(10)]
    assert as_(ada).post(NEW, form(crowd)).status_code == 422
    assert as_(ada).post(NEW, form(crowd[:9])).status_code == 303


def test_the_same_form_sent_twice_makes_one_conversation(as_, ada, ben):
    browser, sent = as_(ada), form([ben])
    assert len({browser.post(NEW, sent).url for _ in range(3)}) == 1
    assert Topic.objects.count() == 1


def test_the_same_text_with_another_key_is_asked_about_and_sent_if_it_is_meant(as_, ada, ben):
    browser = as_(ada)
    browser.post(NEW, form([ben]))
    assert browser.post(NEW, form([ben])).status_code == 409
    assert browser.post(NEW, form([ben], again="1")).status_code == 303
    assert Topic.objects.count() == 2


def test_who_has_written_too_little_writes_to_nobody_first_but_may_answer(as_, ada, nia, board, start):
    settings(messages_after_posts=1)
    refused = as_(nia).post(NEW, form([ada]))
    assert refused.status_code == 403
    assert "after 1 more post of yours" in refused.text
    assert BODY in refused.text
    start(ada, board)
    topic = talk(ada, nia)
    answer = as_(nia).post(f"{topic.get_absolute_url()}reply/", {"body": "Yes", "key": uuid.uuid4().hex})
    assert answer.status_code == 303
    start(nia, board)
    assert as_(nia).post(NEW, form([ada])).status_code == 303


@pytest.mark.parametrize(
    ("writers", "is_taken"),
    [
        (Writers.EVERYBODY, True),
        (Writers.FOLLOWED, False),
        (Writers.REGULARS, False),
        (Writers.MODERATORS, False),
    ],
)
def test_members_say_who_may_write_to_them_first(writers, is_taken, as_, ada, ben, root):
    MessagePreference.objects.create(member=ben, writers=writers)
    answer = as_(ada).post(NEW, form([ben]))
    assert answer.status_code == (303 if is_taken else 422)
    assert ("ben takes no messages from you" in answer.text) is not is_taken
    # Administrators and moderators always may.
    assert as_(root).post(NEW, form([ben])).status_code == 303


def test_whom_one_follows_may_write_and_so_may_members_with_enough_posts(as_, ada, ben, eve, board, start):
    MessagePreference.objects.create(member=ben, writers=Writers.FOLLOWED)
    MessagePreference.objects.create(member=eve, writers=Writers.REGULARS, posts_needed=2)
    following.follow(ben, ada)
    assert as_(ada).post(NEW, form([ben])).status_code == 303
    start(ada, board)
    assert as_(ada).post(NEW, form([eve], again="1")).status_code == 422
    start(ada, board, title="Another")
    assert as_(ada).post(NEW, form([eve], again="1")).status_code == 303


def test_nobody_but_staff_writes_to_a_member_who_is_under_age(as_, ada, ben, root):
    as_(root).post("/u/ben/mark-under-age/")
    assert as_(ada).post(NEW, form([ben])).status_code == 422
    assert as_(root).post(NEW, form([ben], again="1")).status_code == 303
    as_(ben).post("/settings/privacy/", {"writers": "everybody", "posts_needed": "1"})
    assert as_(ada).post(NEW, form([ben])).status_code == 422
    as_(root).post("/u/ben/unmark-under-age/")
    assert as_(ada).post(NEW, form([ben])).status_code == 303


def test_ignoring_keeps_both_from_beginning_and_only_who_ignores_is_told_why(as_, ada, ben):
    following.mute(ben, ada)
    from_ada, from_ben = as_(ada).post(NEW, form([ben])), as_(ben).post(NEW, form([ada]))
    assert (from_ada.status_code, from_ben.status_code) == (422, 422)
    assert "takes no messages from you" in from_ada.text
    assert "You ignore" not in from_ada.text
    assert "You ignore" in from_ben.text


def test_a_silenced_member_begins_nothing(as_, ada, ben, root):
    silence_acts.silence(root, ada, "Too loud", until=timezone.now() + timedelta(days=3))
    assert as_(ada).post(NEW, form([ben])).status_code == 403
    assert not Topic.objects.exists()


def test_so_many_conversations_are_begun_in_a_day(as_, ada, ben):
    settings(conversations_a_day=2)
    answers = [as_(ada).post(NEW, form([ben], title=f"Lamp {number}")) for number in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "You can start 2 conversations in a day." in answers[2].text


def test_a_preview_sends_nothing_and_a_draft_waits_for_its_author(as_, ada, ben):
    browser = as_(ada)
    preview = browser.post(NEW, form([ben], preview="1"))
    assert "<strong>brass</strong>" in preview.text
    browser.post(NEW, form([ben], save_draft="1"))
    assert not Post.objects.exists()
    assert "**brass**" in browser.get(NEW).text
    assert "New conversation" in browser.get("/drafts/").text
    browser.post(NEW, form([ben]))
    assert "**brass**" not in browser.get(NEW).text


def test_what_was_begun_for_one_member_does_not_stand_in_the_form_for_another(as_, ada, ben, eve, topic):
    browser = as_(eve)
    for_ben, for_ada = f"{NEW}?to=ben", f"{NEW}?to=ada"
    saved = browser.post(for_ben, form([ben], body="For Ben alone", save_draft="1"))
    assert saved.url == for_ben
    page = browser.get(for_ben).text
    assert "For Ben alone" in page
    assert f'action="{for_ben}#main"' in page
    for address in (for_ada, f"{NEW}?about={topic.posts.get().pk}"):
        page = browser.get(address).text
        assert "For Ben alone" not in page
        assert 'value="ada"' in page
    listed = browser.get("/drafts/").text
    assert f"New conversation with {set_apart(ben.name)}" in listed
    assert for_ben in listed
    assert browser.post(for_ada, form([ada], body="For Ada")).status_code == 303
    assert "For Ben alone" in browser.get(for_ben).text
    browser.post(for_ben, form([ben], body="For Ben alone", draft="1"))
    assert "For Ben alone" not in browser.get(for_ben).text


def test_a_draft_for_who_has_closed_their_account_is_kept_without_their_name(as_, ada, ben):
    browser = as_(ada)
    browser.post(f"{NEW}?to=ben", form([ben], body="For Ben alone", save_draft="1"))
    name = ben.name
    closing_accounts.close(ben)
    assert "For Ben alone" in browser.get("/drafts/").text
    assert name not in browser.get("/drafts/").text
    assert "For Ben alone" in browser.get(f"/drafts/{ada.drafts.get().pk}/").text


def test_a_file_comes_with_the_first_message_and_is_seen_by_who_takes_part_alone(as_, ada, ben, eve, root):
    file = SimpleUploadedFile("list.txt", b"one lamp", "text/plain")
    page = as_(ada).post(NEW, form([ben], files=[file], attach="1"))
    assert page.status_code == 200
    address = re.search(r"/files/[0-9A-Za-z]{22}/list\.txt", page.text)[0]
    as_(ada).post(NEW, form([ben], body=f"[list]({address})"))
    assert [as_(member).get(address).status_code for member in (ada, ben, eve, root)] == [200, 200, 404, 404]
    assert as_().get(address).status_code == 404
    topic = Topic.objects.get()
    listed = as_(ada).get("/files/").text
    assert topic.posts.get().get_absolute_url() in listed
    assert TITLE in listed
    taking_part.leave(ada, topic)
    listed = as_(ada).get("/files/").text
    assert "in a post that you can’t see any more" in listed
    assert TITLE not in listed


def test_a_post_may_be_quoted_to_its_author_alone(as_, ada, ben, topic):
    post = topic.posts.get()
    page = as_(ben).get(f"{NEW}?about={post.pk}")
    assert 'value="ada"' in page.text
    assert "How does this work?" in page.text


@pytest.mark.parametrize("address", [NEW, f"{NEW}?to=ben"])
def test_whose_session_has_ended_finds_the_text_after_signing_in(as_, client, ada, ben, address):
    sent = client.post(address, form([ben]), headers={"Origin": "http://testserver"})
    assert sent.url.startswith("/accounts/login/")
    assert not Post.objects.exists()
    client.force_login(ada)
    page = client.get(address).text
    assert BODY in page
    assert f'value="{TITLE}"' in page
    assert 'value="ben"' in page
    assert client.post(address, form([ben])).status_code == 303
    assert BODY not in client.get(address).text


def test_a_visitor_signs_in_first(client):
    assert client.get(NEW).url.startswith("/accounts/login/")
    assert client.get("/conversations/").url.startswith("/accounts/login/")
