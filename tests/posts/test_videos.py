"""A video plays in its place, on pages of forums that want it; nothing of its site is loaded before."""

import re

import pytest

from forum.site.models import SiteSettings

pytestmark = pytest.mark.django_db

VIDEO = "https://youtu.be/dQw4w9WgXcQ"


@pytest.fixture
def page(ben, topic, say, client):
    say(ben, topic, f"Look:\n\n{VIDEO}")
    return lambda: client.get(topic.get_absolute_url())


def test_without_a_script_it_is_a_link_and_nothing_else(page):
    answer = page()
    assert f'href="{VIDEO}" rel="ugc nofollow noopener">{VIDEO}</a>' in answer.text
    assert "<iframe" not in answer.text
    assert not re.search(r'\b(?:src|srcset)="[^"]*(?:youtu|ytimg)', answer.text)


def test_only_the_players_may_be_framed(page):
    policy = page().headers["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com;" in policy + ";"


def test_the_owner_can_switch_it_off(page):
    assert " data-videos " in page().text
    SiteSettings().change(plays_videos=False)
    assert " data-videos " not in page().text
