"""The first line of a quotation, which may say whose words it quotes."""

from forum.markup.html.directions import Directions


class QuotedLine:
    def __init__(self, out: list[str], directions: Directions) -> None:
        self.out = out
        self.directions = directions
        self.is_next = False
        # Where its paragraph starts, while it is open.
        self.mark: int | None = None
        self.names_post = False

    def start_element(self, tag: str, css_class: str) -> None:
        if self.is_next and tag == "p":
            self.mark, self.names_post = len(self.out), False
        # The note of a quotation is quoted with it, and says nothing of its own.
        self.is_next = tag == "blockquote" and css_class != "note"

    def start(self) -> None:
        """Start the line whose paragraph was written last, if it is one."""
        if self.mark is not None:
            self.directions.start_line(self.mark)

    def end(self) -> bool:
        """End the line, if we are in one. True if it says whose words are quoted."""
        if self.mark is None:
            return False
        paragraph = self.out[self.mark]
        if self.names_post and "class=" not in paragraph:
            self.out[self.mark] = paragraph.replace("<p", '<p class="quoted"', 1)
        says_whose = self.names_post or "class=" in paragraph
        self.directions.end_line(says_whose)
        self.mark = None
        return says_whose
