import { isRecord } from "../schema/json_schema.ts";

/** Annotations of a content block, as the Model Context Protocol defines them. */
export interface ContentAnnotations {
  /** Whom the block is for. */
  readonly audience?: readonly ("user" | "assistant")[];
  /** How important it is, from 0 to 1. */
  readonly priority?: number;
}

/** A block of text. */
export interface TextBlock {
  /** The kind. */
  readonly type: "text";
  /** The text. */
  readonly text: string;
  /** Hints for the client. */
  readonly annotations?: ContentAnnotations;
}

/** An image or a piece of audio. */
export interface MediaBlock {
  /** The kind. */
  readonly type: "image" | "audio";
  /** The bytes as base64. */
  readonly data: string;
  /** The media type, such as `image/png`. */
  readonly mimeType: string;
  /** Hints for the client. */
  readonly annotations?: ContentAnnotations;
}

/** A resource that is embedded in the result: text, or bytes as base64. */
export interface ResourceBlock {
  /** The kind. */
  readonly type: "resource";
  /** The resource. */
  readonly resource:
    & { readonly uri: string; readonly mimeType?: string }
    & ({ readonly text: string } | { readonly blob: string });
  /** Hints for the client. */
  readonly annotations?: ContentAnnotations;
}

/** A link to a resource. */
export interface ResourceLinkBlock {
  /** The kind. */
  readonly type: "resource_link";
  /** Where it is. */
  readonly uri: string;
  /** Its name. */
  readonly name: string;
  /** The media type. */
  readonly mimeType?: string;
  /** The description. */
  readonly description?: string;
  /** Hints for the client. */
  readonly annotations?: ContentAnnotations;
}

/** One block of a tool's content, as the Model Context Protocol has it. */
export type ContentBlock = TextBlock | MediaBlock | ResourceBlock | ResourceLinkBlock;

/**
 * Content blocks that a tool returns instead of plain data; created by {@linkcode toolContent}.
 *
 * @example
 * ```ts
 * import { toolContent } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(toolContent([{ type: "text", text: "hello" }]).blocks.length, 1);
 * ```
 */
export class ToolContent {
  /** The blocks. */
  readonly blocks: readonly ContentBlock[];
  /** The structured result beside them; `undefined` for none. */
  readonly structured: Readonly<Record<string, unknown>> | undefined;

  /** Joins blocks and a structured result. */
  constructor(blocks: readonly ContentBlock[], structured?: Readonly<Record<string, unknown>>) {
    this.blocks = blocks;
    this.structured = structured;
  }
}

/**
 * Makes the result of a tool from content blocks: text, images, audio, resources.
 *
 * @param blocks The blocks, in order.
 * @param structured A structured result beside them. Default: none.
 *
 * @example
 * ```ts
 * import { defineTool, toolContent } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const look = defineTool({
 *   name: "look",
 *   description: "Takes a picture.",
 *   input: z.object({}),
 *   run: () => toolContent([{ type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" }]),
 * });
 * assert.equal(look.name, "look");
 * ```
 */
export function toolContent(
  blocks: readonly ContentBlock[],
  structured?: Readonly<Record<string, unknown>>,
): ToolContent {
  return new ToolContent(blocks, structured);
}

/** The result of a tool call as the reference's client library has it. */
export interface ToolResult {
  /** The content blocks; keys that a block lacks are `null`. */
  readonly content: readonly Readonly<Record<string, unknown>>[];
  /** The structured result: an object, or `{ result: value }`; `null` if there is none. */
  readonly structured_content: Readonly<Record<string, unknown>> | null;
  /** Free-form; always `null` here. */
  readonly meta: null;
  /** The plain value. */
  readonly data: unknown;
  /** Always `false`: a failed call has an error instead of a result. */
  readonly is_error: false;
}

/** Makes the result of a call from the value that the tool returned; `wraps` says how its schema has objects. */
export function toToolResult(
  value: unknown,
  { wraps, toText }: { readonly wraps: boolean; readonly toText: (value: unknown) => string },
): ToolResult {
  if (value instanceof ToolContent) {
    const { blocks, structured = null } = value;
    return {
      content: blocks.map(withNulls),
      structured_content: structured,
      meta: null,
      data: structured ?? textOf(blocks),
      is_error: false,
    };
  }
  const data = value ?? null;
  return {
    content: data === null ? [] : [withNulls({ type: "text", text: typeof data === "string" ? data : toText(data) })],
    structured_content: wraps || !(data === null || isRecord(data)) ? { result: data } : data,
    meta: null,
    data,
    is_error: false,
  };
}

/** The text of content that is text alone. */
function textOf(blocks: readonly ContentBlock[]): string | null {
  if (blocks.length === 0 || !blocks.every((block) => block.type === "text")) return null;
  return blocks.map((block) => (block as TextBlock).text).join("\n");
}

function withNulls(block: ContentBlock): Readonly<Record<string, unknown>> {
  return { ...block, annotations: block.annotations ?? null, meta: null };
}
