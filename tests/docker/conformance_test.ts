import { LocalDockerProvider, type StartContainerOptions } from "@openenv/providers";
import { providerCases } from "@openenv/providers/conformance";
import { buildTestImage, containersOf, TEST_IMAGE } from "./test_image.ts";

const startIn = (mode: string) => (provider: LocalDockerProvider, options: StartContainerOptions = {}) =>
  provider.startContainer(TEST_IMAGE, { ...options, envVars: { MODE: mode, ...options.envVars } });

const cases = providerCases<LocalDockerProvider>({
  create: () => new LocalDockerProvider(),
  start: startIn("serve"),
  startBroken: startIn("broken"),
  startSilent: startIn("silent"),
  count: async () => (await containersOf(Deno.pid)).length,
});

for (const { name, run } of cases) {
  Deno.test(`LocalDockerProvider: ${name}`, async () => {
    await buildTestImage();
    await run();
  });
}
