"""deploy/systemd: the units name what there is, and end what they start in time."""

from __future__ import annotations

from configparser import ConfigParser

import pytest

from tests.deploy.commandlines import ROOT, unknown

FOLDER = ROOT / "deploy" / "systemd"
SERVICES = ["onrecord.service", "onrecord-run.service", "onrecord-web.service"]
OWN = {"type", "execstart", "restart", "restartsec", "restartpreventexitstatus", "timeoutstartsec", "memorymax", "nice"}


def unit(name: str) -> ConfigParser:
    read = ConfigParser(interpolation=None)
    read.read_string((FOLDER / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize(("name", "command"), list(zip(SERVICES, ["schedule", "run", "web"], strict=True)))
def test_a_service_starts_a_command_that_there_is(name: str, command: str) -> None:
    words = unit(name)["Service"]["ExecStart"].split()
    assert words == ["/opt/onrecord/bin/onrecord", command]
    assert list(unknown(words)) == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_given_longer_than_it_takes_to_hand_back_its_work(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["KillMode"], int(service["TimeoutStopSec"])) == ("mixed", 20)


@pytest.mark.parametrize("name", ["onrecord.service", "onrecord-web.service"])
def test_what_stays_is_started_again_but_not_with_a_wrong_configuration(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2")


def test_all_services_live_in_the_same_folder_under_the_same_rules() -> None:
    daemon, *others = ({k: v for k, v in unit(name)["Service"].items() if k not in OWN} for name in SERVICES)
    assert others == [daemon, daemon]
    assert daemon["workingdirectory"] == f"/var/lib/{daemon['statedirectory']}"


def test_the_timer_starts_the_service_of_its_name_and_makes_up_for_a_time_when_all_was_off() -> None:
    assert (FOLDER / "onrecord-run.service").exists()
    assert dict(unit("onrecord-run.timer")["Timer"]) | {"accuracysec": ""} == {
        "oncalendar": "*:0/15",
        "persistent": "true",
        "accuracysec": "",
    }
