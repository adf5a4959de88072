import type { MaybePromise } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import { hashContract } from "@openenv/core/contract";
import { toWireError } from "@openenv/core/errors";
import { Connection, type TaskRequest, type TaskVerb, textCodec } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import { LocalEnvironment, type LocalOptions } from "../local/local_environment.ts";
import type { ModuleTarget } from "../local/module_target.ts";

/** What the worker of a synchronous client needs to run an environment. */
export interface ModuleData {
  /** The URL of this module. */
  readonly side: string;
  /** The environment; URLs as text. */
  readonly target: ModuleTarget;
  /** Options that can be sent to a worker. */
  readonly options: Omit<LocalOptions, "log">;
}

/** What a synchronous client asks for. */
export type ModuleAction =
  | { readonly ask: "open" | "close" }
  | { readonly ask: "send"; readonly text: string }
  | { readonly ask: "describe" | "release"; readonly id: number }
  | {
    readonly ask: "task";
    readonly id: number;
    readonly verb: TaskVerb;
    readonly request: TaskRequest;
    readonly timeoutMs: number;
  };

/** Runs the environment of a module in the worker of a synchronous client. */
export class ModuleSide {
  readonly #data: ModuleData;
  readonly #tell: (event: object) => void;
  readonly #deadlines: Deadlines = new Deadlines();
  #loading: Promise<LocalEnvironment> | undefined;
  #session: Session | undefined;
  #connection: Connection<string> | undefined;

  /** Creates the side; `tell` sends events to the client. */
  constructor(data: ModuleData, tell: (event: object) => void) {
    this.#data = data;
    this.#tell = tell;
  }

  /** Carries out what the client asks for. Rejects only if a question has no answer. */
  async receive(action: ModuleAction): Promise<void> {
    switch (action.ask) {
      case "open":
        return await this.#open();
      case "send":
        return this.#send(action.text);
      case "close":
        return await this.#end();
      case "describe":
        return await this.#answer(action.id, async () => {
          const { contract } = await this.#load();
          return JSON.stringify({
            name: contract.name,
            version: contract.version,
            schema_hash: await hashContract(contract),
          });
        });
      case "task": {
        const { id, verb, request, timeoutMs } = action;
        return await this.#answer(id, async () => {
          return await (await this.#load()).tasks.askText(verb, request, { timeoutMs });
        });
      }
      case "release":
        return await this.#answer(action.id, async () => {
          await (await this.#loading?.catch(() => undefined))?.close();
          this.#loading = undefined;
          return "";
        });
    }
  }

  #load(): Promise<LocalEnvironment> {
    const log = (...data: unknown[]) => this.#tell({ type: "log", text: data.map(toText).join(" ") });
    const { target, options } = this.#data;
    return this.#loading ??= LocalEnvironment.load(target, { ...options, log }, this.#deadlines).catch((thrown) => {
      this.#loading = undefined;
      throw thrown;
    });
  }

  async #open(): Promise<void> {
    let refused: string | undefined;
    try {
      this.#session = (await this.#load()).makeSession();
      this.#connection = new Connection(this.#session, textCodec);
      refused = await this.#connection.open();
    } catch (thrown) {
      return this.#tell({ type: "refused", error: toWireError(thrown) });
    }
    this.#tell({ type: "open" });
    if (refused === undefined) return;
    this.#tell({ type: "message", text: refused });
    await this.#end();
  }

  #send(text: string): void {
    const reply: MaybePromise<string | null> = this.#connection?.receive(text) ?? null;
    if (reply instanceof Promise) reply.then((frame) => this.#deliver(frame));
    else this.#deliver(reply);
  }

  #deliver(frame: string | null): void {
    if (frame === null) void this.#end();
    else this.#tell({ type: "message", text: frame });
  }

  async #end(): Promise<void> {
    const session = this.#session;
    this.#session = this.#connection = undefined;
    if (session === undefined) return;
    await session.close();
    this.#tell({ type: "end", code: 1000, reason: "" });
  }

  async #answer(id: number, ask: () => Promise<string>): Promise<void> {
    try {
      this.#tell({ type: "answer", id, text: await ask() });
    } catch (thrown) {
      this.#tell({ type: "answer", id, error: toWireError(thrown) });
    }
  }
}

function toText(part: unknown): string {
  if (typeof part === "string") return part;
  return part instanceof Error ? part.stack ?? String(part) : String(part);
}
