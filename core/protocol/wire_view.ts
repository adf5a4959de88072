import { InvalidReplyError } from "../errors/error_classes.ts";
import type { EpisodeView, Rendering } from "../rendering.ts";
import { isRecord } from "../schema/json_schema.ts";

/** A drawing on the wire. */
export interface WireRendering extends Omit<Rendering, "png"> {
  /** The PNG file, as base64. */
  readonly png?: string;
}

/** What people see of a session, on the wire. */
export interface WireView extends Omit<EpisodeView, "rendering"> {
  /** The drawing. */
  readonly rendering?: WireRendering;
}

/** How many bytes are converted to characters at once; more would be too many arguments. */
const CHUNK = 0x8000;

/** Converts a view to its wire format. */
export function toWireView({ rendering, ...others }: EpisodeView): WireView {
  if (rendering === undefined) return others;
  const { png, ...forms } = rendering;
  return { rendering: png === undefined ? forms : { ...forms, png: toBase64(png) }, ...others };
}

/** Reads a view from its wire format; throws `InvalidReplyError` if it is none. */
export function fromWireView(view: unknown): EpisodeView {
  if (!isWireView(view)) throw new InvalidReplyError("Cannot read reply: it is no view of an episode", {});
  const { rendering, ...others } = view;
  if (rendering === undefined) return others;
  const { png, ...forms } = rendering;
  return { rendering: png === undefined ? forms : { ...forms, png: fromBase64(png) }, ...others };
}

/** `true` if a value has the form of a view on the wire. */
export function isWireView(view: unknown): view is WireView {
  if (!isRecord(view)) return false;
  const { rendering = {}, actions = [], parts = {} } = view;
  return isWireRendering(rendering) && isRecord(parts) &&
    Object.values(parts).every((score) => score === null || Number.isFinite(score)) &&
    Array.isArray(actions) && actions.every((action) => isRecord(action) && typeof action.label === "string");
}

function isWireRendering(rendering: unknown): boolean {
  if (!isRecord(rendering)) return false;
  const { text = "", svg = "", png = "", table } = rendering;
  return [text, svg, png].every((form) => typeof form === "string") && (table === undefined || isTable(table));
}

function isTable(table: unknown): boolean {
  return isRecord(table) && Array.isArray(table.rows) && table.rows.every(Array.isArray) &&
    (table.columns === undefined || Array.isArray(table.columns));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new InvalidReplyError("Cannot read reply: its png is not base64", {}, { cause });
  }
}
