import assert from "node:assert/strict";

interface Dependency {
  readonly specifier: string;
  readonly code?: unknown;
  readonly isDynamic?: boolean;
}

Deno.test("importing the server does not load the SDK, which the first request that needs it does", async () => {
  const root = new URL("../mod.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", root] }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const found: Dependency[] = modules.flatMap((module: { readonly dependencies?: Dependency[] }) =>
    (module.dependencies ?? []).filter(({ specifier }) => specifier.startsWith("@modelcontextprotocol/"))
  );
  const loaded = found.filter(({ code }) => code !== undefined);
  assert.deepEqual(loaded.map(({ isDynamic }) => isDynamic), [true]);
});
