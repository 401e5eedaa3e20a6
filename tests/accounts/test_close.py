import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.follows import following
from forum.follows.models import FeedKey, Follow, FollowPreference
from forum.members import closing_accounts
from forum.notifications.models import Delivery, Notification, NotificationPreference
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics import read_marks
from forum.topics.models import ReadMark, Tag
from tests.accounts.conftest import is_in, show_oneself, sign_in, sign_up
from tests.conftest import PASSWORD, join
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db


def close(client, sure="on"):
    show_oneself(client)
    return client.post(reverse("close-account"), {"sure": sure})


def test_a_closed_account_leaves_its_posts_and_nothing_else(as_, ada, ben, topic, say, with_app):
    post = say(ben, topic)
    Post.objects.update(ip="192.0.2.1")
    following.follow(ben, topic)
    following.follow(ada, topic)
    with_app(ben)
    ben.groups.add(Group.objects.create(name="Keepers"))
    get_user_model().objects.filter(pk=ben.pk).update(
        display_name="Benjamin", about="Me.", about_html="<p>Me.</p>", time_zone="Europe/Berlin", theme="dark"
    )
    EmailAddress.objects.create(user=ben, email=ben.email, verified=True, primary=True)
    closing_accounts.close(ben)
    ben.refresh_from_db()
    post.refresh_from_db()
    topic.refresh_from_db()
    assert (ben.name, ben.username) == ("Former member", f"former-{ben.pk}")
    emptied = (
        ben.email,
        ben.display_name,
        ben.about,
        ben.about_html,
        ben.time_zone,
        ben.theme,
        ben.last_login,
    )
    assert not any(emptied)
    assert (ben.is_active, ben.is_staff, ben.has_usable_password()) == (False, False, False)
    assert ben.closed_at
    assert not ben.groups.exists()
    assert (post.author_id, post.ip, post.source) == (ben.pk, None, "Like this.")
    assert topic.posts.get(number=1).ip == "192.0.2.1"
    assert (topic.follower_count, Follow.objects.get().member) == (1, ada)
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()


def test_what_was_followed_of_every_kind_is_followed_by_one_less(ada, ben, eve, board, topic):
    tag = Tag.objects.create(name="Bicycles", slug="bicycles")
    things = (topic, board, tag, eve)
    for thing in things:
        following.follow(ben, thing)
        following.follow(ada, thing)
    left, muted = join("left"), join("muted")
    following.follow(ben, left)
    following.unfollow(ben, left)
    following.mute(ben, muted)
    closing_accounts.close(ben)
    for thing in things:
        thing.refresh_from_db()
        assert thing.follower_count == 1
    assert set(Follow.objects.values_list("member", flat=True)) == {ada.pk}


def test_nobody_follows_or_mutes_who_has_left(ada, ben, nia, eve):
    following.follow(ada, ben)
    following.follow(nia, ben)
    following.mute(eve, ben)
    closing_accounts.close(ben)
    ben.refresh_from_db()
    assert ben.follower_count == 0
    assert not Follow.objects.exists()


def test_what_was_of_use_to_the_member_alone_goes_and_what_is_anothers_stays(ada, ben, topic, say):
    post = say(ben, topic)
    for member in (ada, ben):
        read_marks.mark_read(member, topic, 1)
        FollowPreference.objects.create(member=member)
        NotificationPreference.objects.create(member=member)
        FeedKey.objects.create(member=member)
        Notification.objects.create(
            member=member, kind="reply", matter=f"topic:{topic.pk}", topic=topic, actor=ben
        )
        Delivery.objects.create(member=member, post=post, channel="mail", kind="reply")
    closing_accounts.close(ben)
    for model in (ReadMark, FollowPreference, NotificationPreference, FeedKey, Notification, Delivery):
        assert [row.member for row in model.objects.all()] == [ada], model


def test_an_account_followed_in_the_very_moment_is_closed_all_the_same(ada, ben, monkeypatch):
    lock_rows, turns = closing_accounts._lock_rows, []

    def lock_and_follow(member):
        rows = lock_rows(member)
        turns.append(sorted(rows))
        if len(turns) == 1:
            following.follow(member, ada)
        return rows

    monkeypatch.setattr(closing_accounts, "_lock_rows", lock_and_follow)
    closing_accounts.close(ben)
    assert turns == [[ben.pk], [ben.pk]]
    ada.refresh_from_db()
    ben.refresh_from_db()
    assert ben.closed_at
    assert ada.follower_count == 0
    assert not Follow.objects.exists()


def test_a_member_closes_their_account(as_, ada, topic):
    client, elsewhere = as_(), as_()
    sign_in(client, "ada")
    sign_in(elsewhere, "ada")
    response = close(client)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert not is_in(client)
    assert not is_in(elsewhere)
    assert not UserSession.objects.exists()
    assert not [session for session in Session.objects.all() if "_auth_user_id" in session.get_decoded()]
    assert "Former member" in client.get(topic.get_absolute_url()).content.decode()
    assert "Ada Lindqvist" not in client.get(topic.get_absolute_url()).content.decode()


