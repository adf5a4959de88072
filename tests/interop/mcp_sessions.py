"""Scenarios of the MCP clients: a session that is made over HTTP and joined by a socket, which may be lost."""

from typing import Any

from openenv.core.env_server import Action
from stage import Stage

MOMENT_S = 0.5
PATIENCE_S = 2
SLOW_STEP_S = 6


class NoteAction(Action):
    """What the Note environment takes, as an action of a class that the client does not know."""

    message: str
    n: int = 1


class ProbeAction(Action):
    """The same for the probe environment."""

    op: str
    text: str = ""
    seconds: float = 0


def mcp_client() -> type:
    """Imported here: the oldest package has none that works this way."""
    from openenv.core import MCPToolClient

    return MCPToolClient


async def mcp_episode(stage: Stage) -> None:
    """An episode on an environment without tools."""
    async with stage.player(mcp_client()) as player:
        await player.reset("reset", seed=3, episode_id="tools", flavor="mint")
        await player.step("step", NoteAction(message="hi", n=2))
        await player.step("refused", NoteAction(message="", n=99))
        await player.list_tools("tools")
        await player.call_tool("call", "zip", message="hi")
        await player.state("state")
        await player.close()
        await player.reset("opened again", seed=4, episode_id="again")
        await player.state("state again")


async def mcp_side_by_side(stage: Stage) -> None:
    """Two clients side by side; each has a session of its own."""
    async with stage.player(mcp_client()) as first, stage.player(mcp_client()) as second:
        await first.list_tools("first tools")
        await first.reset("first reset", seed=1, episode_id="first")
        await second.reset("second reset", seed=2, episode_id="second")
        await first.step("first step", NoteAction(message="hi"))
        await first.state("first state")
        await second.state("second state")


async def mcp_lost_socket(stage: Stage) -> None:
    """All connections are cut in mid-episode: the client joins the same session again, and the episode goes on."""
    async with stage.player(mcp_client()) as player:
        await player.reset("reset", seed=1, episode_id="kept")
        await player.step("step", NoteAction(message="hi"))
        await stage.wait_for_parent("waiting")
        await stage.pause(MOMENT_S)
        await player.state("afterwards")
        await player.step("step again", NoteAction(message="ho"))
        await player.state("state")


async def mcp_client_timeout(stage: Stage) -> None:
    """The client gives up on a step, drops its socket and joins the session again while the step still runs."""
    async with stage.player(mcp_client(), message_timeout_s=PATIENCE_S) as player:
        await player.reset("reset", seed=1, episode_id="slow")
        await player.step("given up", ProbeAction(op="sleep", seconds=SLOW_STEP_S))
        await player.state("at once")
        await stage.pause(SLOW_STEP_S)
        await player.state("later")
        await player.step("step again", ProbeAction(op="echo", text="well"))


async def mcp_one_slot(stage: Stage) -> None:
    """A client takes one slot, socket included; there is none for a second."""
    async with stage.player(mcp_client()) as player:
        await player.reset("first", seed=1)
        try:
            async with stage.player(mcp_client()) as second:
                await second.reset("second", seed=2)
        except RuntimeError as error:
            stage.say_error("second", error)
        await player.step("step", NoteAction(message="hi"))
    await stage.reset_when_free("after it has left", seed=3)


async def token(stage: Stage) -> None:
    """The `headers` option, with the token of the server, with another, and without."""
    for kind in (None, mcp_client()):
        for name, headers in TOKENS.items():
            label = f"{name}, MCP client" if kind else name
            options: dict[str, Any] = {"kind": kind} if kind else {}
            try:
                async with stage.player(**options, headers=headers) as player:
                    await player.reset(label, seed=1)
            except Exception as error:
                stage.say_error(label, error)


TOKENS = {
    "right token": {"Authorization": "Bearer a-token"},
    "wrong token": {"Authorization": "Bearer another"},
    "other scheme": {"Authorization": "Basic a-token"},
    "no token": None,
}

SCENARIOS = [mcp_episode, mcp_side_by_side, mcp_lost_socket, mcp_client_timeout, mcp_one_slot, token]
