import type { StartOptions } from "@openenv/core/provider";
import assert from "node:assert/strict";
import { running, ServedProvider } from "../testing_fixtures/served_provider.ts";
import { StartError } from "../provider_errors.ts";
import { providerCases } from "./provider_cases.ts";

const start = (image: string) => (provider: ServedProvider, options?: StartOptions) =>
  provider.startContainer(image, options);

/** The cases, for a provider of this class. */
function casesOf(create: () => ServedProvider) {
  return providerCases<ServedProvider>({
    create,
    start: start("echo"),
    startBroken: start("broken"),
    startSilent: start("silent"),
    count: () => Promise.resolve(running.size),
  });
}

for (const { name, run } of casesOf(() => new ServedProvider())) {
  Deno.test(`providerCases() passes what conforms: ${name}`, run);
}

/** Providers with one fault each, and a case that has to find it. */
const FAULTS: Record<string, () => ServedProvider> = {
  "close() stops what was started": () =>
    new class extends ServedProvider {
      override close() {
        return Promise.resolve();
      }
    }(),
  "a second client can connect": () =>
    new class extends ServedProvider {
      override async waitForReady(url: string) {
        const headers = { authorization: `Bearer ${this.token}` };
        const socket = new (WebSocket as unknown as new (url: string, options: object) => WebSocket)(
          `${url.replace("http", "ws")}/ws`,
          { headers },
        );
        await new Promise((resolve) => socket.onopen = resolve);
      }
    }(),
  "refuses a second start": () =>
    new class extends ServedProvider {
      override startContainer(image: string, options: StartOptions) {
        this.name = undefined;
        return super.startContainer(image, options);
      }
    }(),
  "environment variables": () =>
    new class extends ServedProvider {
      override async startContainer(image: string, options: StartOptions = {}): Promise<never> {
        await super.startContainer(image, options);
        throw new StartError(`Cannot start with ${JSON.stringify(options.envVars)}`, {});
      }
    }(),
  "an aborted start": () =>
    new class extends ServedProvider {
      override startContainer(image: string, { signal: _, ...options }: StartOptions = {}) {
        return super.startContainer(image, options);
      }
    }(),
};

for (const [name, create] of Object.entries(FAULTS)) {
  // What a fault leaves open is no leak of the suite's.
  const options = {
    name: `providerCases() finds a provider for which not: ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
  };
  Deno.test(options, async () => {
    const found = casesOf(create).find((test) => test.name.includes(name));
    await assert.rejects(found!.run(), assert.AssertionError);
    for (const provider of [...running]) await ServedProvider.prototype.close.call(provider);
  });
}
