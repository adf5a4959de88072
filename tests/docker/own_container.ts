/**
 * A program that starts a container, a service of Swarm, or a Deployment of Kubernetes, prints its name, and ends in the
 * way that its argument names.
 *
 * @module
 */
import { defineEnvironment } from "@openenv/core";
import { DockerSwarmProvider, LocalDockerProvider } from "@openenv/providers";
import { KubernetesProvider } from "@openenv/providers/kubernetes";
import process from "node:process";
import { createApp, serve } from "@openenv/server";
import { z } from "zod";
import { podOptions } from "../kubernetes/kubectl.ts";
import { TEST_IMAGE } from "./test_image.ts";

const [end = "wait", kind = "container"] = Deno.args;
const provider = {
  container: () => new LocalDockerProvider(),
  service: () => new DockerSwarmProvider({ replicas: 1, publishMode: "host" }),
  deployment: () => new KubernetesProvider(podOptions()),
}[kind]!();
await provider.startContainer(TEST_IMAGE);

const ENDS: Record<string, () => unknown> = {
  wait: () => setInterval(() => {}, 1000),
  return: () => {},
  exit: () => setTimeout(() => Deno.exit(4)),
  throw: () => setTimeout(() => throwStray()),
  reject: () => setTimeout(() => void Promise.reject(new Error("stray"))),
  async serve() {
    const schema = z.object({});
    const environment = defineEnvironment({ name: "none", action: schema, observation: schema })
      .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
    await serve(createApp(environment), { port: 0, onListen() {} });
  },
  handle: () => {
    const timer = setTimeout(() => Deno.exit(9), 30_000);
    process.on("SIGINT", async () => {
      while (provider.name !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      console.log("handled");
      clearTimeout(timer);
    });
  },
};

function throwStray(): never {
  throw new Error("stray");
}

await ENDS[end]!();
console.log(provider.name);
