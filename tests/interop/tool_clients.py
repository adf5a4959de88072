"""Lists and calls the tools of an echo environment with the package's MCP client; prints a JSON line for each."""

import asyncio
import json
import sys
from typing import Any

try:
    from openenv.core import MCPToolClient
except ImportError:
    from openenv.core.mcp_client import MCPToolClient


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


async def main(url: str) -> None:
    async with MCPToolClient(base_url=url) as client:
        first = await client.reset()
        tell(reset=first.reward, done=first.done)
        tools = await client.list_tools()
        tell(tools=[[tool.name, tool.description, sorted(tool.input_schema["properties"])] for tool in tools])
        tell(echo=await client.call_tool("echo_message", message="hey"))
        tell(length=await client.call_tool("echo_with_length", message="h\N{GRINNING FACE}y"))
        for name, arguments in (("zip", {}), ("echo_message", {})):
            try:
                await client.call_tool(name, **arguments)
                tell(failed=None)
            except Exception as error:
                tell(failed=name, error=type(error).__name__)


asyncio.run(main(sys.argv[1]))
