import { isRecord } from "@openenv/core/schema";

/** Reads the action of `POST /web/step`, with what the forms of the reference's page leave as text. */
export function readWebAction(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { action, message } = body;
  if (action === undefined && message !== undefined) return { message };
  if (!isRecord(action)) return {};
  const read: Record<string, unknown> = { ...action };
  if (typeof read.tokens === "string") read.tokens = parseOr(read.tokens, read.tokens);
  if (typeof read.action_id === "string" && /^\s*[+-]?\d+\s*$/.test(read.action_id)) {
    read.action_id = Number(read.action_id);
  }
  if (read.type === "call_tool" && typeof read.arguments === "string") {
    read.arguments = parseOr(read.arguments, read.arguments);
  }
  return read;
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
