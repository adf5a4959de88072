"""Drives our server of maze with a typed client, as the reference's package has it."""

import asyncio
import json
import sys
from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State


class MazeAction(Action):
    action: int


class MazeObservation(Observation):
    legal_actions: list[int] = []
    current_position: list[int] = []
    previous_position: list[int] = []


class MazeState(State):
    done: bool = False
    current_position: list[int] = []
    exit_cell: list[int] = []
    status: str = "playing"


class MazeEnv(EnvClient[MazeAction, MazeObservation, MazeState]):
    def _step_payload(self, action: MazeAction) -> dict[str, Any]:
        return {"action": action.action}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[MazeObservation]:
        fields = payload.get("observation", {})
        reward, done = payload.get("reward"), payload.get("done", False)
        names = ("legal_actions", "current_position", "previous_position", "metadata")
        observation = MazeObservation(**{name: fields[name] for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> MazeState:
        names = ("episode_id", "step_count", "done", "current_position", "exit_cell", "status")
        return MazeState(**{name: payload[name] for name in names})


async def play(url: str) -> None:
    async with MazeEnv(base_url=url) as env:
        result = await env.reset(seed=7)
        moves = [3, 3, 3, 3, 1, 1, 3, 3, 1, 3, 1, 1, 1, 1]
        print(json.dumps({"legal": result.observation.legal_actions, "maze": result.observation.metadata["maze"][0]}))
        rewards = []
        for move in moves:
            if result.done:
                break
            result = await env.step(MazeAction(action=move))
            rewards.append(result.reward)
        state = await env.state()
        print(json.dumps({"rewards": rewards, "status": state.status, "done": state.done, "steps": state.step_count}))
        result = await env.reset(start_cell=[4, 4])
        print(json.dumps({"start": result.observation.current_position}))


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
