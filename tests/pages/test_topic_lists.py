"""The lists of topics: what each holds, filtered by boards and tags, with one navigation among them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.follows import following
from forum.moderation import post_acts, topic_acts
from forum.topics.models import Tag, Topic
from tests.conftest import join, opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

FOR_ALL = ("latest", "new", "unanswered")
FOR_MEMBERS = ("unread", "mine")
TABS = ["/latest/", "/new/", "/unread/", "/following/", "/top/", "/unanswered/", "/mine/"]


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-link" href="/t/[^>]*>([^<]*)<', page)


def tabs(page: str) -> list[str]:
    nav = page.partition("list-tabs")[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]*)"', nav)


@pytest.fixture
def tree(ada, start):
    """Boards Tools › Hand tools and Garden, a topic on each: Saw, Plane and Rake, the newest last."""
    tools = opened("Tools", Preset.PUBLIC)
    hand = opened("Hand tools", Preset.PUBLIC, parent=tools)
    garden = opened("Garden", Preset.PUBLIC)
    return [
        start(ada, board, title=title) for board, title in ((tools, "Saw"), (hand, "Plane"), (garden, "Rake"))
    ]


@pytest.fixture
def tags(db):
    return [Tag.objects.create(name=name, slug=name.lower()) for name in ("Glue", "Wood", "Rust")]


def test_new_topics_are_listed_by_their_start_and_latest_by_their_last_post(as_, ben, tree, say):
    say(ben, tree[0])
    assert titles(as_().get("/new/").text) == ["Rake", "Plane", "Saw"]
    assert titles(as_().get("/latest/").text) == ["Saw", "Rake", "Plane"]


def test_unanswered_topics_have_no_reply_that_stands_and_can_have_one(as_, ben, root, tree, say):
    answer = say(ben, tree[0])
    topic_acts.lock(root, tree[1], "")
    assert titles(as_().get("/unanswered/").text) == ["Rake"]
    post_acts.remove(root, answer, "")
    assert titles(as_().get("/unanswered/").text) == ["Rake", "Saw"]
    topic_acts.unlock(root, tree[1])
    assert titles(as_().get("/unanswered/").text) == ["Rake", "Plane", "Saw"]


def test_ones_own_topics_and_those_one_replied_in_are_two_lists(as_, ada, ben, tree, say):
    say(ben, tree[1])
    assert titles(as_(ada).get("/mine/").text) == ["Rake", "Plane", "Saw"]
    assert titles(as_(ben).get("/mine/?show=replied").text) == ["Plane"]
    assert titles(as_(ada).get("/mine/?show=replied").text) == []
    page = as_(ben).get("/mine/").text
    assert "You haven’t started a topic yet." in page
    assert 'href="/mine/?show=replied"' in page


def test_a_removed_reply_makes_no_topic_one_that_one_replied_in(as_, ben, mod, board, topic, say):
    answer = say(ben, topic)
    assert titles(as_(ben).get("/mine/?show=replied").text) == [topic.title]
    post_acts.remove(mod, answer, "")
    assert titles(as_(ben).get("/mine/?show=replied").text) == []


def test_unread_topics_are_those_with_posts_one_has_not_read(as_, ben, eve, tree, say):
    browser = as_(eve)
    assert titles(browser.get("/unread/").text) == ["Rake", "Plane", "Saw"]
    for topic in tree:
        browser.get(topic.get_absolute_url())
    page = browser.get("/unread/").text
    assert titles(page) == []
    assert "You have read everything." in page
    say(ben, tree[1])
    assert titles(browser.get("/unread/").text) == ["Plane"]


def test_rows_of_every_list_say_how_many_posts_are_unread_and_lead_to_the_first(as_, eve, tree, say, ben):
    browser = as_(eve)
    browser.get(tree[0].get_absolute_url())
    say(ben, tree[0])
    badge = f'class="unread-count" dir="auto" href="{tree[0].get_absolute_url()}unread/"'
    for address in ("/latest/", "/new/", "/unread/"):
        page = browser.get(address).text
        assert page.count(badge) == 1
        assert "1 unread post<" in page
    assert badge not in browser.get("/unanswered/").text
    assert "unread-count" not in as_().get("/latest/").text


@pytest.mark.parametrize(
    ("query", "address", "left"),
    [
        ("", "/unread/read/", []),
        ("board=tools", "/b/tools/read/", ["Rake"]),
        ("tag=glue", "/tag/glue/read/", ["Plane", "Saw"]),
        ("board=tools&tag=glue", None, ["Rake", "Plane", "Saw"]),
    ],
)
def test_what_the_list_of_unread_topics_holds_is_marked_as_read_at_once(
    query, address, left, as_, eve, tree, tags
):
    tree[2].tags.set(tags[:1])
    tree[1].tags.set([])
    browser = as_(eve)
    page = browser.get(f"/unread/?{query}").text
    forms = re.findall(r'class="mark-read" method="post" action="([^"]*)"', page)
    assert forms == ([address] if address and titles(page) else [])
    if address:
        browser.post(address)
    assert titles(browser.get("/unread/").text) == left


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_a_visitor_signs_in_for_a_members_list_and_comes_back(name, as_, board):
    answer = as_().get(f"/{name}/?board=general")
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next=/{name}/%3Fboard%3Dgeneral")


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
def test_a_board_filters_with_those_below_it_and_the_heading_says_so(name, as_, ada, eve, tree):
    browser = as_(ada if name == "mine" else eve)
    page = browser.get(f"/{name}/?board=tools").text
    assert titles(page) == ["Plane", "Saw"]
    assert " in Tools</h1>" in page
    page = browser.get(f"/{name}/?board=hand-tools").text
    assert titles(page) == ["Plane"]
    assert " in Hand tools</h1>" in page
    assert 'href="/tag' not in page.partition('class="list-head"')[2].partition("</div>")[0]


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
def test_of_several_tags_a_topic_has_all(name, as_, ada, eve, tree, tags):
    glue, wood, _rust = tags
    tree[0].tags.set([glue, wood])
    tree[1].tags.set([glue])
    tree[2].tags.set([wood])
    browser = as_(ada if name == "mine" else eve)
    assert titles(browser.get(f"/{name}/?tag=glue").text) == ["Plane", "Saw"]
    page = browser.get(f"/{name}/?tag=glue&tag=wood").text
    assert titles(page) == ["Saw"]
    assert ", tagged Glue, Wood</h1>" in page
    assert titles(browser.get(f"/{name}/?tag=wood&board=garden").text) == ["Rake"]
    assert titles(browser.get(f"/{name}/?tag=glue&board=garden").text) == []


def test_a_board_too_is_filtered_by_several_tags(as_, ada, board, start, tags):
    start(ada, board, title="Both", tags=tags[:2])
    start(ada, board, title="One", tags=tags[:1])
    assert titles(as_().get("/b/general/?tag=glue").text) == ["One", "Both"]
    assert titles(as_().get("/b/general/?tag=glue&tag=wood").text) == ["Both"]


def test_the_filter_is_kept_by_tabs_pages_and_orders_and_dropped_part_by_part(as_, eve, ada, tree, tags):
    hand = Board.objects.get(slug="hand-tools")
    Topic.objects.bulk_create(
        Topic(board=hand, author=ada, title=f"T {n}", last_poster=ada, post_count=1) for n in range(40)
    )
    for topic in Topic.objects.all():
        topic.tags.set(tags[:2])
    kept = "board=tools&amp;tag=glue&amp;tag=wood"
    page = as_(eve).get("/latest/?board=tools&tag=glue&tag=wood").text
    assert tabs(page) == [
        f"/latest/?{kept}", f"/new/?{kept}", f"/unread/?{kept}", f"/following/?{kept}", f"/top/?{kept}", f"/unanswered/?{kept}", f"/mine/?{kept}",
    ]  # fmt: skip
    assert f'href="/latest/?{kept}&amp;page=2"' in page
    assert f'href="/latest/?{kept}&amp;sort=views"' in page
    head = page.partition('class="list-head"')[2].partition("</div>")[0]
    assert re.findall(r'href="([^"]*)"', head) == [
        "/latest/?tag=glue&amp;tag=wood", "/latest/?board=tools&amp;tag=wood", "/latest/?board=tools&amp;tag=glue", "/latest/",
    ]  # fmt: skip
    second = as_(eve).get("/latest/?board=tools&tag=glue&tag=wood&page=2")
    assert len(titles(second.text)) == 12
    assert as_(eve).get("/new/?board=tools&page=9").url == "/new/?board=tools&page=2"


def test_the_form_names_the_boards_one_sees_and_keeps_what_else_is_chosen(as_, eve, tree, tags, staff_board):
    page = as_(eve).get("/latest/?board=hand-tools&tag=glue&sort=views").text
    form = page.partition('class="filter-form"')[2].partition("</form>")[0]
    assert re.findall(r'<option value="([^"]*)"', form) == ["", "tools", "hand-tools", "garden"]
    assert '<option value="hand-tools" selected>\u2003Hand tools' in form
    assert 'name="tag" value="glue"' in form
    assert 'name="sort" value="views"' in form
    # What the form sends for all boards.
    assert as_(eve).get("/latest/?board=&sort=views").status_code == 200


def test_a_tag_of_the_menu_is_one_more(as_, tree, tags):
    tree[0].tags.set(tags)
    page = as_().get("/latest/?tag=glue").text
    menu = page.partition("Filter by tag")[2].partition("</details>")[0]
    assert 'href="/latest/?tag=glue&amp;tag=wood" rel="nofollow"' in menu
    assert 'href="/latest/?tag=glue"' not in menu


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
@pytest.mark.parametrize(
    "query", ["board=backroom", "board=nowhere", "board=%00", "tag=nowhere", "tag=", "tag=a&tag=b&tag=c&tag=d&tag=e&tag=f",
              "page=0", "page=x", "sort=nonsense", "board=general&board=nowhere"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(name, query, as_, eve, board, staff_board):
    assert as_(eve).get(f"/{name}/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["show=", "show=nonsense", "show=%00"])
def test_there_is_no_other_list_of_ones_own(query, as_, eve):
    assert as_(eve).get(f"/mine/?{query}").status_code == 404


def test_a_list_that_has_one_order_keeps_no_other_in_its_links(as_, tree):
    page = as_().get("/new/?sort=views&board=tools").text
    assert titles(page) == ["Plane", "Saw"]
    assert "sort=views" not in page.partition("<main")[2]


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
def test_a_list_cannot_be_posted_to(name, as_, eve):
    assert as_(eve).post(f"/{name}/").status_code == 405


def test_visitors_have_the_lists_that_need_no_member(as_, topic):
    page = as_().get("/latest/").text
    assert tabs(page) == ["/latest/", "/new/", "/top/", "/unanswered/"]
    assert 'href="/unread/"' not in page
    assert 'href="/mine/"' not in page


@pytest.mark.parametrize("address", TABS)
def test_each_list_has_the_same_navigation_and_says_which_it_is(address, as_, eve, topic):
    page = as_(eve).get(address).text
    assert tabs(page) == TABS
    nav = page.partition("list-tabs")[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)" aria-current="page"', nav) == [address]


def test_search_engines_are_sent_to_the_whole_list_alone(as_, tree, tags):
    tree[0].tags.set(tags)
    for name in FOR_ALL:
        assert "noindex" not in as_().get(f"/{name}/").text
        for query in ("board=tools", "tag=glue"):
            assert '<meta name="robots" content="noindex">' in as_().get(f"/{name}/?{query}").text
    assert '<meta name="robots" content="noindex">' in as_().get("/latest/?sort=views").text


@pytest.mark.parametrize("name", [*FOR_ALL, "unread"])
def test_what_is_muted_is_left_out(name, as_, eve, tree):
    following.mute(eve, tree[0])
    following.mute(eve, tree[2].board)
    assert titles(as_(eve).get(f"/{name}/").text) == ["Plane"]


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
def test_a_list_takes_the_same_queries_with_few_topics_and_many(name, as_, root, tree, tags, say, start):
    reader = join("reader", is_staff=True)
    browser, counts = as_(reader), []
    for count in (1, 20):
        for n in range(count):
            topic = start(reader, tree[0].board, title=f"More {n}", tags=tags)
            other = start(root, tree[0].board, title=f"Others {n}", tags=tags)
            say(root, topic) if name != "unanswered" else None
            say(reader, other) if name != "unanswered" else None
        for address in (f"/{name}/", f"/{name}/?board=tools&tag=glue"):
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert titles(browser.get(address).text)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
