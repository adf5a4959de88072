import { SIZE_EXCEPTIONS } from "../size_exceptions.ts";
import { isPublished, isTestOrBench, pathInCheckout } from "./source_path.ts";

/** The most lines that a source file may have, comments included. */
export const MAX_FILE_LINES = 400;
/** The most lines that a function's body may have, the functions inside it included. */
export const MAX_FUNCTION_LINES = 60;

/** A source file has at most {@linkcode MAX_FILE_LINES} lines; tests and benches may be longer. */
export const fileLength: Deno.lint.Rule = createFileLength(SIZE_EXCEPTIONS);

/** A function's body has at most {@linkcode MAX_FUNCTION_LINES} lines; those of tests and benches may be longer. */
export const functionLength: Deno.lint.Rule = createFunctionLength(SIZE_EXCEPTIONS);

/** Makes the rule for files with a list of exceptions, which must still be needed. */
export function createFileLength(exceptions: Readonly<Record<string, string>>): Deno.lint.Rule {
  return {
    create(context) {
      const path = pathInCheckout(context.filename);
      if (!isLimited(path)) return {};
      return {
        Program(node) {
          const lines = context.sourceCode.text.replace(/\n$/, "").split("\n").length;
          const excepted = path in exceptions;
          if (lines > MAX_FILE_LINES && !excepted) {
            const message = `A file has at most ${MAX_FILE_LINES} lines, this one has ${lines}: split it by concept.`;
            context.report({ node, message });
          } else if (lines <= MAX_FILE_LINES && excepted) {
            context.report({ node, message: "This file is within the limit: remove it from size_exceptions.ts." });
          }
        },
      };
    },
  };
}

/** Makes the rule for functions with a list of exceptions. */
export function createFunctionLength(exceptions: Readonly<Record<string, string>>): Deno.lint.Rule {
  return {
    create(context) {
      const path = pathInCheckout(context.filename);
      if (!isLimited(path)) return {};
      const judge = (node: FunctionNode) => {
        if (node.body === null) return;
        const breaks = context.sourceCode.getText(node.body).split("\n").length - 1;
        const lines = node.body.type === "BlockStatement" ? breaks - 1 : breaks + 1;
        const name = nameOf(node);
        if (lines <= MAX_FUNCTION_LINES || `${path}#${name}` in exceptions) return;
        const message = `A function's body has at most ${MAX_FUNCTION_LINES} lines, that of ${name} has ${lines}.`;
        context.report({ node, message });
      };
      return { FunctionDeclaration: judge, FunctionExpression: judge, ArrowFunctionExpression: judge };
    },
  };
}

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Tools keep to the limits as well. */
function isLimited(path: string): boolean {
  return isPublished(path) || (path.startsWith("_tools/") && !isTestOrBench(path));
}

/** The name that a reader would give it: its own, or that of the method, property or variable that holds it. */
function nameOf(node: FunctionNode): string {
  if (node.type !== "ArrowFunctionExpression" && node.id !== null) return node.id.name;
  const { parent } = node;
  const isMember = parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" ||
    parent.type === "Property";
  const holder = parent.type === "VariableDeclarator" ? parent.id : isMember ? parent.key : undefined;
  return holder?.type === "Identifier" || holder?.type === "PrivateIdentifier" ? holder.name : "an unnamed function";
}
