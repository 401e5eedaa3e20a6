"""New members who wait, as moderators see them: approving, rejecting with a reason, undoing."""

import itertools
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation import queue, waiting_members
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided
from forum.sign_up import keeping_time
from forum.sign_up.models import SignUpRequest
from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, link_in, sent_mails, sign_in, sign_up, with_mail  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def wil(as_):
    SiteSettings.current().change(sign_up="approval", sign_up_question="Which boat?")
    sign_up(as_(), username="wil", email="wil@boats.example", answer="A <b>dinghy</b>")
    return get_user_model().objects.get(username="wil")


@pytest.fixture
def sign_ups():
    """What `count` people said who signed up and wait; `{n}` is the number of each."""
    numbers = itertools.count()

    def open_accounts(count, answer="", network="", domain="gmail.com", **more):
        members = [
            get_user_model().objects.create_user(
                f"new{n}", f"new{n}@{domain}", None, waits_since=timezone.now()
            )
            for n in itertools.islice(numbers, count)
        ]
        said = {"question": "Why?", "network": network, **more}
        return [
            SignUpRequest.objects.create(member=member, answer=answer.format(n=member.pk), **said)
            for member in members
        ]

    return open_accounts


def group_in(page):
    return re.findall(r"/moderate/together/[0-9a-f]+/", page)[0]


@pytest.mark.parametrize(
    ("alike", "words"),
    [
        ({"network": "198.51.100.7"}, "From the same network"),
        ({"answer": "I love  boats!"}, "The same answer"),
        ({"domain": "offers.example"}, "Addresses at offers.example"),
    ],
)
def test_a_wave_of_sign_ups_is_decided_together_and_undone(as_, root, sign_ups, alike, words):
    honest = sign_ups(1, answer="I have a boat")[0]
    wave = sign_ups(5, **alike)
    browser = as_(root)
    page = browser.get(reverse("moderate")).text
    assert words in page
    assert f'id="members-{honest.pk}"' in page
    address = group_in(page)
    page = browser.get(address).text
    assert "clean up" not in page
    assert "The question isn’t answered" in page
    ticked = [request.pk for request in wave[1:]]
    sent = {"listed": [request.pk for request in wave], "item": ticked, "rest": "approve", "ready": "spam"}
    assert browser.post(address, sent | {"decision": "clean-up"}).status_code == 422
    answer = browser.post(address, sent | {"decision": "reject"}, follow=True).text
    assert "4 rejected." in answer
    assert "1 approved." in answer
    assert set(waiting_members.open_to(root)) == {honest}
    assert not get_user_model().objects.get(pk=ticked[0]).is_active
    browser.post(reverse("moderate-undo"), {"undo": re.findall(r'name="undo" value="([0-9]+)"', answer)})
    assert {request.pk for request in waiting_members.open_to(root)} == {honest.pk, *ticked}


def test_what_honest_people_have_in_common_makes_no_wave(as_, root, sign_ups):
    sign_ups(3, answer="A boat", domain="gmail.com")
    sign_ups(3, answer="Because number {n} is mine", network="", domain="gmail.com")
    page = as_(root).get(reverse("moderate")).text
    assert page.count("data-item") == 6
    # Where there is a right answer, all who wait gave it.
    SiteSettings.current().change(sign_up_answers="In the old harbour")
    sign_ups(5, answer="In the old harbour")
    assert "The same answer" not in as_(root).get(reverse("moderate")).text
    # And on one page all of them can be decided, who waits for the same moderators.
    assert "decide about all 11 on one page" in as_(root).get(reverse("moderate")).text


def test_moderators_of_a_board_find_no_group_of_sign_ups(as_, root, mod, sign_ups):
    sign_ups(5, network="198.51.100.7")
    address = group_in(as_(root).get(reverse("moderate")).text)
    assert as_(mod).get(address).status_code == 404
    assert "together" not in as_(mod).get(reverse("moderate")).text


def decide(client, member, decision, **said):
    return client.post(reverse("moderate-decide", args=["members", member.pk, decision]), said)


def test_the_card_says_what_to_know(as_, root, wil):
    page = as_(root).get(reverse("moderate")).content.decode()
    for words in (
        "wil",
        "boats.example",
        "Which boat?",
        "A &lt;b&gt;dinghy&lt;/b&gt;",
        "New members wait for approval.",
    ):
        assert words in page
    assert "wil@" not in page


