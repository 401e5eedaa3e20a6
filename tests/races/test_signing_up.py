"""The last use of an invitation is one person's, however many open it at once; and quotas hold."""

import pytest
from django.contrib.auth import get_user_model

from forum.refusals import Refusal
from forum.sign_up import invitations
from forum.sign_up.models import Invitation, Invited
from forum.site.models import SiteSettings
from tests.accounts.conftest import sign_up
from tests.races.racing import at_once


@pytest.mark.parametrize("uses", [1, 2])
def test_an_invitation_lets_in_no_more_than_it_says(as_, root, uses):
    SiteSettings.current().change(sign_up="invitations")
    invitation = invitations.make(root, uses=uses, days=7)
    browsers = [as_() for _thread in range(6)]
    statuses = at_once(
        [
            lambda browser=browser, n=n: (
                sign_up(
                    browser, username=f"m{n}", email=f"m{n}@example.org", invitation=invitation.key
                ).status_code
            )
            for n, browser in enumerate(browsers)
        ]
    )
    assert statuses.count(302) == uses, statuses
    assert not [status for status in statuses if status >= 500]
    assert get_user_model().objects.filter(username__startswith="m").count() == uses
    assert Invited.objects.count() == uses
    invitation.refresh_from_db()
    assert invitation.use_count == uses


def test_invitations_made_at_once_stay_within_the_quota(ada):
    SiteSettings.current().change(inviters="members", invitations_a_month=3)

    def make():
        try:
            return invitations.make(ada, uses=1, days=7)
        except Refusal:
            return None

    at_once([make] * 6)
    assert Invitation.objects.count() == 3
