from pathlib import Path

import pytest

import onrecord
from onrecord import assets


def installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder at `place`, taken for the installed onrecord."""
    package = place / "onrecord"
    (package / "_packaged" / "templates").mkdir(parents=True)
    monkeypatch.setattr(onrecord, "__file__", str(package / "__init__.py"))
    return package


def test_in_the_checkout_the_files_at_its_top_are_used() -> None:
    top = Path(__file__).parents[2]
    assert assets.folder("templates") == top / "templates"
    assert assets.folder("crontab.example") == top / "crontab.example"


def test_an_installed_wheel_uses_its_packaged_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = installed(tmp_path, monkeypatch)
    assert assets.folder("templates") == package / "_packaged" / "templates"


def test_templates_that_happen_to_lie_beside_the_package_make_no_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = installed(tmp_path, monkeypatch)
    (tmp_path / "templates").mkdir()
    assert assets.folder("templates") == package / "_packaged" / "templates"


def test_a_checkout_never_reads_the_copy_that_an_install_left_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch)
    (tmp_path / "templates").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert assets.folder("templates") == tmp_path / "templates"


def test_what_an_installation_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = installed(tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match=r"seeds: missing from this installation; install on-record again"):
        assets.folder("seeds")
    assert package.is_dir()
