"""Anybody reports content as illegal, signed in or out, and gets a receipt."""

import pytest

from forum import limits
from forum.illegal_content.models import Case, Category, Notice
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Delivery
from tests.illegal_content.stage import CHILD_ABUSE, FILLED_IN, HATE, last_notice, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic):
    return topic.posts.get()


@pytest.fixture
def address(post):
    return f"/p/{post.pk}/illegal/"


def test_a_visitor_finds_the_form_beside_each_post_and_sends_it(settings, topic, post, address):
    settings.HAS_MAIL = True
    browser = visitor()
    assert f'href="{address}"' in browser.get(topic.get_absolute_url()).text
    form = browser.get(address)
    assert f"/p/{post.pk}/" in form.text and post.text in form.text
    assert not form.cookies and "csrfmiddlewaretoken" not in form.text
    answer = browser.post(address, FILLED_IN)
    notice = last_notice()
    assert (answer.status_code, answer.url) == (303, f"/illegal-content/{notice.secret}/")
    assert (notice.case.post, notice.by, notice.name, notice.email) == (
        post,
        None,
        "Pat Doe",
        "pat@example.net",
    )
    assert notice.address.endswith(f"/p/{post.pk}/")
    page = browser.get(answer.url).text
    assert notice.number in page and "A moderator will look at it." in page
    assert "Pat Doe" not in page and "pat@example.net" not in page
    assert Delivery.objects.get(address="pat@example.net").kind == "notice-receipt"


def test_topics_and_members_are_reported_too_and_a_member_has_their_name_filled_in(as_, ada, ben, topic):
    for address in (f"{topic.get_absolute_url()}illegal/", "/u/ada/illegal/"):
        assert 'value="ben@example.org"' in as_(ben).get(address).text
        assert as_(ben).post(address, FILLED_IN).status_code == 303
    assert {(case.topic, case.member) for case in Case.objects.all()} == {(topic, None), (None, ada)}
    assert set(Notice.objects.values_list("by", flat=True)) == {ben.pk}
    assert "/u/ada/illegal/" in visitor().get("/u/ada/").text
    assert "/u/ada/illegal/" in as_(ben).get("/u/ada/report/").text


@pytest.mark.parametrize("left_out", ["category", "explanation", "name", "email", "good_faith"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(address, left_out):
    answer = visitor().post(address, FILLED_IN | {left_out: ""})
    assert answer.status_code == 422
    kept = {name: value for name, value in FILLED_IN.items() if name not in (left_out, "good_faith")}
    assert all(value in answer.text for value in kept.values())
    assert not Notice.objects.exists()


def test_child_abuse_is_reported_without_a_name_and_so_is_what_the_admin_says(address):
    nameless = FILLED_IN | {"name": "", "email": ""}
    assert visitor().post(address, nameless | {"category": CHILD_ABUSE}).status_code == 303
    assert last_notice().case.is_urgent
    Category.objects.update_or_create(words=HATE, defaults={"is_nameless": True})
    assert visitor().post(address, nameless).status_code == 303


def test_the_admin_changes_the_words_of_a_category(as_, root, address):
    Category.objects.all().delete()
    answer = as_(root).post(
        "/admin/illegal_content/category/add/", {"words": "Sale of <boats>", "position": "5"}
    )
    assert answer.status_code == 302
    page = visitor().get(address).text
    assert "Sale of &lt;boats&gt;" in page and HATE not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://evil.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_another_site_cannot_send_it_and_the_words_are_shown_again(address, headers):
    answer = visitor(**headers).post(address, FILLED_IN)
    assert answer.status_code == 403
    assert "It calls for violence." in answer.text
    assert not Notice.objects.exists()


def test_members_need_their_token(as_, ben, address):
    browser = as_(ben)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(address, FILLED_IN).status_code == 403
    assert not Notice.objects.exists()


def test_nobody_reports_what_they_do_not_see(as_, root, ben, staff_board, start, mod, topic, say):
    hidden = start(root, staff_board)
    removed = say(ben, topic)
    post_acts.remove(mod, removed, "Rude")
    for address in (
        f"/p/{hidden.posts.get().pk}/illegal/",
        f"{hidden.get_absolute_url()}illegal/",
        f"/p/{removed.pk}/illegal/",
    ):
        for browser in (visitor(), as_(ben)):
            assert browser.get(address).status_code == 404
            assert browser.post(address, FILLED_IN).status_code == 404
            assert browser.post(address, FILLED_IN | {"seen": "post:1"}).status_code == 404
    assert as_(root).get(f"{hidden.get_absolute_url()}illegal/").status_code == 200
    assert not Notice.objects.exists()


def test_what_is_removed_while_they_write_is_reported_all_the_same(root, topic, address):
    browser = visitor()
    seen = browser.get(address).context["form"].initial["seen"]
    topic_acts.remove(root, topic, "Rude")
    assert browser.get(address).status_code == 404
    assert browser.post(address, FILLED_IN | {"seen": seen}).status_code == 303
    assert Notice.objects.count() == 1


def test_sent_twice_it_counts_once_and_each_person_has_a_receipt(post, address):
    browser = visitor()
    first = browser.post(address, FILLED_IN | {"key": "a"}).url
    assert browser.post(address, FILLED_IN | {"key": "a"}).url == first
    assert visitor(2).post(address, FILLED_IN | {"key": "a", "email": "kim@example.net"}).url != first
    assert (Case.objects.count(), Notice.objects.count()) == (1, 2)


def test_beyond_the_limit_of_a_network_the_words_stay_in_the_form(address):
    for _count in range(limits.LIMITS["notice"].most):
        limits.enforce("notice", "203.0.1.7")
    answer = visitor().post(address, FILLED_IN)
    assert answer.status_code == 429 and answer.headers["Retry-After"]
    assert "It calls for violence.</textarea>" in answer.text
    assert visitor(2).post(address, FILLED_IN).status_code == 303


def test_a_field_that_only_machines_fill_in_refuses(address):
    answer = visitor().post(address, FILLED_IN | {"website": "http://x"})
    assert answer.status_code == 422 and "It calls for violence." in answer.text


def test_a_receipt_is_for_who_has_its_whole_address(as_, root, address):
    visitor().post(address, FILLED_IN)
    secret = last_notice().secret
    assert len(secret) >= 32
    for guess in (secret[:-1], secret + "x", "x" * 32, str(last_notice().pk)):
        assert as_(root).get(f"/illegal-content/{guess}/").status_code == 404
    page = visitor(2).get(f"/illegal-content/{secret}/")
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex" and "no-store" in page.headers["Cache-Control"]
