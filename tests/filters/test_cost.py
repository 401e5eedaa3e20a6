"""What the filters cost with one text, whatever it says, and that they let the posts of real forums through."""

import time
from itertools import islice

import pytest

from forum.filters import bayes, copies
from forum.filters.copies import runs_of, share_of
from forum.filters.matching import Rules
from forum.filters.models import WordRule
from forum.filters.patterns import BadPattern, compiled, spans
from forum.markup import Options
from forum.markup.accepted_text import accepted_text
from forum.markup.pipeline import render_unlimited
from forum.posts.late_links import words_of
from tests.markup.archives import ARCHIVES, FOLDER, typed_posts
from tests.plumbing.presence import absent

MOST = 0.6  # seconds of processor time of one filter, on a slow and busy machine
LONG = 32_000
HOSTILE = {
    "one letter": "a" * LONG,
    "words": "a " * (LONG // 2),
    "links": "https://a.example/ " * (LONG // 19),
    "hosts": "a.b.c.d.e." * (LONG // 10),
    "accents": ("a" + "\u0301" * 9) * (LONG // 10),
    "rare letters": "".join(chr(0x4E00 + n % 20_000) for n in range(LONG)),
    "many scripts": "".join(chr(0x100 + n % 0x2000) for n in range(LONG)),
    "open tags": "<blockquote>" * (LONG // 12),
    "half tags": "<a" * (LONG // 2),
    "slashes": "/" * LONG,
}


# What came from older forums has quotes and code of another kind, which an import turns into ours.
OF_ANOTHER_KIND = ("[quote", "[code")


def rules():
    made = Rules()
    texts = (
        [f"word{n}" for n in range(2_000)]
        + [f"a word{n} phrase" for n in range(200)]
        + ["a b*", "casino*", "*pills"]
    )
    for text in texts:
        made.add(WordRule(kind="words", text=text))
    for n in range(20):
        made.add(WordRule(kind="pattern", text=rf"(a+)+b{n}|call\s+\d{{6,}}"))
        made.add(WordRule(kind="domain", text=f"spam{n}.example"))
    return made


RULES = rules()


def seconds(act, *given):
    started = time.process_time()
    act(*given)
    return time.process_time() - started


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text):
    took = {
        "words": seconds(RULES.hits, text),
        "copies": seconds(runs_of, text),
        "learning": seconds(bayes.words_of, text, text),
        "edits": seconds(words_of, text),
    }
    assert {name: round(time, 2) for name, time in took.items() if time > MOST} == {}


def test_a_pattern_that_makes_others_go_round_in_circles_takes_no_time():
    assert seconds(lambda: spans(compiled("(a|a)*(a|a)*(a|a)*x"), "a" * LONG)) < MOST
    with pytest.raises(BadPattern):
        compiled("((a{1,100}){1,100}){1,100}")


@pytest.mark.parametrize("name", ARCHIVES)
def test_real_posts_have_no_copies_among_each_other_but_the_same_said_twice(name):
    """Of some hundred posts of a real forum, no one is taken for another’s copy by more than one in a hundred."""
    if not (FOLDER / name).exists():
        absent(f"There is no {FOLDER / name}: real archives are not part of this repository")
    posts = (post.raw for post in typed_posts(name))
    posts = islice((raw for raw in posts if not any(sign in raw for sign in OF_ANOTHER_KIND)), 200)
    texts = [render_unlimited(accepted_text(raw, 10**6), {}, Options()).html for raw in posts]
    runs = [each for each in (runs_of(text) for text in texts) if len(each) >= copies.FEWEST_RUNS]
    taken = [
        (one, other)
        for one in range(len(runs))
        for other in range(one)
        if share_of(runs[one], runs[other]) >= 80 and texts[one] != texts[other]
    ]
    assert len(taken) <= max(len(runs) // 100, 1)
