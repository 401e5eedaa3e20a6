import pytest

from forum.markup import render
from tests.markup.shapes import shape


def hashtags(source, members=()):
    html = shape(render(source, dict(members)).html)
    return [piece.partition("</span>")[0] for piece in html.split('<span class="hashtag">')[1:]]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Moved to #garden and #tools::tag.", ["#garden", "#tools::tag"]),
        ("(#a:b) **#bold-tag**, #x2", ["#a:b", "#bold-tag", "#x2"]),
        ("#цвет #हिन्दी #می‌خواهم 看#标签。", ["#цвет", "#हिन्दी", "#می‌خواهم", "#标签"]),
        ("#garden-", ["#garden"]),
        ("#cafe #facade1", ["#cafe", "#facade1"]),
        ("C#x F# a#b &#x41; /a#b x=#y issue #12 # #- ##twice", []),
        ("#fff #A1B2C3 #a1b2c3ff", []),
        ("`#code` https://example.org/#part [#words](/x/)", []),
        ("    #indented code", []),
        ("\\#escaped", []),
    ],
)
def test_a_word_behind_a_hash_has_a_place_of_its_own(source, found):
    assert hashtags(source) == found


def test_hashtags_stand_beside_names():
    html = shape(render("#tea by @ada #pot", {"ada": "Ada"}).html)
    assert html == (
        '<p><span class="hashtag">#tea</span> by <a class="mention" href="/u/Ada/">@ada</a>'
        ' <span class="hashtag">#pot</span></p>'
    )


def test_a_hashtag_is_a_word_like_others_in_plain_text():
    assert render("See #garden.").text == "See #garden."
