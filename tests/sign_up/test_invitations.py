"""Inviting people: who may, how many, by link or by email; what an invited visitor sees; whom somebody brought."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.bans.models import Ban
from forum.boards.models import read_permissions
from forum.boards.own_groups import NAMED_MEMBERS
from forum.boards.presets import Preset
from forum.members import closing_accounts
from forum.moderation import waiting_members
from forum.pages.invitations import views
from forum.posts.models import PostTotal
from forum.sign_up import invitations
from forum.sign_up.models import Invitation, Invited
from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, link_in, sent_mails, sign_up, with_mail  # noqa: F401
from tests.conftest import join, opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
HERE = "/settings/invitations/"


@pytest.fixture
def by_invitation(db):
    SiteSettings.current().change(sign_up="invitations", inviters="members", invitations_a_month=3)


def page_of(invitation):
    return reverse("invitation", args=[invitation.key])


def come(as_, invitation, name):
    client = as_()
    sign_up(client, username=name, email=f"{name}@example.net", invitation=invitation.key)
    return get_user_model().objects.filter(username=name).first()


def established(member):
    get_user_model().objects.filter(pk=member.pk).update(date_joined=timezone.now() - timedelta(days=9))


@pytest.mark.parametrize(
    ("inviters", "new", "old"), [("admins", 403, 403), ("established", 403, 200), ("members", 200, 200)]
)
def test_who_may_invite_is_the_owners_choice(as_, ada, nia, root, inviters, new, old):
    SiteSettings.current().change(inviters=inviters)
    established(ada)
    assert as_().get(HERE).status_code == 302
    assert as_(nia).get(HERE).status_code == new
    assert as_(ada).get(HERE).status_code == old
    assert as_(root).get(HERE).status_code == 200
    assert ("Invitations</a>" in as_(ada).get("/settings/").content.decode()) == (old == 200)


def test_a_group_may_invite(as_, ada):
    group = Group.objects.create(name="Hosts")
    group.permissions.add(Permission.objects.get(codename="invite_people"))
    assert as_(ada).get(HERE).status_code == 403
    ada.groups.add(group)
    assert as_(ada).get(HERE).status_code == 200


@pytest.mark.usefixtures("by_invitation")
def test_by_the_link_somebody_joins_and_who_invited_them_is_kept(as_, ada):
    answer = as_(ada).post(HERE, {"uses": "2", "days": "7"}, follow=True)
    link = re.search(r'value="(http://127\.0\.0\.1:8000/invitations/[\w-]+/)"', answer.content.decode())[1]
    visitor = as_()
    page = visitor.get(link.removeprefix("http://127.0.0.1:8000"))
    key = page.context["signup_form"].initial["invitation"]
    assert f'value="{key}"' in page.content.decode()
    sign_up(visitor, username="zoe", invitation=key)
    assert is_in(visitor)
    zoe = get_user_model().objects.get(username="zoe")
    assert Invited.objects.get(member=zoe).by == ada
    assert "zoe" in as_(ada).get(HERE).content.decode()


@pytest.mark.usefixtures("by_invitation")
def test_a_form_with_a_fault_keeps_the_invitation(as_, ada):
    invitation = invitations.make(ada, uses=1, days=7)
    client = as_()
    answer = sign_up(client, username="zoe", password="short", invitation=invitation.key)
    assert f'value="{invitation.key}"' in answer.content.decode()
    assert (
        client.get(f"/accounts/signup/?invitation={invitation.key}").context["form"]["invitation"].value()
        == invitation.key
    )


@pytest.mark.usefixtures("by_invitation")
def test_links_that_do_not_work_look_the_same(as_, ada, ben):
    used, revoked, ended, of_suspended = (
        invitations.make(ada, uses=1, days=7) if n < 3 else invitations.make(ben, uses=1, days=7)
        for n in range(4)
    )
    assert as_().get(page_of(used)).status_code == 200
    come(as_, used, "zoe")
    invitations.revoke(revoked)
    Invitation.objects.filter(pk=ended.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    ben.suspend(timezone.now() + timedelta(days=1), "x")
    pages = [
        as_().get(path)
        for path in (*map(page_of, (used, revoked, ended, of_suspended)), "/invitations/nothing/")
    ]
    assert {page.status_code for page in pages} == {404}

    def plain(page):
        return re.sub(r'value="[\w-]{60,}"', "", page.content.decode()).replace(
            page.request["PATH_INFO"].split("/")[2], ""
        )

    assert len({plain(page) for page in pages}) == 1
    for number, each in enumerate((used, revoked, ended, of_suspended)):
        assert come(as_, each, f"late{number}") is None


def test_no_invitation_ends_in_what_is_taken_for_the_end_of_a_sentence(as_, root):
    """Where there is no page, such characters are left out of the address: it led to another invitation."""
    keys = [invitations.make(root, uses=1, days=7).key for _ in range(60)]
    assert all(key.isascii() and key.isalnum() for key in keys)
    assert as_().get("/invitations/nothing_/")["Location"] == "/invitations/nothing/"


def test_no_word_of_what_comes_with_it_or_to_whom_it_went(as_, root):
    """CVE-2026-34947: a page that opens by a key alone must tell nothing of members or of what is private."""
    board = opened("Backroom plans", Preset.STAFF)
    group = Group.objects.create(name="Secret circle")
    root.about, root.title = "Lives in Bregenz", "Captain"
    root.save()
    invitation = invitations.make(
        root, uses=1, days=7, address="pat@private.example", group=group, board=board
    )
    page = as_().get(page_of(invitation))
    assert "root" in page.content.decode()
    for secret in (
        "Backroom",
        "Secret circle",
        "pat@",
        "private.example",
        "Bregenz",
        "Captain",
        "root@example.org",
    ):
        assert secret not in page.content.decode()
    assert page["Cache-Control"].count("no-store")
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("by_invitation")
def test_the_quota_counts_people_not_links(as_, ada, root):
    client = as_(ada)
    client.post(HERE, {"uses": "2", "days": "7"})
    answer = client.post(HERE, {"uses": "2", "days": "7"})
    assert answer.status_code == 422
    assert "no invitations left for so many" in answer.content.decode()
    assert invitations.left_for(ada) == 1
    invitation = Invitation.objects.get()
    come(as_, invitation, "zoe")
    invitations.revoke(invitation)
    assert invitations.left_for(ada) == 2  # the one who came counts, the other does not any more
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert invitations.left_for(ada) == 3
    assert invitations.left_for(root) is None


@pytest.mark.parametrize(
    "said",
    [{"uses": "0", "days": "7"}, {"uses": "x", "days": "7"}, {"uses": "1001", "days": "7"}, {"uses": "1", "days": "9999"}, {"uses": "2", "days": "7", "address": "a@example.org"}, {"uses": "1", "days": "7", "address": "nonsense"}, {}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(as_, root, said):
    assert as_(root).post(HERE, said).status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.usefixtures("by_invitation")
def test_only_administrators_say_where_they_join(as_, ada, root):
    group = Group.objects.create(name="Crew")
    as_(ada).post(HERE, {"uses": "1", "days": "7", "group": group.pk})
    assert Invitation.objects.get(by=ada).group is None
    as_(root).post(HERE, {"uses": "1", "days": "7", "group": group.pk})
    zoe = come(as_, Invitation.objects.get(by=root), "zoe")
    assert list(zoe.groups.all()) == [group]
    assert not come(as_, Invitation.objects.get(by=ada), "yan").groups.exists()


def private_board():
    board = opened("Private", Preset.STAFF)
    NAMED_MEMBERS.allow(board)
    return board


def test_an_administrators_invitation_lets_into_a_private_board(as_, root):
    board = private_board()
    zoe = come(as_, invitations.make(root, uses=1, days=7, board=board), "zoe")
    assert read_permissions(zoe).allow("see", board.pk)


def test_who_is_no_administrator_any_more_gives_nothing_any_more(as_, root):
    board, group = private_board(), Group.objects.create(name="Crew")
    invitation = invitations.make(root, uses=1, days=7, board=board, group=group)
    get_user_model().objects.filter(pk=root.pk).update(is_superuser=False)
    SiteSettings.current().change(inviters="members")
    zoe = come(as_, invitation, "zoe")
    assert not zoe.groups.exists()
    assert not read_permissions(zoe).allow("see", board.pk)


def test_an_invitation_is_no_approval_but_by_those_who_approve(as_, ada, root):
    """CVE-2022-21684: an invitation must not go past the approval of new members."""
    SiteSettings.current().change(sign_up="approval", inviters="members")
    group = Group.objects.create(name="Crew")
    assert come(as_, invitations.make(ada, uses=1, days=7), "zoe").waits_since is not None
    assert come(as_, invitations.make(root, uses=1, days=7, group=group), "yan").waits_since is None
    assert get_user_model().objects.get(username="yan").groups.exists()


def test_who_waits_joins_the_group_once_approved(as_, ada, root):
    SiteSettings.current().change(sign_up="approval")
    ada.is_superuser = True
    ada.save()  # may say where they join, but not approve
    invitation = invitations.make(ada, uses=1, days=7, group=Group.objects.create(name="Crew"))
    zoe = come(as_, invitation, "zoe")
    assert zoe.waits_since is not None
    assert not zoe.groups.exists()
    waiting_members.approving(root, zoe)
    assert zoe.groups.exists()


# --- by email


def test_an_invitation_by_email_opens_the_way_in(as_, root):
    as_(root).post(HERE, {"address": "Pat@Example.net", "uses": "1", "days": "7"})
    mail = sent_mails()[-1]
    assert mail.to == ["pat@example.net"]
    invitation = Invitation.objects.get()
    assert f"http://127.0.0.1:8000{page_of(invitation)}" in mail.body
    assert "invites you to join" in mail.body


@pytest.mark.parametrize(
    "name",
    [
        "Visit evil.example",
        "http://evil.example",
        "Call 0123456789",
        "x@evil.example",
        "WWW evil",
        "Line\u2028break evil.example",
    ],
)
def test_a_name_advertises_nothing_in_a_strangers_letter_box(as_, ada, name):
    SiteSettings.current().change(inviters="members")
    get_user_model().objects.filter(pk=ada.pk).update(display_name=name)
    as_(ada).post(HERE, {"address": "pat@example.net", "uses": "1", "days": "7"})
    mail = sent_mails()[-1]
    text = f"{mail.subject} {mail.body} {mail.alternatives}"
    assert "ada" in mail.body
    assert "evil" not in text
    assert "0123456789" not in text


def test_letter_boxes_are_not_flooded(as_, root, ada):
    SiteSettings.current().change(inviters="members", invitations_a_month=50)
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False):
        # From outside of the transaction of the test nothing else counts here.
        for number in range(3):
            assert (
                as_(root)
                .post(HERE, {"address": f"pat+{number}@example.net", "uses": "1", "days": "7"})
                .status_code
                == 303
            )
        assert (
            as_(ada).post(HERE, {"address": "pat@example.net", "uses": "1", "days": "7"}).status_code == 429
        )
        assert (
            as_(ada).post(HERE, {"address": "other@example.net", "uses": "1", "days": "7"}).status_code == 303
        )


def test_only_ones_own_invitations_can_be_revoked(as_, root, ada):
    invitation = invitations.make(root, uses=1, days=7)
    path = reverse("invitation-revoke", args=[invitation.pk])
    assert as_(ada).post(path).status_code == 404
    assert as_(root).get(path).status_code == 405
    assert as_().get(page_of(invitation)).status_code == 200
    as_(root).post(path)
    assert as_().get(page_of(invitation)).status_code == 404


@pytest.mark.usefixtures("by_invitation")
def test_while_sign_up_is_closed_no_invitation_works(as_, ada):
    invitation = invitations.make(ada, uses=1, days=7)
    SiteSettings.current().change(sign_up="closed")
    assert as_().get(page_of(invitation)).status_code == 404
    assert come(as_, invitation, "zoe") is None
    assert "invitations don’t work" in as_(ada).get(HERE).content.decode()


def test_a_member_who_opens_a_link_keeps_their_account(as_, root, ada):
    invitation = invitations.make(root, uses=1, days=7)
    answer = as_(ada).get(page_of(invitation), follow=True)
    assert "You are a member already" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.use_count == 0


# --- whom somebody brought


@pytest.fixture
def tree(root, ada, ben):
    """root → ada → (ben → eve, nia)"""
    invitation = invitations.make(root, uses=9, days=7)
    eve, nia = join("eve"), join("nia")
    for number, (by, member) in enumerate([(root, ada), (ada, ben), (ada, nia), (ben, eve)]):
        Invited.objects.create(
            member=member, by=by, invitation=invitation, at=timezone.now() + timedelta(minutes=number)
        )
    return eve, nia


def test_the_branch_is_all_below(tree, root, ada, ben):
    def names(member):
        return {row.member.username for row in invitations.invited_by_branch(member, 9)}

    assert names(root) == {"ada", "ben", "eve", "nia"}
    assert names(ada) == {"ben", "eve", "nia"}
    assert names(tree[0]) == set()


def test_of_a_large_branch_those_fewest_steps_away_are_shown_and_the_page_says_so(
    as_, tree, root, ada, ben, monkeypatch
):
    _eve, nia = tree
    assert {row.member for row in invitations.invited_by_branch(root, 3)} == {ada, ben, nia}
    path, words = reverse("invited-branch", args=["ada"]), "there are more"
    for most, said in ((3, False), (2, True)):
        monkeypatch.setattr(views, "MOST_SHOWN", most)
        page = as_(root).get(path).content.decode()
        assert (words in page) == said
        assert ('href="/u/eve/"' in page) != said
        assert 'href="/u/nia/"' in page


def test_a_ring_ends(tree, root):
    Invited.objects.create(member=root, by=tree[0])
    assert len(invitations.invited_by_branch(root, 99)) == 4


def test_pages_with_a_branch_ask_no_more_for_a_deeper_one(as_, tree, root, ada):
    def asked():
        counts = []
        for name in ("invited-branch", "member-clean-up"):
            with CaptureQueriesContext(connection) as queries:
                assert "nia" in as_(root).get(reverse(name, args=["ada"])).content.decode()
            counts.append(len(queries))
        return counts

    asked()  # content types are read once and remembered
    before, last = asked(), tree[1]
    for number in range(9):
        member = get_user_model().objects.create_user(f"deep{number}")
        Invited.objects.create(member=member, by=last)
        last = member
    assert last in {row.member for row in invitations.invited_by_branch(ada, 99)}
    assert asked() == before


def test_the_branch_outlives_closed_accounts(tree, root, ada):
    closing_accounts.close(ada)
    assert {row.member_id for row in invitations.invited_by_branch(root, 99)} >= {ada.pk, tree[0].pk}
    assert not Invitation.objects.filter(by=ada).exists()


def test_moderators_of_members_see_the_branch(as_, tree, root, ada, mod):
    path = reverse("invited-branch", args=["ada"])
    page = as_(root).get(path).content.decode()
    for name in ("ben", "eve", "nia", "Invited by"):
        assert name in page
    assert as_(mod).get(path).status_code == 403
    assert as_(ada).get(path).status_code == 403
    assert path in as_(root).get("/u/ada/").content.decode()
    assert path not in as_(mod).get("/u/ada/").content.decode()


def test_the_admin_says_who_invited_somebody(as_, tree, root, ada):
    page = as_(root).get(reverse("admin:accounts_user_change", args=[ada.pk])).content.decode()
    assert "an invitation by root" in page


def test_confirming_an_address_keeps_the_invitation(as_, root, with_mail):  # noqa: F811
    SiteSettings.current().change(sign_up="invitations")
    invitation = invitations.make(root, uses=1, days=7)
    client = as_()
    sign_up(client, username="zoe", email="zoe@example.net", invitation=invitation.key)
    client.post(link_in(sent_mails()[-1], "confirm-email"))
    assert is_in(client)
    assert Invited.objects.get().by == root


@pytest.mark.usefixtures("by_invitation")
def test_an_invitation_of_somebody_who_may_only_read_or_is_banned_lets_nobody_in_until_that_ends(
    as_, ada, root
):
    invitation = invitations.make(ada, uses=3, days=7)
    ada.silence(None, "Loud.")
    assert as_(ada).post(HERE, {"uses": "1", "days": "7"}).status_code == 403
    assert as_().get(page_of(invitation)).status_code == 404
    assert come(as_, invitation, "zoe") is None
    ada.lift_silence()
    ban = Ban.objects.create(kind=Ban.Kind.ADDRESS, pattern="ada@example.org", reason="Spam.", by=root)
    assert as_().get(page_of(invitation)).status_code == 404
    assert come(as_, invitation, "zoe") is None
    ban.delete()
    assert as_().get(page_of(invitation)).status_code == 200
    assert come(as_, invitation, "zoe") is not None


def test_the_branch_counts_the_posts_that_its_reader_sees(as_, root, ada, ben, board, start, mod):
    start(ben, board)
    start(ben, board, title="More")
    hidden = opened("Council", Preset.STAFF)
    PostTotal.objects.create(member=ben, board=hidden, post_count=5)
    get_user_model().objects.filter(pk=ben.pk).update(post_count=7)
    Invited.objects.create(member=ben, by=ada)
    path = reverse("invited-branch", args=["ada"])
    assert "7 posts" in as_(root).get(path).content.decode()
    # Of members alone: the board is closed to whoever may only moderate those.
    hidden.grants.all().delete()
    warden = join("warden", is_staff=True)
    warden.user_permissions.add(Permission.objects.get(codename="view_user"))
    assert "2 posts" in as_(warden).get(path).content.decode()
