import { parseManifest } from "@openenv/registry/manifest";
import assert from "node:assert/strict";
import { egressOf } from "./egress_of.ts";

/** Returns the rules for a manifest with a block of permissions, and more lines. */
function rulesOf(permissions: string, more = "") {
  return egressOf(parseManifest(`name: a\npermissions: ${permissions}\n${more}`));
}

Deno.test("egressOf() allows nothing, not even DNS, to an environment that needs no network", () => {
  const cases = [
    rulesOf("{}"),
    rulesOf("{ net: false }"),
    rulesOf("{ net: [] }"),
    rulesOf("{ net: ['127.0.0.1:9000', 'localhost', '[::1]:80', '::1'] }"),
    rulesOf("{ net: true }", "requires: [no-network]"),
  ];
  for (const { to, comment } of cases) {
    assert.deepEqual([to, comment], [undefined, "The environment needs no network."]);
  }
});

Deno.test("egressOf() allows everything to an environment with net: true", () => {
  assert.deepEqual(rulesOf("{ net: true }").to, [{}]);
});

Deno.test("egressOf() writes addresses and ports, and says which names it can't write", () => {
  const { to, comment } = rulesOf(
    "{ net: ['192.0.2.1', '192.0.2.1:80', '[2001:db8::1]:443', '2001:db8::2', 10.0.0.0/8, 'a.example:443', 'b.example:443', c.example] }",
  );
  const tcp = (port: number) => [{ port, protocol: "TCP" }];
  const toAddress = (cidr: string) => [{ ipBlock: { cidr } }];
  assert.deepEqual(to, [
    { to: toAddress("192.0.2.1/32") },
    { to: toAddress("192.0.2.1/32"), ports: tcp(80) },
    { to: toAddress("2001:db8::1/128"), ports: tcp(443) },
    { to: toAddress("2001:db8::2/128") },
    { to: toAddress("10.0.0.0/8") },
    { ports: tcp(443) },
    {},
  ]);
  assert.match(comment, /can't name hosts: instead of a\.example:443, b\.example:443, c\.example, any address is open/);
  assert.doesNotMatch(rulesOf("{ net: ['192.0.2.1:80'] }").comment, /can't name/);
});
