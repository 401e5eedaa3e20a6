import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.names import validate_address
from forum.bans import judging
from forum.bans.models import Ban
from forum.bans.patterns import fits, read_pattern
from forum.jobs.running import run_due
from forum.moderation import ban_acts
from forum.moderation.models import LogEntry
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from tests.conftest import PASSWORD, join

HOME = "10.1.2.3"


@pytest.fixture
def ban(root):
    """ban("domain", "example.com") → the ban, running."""

    def act(kind, typed, until=None, by=None):
        entry = ban_acts.place(by or root, read_pattern(kind, typed), "Spam wave.", until, ip=HOME)
        return entry.ban

    return act


@pytest.fixture
def sign_up(db):
    def act(username, email, ip="203.0.113.9"):
        sent = {"username": username, "email": email, "password1": PASSWORD}
        return Client(REMOTE_ADDR=ip).post("/accounts/signup/", sent)

    return act


def is_member(name):
    return get_user_model().objects.filter(username=name).exists()


@pytest.mark.parametrize(
    ("kind", "typed", "kept_out", "let_in"),
    [
        ("name", "Spam*", ("spammer7", "pat@a.example"), ("aspam", "pat@a.example")),
        ("name", "Ruth", ("ruth", "pat@a.example"), ("ruthie", "pat@a.example")),
        ("address", "Bad+1@Mail.example", ("pat", "bad+2@mail.example"), ("pat", "bad2@mail.example")),
        ("domain", "Example.COM", ("pat", "x@EXAMPLE.com"), ("pat", "x@attacker-example.com")),
        ("domain", "example.com", ("pat", "x@deep.mail.example.com"), ("pat", "x@example.com.org")),
        ("domain", "@bücher.example", ("pat", "x@xn--bcher-kva.example"), ("pat", "x@bucher.example")),
    ],
)
def test_a_ban_keeps_out_at_sign_up_whom_it_says_and_nobody_else(ban, sign_up, kind, typed, kept_out, let_in):
    ban(kind, typed)
    answer = sign_up(*kept_out)
    assert "Spam wave." in answer.content.decode()
    assert not is_member(kept_out[0])
    sign_up(*let_in)
    assert is_member(let_in[0])


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("198.51.100.0/24", "198.51.100.77", "198.51.101.1"),
        ("198.51.100.7", "198.51.100.7", "198.51.100.8"),
        ("2001:db8:7::/48", "2001:db8:7:9::1", "2001:db8:8::1"),
        ("::ffff:198.51.100.0/120", "198.51.100.3", "198.51.101.3"),
    ],
)
def test_a_network_is_kept_out_at_sign_up(ban, sign_up, network, inside, outside):
    ban("network", network)
    assert "from your network" in sign_up("pat", "pat@a.example", inside).content.decode()
    assert not is_member("pat")
    sign_up("pat", "pat@a.example", outside)
    assert is_member("pat")


def test_an_address_of_ipv4_that_comes_through_ipv6_is_the_same(ban):
    ban("network", "198.51.100.0/24")
    assert judging.ban_of_network("::ffff:198.51.100.9") is not None
    assert judging.ban_of_network("::ffff:198.51.101.9") is None
    assert judging.ban_of_network(None) is None


@pytest.mark.parametrize(
    "typed", ["0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/3", "2001::/15", "::/64", "::ffff:0:0/96"]
)
def test_too_wide_a_network_is_refused_with_a_word(as_, root, typed):
    answer = as_(root).post(
        "/moderate/bans/", {"kind": "network", "typed": typed, "reason": "x", "place": "1"}
    )
    assert answer.status_code == 422
    assert "too wide" in answer.text
    assert typed in answer.text
    assert not Ban.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("name", "*"), ("name", "a*b"), ("name", ""), ("address", "example.com"), ("address", "a@b"), ("domain", "com"), ("domain", "*"), ("network", "300.1.1.1"), ("network", "x")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_beside_its_field(as_, root, kind, typed):
    answer = as_(root).post("/moderate/bans/", {"kind": kind, "typed": typed, "reason": "x", "place": "1"})
    assert answer.status_code == 422
    assert not Ban.objects.exists()


