import assert from "node:assert/strict";
import { KubernetesProvider } from "./kubernetes_provider.ts";
import { type KubernetesOptions, resolveKubernetesOptions } from "./kubernetes_options.ts";

Deno.test("resolveKubernetesOptions() takes a Service's URL as a client takes it", () => {
  const urlOf = (access: KubernetesOptions["access"]) =>
    (resolveKubernetesOptions({ access }).access as { url: string }).url;
  assert.equal(urlOf({ url: "https://games.example.com/echo/" }), "https://games.example.com/echo");
  assert.equal(urlOf({ url: "wss://games.example.com" }), "https://games.example.com");
  assert.equal(urlOf({ url: "ws://10.0.0.1:80", allowInsecure: true }), "http://10.0.0.1:80");
});

Deno.test("KubernetesProvider refuses options that can't be used", () => {
  const cases: [KubernetesOptions, RegExp][] = [
    [
      { access: { url: "http://games.example.com" } },
      /access: http:\S+ is not encrypted, .*; use https, or allowInsecure$/,
    ],
    [{ access: { url: "ws://games.example.com" } }, /access: ws:\S+ is not encrypted/],
    [{ access: { url: "games" } }, /access: "games" is no URL of a server$/],
    [{ access: "proxy" as "pod" }, /access: "proxy" is not port-forward, service, pod or \{ url \}$/],
    [{ replicas: 0 }, /replicas: 0 is not a positive integer$/],
    [{ readyTimeoutMs: -1 }, /readyTimeoutMs: -1 is not a number of milliseconds$/],
    [{ name: "Echo_Env" }, /name: "Echo_Env" has to be letters, digits and hyphens/],
    [{ name: "e".repeat(64) }, /63 at most$/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => new KubernetesProvider(options), { code: "INVALID_OPTION", message });
  }
});
