/**
 * Private members are `#field`, which the runtime keeps; `private` and a leading underscore are only a request.
 *
 * A constructor is the exception: it has no other way to be private.
 */
export const privateFields: Deno.lint.Rule = {
  create(context) {
    const judge = (node: Member) => {
      if (node.type === "MethodDefinition" && node.kind === "constructor") return;
      if (node.accessibility === "private" || isPrivateParameter(node)) {
        const message = "A private member is written #name, without the keyword `private`.";
        context.report({ range: node.range, message });
      }
      // The nodes of a lint plugin have every property name, so `"key" in node` would not tell them apart.
      const key = node.type !== "TSParameterProperty" ? node.key : parameterName(node.parameter);
      if (key.type === "Identifier" && key.name.startsWith("_")) {
        const message = `A private member is written #name, without an underscore: ${key.name}.`;
        context.report({ range: node.range, message });
      }
    };
    // A parameter's node comes without its accessibility, so its text is read.
    const isPrivateParameter = (node: Member) =>
      node.type === "TSParameterProperty" && /^private\b/.test(context.sourceCode.text.slice(...node.range));
    return {
      PropertyDefinition: judge,
      MethodDefinition: judge,
      AccessorProperty: judge,
      TSAbstractPropertyDefinition: judge,
      TSAbstractMethodDefinition: judge,
      TSParameterProperty: judge,
    };
  },
};

function parameterName(parameter: Deno.lint.TSParameterProperty["parameter"]): Deno.lint.Node {
  return parameter.type === "AssignmentPattern" ? parameter.left : parameter;
}

type Member =
  | Deno.lint.PropertyDefinition
  | Deno.lint.MethodDefinition
  | Deno.lint.AccessorProperty
  | Deno.lint.TSAbstractPropertyDefinition
  | Deno.lint.TSAbstractMethodDefinition
  | Deno.lint.TSParameterProperty;
