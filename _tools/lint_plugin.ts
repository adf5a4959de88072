import { importDirection } from "./lint/import_direction.ts";
import { portable } from "./lint/portable.ts";
import { fileLength, functionLength } from "./lint/size.ts";

/** The rules of this workspace that `deno lint` does not have; they protect boundaries and sizes. */
const plugin: Deno.lint.Plugin = {
  name: "openenv",
  rules: {
    "file-length": fileLength,
    "function-length": functionLength,
    "import-direction": importDirection,
    "portable": portable,
  },
};

export default plugin;
