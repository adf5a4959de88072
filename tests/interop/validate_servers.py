"""Runs `openenv validate --url` on several servers, in one process since starting it takes seconds.

Prints one JSON line for each run: the exit code, and what the command printed.
"""

import json
import sys

from run_openenv import run_openenv


def validate(url: str, *options: str) -> None:
    code, printed = run_openenv("validate", "--url", url, "--timeout", "30", *options)
    print(json.dumps({"code": code, "printed": printed}))


def main() -> None:
    urls = sys.argv[1:]
    for url in urls:
        validate(url, "--json")
        validate(url)


if __name__ == "__main__":
    main()
