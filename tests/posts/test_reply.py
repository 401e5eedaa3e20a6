import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.jobs.models import Job
from forum.moderation import topic_acts
from forum.moderation.member_acts import suspend
from forum.posts.models import Post

TEXT = "Tighten the *small* screw first.\n\nThen the other one."


def fields(topic, body=TEXT, **more):
    return {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id, **more}


def address(topic):
    return f"{topic.get_absolute_url()}reply/"


def test_a_member_replies_and_is_led_to_the_post(as_, ben, topic):
    answer = as_(ben).post(address(topic), fields(topic))
    post = Post.objects.get(topic=topic, number=2)
    assert answer.status_code == 303
    assert answer.url == f"{topic.get_absolute_url()}#post-{post.pk}"
    assert post.source == TEXT
    assert "<em>small</em>" in post.html
    assert post.author == ben


def test_a_reply_moves_every_counter_with_it(as_, ben, topic):
    as_(ben).post(address(topic), fields(topic))
    topic.refresh_from_db()
    ben.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.last_poster, ben.post_count) == (2, 2, ben, 1)
    assert topic.last_post_at == Post.objects.get(number=2).created_at


def test_a_reply_is_recorded_with_a_job_for_the_worker(as_, ben, topic):
    as_(ben).post(address(topic), fields(topic))
    post = Post.objects.get(number=2)
    assert Job.objects.get(payload__post_id=post.pk).name == "post.published"


def test_the_same_form_sent_twice_makes_one_post_and_one_answer(as_, ben, topic):
    browser, sent = as_(ben), fields(topic)
    answers = [browser.post(address(topic), sent) for _ in range(3)]
    assert Post.objects.filter(topic=topic).count() == 2
    assert len({answer.url for answer in answers}) == 1


def test_one_members_key_does_not_stand_for_anothers(as_, ada, ben, topic):
    sent = fields(topic)
    as_(ben).post(address(topic), sent)
    as_(ada).post(address(topic), sent)
    assert Post.objects.filter(topic=topic).count() == 3


@pytest.mark.parametrize(("act", "status"), [(topic_acts.lock, 409), (topic_acts.remove, 410)])
def test_a_topic_closed_meanwhile_refuses_and_keeps_the_text(act, status, as_, ben, root, topic):
    sent = fields(topic)
    act(root, topic, "enough")
    answer = as_(ben).post(address(topic), sent)
    assert answer.status_code == status
    assert "Tighten the *small* screw first." in answer.text
    assert Post.objects.filter(topic=topic).count() == 1


def test_a_topic_moved_meanwhile_refuses_once_and_takes_the_text_then(as_, ben, root, topic, members_board):
    sent = fields(topic)
    topic_acts.move(root, topic, board=members_board)
    answer = as_(ben).post(address(topic), sent)
    assert answer.status_code == 409
    assert "Tighten the *small* screw first." in answer.text
    assert f'name="board" value="{members_board.pk}"' in answer.text
    again = as_(ben).post(address(topic), sent | {"board": members_board.pk})
    assert again.status_code == 303


def test_a_topic_moved_out_of_sight_is_not_found_but_the_text_is_shown(as_, ben, root, topic, staff_board):
    sent = fields(topic)
    topic_acts.move(root, topic, board=staff_board)
    answer = as_(ben).post(address(topic), sent)
    assert answer.status_code == 404
    assert "Tighten the *small* screw first." in answer.text
    assert topic.title not in answer.text


def test_a_moderator_replies_to_a_locked_topic(as_, mod, topic):
    topic_acts.lock(mod, topic)
    assert as_(mod).post(address(topic), fields(topic)).status_code == 303


def test_a_board_that_may_only_be_read_refuses_with_403_and_keeps_the_text(as_, ben, topic):
    topic.board.grants.filter(audience="members").update(verbs=["see"])
    answer = as_(ben).post(address(topic), fields(topic))
    assert answer.status_code == 403
    assert "Tighten the *small* screw first." in answer.text


def test_a_topic_on_a_hidden_board_is_not_found(as_, ben, ada, start, staff_board, root):
    topic = start(root, staff_board, title="The key is under the mat")
    answer = as_(ben).post(address(topic), fields(topic))
    assert answer.status_code == 404
    assert "under the mat" not in answer.text


def test_reading_the_reply_address_changes_nothing(as_, ben, topic):
    assert as_(ben).get(address(topic)).status_code == 405
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "required"),
        ("   \n  ", "Write something first."),
        ("x" * 32_001, "32"),
        ("zero\x00byte", "Null characters are not allowed."),
    ],
)
def test_a_text_that_cannot_be_posted_comes_back_with_a_reason(body, words, as_, ben, topic):
    answer = as_(ben).post(address(topic), fields(topic, body))
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert words in answer.text
    assert Post.objects.count() == 1


def test_hostile_text_is_shown_and_does_nothing(as_, ben, topic):
    as_(ben).post(address(topic), fields(topic, "<script>alert(1)</script> [x](javascript:alert(1))"))
    page = as_().get(topic.get_absolute_url()).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_fields_that_a_form_does_not_have_are_not_listened_to(as_, ada, ben, topic):
    more = {
        "author": ada.pk,
        "user_id": ada.pk,
        "number": 99,
        "created_at": "2001-01-01",
        "removed_at": "2001-01-01",
    }
    as_(ben).post(address(topic), fields(topic, **more))
    post = Post.objects.get(number=2)
    assert post.author == ben
    assert post.created_at.year > 2001
    assert post.removed_at is None


def test_a_reply_to_a_post_of_another_topic_is_a_reply_to_the_topic(as_, ben, ada, board, start, topic):
    other = start(ada, board, title="Elsewhere").posts.get()
    as_(ben).post(address(topic), fields(topic, reply_to=other.pk))
    assert Post.objects.get(topic=topic, number=2).reply_to is None


def test_a_reply_names_the_post_it_answers(as_, ben, topic):
    as_(ben).post(address(topic), fields(topic, reply_to=topic.posts.get().pk))
    assert Post.objects.get(topic=topic, number=2).reply_to == topic.posts.get(number=1)


def test_a_flood_is_held_back_with_its_text(as_, ben, topic):
    browser = as_(ben)
    answers = [browser.post(address(topic), fields(topic, f"Text {n}")) for n in range(14)]
    assert [answer.status_code for answer in answers].count(303) == 12
    assert answers[-1].status_code == 429
    assert "Text 13" in answers[-1].text


def test_a_preview_shows_the_text_and_posts_nothing(as_, ben, topic):
    answer = as_(ben).post(address(topic), fields(topic, preview="1"))
    assert answer.status_code == 200
    assert "<em>small</em>" in answer.text
    assert "Tighten the *small* screw first." in answer.text
    assert Post.objects.count() == 1


def test_a_suspended_member_is_a_visitor_from_the_next_request_on(as_, ben, root, topic):
    browser = as_(ben)
    suspend(root, ben, "spam", until=timezone.now() + timedelta(days=1))
    assert browser.post(address(topic), fields(topic)).url.startswith("/accounts/login/")
    assert Post.objects.count() == 1


def test_a_board_made_private_keeps_the_reply_of_those_it_shuts_out_from_being_posted(as_, ben, board, topic):
    apply_preset(board, Preset.STAFF)
    answer = as_(ben).post(address(topic), fields(topic))
    assert answer.status_code == 404
    assert "Tighten the *small* screw first." in answer.text
