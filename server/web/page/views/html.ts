import { default as htm } from "htm";
import { h, type VNode } from "preact";

/** Writes elements as tagged templates. Texts become text nodes, never markup. */
export const html: Template = (htm as unknown as { bind(create: typeof h): Template }).bind(h);

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** What an element can hold. */
export type Child = VNode | string | number | false | null | undefined | readonly Child[];

/** Joins the names of the classes that apply. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
