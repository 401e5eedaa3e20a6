"""What search engines are told: which pages there are, which they may show, and where they need not look."""

import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import html5lib
import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from forum.boards.presets import Preset, apply_preset
from forum.jobs.running import run_due
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.own_pages.models import OwnPage
from forum.site.models import SiteSettings
from forum.site.robots import USUAL
from forum.topics.models import Tag, Topic
from tests import plumbing
from tests.conftest import join

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
SCHEMA = etree.RelaxNG(etree.parse(Path(plumbing.__path__[0]) / "sitemap.rng"))
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["counts"].clear()


@pytest.fixture
def sitemap(as_):
    """sitemap(path) → the paths in it, with the day of each last change or None."""

    def act(path="/sitemap.xml", reader=None):
        answer = as_(reader).get(path)
        assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
        tree = etree.fromstring(answer.content)
        SCHEMA.assertValid(tree)
        return {
            place.findtext("s:loc", namespaces=NAMES).removeprefix(HERE): place.findtext(
                "s:lastmod", namespaces=NAMES
            )
            for place in tree
        }

    return act


def every_path(sitemap, reader=None):
    return {path for file in sitemap(reader=reader) for path in sitemap(file, reader)}


def test_the_sitemaps_name_public_topics_with_their_last_change(sitemap, topic, members_board, start, root):
    hidden = start(root, members_board, title="For members")
    index = sitemap()
    changed = topic.last_post_at.isoformat(timespec="seconds")
    assert index == {
        "/sitemaps/pages.xml": None, "/sitemaps/topics-1.xml": changed, "/sitemaps/members-1.xml": None,
    }  # fmt: skip
    assert sitemap("/sitemaps/topics-1.xml") == {topic.get_absolute_url(): changed}
    for reader in (None, root):
        assert hidden.get_absolute_url() not in every_path(sitemap, reader)


def test_they_name_boards_tags_and_own_pages_that_visitors_see_and_that_hold_something(
    sitemap, topic, board, members_board, start, root
):
    start(root, members_board, title="For members")
    glue = Tag.objects.create(name="Glue", slug="glue")
    topic.tags.add(glue)
    Tag.objects.create(name="Unused", slug="unused")
    OwnPage.objects.create(name="Rules", slug="rules")
    OwnPage.objects.create(name="Draft", slug="draft", is_published=False)
    OwnPage.objects.create(name="House", slug="house", audience="members")
    while run_due():  # which counts the boards' topics
        pass
    for reader in (None, root):
        assert set(sitemap("/sitemaps/pages.xml", reader)) == {
            "/", "/latest/", "/boards/", "/tags/", "/b/general/", "/tag/glue/", "/pages/rules/",
        }  # fmt: skip


def test_they_name_members_of_whom_visitors_read_something(
    sitemap, as_, topic, ada, ben, nia, root, members_board, start, say
):
    start(root, members_board, title="For members")
    gone = say(ben, topic)
    post_acts.remove(root, gone, "x")
    place = "/sitemaps/members-1.xml"
    for reader in (None, root):
        assert sitemap(place, reader) == {"/u/ada/": None}
    say(ben, topic)
    say(ada, topic)
    shown = set(sitemap(place))
    assert shown == {"/u/ada/", "/u/ben/"}
    for member in (ada, ben, nia, root):
        page = f"/u/{member.username}/"
        assert is_shown(as_().get(page)) is (page in shown), page
    closing_accounts.close(ben)
    assert set(sitemap(place)) == {"/u/ada/"}


def test_members_too_are_cut_into_ranges(sitemap, as_, ada, ben, eve, topic, say, monkeypatch):
    for member in (ben, eve):
        say(member, topic)
    monkeypatch.setattr("forum.pages.search_engines.sitemaps.RANGE", 1)
    files = [path for path in sitemap() if "members" in path]
    assert len(files) == 3
    assert [set(sitemap(file)) for file in files] == [{"/u/ada/"}, {"/u/ben/"}, {"/u/eve/"}]
    assert as_().get("/sitemaps/members-999999999999999999.xml").status_code == 404


def test_each_file_holds_a_range_of_topics(sitemap, as_, topic, board, start, root, monkeypatch):
    monkeypatch.setattr("forum.pages.search_engines.sitemaps.RANGE", 2)
    topics = [start(root, board, title=f"Topic {n}") for n in range(5)]
    files = [path for path in sitemap() if "topics" in path]
    assert len(files) in (3, 4)
    for file in files:
        assert 1 <= len(sitemap(file)) <= 2
    assert {thing.get_absolute_url() for thing in topics} < every_path(sitemap)
    assert as_().get("/sitemaps/topics-999999999999999999.xml").status_code == 404
    assert as_().get("/sitemaps/topics-0.xml").status_code == 404


