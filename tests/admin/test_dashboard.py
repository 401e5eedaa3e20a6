from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.urls import reverse
from django.utils import timezone

from forum.jobs.models import Job
from forum.moderation import topic_acts


@pytest.fixture
def page(as_):
    def act(member):
        return " ".join(as_(member).get("/admin/").content.decode().split())

    return act


def test_it_says_how_much_waits_has_failed_and_since_when(page, root):
    for hours, state in ((1, "waiting"), (2, "waiting"), (50, "failed"), (900, "done")):
        Job.objects.create(name="x", state=state, created_at=timezone.now() - timedelta(hours=hours))
    shown = page(root)
    assert '?state=failed">1</a>' in shown
    assert "<dd>2</dd>" in shown
    assert "2 days, 2 hours" in shown


def test_it_lists_suspended_members(page, root, eve, ben):
    eve.suspend(timezone.now() + timedelta(days=1), "Shouting")
    ben.suspend(timezone.now() - timedelta(days=1), "Long ago")
    shown = page(root)
    assert ">eve</a>" in shown
    assert ">ben</a>" not in shown


def test_it_shows_the_latest_acts(page, root, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    shown = page(root)
    assert f'mod locked <a href="/admin/topics/topic/{topic.pk}/change/">' in shown
    assert "Heated" in shown


def test_it_warns_while_no_mail_leaves(page, root, settings):
    settings.HAS_MAIL = False
    settings.EMAIL_FILE_PATH = "/data/mail"
    assert "/data/mail" in page(root)
    settings.HAS_MAIL = True
    assert "EMAIL_URL" not in page(root)


def test_staff_see_only_what_they_may(page, clerk, keeper, ada, mod, topic, secret, eve):
    topic_acts.lock(mod, topic, "Heated")
    topic_acts.lock(ada, secret, "Secret reasons")
    eve.suspend(timezone.now() + timedelta(days=1), "Shouting")
    shown = page(keeper)
    assert "Heated" in shown
    assert ">eve</a>" in shown
    assert "ecret" not in shown
    for hidden in ("Heated", "eve", "Background jobs"):
        assert hidden not in page(clerk)


def test_it_leads_to_everything_that_is_registered_and_to_one_log(page, root):
    shown = page(root)
    for model in admin.site._registry.keys() - {AdminLogEntry}:
        assert reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") in shown


def test_titles_and_names_are_shown_as_text(page, root, mod, ada, board, start):
    topic_acts.lock(mod, start(ada, board, title="<script>alert(1)</script>"), "<b>bold</b>")
    shown = page(root)
    assert "<script>alert" not in shown
    assert "<b>bold" not in shown
