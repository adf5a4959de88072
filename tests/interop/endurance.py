"""Scenarios in real time: silence, and a step that takes long."""

from stage import Stage

IDLE_S = 20
SLOW_STEP_S = 45

async def idle(stage: Stage) -> None:
    """Silence, with quick pings and a short patience for their answers; the session is still there afterwards."""
    async with stage.player(websocket_ping_interval_s=1, websocket_ping_timeout_s=15) as player:
        await player.reset("reset", seed=1, episode_id="idle")
        await stage.pause(IDLE_S)
        await player.state("afterwards")


async def slow_step(stage: Stage) -> None:
    """A step that takes longer than two default pings, and nearly as long as the default patience for a reply."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="slow")
        await player.step("slow", {"op": "sleep", "seconds": SLOW_STEP_S, "text": "well"})
        await player.state("afterwards")


SCENARIOS = [idle, slow_step]
