import { DRAIN_RULE, readDrainMs } from "@openenv/server/main";
import type { V1NetworkPolicyPeer } from "@kubernetes/client-node";
import { InvalidArgumentError } from "commander";
import { isIP } from "node:net";

/** The bounds of an autoscaler. */
export interface ReplicaRange {
  /** The fewest pods. */
  readonly min: number;
  /** The most pods. */
  readonly max: number;
}

const DNS_LABEL = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;
/** A label's prefix, name and value. */
const LABEL = /^((?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)=([A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)$/;
const MAX_COUNT = 2 ** 31 - 1;

/** `true` for a name that every kind of object may have. */
export function isLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

/** Parses the name of an object. */
export function parseLabel(text: string): string {
  return parse(text, isLabel, "expected at most 63 lower-case letters, digits and dashes, with a letter first");
}

/** Parses a host name, or the name of a Secret, which has the same form. */
export function parseHostName(text: string): string {
  return parse(text, (name) => HOST_NAME.test(name), "expected a name of lower-case letters, digits, dashes and dots");
}

/** Parses the name of an image. */
export function parseImage(text: string): string {
  return parse(text, (name) => /^[a-z0-9][\w.:@/-]*$/i.test(name), "expected a name such as ghcr.io/me/my-env:1.0");
}

/** Parses a number of pods. */
export function parseCount(text: string): number {
  return Number(parse(text, isCount, "expected a positive number"));
}

/** Parses `min..max`. */
export function parseRange(text: string): ReplicaRange {
  const [min = "", max = "", ...more] = text.split("..");
  if (more.length > 0 || !isCount(min) || !isCount(max) || Number(min) > Number(max)) {
    throw new InvalidArgumentError("expected two positive numbers that go up, such as 2..10");
  }
  return { min: Number(min), max: Number(max) };
}

/** Parses a drain time; returns seconds. */
export function parseDrain(text: string): number {
  const drainMs = readDrainMs(text);
  if (drainMs === undefined) throw new InvalidArgumentError(DRAIN_RULE);
  return drainMs / 1000;
}

/** Parses an amount of processors. */
export function parseCpu(text: string): string {
  const isCpu = /^(?:\d+m|\d+(?:\.\d{1,3})?)$/.test(text) && Number.parseFloat(text) > 0;
  return parse(text, () => isCpu, "expected processors, such as 2 or 500m");
}

/** Parses an amount of memory; without a unit it would be bytes. */
export function parseMemory(text: string): string {
  const isMemory = /^\d+(?:\.\d+)?(?:[KMGT]i|[kMGT])$/.test(text) && Number.parseFloat(text) > 0;
  return parse(text, () => isMemory, "expected an amount with its unit, such as 512Mi");
}

/** Parses who may connect. */
export function parsePeers(text: string): V1NetworkPolicyPeer[] {
  return text.split(",").map(parsePeer);
}

function parsePeer(text: string): V1NetworkPolicyPeer {
  if (isAddressRange(text)) return { ipBlock: { cidr: text } };
  const isNamespace = text.startsWith("namespace:");
  const [, key, value] = LABEL.exec(isNamespace ? text.slice("namespace:".length) : text) ?? [];
  if (key === undefined) {
    throw new InvalidArgumentError(
      `expected app=trainer, namespace:team=ml or 10.0.0.0/8, with commas between several, got "${text}"`,
    );
  }
  const selector = { matchLabels: { [key]: value! } };
  return isNamespace ? { namespaceSelector: selector } : { podSelector: selector };
}

/** `true` for a range of addresses, such as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  const [address = "", bits = "", ...more] = text.split("/");
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function isCount(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_COUNT;
}

function parse(text: string, isValid: (text: string) => boolean, rule: string): string {
  if (isValid(text)) return text;
  throw new InvalidArgumentError(rule);
}
