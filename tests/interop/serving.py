"""What the Python servers of this suite share: options, the port line on stdout, an end with their parent."""

import argparse
import inspect
import os
import socket
import sys
import threading
from typing import Any

import uvicorn
from openenv.core.env_server import create_app

DEFAULT_CAPACITY = 2


def option_parser(description: str) -> argparse.ArgumentParser:
    """The options that every server of this suite takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--capacity", type=int, default=DEFAULT_CAPACITY, help="sessions at once")
    parser.add_argument("--max-message-bytes", type=int, help="largest inbound message; uvicorn's default is 16 MiB")
    return parser


def build_app(environment: type, action: type, observation: type, **wanted: Any) -> Any:
    """create_app with those keyword arguments that the installed version knows: older ones have fewer."""
    known = inspect.signature(create_app).parameters
    return create_app(environment, action, observation, **{k: v for k, v in wanted.items() if k in known})


def serve(app: Any, options: argparse.Namespace) -> None:
    """Serves the app on 127.0.0.1 until a signal, or until the parent closes our stdin."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    limits = {} if options.max_message_bytes is None else {"ws_max_size": options.max_message_bytes}
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, **limits)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    _AnnouncingServer(config, listener.getsockname()[1]).run(sockets=[listener])


class _AnnouncingServer(uvicorn.Server):
    """Prints its address once it accepts connections."""

    def __init__(self, config: uvicorn.Config, port: int) -> None:
        super().__init__(config)
        self._port = port

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets=sockets)
        print(f"listening http://127.0.0.1:{self._port}", flush=True)


def _exit_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)
