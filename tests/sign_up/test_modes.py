"""Who may sign up, by what the owner has chosen, on every way to an account and on every page that speaks of it."""

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import RequestFactory
from django.urls import get_resolver, reverse

from accounts.sign_up import judging
from forum.boards.models import read_grants, read_permissions
from forum.boards.presets import Preset
from forum.refusals import Refusal
from forum.sign_up import invitations
from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, sent_mails, sign_up, with_mail  # noqa: F401
from tests.conftest import PASSWORD, opened

pytestmark = pytest.mark.django_db
MODES = ("open", "approval", "invitations", "closed")
INVITING = "by an invitation"
CLOSED = "isn’t taking new members"


def choose(**rules):
    SiteSettings.current().change(**rules)


def members():
    return get_user_model().objects


@pytest.mark.parametrize(
    ("mode", "joins", "waits"), [("open", 1, 0), ("approval", 1, 1), ("invitations", 0, 0), ("closed", 0, 0)]
)
def test_who_comes_without_an_invitation(client, mode, joins, waits):
    choose(sign_up=mode)
    sign_up(client)
    assert members().count() == joins
    assert members().exclude(waits_since=None).count() == waits
    assert is_in(client) == bool(joins)


@pytest.mark.parametrize(
    ("mode", "joins", "waits"), [("open", 1, 0), ("approval", 1, 1), ("invitations", 1, 0), ("closed", 0, 0)]
)
def test_who_comes_by_an_invitation(client, ada, mode, joins, waits):
    choose(sign_up=mode, inviters="members")
    invitation = invitations.make(ada, uses=1, days=7)
    sign_up(client, invitation=invitation.key)
    new = members().exclude(pk=ada.pk)
    assert new.count() == joins
    assert new.exclude(waits_since=None).count() == waits
    invitation.refresh_from_db()
    assert invitation.use_count == joins


class BareForm(allauth_forms.BaseSignupForm):
    """A form of another way to an account, which knows nothing of ours (CVE-2022-21684)."""


@pytest.mark.parametrize("mode", MODES)
def test_no_other_way_to_an_account_goes_past_the_rules(mode):
    choose(sign_up=mode, refused_mail_domains="spam.example")
    request = RequestFactory().post("/somewhere/")
    request.session = {}

    def save(address):
        form = BareForm({"username": "zoe", "email": address})
        assert form.is_valid(), form.errors
        adapter = get_adapter(request)
        adapter.request = request
        return adapter.save_user(request, adapter.new_user(request), form)

    if mode in ("invitations", "closed"):
        with pytest.raises(Refusal):
            save("zoe@example.org")
        assert not members().exists()
        return
    with pytest.raises(PermissionDenied):
        save("zoe@mail.spam.example")
    assert not members().exists()
    assert (save("zoe@example.org").waits_since is not None) == (mode == "approval")


def test_these_are_all_ways_of_allauth_to_an_account():
    accounts = next(each for each in get_resolver().url_patterns if str(each.pattern) == "accounts/")

    def names(patterns):
        for each in patterns:
            yield from names(each.url_patterns) if hasattr(each, "url_patterns") else [each.name]

    assert {
        name for name in names(accounts.url_patterns) if name and ("signup" in name or "sign_up" in name)
    } == {"account_signup"}


@pytest.mark.parametrize("mode", MODES)
def test_every_page_says_the_truth(client, topic, mode):
    choose(sign_up=mode)
    pages = {
        path: client.get(path).content.decode()
        for path in (topic.get_absolute_url(), "/accounts/login/", "/accounts/signup/", "/")
    }
    is_open = mode in ("open", "approval")
    for path, page in pages.items():
        assert (f'href="{reverse("account_signup")}' in page or 'value="sign-up"' in page) == is_open, path
        if path != "/":
            assert (INVITING in page) == (mode == "invitations"), path
            assert (CLOSED in page) == (mode == "closed"), path


def test_approval_is_said_before_somebody_signs_up(client):
    choose(sign_up="approval")
    assert "A moderator approves each new account" in client.get("/accounts/signup/").content.decode()
    choose(sign_up="open")
    assert "A moderator approves each new account" not in client.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    ("mode", "status"), [("open", 200), ("approval", 200), ("invitations", 404), ("closed", 404)]
)
def test_names_are_checked_for_those_alone_who_may_sign_up(client, mode, status):
    choose(sign_up=mode)
    assert client.get(reverse("username-check"), {"username": "zoe"}).status_code == status


