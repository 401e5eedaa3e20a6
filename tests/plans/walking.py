"""All that the pages of a large forum and the lists of its admin ask of the database, each statement once."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse

from forum.demo.large.filling import LargeForum
from forum.posts.models import Post
from tests.pages.page_kinds import PAGES, STATES
from tests.plumbing.plans import statements
from tests.plumbing.rows import variants

READERS = ("root", "ben", None)
LAST_PAGE_OF_A_LIST = 100  # where lists of the admin end
# Of the large forum: an ordinary topic and its longest one, its largest board, a tag, and who has written most.
MORE = """
    {large} {large}feed/ {large}last/ {large}unread/ {large}followers/ {longest} {longest}?page=9 {large_board} {large_board}?page=80 {large_board}?tag={large_tag}
    {large_board}?sort=views {large_board}?sort=replies {large_board}?sort=started {large_board}feed/ {large_board}followers/
    /latest/?tag={large_tag} /latest/?page=3 /latest/?page=20 /latest/?sort=views /tag/{large_tag}/ /tag/{large_tag}/?page=5 /tag/{large_tag}/followers/
    /u/{busy}/ /u/{busy}/?before={busy_post} /u/{busy}/?show=topics /u/root/ /u/root/?show=topics /p/1500/ /top/?period=year /feed/
    /search/?q=winter /search/?q=winter&author={busy} /moderate/log/?page=5 /moderate/log/export/ /moderate/members/root/
    /moderate/members/root/written/ /moderate/networks/?member=root /notifications/?page=3 /notifications/count/
    /bookmarks/?page=3 /following/?page=3 /people/?q=mem /sitemap.xml /sitemaps/topics-1.xml
""".split()


@dataclass(frozen=True)
class Asked:
    page: str
    reader: str
    address: str
    sql: str
    values: Any


def addresses_of(large: LargeForum) -> dict[str, str]:
    return {
        "large": large.middle.get_absolute_url(), "longest": large.longest.get_absolute_url(),
        "large_board": large.boards[0].get_absolute_url(), "large_tag": large.tags[0].slug, "busy": large.busy.username,
        "busy_post": str(_in_the_middle(Post.objects.filter(author=large.busy).order_by("created_at")).pk),
    }  # fmt: skip


def _in_the_middle(rows: QuerySet[Any]) -> Any:
    return rows[rows.count() // 2]


def walk(stage: SimpleNamespace, as_: Any) -> list[Asked]:
    browsers = {name or "visitor": _browser(stage, as_, name) for name in READERS}
    found: dict[tuple[str, str], Asked] = {}
    for page, address in _pages(stage):
        for reader, browser in browsers.items():
            _note(found, page, reader, browser, address)
    for page, address in _lists(browsers["root"]):
        _note(found, page, "root", browsers["root"], address)
    return list(found.values())


def _browser(stage: SimpleNamespace, as_: Any, name: str | None) -> Any:
    browser = as_(getattr(stage, name) if name else None)
    if name:  # has given the password just now, which some pages ask for
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return browser


def _pages(stage: SimpleNamespace) -> Iterator[tuple[str, str]]:
    for page, address in [*PAGES.items(), *zip(STATES, STATES, strict=True), *zip(MORE, MORE, strict=True)]:
        yield page, address.format(**stage.numbers)


def _lists(browser: Any) -> Iterator[tuple[str, str]]:
    for model in admin.site._registry:
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for name, variant in variants(browser, address).items():
            yield f"admin {meta.label} {name}".strip(), variant
        yield f"admin {meta.label} last", f"{address}?p={LAST_PAGE_OF_A_LIST}"


def _note(found: dict[tuple[str, str], Asked], page: str, reader: str, browser: Any, address: str) -> None:
    with statements() as seen:
        answer = browser.get(address)
        assert answer.status_code < 500, (page, reader, address)
        if answer.streaming:
            b"".join(answer)
    for sql, values in seen:
        if re.match(r"\(?(SELECT|WITH)\b", sql.lstrip()):
            found.setdefault((sql, repr(values)), Asked(page, reader, address, sql, values))
