"""A text right below a page's title: its headings go on from the title, and its lists look like lists."""

import pytest

from forum.markup import render
from forum.markup.trusted_html import titled_page_html
from forum.own_pages.models import OwnPage
from forum.site.models import SiteSettings
from tests.markup.shapes import shape


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("## Welcome\n\n### Rules", ["<h2>Welcome</h2>", "<h3>Rules</h3>"]),
        ("# Welcome\n\n#### Rules", ["<h2>Welcome</h2>", "<h3>Rules</h3>"]),
        ("Write `<h4>` for a heading.", ["&lt;h4&gt;"]),
    ],
)
def test_its_highest_heading_is_the_second_of_the_page(source, tags):
    html = shape(titled_page_html(render(source).html))
    assert all(tag in html for tag in tags)


def test_the_welcome_goes_on_from_the_forums_name(as_, board):
    site = SiteSettings.current()
    site.change(welcome="## Hello", welcome_html=render("## Hello\n\n- one").html)
    page = shape(as_().get("/").text)
    assert "<h2>Hello</h2>" in page


def test_a_page_of_the_owners_goes_on_from_its_name(as_, db):
    page = OwnPage.objects.create(
        name="About", slug="about", text="## Us", html=render("## Us").html, is_published=True
    )
    assert '<h2 id="section-us">Us</h2>' in shape(as_().get(page.get_absolute_url()).text)
