"""An act that an installed app has registered is there wherever those of the forum are."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from forum.moderation import acts
from forum.moderation.models import LogEntry
from tests.admin.conftest import address, choose, confirm, last_entry, messages_of
from tests.example_app.moderation import feature, featured

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_featured():
    featured.clear()
    yield
    featured.clear()


def page_of(topic, act):
    return f"{topic.get_absolute_url()}{act}/"


def test_the_page_offers_it_asks_why_does_it_and_offers_its_opposite(as_, mod, topic):
    browser = as_(mod)
    offered = f'href="{page_of(topic, "feature")}?next={topic.get_absolute_url()}">Feature…</a>'
    assert offered in browser.get(topic.get_absolute_url()).text
    asked = browser.get(page_of(topic, "feature")).text
    assert "It is shown above the boards." in asked
    assert 'name="reason"' in asked
    assert not featured
    assert browser.post(page_of(topic, "feature"), {"reason": "Well put"}).status_code == 303
    assert featured == {topic.pk}
    page = browser.get(topic.get_absolute_url()).text
    assert "1 topics are featured now." in page
    assert ">Unfeature…</a>" in page
    assert ">Feature…</a>" not in page


def test_who_does_not_moderate_there_is_refused_and_visitors_sign_in(as_, ada, eve, topic):
    for member in (ada, eve):
        assert as_(member).post(page_of(topic, "feature"), {"reason": "Mine"}).status_code == 403
        assert "Feature…</a>" not in as_(member).get(topic.get_absolute_url()).text
        with pytest.raises(PermissionDenied):
            feature(member, topic, "Mine")
    assert as_().get(page_of(topic, "feature")).status_code == 303
    assert not featured
    assert not LogEntry.objects.exists()


def test_the_admin_does_it_to_many_logs_it_in_words_and_undoes_it(as_, root, ada, board, start):
    topics = [start(ada, board, title=f"Topic {number}") for number in range(2)]
    client = as_(root)
    assert "It is shown above the boards." in choose(client, "topics_topic", "feature", topics).text
    assert not featured
    page = messages_of(client, confirm(client, "topics_topic", "feature", topics, "Well put"))
    assert "2 topics are featured now." in page
    assert featured == {topic.pk for topic in topics}
    log = client.get(address("moderation_logentry_changelist")).text
    assert f'root featured <a href="{address("topics_topic_change", topics[1].pk)}">Topic 1</a>' in log
    assert "as number 2" in log
    assert "Feature</a>" in log  # among the acts the log can be filtered by
    client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    assert featured == {topics[0].pk}
    assert (last_entry().act, last_entry().reason) == ("unfeature", "Undone: Well put")


def test_whoever_wrote_the_topic_is_told(as_, ada, mod, topic):
    feature(mod, topic, "Well put")
    call_command("worker", once=True)
    assert f"A moderator featured your topic “{topic.title}”" in as_(ada).get("/notifications/").text


def test_an_act_without_a_sentence_tells_nobody(as_, ada, mod, topic):
    featured.add(topic.pk)
    acts.find("topic", "unfeature")(mod, topic, "Enough")
    call_command("worker", once=True)
    assert "A moderator" not in as_(ada).get("/notifications/").text


def test_of_a_name_there_is_one_act_on_a_thing():
    with pytest.raises(ValueError, match="feature"):
        acts.register(feature)


def test_where_its_app_is_not_installed_any_more_its_name_stays_in_the_log(as_, root, topic, monkeypatch):
    feature(root, topic, "Well put")
    for name in ("feature", "unfeature"):
        monkeypatch.delitem(acts.TABLE, ("topic", name))
    client = as_(root)
    log = client.get(address("moderation_logentry_changelist"))
    assert "root feature <a" in log.text
    assert 'name="undo"' not in log.text
    assert client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk}).status_code == 403
    assert client.get(page_of(topic, "feature")).status_code == 404
