import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import type { FieldPath, Finding, ManifestText, Place } from "./manifest_text.ts";

/** The deepest nesting that is read. */
export const MAX_DEPTH = 64;

/** The most characters from the start of a key to its colon, in readers of YAML 1.1. */
const MAX_KEY = 1024;

/** The most values that are read; those behind aliases count each time. A text without aliases can't have more. */
const MAX_VALUES = 65_536;

/** Converts YAML nodes to plain values, and records their offsets. */
export class PlainReader {
  /** The problems, in the order of the text. */
  readonly findings: Finding[] = [];
  readonly #text: ManifestText;
  readonly #anchors = new Map<string, Node>();
  /** The nodes around the current one: an alias of one of them would never end. */
  readonly #open = new Set<Node>();
  #left = MAX_VALUES;

  /** Makes a reader that records offsets in `text`. */
  constructor(text: ManifestText) {
    this.#text = text;
  }

  /** Reads a node and everything in it; a node that can't be read becomes null, and a finding. */
  read(node: Node | null, path: FieldPath = [], keyOffset?: number): unknown {
    const value = offsetOf(node) ?? keyOffset ?? 0;
    const place = { key: keyOffset ?? value, value };
    if (this.#left-- <= 0) {
      return this.#left === -1 ? this.#refuse([], "has aliases that stand for too much", value) : null;
    }
    if (path.length > MAX_DEPTH) return this.#refuse(path, `is nested deeper than ${MAX_DEPTH} levels`, value);
    const target = isAlias(node) ? this.#anchors.get(node.source) : node;
    if (target === undefined) {
      return this.#refuse(path, `is an alias of ${nameOf(node)}, which no anchor defines`, value, true);
    }
    if (target === null) return this.#keep(path, place, null);
    if (this.#open.has(target)) return this.#refuse(path, `is an alias of ${nameOf(node)}, which contains it`, value);
    this.#addAnchor(target);
    if (hasForeignTag(target)) {
      return this.#refuse(path, `has the tag ${target.tag}; write it without, in quotes if it is a text`, value, true);
    }
    if (isScalar(target)) return this.#readScalar(target, path, place);
    this.#text.addPlace(path, place);
    this.#open.add(target);
    const plain = isMap(target)
      ? this.#readMap(target.items as Pair<Node, Node | null>[], path)
      : isSeq(target)
      ? target.items.map((item, index) => this.read(item as Node, [...path, index]))
      : null;
    this.#open.delete(target);
    return plain;
  }

  #readMap(pairs: readonly Pair<Node, Node | null>[], path: FieldPath): Record<string, unknown> {
    const plain: Record<string, unknown> = {};
    for (const { key: node, value, srcToken } of pairs) {
      const offset = offsetOf(node) ?? 0;
      const key = this.#readKey(node, path, offset, colonOf(srcToken) ?? offset);
      if (key === undefined) continue;
      const place = [...path, key];
      if (!Object.hasOwn(plain, key)) {
        plain[key] = this.read(value, place, offset);
        continue;
      }
      const { line } = this.#text.positionOf(this.#text.placeOf(place)?.key ?? 0);
      this.#refuse(place, `is given twice, first in line ${line}`, offset);
    }
    return plain;
  }

