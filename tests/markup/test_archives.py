"""Real forums say the same as with the first renderer, but for what each of these causes changed.

`words_of_archives.txt` has a line for each post: its id, a hash of its words by the first renderer and, where they are
others now, a hash of these and why. Another renderer that changes words on purpose has to say so there.
"""

from itertools import islice
from pathlib import Path

import pytest

from forum.markup import Options
from forum.markup.accepted_text import accepted_text
from forum.markup.pipeline import render_unlimited
from tests.markup.archives import ARCHIVES, FOLDER, digest, typed_posts, words
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

LIST = Path(__file__).with_name("words_of_archives.txt")
IMPORT_LIMIT = 1_000_000
EVERY = whole_or(1, 4)  # posts
CAUSES = {
    "target": "the target of a link or picture that may not be linked is shown; the first renderer threw it away",
    "html": "a tag that members may use is an element, and no text any more",
    "footnote": "a note has its number, and its label is not shown",
    "size": "a picture has the size given, and its name does not",
    "fence": "a fence is seen where it was not, and the language in its header is no word",
    "definition": "a definition that no link uses is text; the first renderer threw it away",
    "emphasis": "signs within words and numbers are text: 5*4*3, DLL_API_X",
}


def listed(name):
    """Of an archive, what is known of each post: the hash before, the hash now and why it differs, "" if it does not."""
    posts, current = {}, ""
    for line in LIST.read_text().splitlines():
        post_id, *known = line.split()
        if not known:
            current = post_id
        elif current == name:
            before, *changed = known
            posts[int(post_id)] = (before, *changed) if changed else (before, before, "")
    return posts


@pytest.fixture(params=ARCHIVES)
def name(request):
    if not (FOLDER / request.param).is_dir():
        absent(f"There is no {FOLDER / request.param}: real archives are not part of this repository")
    return request.param


def test_real_posts_say_what_they_said_before(name):
    known, judged = listed(name), 0
    otherwise = []
    for post in islice(typed_posts(name), 0, None, EVERY):
        _before, now, _cause = known[post.id]
        html = render_unlimited(accepted_text(post.raw, IMPORT_LIMIT), {}, Options(smileys=False)).html
        seen = digest(words(html))
        judged += 1
        if seen != now:
            otherwise.append((post.where(), post.id, seen))
    assert judged == len(range(0, len(known), EVERY))
    assert otherwise == []


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_is_said_otherwise_has_its_cause(name):
    known = listed(name)
    changed = {post_id: cause for post_id, (before, now, cause) in known.items() if before != now}
    assert all(part in CAUSES for cause in changed.values() for part in cause.split("+"))
    assert len(changed) - sum("target" in cause for cause in changed.values()) <= 0.03 * len(known)


def test_words_are_what_a_reader_sees():
    html = '<p>A <em>kett</em>le<br>and <img src="/media/a.png" alt="tea">, H<sub>2</sub>O</p><p title="no">a&amp;b</p>'
    assert sorted(words(html).elements()) == ["2", "A", "H", "O", "a", "and", "b", "kettle", "tea"]