def test_what_goes_out_of_sight_leaves_the_sitemap_at_once(as_, sitemap, topic, board, root):
    assert topic.get_absolute_url() in every_path(sitemap)
    topic_acts.remove(root, topic, "x")
    assert as_().get("/sitemaps/topics-1.xml").status_code == 404
    topic_acts.restore(root, topic)
    assert topic.get_absolute_url() in every_path(sitemap)
    apply_preset(board, Preset.MEMBERS)
    assert sitemap() == {"/sitemaps/pages.xml": None}
    assert as_().get("/sitemaps/topics-1.xml").status_code == 404
    assert "/b/general/" not in sitemap("/sitemaps/pages.xml")


def test_titles_in_any_script_make_addresses_that_programs_read(sitemap, topic):
    Topic.objects.filter(pk=topic.pk).update(title="Überblick & 概要")
    [path] = sitemap("/sitemaps/topics-1.xml")
    assert path.isascii()


@pytest.mark.parametrize("file", ["topics", "members"])
def test_a_sitemap_takes_the_same_queries_for_few_and_many(file, as_, board, start, root, topic, say, warm):
    counts = []
    for more in (1, 20):
        for n in range(more):
            say(join(f"m{more}-{n}"), start(root, board, title=f"Topic {more} {n}"))
        warm()
        with CaptureQueriesContext(connection) as queries:
            as_().get(f"/sitemaps/{file}-1.xml")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def robots(as_):
    answer = as_().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return answer.text


def test_robots_txt_names_the_sitemap_and_keeps_robots_from_forms_but_not_from_what_there_is_to_read(
    as_, topic
):
    text = robots(as_)
    assert f"\nSitemap: {HERE}/sitemap.xml\n" in text
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    for path in ("/", "/latest/", topic.get_absolute_url(), "/u/ada/", "/tag/x/", "/feed/", "/sitemap.xml"):
        assert parser.can_fetch("Any", f"{HERE}{path}"), path
    for path in ("/search/?q=x", "/start/", "/accounts/login/", "/settings/", "/admin/"):
        assert not parser.can_fetch("Any", f"{HERE}{path}"), path


@pytest.fixture
def save(as_, root):
    """save(text) → the page of the site settings after these rules were sent."""

    def act(text):
        browser = as_(root)
        page = browser.get("/admin/site/sitesettings/1/change/")
        form = page.context["adminform"].form
        fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        sent = {name: value for name, value in fields.items() if value is not None and value is not False}
        return browser.post("/admin/site/sitesettings/1/change/", sent | {"robots": text}, follow=True)

    return act


def test_the_owner_writes_other_rules_and_gets_the_usual_ones_back(as_, root, save):
    assert "Disallow: /accounts/" in as_(root).get("/admin/site/sitesettings/1/change/").text
    save("User-agent: *\r\nDisallow: /  # all of it\r\n\r\n# Ours")
    assert robots(as_).startswith("User-agent: *\nDisallow: /  # all of it\n\n# Ours\n\nUser-agent: ")
    assert robots(as_).endswith(f"\n\nSitemap: {HERE}/sitemap.xml\n")
    for usual in (USUAL, USUAL.replace("\n", "\r\n"), "", "  \n"):
        save(usual)
        assert SiteSettings.current().robots == ""
        assert robots(as_).startswith("User-agent: *\nDisallow: /accounts/\n")


@pytest.mark.parametrize("text", ["Disallow /x", "User-agent: *\n<b>x</b>", "Disallow: /\x0bx", ": x"])
def test_rules_that_no_program_could_read_are_refused_by_their_line(text, as_, save):
    page = save(text).text
    assert "isn’t a rule" in page
    assert robots(as_).startswith("User-agent: *\nDisallow: /accounts/\n")


def is_shown(answer):
    """Whether search engines may show the page; where its head says that they may not, so does its header."""
    assert answer.status_code == 200
    says_no = answer.headers.get("X-Robots-Tag") == "noindex"
    assert says_no or 'content="noindex"' not in answer.text
    return not says_no


def test_pages_to_read_are_shown_by_search_engines(as_, topic, board):
    topic.tags.add(Tag.objects.create(name="Glue", slug="glue"))
    OwnPage.objects.create(name="Rules", slug="rules")
    for address in (
        "/", "/latest/", "/boards/", "/tags/", board.get_absolute_url(), topic.get_absolute_url(), "/tag/glue/", "/u/ada/",
        "/pages/rules/", "/help/writing/", f"{topic.get_absolute_url()}?page=1",
    ):  # fmt: skip
        assert is_shown(as_().get(address)), address


def test_other_orders_parts_and_forms_and_empty_pages_are_not(as_, topic, board, ben, start, root):
    Tag.objects.create(name="Glue", slug="glue")
    place = topic.get_absolute_url()
    for address in (
        "/latest/?sort=views", f"{board.get_absolute_url()}?sort=replies", f"{board.get_absolute_url()}?tag=glue", f"{place}?quote=1",
        f"{place}?utm_source=x", "/u/ada/?show=topics", f"{place}followers/", "/accounts/login/", "/accounts/signup/",
        "/u/ben/", "/tag/glue/", "/new/", "/top/", "/top/?period=all", "/unanswered/", "/latest/?board=general", "/latest/?tag=glue",
        "/search/", "/search/?q=first", "/help/keys/",
    ):  # fmt: skip
        assert not is_shown(as_().get(address)), address
    topic_acts.remove(root, topic, "x")
    assert not is_shown(as_().get(board.get_absolute_url()))


