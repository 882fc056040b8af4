"""Starts the emulator with its mends, behind a front that records and disturbs.

Environment: GATEWAY_PORT, BIND_HOST (the emulator's own) · REHEARSAL_FOLDER, where requests.jsonl,
outbox.jsonl and logs/ go · REHEARSAL_MENDS: `all` (default), `none`, or names with commas between;
with a minus before each, all but these.
"""

import asyncio
import importlib
import logging
import os
import pkgutil
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import mends  # noqa: E402


def chosen_mends(wanted: str) -> list[str]:
    names = sorted(module.name for module in pkgutil.iter_modules(mends.__path__))
    if wanted == "all":
        return names
    asked = [name for name in wanted.split(",") if name not in ("", "none")]
    unknown = [name for name in asked if name.lstrip("-") not in names]
    if unknown:
        raise SystemExit(f"REHEARSAL_MENDS: no mend {', '.join(unknown)}; there are {', '.join(names)}.")
    if asked and all(name.startswith("-") for name in asked):
        return [name for name in names if f"-{name}" not in asked]
    return asked


async def serve() -> None:
    from front import Front
    from hypercorn.asyncio import serve as serve_asgi
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    # Longer than any client keeps a connection: a reused one must not be found closed.
    config.keep_alive_timeout = 300
    config.loglevel = "WARNING"
    # A function may be within a call when the end comes; nobody waits for its answer.
    config.graceful_timeout = 1
    await serve_asgi(Front(app, Path(os.environ["REHEARSAL_FOLDER"])), config)


def end_with_parent() -> None:
    """However whoever started it went: the emulator and its functions, one group, go too."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in chosen_mends(os.environ.get("REHEARSAL_MENDS", "all")):
        importlib.import_module(f"mends.{name}").mend()
    threading.Thread(target=end_with_parent, daemon=True).start()
    asyncio.run(serve())


if __name__ == "__main__":
    main()
