"""Runs the command `openenv` in this process, since starting one takes seconds."""

import contextlib
import io
import sys

from openenv.cli.__main__ import main as openenv


def run_openenv(*arguments: str) -> tuple[int, str]:
    """The exit code, and what the command printed."""
    sys.argv = ["openenv", *arguments]
    printed = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(printed):
        try:
            openenv()
        except SystemExit as exit:
            code = exit.code or 0
    return code, printed.getvalue()