# --- those who wait


@pytest.fixture
def wil(client):
    """Waits for approval, and is signed in."""
    choose(sign_up="approval")
    sign_up(client, username="wil", email="wil@example.org")
    return members().get(username="wil")


def test_who_waits_reads_what_visitors_read_and_no_more(client, wil, topic, members_board, ada, start):
    secret = start(ada, members_board, title="Among members")
    page = client.get(topic.get_absolute_url())
    assert page.status_code == 200
    assert "waits for approval" in page.content.decode()
    assert client.get(secret.get_absolute_url()).status_code == 404
    wil.waits_since = None
    wil.save()
    assert client.get(secret.get_absolute_url()).status_code == 200
    assert "waits for approval" not in client.get("/").content.decode()


def test_who_waits_can_send_nothing_but_what_is_about_their_account(client, wil, topic, ada):
    for path in (
        reverse("reply", args=[topic.pk, topic.slug]),
        reverse("topic-new", args=[topic.board.slug]),
        f"/t/{topic.pk}-{topic.slug}/follow/",
        f"/u/{ada.username}/follow/",
        f"/p/{topic.posts.get().pk}/react/",
        f"/p/{topic.posts.get().pk}/report/",
    ):
        answer = client.post(path, {"body": "Buy pills", "title": "Pills", "key": "k", "emoji": "👍"})
        assert answer.status_code == 403, path
        assert "waits for approval" in answer.content.decode()
    assert "Buy pills" in answer.content.decode()
    assert topic.posts.count() == 1
    assert client.post(reverse("privacy"), {}).status_code in (200, 302, 303)
    assert client.post(reverse("account_logout")).status_code == 302


def test_who_waits_is_nobody_yet_to_others(client, wil, as_, ada, root):
    page = reverse("member", args=["wil"])
    assert as_().get(page).status_code == 404
    assert as_(ada).get(page).status_code == 404
    assert client.get(page).status_code == 200
    assert as_(root).get(page).status_code == 200
    for path in ("/u/wil/followers/", "/u/wil/feed/"):
        assert as_(ada).get(path).status_code == 404, path
    assert as_(ada).post("/u/wil/follow/").status_code == 404
    assert "wil" not in as_(ada).get("/completion/people/", {"q": "wi"}).content.decode()


def test_the_sql_side_of_permissions_agrees(wil, board):
    opened("Lounge two", Preset.MEMBERS)
    tree = read_grants()
    for board_id in tree.parents:
        assert not members().filter(tree.readers_of(board_id), pk=wil.pk).exists()
        assert not read_permissions(wil).allow("reply", board_id)


def test_a_judge_can_refuse_hold_or_say_nothing(client, monkeypatch):
    monkeypatch.setattr(judging, "JUDGES", {})
    said = {}

    def judge(attempt):
        said["attempt"] = attempt
        if attempt.email.endswith("@bad.example"):
            raise ValidationError({"email": "Not from there."})
        return "Looks odd." if attempt.username == "odd" else None

    judging.register("test", judge)
    with pytest.raises(ValueError, match="already"):
        judging.register("test", judge)
    answer = sign_up(client, email="zoe@bad.example")
    assert answer.context["form"].errors == {"email": ["Not from there."]}
    assert not members().exists()
    sign_up(client, username="odd")
    assert members().get().waits_since is not None
    assert members().get().sign_up_request.reasons == ["Looks odd."]
    assert said["attempt"].network == "127.0.0.1"
    client.logout()
    sign_up(client, username="fine", email="fine@example.org")
    assert members().get(username="fine").waits_since is None


def test_the_words_of_mails_are_true(client, with_mail):  # noqa: F811
    for mode, says in (("open", True), ("approval", True), ("invitations", False), ("closed", False)):
        choose(sign_up=mode)
        client.post(reverse("account_reset_password"), {"email": f"nobody-{mode}@example.org"})
        assert ("sign up:" in sent_mails()[-1].body) == says


def test_password_is_kept_out_of_what_is_asked(client):
    choose(sign_up="approval", sign_up_question="Why here?")
    sign_up(client, answer="Boats")
    request = members().get().sign_up_request
    assert (request.question, request.answer) == ("Why here?", "Boats")
    assert PASSWORD not in str(vars(request))
