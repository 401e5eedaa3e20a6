import itertools
import os

from forum.markup import Refused, Rendered, render, render_many
from forum.markup.rendering import BATCH


def test_many_texts_come_back_in_order_and_like_single_ones():
    texts = [
        (number, f"*{number}* @ada\n```c\nint {number};\n```", {"ada": "Ada"})
        for number in range(3 * BATCH + 7)
    ]
    assert list(render_many(texts)) == [(key, render(source, members)) for key, source, members in texts]


def test_what_is_refused_or_plain_keeps_its_place():
    texts = [
        ("a", "one", None),
        ("b", "", None),
        ("c", "# &nbsp;", None),
        ("d", "x" * 40_000, None),
        ("e", "two", None),
    ]
    results = dict(render_many(texts))
    assert list(results) == list("abcde")
    assert [type(result) for result in results.values()] == [Rendered, Refused, Rendered, Refused, Rendered]
    assert results["c"].plain
    assert results["e"].text == "two"


def test_an_endless_source_is_read_only_a_little_ahead():
    taken = itertools.count()
    endless = ((next(taken), "text", None) for _ in itertools.repeat(None))
    results = render_many(endless)
    assert [key for key, _ in itertools.islice(results, 500)] == list(range(500))
    results.close()
    assert next(taken) < 500 + (4 * (os.cpu_count() or 1) + 2) * BATCH


def test_no_texts_give_no_results():
    assert list(render_many([])) == []
