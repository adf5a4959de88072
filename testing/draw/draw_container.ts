import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { isSameJson } from "../json_schema/schema_values.ts";
import { compilePattern } from "./draw_pattern.ts";
import { drawString } from "./draw_string.ts";
import { type Drawing, inside, isSmall, undrawable } from "./drawing.ts";

/** Draws the value of a part. */
type DrawPart = (node: unknown, drawing: Drawing) => unknown;

/** How often an item is drawn anew because it is there already. */
const TRIES = 20;
/** How many optional items and keys are added at most. */
const EXTRA = 3;

/** Draws a list: its first items by position, and as many more as it may have. */
export function drawArray(schema: JsonSchema, drawing: Drawing, draw: DrawPart): unknown[] {
  const { prefixItems = [], items, uniqueItems = false } = schema;
  const least = Math.max(Number(schema.minItems ?? 0), schema.contains === undefined ? 0 : 1);
  const most = Math.min(Number(schema.maxItems ?? Infinity), items === false ? prefixItems.length : Infinity);
  if (least > most) throw undrawable(drawing, `it has at least ${least} and at most ${most} items`);
  const start = Math.min(Math.max(least, prefixItems.length), most);
  const length = isSmall(drawing) ? start : drawing.random.int(start, Math.min(most, start + EXTRA));
  const drawn: unknown[] = [];
  while (drawn.length < length) {
    const node = prefixItems[drawn.length] ?? (drawn.length === 0 && schema.contains) ?? items;
    const item = drawItem(node || items, { drawn, isUnique: uniqueItems === true }, { drawing, draw });
    if (item === undefined) break;
    drawn.push(item);
  }
  if (drawn.length < least) throw undrawable(drawing, "it has not enough different items");
  return drawn;
}

function drawItem(
  node: unknown,
  { drawn, isUnique }: { readonly drawn: readonly unknown[]; readonly isUnique: boolean },
  { drawing, draw }: { readonly drawing: Drawing; readonly draw: DrawPart },
): unknown {
  // What has to differ can't all be the smallest.
  const part = isUnique ? { ...inside(drawing, drawn.length), depth: 0 } : inside(drawing, drawn.length);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const item = draw(node, part);
    if (!isUnique || !drawn.some((earlier) => isSameJson(earlier, item))) return item;
  }
  return undefined;
}

/** Draws an object: what it must have, some of what it may have, and a few keys of its own where they have a schema. */
export function drawObject(schema: JsonSchema, drawing: Drawing, draw: DrawPart): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const drawn: Record<string, unknown> = {};
  const others = Object.keys(properties).filter((key) => !required.includes(key));
  for (const key of [...required, ...others]) {
    const isOptional = !required.includes(key);
    if (isOptional && (isSmall(drawing) || drawing.random.bool())) continue;
    drawn[key] = draw(properties[key] ?? additionalProperties, inside(drawing, key));
  }
  drawOwnKeys(schema, drawn, { drawing, draw });
  const missing = Number(schema.minProperties ?? 0) - Object.keys(drawn).length;
  for (const key of others.filter((other) => !Object.hasOwn(drawn, other)).slice(0, Math.max(0, missing))) {
    drawn[key] = draw(properties[key], inside(drawing, key));
  }
  return drawn;
}

/** Adds keys that the schema does not name, if it says what they hold. */
function drawOwnKeys(
  { minProperties = 0, maxProperties = Infinity, additionalProperties, patternProperties, propertyNames }: JsonSchema,
  drawn: Record<string, unknown>,
  { drawing, draw }: { readonly drawing: Drawing; readonly draw: DrawPart },
): void {
  const kinds = Object.entries(isRecord(patternProperties) ? patternProperties : {});
  const isRecordOf = isRecord(additionalProperties) && Object.keys(additionalProperties).length > 0;
  const count = Object.keys(drawn).length;
  const least = Math.max(0, Number(minProperties) - count);
  const most = Math.min(Math.max(least, EXTRA), Number(maxProperties) - count);
  if (kinds.length === 0 && !isRecordOf && least === 0) return;
  const wanted = isSmall(drawing) || most < least ? least : drawing.random.int(least, most);
  for (let added = 0; added < wanted; added++) {
    const kind = kinds.length > 0 ? drawing.random.choice(kinds) : undefined;
    const key = kind === undefined ? drawName(propertyNames, drawing, draw) : drawKey(kind[0], drawing);
    if (Object.hasOwn(drawn, key)) continue;
    drawn[key] = draw(kind === undefined ? additionalProperties : kind[1], inside(drawing, key));
  }
}

function drawKey(pattern: string, drawing: Drawing): string {
  const part = compilePattern(pattern);
  if (part === undefined) throw undrawable(drawing, `its keys' pattern ${pattern} has parts that are not understood`);
  return part(drawing.random, [0, drawing.spread]);
}

function drawName(names: unknown, drawing: Drawing, draw: DrawPart): string {
  if (isRecord(names)) return String(draw({ type: "string", minLength: 1, ...names }, { ...drawing, depth: 0 }));
  return drawString({ minLength: 1 }, { ...drawing, depth: 0 }).replaceAll(" ", "_");
}
