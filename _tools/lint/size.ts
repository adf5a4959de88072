import { countCodeLines } from "../count_lines.ts";
import { isPublished, isTestOrBench, pathInCheckout } from "./source_path.ts";

/** The most lines of code that a source file may have; comments and blank lines are not counted. */
export const MAX_FILE_LINES = 400;
/** The most lines that a function's body may have, the functions inside it included. */
export const MAX_FUNCTION_LINES = 60;

/** A source file has at most {@linkcode MAX_FILE_LINES} lines of code; tests and benches may be longer. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    if (!isLimited(pathInCheckout(context.filename))) return {};
    return {
      Program(node) {
        const lines = countCodeLines(context.sourceCode.text);
        if (lines <= MAX_FILE_LINES) return;
        const message =
          `A file has at most ${MAX_FILE_LINES} lines of code, this one has ${lines}: split it by concept.`;
        context.report({ node, message });
      },
    };
  },
};

/** A function's body has at most {@linkcode MAX_FUNCTION_LINES} lines; those of tests and benches may be longer. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    if (!isLimited(pathInCheckout(context.filename))) return {};
    const check = (node: FunctionNode) => {
      if (node.body === null) return;
      const breaks = context.sourceCode.getText(node.body).split("\n").length - 1;
      const lines = node.body.type === "BlockStatement" ? breaks - 1 : breaks + 1;
      if (lines <= MAX_FUNCTION_LINES) return;
      const message = `A function's body has at most ${MAX_FUNCTION_LINES} lines, that of ${
        nameOf(node)
      } has ${lines}.`;
      context.report({ node, message });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Tools keep to the limits as well. */
function isLimited(path: string): boolean {
  return isPublished(path) || (path.startsWith("_tools/") && !isTestOrBench(path));
}

/** Returns the name that a reader would use: the function's own, or that of the method, property or variable. */
function nameOf(node: FunctionNode): string {
  if (node.type !== "ArrowFunctionExpression" && node.id !== null) return node.id.name;
  const { parent } = node;
  const isMember = parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" ||
    parent.type === "Property";
  const holder = parent.type === "VariableDeclarator" ? parent.id : isMember ? parent.key : undefined;
  return holder?.type === "Identifier" || holder?.type === "PrivateIdentifier" ? holder.name : "an unnamed function";
}
