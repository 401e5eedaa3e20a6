"""Visitors' pages as the server itself sends them, before Django is asked."""

import gzip
import http.client
import sqlite3
import time
from urllib.parse import urlsplit

import pytest

from forum.pages.store.watching import the_store
from forum.serving.rsgi_app import Front
from tests.plumbing.environment import PLAIN
from tests.serving.wire import exchange

NEW_TAG = """
    INSERT INTO topics_tag (slug_key, name, name_key, slug, description, follower_count)
    VALUES ('outside', 'Outside', 'outside', 'outside', '', 0)
"""
HOST = urlsplit(PLAIN["FORUM_URL"]).netloc


def asked(forum, path, method="GET", **headers):
    line = http.client.HTTPConnection("127.0.0.1", forum.port, timeout=60)
    try:
        line.request(
            method,
            path,
            headers={"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        line.close()


@pytest.mark.once
def test_a_kept_page_is_sent_in_every_form_and_ends_when_another_process_changes_it(ready, serve):
    forum = serve("--no-worker", FORUM_WORKERS="1").arrived()
    path = "/tags/"
    made = asked(forum, path)
    status, headers, body = asked(forum, path)
    assert (status, body) == made[::2]
    same = {name: value for name, value in headers.items() if name.lower() != "date"}
    assert same == {name: value for name, value in made[1].items() if name.lower() != "date"}
    etag = headers.get("etag") or headers["ETag"]
    assert asked(forum, path, If_None_Match=etag)[::2] == (304, b"")
    status, head, nothing = asked(forum, path, method="HEAD")
    lengths = {name.lower(): value for name, value in head.items()}
    assert (status, nothing, lengths["content-length"]) == (200, b"", str(len(body)))
    page = asked(forum, "/help/keys/")[2]
    packed = asked(forum, "/help/keys/", Accept_Encoding="gzip")
    assert gzip.decompress(packed[2]) == page
    with sqlite3.connect(forum.data / "forum.sqlite3", timeout=20) as outside:
        outside.execute(NEW_TAG)
    outside.close()
    began_at = changed_at = time.monotonic()
    while b"Outside" not in asked(forum, path)[2]:
        # However busy the machine is: whoever asks a second later never gets the old page.
        assert began_at - changed_at < 1
        began_at = time.monotonic()


def kept_front(calls):
    def application(environ, start_response):
        calls.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"made"]

    return Front(application, 8000, counts_networks=False)


def test_without_a_kept_page_django_is_asked(monkeypatch):
    calls = []
    monkeypatch.setattr(the_store, "store", None)
    one = exchange(("host", HOST), method="GET")
    kept_front(calls).receive(one.scope, one.proto)
    assert calls == ["/"]
    assert one.proto.answers[0][2] == b"made"
