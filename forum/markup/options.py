"""What a forum lets its texts hold beyond Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The owner chooses these in the site settings; see `SiteSettings.markup_options`."""

    bbcode: bool = False
    smileys: bool = True
    maths: bool = False
    # Pictures of other sites: loaded from there, or marked for pages that have copies of them; otherwise links.
    remote_images: bool = True
    copied_images: bool = False
