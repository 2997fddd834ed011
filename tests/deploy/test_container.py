"""deploy/Dockerfile and compose.yaml: what can be said of them without building an image."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from ruamel.yaml import YAML

from onrecord.config import Web
from tests.deploy.commandlines import ROOT, unknown

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "deploy" / "compose.yaml")
SERVICE: dict[str, Any] = COMPOSE["services"]["onrecord"]


def words(instruction: str) -> list[str]:
    found = re.search(rf"^{instruction}\b.*?(\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    told: list[str] = json.loads(found[1])
    return told


def test_it_starts_the_daemon_and_asks_for_its_health_by_commands_that_there_are() -> None:
    assert words("ENTRYPOINT") + words("CMD") == ["onrecord", "schedule"]
    assert words("HEALTHCHECK") == ["onrecord", "status"]
    assert [*unknown(["onrecord", "schedule"]), *unknown(["onrecord", "status"])] == []


def test_the_image_takes_in_all_that_an_installation_is_made_of_and_no_more() -> None:
    taken = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    made_of = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    made_of |= {*project["project"]["license-files"], "pyproject.toml", "requirements.lock"}
    assert taken == made_of
    extras = re.search(r"'on-record\[(.*)\]'", DOCKERFILE)
    assert extras is not None
    assert set(extras[1].split(",")) < set(project["project"]["optional-dependencies"])


def test_it_runs_as_nobody_in_particular_and_is_given_time_to_hand_back_its_work() -> None:
    assert re.search(r"^USER 1000:1000$", DOCKERFILE, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", DOCKERFILE, re.MULTILINE)
    assert (SERVICE["user"], SERVICE["stop_grace_period"]) == ("${ONRECORD_UID:-1000}:${ONRECORD_GID:-1000}", "20s")


def test_the_web_edition_is_a_service_of_its_own_for_this_computer_alone() -> None:
    web = COMPOSE["services"]["web"]
    assert list(unknown(["onrecord", *web["command"]])) == []
    (port,) = web["ports"]
    assert port == f"127.0.0.1:{Web().port}:{Web().port}"
    assert web["extends"] == "onrecord"


def test_what_is_kept_lies_outside_the_container_where_the_image_works() -> None:
    (volume,) = SERVICE["volumes"]
    assert re.search(rf"^WORKDIR {volume['target']}$", DOCKERFILE, re.MULTILINE)
    assert (ROOT / "deploy" / SERVICE["build"]["context"] / SERVICE["build"]["dockerfile"]).samefile(
        ROOT / "deploy" / "Dockerfile"
    )


def test_each_secret_is_a_file_that_the_services_name() -> None:
    used = {secret for service in COMPOSE["services"].values() for secret in service.get("secrets", [])}
    assert {name: secret["file"] for name, secret in COMPOSE["secrets"].items()} == {
        name: f"./secrets/{name}" for name in used
    }
