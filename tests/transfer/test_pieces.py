"""Cutting long texts for rendering, where nothing is torn."""

from forum import markup
from forum.transfer.discourse.pieces import blocks, pieces


def test_a_text_that_is_not_too_long_stays_in_one_piece():
    assert pieces("a\n\nb", 10) == ["a\n\nb"]


def test_no_piece_is_longer_than_may_be_and_nothing_is_lost():
    source = "\n\n".join(f"Paragraph {number}." for number in range(50))
    parts = pieces(source, 100)
    assert all(len(part) <= 100 for part in parts)
    assert "\n".join(parts).split() == source.split()


def test_code_quotes_lists_and_hidden_parts_are_not_torn():
    whole = [
        "```\na\n\nb\n```",
        "- a\n\n    b\n\n- c",
        "> a\n\n> b",
        "/// details | T\n\na\n\n//// details | U\n\nb\n\n////\n\nc\n\n///",
    ]
    assert [block.strip() for block in blocks("\n\n".join(f"x\n\n{each}" for each in whole))] == [
        "x",
        whole[0],
        f"x\n\n{whole[1]}",
        f"x\n\n{whole[2]}",
        "x",
        whole[3],
    ]


def test_every_piece_knows_the_addresses_defined_at_the_end():
    source = "\n\n".join(f"See [x] {number}." for number in range(20)) + "\n\n[x]: https://a.example"
    parts = pieces(source, 120)
    assert len(parts) > 2
    assert all("[x]: https://a.example" in part for part in parts)


def test_what_is_too_long_by_itself_is_closed_and_opened_again():
    code = "\n".join(f"line {number}" for number in range(40))
    parts = pieces(f"/// details | All of it\n\n```cpp\n{code}\n```\n\n///", 200)
    assert len(parts) > 2
    assert all(len(part) <= 200 for part in parts)
    html = "".join(markup.render(part).html for part in parts)
    assert html.count("<details>") == html.count('<code class="language-cpp">') == len(parts)
    assert all(f"line {number}\n" in markup.render("\n\n".join(parts)).text + "\n" for number in range(40))
