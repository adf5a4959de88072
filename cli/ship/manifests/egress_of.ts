import type { Manifest } from "@openenv/registry/manifest";
import type { V1NetworkPolicyEgressRule } from "@kubernetes/client-node";
import { isIP } from "node:net";
import { isAddressRange } from "./parse_flags.ts";

/** The connections that an environment may open. */
export interface Egress {
  /** The rules, besides DNS. Absent: nothing, DNS neither. */
  readonly to?: readonly V1NetworkPolicyEgressRule[];
  /** Says where the rules come from, and how they differ from that. */
  readonly comment: string;
}

const NOTHING: Egress = { comment: "The environment needs no network." };

/**
 * Returns the rules for what a manifest says that its environment connects to. A NetworkPolicy knows addresses and ports,
 * but no names: a host becomes its port, at any address.
 */
export function egressOf({ permissions: { net = [] } = {}, requires, validation }: Manifest): Egress {
  const { mode = "public", allowed_hosts: allowed = [] } = validation?.network ?? {};
  if (requires.includes("no-network") || mode === "no-network") return NOTHING;
  const isOpen = net === true && mode === "public";
  if (isOpen) return { to: [{}], comment: "The environment may connect to everything: its manifest says net: true." };
  const hosts = (net === true ? allowed : net || []).filter((host) => !isLoopback(host));
  if (hosts.length === 0) return NOTHING;
  const rules = new Map(hosts.map(toRule).map((rule) => [JSON.stringify(rule), rule]));
  const names = hosts.filter((host) => toRule(host).to === undefined);
  const named = names.length === 0
    ? ""
    : `\nA NetworkPolicy can't name hosts: instead of ${
      names.join(", ")
    }, any address is open, at the port that is given.` +
      "\nA policy of your network plugin, or an egress proxy, can be stricter.";
  return {
    to: [...rules.values()],
    comment: `DNS, and what the manifest says that the environment connects to.${named}`,
  };
}

/** Returns the rule for `host`, `host:port`, an address, an address with a port, or a range of addresses. */
function toRule(entry: string): V1NetworkPolicyEgressRule {
  const { host, port } = splitPort(entry);
  const version = isIP(host);
  const cidr = isAddressRange(host) ? host : version === 0 ? undefined : `${host}/${version === 4 ? 32 : 128}`;
  return {
    ...(cidr !== undefined && { to: [{ ipBlock: { cidr } }] }),
    ...(port !== undefined && { ports: [{ port, protocol: "TCP" }] }),
  };
}

function splitPort(entry: string): { readonly host: string; readonly port?: number } {
  if (isIP(entry) !== 0) return { host: entry };
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  return { host: bracketed ?? plain ?? entry, ...(port !== undefined && { port: Number(port) }) };
}

function isLoopback(entry: string): boolean {
  const { host } = splitPort(entry);
  return host === "localhost" || host === "::1" || host.startsWith("127.") && isIP(host) === 4;
}
