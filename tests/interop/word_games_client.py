"""Drives our server of word_games with a typed client, as the reference's package of textarena has it."""

import asyncio
import json
import sys
from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State
from pydantic import BaseModel


class TextArenaAction(Action):
    message: str


class TextArenaMessage(BaseModel):
    sender_id: int
    content: str
    category: str


class TextArenaObservation(Observation):
    prompt: str
    messages: list[TextArenaMessage] = []
    current_player_id: int = 0
    legal_players: list[int] = []
    info: dict[str, Any] = {}


class TextArenaState(State):
    env_id: str
    num_players: int
    max_turns: int | None = None
    turn: int = 0
    last_reward: float = 0.0
    last_info: dict[str, Any] = {}
    raw_state: dict[str, Any] = {}


class TextArenaEnv(EnvClient[TextArenaAction, TextArenaObservation, TextArenaState]):
    def _step_payload(self, action: TextArenaAction) -> dict[str, Any]:
        return {"message": action.message}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[TextArenaObservation]:
        fields = payload.get("observation", {})
        reward, done = payload.get("reward"), payload.get("done", False)
        names = ("prompt", "messages", "current_player_id", "legal_players", "info", "metadata")
        observation = TextArenaObservation(**{name: fields[name] for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> TextArenaState:
        names = ("env_id", "num_players", "max_turns", "turn", "last_reward", "last_info", "raw_state")
        own = {name: payload[name] for name in names}
        return TextArenaState(episode_id=payload["episode_id"], step_count=payload["step_count"], **own)


def summarize(result: StepResult[TextArenaObservation]) -> dict[str, Any]:
    observation = result.observation
    messages = [[message.sender_id, message.category, message.content] for message in observation.messages]
    return {"prompt": observation.prompt, "messages": messages, "info": observation.info,
            "metadata": observation.metadata, "reward": result.reward, "done": result.done}


async def play(url: str) -> None:
    async with TextArenaEnv(base_url=url) as env:
        print(json.dumps(summarize(await env.reset(seed=7))))
        secret = (await env.state()).raw_state["game_state"]["secret"]
        for guess in ("mummy", "mummy", secret):
            print(json.dumps(summarize(await env.step(TextArenaAction(message=f"My guess: [{guess}]")))))
        state = await env.state()
        print(json.dumps({"env_id": state.env_id, "turn": state.turn, "steps": state.step_count,
                          "players": state.num_players, "max": state.max_turns, "last": state.last_reward,
                          "raw": sorted(state.raw_state)}))

        result = await env.reset(seed=7, env_id="GuessTheNumber-v0")
        low, high, guesses = 1, 20, 0
        while not result.done:
            guess, guesses = (low + high) // 2, guesses + 1
            result = await env.step(TextArenaAction(message=f"[{guess}]"))
            low, high = (guess + 1, high) if "higher" in result.observation.messages[-1].content else (low, guess - 1)
        print(json.dumps({"reward": result.reward, "isQuick": guesses <= 5, "info": result.observation.info}))


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
