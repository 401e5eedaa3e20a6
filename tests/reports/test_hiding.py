"""A post hides itself after three reports by members in good standing, until a moderator looks at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.jobs.running import run_due
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.site.models import SiteSettings
from tests.conftest import join

pytestmark = pytest.mark.django_db
RUDE = "It’s rude or hurtful"


def work():
    while run_due():
        pass


@pytest.fixture
def regulars(db):
    joined = timezone.now() - timedelta(days=9)
    members = [join(f"regular{n}") for n in range(4)]
    User.objects.filter(pk__in=[member.pk for member in members]).update(date_joined=joined, post_count=9)
    return members


@pytest.fixture
def post(ada, topic, say):
    return say(ada, topic, "A rash word.")


def fresh(post):
    return Post.objects.select_related("topic").get(pk=post.pk)


def reported(post, members):
    for member in members:
        report(member, post, RUDE)
    work()
    return fresh(post)


def test_the_third_report_hides_it_and_its_author_is_told_and_still_reads_it(
    as_, ada, ben, topic, post, regulars
):
    assert not reported(post, regulars[:2]).is_removed
    assert reported(post, regulars[2:3]).is_hidden
    page = as_(ben).get(topic.get_absolute_url()).text
    assert "A rash word." not in page
    assert "Hidden after reports" in page
    assert "is hidden because several members reported it" in as_(ada).get("/notifications/").text
    own = as_(ada).get(topic.get_absolute_url()).text
    assert "A rash word." in own
    assert "Edit it to show it again" in own
    assert fresh(post).topic.post_count == 1


def test_reports_by_newcomers_suspended_members_and_the_same_one_do_not_count(post, regulars, nia, eve):
    User.objects.filter(pk=regulars[2].pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert not reported(post, [*regulars[:3], nia, eve, regulars[0]]).is_removed


def test_what_moderators_wrote_is_never_hidden(mod, topic, say, regulars):
    assert not reported(say(mod, topic), regulars).is_removed


@pytest.mark.parametrize(("setting", "is_hidden"), [(0, False), (2, True)])
def test_the_owner_says_how_many_it_takes(post, regulars, setting, is_hidden):
    SiteSettings.current().change(reports_to_hide=setting)
    assert reported(post, regulars[:2]).is_removed is is_hidden


def test_its_author_edits_it_back_once_and_the_report_stays_open(as_, ada, ben, topic, post, regulars):
    reported(post, regulars[:3])
    assert as_(ben).get(f"/p/{post.pk}/edit/").status_code == 403
    answer = as_(ada).post(f"/p/{post.pk}/edit/", {"body": "A kinder word.", "base": post.revision})
    assert answer.status_code == 303
    work()
    assert "A kinder word." in as_(ben).get(topic.get_absolute_url()).text
    assert Report.objects.open().count() == 1
    assert fresh(post).topic.post_count == 2
    # Not hidden a second time: a moderator has it in their list anyway.
    assert not reported(post, regulars[3:]).is_removed


def test_dismissing_shows_it_again_for_good(as_, ada, mod, topic, post, regulars):
    reported(post, regulars[:3])
    assert "Hidden since members reported it." in as_(mod).get("/moderate/").text
    as_(mod).post(f"/moderate/to-do/reports/{Report.objects.get().pk}/dismiss/")
    work()
    assert not fresh(post).is_removed
    assert [entry.act for entry in LogEntry.objects.all()] == ["restore", "hide"]
    assert "restored your post" in as_(ada).get("/notifications/").text
    assert not reported(post, regulars).is_removed


def test_removing_it_makes_it_a_removal_with_a_reason(as_, ada, mod, topic, post, regulars):
    reported(post, regulars[:3])
    browser = as_(mod)
    assert browser.get(f"/p/{post.pk}/remove/?next=/moderate/").status_code == 200
    page = browser.post(
        f"/p/{post.pk}/remove/", {"ready": "rude", "reason": "", "next": "/moderate/"}, follow=True
    ).text
    assert "Post removed." in page
    assert "All done." in page
    gone = fresh(post)
    assert (gone.is_hidden, gone.removed_by, gone.topic.post_count) == (False, mod, 1)
    assert as_(ada).get(f"/p/{post.pk}/edit/").status_code == 403
    assert Report.objects.get().outcome == "acted"
