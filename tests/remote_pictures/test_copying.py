"""Pictures of other sites are copied once by the worker; until then, and where that fails, readers have a link."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from forum.checks.invariants import check_invariants
from forum.fetching import FetchFailed, Trouble, fetching
from forum.posts import removing
from forum.remote_pictures import copying, uses
from forum.remote_pictures.models import RemotePicture
from forum.site.models import SiteSettings
from tests.attachments.conftest import content_of, picture
from tests.fetching.certificates import Certificates
from tests.plumbing.internet import answer, moved
from tests.remote_pictures.conftest import BOAT, MARKDOWN, copy_of, reply, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copies")]
LINK = f'href="{BOAT}" rel="ugc nofollow noopener">A boat</a>'


def page(browser, topic):
    return browser.get(topic.get_absolute_url()).text


def test_readers_have_a_link_until_the_copy_is_here_and_then_the_copy(as_, ben, topic, sites):
    visitor = as_()
    assert BOAT not in page(visitor, topic)  # kept for the next visitor
    reply(as_(ben), topic, MARKDOWN)
    for browser in (visitor, as_(ben)):
        assert LINK in page(browser, topic)
        assert "<img" not in page(browser, topic).partition('class="prose"')[2].partition("</article>")[0]
    assert work() == 1
    copy = copy_of()
    for browser in (visitor, as_(ben)):
        shown = page(browser, topic)
        assert (
            f'<a class="picture" href="{copy.copy_address}"><img src="{copy.copy_address}" alt="A boat"'
            in shown
        )
        assert 'width="64" height="48"' in shown
        assert BOAT not in shown
    answer = visitor.get(copy.copy_address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert content_of(answer)[:4] == b"\x89PNG"


def test_a_page_may_load_pictures_from_here_alone(as_, topic, copies):
    policy = as_().get(topic.get_absolute_url()).headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in policy + ";"


def test_the_preview_shows_what_will_be_stored(as_, ben, topic, sites):
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/", {"body": MARKDOWN, "key": "k", "preview": "1"}
    )
    assert LINK in answer.text
    assert not RemotePicture.objects.exists()
    assert not sites["asked"]


def test_a_picture_of_many_posts_is_asked_for_once(as_, ben, ada, topic, sites):
    for number, browser in enumerate((as_(ben), as_(ada))):
        reply(browser, topic, f"{number} {MARKDOWN} {MARKDOWN}")
    work()
    assert sites["asked"] == [BOAT]
    assert page(as_(), topic).count(f'<img src="{copy_of().copy_address}"') == 4


def test_what_is_not_there_stays_a_link_and_is_not_asked_for_again(as_, ben, topic, sites):
    del sites[BOAT]
    reply(as_(ben), topic, MARKDOWN)
    work()
    reply(as_(ben), topic, f"Again {MARKDOWN}")
    assert work() == 0
    assert copy_of().state == "failed"
    assert copy_of().error == "The site doesn’t have this page, or doesn’t show it."
    assert page(as_(), topic).count(LINK) == 2


def test_what_could_not_be_had_yesterday_is_tried_once_more_when_it_is_posted_again(as_, ben, topic, sites):
    there = sites.pop(BOAT)
    reply(as_(ben), topic, MARKDOWN)
    work()
    sites[BOAT] = there
    RemotePicture.objects.update(done_at=timezone.now() - timedelta(hours=25))
    assert work() == 0
    reply(as_(ben), topic, f"Again {MARKDOWN}")
    work()
    assert copy_of().state == "copied"


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"", b"\x89PNG\r\n\x1a\n broken", picture(7000, 6000, colour="red")],
    ids=["html", "nothing", "broken", "vast"],
)
def test_what_is_no_picture_or_too_large_a_one_stays_a_link(as_, ben, topic, sites, stored, body):
    sites[BOAT] = body
    reply(as_(ben), topic, MARKDOWN)
    work()
    assert copy_of().state == "failed"
    assert LINK in page(as_(), topic)
    assert stored() == []


def test_a_site_that_is_away_is_asked_again_later_and_in_the_end_no_more(as_, ben, topic, sites):
    sites[BOAT] = FetchFailed(Trouble.NO_ANSWER)
    reply(as_(ben), topic, MARKDOWN)
    for _attempt in range(RemotePicture.ATTEMPTS):
        assert work() == 1
        assert work() == 0
        RemotePicture.objects.update(due_at=timezone.now())
    assert work() == 0
    assert copy_of().state == "failed"
    assert len(sites["asked"]) == RemotePicture.ATTEMPTS


def test_a_limit_on_questions_costs_no_try_and_is_waited_for(as_, ben, topic, sites):
    sites[BOAT] = FetchFailed(Trouble.TOO_OFTEN, 40)
    reply(as_(ben), topic, MARKDOWN)
    work()
    copy = copy_of()
    assert (copy.state, copy.attempts) == ("waiting", 0)
    assert timedelta(seconds=35) < copy.due_at - timezone.now() < timedelta(seconds=45)


def test_a_large_picture_is_made_smaller_and_one_that_moves_goes_on_moving(as_, ben, topic, sites):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    film = io.BytesIO()
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:], duration=100)
    sites |= {BOAT: picture(3000, 1500, "JPEG"), "https://b.example/film.gif": film.getvalue()}
    reply(as_(ben), topic, f"{MARKDOWN} ![](https://b.example/film.gif)")
    work()
    large, moving = copy_of(), copy_of("https://b.example/film.gif")
    assert (large.width, large.height, large.content_type) == (1280, 640, "image/jpeg")
    with Image.open(io.BytesIO(content_of(as_().get(moving.copy_address)))) as picture_sent:
        assert picture_sent.n_frames == 2


def test_a_removed_posts_pictures_are_not_asked_for_until_it_is_restored(as_, ben, topic, sites):
    post = reply(as_(ben), topic, MARKDOWN)
    removing.remove(ben, post)
    work()
    assert sites["asked"] == []
    removing.restore(ben, post)
    RemotePicture.objects.update(due_at=timezone.now())
    work()
    assert copy_of().state == "copied"


def test_only_so_many_pictures_of_one_post_are_copied(as_, ben, topic, sites, monkeypatch):
    monkeypatch.setattr(uses, "MOST", 2)
    reply(as_(ben), topic, " ".join(f"![{n}](https://b.example/{n}.png)" for n in range(3)))
    assert work() == 2
    assert ">2</a>" in page(as_(), topic)


def test_when_it_is_switched_off_the_copies_stay_and_nothing_more_is_asked_for(as_, ben, topic, sites):
    reply(as_(ben), topic, MARKDOWN)
    work()
    reply(as_(ben), topic, "![Other](https://b.example/other.png)")
    for choice in ("linked", "loaded"):
        SiteSettings().change(remote_images=choice)
        assert work() == 0
        assert f'<img src="{copy_of().copy_address}"' in page(as_(), topic)
        assert ">Other</a>" in page(as_(), topic)


def test_a_picture_in_a_link_is_shown_in_the_link(as_, ben, topic, sites):
    reply(as_(ben), topic, f"[{MARKDOWN}](https://example.org/)")
    assert '<a href="https://example.org/" rel="ugc nofollow noopener"><span class="remote-picture"' in page(
        as_(), topic
    )
    work()
    assert f'noopener"><img src="{copy_of().copy_address}" alt="A boat"' in page(as_(), topic)


def test_a_picture_without_words_is_called_so(as_, ben, topic, sites):
    reply(as_(ben), topic, f"![]({BOAT})")
    work()
    assert 'aria-label="Picture without a description"' in page(as_(), topic)


def test_what_its_page_shows_is_what_other_sites_are_shown_beside_a_link(as_, ben, board, start, sites):
    topic = start(ben, board, body=MARKDOWN)
    work()
    assert f'<meta property="og:image" content="http://127.0.0.1:8000{copy_of().copy_address}">' in page(
        as_(), topic
    )


def test_a_copy_is_asked_for_by_one_worker_alone(as_, ben, topic, sites, stored):
    reply(as_(ben), topic, MARKDOWN)
    [claimed] = RemotePicture.objects.claim(1)
    assert work() == 0
    RemotePicture.objects.update(claimed_at=timezone.now() - timedelta(minutes=6))
    assert work() == 1
    # The first one was only slow.
    copying.keep(claimed, copying.redrawn(picture()))
    assert len(stored()) == 1


def test_the_forum_is_whole_with_copies_and_says_what_is_missing(as_, ben, topic, sites, own_folder):
    post = reply(as_(ben), topic, MARKDOWN)
    work()
    assert all(verdict.is_whole for verdict in check_invariants())
    (own_folder / copy_of().stored_as).unlink()
    copy_of().uses.all().delete()
    [verdict] = [verdict for verdict in check_invariants() if not verdict.is_whole]
    assert {fault.code: fault.examples for fault in verdict.faults} == {
        "remote_picture.file": (copy_of().pk,),
        "remote_picture.use": (post.pk,),
    }


@pytest.fixture
def online(internet, tmp_path, monkeypatch):
    """A site that speaks https, fetched from as any other."""
    internet.tls = Certificates(tmp_path).of("pictures.example")
    monkeypatch.setattr(fetching, "INTERNET", internet.network)
    return internet


def test_it_comes_from_the_site_itself_which_learns_of_no_reader(as_, ben, topic, online):
    online.pages["pictures.example/boat.png"] = answer(picture(), Content_Type="image/png")
    reply(as_(ben), topic, MARKDOWN)
    work()
    assert f'<img src="{copy_of().copy_address}"' in page(as_(), topic)
    [(line, headers)] = online.asked
    assert line == "GET /boat.png HTTP/1.1"
    assert not {"Cookie", "Referer"}.intersection(headers)


@pytest.mark.parametrize(
    ("there", "addresses"),
    [
        (answer(picture(), Content_Type="image/svg+xml"), ["93.184.216.34"]),
        (
            answer(picture(), Content_Type="image/png", Content_Length=str(11 * 1024 * 1024)),
            ["93.184.216.34"],
        ),
        (moved("https://127.0.0.1/boat.png"), ["93.184.216.34"]),
        (answer(picture(), Content_Type="image/png"), ["10.0.0.1"]),
    ],
    ids=["another kind", "too large", "leads here", "is here"],
)
def test_what_may_not_be_fetched_stays_a_link(as_, ben, topic, online, there, addresses):
    online.pages["pictures.example/boat.png"] = there
    online.names["pictures.example"] = addresses
    reply(as_(ben), topic, MARKDOWN)
    work()
    assert copy_of().state == "failed"
    assert LINK in page(as_(), topic)


def test_the_author_alone_reads_whether_it_is_still_tried_or_could_not_be_had(as_, ben, eve, topic, sites):
    sites[BOAT] = FetchFailed(Trouble.NO_ANSWER)
    reply(as_(ben), topic, MARKDOWN)
    assert "still fetching a picture" in page(as_(ben), topic)
    work()
    assert "still fetching a picture" in page(as_(ben), topic)
    RemotePicture.objects.update(state="failed")
    shown = page(as_(ben), topic)
    assert "couldn’t be fetched" in shown and "still fetching" not in shown
    for other in (as_(), as_(eve)):
        shown = page(other, topic)
        assert "couldn’t be fetched" not in shown and "still fetching" not in shown
    SiteSettings().change(remote_images="linked")
    assert "couldn’t be fetched" not in page(as_(ben), topic)


def test_the_preview_says_that_a_picture_is_copied_first(as_, ben, topic):
    browser = as_(ben)
    words = "once the forum has copied them"
    assert words in browser.post("/preview/", {"body": MARKDOWN}).text
    assert words not in browser.post("/preview/", {"body": "No picture."}).text
