"""A clean-up also keeps the spammer out by bans, and shows which accounts may be theirs as well."""

import pytest
from django.utils import timezone

from accounts.models import User
from forum.bans.models import Ban
from forum.member_records.models import MemberNetwork
from forum.posts.models import Post
from forum.sign_up.models import Invitation, Invited
from tests.cleanup.conftest import finish
from tests.cleanup.test_clean_up import ALL, PAGE, clean, state, undo
from tests.conftest import join

pytestmark = pytest.mark.django_db


def ticked(page):
    """Which parts the page offers, and whether they are ticked."""
    lines = [line for line in page.splitlines() if 'name="parts"' in line]
    return {line.split('value="')[1].partition('"')[0]: " checked" in line for line in lines}


def running():
    return set(Ban.objects.running().values_list("kind", "pattern"))


@pytest.fixture
def spammer(eve, spam):
    User.objects.filter(pk=eve.pk).update(email="eve@cheap-watches.example")
    Post.objects.filter(author=eve).update(ip="203.0.113.7")
    eve.refresh_from_db()
    return eve


def test_name_address_and_domain_are_ticked_and_the_network_is_not(as_, root, spammer):
    page = as_(root).get(PAGE).text
    found = {name: is_ticked for name, is_ticked in ticked(page).items() if name.startswith("ban-")}
    assert found == {"ban-name": True, "ban-address": True, "ban-domain": True, "ban-network": False}
    assert "cheap-watches.example" in page
    assert "203.0.113.7" in page


@pytest.mark.parametrize("email", ["eve@gmail.com", "eve@example.org", ""])
def test_domains_of_many_are_not_offered(as_, root, spammer, email):
    """One that everybody has, one that a member here writes from."""
    User.objects.filter(pk=spammer.pk).update(email=email)
    assert "ban-domain" not in ticked(as_(root).get(PAGE).text)


def test_bans_are_set_and_undo_lifts_those_alone(as_, root, spammer):
    Ban.objects.create(kind="domain", pattern="before.example", reason="Long ago", by=root)
    before = state()
    clean(as_(root), parts=["posts", "ban-name", "ban-address", "ban-domain", "ban-network"])
    assert running() == {
        ("name", "eve"), ("address", "eve@cheap-watches.example"), ("domain", "cheap-watches.example"),
        ("network", "203.0.113.7/32"), ("domain", "before.example"),
    }  # fmt: skip
    refused = as_().post(
        "/accounts/signup/",
        {"username": "eve2", "email": "x@cheap-watches.example", "password1": "a-long-enough-phrase-42"},
    )
    assert "can’t be used here" in refused.text
    undo(as_(root))
    assert running() == {("domain", "before.example")}
    assert state() == before


def test_what_is_banned_already_is_not_offered_and_stays(as_, root, spammer):
    Ban.objects.create(kind="name", pattern="eve", reason="Long ago", by=root)
    assert "ban-name" not in ticked(as_(root).get(PAGE).text)
    clean(as_(root), parts=list(ALL["parts"]))
    undo(as_(root))
    assert running() == {("name", "eve")}


def test_accounts_beside_theirs_are_listed_unticked_and_done_in_the_same_step(as_, root, spammer, topic, say):
    guest, second, bystander = join("guest"), join("second"), join("bystander")
    invitation = Invitation.objects.create(by=spammer, expires_at=timezone.now())
    Invited.objects.create(member=guest, by=spammer, invitation=invitation)
    for member in (spammer, second):
        MemberNetwork.objects.create(member=member, network="203.0.113.7", day=timezone.localdate())
    MemberNetwork.objects.create(member=bystander, network="198.51.100.1", day=timezone.localdate())
    posts = [say(member, topic, f"Hello from {member}") for member in (guest, second, bystander)]
    finish()
    page = as_(root).get(PAGE).text
    assert "Whom they invited" in page
    assert "Accounts that share a network with them" in page
    offered = [line for line in page.splitlines() if 'name="also"' in line]
    assert len(offered) == 2
    assert not any(" checked" in line for line in offered)
    answer = clean(as_(root), also=[guest.pk])
    assert "Cleaning up after 2 members." in answer.text
    for post in posts:
        post.refresh_from_db()
    assert [post.is_removed for post in posts] == [True, False, False]
    refused = as_(root).post(PAGE, ALL | {"also": [bystander.pk]})
    assert refused.status_code == 422
    undo(as_(root))
    posts[0].refresh_from_db()
    assert not posts[0].is_removed
