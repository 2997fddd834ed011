"""Processes beside this one: how they are started."""

from __future__ import annotations

import signal

import pytest

from onrecord import processes


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_while_it_starts_a_process_ends_when_that_is_done(number: signal.Signals) -> None:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    done = False
    try:
        with pytest.raises(KeyboardInterrupt), processes.whole():
            signal.raise_signal(number)
            signal.raise_signal(number)
            done = True
        assert done
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)
