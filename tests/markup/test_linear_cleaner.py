"""The sanitiser with the parts of ours in it gives what the package's own gives."""

import random
import time

from bleach.sanitizer import Cleaner

from forum.markup.sanitising import SCHEMES, TAGS, cleaner, is_allowed, sanitise
from tests.markup.test_hostile import TRICKS

PIECES = [
    *TRICKS,
    *("<p>", "</p>", "<svg xlink:href=a>", "<math>", "</math>", "<br>", "<hr>", "text", "<!-- c -->", "<li>"),
    *("<table>", "<td>", "&amp;", "&nosuch;", "a & b < c", "<a href=/x>", "</a>", " \n", "<!DOCTYPE html>", "<?x?>"),
]  # fmt: skip


def test_it_gives_what_the_package_gives():
    own, package = cleaner(), Cleaner(tags=TAGS, attributes=is_allowed, protocols=SCHEMES)
    chance = random.Random(7)
    for _ in range(1_000):
        html = "".join(chance.choices(PIECES, k=chance.randint(1, 8)))
        assert own.clean(html) == package.clean(html)


def test_thousands_of_siblings_and_entities_take_no_longer_each_than_a_few():
    for html in ("<ul>" + "<li>a</li>" * 30_000 + "</ul>", "<p>" + "&amp;" * 100_000 + "</p>"):
        before = time.process_time()
        assert len(sanitise(html)) == len(html)
        assert time.process_time() - before < 4
