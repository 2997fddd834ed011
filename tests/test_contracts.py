"""Who may import whom."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts, held against the packages in a folder."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("onrecord", "scraper", "digests"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept(copy: Path) -> None:
    kept = lint_imports(copy)
    assert kept.returncode == 0, kept.stdout
    assert "0 broken" in kept.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("scraper/items.py", "import digests.mail", "The scraper and the digests do not know each other"),
        (
            "onrecord/store/outbox.py",
            "import scraper.items",
            "Only the commands, the schedule and the web edition see everything",
        ),
        ("digests/mail.py", "import onrecord.cli", "Nobody imports the commands"),
        ("onrecord/enrich/topics.py", "import scrapy", "Enrichment is text in, statements out"),
        ("onrecord/model.py", "import onrecord.config", "The spine is layered"),
    ],
)
def test_a_broken_contract_is_reported(copy: Path, module: str, line: str, contract: str) -> None:
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")
    broken = lint_imports(copy)
    assert broken.returncode == 1
    assert f"{contract}" in broken.stdout
    assert "BROKEN" in broken.stdout
