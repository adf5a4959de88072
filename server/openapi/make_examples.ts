import { exampleValue, isRecord, type JsonSchema, toJsonSchema } from "@openenv/core/schema";
import { parseAction } from "@openenv/core/contract";
import type { EnvServer } from "../env_server.ts";
import type { OperationParts } from "./operations.ts";
import type { Examples } from "./responses.ts";

const SEED = 7;
const EPISODE_ID = "episode-1";

/** Makes examples of what a server takes and gives. What it would refuse is no example, and is left out. */
export function makeExamples(server: EnvServer): Omit<OperationParts, "state"> {
  const { contract, checks, schemas } = server;
  const own = contract.resetOptions === undefined
    ? {}
    : requiredOf(toJsonSchema(contract.resetOptions, "input", "resetOptions"));
  const options = { seed: SEED, ...own };
  const action = exampleValue(schemas.action);
  return {
    name: contract.name,
    reset: accepted("A seeded episode", options, () => checks.reset.parse(options)),
    resetNeedsBody: Object.keys(own).length > 0,
    step: accepted("One action", { action }, () => parseAction(checks, action)),
    result: {
      observation: { metadata: {}, ...requiredOf(schemas.observation) },
      reward: null,
      done: false,
      metadata: null,
      terminated: false,
      truncated: false,
    },
    stateExample: { episode_id: EPISODE_ID, step_count: 0, seed: SEED, ...requiredOf(schemas.state) },
    metadata: {
      name: contract.name,
      description: contract.description,
      readme_content: null,
      version: contract.version,
      author: null,
      documentation_url: null,
      max_sessions: server.sessions.maxSessions,
      active_sessions: 0,
      schema_hash: "0".repeat(64),
    },
  };
}

function requiredOf(schema: JsonSchema): Record<string, unknown> {
  const value = exampleValue(schema);
  return isRecord(value) ? value : {};
}

function accepted(summary: string, value: unknown, parse: () => unknown): Examples {
  try {
    parse();
    return { example: { summary, value } };
  } catch {
    return {};
  }
}
