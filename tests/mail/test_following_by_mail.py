"""A visitor follows a topic by e-mail, without an account."""

import pytest
from django.conf import settings as forum_settings
from django.core import mail
from django.core.cache import cache, caches
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following, following_by_mail
from forum.follows.models import Follow, Level
from forum.notifications.models import Delivery
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD
from tests.mail.visitors import ADDRESS, ask, count, link

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(settings):
    """A cache that remembers, for limits."""
    settings.CACHES = forum_settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "by mail"}
    }
    cache.clear()


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.HAS_MAIL = True


def test_an_address_follows_once_it_is_confirmed_and_is_told_of_every_post(visitor, ben, topic, say, work):
    answer = ask(visitor, topic)
    assert answer.status_code == 200
    assert "We’ve emailed you a link." in answer.text
    assert not answer.cookies
    work()
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert topic.title in message.subject
    assert count(topic) == 0
    say(ben, topic)
    work()
    assert len(mail.outbox) == 1  # not yet
    assert visitor.get(link()).status_code == 200
    assert count(topic) == 0  # a look is no yes
    assert "You’re following this topic" in visitor.post(link(message)).text
    assert count(topic) == 1
    say(ben, topic, "Now.")
    work()
    assert mail.outbox[-1].to == [ADDRESS]
    assert "List-Unsubscribe" in mail.outbox[-1].extra_headers
    assert "/mail/level/" not in mail.outbox[-1].body


def test_there_is_one_mail_to_confirm_however_often_somebody_asks(visitor, topic, work):
    for address in (ADDRESS, "PAT@example.net", ADDRESS):
        assert "We’ve emailed you a link." in ask(visitor, topic, address).text
        work()
    assert len(mail.outbox) == 1


def test_the_answer_is_the_same_whether_the_address_follows_or_not(visitor, topic, confirmed):
    again, fresh = ask(visitor, topic).text, ask(visitor, topic, "other@example.net").text
    assert again == fresh


def test_confirming_twice_counts_once(visitor, topic, work):
    ask(visitor, topic)
    work()
    for _click in range(2):
        visitor.post(link())
    assert count(topic) == 1


def test_one_click_in_the_mail_stops_and_keeps_nothing(visitor, ben, topic, say, confirmed, work):
    say(ben, topic)
    work()
    stop = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    for _click in range(2):
        assert visitor.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follow.objects.filter(address=ADDRESS).exists()
    assert count(topic) == 0
    say(ben, topic)
    work()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "address", ["", "pat", "pat@", "a@b", "pat@example.net\nx@y.org", "é@example.net", "a" * 250 + "@x.org"]
)
def test_an_address_that_is_none_is_refused_beside_the_field(address, visitor, topic):
    answer = ask(visitor, topic, address)
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert not Follow.objects.exists()


def test_a_machine_that_fills_every_field_is_refused(visitor, topic):
    assert ask(visitor, topic, website="https://x.example").status_code == 422
    assert not Follow.objects.exists()


def test_too_many_requests_from_one_network_are_refused(visitor, topic, counting):
    answers = [ask(visitor, topic, f"p{n}@example.net").status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_too_many_requests_for_one_address_are_refused(visitor, ada, board, start, counting):
    answers = [ask(visitor, start(ada, board, title=f"Topic {n}")).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]


def test_another_site_cannot_ask(visitor, topic):
    address = f"{topic.get_absolute_url()}follow-by-mail/"
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        assert visitor.post(address, {"address": ADDRESS}, headers=headers).status_code == 403
    assert not Follow.objects.exists()


def test_the_owner_can_switch_it_off(visitor, topic):
    assert visitor.get(f"{topic.get_absolute_url()}follow-by-mail/").status_code == 200
    SiteSettings.objects.update_or_create(pk=1, defaults={"takes_mail_followers": False})
    assert visitor.get(f"{topic.get_absolute_url()}follow-by-mail/").status_code == 404
    assert ask(visitor, topic).status_code == 404


def test_what_visitors_do_not_see_they_cannot_follow(visitor, root, start, staff_board):
    hidden = start(root, staff_board)
    assert ask(visitor, hidden).status_code == 404


def test_a_topic_that_goes_out_of_sight_sends_nothing_more_and_its_link_is_of_no_use(
    visitor, ben, topic, say, confirmed, work
):
    ask(visitor, topic, "late@example.net")
    work()
    late = link()
    mail.outbox.clear()
    say(ben, topic)
    apply_preset(topic.board, Preset.MEMBERS)
    work()
    assert mail.outbox == []
    answer = visitor.get(late)
    assert answer.status_code == 404
    assert topic.title not in answer.text
    visitor.post(late)
    assert Follow.objects.get(address="late@example.net").state == Follow.State.UNCONFIRMED


def test_what_is_not_confirmed_within_a_week_is_forgotten(visitor, topic, work):
    ask(visitor, topic)
    work()
    Follow.objects.update(created_at=timezone.now() - following_by_mail.UNCONFIRMED_FOR)
    following_by_mail.delete_unconfirmed()
    assert not Follow.objects.exists()
    assert not Delivery.objects.filter(address=ADDRESS).exists()
    assert visitor.get(link()).status_code == 404


def test_signing_up_with_the_address_takes_the_follow_along(topic, confirmed, as_):
    answer = as_().post("/accounts/signup/", {"username": "pat", "email": ADDRESS, "password1": PASSWORD})
    assert answer.status_code == 302
    follow = Follow.objects.get()
    assert (follow.member.username, follow.address, follow.level) == ("pat", "", Level.EVERY)
    assert count(topic) == 1


def test_an_address_that_is_not_confirmed_takes_nothing_along(topic, confirmed, as_, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    as_().post("/accounts/signup/", {"username": "pat", "email": ADDRESS, "password1": PASSWORD})
    assert Follow.objects.get().member is None


def test_whoever_follows_as_a_member_already_is_counted_once(topic, confirmed, eve):
    following.follow(eve, topic)
    assert count(topic) == 2
    eve.email = ADDRESS
    eve.save()
    following_by_mail.adopt_follows(eve)
    assert count(topic) == 1
    assert Follow.objects.get().member == eve


def test_the_old_mails_of_a_visitor_who_has_joined_still_stop_it(
    visitor, ben, eve, topic, say, confirmed, work
):
    say(ben, topic)
    work()
    stop = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    eve.email = ADDRESS
    eve.save()
    following_by_mail.adopt_follows(eve)
    visitor.post(stop)
    assert Follow.objects.get(member=eve).state == Follow.State.LEFT


def test_no_page_shows_the_address(as_, ben, topic, confirmed):
    for reader in (None, ben):
        for place in ("", "followers/"):
            page = as_(reader).get(topic.get_absolute_url() + place).text
            assert ADDRESS not in page
            assert "pat@" not in page


def test_where_no_email_is_set_up_it_is_not_offered_and_nothing_is_written(settings, visitor, topic):
    assert "follow-by-mail/" in visitor.get(topic.get_absolute_url()).text
    settings.HAS_MAIL = False
    cache.clear()
    caches["pages"].clear()
    assert "follow-by-mail/" not in visitor.get(topic.get_absolute_url()).text
    shown, sent = visitor.get(f"{topic.get_absolute_url()}follow-by-mail/"), ask(visitor, topic)
    assert (shown.status_code, sent.status_code) == (200, 422)
    for answer in (shown, sent):
        assert "Email isn’t set up on this forum yet, so you can’t follow by email." in answer.text
        assert 'name="address"' not in answer.text
    assert not Follow.objects.exists()
