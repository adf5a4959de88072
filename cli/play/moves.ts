import type { WebAction } from "@openenv/core";
import { isRecord, type JsonSchema, resolveReference } from "@openenv/core/schema";
import { AnswerError, type Ask, askObject, choicesOf, readAnswer, readChoice, readObject } from "./ask_value.ts";

/** A tool that can be called. */
export interface PlayedTool {
  /** Its name. */
  readonly name: string;
  /** The JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
}

/** Something that a player can choose; it may ask for more. */
interface Move {
  readonly label: string;
  action(ask: Ask): Promise<unknown>;
}

/** What a player can choose between, and how an answer becomes an action. */
export class Moves {
  readonly #root: JsonSchema;
  readonly #moves: readonly Move[];

  /** Reads the moves of a schema of actions, or those of tools; `clicks` are the environment's own. */
  constructor(root: JsonSchema, tools: readonly PlayedTool[] | undefined, clicks: readonly WebAction[] = []) {
    this.#root = root;
    const offered = clicks.map(({ label, action }) => ({ label, action: () => Promise.resolve(action) }));
    this.#moves = [...offered, ...(tools === undefined ? movesOf(root) : tools.map(toMove))];
  }

  /** What can be chosen, for people; empty if the player has to fill in a form. */
  get labels(): readonly string[] {
    return this.#moves.map(({ label }) => label);
  }

  /**
   * Reads an answer: a choice, an action as JSON, or the value of the one key that an action needs. Anything else begins
   * a form.
   *
   * @returns The action; `undefined` if the player chose nothing, or gave no answer to a question.
   * @throws `AnswerError` for an answer that can't be an action.
   */
  async read(answer: string, ask: Ask): Promise<unknown> {
    const object = readObject(answer);
    if (object !== undefined) return object;
    const [only] = this.#moves;
    if (only !== undefined && answer === "" && this.#moves.length > 1) return undefined;
    if (only !== undefined && answer !== "") {
      const label = readChoice(answer, this.labels);
      return await this.#moves.find((move) => move.label === label)!.action(ask);
    }
    if (only !== undefined) return await only.action(ask);
    const [key, ...others] = this.#root.required ?? [];
    if (answer !== "" && key !== undefined && others.length === 0) {
      return { [key]: readAnswer(answer, this.#root.properties?.[key] ?? {}, this.#root) };
    }
    if (answer !== "") throw new AnswerError(`"${answer}" is no action; press Enter for a form, or write JSON`);
    return await askObject(this.#root, this.#root, ask);
  }
}

/** The moves of a schema: the values of the one key that matters, or the forms of a union. */
function movesOf(root: JsonSchema): readonly Move[] {
  const forms = root.oneOf ?? root.anyOf;
  if (forms !== undefined) return forms.map((form, index) => toForm(resolveReference(form, root), index, root));
  const properties = Object.entries(root.properties ?? {}).filter(([key]) => key !== "metadata");
  const required = properties.filter(([key]) => root.required?.includes(key));
  const [chosen, ...others] = required.length > 0 ? required : properties;
  const choices = chosen === undefined || others.length > 0 ? undefined : choicesOf(chosen[1], root);
  return choices?.map((value) => ({
    label: String(value),
    action: () => Promise.resolve({ [chosen![0]]: value }),
  })) ?? [];
}

function toForm(form: JsonSchema, index: number, root: JsonSchema): Move {
  const telling = Object.values(form.properties ?? {}).find((part) => isRecord(part) && "const" in part);
  const label = String(telling?.const ?? form.title ?? `form ${index + 1}`);
  return { label, action: (ask) => askObject(form, root, ask) };
}

function toMove({ name, inputSchema }: PlayedTool): Move {
  return {
    label: name,
    async action(ask) {
      const args = await askObject(inputSchema, inputSchema, ask);
      return args && { type: "call_tool", tool_name: name, arguments: args };
    },
  };
}
