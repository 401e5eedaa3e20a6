"""Reporting a post, a topic or a member to the moderators."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from forum import limits
from forum.jobs.running import run_due
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Notification
from forum.refusals import NotAllowed
from forum.reports import closing
from forum.reports.models import Report, Reporting, ReportReason
from forum.reports.reporting import report
from tests.conftest import join

pytestmark = pytest.mark.django_db
RUDE = "It’s rude or hurtful"


@pytest.fixture
def post(topic):
    return topic.posts.get()


def test_a_post_is_reported_with_a_reason_and_the_reporter_is_thanked(as_, ben, topic, post):
    browser = as_(ben)
    form = browser.get(f"/p/{post.pk}/report/").text
    assert RUDE in form
    assert post.text in form
    answer = browser.post(f"/p/{post.pk}/report/", {"reason": RUDE, "words": "Third time."}, follow=True)
    assert "A moderator will look at it" in answer.text
    said = Reporting.objects.get()
    assert (said.report.post, said.member, said.reason, said.words) == (post, ben, RUDE, "Third time.")


def test_a_topic_and_a_member_are_reported(as_, ben, ada, topic):
    for address in (f"{topic.get_absolute_url()}report/", "/u/ada/report/"):
        assert as_(ben).post(address, {"reason": RUDE}).status_code == 303
    assert {(found.topic, found.member) for found in Report.objects.all()} == {(topic, None), (None, ada)}


def test_the_button_takes_what_is_in_the_reply_box_along(as_, ben, topic, post):
    browser = as_(ben)
    assert f'formaction="/p/{post.pk}/report/"' in browser.get(topic.get_absolute_url()).text
    answer = browser.post(f"/p/{post.pk}/report/", {"ask": "1", "body": "Half a thought"})
    assert (answer.status_code, answer.url) == (303, f"/p/{post.pk}/report/")
    assert "Half a thought</textarea>" in browser.get(topic.get_absolute_url()).text


def test_without_a_reason_nothing_is_sent_and_the_words_stay(as_, ben, post):
    answer = as_(ben).post(f"/p/{post.pk}/report/", {"words": "Look at this"})
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert "Look at this</textarea>" in answer.text
    assert not Report.objects.exists()


def test_many_reporters_share_one_report_and_each_speaks_once(as_, ben, eve, post):
    for member, words in ((ben, "One"), (eve, "Two"), (ben, "Three")):
        as_(member).post(f"/p/{post.pk}/report/", {"reason": RUDE, "words": words})
    assert Report.objects.count() == 1
    assert set(Reporting.objects.values_list("member", "words")) == {(ben.pk, "Three"), (eve.pk, "Two")}
    page = as_(ben).get(f"/p/{post.pk}/report/").text
    assert "You reported this already." in page
    assert "Three</textarea>" in page


def test_nobody_reports_their_own_and_visitors_sign_in(as_, ada, topic, post):
    for address in (f"/p/{post.pk}/report/", f"{topic.get_absolute_url()}report/", "/u/ada/report/"):
        assert as_(ada).post(address, {"reason": RUDE}).status_code == 403
        assert as_().get(address).url.startswith("/accounts/login/")
    assert f"/p/{post.pk}/report/" not in as_(ada).get(topic.get_absolute_url()).text


def test_what_one_does_not_see_cannot_be_reported(as_, root, ben, staff_board, start):
    hidden = start(root, staff_board)
    for address in (f"/p/{hidden.posts.get().pk}/report/", f"{hidden.get_absolute_url()}report/"):
        assert as_(ben).post(address, {"reason": RUDE}).status_code == 404


def test_what_is_removed_is_not_reported(ben, mod, topic, post, say, ada):
    reply = say(ada, topic)
    post_acts.remove(mod, reply, "Rude")
    with pytest.raises(NotAllowed):
        report(ben, reply, RUDE)


def test_beyond_the_limit_the_words_stay_in_the_form(as_, ben, post):
    for _count in range(limits.LIMITS["report"].most):
        limits.enforce("report", ben.pk)
    answer = as_(ben).post(f"/p/{post.pk}/report/", {"reason": RUDE, "words": "Once more"})
    assert answer.status_code == 429
    assert "Once more</textarea>" in answer.text


def test_the_admin_changes_the_reasons_and_reports_keep_theirs(as_, root, ben, post):
    as_(ben).post(f"/p/{post.pk}/report/", {"reason": RUDE})
    ReportReason.objects.all().delete()
    answer = as_(root).post(
        "/admin/reports/reportreason/add/", {"words": "Bad manners at sea", "position": "5"}
    )
    assert answer.status_code == 302
    page = as_(ben).get(f"/p/{post.pk}/report/").text
    assert "Bad manners at sea" in page
    assert RUDE in page  # what he chose
    assert RUDE not in as_(join("cat")).get(f"/p/{post.pk}/report/").text
    assert as_(root).get("/admin/reports/report/").text.count(RUDE) == 0
    found = Report.objects.get()
    assert RUDE in as_(root).get(f"/admin/reports/report/{found.pk}/change/").text


def test_the_admin_lists_each_report_once_with_how_many_made_it(as_, root, ada, ben, eve, topic, post):
    for member in (ben, eve):
        report(member, post, RUDE)
    report(ben, ada, RUDE)
    page = as_(root).get("/admin/reports/report/").text
    assert re.findall(r'field-reporter_count">(\d+)<', page) == ["1", "2"]


def test_reporters_are_told_what_came_of_it_and_by_no_name(as_, ben, eve, mod, post):
    for member in (ben, eve):
        report(member, post, RUDE)
    first = Report.objects.get()
    assert closing.close(mod, first.pk, Report.Outcome.DISMISSED, "Heated, but fair")
    assert not closing.close(mod, first.pk, Report.Outcome.ACTED)
    while run_due():
        pass
    assert set(Notification.objects.values_list("member", "kind")) == {
        (ben.pk, "report"),
        (eve.pk, "report"),
    }
    page = as_(ben).get("/notifications/").text
    assert "left it as it is: Heated, but fair" in page
    assert "/u/mod/" not in page
    # It may be reported again, which opens another.
    report(ben, post, RUDE)
    assert Report.objects.open().count() == 1


def test_closing_an_account_takes_its_words_along(ben, mod, post, topic):
    report(ben, post, RUDE, "My words")
    report(ben, topic, RUDE, "Other words")
    closing.close(mod, Report.objects.get(topic=topic).pk, Report.Outcome.ACTED)
    closing_accounts.close(ben)
    assert list(Reporting.objects.values_list("report__post", "words")) == [(post.pk, "")]


@pytest.mark.django_db(transaction=True)
def test_members_who_report_the_same_at_once_share_one_report(topic):
    post = topic.posts.get()
    members = [join(f"member{n}") for n in range(4)]

    def act(member):
        try:
            report(member, post, RUDE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, members))
    assert Report.objects.count() == 1
    assert Reporting.objects.count() == 4


def test_removing_it_closes_what_was_reported_about_it(ben, ada, mod, topic, post, say):
    reply = say(ada, topic)
    report(ben, reply, RUDE)
    report(ben, topic, RUDE)
    post_acts.remove(mod, reply, "Rude")
    found = Report.objects.get(post=reply)
    assert (found.outcome, found.closed_by) == ("acted", mod)
    assert Report.objects.open().get().topic == topic
    report(ben, post, RUDE)
    topic_acts.remove(mod, topic, "Rude")
    assert not Report.objects.open().exists()


def test_topic_acts_leave_reports_of_other_topics_alone(ben, mod, topic, start, ada, board):
    other = start(ada, board, title="Other")
    report(ben, other, RUDE)
    topic_acts.remove(mod, topic, "Spam")
    assert Report.objects.open().count() == 1
