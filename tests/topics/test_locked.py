"""What readers of a locked topic are told: by whom as a role, when, and why."""

from django.utils import timezone

from forum.moderation import topic_acts
from forum.site.models import SiteSettings

NOT_HERE = "Locked by"


def page(as_, topic, reader=None):
    return " ".join(as_(reader).get(topic.get_absolute_url()).text.split())


def test_everyone_reads_who_locked_it_as_a_role_when_and_why(as_, ben, mod, topic):
    assert NOT_HERE not in page(as_, topic)
    topic_acts.lock(mod, topic, "It has run its course")
    topic.refresh_from_db()
    for reader in (None, ben):
        shown = page(as_, topic, reader)
        assert f'Locked by a moderator on <time datetime="{topic.locked_at:%Y-%m-%d}' in shown
        assert ': <span dir="auto">It has run its course</span>' in shown
        assert "mod</bdi>" not in shown


def test_an_administrator_is_called_one_and_no_reason_is_no_gap(as_, root, topic):
    topic_acts.lock(root, topic)
    shown = page(as_, topic)
    assert "Locked by an administrator on <time" in shown
    assert "</time>." in shown


def test_the_reason_goes_with_the_lock(as_, mod, topic):
    topic_acts.lock(mod, topic, "Too heated")
    topic_acts.unlock(mod, topic)
    topic_acts.lock(mod, topic)
    assert "Too heated" not in page(as_, topic)


def test_the_name_is_said_where_the_owner_says_names_and_not_of_who_has_left(as_, ben, mod, topic):
    topic_acts.lock(mod, topic, "It has run its course")
    SiteSettings.current().change(names_moderators=True)
    for reader in (None, ben):
        shown = page(as_, topic, reader)
        assert "Locked by <bdi>mod</bdi> on <time" in shown
        assert "It has run its course" in shown
    type(mod).objects.filter(pk=mod.pk).update(closed_at=timezone.now())
    SiteSettings.bump()
    assert "Locked by a moderator on" in page(as_, topic, ben)
