"""A mail server in a process of its own, that takes all and keeps nothing: prints its port, and at its end the copies.

python tests/benchmarks/mailbox.py
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import Counter

COPIES: Counter[str] = Counter()
GREETING = b"220 mail.example\r\n"
FEATURES = b"250-mail.example\r\n250 SIZE 50000000\r\n"


async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(GREETING)
    recipient = ""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while line := await reader.readline():
            command = line[:4].upper()
            if command == b"EHLO":
                writer.write(FEATURES)
            elif command == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                COPIES[recipient] += 1
                writer.write(b"250 taken\r\n")
            elif command == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                recipient = line.decode() if command == b"RCPT" else recipient
                writer.write(b"250 OK\r\n")
    writer.close()


async def main() -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    server = await asyncio.start_server(session, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  # its answer
    await over.wait()
    print(json.dumps(sorted(COPIES.values())), flush=True)  # noqa: T201  # the same


if __name__ == "__main__":
    asyncio.run(main())
