import type { StartContainerOptions } from "@openenv/providers";
import { providerCases } from "@openenv/providers/conformance";
import { KubernetesProvider } from "@openenv/providers/kubernetes";
import { TEST_IMAGE } from "../docker/test_image.ts";
import { clusterTest, deploymentsOf, podOptions } from "./kubectl.ts";

const startIn = (mode: string) => (provider: KubernetesProvider, options: StartContainerOptions = {}) =>
  provider.startContainer(TEST_IMAGE, { ...options, envVars: { MODE: mode, ...options.envVars } });

const cases = providerCases<KubernetesProvider>({
  create: () => new KubernetesProvider(podOptions()),
  start: startIn("serve"),
  startBroken: startIn("broken"),
  startSilent: startIn("silent"),
  count: async () => (await deploymentsOf(Deno.pid)).length,
});

for (const { name, run } of cases) clusterTest(`KubernetesProvider: ${name}`, run);
