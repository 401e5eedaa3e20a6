"""What is decided only when the lines of the whole text are read: footnotes, unused definitions, tight items."""

import time

from forum.markup.markdown_to_html import convert


def sup(number):
    return f'<sup class="footnote">{number}</sup>'


def notes(*items):
    return '<ol class="footnotes">' + "".join(f"<li>{item}</li>" for item in items) + "</ol>"


def test_notes_stand_at_the_end_in_the_order_of_their_use():
    assert convert("[^b]: beta\n\nx[^a] y[^b] z[^a]\n\n[^a]: *alpha*") == (
        f"<p>x{sup(1)} y{sup(2)} z{sup(1)}</p>" + notes("<p><em>alpha</em></p>", "<p>beta</p>")
    )


def test_a_note_may_lead_to_another_and_hold_blocks():
    assert convert("x[^1]\n\n[^1]: see[^2]\n\n    - a\n    - b\n\n[^2]: end[^1]") == (
        f"<p>x{sup(1)}</p>" + notes(f"<p>see{sup(2)}</p><ul><li>a</li><li>b</li></ul>", f"<p>end{sup(1)}</p>")
    )


def test_a_note_in_a_sentence_is_counted_with_the_others():
    assert convert("x[^1] y^[in *between*] z[^2]\n\n[^1]: a\n[^2]: b") == (
        f"<p>x{sup(1)} y{sup(2)} z{sup(3)}</p>" + notes("<p>a</p>", "<p>in <em>between</em></p>", "<p>b</p>")
    )


def test_a_note_that_nothing_refers_to_is_text():
    assert convert("x\n\n[^a]: *alpha* [^b]\n\n[^b]: beta\n\n[^a]: again") == (
        f"<p>x</p><p>[^a]: <em>alpha</em> {sup(1)}</p><p>[^a]: again</p>" + notes("<p>beta</p>")
    )
    assert convert("[^a]: itself [^a]") == "<p>[^a]: itself [^a]</p>"


def test_a_definition_that_no_link_uses_is_text():
    assert convert("[a]: /a/\n[b]: /b/\nrest [b]") == '<p>[a]: /a/<br>\nrest <a href="/b/">b</a></p>'
    assert convert("[b]: /b/\n\n> [c]: /c/\n\n[b]") == (
        '<blockquote><p>[c]: /c/</p></blockquote><p><a href="/b/">b</a></p>'
    )
    # Neither does it lead to itself, nor do the two to each other.
    assert (
        convert("[a]: /a/ 'see [b]'\n[b]: /b/ 'see [a]'")
        == "<p>[a]: /a/ 'see [b]'<br>\n[b]: /b/ 'see [a]'</p>"
    )


def test_a_tight_item_holds_its_words_without_a_paragraph():
    assert convert("- a\n- *b*\n  > c\n\n  d").startswith("<ul><li>")
    assert (
        convert("- a *b*\n  > c\n- d")
        == "<ul><li>a <em>b</em><blockquote><p>c</p></blockquote></li><li>d</li></ul>"
    )
    assert convert("- a\n\n- b") == "<ul><li><p>a</p></li><li><p>b</p></li></ul>"


def test_thousands_of_notes_and_definitions_take_little_time():
    chain = "x[^0]\n\n" + "".join(f"[^{number}]: y[^{number + 1}]\n\n" for number in range(5_000))
    definitions = "".join(f"[{number}]: /x/\n" for number in range(10_000))
    for source in (
        chain,
        definitions,
        definitions + "\n[1]" * 5_000,
        "".join(f"^[{number}] " for number in range(9_000)),
    ):
        before = time.process_time()
        convert(source)
        assert time.process_time() - before < 2
