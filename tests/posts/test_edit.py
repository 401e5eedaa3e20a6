from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from forum.moderation import topic_acts
from forum.posts.revisions import Revision
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD


@pytest.fixture
def post(topic):
    return topic.posts.get()


def address(post):
    return f"/p/{post.pk}/edit/"


def fields(post, body="A better text.", **more):
    return {"body": body, "title": post.topic.title, "base": post.revision, **more}


def test_an_author_mends_a_post_and_the_old_text_is_kept(as_, ada, post):
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        answer = as_(ada).post(address(post), fields(post))
    assert answer.status_code == 303
    post.refresh_from_db()
    assert (post.source, post.revision, post.edited_by) == ("A better text.", 2, ada)
    assert Revision.objects.get(post=post).source == "How does this work?"
    assert "edited" in as_().get(post.topic.get_absolute_url()).text


def test_the_title_of_a_topic_is_changed_with_its_first_post(as_, ada, post):
    as_(ada).post(address(post), fields(post, title="A clearer question"))
    post.topic.refresh_from_db()
    assert post.topic.title == "A clearer question"
    assert Revision.objects.get(post=post).title == "A first question"


def test_the_old_address_of_a_renamed_topic_leads_on(as_, ada, post):
    old = post.topic.get_absolute_url()
    as_(ada).post(address(post), fields(post, title="A clearer question"))
    answer = as_().get(old)
    assert (answer.status_code, answer.url) == (301, f"/t/{post.topic_id}-a-clearer-question/")


def test_saving_without_a_change_is_no_edit(as_, ada, post):
    as_(ada).post(address(post), fields(post, body=post.source))
    post.refresh_from_db()
    assert (post.revision, post.edited_at) == (1, None)


def test_a_stranger_is_refused_and_keeps_their_text(as_, eve, post):
    answer = as_(eve).post(address(post), fields(post))
    assert answer.status_code == 403
    assert "A better text." in answer.text
    post.refresh_from_db()
    assert post.source == "How does this work?"


def test_a_visitor_signs_in_and_finds_the_text(as_, post):
    browser = as_()
    answer = browser.post(address(post), fields(post))
    assert answer.status_code == 303
    assert answer.url.startswith("/accounts/login/")
    back = browser.post(answer.url, {"login": "ada", "password": PASSWORD})
    assert "A better text." in browser.get(back.url).text


def test_a_post_on_a_hidden_board_is_not_found(as_, eve, root, start, staff_board):
    post = start(root, staff_board).posts.get()
    assert as_(eve).get(address(post)).status_code == 404


def test_a_locked_topic_refuses_its_authors_edit(as_, ada, mod, post):
    topic_acts.lock(mod, post.topic)
    assert as_(ada).post(address(post), fields(post)).status_code == 409
    assert as_(ada).get(address(post)).status_code == 403


def test_an_empty_text_comes_back_with_a_reason(as_, ada, post):
    answer = as_(ada).post(address(post), fields(post, body=""))
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text


def test_an_expired_form_comes_back_filled(ada, post):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada, backend="accounts.backends.MemberBackend")
    answer = browser.post(address(post), fields(post) | {"csrfmiddlewaretoken": "stale"})
    assert answer.status_code == 403
    assert "A better text." in answer.text
    assert "Send again" in answer.text
    fresh = browser.cookies["csrf"].value
    again = browser.post(address(post), fields(post) | {"csrfmiddlewaretoken": fresh})
    assert again.status_code == 303


def test_an_expired_form_from_another_site_is_not_offered_again(ada, post):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada, backend="accounts.backends.MemberBackend")
    answer = browser.post(address(post), fields(post), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "Send again" not in answer.text


def test_the_owner_keeps_the_history_for_the_author_and_moderators(as_, ada, mod, eve, post):
    SiteSettings.current().change(history_readers="author")
    as_(ada).post(address(post), fields(post))
    history = f"/p/{post.pk}/history/"
    assert "How does this work?" in as_(ada).get(history).text
    assert as_(mod).get(history).status_code == 200
    assert as_(eve).get(history).status_code == 403
    assert as_().get(history).status_code == 303
