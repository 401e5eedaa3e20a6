"""A feed as programs read it: by the schema of its format, and by a feed reader."""

from pathlib import Path

import feedparser
from lxml import etree

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def read_feed(answer):
    """What feedparser makes of it, once the schema has no objection, every id is there once and nothing is dated wrong."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    SCHEMA.assertValid(etree.fromstring(answer.content))
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    for entry in found.entries:
        assert entry.published_parsed <= entry.updated_parsed <= found.feed.updated_parsed
    return found
