"""The Note environment that the recorded vectors of the WebSocket and HTTP surfaces were taken from.

A reset answers `ready <seed> <flavor>`; a step repeats its message `n` times. Three words are special: the message
`boom` raises, the message `meta` and the flavor `meta` answer with metadata. State adds one field to the base state.
"""

from typing import Any, Optional

from openenv.core.env_server import Action, Environment, Observation, State
from pydantic import Field
from serving import build_app, option_parser, serve


class Note(Action):
    message: str = Field(min_length=1)
    n: int = Field(default=1, ge=0, le=10)


class NoteObservation(Observation):
    echoed: str = ""
    inner: Optional[dict[str, Any]] = None


class NoteState(State):
    extra_thing: int = 3


class NoteEnvironment(Environment[Note, NoteObservation, NoteState]):
    SUPPORTS_CONCURRENT_SESSIONS = True
    fail_constructor = False

    def __init__(self) -> None:
        if self.fail_constructor:
            raise RuntimeError("no notes today")
        super().__init__()
        self._state = NoteState()

    def reset(
        self, seed: Optional[int] = None, episode_id: Optional[str] = None, flavor: Optional[str] = None
    ) -> NoteObservation:
        self._state = NoteState(episode_id=episode_id or "e1")
        metadata = {"from": "reset"} if flavor == "meta" else {}
        return NoteObservation(echoed=f"ready {seed} {flavor}", metadata=metadata)

    def step(self, action: Note, timeout_s: Optional[float] = None) -> NoteObservation:
        self._state.step_count += 1
        if action.message == "boom":
            raise RuntimeError("kaboom")
        if action.message == "meta":
            return NoteObservation(echoed="x", reward=0.5, metadata={"k": 1, "list": [1]})
        return NoteObservation(echoed=action.message * action.n, inner={"timeout": timeout_s}, reward=0.5)

    @property
    def state(self) -> NoteState:
        return self._state


class FailingNoteEnvironment(NoteEnvironment):
    """Can't be built."""

    fail_constructor = True


FailingNoteEnvironment.__name__ = NoteEnvironment.__name__  # error frames name the class


def note_app(capacity: int, failing: bool = False, declare_state: bool = False, mode: Optional[str] = None) -> Any:
    declared = {**({"state_cls": NoteState} if declare_state else {}), **({"mode": mode} if mode else {})}
    environment = FailingNoteEnvironment if failing else NoteEnvironment
    return build_app(
        environment, Note, NoteObservation, env_name="note_env", max_concurrent_envs=capacity, **declared
    )


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--fail-constructor", action="store_true", help="the environment's constructor raises")
    parser.add_argument("--declare-state", action="store_true", help="tell the server the state class")
    options = parser.parse_args()
    serve(note_app(options.capacity, options.fail_constructor, options.declare_state), options)


if __name__ == "__main__":
    main()
