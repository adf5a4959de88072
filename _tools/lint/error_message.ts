import { isPublished, pathInCheckout } from "./source_path.ts";

/** Words with an apostrophe, possessives excepted: don't, it's, we're. */
const CONTRACTION = /\b(\w+n['’]t|(?:it|that|there|here|what|who|let)['’]s|\w+['’](?:re|ve|ll)|I['’]m)\b/i;

/**
 * An error message names the failed action and then the state, without a final period and without contractions.
 *
 * Only what is written out is judged: text and templates handed to `new SomethingError(...)` or `somethingError(...)`,
 * also as the property `message`. A single word is a code, not a message.
 */
export const errorMessage: Deno.lint.Rule = {
  create(context) {
    if (!isPublished(pathInCheckout(context.filename))) return {};
    const judge = (node: Deno.lint.NewExpression | Deno.lint.CallExpression) => {
      for (const argument of node.arguments) {
        const message = messageIn(argument);
        if (message === undefined) continue;
        const text = readText(message);
        if (!text.includes(" ")) continue;
        const contraction = CONTRACTION.exec(text)?.[0];
        if (contraction !== undefined) {
          context.report({
            node: message,
            message: `An error message has no contraction: write ${contraction} in full.`,
          });
        }
        if (text.endsWith(".")) context.report({ node: message, message: "An error message has no final period." });
      }
    };
    return {
      NewExpression(node) {
        if (/Error$/.test(calleeName(node.callee))) judge(node);
      },
      CallExpression(node) {
        if (node.callee.type === "Identifier" && /(^e|E)rror$/.test(node.callee.name)) judge(node);
      },
    };
  },
};

function calleeName(callee: Deno.lint.Expression): string {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
}

function messageIn(argument: Deno.lint.Node): Deno.lint.Node | undefined {
  if (argument.type !== "ObjectExpression") return argument;
  for (const property of argument.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier") continue;
    if (property.key.name === "message") return property.value;
  }
}

/** The text that is written out; a placeholder stands for each part that is computed. */
function readText(node: Deno.lint.Node): string {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? node.value : "\0";
    case "TemplateLiteral":
      return node.quasis.map((part) => part.cooked).join("\0");
    case "BinaryExpression":
      return node.operator === "+" ? readText(node.left) + readText(node.right) : "\0";
    default:
      return "\0";
  }
}
