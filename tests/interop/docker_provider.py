"""Starts an image by the reference's LocalDockerProvider, plays on it with the reference's client, and stops it.

The arguments are the image and the actions, a JSON list. Prints what came back as one JSON object.
"""

import asyncio
import json
import sys

from openenv.core import GenericEnvClient
from openenv.core.containers.runtime.providers import LocalDockerProvider


async def play(base_url: str, actions: list) -> dict:
    async with GenericEnvClient(base_url=base_url) as client:
        await client.reset(seed=7)
        results = [await client.step(action) for action in actions]
        state = await client.state()
    return {
        "observations": [result.observation for result in results],
        "rewards": [result.reward for result in results],
        "done": results[-1].done,
        "steps": state["step_count"],
    }


def main() -> None:
    image, actions = sys.argv[1:]
    provider = LocalDockerProvider()
    base_url = provider.start_container(image)
    try:
        provider.wait_for_ready(base_url, timeout_s=60)
        print(json.dumps(asyncio.run(play(base_url, json.loads(actions)))))
    finally:
        provider.stop_container()


if __name__ == "__main__":
    main()
