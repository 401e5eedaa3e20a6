"""The search page: what is found is shown by topic, with its words marked and a way to each post."""

import datetime
import re

import pytest
import time_machine

from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.limits import LIMITS, Limit
from forum.moderation import post_acts, topic_acts
from forum.pages.help.searching_examples import SECTIONS
from forum.pages.search import views
from forum.search import reindexing
from forum.search.changed_posts import look_at_changes
from forum.search.engines import Hit, Matches
from forum.search.finding import Findings
from forum.search.query import parse
from forum.site.models import SiteSettings
from forum.topics.models import Tag
from tests.conftest import join, opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def bikes(ada, board, start):
    return start(ada, board, title="Squeaky brakes on a tandem", body="They howl whenever it rains.")


def titles(answer):
    """The titles of the topics found, in their order and without marks."""
    found = re.findall(r'<li class="found-topic">\s*<h3[^>]*>\s*<a[^>]*>(.*?)</a>', answer.text)
    return [re.sub("</?mark>", "", title) for title in found]


def catch_up():
    """What the worker keeps of words is written a moment after the post."""
    while look_at_changes():
        pass


def test_a_post_is_found_by_a_word_with_its_author_board_and_permalink(as_, ben, bikes, say):
    post = say(ben, bikes, "Try a toed-in pad, and clean the rim with methylated spirit.")
    page = as_().get("/search/?q=methylated").text
    assert "<mark>methylated</mark> spirit" in page
    assert f'href="/p/{post.pk}/"' in page
    assert 'href="/u/ben/"' in page
    assert bikes.board.get_absolute_url() in page
    assert "1 post</h2>" in page


def test_words_are_marked_in_titles_too(as_, bikes):
    assert "Squeaky <mark>brakes</mark> on a tandem" in as_().get("/search/?q=brake").text


def test_what_is_not_in_a_post_does_not_find_it(as_, bikes):
    assert titles(as_().get("/search/?q=tandem")) == [bikes.title]
    assert titles(as_().get("/search/?q=tandem+unicycle")) == []


def test_text_in_a_result_is_no_html(as_, ada, board, start):
    start(ada, board, title="Tags <b>here</b>", body="Write `<script>alert(1)</script>` and marmalade.")
    page = as_().get("/search/?q=marmalade").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Tags &lt;b&gt;here&lt;/b&gt;" in page


def test_posts_are_grouped_by_topic_and_the_rest_is_a_link_away(as_, ada, ben, bikes, say):
    posts = [say(ben, bikes, f"Pad number {n} squealed.") for n in range(5)]
    browser = as_()
    page = browser.get("/search/?q=squealed").text
    assert "5 posts</h2>" in page
    assert page.count('class="found-topic"') == 1
    assert sum(f"/p/{post.pk}/" in page for post in posts) == 3
    assert "2 more posts in this topic" in page
    rest = re.search(r'class="found-more"><a href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert sum(f"/p/{post.pk}/" in browser.get(rest).text for post in posts) == 5


def test_results_are_sorted_by_match_or_by_date(as_, ada, board, start):
    with time_machine.travel(datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)):
        older = start(ada, board, title="Kettle descaling", body="The kettle is full of scale.")
    newer = start(ada, board, title="A walk", body="We came home and put the kettle on.")
    browser = as_()
    assert titles(browser.get("/search/?q=kettle")) == [older.title, newer.title]
    by_date = browser.get("/search/?q=kettle&sort=date")
    assert titles(by_date) == [newer.title, older.title]
    assert 'href="/search/?q=kettle" rel="nofollow">' in by_date.text
    assert browser.get("/search/?q=kettle&sort=size").status_code == 404


def test_pages_keep_what_was_asked_and_end(as_, ada, board, start):
    for n in range(12):
        start(ada, board, title=f"Teapot {n}", body="Lid lost.")
    browser = as_()
    first = browser.get("/search/?q=teapot&author=ada&sort=date")
    assert (len(titles(first)), "12 posts</h2>" in first.text) == (10, True)
    assert 'href="/search/?q=teapot&amp;sort=date&amp;author=ada&amp;page=2"' in first.text
    second = browser.get("/search/?q=teapot&author=ada&sort=date&page=2")
    assert len(titles(second)) == 2
    assert not set(titles(first)) & set(titles(second))
    beyond = browser.get("/search/?q=teapot&author=ada&sort=date&page=9")
    assert (beyond.status_code, beyond["Location"]) == (302, "/search/?q=teapot&sort=date&author=ada&page=2")
    for page in ("0", "x", "-1", "1e3"):
        assert browser.get(f"/search/?q=teapot&page={page}").status_code == 404


