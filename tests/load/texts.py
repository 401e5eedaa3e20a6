"""An ordinary long text, and one of the dearest there are."""

_row = "|".join(["a"] * 100)
# A table of a hundred columns: half a second of work, or more.
DEAR = "\n".join([_row, "|".join(["-"] * 100), *[_row] * 158])[:31_900]

_paragraph = "Thank you for the **long** answer, see [the manual](https://example.org/manual). " * 8
ORDINARY = "\n\n".join(
    [_paragraph, "```python\nprint(1)\n```", _paragraph, "- one\n- two\n", *[_paragraph] * 5]
)
