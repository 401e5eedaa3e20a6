"""The forum's logo and icon: drawn anew from what the owner uploads, in the sizes that pages and devices ask for."""

from forum import images, media_folder
from forum.images import Shape
from forum.site.models import SiteSettings

LOGO = Shape(800, 128)  # four times as high as it is shown, for sharp screens
ICON_SIZES = (512, 192, 180, 32)  # apps, apps, Apple's home screen, tabs
SMALLEST_ICON = 180


def set_logo(data: bytes) -> None:
    """Raise ImageRefused if the file cannot be used."""
    [logo] = images.redraw(data, [LOGO], least=16)
    name = media_folder.keep(logo.content, logo.extension)
    SiteSettings().change(logo={"name": name, "width": logo.width, "height": logo.height})


def show_logo(*, beside_name: bool, is_on_light: bool) -> None:
    """Say how it is shown: with the forum's name, and on dark pages on a light ground."""
    logo = SiteSettings.current().logo
    SiteSettings().change(
        shows_name_beside_logo=beside_name, logo=logo and {**logo, "is_on_light": is_on_light}
    )


def set_icon(data: bytes) -> None:
    """Raise ImageRefused if the file cannot be used."""
    shapes = [Shape(size, size, is_filled=True) for size in ICON_SIZES]
    drawn = images.redraw(data, shapes, least=SMALLEST_ICON)
    names = [media_folder.keep(icon.content, icon.extension) for icon in drawn]
    SiteSettings().change(icon={str(size): name for size, name in zip(ICON_SIZES, names, strict=True)})


def remove_logo() -> None:
    SiteSettings().change(logo={})


def remove_icon() -> None:
    SiteSettings().change(icon={})