def test_moderators_of_a_board_do_not_see_them(as_, mod, wil):
    page = as_(mod).get(reverse("moderate")).content.decode()
    assert "wil" not in page
    assert decide(as_(mod), wil, "approve").status_code == 404
    wil.refresh_from_db()
    assert wil.waits_since is not None
    assert queue.waiting_for(mod).count == 0


def test_approved_they_write_and_are_told(as_, root, wil, topic):
    decide(as_(root), wil, "approve")
    wil.refresh_from_db()
    assert wil.waits_since is None
    assert not SignUpRequest.objects.exists()
    assert "is approved" in sent_mails()[-1].body
    assert sent_mails()[-1].to == ["wil@boats.example"]
    assert LogEntry.objects.get(act="approve-member").member == wil
    answer = as_(wil).post(reverse("reply", args=[topic.pk, topic.slug]), {"body": "Hello", "key": "k1"})
    assert answer.status_code == 303
    assert topic.posts.count() == 2


def test_rejected_they_are_told_why_and_cannot_sign_in(as_, root, wil):
    client = as_()
    sign_in(client, "wil")
    assert is_in(client)
    assert decide(as_(root), wil, "reject").status_code == 422
    decide(as_(root), wil, "reject", ready="not-for-you", reason="Only dinghies\r\nBcc: x@y.example")
    assert not is_in(client)
    sign_in(client, "wil")
    assert not is_in(client)
    body = sent_mails()[-1].body
    assert "This forum is for other people: Only dinghies" in body
    assert "Bcc: x" not in str(sent_mails()[-1].extra_headers)
    assert queue.waiting_for(root).count == 0


def test_a_rejection_is_undone_by_one_button(as_, root, wil):
    decide(as_(root), wil, "reject", ready="spam")
    entry = LogEntry.objects.get(act="reject-member")
    as_(root).post(reverse("moderate-undo"), {"undo": entry.pk})
    wil.refresh_from_db()
    assert wil.is_active
    assert wil.waits_since is not None
    assert queue.waiting_for(root).count == 1


def test_after_thirty_days_a_rejected_account_is_closed(as_, root, wil):
    decide(as_(root), wil, "reject", ready="spam")
    keeping_time.forget_old()
    wil.refresh_from_db()
    assert wil.closed_at is None
    SignUpRequest.objects.update(rejected_at=timezone.now() - timedelta(days=31))
    keeping_time.forget_old()
    wil.refresh_from_db()
    assert wil.closed_at is not None
    assert (wil.email, wil.waits_since) == ("", None)
    assert not SignUpRequest.objects.exists()


def test_two_moderators_decide_once(root, wil):
    [request] = waiting_members.open_to(root)
    queue.decide(
        root,
        waiting_members.WAITING_MEMBERS,
        request,
        waiting_members.WAITING_MEMBERS.decision("approve"),
        "",
    )
    with pytest.raises(AlreadyDecided):
        queue.decide(
            root,
            waiting_members.WAITING_MEMBERS,
            request,
            waiting_members.WAITING_MEMBERS.decision("reject"),
            "x",
        )
    wil.refresh_from_db()
    assert wil.is_active
    assert waiting_members.decided_by(root, wil.pk) == root


def test_where_addresses_are_confirmed_nobody_waits_before_that(as_, root, with_mail):  # noqa: F811
    SiteSettings.current().change(sign_up="approval")
    client = as_()
    sign_up(client, username="wil", email="wil@boats.example")
    assert queue.waiting_for(root).count == 0
    path = link_in(sent_mails()[-1], "confirm-email")
    client.post(path)
    assert queue.waiting_for(root).count == 1
    assert is_in(client)


def test_networks_are_forgotten_after_a_while(wil):
    assert wil.sign_up_request.network == "127.0.0.1"
    SignUpRequest.objects.update(made_at=timezone.now() - timedelta(days=91))
    keeping_time.forget_old()
    assert SignUpRequest.objects.get().network == ""


def test_the_card_counts_accounts_of_one_origin(as_, root, wil, ada):
    get_user_model().objects.create_user(
        "other", "other@boats.example", suspended_until=timezone.now() + timedelta(days=1)
    )
    get_user_model().objects.create_user("third", "third@notboats.example")
    page = as_(root).get(reverse("moderate")).content.decode()
    assert "1 other account at this domain (1 kept out)" in page


def test_closing_the_own_account_takes_it_out_of_the_queue(as_, root, wil):
    keeping_time.forget_member(wil)
    assert queue.waiting_for(root).count == 0
    run_due()
