"""What is copied out of a post must work: a Makefile, a patch, a table for a spreadsheet."""

import time

import pytest

from forum.markup import render


def code(source):
    html = render(source).html
    assert html.count("<code") == 1, html
    return html.partition("<code")[2].partition(">")[2].partition("</code>")[0]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("```\nall:\n\tcc -o x\n\t\techo\ty\n```", "all:\n\tcc -o x\n\t\techo\ty"),
        ("~~~\n\tfirst\n~~~", "\tfirst"),
        ("```\n+\told\n-\tnew\n \tsame\n```", "+\told\n-\tnew\n \tsame"),
        ("```\na\tb\tc\n1\t\t3\n```", "a\tb\tc\n1\t\t3"),
        ("> ```\n> all:\n> \tcc\tx\n> ```", "all:\n\tcc\tx"),
        ("- how:\n\n    ```\n    all:\n    \tcc\n    ```", "all:\n\tcc"),
        ("1. how:\n\n\t```\n\tall:\n\t\tcc\n\t```", "all:\n\tcc"),
        ("So:\n\n\tall:\n\t\tcc\tx\n\nDone.", "all:\n\tcc\tx\n"),
        ("So:\n\n    all:\n    \tcc\n\n    \tld\n", "all:\n\tcc\n\n\tld\n"),
        ("Write `a\tb` here.", "a\tb"),
        ("Write ``a\tb`` here.", "a\tb"),
    ],
)
def test_tabs_in_code_stay_tabs(source, kept):
    assert code(source).strip("\n") == kept.strip("\n")


def test_coloured_code_keeps_its_tabs():
    html = render("```make\nall:\n\tcc -o x\n```").html
    assert "\tcc" in html.replace('<span class="hl-', "").replace("</span>", "")


@pytest.mark.parametrize(
    "source",
    [
        "- a\n\t- b\n\t\t- c",
        "1.\tone\n2.\ttwo",
        "a\t|\tb\n---|---\n1\t|\t2",
        "- a `b\n\t- c` d",
        "> a\n>\n> \t- b",
    ],
)
def test_tabs_that_lay_out_blocks_reach_to_the_next_fourth_column(source):
    assert render(source).html == render(source.expandtabs(4)).html


def test_a_fence_that_never_closes_keeps_its_tabs_too():
    assert code("```\nnot closed\n\n- a\n\t- b") == "not closed\n\n- a\n\t- b"


def test_many_open_fences_cost_little():
    fences = "".join(f"{'`' * (3 + number % 5)}\tx\n" for number in range(1_500))
    source = fences + "\n\n" + " ".join("`" * (1 + number % 9) for number in range(2_000)) + "\t"
    began = time.process_time()
    render(source)
    assert time.process_time() - began < 5
