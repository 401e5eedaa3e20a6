"""A member whose confirmed address an archive had claims what they wrote there."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from forum.account_merging import claims
from forum.account_merging.models import ArchivedAddress
from forum.legal_holds import holding
from tests.accounts.conftest import sent_mails, with_mail  # noqa: F401
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("with_mail")]


@pytest.fixture
def gull(board, start):
    """Came by an import, and had Ada's address there."""
    member = join("gull", is_placeholder=True, is_imported=True)
    start(member, board, title="Long ago")
    assert claims.keep_addresses({member.pk: "ADA@example.org"}) == 1
    return member


def confirm_address(member, *, verified=True):
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=verified)


def link_of(mail):
    return next(
        line.removeprefix("http://127.0.0.1:8000")
        for line in mail.body.splitlines()
        if "/claim/confirm/" in line
    )


def test_by_a_button_and_an_email_the_posts_are_theirs(as_, ada, gull):
    confirm_address(ada)
    client = as_(ada)
    page = client.get("/u/ada/").content.decode()
    assert "had your email address" in page
    client.post(reverse("claim", args=[gull.pk]))
    link = link_of(sent_mails()[-1])
    assert "Are you “" in client.get(link).content.decode()
    gull.refresh_from_db()
    assert gull.closed_at is None  # looking does nothing
    assert client.post(link).status_code == 303
    gull.refresh_from_db()
    assert gull.closed_at is not None
    assert ada.topics.get().title == "Long ago"
    assert client.get("/u/gull/")["Location"] == "/u/ada/"
    assert client.post(link).status_code == 404
    assert "had your email address" not in client.get("/u/ada/").content.decode()


def test_an_address_that_is_not_confirmed_claims_nothing(as_, ada, gull):
    confirm_address(ada, verified=False)
    client = as_(ada)
    assert "had your email address" not in client.get("/u/ada/").content.decode()
    assert client.post(reverse("claim", args=[gull.pk])).status_code == 404


def test_where_no_address_can_be_confirmed_nothing_is_claimed(ada, gull, settings):
    confirm_address(ada)
    settings.HAS_MAIL = False
    assert claims.claimable_by(ada) == []


def test_others_neither_see_nor_use_it(as_, ada, ben, gull):
    confirm_address(ada)
    confirm_address(ben)
    as_(ada).post(reverse("claim", args=[gull.pk]))
    link = link_of(sent_mails()[-1])
    assert "had your email address" not in as_(ben).get("/u/ada/").content.decode()
    assert as_(ben).post(reverse("claim", args=[gull.pk])).status_code == 404
    assert as_(ben).post(link).status_code == 404
    assert as_().post(link).status_code == 302
    gull.refresh_from_db()
    assert gull.closed_at is None


def test_the_address_cannot_be_read(gull):
    assert "ada" not in ArchivedAddress.objects.get().digest
    assert len(ArchivedAddress.objects.get().digest) == 64


def test_what_is_held_for_a_court_is_not_claimed_and_nobody_is_told_why(as_, ada, root, gull):
    confirm_address(ada)
    client = as_(ada)
    client.post(reverse("claim", args=[gull.pk]))
    link = link_of(sent_mails()[-1])
    holding.hold(root, gull, "A court asks.")
    answer = client.post(link)
    assert answer.status_code == 409
    assert "can’t be claimed now" in answer.content.decode()
    assert "hold" not in answer.content.decode().partition("<main")[2]
    gull.refresh_from_db()
    assert gull.closed_at is None
    assert gull.topics.exists()
    holding.lift(root, gull)
    assert client.post(link).status_code == 303
