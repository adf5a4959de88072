import type { AnyContract } from "../contract.ts";
import { DefinitionError } from "../error_classes.ts";
import { compileValueCheck, type ValueCheck } from "./check_value.ts";
import { checkJson } from "./check_json.ts";
import { InputParser } from "./input_parser.ts";
import { isRecord, type JsonSchema, resolveReference, toJsonSchema } from "./json_schema.ts";
import { ResetParser } from "./reset_parser.ts";
import type { Schema } from "./schema.ts";

/** The compiled checks of one contract, made when it is defined. */
export interface ContractChecks {
  /** Parses actions. */
  readonly action: InputParser<unknown>;
  /** `true` if the action schema itself declares `metadata`. */
  readonly actionHasMetadata: boolean;
  /** Parses reset options. */
  readonly reset: ResetParser;
  /** Checks what the schema of the observation says. */
  readonly observation: OutputCheck;
  /** Checks what the schema of the state says. */
  readonly state: OutputCheck;
  /** Checks that JSON carries an action unchanged, for callers. */
  readonly actionJson: ValueCheck;
}

/** The two halves of the check of a returned value: the schema's own, and that it can be sent as it is. */
export interface OutputCheck {
  /** The author's schema; `undefined` if there is none. */
  readonly schema: Schema | undefined;
  /** Types, required and undeclared fields, free-form parts. */
  readonly check: ValueCheck;
}

const compiled = new WeakMap<AnyContract, ContractChecks>();

/** The compiled checks of a contract; compiled on first use for contracts that were not made here. */
export function checksOf(contract: AnyContract): ContractChecks {
  return compiled.get(contract) ?? compileContract(contract);
}

/** Compiles a contract's checks and remembers them; throws `DefinitionError` for a schema that can't be used. */
export function compileContract(contract: AnyContract): ContractChecks {
  const action = new InputParser<unknown>(contract.action, "action");
  assertObject(action.jsonSchema, "action");
  const checks: ContractChecks = {
    action,
    actionHasMetadata: declares(action.jsonSchema, "metadata"),
    reset: new ResetParser(contract),
    observation: compileOutput(contract.observation, "observation"),
    state: contract.state === undefined
      ? { schema: undefined, check: checkJson }
      : compileOutput(contract.state, "state"),
    actionJson: compileValueCheck(action.jsonSchema, { strict: false }),
  };
  compiled.set(contract, checks);
  return checks;
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
  return { schema, check: compileValueCheck(output, { strict: true }) };
}

/** The schema without the keywords in which input and output differ by defaults alone. */
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
