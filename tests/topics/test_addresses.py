"""An address of a topic means the same to everybody, and one that is a little off leads on."""

from urllib.parse import quote

import pytest
from django.test import RequestFactory

from forum.pages.middleware.mistyped_addresses import without_stray_signs
from forum.posts.models import Post


@pytest.fixture
def long(long_topic):
    return long_topic(95)


@pytest.fixture
def reads(as_, eve):
    """reads(10) → a browser of a member who reads so many posts a page."""

    def browser(size):
        eve.posts_per_page = size
        eve.save()
        return as_(eve)

    return browser


def numbers(page):
    posts = Post.objects.filter(pk__in=[int(part.split('"')[0]) for part in page.split('id="post-')[1:]])
    return sorted(posts.values_list("number", flat=True))


def post_at(topic, number):
    return topic.posts.get(number=number)


# --- pages


@pytest.mark.parametrize("size", [10, 20, 50, 100])
@pytest.mark.parametrize("number", [1, 20, 21, 51, 95])
def test_where_a_member_is_led_to_a_visitor_finds_the_same_post(size, number, as_, reads, long):
    browser, post = reads(size), post_at(long, number)
    address = browser.get(f"/p/{post.pk}/").url
    assert f'id="post-{post.pk}"' in browser.get(address).text
    assert f'id="post-{post.pk}"' in as_().get(address, follow=True).text


@pytest.mark.parametrize("size", [10, 50])
def test_every_link_between_a_members_pages_leads_a_visitor_to_where_that_page_begins(size, as_, reads, long):
    browser = reads(size)
    for first in range(1, 96, size):
        address = f"{long.get_absolute_url()}?from={first}"
        page = browser.get(address).text
        assert numbers(page) == list(range(first, min(first + size, 96)))
        answer = as_().get(address, follow=True)
        assert first in numbers(answer.text)


def test_a_page_means_the_same_posts_to_everybody(as_, reads, long):
    address = f"{long.get_absolute_url()}?page=3"
    assert numbers(as_().get(address).text) == list(range(41, 61))
    assert numbers(reads(20).get(address).text) == list(range(41, 61))
    assert numbers(reads(10).get(address).text) == list(range(41, 51))
    assert 41 in numbers(reads(50).get(address).text)


def test_a_members_own_size_stands_in_no_address_that_others_follow(reads, long):
    page = reads(50).get(f"{long.get_absolute_url()}?from=51").text
    canonical = page.split('rel="canonical" href="')[1].split('"')[0]
    assert canonical.endswith(f"{long.get_absolute_url()}?page=3")


def test_a_page_after_the_last_leads_to_the_last(as_, reads, long):
    for query in ("page=9", "page=999999999", "from=96", "from=999999999"):
        answer = as_().get(f"{long.get_absolute_url()}?{query}", follow=True)
        assert answer.redirect_chain[-1] == (f"{long.get_absolute_url()}?page=5", 302)
        assert 95 in numbers(answer.text)
    answer = reads(10).get(f"{long.get_absolute_url()}?page=9", follow=True)
    assert numbers(answer.text) == list(range(91, 96))


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "from=0", "from=", "from=1&from=2", "from=1e9"]
)
def test_a_page_that_is_none_is_not_found(query, as_, ada, topic):
    assert as_().get(f"{topic.get_absolute_url()}?{query}").status_code == 404
    assert as_(ada).get(f"{topic.get_absolute_url()}?{query}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/latest/", "/tag/glue/", "/boards/", "/b/general/", "/following/", "/u/ada/followers/"]
)
def test_lists_too_lead_to_their_last_page(path, as_, ada, topic):
    topic.tags.create(name="Glue", slug="glue")
    answer = as_(ada).get(f"{path}?page=7", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][1] == 302


# --- slugs, signs and slashes

OFF = [
    "-", "-love.", "-love/)", "-love).", "-love/,", "-中文标题测试，", "-中文标题测试/。", "-cafe\u0301/", "-हिन्दी-में/", "-ภาษาไทยวันนี้",
    "-c-3.14", "-a-first-question", "-a-first-question.", "-a-first-question/'", "-a first question/", "-%",
]  # fmt: skip


