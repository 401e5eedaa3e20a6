"""The worker renders texts again, a slice at a time, for owners without a shell."""

import pytest

from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.posts.models import Post
from forum.rerendering import job
from forum.rerendering.job import JOB, is_under_way, request_rerendering
from forum.site.models import SiteSettings
from tests.rerendering.conftest import OLD, html_of_other_texts, make_older

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("no_children")]


def run_all():
    while run_due():
        pass


def test_what_is_asked_for_is_done_in_slices_and_other_jobs_come_between(
    long_topic, other_texts, monkeypatch
):
    monkeypatch.setattr(job, "SLICE", 4)
    long_topic(10)
    run_all()
    make_older()
    assert request_rerendering(is_all=False)
    assert is_under_way()
    run_all()
    assert not is_under_way()
    assert not Post.objects.filter(html=OLD).exists()
    assert OLD not in html_of_other_texts()
    jobs = Job.objects.filter(name=JOB)
    assert jobs.filter(payload__kind="post").count() == 3
    assert set(jobs.values_list("state", flat=True)) == {Job.State.DONE}


def test_all_texts_are_done_where_all_are_asked_for(topic, other_texts):
    run_all()
    Post.objects.update(html=OLD)
    SiteSettings().change(markup_version=99)
    request_rerendering(is_all=False)
    run_all()
    assert Post.objects.get().html == OLD
    request_rerendering(is_all=True)
    run_all()
    assert Post.objects.get().html != OLD
    assert OLD not in html_of_other_texts()


def test_asking_again_while_it_is_under_way_changes_nothing(topic):
    assert request_rerendering(is_all=False)
    assert not request_rerendering(is_all=True)
    assert Job.objects.filter(name=JOB).count() == 1
    run_all()
    assert request_rerendering(is_all=True)


def test_a_slice_that_is_done_twice_is_followed_once(topic):
    request_rerendering(is_all=True)
    first = Job.objects.get(name=JOB)
    for _time in range(2):
        job.rerender_slice(**first.payload)
    assert Job.objects.filter(name=JOB).count() == 2


def test_a_failing_slice_is_a_job_that_failed_and_can_be_tried_again(topic, monkeypatch):
    monkeypatch.setattr(Job, "ATTEMPTS", 1)
    request_rerendering(is_all=True)
    with monkeypatch.context() as patch:
        patch.setattr("forum.rerendering.job.Rerendering.run_kind", lambda *_asked: 1 / 0)
        run_all()
    assert Job.objects.get(name=JOB).state == Job.State.FAILED
    make_older()
    Job.objects.all().retry()
    run_all()
    assert Post.objects.get().html != OLD
