"""What holds for every text, however its marks are mixed."""

import html
import re
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.markup import Options
from forum.markup.accepted_text import accepted_text
from forum.markup.pipeline import plain_rendering, render_unlimited
from forum.markup.results import EMPTY, Refused, Unsound
from tests.markup.test_hostile import COSTLY, TRICKS
from tests.markup.written_texts import RULER, TEXTS, numbered
from tests.plumbing.thoroughness import IS_THOROUGH, whole_or

OPTIONS = st.builds(Options, bbcode=st.booleans(), smileys=st.booleans(), maths=st.booleans())
WITHOUT_MATHS = st.builds(Options, bbcode=st.booleans())
SOUP = st.lists(
    st.one_of(st.sampled_from([*COSTLY, *TRICKS, "\n", "\n\n", "    "]), st.text(max_size=6)), max_size=16
).map("".join)

# Code keeps its blanks, and a backslash is a line's last character or it is not.
BLANKS_MATTER = re.compile(r"[`~\\\t]|    |\[code|^-- ?$", re.MULTILINE)
LENGTH = 4000
FLOOR = 0.2  # seconds

often = settings(
    max_examples=whole_or(250, 50),
    deadline=None,
    derandomize=not IS_THOROUGH,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def stored(source, options=Options()):
    """The stored HTML; "" if the text is refused. Raise Unsound for anything but a text without words."""
    try:
        return render_unlimited(accepted_text(source), {}, options).html
    except Refused:
        return ""
    except Unsound as unsound:
        if str(unsound) != EMPTY:
            raise
        return plain_rendering(source, EMPTY).html


def visible(page):
    """The words of a page, those of its pictures too."""
    page = re.sub(r'<img [^>]*?alt="([^"]*)"[^>]*>', r"\1", page)
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@often
@given(SOUP, OPTIONS)
def test_rendering_never_raises(source, options):
    stored(source, options)


@often
@given(TEXTS, OPTIONS)
def test_rendering_what_people_write_never_raises(text, options):
    stored(numbered(text)[0], options)


@often
@given(TEXTS, WITHOUT_MATHS)
def test_no_word_is_lost_or_said_twice(text, options):
    source, words = numbered(text)
    seen = visible(stored(source, options))
    wrong = {word: seen.count(word) for word in words if seen.count(word) != 1}
    assert {
        word: times for word, times in wrong.items() if times or not is_beyond_a_table(word, source)
    } == {}


def is_beyond_a_table(word, source):
    """Whether it may stand in a cell for which the heading has no column: such are left out, by GFM's rules."""
    [line] = [line for line in source.split("\n") if word in line]
    return RULER in source and line.replace("\\|", "").count("|") > 1


@often
@given(TEXTS, OPTIONS, st.sampled_from(["\n", " ", "  ", "\n\n", " \n", "\n   \n \n"]))
def test_blanks_behind_a_text_change_nothing(text, options, blanks):
    source, _ = numbered(text)
    assert stored(source + blanks, options) == stored(source, options)


@often
@given(
    TEXTS.filter(lambda text: not BLANKS_MATTER.search(text)),
    OPTIONS,
    st.sampled_from([" ", "  ", "\t", "   "]),
)
def test_blanks_behind_lines_change_nothing(text, options, blanks):
    source, _ = numbered(text)
    assert stored(source.replace("\n", f"{blanks}\n"), options) == stored(source, options)


@settings(often, max_examples=whole_or(300, 12))
@given(st.lists(st.sampled_from(COSTLY), min_size=1, max_size=4), SOUP, st.integers(1, 9))
def test_a_part_of_a_text_takes_no_more_time_than_the_whole(units, soup, tenths):
    """Ten times and a floor that ordinary texts of this length stay far below: other work on the machine is not seen."""
    source = soup + "".join(units) * 1000
    source = source[:LENGTH]
    part = source[: len(source) * tenths // 10]
    assert seconds_for(part) <= 10 * seconds_for(source) + FLOOR


def seconds_for(source):
    before = time.thread_time()
    stored(source)
    return time.thread_time() - before
