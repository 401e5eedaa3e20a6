"""What is reported about moderators is decided by others, where there are others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.illegal_content import deciding
from forum.illegal_content.models import Case, Objection
from forum.moderation import report_queue
from forum.moderation.own_items import AboutYourself
from forum.reports.models import Report
from forum.reports.reporting import report
from tests.conftest import join
from tests.illegal_content.stage import notice_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TO_DO = "/moderate/"
RUDE = "It’s rude or hurtful"


def decision(browser, source, row, name, **sent):
    return browser.post(f"/moderate/to-do/{source}/{row.pk}/{name}/", sent)


def test_a_report_about_a_moderators_own_post_is_for_another_and_they_learn_nothing_of_it(
    as_, ben, mod, root, topic, say
):
    other = say(ben, topic, "Words of Ben")
    report(ben, say(mod, topic, "Words of the moderator"), RUDE)
    about_mod = Report.objects.get()
    report(root, other, RUDE)
    about_ben = Report.objects.exclude(pk=about_mod.pk).get()
    page = as_(mod).get(TO_DO).text
    assert f'id="reports-{about_ben.pk}"' in page
    assert f'id="reports-{about_mod.pk}"' not in page
    assert decision(as_(mod), "reports", about_mod, "dismiss").status_code == 404
    assert f'id="reports-{about_mod.pk}"' in as_(root).get(TO_DO).text
    decision(as_(root), "reports", about_mod, "dismiss")
    about_mod.refresh_from_db()
    assert about_mod.closed_by == root


def test_an_administrators_post_is_for_moderators_of_its_board(as_, ben, mod, root, topic, say):
    report(ben, say(root, topic, "Words of the owner"), RUDE)
    about_root = Report.objects.get()
    assert f'id="reports-{about_root.pk}"' in as_(mod).get(TO_DO).text
    # The only administrator finds it in the queue, and can't decide while the moderator can.
    assert "only while no other moderator can" in as_(root).get(TO_DO).text
    decision(as_(root), "reports", about_root, "dismiss")
    about_root.refresh_from_db()
    assert about_root.closed_at is None
    with pytest.raises(AboutYourself):
        report_queue.closes(Report.Outcome.DISMISSED)(root, about_root, "")
    # With another one it is not even in theirs.
    join("chief", is_staff=True, is_superuser=True)
    assert f'id="reports-{about_root.pk}"' not in as_(root).get(TO_DO).text


@pytest.mark.parametrize(
    "away",
    [
        {"suspended_until": timezone.now() + timedelta(days=9)},
        {"silenced_at": timezone.now()},
        {"is_active": False},
    ],
)
def test_whoever_is_alone_decides_about_themselves_and_is_told_so(as_, ben, mod, root, topic, say, away):
    """Nobody else is there who may, for now."""
    report(ben, say(root, topic, "Words of the owner"), RUDE)
    User.objects.filter(pk=mod.pk).update(**away)
    assert "only while no other moderator can" in as_(root).get(TO_DO).text
    decision(as_(root), "reports", Report.objects.get(), "dismiss")
    assert Report.objects.get().closed_by == root


def test_notices_of_illegal_content_and_objections_are_for_another_too(as_, ben, mod, root, topic, say):
    case = notice_of(say(mod, topic, "A grave text."), email="pat@example.net").case
    sent = {"reason": "It is lawful."}
    assert "A grave text." not in as_(mod).get("/moderate/illegal/").text
    assert decision(as_(mod), "illegal", case, "nothing", **sent).status_code == 404
    with pytest.raises(AboutYourself):
        deciding.decide(mod, case.pk, Case.Outcome.NOTHING, "It is lawful.")
    assert "A grave text." in as_(root).get("/moderate/illegal/").text
    decision(as_(root), "illegal", case, "nothing", **sent)
    objection = Objection.objects.create(notice=case.notices.get(), words="Look again")
    assert "Look again" not in as_(mod).get(TO_DO).text
    assert "Look again" in as_(root).get(TO_DO).text
    with pytest.raises(AboutYourself):
        deciding.decide_objection(mod, objection.pk, Objection.Outcome.STANDS, "No")
    assert "Own decision" not in as_(root).get("/moderate/illegal/").text


def test_an_administrator_who_is_alone_decides_a_notice_about_themselves_and_it_stays_marked(
    as_, root, topic, say
):
    case = notice_of(say(root, topic, "A grave text."), email="pat@example.net").case
    assert "This is about you." in as_(root).get("/moderate/illegal/").text
    decision(as_(root), "illegal", case, "nothing", reason="It is lawful.")
    assert "Own decision" in as_(root).get("/moderate/illegal/").text
