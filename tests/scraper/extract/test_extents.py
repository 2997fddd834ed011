"""How much text the elements of a page hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.extents import measure
from scraper.extract.page import inner, parse

PAGE = b"""<body>Over <div id="story"><p>The <b>qu</b>ay <a href="/q">of  Varn<i> is</i></a> closed.</p>
<script type="application/ld+json">{"@type": "NewsArticle"}</script><noscript><p>No pictures</p></noscript>after
<ul><li>One<li><a href="/two">Two</a></ul></div></body>"""

MARKUP = st.recursive(
    st.sampled_from(["", " ", "harbour", "\n two  words "]),
    lambda inside: st.builds(
        lambda tag, parts, tail: f"<{tag}>{''.join(parts)}</{tag}>{tail}",
        st.sampled_from(["p", "div", "a", "b", "span", "noscript", "td", "br"]),
        st.lists(inside, max_size=3),
        st.sampled_from(["", "tail", " \n"]),
    ),
    max_leaves=12,
)


def test_an_element_holds_the_text_inside_it_and_knows_what_stands_in_links() -> None:
    tree = parse(PAGE)
    assert tree is not None
    extent = measure(tree)[tree.find(".//div")]
    assert extent.text == "The quay of Varn is closed. after One Two"
    assert extent.line == "The qu ay of Varn is closed. after One Two"
    assert extent.characters == len(extent.line.replace(" ", "")) + 1  # that in 'of Varn'
    assert extent.linked == len("of Varn" + "is" + "Two")


@pytest.mark.parametrize("tag", ["script", "style", "svg", "noscript", "template"])
def test_what_is_no_text_does_not_count(tag: str) -> None:
    tree = parse(f'<body><p>Quay</p><{tag} type="application/ld+json">else</{tag}>s</body>'.encode())
    assert measure(tree)[tree].text == "Quay s"


@given(MARKUP)
def test_all_elements_of_any_page_hold_what_is_read_of_each_alone(markup: str) -> None:
    tree = parse(f"<body>x{markup}</body>".encode())
    extents = measure(tree)
    assert tree is not None
    assert list(extents) == list(tree.iter())
    for element, extent in extents.items():
        if not any(around.tag == "noscript" for around in [element, *element.iterancestors()]):
            assert extent.text == inner(element)
            assert extent.characters >= len(extent.line.replace(" ", ""))