def test_encoded_and_quoted_addresses_are_none():
    for address in (
        '"a@attacker.example"@allowed.example',
        "=?x?q?a=40attacker.example=3e=00?=@allowed.example",
    ):
        with pytest.raises(ValidationError):
            validate_address(address)
    validate_address("a.b+c@allowed.example")


@pytest.mark.parametrize(
    ("name", "pattern", "is_hit"),
    [("abc", "abc", True), ("abcd", "abc", False), ("abcd", "abc*", True), ("xabc", "*abc", True), ("aba", "ab*ba", False), ("abba", "ab*ba", True), ("axbyc", "a*b*c", True), ("acbc", "a*b*c", True), ("abc", "a*c*b", False)],
)  # fmt: skip
def test_a_star_stands_for_anything(name, pattern, is_hit):
    assert fits(name, pattern) is is_hit


def test_a_hostile_pattern_takes_no_time():
    assert not fits("a" * 30, "*".join(["a"] * 100) + "b")


@pytest.fixture
def sign_in():
    def act(name, ip="203.0.113.9"):
        return Client(REMOTE_ADDR=ip).post("/accounts/login/", {"login": name, "password": PASSWORD})

    return act


def test_a_banned_member_is_told_why_at_sign_in_after_the_right_password_alone(ban, sign_in, ben, ada):
    ban("address", "ben@example.org", until=timezone.now() + timedelta(days=3))
    answer = sign_in("ben")
    assert answer.status_code == 403
    assert "Spam wave." in answer.content.decode()
    assert "This ends on" in answer.content.decode()
    wrong = Client().post("/accounts/login/", {"login": "ben", "password": "not-the-password-1"})
    assert "Spam wave." not in wrong.content.decode()
    assert sign_in("ada").status_code == 302


def test_a_ban_ends_by_itself_and_by_lifting(ban, sign_in, ben, root):
    placed = ban("name", "ben", until=timezone.now() + timedelta(days=3))
    assert sign_in("ben").status_code == 403
    Ban.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sign_in("ben").status_code == 302
    Ban.objects.update(until=None)
    assert sign_in("ben").status_code == 403
    ban_acts.lifting.perform(root, placed)
    assert sign_in("ben").status_code == 302


def test_those_it_hits_are_signed_out(as_, ban, ben, ada, sign_in):
    browser = Client()
    browser.post("/accounts/login/", {"login": "ben", "password": PASSWORD})
    other = Client()
    other.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert browser.get("/settings/").status_code == 200
    ban("name", "be*n")
    while run_due():
        pass
    assert browser.get("/settings/").status_code == 302
    assert other.get("/settings/").status_code == 200


def test_staff_are_never_kept_out_and_nobody_bans_themselves(as_, ban, sign_in, root):
    for kind, typed in (("name", "root"), ("address", "root+x@example.org"), ("domain", "example.org")):
        answer = as_(root).post(
            "/moderate/bans/", {"kind": kind, "typed": typed, "reason": "x", "place": "1"}
        )
        assert answer.status_code == 422
        assert "This would keep you out yourself." in answer.text
    browser = as_(root)
    sent = {"kind": "network", "typed": "127.0.0.0/8", "reason": "x", "place": "1"}
    assert "keep you out yourself" in browser.post("/moderate/bans/", sent).text
    assert not Ban.objects.exists()
    ban("network", "203.0.113.0/24")
    assert judging.ban_of_member(root, "203.0.113.9") is None


def test_from_a_network_newcomers_do_not_post_and_regulars_do(ban, ada, nia, board, start):
    ada.date_joined = timezone.now() - timedelta(days=9)
    ada.save(update_fields=["date_joined"])
    topic = start(ada, board)
    ban("network", "203.0.113.0/24")
    for author, is_refused in ((nia, True), (ada, False)):
        said = publishing.Submission(author, render_text("Hello"), key=uuid.uuid4().hex, ip="203.0.113.9")
        if is_refused:
            with pytest.raises(judging.Banned):
                publishing.reply(topic, said)
        else:
            publishing.reply(topic, said)
    assert Post.objects.filter(number=2).count() == 1


