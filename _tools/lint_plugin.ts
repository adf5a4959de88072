import { barrel } from "./lint/barrel.ts";
import { errorMessage } from "./lint/error_message.ts";
import { functionDeclarations } from "./lint/function_declarations.ts";
import { importDirection } from "./lint/import_direction.ts";
import { portable } from "./lint/portable.ts";
import { privateFields } from "./lint/private_fields.ts";
import { fileLength, functionLength } from "./lint/size.ts";

/** The rules of this workspace that `deno lint` does not bring along; each has a file of its own in `lint/`. */
const plugin: Deno.lint.Plugin = {
  name: "openenv",
  rules: {
    "barrel": barrel,
    "error-message": errorMessage,
    "file-length": fileLength,
    "function-declarations": functionDeclarations,
    "function-length": functionLength,
    "import-direction": importDirection,
    "portable": portable,
    "private-fields": privateFields,
  },
};

export default plugin;
