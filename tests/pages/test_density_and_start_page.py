"""What readers choose for all lists, and where the forum's name leads them."""

import pytest

from forum.site.models import SiteSettings
from tests.plumbing.site_settings import UNCHANGED

pytestmark = pytest.mark.django_db


def density(browser, address="/latest/"):
    """As the page says it, which says nothing where it is comfortable."""
    return browser.get(address).text.partition('data-density="')[2].partition('"')[0] or "comfortable"


def choose(member, **fields):
    type(member).objects.filter(pk=member.pk).update(**fields)


def test_lists_are_as_the_forum_has_them_until_a_member_chooses(as_, ada, ben, topic):
    choose(ben, list_density="comfortable")
    for usual in ("comfortable", "compact"):
        SiteSettings.objects.update_or_create(pk=1, defaults={"default_density": usual})
        assert density(as_()) == density(as_(ada)) == usual
        assert density(as_(ben)) == "comfortable"


def test_a_visitors_kept_page_follows_the_forums_setting(as_, root, topic):
    before = as_().get(topic.get_absolute_url())
    assert "data-density" not in before.text
    sent = UNCHANGED | {"name": "Moot", "default_theme": "system", "default_density": "compact"}
    as_(root).post("/admin/site/sitesettings/1/change/", sent)
    assert density(as_(), topic.get_absolute_url()) == "compact"


@pytest.mark.parametrize(
    ("chosen", "address"), [("boards", "/"), ("latest", "/latest/"), ("following", "/following/")]
)
def test_the_forums_name_leads_where_a_member_wants(chosen, address, as_, ada, topic):
    choose(ada, start_page=chosen)
    assert f'<a class="brand" href="{address}">' in as_(ada).get(topic.get_absolute_url()).text
    assert '<a class="brand" href="/">' in as_().get(topic.get_absolute_url()).text