def test_who_one_is_is_asked_first(as_, ada):
    client = as_(ada)
    assert client.get(reverse("close-account")).status_code == 200
    response = client.post(reverse("close-account"), {"sure": "on"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    ada.refresh_from_db()
    assert not ada.closed_at
    client.post(response["Location"], {"password": "wrong"})
    ada.refresh_from_db()
    assert not ada.closed_at
    client.post(response["Location"], {"password": PASSWORD})
    ada.refresh_from_db()
    assert ada.closed_at


def test_nothing_is_closed_by_looking_or_without_the_tick(as_, ada):
    client = as_(ada)
    show_oneself(client)
    client.get(reverse("close-account"), {"sure": "on"})
    assert close(client, sure="").status_code == 422
    ada.refresh_from_db()
    assert not ada.closed_at


def test_a_visitor_is_sent_to_sign_in(client):
    for answer in (
        client.get(reverse("close-account")),
        client.post(reverse("close-account"), {"sure": "on"}),
    ):
        assert answer["Location"].startswith(reverse("account_login"))


def test_the_last_admin_stays(as_, root):
    response = close(as_(root))
    assert "only administrator" in response.content.decode()
    root.refresh_from_db()
    assert not root.closed_at
    assert root.is_superuser


def test_one_of_two_admins_may_go(as_, root):
    other = get_user_model().objects.create_superuser("second", "second@example.org", PASSWORD)
    assert close(as_(root)).status_code == 303
    assert "only administrator" in close(as_(other)).content.decode()


def test_an_admin_who_is_out_of_use_does_not_count(root):
    get_user_model().objects.create_superuser("second", password=PASSWORD, is_active=False)
    with pytest.raises(closing_accounts.LastAdmin):
        closing_accounts.close(root)


def test_closing_twice_is_closing_once(ada, root):
    closing_accounts.close(ada)
    ada.refresh_from_db()
    when = ada.closed_at
    closing_accounts.close(ada)
    ada.refresh_from_db()
    assert ada.closed_at == when


def test_cached_pages_are_left_behind(ada, ben, topic, root):
    following.follow(ada, topic)
    topic.refresh_from_db()
    before = SiteSettings.current().version, topic.version
    closing_accounts.close(ada)
    topic.refresh_from_db()
    assert SiteSettings.current().version > before[0]
    assert topic.version > before[1]


def test_the_name_and_address_are_free_again_and_no_name_is_like_a_former_ones(as_, ada, root):
    closing_accounts.close(ada)
    assert sign_up(as_(), "ada", "ada@example.org").status_code == 302
    assert "username" in sign_up(as_(), f"Former-{ada.pk}", "x@example.org").context["form"].errors


def test_nothing_opens_a_closed_account(as_, ada, root, client):
    closing_accounts.close(ada)
    sign_in(client, f"former-{ada.pk}")
    assert not is_in(client)


def test_the_cost_does_not_grow_with_what_was_followed(ada, ben, board, start, root):
    costs = []
    for member, things in ((ada, 3), (ben, 12)):
        for number in range(things):
            following.follow(member, start(root, board, title=f"Topic {number}"))
            following.follow(member, join(f"friend-{number}-of-{member.username}"))
            following.follow(join(f"fan-{number}-of-{member.username}"), member)
        with CaptureQueriesContext(connection) as queries:
            closing_accounts.close(member)
        costs.append(len(queries))
        assert not Follow.objects.filter(member=member).exists()
    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_once_do_not_both_leave():
    admins = [
        get_user_model().objects.create_superuser(f"admin{number}", password=PASSWORD) for number in (1, 2)
    ]
    outcomes = at_once([lambda admin=admin: closing_accounts.close(admin) for admin in admins])
    assert sorted(map(type, outcomes), key=str) == [type(None), closing_accounts.LastAdmin]
    assert get_user_model().objects.filter(is_superuser=True, closed_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_followers_are_counted_right_while_others_come_and_go(board, start):
    ada, ben, eve = join("ada"), join("ben"), join("eve")
    topics = [start(ada, board, title=f"Topic {number}") for number in range(4)]
    for topic in topics:
        following.follow(ada, topic)
        following.follow(ben, topic)
    calls = [lambda: closing_accounts.close(ada)]
    calls += [lambda topic=topic: following.unfollow(ben, topic) for topic in topics]
    calls += [lambda topic=topic: following.follow(eve, topic) for topic in reversed(topics)]
    assert failures(at_once(calls)) == []
    for topic in topics:
        topic.refresh_from_db()
        assert topic.follower_count == Follow.objects.active().filter(topic=topic).count() == 1
