import assert from "node:assert/strict";
import { parseRpcRequest } from "./messages.ts";

Deno.test("parseRpcRequest() takes the ids that JSON's numbers keep, and refuses the others", () => {
  const request = (id: string) => parseRpcRequest(JSON.parse(`{"jsonrpc":"2.0","method":"m","id":${id}}`));
  for (const id of ["0", "-7", "9007199254740991", "-9007199254740991"]) assert.equal(String(request(id).id), id);
  for (const id of ["9007199254740993", "9007199254740992", "-9007199254740993", "1e300", "1.5"]) {
    assert.throws(() => request(id), { code: -32600, message: /^Invalid request: id is no string or integer/ }, id);
  }
  assert.equal(request('"9007199254740993"').id, "9007199254740993");
});
