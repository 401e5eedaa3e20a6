"""What the owner chooses for pictures of other sites holds for older posts too, whatever they were stored with."""

import pytest

from forum.fetching import FetchFailed, Trouble
from forum.jobs.running import run_due
from forum.posts.models import Post
from forum.remote_pictures.models import RemotePicture
from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.attachments.conftest import picture
from tests.conftest import join
from tests.plumbing.site_settings import UNCHANGED
from tests.remote_pictures.conftest import BOAT, MARKDOWN, copy_of, work
from tests.rerendering.conftest import no_children  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_children")]
LIST = address("remote_pictures_remotepicture_changelist")


def choose(browser, choice):
    said = {**UNCHANGED, "name": "Lantern", "default_theme": "dark", "default_density": "comfortable"}
    said |= {"reads_smileys": "on", "remote_images": choice}
    return browser.post(address("site_sitesettings_change", 1), said, follow=True)


def run_all():
    while run_due():
        pass


def test_the_owner_chooses_among_three(as_, root):
    page = as_(root).get(address("site_sitesettings_change", 1)).text
    for words in ("Links only", "Loaded from there", "Copied to this forum"):
        assert words in page
    assert "remote_images" in choose(as_(root), "elsewhere").context["adminform"].errors
    assert SiteSettings.current().remote_images == "loaded"


@pytest.mark.parametrize("before", ["loaded", "linked"])
def test_older_posts_pictures_are_copied_once_the_owner_wants_copies(
    as_, root, ben, topic, say, sites, before
):
    SiteSettings().change(remote_images=before)
    say(ben, topic, MARKDOWN)
    say(ben, topic, "No picture.")
    page = choose(as_(root), "copied")
    assert "Pictures in older posts are copied in the background, too." in page.text
    # Until then there is a link, not a picture that may not be loaded.
    shown = as_().get(topic.get_absolute_url()).text
    assert f'<a href="{BOAT}" rel="ugc nofollow noopener">A boat</a>' in shown
    run_all()
    assert work() == 1
    assert f'<img src="{copy_of().copy_address}"' in as_().get(topic.get_absolute_url()).text
    assert not Post.objects.filter(revision__gt=1).exists()


def test_older_profiles_load_nothing_from_there_either(as_, root, ben):
    SiteSettings().change(profile_posts=0)
    as_(ben).post("/settings/", {"display_name": "", "about": MARKDOWN})
    assert '<img src="https:' in as_().get("/u/ben/").text
    choose(as_(root), "copied")
    SiteSettings.current().change(profile_posts=0)  # the form has the usual number
    run_all()
    assert '<img src="https:' not in as_().get("/u/ben/").text
    assert BOAT in as_().get("/u/ben/").text
    # A profile is no post: nobody moderates what would be fetched for it.
    assert not RemotePicture.objects.exists()


def test_a_run_that_goes_on_meanwhile_holds_up_nothing(as_, root, ben, topic, say, sites):
    say(ben, topic, MARKDOWN)
    as_(root).post(address("older_posts"), {"all": "1"})
    choose(as_(root), "copied")
    run_all()
    assert work() == 1


def test_older_posts_are_links_where_the_owner_wants_links(as_, ben, topic, say):
    say(ben, topic, f"{MARKDOWN} [![In a link]({BOAT})](https://example.org/) ![]({BOAT})")
    SiteSettings().change(remote_images="linked")
    shown = as_().get(topic.get_absolute_url()).text
    assert f'<a href="{BOAT}" rel="ugc nofollow noopener">A boat</a>' in shown
    assert '<a href="https://example.org/" rel="ugc nofollow noopener">In a link</a>' in shown
    assert f">{BOAT}</a>" in shown


@pytest.fixture
def copied(ben, topic, say, sites):
    SiteSettings().change(remote_images="copied")
    say(ben, topic, MARKDOWN)
    work()
    return copy_of()


def act(browser, name, *pictures):
    rows = [picture.pk for picture in pictures]
    return browser.post(LIST + "?state=all", {"action": name, "_selected_action": rows}, follow=True)


def test_the_owner_has_a_picture_fetched_again(as_, root, topic, copied, sites, stored):
    assert BOAT in as_(root).get(LIST + "?state=copied").text
    sites[BOAT] = picture(30, 20)
    assert "1 picture will be fetched again." in act(as_(root), "retry", copied).text
    assert stored() == []
    assert BOAT in as_().get(topic.get_absolute_url()).text
    work()
    assert (copy_of().width, len(stored())) == (30, 1)


def test_what_the_owner_removes_is_a_link_and_does_not_come_back(as_, root, ben, topic, say, copied, stored):
    assert "1 picture is a link now." in act(as_(root), "remove", copied).text
    say(ben, topic, f"Again {MARKDOWN}")
    assert work() == 0
    assert stored() == []
    assert BOAT in as_().get(topic.get_absolute_url()).text
    assert as_().get(copied.copy_address).status_code == 404


def test_only_who_may_change_it_removes_it(as_, copied):
    assert act(as_(join("clerk", is_staff=True)), "remove", copied).status_code == 403
    assert copy_of().state == "copied"


def test_the_owner_gets_from_a_picture_to_the_posts_that_show_it(as_, root, ben, topic, say, copied):
    second = say(ben, topic, f"Again {MARKDOWN}")
    first = copied.uses.order_by("post").first().post
    listed = as_(root).get(LIST + "?state=copied").text
    assert f'<a href="/p/{second.pk}/">#{second.pk}</a> and 1 more' in listed
    page = as_(root).get(f"{LIST}{copied.pk}/change/").text
    assert f'href="/p/{first.pk}/"' in page and f'href="/p/{second.pk}/"' in page


def test_after_a_try_that_failed_the_list_says_when_the_next_is(as_, root, ben, topic, say, sites):
    SiteSettings().change(remote_images="copied")
    sites[BOAT] = FetchFailed(Trouble.NO_ANSWER)
    say(ben, topic, MARKDOWN)
    assert "trying again" not in as_(root).get(LIST).text
    work()
    assert "waiting, trying again at" in as_(root).get(LIST).text