def test_whom_it_would_hit_is_said_before_it_is_placed(as_, root, ben, ada):
    browser = as_(root)
    sent = {"kind": "name", "reason": "Spam"}
    assert "It hits no member now." in browser.post("/moderate/bans/", {**sent, "typed": "nobody*"}).text
    answer = browser.post("/moderate/bans/", {**sent, "typed": "ben*"})
    assert "It hits 1 member" in answer.text
    assert "/u/ben/" in answer.text
    assert not Ban.objects.exists()
    answer = browser.post("/moderate/bans/", {**sent, "typed": "ben*", "place": "1"}, follow=True)
    assert "Ban saved." in answer.text
    assert "ben*" in answer.text


def test_a_ban_is_logged_and_undone_by_one_button_and_that_too(as_, ban, root, sign_in, ben):
    ban("name", "ben")
    entry = LogEntry.objects.get()
    assert (entry.act, entry.on, str(entry.thing)) == ("ban", "ban", "Username: ben")
    assert "banned" in as_(root).get("/moderate/log/").text
    as_(root).post("/moderate/undo/", {"undo": entry.pk})
    assert sign_in("ben").status_code == 302
    as_(root).post("/moderate/undo/", {"undo": LogEntry.objects.first().pk})
    assert sign_in("ben").status_code == 403


def test_undoing_one_ban_leaves_others(ban, root, as_):
    first, second = ban("name", "first"), ban("name", "second")
    as_(root).post("/moderate/undo/", {"undo": LogEntry.objects.get(ban=first).pk})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.lifted_at is not None
    assert second.lifted_at is None


def test_the_same_twice_is_one(ban):
    ban("name", "first")
    with pytest.raises(ban_acts.BannedAlready):
        ban("name", "FIRST")
    assert Ban.objects.count() == 1


def test_bans_are_found_by_words_and_by_an_address_inside(as_, ban, root):
    ban("network", "203.0.113.0/24")
    ban("domain", "example.net")
    page = as_(root).get("/moderate/bans/?q=203.0.113.77").text
    assert "203.0.113.0/24" in page
    assert "example.net" not in page
    page = as_(root).get("/moderate/bans/?q=x@deep.example.net").text
    assert '<strong dir="ltr">example.net' in page
    assert "203.0.113.0/24" not in page


def test_only_staff_who_may_change_members_see_and_place_bans(as_, ban, ben, mod, root):
    ban("name", "first")
    number = Ban.objects.get().pk
    for member in (ben, mod):
        assert as_(member).get("/moderate/bans/").status_code == 403
        assert as_(member).post(f"/moderate/bans/{number}/lift/").status_code == 403
        assert "banned" not in as_(member).get("/moderate/log/").text
    staff = join("sue", is_staff=True)
    assert as_(staff).get("/moderate/bans/").status_code == 403
    assert Ban.objects.running().exists()
    assert as_(root).post(f"/moderate/bans/{number}/lift/").status_code == 303
    assert not Ban.objects.running().exists()


def test_nobody_locks_themselves_out_by_a_banned_address(as_, ada, ban):
    ban("domain", "spam.example")
    browser = as_(ada)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = browser.post("/accounts/email/", {"action_add": "", "email": "ada@spam.example"})
    assert "Spam wave." in answer.text
    assert "ada@spam.example" in answer.text
    other = browser.post("/accounts/email/", {"action_add": "", "email": "ada@fine.example"}, follow=True)
    assert "Spam wave." not in other.text


@pytest.mark.parametrize(("kind", "typed"), [("domain", "a..b"), ("domain", "com."), ("network", "%eth0")])
def test_what_hits_nobody_is_refused(kind, typed):
    with pytest.raises(ValidationError):
        read_pattern(kind, typed)
