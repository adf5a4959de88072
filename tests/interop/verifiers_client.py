"""Plays our echo environment with the OpenEnv environment of `verifiers`; prints a JSON line per turn, and the reward.

All that meets the server is the package's own code: it reads `/schema`, lists the tools, resets, and steps what the
replies say. The model is a stand-in that gives prepared replies, as nothing here may ask a language model.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from typing import Any

from verifiers.v1 import AssistantMessage, Segment
from verifiers.v1.tasksets.openenv import OpenEnvConfig, OpenEnvEnv, OpenEnvEnvConfig

REPLIES = (
    '{"type": "call_tool", "tool_name": "echo_message", "arguments": {"message": "hey"}}',
    '```json\n{"tool_name": "echo_with_length", "arguments": {"message": "h\N{GRINNING FACE}y"}}\n```',
    '{"tool_name": "zip", "arguments": {}}',
    "echo_message",
    "",
)
"""The last ends the episode: `verifiers` stops at an empty reply."""


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


class Player:
    """Stands in for the agent, its interaction and the trace of it."""

    def __init__(self) -> None:
        self.replies = iter(REPLIES)
        self.trace = self

    @asynccontextmanager
    async def interaction(self, task: Any) -> Any:
        yield self

    async def turn(self, message: str) -> Segment:
        told = json.loads(message)
        tell(observation=told["observation"], schema=told["action_schema"])
        return Segment(messages=[AssistantMessage(content=next(self.replies))])

    def stop(self, reason: str) -> None:
        tell(stopped=reason)

    def record_reward(self, name: str, value: float) -> None:
        tell(**{name: value})


class Agents:
    def __init__(self) -> None:
        self.player = Player()


async def main(url: str) -> None:
    env = OpenEnvEnv(OpenEnvEnvConfig(taskset=OpenEnvConfig(id="openenv", base_url=url)))
    for task in env.taskset:
        await env.run(task, Agents())


asyncio.run(main(sys.argv[1]))
