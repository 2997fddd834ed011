"""Where the files for users lie: the mail templates, the seeds and the crontab example.

In a checkout they lie at its top, where people edit them; the wheel carries them inside the package. An
editable install leaves a copy in site-packages that grows stale, so the place is taken from this package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import onrecord

Asset = Literal["templates", "seeds", "crontab.example"]

_PACKAGED: Final = "_packaged"


def folder(name: Asset) -> Path:
    """The path of a folder or file for users: the checkout's if there is one, else the packaged copy's.

    Raises `FileNotFoundError` if the installation lacks it.
    """
    package = Path(onrecord.__file__).parent
    place = package.parent if _is_checkout(package.parent) else package / _PACKAGED
    if not (place / name).exists():
        raise FileNotFoundError(f"{place / name}: missing from this installation; install on-record again")
    return place / name


def _is_checkout(top: Path) -> bool:
    return (top / "pyproject.toml").is_file() and (top / "templates").is_dir()
