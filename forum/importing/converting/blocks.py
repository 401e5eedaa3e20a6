"""The blocks of a text, line by line: what is code stays, what quotes or hides becomes ours, the rest is paragraphs."""

import re

from forum.importing.converting import containers, maths
from forum.importing.converting.bbcode import SPOILER
from forum.importing.converting.code import FENCE, CodeWatch, code_block, is_within, mask_code, spans
from forum.importing.converting.context import Context
from forum.importing.converting.inline import convert_paragraph
from forum.importing.converting.line_ends import continues, join_lines

CODE = re.compile(r"\[code(?:=([^\]\n]*))?\]", re.IGNORECASE)
CODE_END = re.compile(r"\[/code\]", re.IGNORECASE)
FORMULA_END = re.compile(r"\$\$")
QUOTED = re.compile(r" {0,3}> ?")
DEEPEST = 12


class Blocks:
    def __init__(self, lines: list[str], context: Context, depth: int = 0) -> None:
        # The next line is the last of the list, so that lines can be taken and put back cheaply.
        self.lines = lines[::-1]
        self.context = context
        self.depth = depth
        self.out: list[str] = []
        self.paragraph: list[str] = []
        self.watch = CodeWatch()
        self.failures = 0
        self.missing: set[re.Pattern[str]] = set()  # end marks that do not come any more

    def convert(self) -> str:
        rules = (self.blank, self.fence, self.indented, self.quoted, self.formula, self.container, self.code)
        while self.lines:
            line = self.lines.pop()
            if not any(rule(line) for rule in rules):
                self.paragraph.append(line)
        self.end_paragraph()
        return "\n".join(self.out).strip("\n")

    def end_paragraph(self) -> None:
        if self.paragraph:
            text = convert_paragraph("\n".join(join_lines(self.paragraph, self.context)), self.context)
            self.out += [line.rstrip() for line in text.split("\n") if line.strip()]
            self.paragraph = []

    def add(self, block: str, indent: str = "") -> None:
        """A block with blank lines around it."""
        self.end_paragraph()
        if self.out and self.out[-1]:
            self.out.append("")
        self.out += [*(f"{indent}{line}".rstrip() for line in block.split("\n")), ""]
        self.watch.after_blank = True

    def convert_lines(self, lines: list[str]) -> str:
        return Blocks(lines, self.context, self.depth + 1).convert()

    # Rules: each answers whether the line was its business

    def blank(self, line: str) -> bool:
        if line.strip():
            return False
        self.end_paragraph()
        self.watch.is_code(line)
        if self.out and self.out[-1]:
            self.out.append("")
        return True

    def fence(self, line: str) -> bool:
        if not FENCE.match(line) or not self.watch.is_code(line) or not self.watch.fence:
            return False
        self.end_paragraph()
        fence = self.watch.fence
        self.out.append(line)
        while self.lines and self.watch.fence:
            self.watch.is_code(self.lines[-1])
            self.out.append(self.lines.pop())
        if self.watch.fence:
            # What it stands in may become a block with an end of its own.
            self.out.append(fence)
            self.watch.fence = ""
        return True

    def indented(self, line: str) -> bool:
        if not self.watch.is_code(line):
            return False
        self.out.append(line)
        return True

    def quoted(self, line: str) -> bool:
        if not QUOTED.match(line) or self.depth >= DEEPEST:
            return False
        self.end_paragraph()
        indent = line[: len(line) - len(line.lstrip())] if self.watch.in_list else ""
        inside = [QUOTED.sub("", line, count=1)]
        while self.lines and QUOTED.match(self.lines[-1]):
            inside.append(QUOTED.sub("", self.lines.pop(), count=1))
        # What follows without the mark goes on in the same sentence.
        while (
            self.lines
            and self.context.runs_lines_together
            and continues(inside[-1], self.lines[-1], self.context)
        ):
            inside.append(self.lines.pop())
        self.out += [f"{indent}> {inner}".rstrip() for inner in self.convert_lines(inside).split("\n")]
        if not inside[-1].strip():
            # It ends the quotation's last sentence.
            self.out.append(f"{indent}>")
        return True

    def code(self, line: str) -> bool:
        """`[code]` that is a block: alone in its line, or closed in a later one."""
        opening = CODE.search(line) if "[" in line else None
        if not opening or is_within(opening.start(), spans(line)):
            return False
        before, rest = line[: opening.start()], line[opening.end() :]
        closing = CODE_END.search(rest)
        if closing and (before.strip() or rest[closing.end() :].strip()):
            return False
        code, after = self.take_until(CODE_END, rest)
        if code is None:
            return False
        if before.strip():
            self.paragraph.append(before)
        self.add(code_block(code, opening[1] or ""))
        self.put_back(after)
        return True

    def formula(self, line: str) -> bool:
        opening = maths.BLOCK.match(line) if "$$" in line else None
        if not opening or not self.context.has_mathematics:
            return False
        formula, after = self.take_until(FORMULA_END, opening[1])
        if formula is None:
            return False
        indent = line[: len(line) - len(line.lstrip())]
        self.add(maths.formula_block(formula), indent if self.watch.in_list else "")
        self.put_back(after)
        return True

    def container(self, line: str) -> bool:
        if ("[" not in line and "<" not in line) or self.depth >= DEEPEST or self.failures > 20:
            return False
        bare = mask_code(line)
        opening = containers.OPENING.search(bare)
        if not opening or CODE.search(bare, 0, opening.start()) or SPOILER.match(line, opening.start()):
            return False
        before, rest = line[: opening.start()], line[opening.end() :]
        gathered = containers.gather(opening, rest, self.lines)
        if gathered is None:
            self.failures += 1
            return False
        inner, after, count = gathered
        del self.lines[len(self.lines) - count :]
        indent = before if self.watch.in_list and not before.strip() else ""
        inner = [outdented(each, len(indent)) for each in inner]
        if before.strip():
            self.paragraph.append(before)
        opened = line[opening.start() : opening.end()]
        self.add(containers.rendered(opened, inner, self.context, self.convert_lines), indent)
        self.put_back(after)
        return True

    # Lines to come

    def take_until(self, end: re.Pattern[str], first: str) -> tuple[str | None, str]:
        """What stands before the end mark, and what follows it in its line; nothing is taken where it is missing."""
        if end in self.missing:
            return None, ""
        taken, count = [first], 0
        while not (closing := end.search(taken[-1])):
            if count == len(self.lines):
                self.missing.add(end)
                return None, ""
            count += 1
            taken.append(self.lines[-count])
        del self.lines[len(self.lines) - count :]
        return "\n".join([*taken[:-1], taken[-1][: closing.start()]]), taken[-1][closing.end() :]

    def put_back(self, rest: str) -> None:
        if rest.strip():
            self.lines.append(rest.lstrip())


def outdented(line: str, width: int) -> str:
    """The line moved left, but not out of its own indent."""
    return line[min(width, len(line) - len(line.lstrip(" \t"))) :]
