"""Drives our server of coding with the generic client, and with a typed one as the reference's package has it."""

import asyncio
import json
import sys
from typing import Any

from openenv.core import EnvClient, GenericEnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State


class CodeAction(Action):
    code: str


class CodeObservation(Observation):
    """Unknown keys are refused, as every observation does."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0


class CodeState(State):
    last_exit_code: int = 0


class CodingEnv(EnvClient[CodeAction, CodeObservation, CodeState]):
    def _step_payload(self, action: CodeAction) -> dict[str, Any]:
        return {"code": action.code}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[CodeObservation]:
        observation = CodeObservation(**payload["observation"])
        return StepResult(observation=observation, reward=payload.get("reward"), done=payload.get("done", False))

    def _parse_state(self, payload: dict[str, Any]) -> CodeState:
        names = ("episode_id", "step_count", "last_exit_code")
        return CodeState(**{name: payload[name] for name in names})


PROGRAMS = ("print('Hello!')", "x = 5", "x", "1/0", "import os")


async def play_generic(url: str) -> None:
    async with GenericEnvClient(base_url=url) as client:
        await client.reset()
        for code in PROGRAMS:
            result = await client.step({"code": code})
            say(client="generic", stdout=result.observation["stdout"], reward=result.reward, done=result.done)
        state = await client.state()
        say(client="generic", last_exit_code=state["last_exit_code"], step_count=state["step_count"])
        result = await client.reset(split="train", index=0)
        say(client="generic", prompt=result.observation["stdout"][:26], reward=result.reward)


async def play_typed(url: str) -> None:
    async with CodingEnv(base_url=url) as client:
        await client.reset()
        for code in PROGRAMS:
            result = await client.step(CodeAction(code=code))
            say(client="typed", stdout=result.observation.stdout, reward=result.reward, done=result.done)
        state = await client.state()
        say(client="typed", last_exit_code=state.last_exit_code, step_count=state.step_count)


def say(**fields: Any) -> None:
    print(json.dumps(fields), flush=True)


async def main() -> None:
    await play_generic(sys.argv[1])
    await play_typed(sys.argv[1])


if __name__ == "__main__":
    asyncio.run(main())
