/**
 * An environment with the tools that the official conformance suite calls, by the names that it calls them.
 *
 * @module
 */

import {
  type AnyImplementation,
  type AnyTool,
  type ContentBlock,
  defineTool,
  defineToolEnvironment,
  type Schema,
  toolContent,
  ToolError,
} from "@openenv/core";
import { z } from "zod";

/** A red pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/** A moment of silence. */
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

const TEXT: ContentBlock = { type: "text", text: "This is a simple text response for testing." };
const IMAGE: ContentBlock = { type: "image", data: PNG, mimeType: "image/png" };
const AUDIO: ContentBlock = { type: "audio", data: WAV, mimeType: "audio/wav" };
const RESOURCE: ContentBlock = {
  type: "resource",
  resource: { uri: "test://embedded-resource", mimeType: "text/plain", text: "This is an embedded resource content." },
};

const withProgress = defineTool({
  name: "test_tool_with_progress",
  description: "Reports progress three times.",
  input: z.object({}),
  async run(_, { progress }) {
    for (const done of [0, 50, 100]) {
      progress({ progress: done, total: 100 });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return "It is done.";
  },
});

const failing = defineTool({
  name: "test_error_handling",
  description: "Fails.",
  input: z.object({}),
  run() {
    throw new ToolError("This tool intentionally returns an error for testing");
  },
});

const withSchema = defineTool({
  name: "json_schema_2020_12_tool",
  description: "Has a schema with definitions.",
  input: describedBy({
    type: "object",
    $defs: {
      address: { type: "object", properties: { street: { type: "string" }, city: { type: "string" } } },
    },
    properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
    additionalProperties: false,
  }),
  run: () => "It is well.",
});

/** The environment. */
export const conformanceEnvironment: AnyImplementation = defineToolEnvironment({
  name: "conformance",
  description: "Has the tools of the conformance suite.",
  tools: [
    returning("test_simple_text", TEXT),
    returning("test_image_content", IMAGE),
    returning("test_audio_content", AUDIO),
    returning("test_embedded_resource", RESOURCE),
    returning("test_multiple_content_types", TEXT, IMAGE, RESOURCE),
    withProgress,
    failing,
    withSchema,
  ],
});

function returning(name: string, ...blocks: readonly ContentBlock[]): AnyTool {
  return defineTool({
    name,
    description: `Returns ${blocks.map(({ type }) => type).join(", ")}.`,
    input: z.object({}),
    run: () => toolContent(blocks),
  });
}

/** A schema of JSON Schema alone, which accepts everything. */
function describedBy(schema: Readonly<Record<string, unknown>>): Schema {
  const describe = () => ({ ...schema });
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => ({ value }),
      jsonSchema: { input: describe, output: describe },
    },
  };
}
