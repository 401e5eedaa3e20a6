"""What is offered behind an @, a # and a colon: only what one may see, and people who may be found by name."""

import pytest

from forum.limits import LIMITS, Limit
from forum.topics.models import Tag
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def offered(browser, kind, typed, **more):
    answer = browser.get(f"/completion/{kind}/", {"q": typed} | more)
    assert answer.status_code == 200
    return [row["shown"] for row in answer.json()["rows"]]


def test_people_of_the_topic_come_first_and_who_wrote_last_before_the_others(as_, ada, ben, eve, topic, say):
    say(ben, topic)
    join("adam")
    place = f"topic:{topic.pk}"
    assert offered(as_(eve), "people", "", place=place) == ["@ben", "@ada"]
    assert offered(as_(eve), "people", "a", place=place) == ["@ada"]
    assert offered(as_(eve), "people", "ad", place=place) == ["@ada", "@adam"]
    assert offered(as_(eve), "people", "ad", place=f"edit:{topic.posts.get(number=1).pk}") == [
        "@ada",
        "@adam",
    ]


def test_others_come_from_the_second_letter_on_by_either_name(as_, ada, eve):
    ada.display_name = "Countess Lovelace"
    ada.save()
    assert offered(as_(eve), "people", "a") == []
    rows = as_(eve).get("/completion/people/?q=coun").json()["rows"]
    assert rows == [{"shown": "@ada", "more": "Countess Lovelace", "text": "@ada "}]


def test_nobody_is_offered_to_themselves_or_after_closing_their_account(as_, ada, ben, topic):
    assert offered(as_(ada), "people", "ad", place=f"topic:{topic.pk}") == []
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert offered(as_(ben), "people", "ad", place=f"topic:{topic.pk}") == []


def test_a_member_may_choose_not_to_be_found_by_name(as_, ada, ben, topic):
    page = as_(ada).get("/settings/privacy/").text
    assert "Let members find me by name" in page
    as_(ada).post("/settings/privacy/", {"is_shown": "on", "shows_last_seen": "on"})
    ada.refresh_from_db()
    assert not ada.is_found_by_name
    assert offered(as_(ben), "people", "ad") == []
    assert as_(ben).get("/members/suggestions/?q=ad").json() == {"members": []}
    assert "/u/ada/" not in as_(ben).get("/search/?q=ada").text
    # Whoever reads the topic sees them there.
    assert offered(as_(ben), "people", "ad", place=f"topic:{topic.pk}") == ["@ada"]
    as_(ada).post("/settings/privacy/", {"is_shown": "on", "shows_last_seen": "on", "is_found_by_name": "on"})
    assert offered(as_(ben), "people", "ad") == ["@ada"]


def test_looking_people_up_has_a_limit_and_is_for_members(as_, ben, monkeypatch):
    monkeypatch.setitem(LIMITS, "suggestions", Limit(2, 60, is_local=True))
    browser = as_(ben)
    assert [browser.get("/completion/people/?q=ad").status_code for _time in range(3)] == [200, 200, 429]
    for kind in ("people", "references"):
        assert as_().get(f"/completion/{kind}/?q=ad").status_code == 403


def test_tags_and_topics_are_put_in_as_links(as_, ben, ada, board, start):
    Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, title="Glue [hide] for *veneer*")
    rows = as_(ben).get("/completion/references/?q=glu").json()["rows"]
    assert rows == [
        {"shown": "#Glue", "more": "Tag", "text": "[#Glue](/tag/glue/) "},
        {
            "shown": topic.title,
            "more": "General",
            "text": f"[Glue \\[hide\\] for \\*veneer\\*]({topic.get_absolute_url()}) ",
        },
    ]


def test_emoji_are_found_by_the_beginning_of_their_names_then_by_any_part(as_, ben):
    found = offered(as_(ben), "emoji", "smil")
    assert found[0].endswith(":smile:")
    assert offered(as_(ben), "emoji", "he")[0].endswith(":heart:")
    assert len(found) == len({row.split()[0] for row in found})
    assert any("cat" in row for row in offered(as_(ben), "emoji", "_cat"))
    assert offered(as_(ben), "emoji", "zzzz") == []
    assert "👍 :thumbsup:" in offered(as_(ben), "emoji", "")
