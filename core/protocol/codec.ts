import type { AnyContract } from "../contract/contract.ts";
import { InvalidReplyError, InvalidRewardError } from "../errors/error_classes.ts";
import { toWireError, writeWireError } from "../errors/errors.ts";
import type { EpisodeView } from "../rendering.ts";
import type { StepResult } from "../result.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { type ContractWriter, PLAIN_WRITER, writeReward, writerOf } from "./contract_writer.ts";
import { parseJsonText } from "./json_text.ts";
import type { ResultPayload, ServerMessage } from "./messages.ts";
import { writeRpcResponse } from "./rpc_response.ts";
import { toWireView } from "./wire_view.ts";

/** The format of one connection's frames: text on a socket, plain objects between two ends of one process. */
export interface FrameCodec<Frame> {
  /** Reads a client's frame; throws `InvalidJsonError` or `TooLargeError`. */
  decode(frame: Frame): unknown;
  /** Writes an `observation` frame. */
  result(result: StepResult): Frame;
  /** Writes a `state` frame. */
  state(state: Readonly<Record<string, unknown>>): Frame;
  /** Writes a `view` frame. */
  view(view: EpisodeView): Frame;
  /** Writes an `error` frame. */
  error(thrown: unknown): Frame;
  /** Writes an `mcp` frame around a JSON-RPC response. */
  mcp(response: object): Frame;
}

/** Frames of JSON text, for any contract: of all numbers, only the reward is known to be a float. */
export const textCodec: FrameCodec<string> = createTextCodec(PLAIN_WRITER);

const textCodecs = new WeakMap<AnyContract, FrameCodec<string>>();

/** Returns the text codec of a contract, which writes the floats in observations and states as such, too. */
export function textCodecOf(contract: AnyContract): FrameCodec<string> {
  const codec = textCodecs.get(contract) ?? createTextCodec(writerOf(contract));
  textCodecs.set(contract, codec);
  return codec;
}

/** A result is assembled from parts, so that the observation is written once and not copied. */
function createTextCodec(writer: ContractWriter): FrameCodec<string> {
  return {
    decode: parseJsonText,
    result(result) {
      const { observation, reward, terminated, truncated, done, info } = result;
      const metadata = isEmpty(info) ? "{}" : JSON.stringify(info);
      const unused = writeIgnored(result);
      const beside = metadata === "{}" ? unused : `${unused},"metadata":${metadata}`;
      const ends = `"done":${done},"terminated":${terminated},"truncated":${truncated}`;
      const seen = `"observation":${writer.observation(observation, metadata)},"reward":${writeReward(reward)}`;
      return `{"type":"observation","data":{${seen},${ends}${beside}}}`;
    },
    state: (state) => `{"type":"state","data":${writer.state(state)}}`,
    view: (view) => JSON.stringify({ type: "view", data: toWireView(view) }),
    error: (thrown) => writeWireError(thrown, (data) => JSON.stringify({ type: "error", data })),
    mcp: (response) => `{"type":"mcp","data":${writeRpcResponse(response)}}`,
  };
}

/** Frames that are the messages themselves: nothing is copied, so both sides see the same objects. */
export const objectCodec: FrameCodec<object> = {
  decode: (frame) => frame,
  result: (result) => ({ type: "observation", data: toResultPayload(result) }),
  state: (state) => ({ type: "state", data: state }),
  view: (view) => ({ type: "view", data: toWireView(view) }),
  error: (thrown) => ({ type: "error", data: toWireError(thrown) }),
  mcp: (response) => ({ type: "mcp", data: response }),
};

/** Converts a result to its wire format. */
export function toResultPayload(result: StepResult): ResultPayload {
  const { observation, reward, terminated, truncated, done, info, ignored, knownOptions } = result;
  const payload = { observation: { metadata: info, ...observation }, reward, done, terminated, truncated };
  const named = ignored === undefined ? payload : { ...payload, ignored };
  const complete = knownOptions === undefined ? named : { ...named, known_options: knownOptions };
  return isEmpty(info) ? complete : { ...complete, metadata: info };
}

/** Writes the names of unknown options, and of the known ones, as keys that follow others; empty if all were known. */
export function writeIgnored({ ignored, knownOptions }: Pick<StepResult, "ignored" | "knownOptions">): string {
  const unused = ignored === undefined ? "" : `,"ignored":${JSON.stringify(ignored)}`;
  return knownOptions === undefined ? unused : `${unused},"known_options":${JSON.stringify(knownOptions)}`;
}

/**
 * Converts a wire payload to a result, from servers of every generation. A missing reward is `null`. `metadata` moves
 * from either place into `info`. A server that sends only `done` means `terminated`; one that sends neither means that
 * the episode goes on. Only `ignored` and `known_options` beside the reward count, since no environment can write there.
 *
 * @throws `InvalidRewardError` for a reward that is not a finite number, `InvalidReplyError` for other shapes and for
 * contradictory ends.
 */
export function fromResultPayload(payload: Readonly<Record<string, unknown>>): StepResult {
  const { observation = {}, metadata: beside } = payload;
  if (!isRecord(observation)) throw wrongReply("observation", observation, "object");
  const inside = observation.metadata;
  const own = inside === undefined ? observation : withoutMetadata(observation);
  const claimed = readFlag(payload, "done");
  const truncated = readFlag(payload, "truncated") ?? false;
  const terminated = readFlag(payload, "terminated") ?? (claimed === true && !truncated);
  const done = terminated || truncated;
  if (claimed !== undefined && claimed !== done) {
    throw new InvalidReplyError(`Cannot read reply: done is ${claimed}, but terminated and truncated say ${done}`, {});
  }
  const info = isRecord(beside) ? beside : isRecord(inside) ? inside : {};
  const result = { observation: own, reward: readReward(payload.reward), terminated, truncated, done, info };
  const { ignored, known_options: known } = payload;
  if (!Array.isArray(ignored)) return result;
  const named = { ...result, ignored: ignored.filter(isText) };
  return Array.isArray(known) ? { ...named, knownOptions: known.filter(isText) } : named;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function withoutMetadata({ metadata: _, ...own }: Record<string, unknown>): Record<string, unknown> {
  return own;
}

function readFlag(payload: Readonly<Record<string, unknown>>, key: string): boolean | undefined {
  const flag = payload[key];
  if (flag === undefined || typeof flag === "boolean") return flag;
  if (flag === 0 || flag === 1) return flag === 1;
  throw wrongReply(key, flag, "boolean");
}

function readReward(reward: unknown): number | null {
  if (reward === undefined || reward === null) return null;
  if (typeof reward === "boolean") return reward ? 1 : 0;
  if (typeof reward === "number" && Number.isFinite(reward)) return reward;
  throw new InvalidRewardError(`Cannot read reply: reward is ${nameOfValue(reward)}, expected a finite number`, {});
}

function wrongReply(key: string, found: unknown, expected: string): InvalidReplyError {
  return new InvalidReplyError(`Cannot read reply: ${key} is ${nameOfValue(found)}, expected ${expected}`, {});
}

/** Reads a server's message: `type`, and `data` as an object. Throws `InvalidReplyError` for anything else. */
export function readServerMessage(message: unknown): ServerMessage {
  if (!isRecord(message)) throw wrongReply("message", message, "object");
  const { type, data = {} } = message;
  if (!isRecord(data)) throw wrongReply("data", data, "object");
  return { type: typeof type === "string" ? type : nameOfValue(type), data } as unknown as ServerMessage;
}

function isEmpty(info: Readonly<Record<string, unknown>>): boolean {
  for (const _ in info) return false;
  return true;
}
