/**
 * The process that makes the load: it holds groups of sessions and lets them take steps when it is asked to.
 *
 * @module
 */
import { answerCommands } from "../processes/commands.ts";
import { readUsage } from "../processes/usage.ts";
import { type WorldName, WORLDS } from "../worlds.ts";
import { type BurstInput, type BurstResult, runBurst } from "./burst.ts";
import { ClientSession } from "./client_session.ts";
import { HttpSession } from "./http_session.ts";
import { RawSession } from "./raw_session.ts";
import { type LoadSession, runSlice, type SliceResult } from "./slice.ts";
import { ToolSession, type ToolSurface } from "./tool_session.ts";

/** A group of sessions to open. */
export interface GroupInput {
  /** The group's name. */
  readonly group: string;
  /** The server's base URL. */
  readonly url: string;
  /** What the server hosts. */
  readonly world: WorldName;
  /** How many sessions. */
  readonly sessions: number;
  /** What drives them: a WebSocket and nothing else, or our client. */
  readonly driver: "raw" | "client";
}

/** What the load process can be asked. */
export type LoadCommands = {
  /** Returns the replies of one server to a reset and two steps, to see that another one sends the same. */
  readonly sample: (input: Pick<GroupInput, "url" | "world">) => Promise<string[]>;
  /** Opens a group of sessions, each with an episode begun. */
  readonly open: (input: GroupInput) => Promise<void>;
  /** Opens a group of sessions of the Note environment over HTTP. */
  readonly openHttp: (input: Pick<GroupInput, "group" | "url" | "sessions">) => Promise<void>;
  /** Opens a group of sessions of the echo environment. */
  readonly openTools: (
    input: Pick<GroupInput, "group" | "url" | "sessions"> & { readonly surface: ToolSurface },
  ) => Promise<void>;
  /** Lets a group take steps for a while; says what that cost this process. */
  readonly slice: (
    input: { readonly group: string; readonly seconds: number },
  ) => Promise<SliceResult & { readonly cpuMs: number }>;
  /** Closes a group. */
  readonly close: (input: { readonly group: string }) => Promise<void>;
  /** Lives many short sessions at once. */
  readonly burst: (input: BurstInput) => Promise<BurstResult>;
};

const OPENED_AT_ONCE = 64;
const groups = new Map<string, LoadSession[]>();

const commands: LoadCommands = {
  async sample({ url, world }) {
    const session = await RawSession.open(url, WORLDS[world]);
    const replies = [await session.exchange({ type: "reset", data: {} }), await session.step(), await session.step()];
    await session.close();
    return replies;
  },
  open: ({ group, url, world, sessions, driver }) =>
    openGroup(group, sessions, () => (driver === "raw" ? RawSession : ClientSession).open(url, WORLDS[world])),
  openHttp: ({ group, url, sessions }) => openGroup(group, sessions, () => HttpSession.open(url)),
  openTools: ({ group, url, sessions, surface }) => openGroup(group, sessions, () => ToolSession.open(url, surface)),
  async slice({ group, seconds }) {
    const before = readUsage();
    const result = await runSlice(groups.get(group)!, seconds);
    return { ...result, cpuMs: readUsage().cpuMs - before.cpuMs };
  },
  async close({ group }) {
    await Promise.all(groups.get(group)!.map((session) => session.close()));
    groups.delete(group);
  },
  burst: runBurst,
};

async function openGroup(group: string, sessions: number, openOne: () => Promise<LoadSession>): Promise<void> {
  const opened: LoadSession[] = [];
  while (opened.length < sessions) {
    const length = Math.min(OPENED_AT_ONCE, sessions - opened.length);
    opened.push(...await Promise.all(Array.from({ length }, openOne)));
  }
  groups.set(group, opened);
}

await answerCommands(commands);
