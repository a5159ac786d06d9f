"""HTML that people wrote, without what could act on a reader: an allow-list, by ammonia."""

from __future__ import annotations

_TAGS = (
    "a abbr b blockquote br caption code col colgroup dd del div dl dt em figcaption figure"
    " h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s small span strong sub sup"
    " table tbody td tfoot th thead tr u ul"
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def clean_html(text: str) -> str:
    """The text as it can be shown: no scripts, styles, forms, frames and foreign schemes.

    What is kept is written anew by the parser, so that it reads the same in every browser.
    Cleaning what is clean changes nothing.
    """
    # Loaded late: most requests never need it.
    import nh3

    return nh3.clean(
        text,
        tags=set(_TAGS.split()),
        clean_content_tags={"script", "style", "template", "iframe", "object", "noscript"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
