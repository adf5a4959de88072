import assert from "node:assert/strict";
import { parseManifest } from "./parse_manifest.ts";

Deno.test("parseManifest() throws an error that names the first problem and has all of them", () => {
  assert.throws(() => parseManifest("name: [x\n", { source: "envs/x/openenv.yaml" }), {
    code: "INVALID_MANIFEST",
    message: /^Cannot read envs\/x\/openenv\.yaml: line 2: the manifest is not valid YAML: /,
  });
  assert.throws(() => parseManifest("version: 0.1\nname: 5\nport: x"), {
    name: "ManifestError",
    message:
      'Cannot read openenv.yaml: line 1: version must be a text, but is the number 0.1; put it in quotes: "0.1" (and 2 more)',
    data: {
      problems: [
        {
          field: "version",
          line: 1,
          column: 10,
          message: 'version must be a text, but is the number 0.1; put it in quotes: "0.1"',
        },
        {
          field: "name",
          line: 2,
          column: 7,
          message: 'name must be a text, but is the number 5; put it in quotes: "5"',
        },
        { field: "port", line: 3, column: 7, message: 'port must be a whole number, but is "x"' },
      ],
    },
  });
});

Deno.test("parseManifest() tells of warnings, also when it throws", () => {
  const heard: string[] = [];
  const onWarning = ({ field, line }: { field: string; line: number }) => heard.push(`${line} ${field}`);
  parseManifest("name: x\nfoo: 1\nbar: 2", { onWarning });
  assert.throws(() => parseManifest("baz: 1", { onWarning }));
  assert.deepEqual(heard, ["2 foo", "3 bar", "1 baz"]);
});
