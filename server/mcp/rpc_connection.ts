import type { MaybePromise } from "@openenv/core";
import { parseJsonText, type Reply } from "@openenv/core/protocol";
import { isPromiseLike } from "@openenv/core/async";
import type { Session } from "@openenv/core/session";
import type { EnvServer } from "../env_server.ts";
import type { FrameConnection } from "../sessions/socket_session.ts";
import { fail, RPC_CODES, RpcError, type RpcResponse } from "./messages.ts";
import { answerRpc } from "./methods.ts";

/** Answers the frames of a socket on `/mcp`: one JSON-RPC request each, in order. */
export class RpcConnection implements FrameConnection {
  /** How many frames are being answered or wait for it. */
  pending = 0;
  readonly #session: Session;
  readonly #server: EnvServer;
  #last: Promise<unknown> = Promise.resolve();

  /** Makes a connection to a session that is not open yet. */
  constructor(session: Session, server: EnvServer) {
    this.#session = session;
    this.#server = server;
  }

  /** Opens the session; frames that come meanwhile wait for it. */
  open(): MaybePromise<string | undefined> {
    try {
      const opening = this.#session.open();
      if (!isPromiseLike(opening)) return undefined;
      const opened = opening.then(() => undefined, (thrown) => writeRpcError(thrown));
      this.#last = opened;
      return opened;
    } catch (thrown) {
      return writeRpcError(thrown);
    }
  }

  /** Answers one frame. */
  receive(frame: unknown): Reply<string> {
    this.pending++;
    const answered = this.#last.then(() => this.#answer(frame)).then((response) => {
      this.pending--;
      return JSON.stringify(response);
    });
    this.#last = answered;
    return answered;
  }

  /** Resolves when every frame that was received so far has been answered. */
  async drained(): Promise<void> {
    await this.#last;
  }

  async #answer(frame: unknown): Promise<RpcResponse> {
    let request: unknown;
    try {
      if (typeof frame !== "string") throw new Error("the frame is binary");
      request = parseJsonText(frame);
    } catch (thrown) {
      return fail(null, new RpcError(RPC_CODES.parseError, `Parse error: ${(thrown as Error).message}`));
    }
    return await answerRpc(request, { server: this.#server, session: this.#session });
  }
}

/** Writes the frame for what no request asked for, such as a refusal for lack of room. */
export function writeRpcError(thrown: unknown): string {
  return JSON.stringify(fail(null, thrown));
}
