/**
 * Bodies that recorded HTTP exchanges are made of.
 *
 * @module
 */

import type { HttpAnswer } from "./http_vector.ts";

/** What validators of the reference say. */
export const WORDS = {
  noObject: "Input should be a valid dictionary or object to extract fields from",
  noDictionary: "Input should be a valid dictionary",
  noInteger: "Input should be a valid integer",
  noNumber: "Input should be a valid number",
  notFinite: "Input should be a finite number",
  noText: "Input should be a valid string",
  missing: "Field required",
} as const;

/** How the reference answers when environment code raises. */
export const CRASH = { status: 500, body: "Internal Server Error" } as const;

/** How our server answers without a session. */
export const NO_SESSION = {
  status: 409,
  body:
    '{"detail":"Cannot find session: the request names none; POST /reset opens one and returns its id in the header OpenEnv-Session. For programs that can\'t send the header there is openenv serve --http-session shared"}',
} as const;

/** The keys beside an observation over HTTP. */
interface Beside {
  readonly reward?: string;
  readonly metadata?: string;
  readonly ignored?: string;
}

/** A result; `metadata` is null where there is none. */
export function ok(observation: string, { reward = "null", metadata = "null", ignored }: Beside = {}): HttpAnswer {
  const more = ignored === undefined ? "" : `,"ignored":${ignored}`;
  const body = `{"observation":${observation},"reward":${reward},"done":false,"metadata":${metadata}${more}}`;
  return { status: 200, body };
}

/** A refusal with these items. */
export function refused(...items: string[]): HttpAnswer {
  return { status: 422, body: `{"detail":[${items.join(",")}]}` };
}

/** One item of a refusal, as the reference's validator words it. */
export function item(type: string, loc: string, msg: string, input: string, ctx?: string): string {
  const context = ctx === undefined ? "" : `,"ctx":${ctx}`;
  return `{"type":"${type}","loc":${loc},"msg":"${msg}","input":${input}${context}}`;
}

/** The same with a link to the validator's documentation: only what is said of actions has one. */
export function linked(text: string): string {
  const type = /"type":"(\w+)"/.exec(text)![1];
  return `${text.slice(0, -1)},"url":"https://errors.pydantic.dev/<version>/v/${type}"}`;
}

/** The item for a number that is too small. */
export function bound(type: string, key: string, input: string, ctx: string): string {
  const words = type.replaceAll("_", " ").replace("equal", "or equal to");
  return item(type, `["body","${key}"]`, `Input should be ${words} 0`, input, ctx);
}

/** The item for a text of more than 255 characters. */
export function tooLong(key: string, input: string): string {
  const msg = "String should have at most 255 characters";
  return item("string_too_long", `["body","${key}"]`, msg, `"${input}"`, '{"max_length":255}');
}

/** The body of `GET /metadata`. */
export function metadata(name: string, description: string): string {
  return `{"name":"${name}","description":"${description}","readme_content":null,"version":"1.0.0","author":null,` +
    '"documentation_url":null}';
}