def test_more_than_a_thousand_are_not_counted(as_, bikes, monkeypatch):
    hits = tuple(Hit(bikes.posts.get().pk, bikes.pk) for _n in range(1_000))

    def finds(count, is_partial):
        def find(query, *asked):
            return Findings(Matches(hits, count, is_partial), query)

        monkeypatch.setattr(views, "find", find)

    finds(1_001, is_partial=True)
    page = as_().get("/search/?q=the").text
    assert page.count('class="found-post"') == 3
    assert "Over 1,000 posts</h2>" in page
    assert "Only the newest of them were compared, up to 20,000" in page
    assert "These are the first 1,000 posts" in page
    finds(1_000, is_partial=False)
    page = as_().get("/search/?q=the").text
    assert "1000 posts</h2>" in page
    assert "20,000" not in page


def test_what_makes_no_sense_is_a_sentence_beside_the_field_and_the_rest_is_searched(as_, bikes):
    answer = as_().get("/search/?q=tandem+author:nobody+before:yesterday")
    assert answer.status_code == 200
    assert titles(answer) == [bikes.title]
    assert 'aria-describedby="search_problems"' in answer.text
    problems = re.search(r'id="search_problems"[^>]*>(.*?)</div>', answer.text)[1]
    assert "No member is called “nobody”." in problems
    assert "“yesterday” is no date" in problems
    assert "search_problems" not in as_().get("/search/?q=tandem").text


def test_what_makes_no_sense_in_a_field_stands_below_it(as_, bikes):
    page = as_().get("/search/?q=tandem&author=nobody&after=2026-99&has=smell&topic=999999").text
    for field, problem in (
        ("author", "No member is called “nobody”."),
        ("after", "“2026-99” is no date. Write one such as"),
        ("has", "write code, link or image, not “smell”"),
    ):
        assert problem in re.search(rf'id="search_{field}_error">(.*?)</div>', page)[1], field
        assert f'aria-describedby="search_{field}_error"' in page
        assert page.count(problem) == 1
    assert '<details class="search-more" open>' in page
    line = re.search(r'id="search_problems"[^>]*>(.*?)</div>', page)[1]
    assert line.count("<p>") == 1 and "There is no such topic" in line
    assert "search_before_error" not in page


def test_a_line_without_a_letter_asks_for_a_word(as_, bikes):
    assert "Add a word to search for." in as_().get("/search/?q=%3F").text
    assert "Add a word" not in as_().get("/search/?q=").text


def test_once_one_has_searched_the_fields_are_folded_and_named_in_a_line(as_, bikes):
    page = as_().get("/search/?q=tandem&author=ada&board=general&in=title").text
    assert '<details class="search-more">' in page
    line = re.search(r'<p class="search-chosen">(.*?)</p>', page, re.DOTALL)[1]
    for words in ("Author: <bdi>ada</bdi>", "Board: <bdi>General</bdi>", "Search in: <bdi>Titles only</bdi>"):
        assert words in line
    assert '<a href="/search/?q=tandem">' in line
    assert "search-chosen" not in as_().get("/search/?q=tandem").text
    assert "search-chosen" in as_().get("/search/?q=xylophone&author=ada").text