  #readKey(node: Node, path: FieldPath, offset: number, colon: number): string | undefined {
    if (!isScalar(node)) return this.#refuseKey(path, "it must be a text", offset, true);
    this.#addAnchor(node);
    if (colon - offset > MAX_KEY || this.#text.positionOf(colon).line > this.#text.positionOf(offset).line) {
      const rule = `in the same line and within ${MAX_KEY} characters`;
      return this.#refuseKey(path, `some readers look for its colon ${rule}`, offset, true);
    }
    if (hasForeignTag(node)) return this.#refuseKey(path, `it has the tag ${node.tag}`, offset, true);
    const key = node.value;
    if (typeof key !== "string") {
      const what = node.source ? `${node.source} must be a text; put it in quotes` : "it is missing";
      return this.#refuseKey(path, what, offset, !node.source);
    }
    if (key === "__proto__") return this.#refuseKey(path, "__proto__ is not allowed", offset);
    if (key === "<<" && node.type === "PLAIN") {
      return this.#refuseKey(path, "<< would merge; write the keys out", offset, true);
    }
    const kind = kindOf(node);
    if (kind === undefined) return key;
    return this.#refuseKey(path, `older readers of YAML take ${key} for ${kind}; put it in quotes`, offset);
  }

  #readScalar(node: Scalar, path: FieldPath, place: Place): unknown {
    const { value } = node;
    const source = node.source ?? "";
    const kind = kindOf(node);
    if (kind !== undefined) {
      const instead = kind === "true or false" ? ", or write true or false" : "";
      const message = `is ${source}, which older readers of YAML take for ${kind}; put it in quotes${instead}`;
      // A reference and a merge are no values at all there.
      this.#refuse(path, message, place.value, source === "=" || source === "<<");
    }
    if (typeof value !== "number") return this.#keep(path, { ...place, source }, value);
    const isWhole = /^[-+]?(\d+|0[ox][\da-fA-F]+)$/.test(source);
    if (!Number.isFinite(value)) this.#refuse(path, `is ${source}, but must be a finite number`, place.value);
    else if (isWhole && !Number.isSafeInteger(value)) {
      this.#refuse(path, `is ${source}, beyond what a number holds exactly; put it in quotes`, place.value);
    } else if (isJudgeParameter(path) && isTextInYaml11(source)) {
      const instead = isTextInYaml11(String(value)) ? "" : `, or write ${value}`;
      const what = "which older readers of YAML take for a text";
      this.#refuse(path, `is ${source}, ${what}; put it in quotes${instead}`, place.value);
    }
    return this.#keep(path, { ...place, source }, value === 0 ? 0 : value); // JSON has no -0
  }

  #keep(path: FieldPath, place: Place, value: unknown): unknown {
    this.#text.addPlace(path, place);
    return value;
  }

  #refuse(path: FieldPath, message: string, offset: number, breaksText = false): null {
    this.findings.push({ path, message, offset, breaksText });
    return null;
  }

  #refuseKey(path: FieldPath, what: string, offset: number, breaksText = false): undefined {
    this.#refuse(path, `has a key that cannot be read: ${what}`, offset, breaksText);
  }

  #addAnchor(node: Node): void {
    if ("anchor" in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }
}

/** Checks for a tag other than `!!str`, whose value readers disagree about. */
function hasForeignTag(node: Node): node is Node & { tag: string } {
  if (isAlias(node) || node.tag === undefined) return false;
  return !isScalar(node) || node.tag !== "tag:yaml.org,2002:str";
}

/** Returns the offset of the colon behind a key; `undefined` after a question mark, and for a key without a value. */
function colonOf(token: Pair["srcToken"]): number | undefined {
  if (token?.start.some(({ type }) => type === "explicit-key-ind")) return undefined;
  return token?.sep?.find(({ type }) => type === "map-value-ind")?.offset;
}

/** Checks for the only free-form values: elsewhere a number may be a text, or must be one. */
function isJudgeParameter([block, section, key]: FieldPath): boolean {
  return block === "validation" && section === "judge" && key === "params";
}

/** Returns the kind of a scalar without quotes and without a tag for readers of YAML 1.1. */
function kindOf({ source, type, tag }: Scalar): string | undefined {
  return type === "PLAIN" && tag === undefined && source !== undefined ? kindInYaml11(source) : undefined;
}

function offsetOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}

function nameOf(node: Node | null): string {
  return isAlias(node) ? `*${node.source}` : "";
}

/** Texts that YAML 1.1, which the Python package reads, and YAML 1.2, which this reader and most editors read, differ about. */
const AMBIGUOUS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^(yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/, "true or false"],
  [/^[-+]?0[0-9_]+$/, "an octal number"],
  [/^0o[0-7]+$/, "a text, and newer ones an octal number"],
  [/^([-+]?0b[01_]+|[-+]?0x[0-9a-fA-F]*_[0-9a-fA-F_]*|[-+]0x[0-9a-fA-F]+)$/, "a number"],
  [/^(?=.*_)([-+]?\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)([eE][-+]\d+)?$/, "a number"],
  [/^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/, "a number to the base of 60"],
  [/^\d{4}-\d\d?-\d\d?([Tt ].*)?$/, "a date"],
  [/^=$/, "a reference"],
  [/^<<$/, "a merge"],
];

/** The fractions of YAML 1.1: they need a dot, digits before it if they have a sign, and a sign in the exponent. */
const FRACTION = /^([-+]?\d+\.\d*|\.\d+)([eE][-+]\d+)?$/;

/**
 * Returns the kind of a text without quotes for readers of YAML 1.1, if it differs from that of YAML 1.2.
 *
 * @returns The kind, as a message names it; `undefined` if both read the same.
 */
export function kindInYaml11(source: string): string | undefined {
  return AMBIGUOUS.find(([pattern]) => pattern.test(source))?.[1];
}

/** Checks whether a number of YAML 1.2, such as `1e3`, is a text for readers of YAML 1.1. */
export function isTextInYaml11(source: string): boolean {
  return /[eE]|[-+]\./.test(source) && !source.startsWith("0x") && !FRACTION.test(source);
}