def test_links_to_other_orders_and_parts_of_a_list_are_not_for_robots_to_follow(
    as_, topic, board, start, ada, monkeypatch
):
    for place in ("boards", "tags", "members"):
        monkeypatch.setattr(f"forum.pages.{place}.views.PER_PAGE", 1)
    start(ada, board)
    topic.tags.add(Tag.objects.create(name="Glue", slug="glue"))
    lists = (
        "/latest/", "/top/", "/latest/?board=general", "/latest/?tag=glue", "/latest/?tag=glue&sort=views", "/top/?period=all&tag=glue",
        board.get_absolute_url(), f"{board.get_absolute_url()}?tag=glue", f"{board.get_absolute_url()}?sort=views", "/tag/glue/", "/u/ada/",
        "/u/ada/?show=topics", topic.get_absolute_url(),
    )  # fmt: skip
    asking = re.compile(r"[?&](sort|tag|board|period|topic|show)=")
    seen = set()
    for path in lists:
        page = html5lib.parse(as_().get(path).text, namespaceHTMLElements=False)
        for link in page.iter("a"):
            address = link.get("href", "")
            if address.startswith("/accounts/") or not asking.search(address):
                continue
            seen.add(asking.search(address)[1])
            assert "nofollow" in link.get("rel", ""), (path, address)
    assert seen >= {"sort", "tag", "board", "period", "topic", "show"}


def test_pages_of_ones_own_are_not(as_, ben):
    for address in ("/settings/", "/notifications/", "/following/"):
        assert not is_shown(as_(ben).get(address)), address


def rules_for(as_, agent):
    parser = RobotFileParser()
    parser.parse(robots(as_).splitlines())
    return parser.can_fetch(agent, f"{HERE}/latest/")


@pytest.mark.parametrize("is_allowed", [False, True])
def test_whether_models_may_be_trained_is_said_to_robots_with_each_text_and_at_the_known_place(
    is_allowed, as_, topic
):
    SiteSettings.current().change(may_train_models=is_allowed)
    for agent in ("GPTBot", "ClaudeBot", "CCBot", "Google-Extended"):
        assert rules_for(as_, agent) is is_allowed
    assert rules_for(as_, "Googlebot")
    place = topic.get_absolute_url().rstrip("/")
    for address in (f"{place}/", f"{place}.md", f"{place}.json", f"{place}/feed/", "/latest/", "/u/ada/"):
        assert as_().get(address).headers["tdm-reservation"] == ("0" if is_allowed else "1"), address
    told = as_().get("/.well-known/tdmrep.json").json()
    assert told == [{"location": "/", "tdm-reservation": 0 if is_allowed else 1}]


def test_models_are_not_trained_unless_the_owner_says_so(as_, topic):
    assert as_().get(topic.get_absolute_url()).headers["tdm-reservation"] == "1"
    assert not rules_for(as_, "GPTBot")


def test_browsers_learn_how_to_search_the_forum(as_, topic):
    SiteSettings.current().change(name="Mending & <Making> by the sea")
    assert 'type="application/opensearchdescription+xml"' in as_().get("/").text
    answer = as_().get("/opensearch.xml")
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    tree = etree.fromstring(answer.content)
    assert tree.findtext("o:ShortName", namespaces=names) == "Mending & <Makin"
    templates = {url.get("type"): url.get("template") for url in tree.iterfind("o:Url", names)}
    assert templates["application/opensearchdescription+xml"] == f"{HERE}/opensearch.xml"
    template = templates["text/html"]
    assert template == f"{HERE}/search/?q={{searchTerms}}"
    found = as_().get(template.removeprefix(HERE).replace("{searchTerms}", "first"))
    assert topic.title in found.text.replace("<mark>", "").replace("</mark>", "")
    answer = as_().get(
        templates["application/x-suggestions+json"].removeprefix(HERE).replace("{searchTerms}", "firs")
    )
    assert answer.headers["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["firs", [topic.title], ["General"], [f"{HERE}{topic.get_absolute_url()}"]]


def test_an_icon_of_the_owners_stands_beside_the_search_in_a_browsers_bar(as_, db):
    assert "<Image" not in as_().get("/opensearch.xml").text
    SiteSettings.current().change(icon={"32": f"{'c' * 32}.png"})
    tree = etree.fromstring(as_().get("/opensearch.xml").content)
    image = tree.findtext("{http://a9.com/-/spec/opensearch/1.1/}Image")
    assert image == f"{HERE}/media/{'c' * 32}.png"
