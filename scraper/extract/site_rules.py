"""Rules for publishers whose pages the general rules read badly: CSS selectors, a small YAML file for each domain.

A file's name is the domain: `sites/brook-herald.example.yaml`. Each has a page of our own making and the article that
is expected of it beside the tests. docs/adding-a-source.md tells how one is written.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from onrecord.errors import ConfigError
from scraper.extract.page import inner, is_selector, select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.extract.page import Element

FOLDER = Path(__file__).parent / "sites"


def _selector(text: str) -> str:
    if not is_selector(text):
        raise ValueError(f"{text!r} is no CSS selector")
    return text


Selector = Annotated[str, AfterValidator(_selector)]


class SiteRule(BaseModel):
    """Selectors that say where a publisher's pages have what; where one finds nothing, the general rules go on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Selector | None = None
    body: Selector | None = None
    authors: Selector | None = None
    published: Selector | None = None
    related: Selector | None = None
    drop: tuple[Selector, ...] = ()

    def prune(self, tree: Element) -> None:
        """Take out of a page what `drop` names."""
        for selector in self.drop:
            for element in select(tree, selector):
                if element.getparent() is not None:
                    element.drop_tree()

    def texts(self, tree: Element, field: str) -> list[str]:
        """The texts of the elements that the rule names for a field, in the page's order."""
        return list(filter(None, map(inner, self.elements(tree, field))))

    def elements(self, tree: Element, field: str) -> list[Element]:
        """The elements that the rule names for a field; none where it says nothing of it."""
        selector = getattr(self, field)
        return select(tree, selector) if selector else []


NO_RULE = SiteRule()


def of(url: str) -> SiteRule:
    """The rule for an address: of its host, else of the domain that it belongs to."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return NO_RULE
    rules = load(FOLDER)
    labels = host.lower().split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((rules[domain] for domain in domains if domain in rules), NO_RULE)


@cache
def load(folder: Path) -> Mapping[str, SiteRule]:
    """All rules in a folder by their domains. Raises `ConfigError` for a file that is wrong."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}


def _read(path: Path) -> SiteRule:
    try:
        return SiteRule.model_validate(YAML(typ="safe", pure=True).load(path))
    except YAMLError as error:
        raise ConfigError(f"{path}: no YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise ConfigError(
            *(f"{path}: {'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors())
        ) from None
