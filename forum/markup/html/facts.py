"""What a text names: members, quoted posts, and where its links and pictures are."""

from forum.markup.links import leads_elsewhere
from forum.markup.results import Rendered


class Facts:
    def __init__(self) -> None:
        # Dicts serve as ordered sets.
        self.mentions: dict[str, bool] = {}
        self.quotes: dict[int, bool] = {}
        self.links: dict[str, bool] = {}
        self.images: dict[str, bool] = {}

    def add_link(self, address: str) -> None:
        if leads_elsewhere(address) or address.startswith("/"):
            self.links[address] = True

    def rendered(self, html: str, text: str) -> Rendered:
        return Rendered(
            html=html,
            text=text,
            mentions=tuple(self.mentions),
            quotes=tuple(self.quotes),
            links=tuple(self.links),
            images=tuple(self.images),
        )
