"""The grid world of the reference's collection, as far as a client can see it: five by five, from one corner to the other."""

from typing import Any, Literal, Optional

from openenv.core.env_server import Action, Environment, Observation, State
from serving import build_app, option_parser, serve

SIZE = 5
MOVES = {"UP": (-1, 0), "DOWN": (1, 0), "LEFT": (0, -1), "RIGHT": (0, 1)}


class GridWorldAction(Action):
    action: Literal["UP", "DOWN", "LEFT", "RIGHT"]


class GridWorldObservation(Observation):
    x: int
    y: int
    message: str = ""


class GridWorldEnvironment(Environment[GridWorldAction, GridWorldObservation, State]):
    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self) -> None:
        super().__init__()
        self._state = State()
        self._x = self._y = 0

    def reset(self, seed: Optional[int] = None, episode_id: Optional[str] = None) -> GridWorldObservation:
        self._state = State(episode_id=episode_id)
        self._x = self._y = 0
        return self._observe(f"Welcome to Grid World! Goal is at [{SIZE - 1}, {SIZE - 1}].", 0.0)

    def step(self, action: GridWorldAction, timeout_s: Optional[float] = None) -> GridWorldObservation:
        self._state.step_count += 1
        dx, dy = MOVES[action.action]
        self._x = min(max(self._x + dx, 0), SIZE - 1)
        self._y = min(max(self._y + dy, 0), SIZE - 1)
        if self._x == self._y == SIZE - 1:
            return self._observe("You found the goal!", 1.0, done=True)
        return self._observe("Keep going...", -0.1)

    @property
    def state(self) -> State:
        return self._state

    def _observe(self, message: str, reward: float, done: bool = False) -> GridWorldObservation:
        return GridWorldObservation(x=self._x, y=self._y, message=message, reward=reward, done=done)


def grid_app(capacity: int) -> Any:
    return build_app(
        GridWorldEnvironment,
        GridWorldAction,
        GridWorldObservation,
        env_name="grid_world_env",
        max_concurrent_envs=capacity,
    )


def main() -> None:
    options = option_parser(__doc__).parse_args()
    serve(grid_app(options.capacity), options)


if __name__ == "__main__":
    main()
