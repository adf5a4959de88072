import { checksOf } from "@openenv/core/contract";
import { toolsIn } from "@openenv/core/tools";
import type { ServerContext } from "../server_context.ts";

/** Answers `GET /web/about`: all that the page needs to know when it opens. */
export async function about(_request: Request, context: ServerContext): Promise<Response> {
  const { contract, schemas, options, requiresToken } = context;
  const { name, version, description, tools, tasks } = contract;
  const { mode, messages, limits, httpIdleTimeoutMs } = options;
  return Response.json({
    name,
    version,
    description,
    readme: await context.readme(),
    schemas: {
      action: schemas.action,
      observation: schemas.observation,
      state: schemas.state,
      resetOptions: checksOf(contract).reset.jsonSchema ?? { type: "object", properties: {} },
    },
    ...(tools === undefined ? {} : { tools: toolsIn(tools, mode).map(describeTool) }),
    ...(tasks === undefined ? {} : { tasks: true }),
    limits: {
      maxInboundBytes: messages.maxInboundBytes,
      stepMs: limits.stepMs,
      renderMs: limits.renderMs,
      httpIdleTimeoutMs,
    },
    mode,
    control: mode === "simulation" ? "" : "/web",
    tokenRequired: requiresToken,
  }, { headers: { "Cache-Control": "no-store" } });
}

/** Answers `GET /web/metadata`: as `/metadata`, with the README. */
export async function webMetadata(_request: Request, context: ServerContext): Promise<Response> {
  return Response.json({ ...context.metadata, readme_content: await context.readme() });
}

function describeTool(tool: Parameters<typeof toolsIn>[0][number]): unknown {
  const { name, title, description, inputSchema } = tool;
  return { name, title, description, inputSchema };
}
