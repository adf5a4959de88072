"""Asks a server for its tasks with the one client of the package that does so, and prints what came as JSON lines.

`HarborEnv` knows the environment's name, `harbor_env`, and what a task of its own looks like.
"""

import json
import sys

import httpx
from openenv.harbor.client import HarborEnv


def main() -> None:
    env = HarborEnv(base_url=sys.argv[1])
    say(env.splits())
    say(env.num_tasks("train"))
    say(env.get_task("train", 1).model_dump())
    say([task.model_dump() for task in env.get_task_range("train", 1)])
    try:
        env.get_task("train", 9)
    except httpx.HTTPStatusError as error:
        say([error.response.status_code, error.response.json()["detail"]])


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
