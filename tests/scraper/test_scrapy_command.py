"""`scrapy list` and `scrapy crawl`, as Scrapy's users know them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.command import onrecord
from tests.scraper.loopback import ROOT, configure, page, run, story, titles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scraper.loopback import Site


SCRAPY = "from scrapy.cmdline import execute; execute()"


def test_scrapy_lists_the_spiders() -> None:
    ended = run(ROOT, [sys.executable, "-m", "scrapy", "list"])
    assert ended.stdout.split() == ["feed", "page", "section", "sitemap"]


@pytest.mark.parametrize(
    ("spider", "argument"),
    [
        ("feed", "source=Gazette"),
        ("feed", "url={address}/feed"),
        ("sitemap", "url={address}/sitemap"),
        ("section", "url={address}/section"),
        ("page", "urls={address}/2026/11/one {address}/2026/11/two"),
    ],
)
def test_each_spider_takes_a_source_or_an_address(site: Site, tmp_path: Path, spider: str, argument: str) -> None:
    paths = ["/2026/11/one", "/2026/11/two"]
    site.answers |= {path: story(f"Story {path}") for path in paths}
    site.feed(*paths)
    site.answers["/sitemap"] = page("<urlset>" + "".join(f"<url><loc>{p}</loc></url>" for p in paths) + "</urlset>")
    site.answers["/section"] = page("".join(f"<h2><a href='{path}'>Quay put off again</a></h2>" for path in paths))
    path = configure(tmp_path, Gazette=f"{site.address}/feed")
    command = ["crawl", spider, "-a", argument.format(address=site.address)]
    command += ["-a", "allow_private=true", "-s", "LOG_LEVEL=WARNING"]
    ended = onrecord(ROOT, *command, code=SCRAPY, ONRECORD_CONFIG=str(path))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert titles(tmp_path) == ["Story /2026/11/one", "Story /2026/11/two"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give one of -a source=NAME"),
        (["-a", "source=Gazete"], "there is no source 'Gazete'; did you mean 'Gazette'?"),
        (["-a", "url=file:///etc/passwd"], "expected a feed's address that begins with http:// or https://"),
        (["-a", "url=http://a.example/ http://b.example/"], "one -a url=URL at a time; a feed has one address"),
        (["-a", "source=Board"], "'Board' is a sitemap, not a feed"),
        (["-a", "url=http://gazette.example/feed"], "crawl.contact is missing, and gazette.example must be able to"),
        (["-a", "url=http://127.0.0.1:9/feed"], "say so with 'allow_private: true'"),
    ],
)
def test_scrapys_own_command_says_what_it_misses(tmp_path: Path, arguments: list[str], words: str) -> None:
    path = configure(tmp_path, Gazette="http://127.0.0.1:9/feed", Board=("sitemap", "http://127.0.0.1:9/sitemap"))
    ended = onrecord(ROOT, "crawl", "feed", *arguments, code=SCRAPY, ONRECORD_CONFIG=str(path))
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
