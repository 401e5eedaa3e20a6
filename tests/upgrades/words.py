"""Prints every word of the forum's stored HTML, a line for each text. Run in a process of its own."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "forum.settings"

import django

django.setup()

import html5lib  # noqa: E402

from forum.rerendering.stored_texts import KINDS  # noqa: E402


def main() -> None:
    for kind in KINDS.values():
        for row in kind.rows(every=True).order_by("pk"):
            # What waited before its HTML was kept is shown as it was typed.
            shown = kind.html_of(row) or kind.source_of(row)
            tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
            print(kind.name, row.pk, " ".join("".join(tree.itertext()).split()))


if __name__ == "__main__":
    main()
