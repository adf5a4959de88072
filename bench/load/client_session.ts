import { connect, type EnvClient } from "@openenv/client";
import type { World } from "../worlds.ts";
import type { LoadSession, Slice } from "./slice.ts";

/** A session through our own client, with the contract, in a loop as a trainer writes it. */
export class ClientSession implements LoadSession {
  readonly #client: EnvClient<World["environment"]["contract"]>;
  readonly #action: World["action"];

  /** Takes over a client whose episode has begun. */
  constructor(client: EnvClient<World["environment"]["contract"]>, action: World["action"]) {
    this.#client = client;
    this.#action = action;
  }

  /** Connects to a server and begins an episode. */
  static async open(url: string, { environment, action }: World): Promise<ClientSession> {
    const client = await connect(url, environment.contract);
    await client.reset();
    return new ClientSession(client, action);
  }

  async run(slice: Slice): Promise<number> {
    let steps = 0;
    do {
      await this.#client.step(this.#action);
      steps++;
    } while (slice.running);
    return steps;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
