import { isRecord, type JsonSchema } from "@openenv/core/schema";

/** How deep a type is spelled out; what is deeper has rows of its own, or contains itself. */
const MAX_DEPTH = 4;

/** Follows a node's reference inside its document; what is written beside the reference wins. */
export function follow(node: JsonSchema, root: JsonSchema): JsonSchema {
  let current = node;
  for (let hops = 0; current.$ref !== undefined && hops < 32; hops++) {
    const { $ref, ...beside } = current;
    const target = lookUp($ref, root);
    current = Object.keys(beside).length === 0 ? target : { ...target, ...beside };
  }
  return current;
}

function lookUp(pointer: string, root: JsonSchema): JsonSchema {
  let found: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = isRecord(found) ? found[key] : undefined;
  }
  return isRecord(found) ? found : {};
}

/** The members of a union; none for what is no union. */
export function branchesOf(node: JsonSchema): readonly JsonSchema[] {
  return node.anyOf ?? node.oneOf ?? [];
}

/** Names a schema's type in a few words: `integer`, `"UP" | "DOWN"`, `array of string`, `uint8 tensor [84, 84, 3]`. */
export function describeType(written: JsonSchema, root: JsonSchema, depth = 0): string {
  const node = follow(written, root);
  if (depth > MAX_DEPTH) return "…";
  const describe = (part: JsonSchema) => describeType(part, root, depth + 1);
  if (isRecord(node["x-tensor"])) return describeTensor(node["x-tensor"]);
  if ("const" in node) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  const branches = branchesOf(node);
  if (branches.length > 0) return joinTypes(branches.map(describe), " | ");
  if (node.allOf !== undefined) return joinTypes(node.allOf.map(describe), " & ");
  if (node.type === "array") return describeArray(node, describe);
  if (node.type === "object" && node.properties === undefined && hasKeys(node.additionalProperties)) {
    return `object of ${group(describe(node.additionalProperties))}`;
  }
  return node.type === undefined ? "anything" : [node.type].flat().join(" | ");
}

function describeTensor({ dtype, shape }: Record<string, unknown>): string {
  const sizes = Array.isArray(shape) ? shape.map((size) => size ?? "any") : [];
  return `${dtype} tensor [${sizes.join(", ")}]`;
}

function describeArray({ items, prefixItems }: JsonSchema, describe: (part: JsonSchema) => string): string {
  if (prefixItems !== undefined) {
    const rest = isRecord(items) ? [`...${group(describe(items))}`] : [];
    return `[${[...prefixItems.map(describe), ...rest].join(", ")}]`;
  }
  return hasKeys(items) ? `array of ${group(describe(items))}` : "array";
}

function joinTypes(types: readonly string[], operator: string): string {
  return [...new Set(types)].join(operator);
}

function group(type: string): string {
  return / [|&] /.test(type) ? `(${type})` : type;
}

function hasKeys(part: unknown): part is JsonSchema {
  return isRecord(part) && Object.keys(part).length > 0;
}