def test_each_operator_has_its_field_in_the_form(as_, ben, ada, board, start, say):
    tag = Tag.objects.create(name="Glue", slug="glue")
    other = start(
        ada, board, title="Chairs", body="See https://example.org/chairs and `clamp()`.", tags=[tag]
    )
    topic_acts.lock(join("root", is_superuser=True), other)
    start(ben, opened("Attic", Preset.PUBLIC), title="More chairs", body="Chairs without end.")
    browser = as_(ben)
    assert len(titles(browser.get("/search/?q=chairs"))) == 2
    for narrowed in (
        "author=ada", "board=general", "tag=glue", "tag=Glue%2C+", "has=code", "has=link", "has=code&has=link", "is=locked",
        "in=title&author=ada",
    ):  # fmt: skip
        assert titles(browser.get(f"/search/?q=chairs&{narrowed}")) == ["Chairs"], narrowed
    for narrowed in ("author=ben", "board=attic", "after=2001-01-01&author=ben"):
        assert titles(browser.get(f"/search/?q=chairs&{narrowed}")) == ["More chairs"], narrowed
    for narrowed in (
        "before=2001-01-01",
        "after=2999-01-01",
        "is=pinned",
        "has=image",
        "author=ada&board=attic",
    ):
        assert titles(browser.get(f"/search/?q=chairs&{narrowed}")) == [], narrowed


def test_the_form_shows_what_was_asked(as_, ben, board, bikes):
    page = (
        as_(ben)
        .get(
            "/search/?q=brakes&author=ada&board=general&tag=a,b&has=link&is=unread&after=2026-01-31&in=title"
        )
        .text
    )
    for field in (
        'value="brakes"', 'value="ada"', '<option value="general" selected>', 'value="a, b"',
        'value="link" id="search_has_1" checked', 'value="unread" id="search_is_3" checked', 'value="2026-01-31"', 'value="title" id="search_in_0" checked',
    ):  # fmt: skip
        assert field in page, field
    assert '<details class="search-more" open>' in as_(ben).get("/search/?board=general").text


def test_the_form_offers_the_boards_one_sees_and_no_others(as_, root, board, staff_board):
    assert "Backroom" in as_(root).get("/search/").text
    page = as_().get("/search/").text
    assert "General" in page
    assert "Backroom" not in page


def test_unread_and_followed_are_offered_to_members(as_, ben):
    assert "Followed by you" in as_(ben).get("/search/").text
    assert "Followed by you" not in as_().get("/search/").text


def test_one_can_search_in_one_topic(as_, ada, ben, board, start, bikes, say):
    inside = say(ben, bikes, "Grease the cable.")
    outside = say(ben, start(ada, board, title="Clocks"), "Grease the arbor.")
    browser = as_()
    link = f"/search/?topic={bikes.pk}"
    assert f'href="{link}"' in browser.get(bikes.get_absolute_url()).text
    page = browser.get(link).text
    assert "In the topic “Squeaky brakes on a tandem”" in page.replace("\u2068", "").replace("\u2069", "")
    assert f'name="topic" value="{bikes.pk}"' in page
    assert "</h2>" not in page.partition("<main")[2]
    page = browser.get(f"{link}&q=grease").text
    assert f"/p/{inside.pk}/" in page
    assert f"/p/{outside.pk}/" not in page
    everywhere = browser.get("/search/?q=grease").text
    assert f"/p/{outside.pk}/" in everywhere
    assert 'href="/search/?q=grease">Search everywhere' in page


def test_one_can_search_one_board(as_, board, bikes):
    page = as_().get(board.get_absolute_url()).text
    assert 'href="/search/?board=general"' in page
    form = as_().get("/search/?board=general").text
    assert '<option value="general" selected>' in form
    assert "found-topic" not in form


def test_nothing_found_says_what_to_try(as_, bikes):
    page = as_().get("/search/?q=xylophone&author=ada").text
    assert "No post that you can read has all of these words." in page
    assert "Check the spelling, or leave a word out." in page
    assert 'href="/search/?q=xylophone">Search without the other fields' in page
    assert "/latest/" in page.partition("search-nothing")[2]
    page = as_().get("/search/?is=pinned").text
    assert "No post that you can read is like this." in page
    assert "Check the spelling" not in page


def test_the_page_says_that_posts_are_being_indexed_for_another_language(as_, bikes):
    said = "All posts are being indexed again."
    reindexing.note_whole()
    reindexing.begin(is_anew=True)
    assert said not in as_().get("/search/?q=tandem").text  # as they are already
    SiteSettings.current().change(search_language="german")
    index = reindexing.begin()
    assert said in as_().get("/search/?q=tandem").text
    assert said not in as_().get("/search/").text
    for _number in reindexing.run(index):
        pass
    assert said not in as_().get("/search/?q=tandem").text