@pytest.mark.parametrize("rest", OFF)
def test_the_number_is_enough_whatever_stands_behind_it(rest, as_, topic):
    answer = as_().get(f"/t/{topic.pk}{quote(rest)}?page=2&x=%20y", follow=False)
    while answer.status_code == 301 and answer.url.partition("?")[0] != topic.get_absolute_url():
        answer = as_().get(answer.url)
    assert (answer.status_code, answer.url) == (301, f"{topic.get_absolute_url()}?page=2&x=%20y")


def test_letters_of_an_older_coding_lead_on_too(as_, topic):
    answer = as_().get(f"/t/{topic.pk}-caf%E9/")
    assert (answer.status_code, answer.url) == (301, topic.get_absolute_url())


def test_the_bare_number_keeps_the_query(as_, topic):
    assert as_().get(f"/t/{topic.pk}/?page=2").url == f"{topic.get_absolute_url()}?page=2"


def test_a_number_that_nobody_may_see_is_not_found_however_it_is_written(
    as_, root, staff_board, start, topic
):
    hidden = start(root, staff_board, title="Heron under the boathouse")
    for rest in OFF:
        for number in (hidden.pk, 999_999):
            answer = as_().get(f"/t/{number}{quote(rest)}", follow=True)
            assert answer.status_code == 404
            assert "heron" not in answer.redirect_chain.__repr__().casefold()
    assert as_(root).get(f"/t/{hidden.pk}-love.", follow=True).status_code == 200


def test_an_act_under_a_wrong_address_does_nothing(as_, ben, topic):
    answer = as_(ben).post(f"/t/{topic.pk}-love./reply)/", {"body": "Hi"})
    assert answer.status_code == 404
    assert topic.posts.count() == 1


@pytest.mark.parametrize("sign", [".", ")", "),", "…", "”", "。", "»", ">", "/)", "/.", "%20", "**"])
def test_a_sign_behind_an_address_is_no_part_of_it(sign, as_, ada, topic):
    post = topic.posts.get()
    for path in (f"/p/{post.pk}", "/b/general", "/u/ada", "/latest", "/tags"):
        answer = as_().get(f"{path}{quote(sign, safe='/%')}?x=1", follow=True)
        assert answer.status_code == 200, path
        assert (f"{path}/?x=1", 301) in answer.redirect_chain


@pytest.mark.parametrize("sign", [".", ")", "),", "…", "%20", "%3E", "**", "%00"])
def test_a_sign_behind_the_number_of_a_page_is_no_part_of_it(sign, as_, topic, long_topic):
    path = long_topic(45).get_absolute_url()
    for query in ("page=2", "x=%20y&page=2", "from=21"):
        answer = as_().get(f"{path}?{query}{quote(sign, safe='%')}")
        assert (answer.status_code, answer.url) == (301, f"{path}?{query}")
    assert as_().get(f"/latest/?page=1{quote(sign, safe='%')}").url == "/latest/?page=1"


@pytest.mark.parametrize("query", ["page=.", "page=2x", "page=2)&x=1", "page=1e3", "pages=2)", "x=page=2)"])
def test_what_is_no_page_without_its_sign_either_stays_what_it_is(query, as_, topic):
    answer = as_().get(f"{topic.get_absolute_url()}?{query}")
    assert answer.status_code == (200 if "pages" in query or "x=page" in query else 404)


def test_slashes_too_many_lead_to_the_address_with_one(as_, topic):
    place = topic.get_absolute_url()
    for path in (f"{place}/", f"/{place}", place.replace("/t/", "/t//"), "/latest//", "/b//general"):
        answer = as_().get(f"http://testserver{path}?x=1", follow=True)
        assert answer.status_code == 200, path
        assert answer.redirect_chain[-1][1] == 301
    assert as_().get("/t//999999-x//", follow=True).status_code == 404


@pytest.mark.parametrize("path", ["/nowhere.", "/p/.", "/b/general/x)", "/static/x.css)"])
def test_what_leads_nowhere_without_its_sign_is_not_found(path, as_, db):
    answer = as_().get(path)
    assert answer.status_code == 404


def test_an_address_that_is_as_it_should_be_and_leads_nowhere_is_left_alone(as_, root, topic):
    topic.remove(root, "")
    for path in (f"/t/{topic.slug}/{topic.pk}", topic.get_absolute_url()):
        assert as_().get(path).status_code == 404


def test_nobody_is_led_to_another_host():
    request = RequestFactory().get("/x")
    request.path_info = "//latest/)"
    assert without_stray_signs(request).url == "/latest/"
