import type { AnyContract } from "./contract.ts";
import { DefinitionError, ValidationError } from "../errors/error_classes.ts";
import type { EpisodeState } from "../result.ts";
import { checkJson } from "../schema/check_json.ts";
import { compileValueCheck, type ValueCheck } from "../schema/check_value.ts";
import { InputParser } from "../pydantic/input_parser.ts";
import { isRecord, type JsonSchema, resolveReference, toJsonSchema } from "../schema/json_schema.ts";
import type { OutputCheck } from "../schema/output_check.ts";
import { ResetParser } from "./reset_parser.ts";
import type { Schema } from "../schema/schema.ts";
import { compileTensors, keysOfTensors } from "../schema/tensor_paths.ts";
import { notADictionary } from "../pydantic/validation_items.ts";

/** The compiled checks of one contract, created when it is defined. */
export interface ContractChecks {
  /** Parses actions. */
  readonly action: InputParser<unknown>;
  /** `true` if the action schema itself declares `metadata`. */
  readonly actionHasMetadata: boolean;
  /** Parses reset options. */
  readonly reset: ResetParser;
  /** Checks observations with their schema. */
  readonly observation: OutputCheck;
  /** Checks states with their schema. */
  readonly state: OutputCheck;
  /** The keys of an episode that the schema of the state does not declare; a reply has them beside the declared ones. */
  readonly episodeKeys: readonly string[];
  /** Checks, for callers, that JSON carries an action unchanged. */
  readonly sentAction: OutputCheck;
  /** Checks, for callers, that JSON carries reset options unchanged. */
  readonly sentReset: OutputCheck;
}

/** Checks that JSON carries a value unchanged. */
export const FREE_FORM: OutputCheck = { schema: undefined, check: checkJson, convert: undefined };

/** The keys of {@linkcode EpisodeState}. */
const EPISODE_KEYS: readonly (keyof EpisodeState)[] = ["episode_id", "step_count", "seed", "task_id", "split", "index"];

const compiled = new WeakMap<AnyContract, ContractChecks>();

/** Returns the compiled checks of a contract. If it was defined elsewhere, compiles them on first use. */
export function checksOf(contract: AnyContract): ContractChecks {
  return compiled.get(contract) ?? compileContract(contract);
}

/** Compiles and remembers a contract's checks; throws `DefinitionError` for an unusable schema. */
export function compileContract(contract: AnyContract): ContractChecks {
  const action = new InputParser<unknown>(contract.action, "action");
  assertObject(action.jsonSchema, "action");
  const reset = new ResetParser(contract);
  const state = contract.state && toJsonSchema(contract.state, "output", "state");
  const checks: ContractChecks = {
    action,
    actionHasMetadata: declares(action.jsonSchema, "metadata"),
    reset,
    observation: compileOutput(contract.observation, "observation"),
    state: contract.state === undefined ? FREE_FORM : compileOutput(contract.state, "state"),
    episodeKeys: EPISODE_KEYS.filter((key) => state === undefined || !declares(state, key)),
    sentAction: compileSent(action.jsonSchema, "action"),
    sentReset: reset.jsonSchema === undefined ? FREE_FORM : compileSent(reset.jsonSchema, "resetOptions"),
  };
  compiled.set(contract, checks);
  return checks;
}

/** Receives the `metadata` of an action. */
export interface MetadataHolder {
  /** The metadata of the action in flight. */
  actionMetadata: Readonly<Record<string, unknown>>;
}

/**
 * Parses an action from the wire: removes `metadata`, which any Python client may have added, and parses the rest.
 * Throws `ValidationError`.
 */
export function parseAction(checks: ContractChecks, action: unknown, holder?: MetadataHolder): unknown {
  if (checks.actionHasMetadata || !isRecord(action) || action.metadata === undefined) {
    return checks.action.parse(action);
  }
  const { metadata, ...own } = action;
  if (!isRecord(metadata)) {
    const errors = [notADictionary(["metadata"], metadata)];
    throw new ValidationError("Cannot parse action: metadata is not an object", { errors });
  }
  if (holder !== undefined) holder.actionMetadata = metadata;
  return checks.action.parse(own);
}

function compileOutput(schema: Schema, what: string): OutputCheck {
  const output = toJsonSchema(schema, "output", what);
  const input = toJsonSchema(schema, "input", what);
  assertObject(output, what);
  if (what === "observation" && declares(output, "metadata")) {
    throw new DefinitionError("Cannot define observation: the key metadata is reserved for info", { part: what });
  }
  if (JSON.stringify(withoutPresence(input)) !== JSON.stringify(withoutPresence(output))) {
    throw new DefinitionError(
      `Cannot define ${what}: its schema transforms values, but what the environment returns is sent as it is`,
      { part: what },
    );
  }
  const check = compileValueCheck(output, { strict: true });
  const convert = compileTensors(output, { part: what, strict: true });
  const tensors = convert && keysOfTensors(output);
  return { schema, check: what === "observation" ? withoutMetadata(check) : check, convert, tensors };
}

/** Compiles a check for callers only: types and keys are left to the server. */
function compileSent(schema: JsonSchema, part: string): OutputCheck {
  const check = compileValueCheck(schema, { strict: false });
  return { schema: undefined, check, convert: compileTensors(schema, { part, strict: false }) };
}

/** Refuses the reserved key `metadata`: an open schema would let it in, and it would replace `info`. */
function withoutMetadata(check: ValueCheck): ValueCheck {
  const reserved = "is reserved for info";
  return (value) =>
    check(value) ?? ("metadata" in (value as object) ? { path: ["metadata"], message: reserved } : undefined);
}

/** Removes the keywords that make input and output differ by defaults alone. */
function withoutPresence(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPresence);
  if (!isRecord(node)) return node;
  const kept = Object.entries(node).filter(([key, value]) =>
    key !== "default" && !(key === "required" && Array.isArray(value)) &&
    !(key === "additionalProperties" && value === false)
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPresence(value)]));
}

function assertObject(root: JsonSchema, part: string): void {
  if (!isObjectSchema(root, root)) {
    throw new DefinitionError(`Cannot define ${part}: its schema is not that of an object`, { part });
  }
}

function isObjectSchema(node: JsonSchema, root: JsonSchema): boolean {
  const schema = resolveReference(node, root);
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches !== undefined) return branches.every((branch) => isObjectSchema(branch, root));
  return schema.type === "object" || schema.properties !== undefined;
}

function declares(root: JsonSchema, key: string): boolean {
  const schema = resolveReference(root, root);
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  return key in (schema.properties ?? {}) ||
    branches.some((branch) => key in (resolveReference(branch, root).properties ?? {}));
}
