"""The reactions that members can choose from, as the owner writes them: emoji with spaces between them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.markup.emoji import EMOJI

USUAL = "👍 ❤️ 😄 🎉 🙏"
MOST = 12
LONGEST = 200  # characters
HINT = gettext_lazy(
    "Emoji with spaces between them, at most 12. Leave it empty to have no reactions. What has been given stays."
)
AS_PICTURE = "\ufe0f"  # follows a character that would else be drawn as a letter is


def normalized_reactions(text: str) -> str:
    """Return the emoji, each once, as they are drawn in colour; raise ValidationError for anything else."""
    known = set(EMOJI.values())
    found: list[str] = []
    for word in text.split():
        emoji = word if word in known else word + AS_PICTURE
        if emoji not in known:
            raise ValidationError(
                _("“%(word)s” isn’t an emoji. Write emoji with spaces between them.") % {"word": word}
            )
        if emoji not in found:
            found.append(emoji)
    if len(found) > MOST:
        raise ValidationError(_("Choose up to %(most)d emoji.") % {"most": MOST})
    return " ".join(found)
