"""Runs `openenv validate --url` on several servers, in one process since starting it takes seconds.

Prints one JSON line for each run: the exit code, and what the command printed.
"""

import contextlib
import io
import json
import sys

from openenv.cli.__main__ import main as openenv


def validate(url: str, *options: str) -> None:
    sys.argv = ["openenv", "validate", "--url", url, "--timeout", "30", *options]
    printed = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(printed):
        try:
            openenv()
        except SystemExit as exit:
            code = exit.code or 0
    print(json.dumps({"code": code, "printed": printed.getvalue()}))


def main() -> None:
    urls = sys.argv[1:]
    for url in urls:
        validate(url, "--json")
        validate(url)


if __name__ == "__main__":
    main()
