"""Drives our server of board_games with a typed client, as the reference's package of openspiel has it."""

import asyncio
import json
import sys
from typing import Any, Optional

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State


class OpenSpielAction(Action):
    action_id: int
    game_name: str = "catch"
    game_params: dict[str, Any] = {}


class OpenSpielObservation(Observation):
    info_state: list[float]
    legal_actions: list[int]
    game_phase: str = "playing"
    current_player_id: int = 0
    opponent_last_action: Optional[int] = None


class OpenSpielState(State):
    game_name: str = "catch"
    agent_player: int = 0
    opponent_policy: str = "random"
    game_params: dict[str, Any] = {}
    num_players: int = 1


class OpenSpielEnv(EnvClient[OpenSpielAction, OpenSpielObservation, OpenSpielState]):
    def _step_payload(self, action: OpenSpielAction) -> dict[str, Any]:
        return {"action_id": action.action_id, "game_name": action.game_name, "game_params": action.game_params}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[OpenSpielObservation]:
        fields = payload.get("observation", {})
        reward, done = payload.get("reward"), payload.get("done", False)
        names = ("info_state", "legal_actions", "game_phase", "current_player_id", "opponent_last_action")
        observation = OpenSpielObservation(**{name: fields[name] for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> OpenSpielState:
        names = ("episode_id", "step_count", "game_name", "agent_player", "opponent_policy", "game_params")
        return OpenSpielState(**{name: payload[name] for name in names}, num_players=payload["num_players"])


def say(**values: Any) -> None:
    print(json.dumps(values), flush=True)


async def play(url: str) -> None:
    async with OpenSpielEnv(base_url=url) as env:
        result = await env.reset()
        seen = result.observation
        say(reward=result.reward, phase=seen.game_phase, legal=seen.legal_actions, opponent=seen.opponent_last_action)
        try:
            await env.step(OpenSpielAction(action_id=9))
        except RuntimeError as error:
            say(error=str(error))
        rewards = []
        while not result.done:
            result = await env.step(OpenSpielAction(action_id=result.observation.legal_actions[0]))
            rewards.append(result.reward)
        seen, state = result.observation, await env.state()
        say(rewards=rewards, phase=seen.game_phase, legal=seen.legal_actions, player=seen.current_player_id)
        say(state=state.model_dump(exclude={"episode_id"}))
        result = await env.reset(game="catch", seed=3)
        while not result.done:
            ball, paddle = (place % 5 for place in (i for i, bit in enumerate(result.observation.info_state) if bit))
            action = 1 + (ball > paddle) - (ball < paddle)
            result = await env.step(OpenSpielAction(action_id=action, game_name="tic_tac_toe"))
        say(reward=result.reward, steps=(await env.state()).step_count)


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
