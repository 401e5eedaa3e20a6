"""Parts of templates that render the same for all who read a language: rendered once, not for each page.

Addresses, translated words, icons and the text between them are half of what a page is made of. Where they stand side
by side, and nothing in them depends on who reads or what is shown, one node takes the place of all of them.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import LoadNode, URLNode
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Tag = TypeVar("Tag", bound=Callable[..., Any])
MARK = "renders_the_same"


def renders_the_same(tag: Tag) -> Tag:
    """Mark the function of a simple tag that depends on nothing but what it is given, and on the language."""
    setattr(tag, MARK, True)
    return tag


class ConstantNode(Node):
    """Takes the place of these nodes."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self.rendered: dict[tuple[str | None, bool], SafeString] = {}

    def render_annotated(self, context: Context) -> SafeString:
        key = get_language(), context.autoescape
        found = self.rendered.get(key)
        if found is None:
            parts = (str(node.render_annotated(context)) for node in self.nodes)
            found = self.rendered[key] = SafeString("".join(parts))
        return found

    render = render_annotated


def fold(nodes: NodeList) -> None:
    """Let constant nodes stand in the place of those that are constant, here and in all that these nodes hold."""
    folded: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if isinstance(node, LoadNode):
            continue
        if is_constant(node):
            run.append(node)
            continue
        folded += joined(run)
        run = []
        folded.append(node)
        for inner in inside(node):
            fold(inner)
    nodes[:] = folded + joined(run)


def joined(run: list[Node]) -> list[Node]:
    return run if all(isinstance(node, TextNode) for node in run) else [ConstantNode(run)]


def inside(node: Node) -> list[NodeList]:
    held = [getattr(node, name, None) for name in node.child_nodelists]
    held += [nodes for _condition, nodes in getattr(node, "conditions_nodelists", [])]
    return [nodes for nodes in held if isinstance(nodes, NodeList)]


def is_constant(node: Node) -> bool:
    if isinstance(node, TextNode):
        return True
    if isinstance(node, TranslateNode):
        return node.asvar is None and is_literal(node.filter_expression) and is_literal(node.message_context)
    if isinstance(node, BlockTranslateNode):
        texts = all(token.token_type.name == "TEXT" for token in node.singular)
        return texts and not (node.plural or node.extra_context or node.asvar or node.message_context)
    if isinstance(node, StaticNode):
        return node.varname is None and is_literal(node.path)
    if isinstance(node, URLNode):
        # What is in a namespace, as the admin is, may depend on the request.
        is_plain = is_literal(node.view_name) and ":" not in str(node.view_name.var)
        return is_plain and not (node.asvar or node.kwargs) and all(map(is_literal, node.args))
    if isinstance(node, SimpleNode) and getattr(node.func, MARK, False):
        given = [*node.args, *node.kwargs.values()]
        return not (node.takes_context or node.target_var) and all(map(is_literal, given))
    return False


def is_literal(expression: FilterExpression | None) -> bool:
    if expression is None:
        return True
    var = expression.var
    return not expression.filters and (not isinstance(var, Variable) or var.literal is not None)
