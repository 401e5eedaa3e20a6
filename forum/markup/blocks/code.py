"""Code: between fences, or indented."""

import re
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.lines import BLANKS, CODE_INDENT, Line
from forum.markup.blocks.open_blocks import Leaf, OpenBlocks

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)$")
# The language of `{ .python linenums=True }`, and that of `python title="x"`.
CLASS_NAME = re.compile(r"\{[^}]*?\.([\w#+-]+)")
LANGUAGE = re.compile(r"[\w#+.-]+")


class Code(Leaf):
    def __init__(self, css_class: str = "") -> None:
        self.css_class = css_class
        self.lines: list[str] = []

    def close(self, blocks: OpenBlocks) -> None:
        code = code_block(blocks.containers[-1].element, self.css_class)
        code.text = "\n".join(self.lines)


class Fence(Code):
    def __init__(self, marks: str, indent: int, css_class: str) -> None:
        super().__init__(css_class)
        self.marks = marks
        self.indent = indent

    def takes(self, line: Line, blocks: OpenBlocks) -> bool:
        if self.is_ended_by(line):
            blocks.close_leaf()
        else:
            line.skip(self.indent)
            self.lines.append(line.rest)
        return True

    def is_ended_by(self, line: Line) -> bool:
        return not line.is_indented and ends_fence(line.text.rstrip(), self.marks)


class IndentedCode(Code):
    def takes(self, line: Line, blocks: OpenBlocks) -> bool:
        if not line.is_blank and not line.is_indented:
            return False
        if line.is_blank:
            # Perhaps the code ends above it.
            blocks.see_blank(line)
        line.skip(CODE_INDENT)
        self.lines.append(line.rest)
        return True

    def close(self, blocks: OpenBlocks) -> None:
        while not self.lines[-1].strip(BLANKS):
            self.lines.pop()
        super().close(blocks)


def code_block(parent: Element, css_class: str) -> Element:
    code = SubElement(SubElement(parent, "pre"), "code")
    if css_class:
        code.set("class", css_class)
    return code


def ends_fence(words: str, marks: str) -> bool:
    return len(words) >= len(marks) and words == marks[0] * len(words)


def start_fence(blocks: OpenBlocks, line: Line) -> bool:
    match = FENCE.match(line.text)
    if not match:
        return False
    css_class = class_for(match[2].strip(), blocks)
    blocks.open_leaf(Fence(match[1], line.indent, css_class), line)
    line.finish()
    return True


def class_for(header: str, blocks: OpenBlocks) -> str:
    match = (CLASS_NAME if header.startswith("{") else LANGUAGE).match(header)
    if not match:
        return ""
    language = match[match.lastindex or 0]
    return "math" if language == "math" and blocks.document.options.maths else f"language-{language}"


def start_indented_code(blocks: OpenBlocks, line: Line) -> bool:
    code = IndentedCode()
    blocks.open_leaf(code, line)
    code.takes(line, blocks)
    line.finish()
    return True
