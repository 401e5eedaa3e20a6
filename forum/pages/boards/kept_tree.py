"""The boards that readers see, kept for all who see the same, as long as no board and no number of topics changes."""

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.boards.tree import Tree
from forum.pages.store.members_parts import Part, the_parts

SIZE = 6_000  # bytes that a board takes, about


def tree_for(reader: Asker) -> Tree:
    """The tree, which is others' too: change nothing in it."""
    look = the_parts.store.look()
    if look is None:
        return Tree(reader)
    key = (Tree, permissions_of(reader).boards("see"))
    kept: Tree | None = the_parts.store.get(key)
    if kept is None:
        kept = Tree(reader)
        the_parts.store.keep(Part(key, kept, SIZE * len(kept.boards), ["lists"], look))
    return kept
