"""The files of deploy/ before those programs that judge them, where they are installed; `.ci/run` installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from tests.deploy.commandlines import ROOT

DEPLOY = ROOT / "deploy"
DCLINT = Path(os.environ.get("ONRECORD_NPM", "/nowhere")) / "node_modules" / "dclint"


def judged(*command: str) -> tuple[int, str]:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, (ended.stdout + ended.stderr).strip()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        # It asks whether the program is there, which it is on the server only.
        text = unit.read_text("utf-8").replace("/opt/onrecord/bin/onrecord", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    units = sorted(str(unit) for unit in tmp_path.iterdir())
    assert judged("systemd-analyze", "verify", "--man=no", *units) == (0, "")


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_hadolint_has_nothing_to_say_of_the_dockerfile() -> None:
    assert judged("hadolint", str(DEPLOY / "Dockerfile")) == (0, "")


@pytest.mark.skipif(not DCLINT.exists(), reason="dclint is not installed (npm, in the folder of $ONRECORD_NPM)")
def test_the_compose_file_is_one() -> None:
    schema = json.loads((DCLINT / "schemas" / "compose.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(YAML(typ="safe").load(DEPLOY / "compose.yaml"))
    program = DCLINT.parent / ".bin" / "dclint"
    assert judged(str(program), "--quiet", str(DEPLOY / "compose.yaml")) == (0, "")  # it keeps to its own order of keys