def test_an_operator_that_there_is_not_is_named_beside_what_was_found_and_leads_to_the_one_meant(
    as_, ada, board, start, bikes
):
    page = as_().get("/search/?q=auther:ada+tandem&sort=date")
    said = re.search(r'class="search-meant">(.*?)</p>', page.text)[1].replace("&amp;", "&")
    assert re.sub("<.*?>", "", said) == "There is no operator “auther:”. Did you mean “author:”?"
    assert titles(page) == [] and page.status_code == 200 and 'role="alert"' not in page.text
    [address] = re.findall('href="(.*?)"', said)
    assert address == "/search/?q=author%3Aada+tandem&sort=date"
    assert titles(as_().get(address)) == [bikes.title]
    start(ada, board, title="Letters", body="Its header is auther:ada, as it was.")
    page = as_().get("/search/?q=auther:ada")
    assert titles(page) == ["Letters"] and "There is no operator" in page.text


def test_a_misspelt_word_offers_what_was_meant(as_, ben, bikes):
    catch_up()
    answer = as_(ben).get("/search/?q=squeeky+brakes&author=ada")
    assert titles(answer) == []
    meant = re.search(r'class="search-meant">(.*?)</p>', answer.text)[1].replace("&amp;", "&")
    assert 'href="/search/?q=squeaky+brakes&author=ada"' in meant
    assert "search-meant" not in as_(ben).get("/search/?q=squeaky+brakes").text


def test_a_word_of_hidden_posts_alone_is_never_what_was_meant(as_, root, ada, board, staff_board, start):
    start(root, staff_board, title="Aardvark", body="The aardvark is ill.")
    start(ada, board, title="Zeppelin", body="The zeppelin is late.")
    catch_up()
    for reader in (None, ada):
        assert "aardvark" not in as_(reader).get("/search/?q=aardvork").text.lower()
        assert "zeppelin</bdi></a>" in as_(reader).get("/search/?q=zepelin").text
    assert "aardvark</bdi></a>" in as_(root).get("/search/?q=aardvork").text


def test_a_part_of_a_word_finds_it_where_no_post_has_it_whole(as_, ada, board, start):
    start(ada, board, title="Steamboats", body="Of steamboats.")
    catch_up()
    page = as_().get("/search/?q=teambo").text
    assert "<mark>steamboats</mark>" in page.lower()
    assert "These have longer words with them inside." in page


def test_members_find_members_by_the_beginning_of_a_name(as_, ada, ben):
    browser = as_(ben)
    for typed in ("ada", "@ada", "Ada+Lind"):
        assert 'href="/u/ada/"' in browser.get(f"/search/?q={typed}").text, typed
    assert 'href="/u/ada/"' not in browser.get("/search/?q=qvist").text
    assert 'href="/u/ada/"' not in browser.get("/search/?q=ada&board=general").text


def test_visitors_find_no_members_and_nobody_finds_closed_ones(as_, ada, ben):
    assert 'href="/u/ada/"' not in as_().get("/search/?q=ada").text
    ada.closed_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    ada.save(update_fields=["closed_at"])
    assert 'href="/u/ada/"' not in as_(ben).get("/search/?q=ada").text


def test_what_is_removed_is_found_by_nobody_who_searches(as_, ada, ben, mod, bikes, say):
    post = say(ben, bikes, "An oath: crivens.")
    assert len(titles(as_().get("/search/?q=crivens"))) == 1
    post_acts.remove(mod, post, "x")
    for reader in (None, ben, mod):
        assert titles(as_(reader).get("/search/?q=crivens")) == []
    topic_acts.remove(mod, bikes, "x")
    for reader in (None, ada, mod):
        assert titles(as_(reader).get("/search/?q=tandem")) == []


def test_a_search_is_an_address_that_search_engines_leave_out(as_, bikes):
    browser = as_()
    assert '<meta name="robots" content="noindex">' in browser.get("/search/?q=tandem").text
    assert browser.post("/search/", {"q": "tandem"}).status_code == 405


