"""Drives our servers of chess, connect4 and snake with typed clients, as the reference's packages have them."""

import asyncio
import json
import sys
from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State


class ChessAction(Action):
    move: str


class ChessObservation(Observation):
    fen: str = ""
    legal_moves: list[str] = []
    is_check: bool = False
    result: str | None = None


class ChessState(State):
    fen: str = ""
    current_player: str = "white"
    move_history: list[str] = []


class ChessEnv(EnvClient[ChessAction, ChessObservation, ChessState]):
    def _step_payload(self, action: ChessAction) -> dict[str, Any]:
        return {"move": action.move}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[ChessObservation]:
        fields = payload["observation"]
        # The reference's client looks for the end and the reward inside the observation.
        reward, done = fields["reward"], fields["done"]
        names = ("fen", "legal_moves", "is_check", "result", "metadata")
        observation = ChessObservation(**{name: fields[name] for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> ChessState:
        names = ("episode_id", "step_count", "fen", "current_player", "move_history")
        return ChessState(**{name: payload[name] for name in names})


class Connect4Action(Action):
    column: int


class Connect4Observation(Observation):
    board: list[list[int]] = []
    legal_actions: list[int] = []


class Connect4State(State):
    board: list[list[int]] = []
    next_player: int = 1


class Connect4Env(EnvClient[Connect4Action, Connect4Observation, Connect4State]):
    def _step_payload(self, action: Connect4Action) -> dict[str, Any]:
        return {"column": action.column}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[Connect4Observation]:
        fields, reward, done = payload["observation"], payload.get("reward"), payload.get("done", False)
        names = ("board", "legal_actions", "metadata")
        observation = Connect4Observation(**{name: fields[name] for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> Connect4State:
        return Connect4State(**{name: payload[name] for name in ("episode_id", "board", "next_player")})


class SnakeAction(Action):
    action: int


class SnakeObservation(Observation):
    grid: list[list[int]]
    observation: list[list[list[float]]]
    episode_score: float = 0.0
    episode_steps: int = 0
    episode_fruits: int = 0
    episode_kills: int = 0
    alive: bool = True


class SnakeEnv(EnvClient[SnakeAction, SnakeObservation, State]):
    def _step_payload(self, action: SnakeAction) -> dict[str, Any]:
        return {"action": action.action}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[SnakeObservation]:
        reward, done = payload.get("reward"), payload.get("done", False)
        observation = SnakeObservation(**payload["observation"], done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> State:
        return State(episode_id=payload["episode_id"], step_count=payload["step_count"])


def say(**fields: Any) -> None:
    print(json.dumps(fields), flush=True)


async def play_chess(url: str) -> None:
    async with ChessEnv(base_url=url) as env:
        await env.reset(opponent="none")
        refused = await env.step(ChessAction(move="e2e5"))
        say(refused=refused.reward, done=refused.done)
        for move in ("f2f3", "e7e5", "g2g4", "d8h4"):
            result = await env.step(ChessAction(move=move))
        say(reward=result.reward, done=result.done, result=result.observation.result)
        say(discounted=len(result.observation.metadata["discounted_rewards"]), history=(await env.state()).move_history)
        result = await env.reset(fen="6k1/5ppp/8/8/8/8/8/R6K w - - 0 1", agent_color="white")
        result = await env.step(ChessAction(move="a1a8"))
        say(reward=result.reward, done=result.done, result=result.observation.result)
        await env.reset(agent_color="black")  # the opponent has moved
        state = await env.state()
        say(player=state.current_player, steps=state.step_count)


async def play_connect4(url: str) -> None:
    async with Connect4Env(base_url=url) as env:
        result = await env.reset()
        say(legal=result.observation.legal_actions, next_player=result.observation.metadata["next_player"])
        for column in (0, 1, 0, 1, 0, 1, 0):
            result = await env.step(Connect4Action(column=column))
        state = await env.state()
        say(reward=result.reward, done=result.done, next_player=state.next_player)
        await env.reset()
        result = await env.step(Connect4Action(column=9))
        say(reward=result.reward, done=result.done)


async def play_snake(url: str) -> None:
    async with SnakeEnv(base_url=url) as env:
        result = await env.reset(seed=1)
        cells = [code for row in result.observation.grid for code in row]
        say(head=cells.count(3), walls=cells.count(1), channels=len(result.observation.observation[0][0]))
        steps = 0
        while not result.done:
            result = await env.step(SnakeAction(action=0))
            steps += 1
        say(reward=result.reward, alive=result.observation.alive, counted=(await env.state()).step_count == steps)


if __name__ == "__main__":
    games = {"chess": play_chess, "connect4": play_connect4, "snake": play_snake}
    asyncio.run(games[sys.argv[1]](sys.argv[2]))
