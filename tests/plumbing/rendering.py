"""Texts rendered in the process of the test: starting others for each test takes long."""

from forum import markup


def rendered_here(texts, limit, options, processors=None):
    """In the place of `markup.render_many`."""
    for key, source, members in texts:
        try:
            yield key, markup.render(source, members, limit, options=options)
        except markup.Refused as refused:
            yield key, refused