def test_the_page_costs_as_many_queries_with_many_results_as_with_few(
    as_, ada, ben, board, start, say, warm, django_assert_num_queries, django_assert_max_num_queries
):
    browser = as_(ben)
    for n in range(3):  # fewer might be misspelt
        start(ada, board, title=f"Fern {n}", body="A fern.")
    warm(browser)
    with django_assert_max_num_queries(20) as few:
        browser.get("/search/?q=fern")
    for n in range(3, 12):
        topic = start(ada, board, title=f"Fern {n}", body="A fern.")
        say(ben, topic, "Another fern.")
    with django_assert_num_queries(len(few)):
        assert len(titles(browser.get("/search/?q=fern"))) == 10


@pytest.mark.parametrize("name", ["ben", None])
def test_searching_has_a_limit_by_member_and_by_network(name, as_, ben, bikes, monkeypatch):
    monkeypatch.setitem(LIMITS, "search", Limit(2, 60, is_local=True))
    browser = as_(ben if name else None)
    answers = [browser.get("/search/?q=tandem").status_code for _time in range(3)]
    assert answers == [200, 200, 429]
    assert browser.get("/search/").status_code == 200  # the empty form costs nothing
    elsewhere = as_(join("zoe")) if name else as_(REMOTE_ADDR="192.0.2.9")
    assert elsewhere.get("/search/?q=tandem").status_code == 200


def test_every_page_has_the_way_to_search(as_, ben, bikes):
    for reader in (None, ben):
        for address in ("/", "/latest/", bikes.get_absolute_url(), "/nowhere/"):
            page = as_(reader).get(address).text
            assert '<form class="search-box" action="/search/" method="get" role="search">' in page
            assert 'class="search-link" href="/search/"' in page
    # There the page's own field is enough.
    assert 'class="search-box"' not in as_().get("/search/").text


def test_the_page_for_what_is_not_there_has_a_field_to_search(as_):
    assert 'id="search_again"' in as_().get("/nowhere/").text


def test_the_help_page_has_examples_that_are_understood(as_, ada, bikes):
    page = as_().get("/help/searching/").text
    Board.objects.filter(slug="general").update(slug="bicycles")
    Tag.objects.create(name="Tools", slug="tools")
    for section in SECTIONS:
        for example in section.examples:
            assert str(example.note) in page.replace("&#x27;", "'")
            assert parse(str(example.typed), {}, ada).problems == (), example.typed


HOSTILE = (
    "%00",
    '"',
    "%22%22%22",
    "*" * 400,
    "%ED%A0%80",
    "a+" * 1_200,
    "x" * 10_000,
    "(((",
    "NEAR(",
    "-",
    "author:",
    "%FF",
)
FIELDS = ("author", "board", "tag", "topic", "after", "before", "in", "has", "is")


def test_hostile_queries_are_answered(as_, bikes, monkeypatch):
    monkeypatch.setitem(LIMITS, "search", Limit(1_000, 60, is_local=True))
    browser = as_()
    for typed in HOSTILE:
        assert browser.get(f"/search/?q={typed}").status_code == 200, typed[:20]
    for typed in ("%00", "x" * 10_000, "٣"):
        answer = browser.get(f"/search/?{'&'.join(f'{name}={typed}' for name in FIELDS)}")
        assert answer.status_code == 200, typed[:20]
        assert "search_problems" in answer.text


def test_members_whose_names_begin_so_are_offered_and_none_whose_names_are_like_it(as_, eve):
    for name in ("snow_owl", "snowxowl", "Snow_Goose"):
        join(name)
    join("snow_gone", closed_at=datetime.datetime.now(datetime.UTC))
    browser = as_(eve)
    found = re.findall(r'href="/u/([^/"]+)/"', browser.get("/search/?q=SNOW_").text.split("found-members")[1])
    assert found == ["Snow_Goose", "snow_owl"]
    for words in ("snow%25", "owl", "%40"):
        assert "found-members" not in browser.get(f"/search/?q={words}").text
    assert "found-members" not in as_().get("/search/?q=snow_").text


def test_whoever_sees_fewer_boards_finds_less_with_the_same_words(as_, eve, root, staff_board, bikes, start):
    start(root, staff_board, title="Brakes of the staff", body="They howl.")
    for _again in range(2):
        assert titles(as_().get("/search/?q=howl")) == [bikes.title]
        assert titles(as_(eve).get("/search/?q=howl")) == [bikes.title]
        assert len(titles(as_(root).get("/search/?q=howl"))) == 2
