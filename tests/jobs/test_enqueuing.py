import pytest
from django.db import transaction

from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job


@pytest.mark.django_db(transaction=True)
def test_a_job_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        enqueue("post.published", post_id=1)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_with_the_transaction_it_was_recorded_in():
    with transaction.atomic():
        enqueue("post.published", post_id=1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_keeps_its_payload_and_waits():
    with transaction.atomic():
        enqueue("post.published", post_id=1, topic_id=2)
    job = Job.objects.get()
    assert (job.name, job.payload, job.state) == (
        "post.published",
        {"post_id": 1, "topic_id": 2},
        "waiting",
    )


@pytest.mark.django_db
def test_a_job_with_a_key_is_recorded_once_for_ever():
    with transaction.atomic():
        enqueue("day.began", key="day.began:2026-11-23")
    with transaction.atomic():
        enqueue("day.began", key="day.began:2026-11-23")
    Job.objects.update(state=Job.State.DONE)
    with transaction.atomic():
        enqueue("day.began", key="day.began:2026-11-23")
    with transaction.atomic():
        enqueue("day.began", key="day.began:2026-11-24")
    assert sorted(Job.objects.values_list("key", flat=True)) == [
        "day.began:2026-11-23",
        "day.began:2026-11-24",
    ]


@pytest.mark.django_db
def test_jobs_without_a_key_are_all_kept():
    for _turn in range(3):
        with transaction.atomic():
            enqueue("post.published", post_id=1)
    assert Job.objects.count() == 3
