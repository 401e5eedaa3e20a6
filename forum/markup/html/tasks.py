"""The box of a task list's item, drawn in front of the item's first words."""

from forum.markup.html import elements
from forum.markup.plain_text import PlainText

OPEN, DONE = "\N{BALLOT BOX}", "\N{BALLOT BOX WITH CHECK}"


class TaskBox:
    def __init__(self, out: list[str], plain_text: PlainText) -> None:
        self.out = out
        self.plain_text = plain_text
        self.is_due = False
        self.box, self.line = OPEN, 0

    def start(self, css_class: str, line: str) -> None:
        """Remember the box of the item that has just been opened, and its line in the source."""
        self.is_due = True
        self.box = DONE if css_class == "task done" else OPEN
        self.line = elements.whole_number(line, longest=6, otherwise=0)

    def draw(self) -> bool:
        """Draw the box, if one is due. True if it was."""
        if not self.is_due:
            return False
        self.is_due = False
        self.out.append(elements.task_box(self.box, self.line))
        self.plain_text.say(self.box + " ")
        return True
